"""No output is written over an input, the ledger, or somebody's file: whatever is asked for, everything is as it was."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from handouts.actions.batch import make_list
from handouts.actions.lists import Hands, MakeList, plan_list
from handouts.actions.mail import WritePassphrases, write_passphrases
from handouts.actions.manner import Allowed, Manner
from handouts.actions.reports import AskReport, report_run
from handouts.actions.reprint import RemakeCopy, Reprint, remake, reprint
from handouts.actions.single import MadeOne, MakeOne, make_one
from handouts.actions.where import Where
from handouts.errors import OutputError
from handouts.ledger.ledger import NAME, Ledger
from tests.handouts.actions import a_list

ANNA = {"patient": "Anna Lee", "born": "1951-04-17", "identifier": "RSC-1", "at": "2026-12-08T09:30"}
OVER = "nothing is written over it|is for the clinic's own files|is there already, and is not"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file, but for what SQLite keeps open beside the ledger."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.name.startswith(f"{NAME}-")}


@pytest.fixture
def desk(finished: Path, tmp_path: Path) -> MakeList:
    """A clinic with a run, and the request for another list, in a folder of its own."""
    shutil.copytree(finished / "clinic", tmp_path / "clinic")
    shutil.copy(finished / "list.csv", tmp_path / "list.csv")
    (tmp_path / "anna.json").write_text(json.dumps({"appointment_id": "A", "start": "2026-12-08T09:30", "given_name": "A", "family_name": "B", "patient_id": "P",
                                                    "date_of_birth": "1951-04-17"}), "utf-8")  # fmt: skip
    (tmp_path / "sample.pdf").write_bytes(b"%PDF-1.4 of a patient's own\n")
    (tmp_path / "all-sample.pdf").write_bytes(b"%PDF-1.4 of a patient's own\n")
    (tmp_path / "patients.csv").write_text("patient_id\n", "utf-8")
    (tmp_path / "map.toml").write_text("name = 'x'\n", "utf-8")
    return MakeList(Where(str(tmp_path / "clinic")), tmp_path / "list.csv")


Ask = Callable[[MakeList, Path], object]
SEVEN: dict[str, Ask] = {
    "--combined onto the list": lambda asked, here: make_list(replace(asked, combined=here / "list.csv")),
    "--combined onto clinic.toml": lambda asked, here: make_list(replace(asked, combined=here / "clinic" / "clinic.toml")),
    "--combined onto the ledger": lambda asked, here: make_list(replace(asked, combined=here / "clinic" / NAME)),
    "report --html onto the ledger": lambda asked, here: report_run(AskReport(asked.where, 1, here / "clinic" / NAME)),
    "make --out onto the logo": lambda asked, here: make_one(MakeOne(asked.where, "kyphoplasty", here / "clinic" / "logo.svg", **ANNA)),
    "make --out onto its own record": lambda asked, here: make_one(MakeOne(asked.where, "kyphoplasty", here / "anna.json", appointment=here / "anna.json")),
    "--dry-run onto a user's sample.pdf": lambda asked, here: plan_list(replace(asked, out=here)),
}
MORE: dict[str, Ask] = {
    "--combined, a dry run": lambda asked, here: plan_list(replace(asked, combined=here / "all.pdf")),
    "onto the patients' file": lambda asked, here: make_list(replace(asked, combined=here / "patients.csv", patients=here / "patients.csv")),
    "onto the column map": lambda asked, here: make_list(replace(asked, combined=here / "map.toml", column_map=str(here / "map.toml"))),
    "onto the column map, without its dots": lambda asked, here: make_list(
        replace(asked, combined=here / "map.toml", column_map=str(here / "clinic" / ".." / "map.toml"))
    ),
    "copies into the clinic's leaflets": lambda asked, here: make_list(replace(asked, out=here / "clinic" / "handouts")),
    "copies into the clinic's pictures": lambda asked, here: make_list(replace(asked, out=here / "clinic" / "ASSETS" / "x", hands=Hands(2))),
    "a sample into the clinic's layouts": lambda asked, here: plan_list(replace(asked, out=here / "clinic" / "layouts")),
    "onto a ledger elsewhere": lambda asked, here: make_list(replace(asked, combined=here / "l.db", where=replace(asked.where, ledger=here / "l.db"))),
    "onto its journal": lambda asked, here: make_list(replace(asked, combined=here / "l.db-wal", where=replace(asked.where, ledger=here / "l.db"))),
    "reprint onto the list": lambda asked, here: reprint(Reprint(asked.where, 1, combined=here / "list.csv")),
    "reprint into the clinic's rooms": lambda asked, here: reprint(Reprint(asked.where, 1, out=here / "clinic" / "layouts")),
    "again onto rules that are not there yet": lambda asked, here: remake(RemakeCopy(asked.where, a_copy(here), here / "clinic" / "rules.toml")),
    "report onto a page of somebody's": lambda asked, here: report_run(AskReport(asked.where, 1, here / "anna.json")),
    "make onto somebody's PDF": lambda asked, here: make_one(MakeOne(asked.where, "kyphoplasty", here / "sample.pdf", **ANNA)),
}  # fmt: skip


def a_copy(here: Path) -> str:
    with Ledger.open(here / "clinic" / NAME) as ledger:
        return next(iter(ledger.copies(1))).id


@pytest.mark.parametrize("ask", [*SEVEN.values(), *MORE.values()], ids=[*SEVEN, *MORE])
def test_everything_is_as_it_was(desk: MakeList, tmp_path: Path, ask: Ask) -> None:
    before = contents(tmp_path)
    with pytest.raises(OutputError, match=OVER):
        ask(desk, tmp_path)
    after = contents(tmp_path)
    with Ledger.open(tmp_path / "clinic" / NAME) as ledger:
        ledger.verify()
        assert len(ledger.runs()) == 1
    assert {name: after.get(name) for name in before if name != f"clinic/{NAME}"} == {name: data for name, data in before.items() if name != f"clinic/{NAME}"}
    assert set(after) - set(before) <= {"l.db"}


@pytest.mark.parametrize("reached", ["symlink", "hard link", "..", "other case"])
@pytest.mark.parametrize("name", ["list.csv", f"clinic/{NAME}"])
def test_by_whatever_name_it_is_reached(desk: MakeList, tmp_path: Path, name: str, reached: str) -> None:
    victim = tmp_path / name
    (tmp_path / "soft").symlink_to(victim)
    os.link(victim, tmp_path / "hard")
    path = {"symlink": tmp_path / "soft", "hard link": tmp_path / "hard", "..": victim.parent / "x" / ".." / victim.name, "other case": victim.parent / victim.name.upper()}[reached]
    before = victim.read_bytes()
    with pytest.raises(OutputError, match=OVER):
        make_list(replace(desk, combined=path))
    with pytest.raises(OutputError, match=OVER):
        make_one(MakeOne(desk.where, "kyphoplasty", path, appointment=tmp_path / "list.csv" if name == "list.csv" else None, **ANNA))
    assert victim.read_bytes() == before


def test_passphrases_go_over_nothing_but_an_older_list_of_them(desk: MakeList, tmp_path: Path) -> None:
    from tests.handouts.actions.test_mail import SendMail as Send
    from tests.handouts.actions.test_mail import mail_toml, send_mail
    from tests.handouts.delivery.mail.mailserver import Box, serving

    with serving(Box()) as port:
        mail_toml(desk.where, port)
        send_mail(Send(desk.where, "1"))
    for name in ("list.csv", "clinic/passphrase.key", "clinic/mail.toml"):
        before = (tmp_path / name).read_bytes()
        with pytest.raises(OutputError, match=OVER):
            write_passphrases(WritePassphrases(desk.where, 1, tmp_path / name))
        assert (tmp_path / name).read_bytes() == before
    for _ in range(2):
        assert write_passphrases(WritePassphrases(desk.where, 1, tmp_path / "phrases.csv")).count == 3


def test_older_outputs_of_the_same_kind_are_replaced(tmp_path: Path) -> None:
    request = a_list(tmp_path)
    for _ in range(2):
        plan_list(replace(request, everything=True))
        assert plan_list(replace(request, everything=True)).sample
        make_one(MakeOne(request.where, "kyphoplasty", tmp_path / "anna.pdf", **ANNA))
        make_list(request)
        report_run(AskReport(request.where, 1, tmp_path / "run.html"))
        reprint(Reprint(request.where, 1, out=tmp_path / "again"))
        reprint(Reprint(request.where, 1, combined=tmp_path / "again.pdf"))
        remake(RemakeCopy(request.where, a_copy(tmp_path), tmp_path / "one.pdf"))
    with pytest.raises(OutputError, match="is not an older handout"):
        make_one(MakeOne(request.where, "kyphoplasty", tmp_path / "again.pdf", **ANNA))
    with pytest.raises(OutputError, match="is not an older file of many handouts"):
        reprint(Reprint(request.where, 1, combined=tmp_path / "anna.pdf"))


# -- one patient's file is not written over another's

BORIS = {"patient": "Boris Kim", "born": "1960-01-02", "identifier": "RSC-2", "at": "2026-12-08T10:30"}
SAMPLES = Manner(allowed=Allowed(sample=True))


@pytest.fixture
def keeping(tmp_path: Path) -> MakeList:
    """A clinic that keeps what is made at the desk, and a list."""
    request = replace(a_list(tmp_path), manner=SAMPLES)
    settings = tmp_path / "clinic" / "clinic.toml"
    settings.write_text(settings.read_text("utf-8").replace("sample = true", "sample = false"), "utf-8")
    return request


def one(keeping: MakeList, out: Path, **more: str) -> MadeOne:
    return make_one(MakeOne(keeping.where, "kyphoplasty", out, manner=SAMPLES, **{**ANNA, **more}))  # type: ignore[arg-type]


def test_a_handout_is_written_over_an_older_one_of_the_same_appointment_only(keeping: MakeList, tmp_path: Path) -> None:
    anna = tmp_path / "anna.pdf"
    first = one(keeping, anna).copy
    second = one(keeping, anna, note="By the south entrance.").copy  # typed again, with a note: the same appointment
    assert first and second and first.whose and second.whose and first.whose.appointment == second.whose.appointment
    with Ledger.open(keeping.where.file()) as ledger:
        assert (ledger.copy(first.id).fate, ledger.copy(first.id).replaced_by, ledger.copy(second.id).fate) == ("replaced", second.id, "delivered")
    before = anna.read_bytes()
    for others in (BORIS, {"at": "2026-12-09T09:30"}, {"identifier": "RSC-9"}):
        with pytest.raises(OutputError, match="is not an older handout of this very appointment and leaflet"):
            one(keeping, anna, **others)
    assert anna.read_bytes() == before
    shutil.copy(anna, tmp_path / "copied.pdf")
    anna.write_bytes(before + b"\n% somebody's remark\n")
    with pytest.raises(OutputError, match="is not an older handout"):
        one(keeping, anna)
    one(keeping, tmp_path / "copied.pdf")  # it is known by what it holds, wherever it lies
    with Ledger.open(keeping.where.file()) as ledger:
        assert len(ledger.runs()) == 3, "what was refused is not recorded"


def test_a_file_of_a_run_is_nobody_elses(keeping: MakeList, tmp_path: Path) -> None:
    made = make_list(keeping)
    theirs = tmp_path / "out" / made.copies[0].struck.file
    anna = one(keeping, tmp_path / "anna.pdf").copy
    assert anna
    before = theirs.read_bytes()
    for ask in (
        lambda: one(keeping, theirs), lambda: remake(RemakeCopy(keeping.where, anna.id, theirs)),
        lambda: remake(RemakeCopy(keeping.where, made.copies[1].id, theirs)),
        lambda: make_one(MakeOne(Where("riverside"), "kyphoplasty", theirs, **ANNA)),  # a sample clinic keeps no ledger, and knows the name
    ):  # fmt: skip
        with pytest.raises(OutputError, match="is there already, and is not an older handout"):
            ask()
    assert theirs.read_bytes() == before
    assert remake(RemakeCopy(keeping.where, made.copies[0].id, theirs)).ok
    assert report_run(AskReport(keeping.where, made.run)).lost == ()
