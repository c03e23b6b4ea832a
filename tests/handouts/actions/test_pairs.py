"""Every kind of output onto every file there is, by every name: nothing that somebody needs is written over.

    HANDOUTS_CHANGES=200 pytest tests/handouts/actions/test_pairs.py     every pair by every name, and so many random moments
"""

from __future__ import annotations

import os
import random
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from handouts.actions.batch import make_list
from handouts.actions.lists import Hands, MakeList, plan_list
from handouts.actions.mail import SendMail, WritePassphrases, look_before_mailing, write_passphrases
from handouts.actions.reports import AskReport, report_run
from handouts.actions.reprint import RemakeCopy, Reprint, remake, reprint
from handouts.actions.single import MakeOne, make_one
from handouts.errors import HandoutsError, OutputError
from handouts.ledger.ledger import NAME, Ledger
from tests.handouts.actions import a_list
from tests.handouts.actions.test_kept import KINDS, asked_in
from tests.handouts.actions.test_mail import mail_toml, send_mail
from tests.handouts.delivery.mail.mailserver import Box, serving

MOMENTS = int(os.environ.get("HANDOUTS_CHANGES", "0"))
RECORD = '{"appointment_id": "A", "start": "2026-12-08T09:30", "given_name": "A", "family_name": "B", "patient_id": "P", "date_of_birth": "1951-04-17"}'
MAP = "[columns]\n" + "".join(f'{name} = "{name}"\n' for name in ("appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth"))
Ask = Callable[[MakeList, Path, Path], object]  # the request for the list, the folder of all, the place to write to


def a_copy(here: Path) -> str:
    with Ledger.open(here / "clinic" / NAME) as ledger:
        return next(iter(ledger.copies(1))).id


OUTPUTS: dict[str, Ask] = {
    "batch --out": lambda asked, here, at: make_list(replace(asked, out=at, everything=True)),
    "batch --out --workers 2": lambda asked, here, at: make_list(replace(asked, out=at, everything=True, hands=Hands(2))),
    "batch --combined": lambda asked, here, at: make_list(replace(asked, out=None, combined=at, everything=True)),
    "batch --out --dry-run": lambda asked, here, at: plan_list(replace(asked, out=at)),
    "batch --combined --dry-run": lambda asked, here, at: plan_list(replace(asked, out=None, combined=at)),
    "make --out": lambda asked, here, at: make_one(MakeOne(asked.where, "kyphoplasty", at, appointment=here / "anna.json")),
    "report --html": lambda asked, here, at: report_run(AskReport(asked.where, 1, at)),
    "again --out": lambda asked, here, at: remake(RemakeCopy(asked.where, a_copy(here), at)),
    "reprint --out": lambda asked, here, at: reprint(Reprint(asked.where, 1, out=at)),
    "reprint --combined": lambda asked, here, at: reprint(Reprint(asked.where, 1, combined=at)),
    "passphrases --out": lambda asked, here, at: write_passphrases(WritePassphrases(asked.where, 1, at)),
    "email --dry-run --out": lambda asked, here, at: look_before_mailing(SendMail(asked.where, "1", again=True, out=at)),
}
NAMES = ("itself", "..", "symlink", "hard link", "symlinked folder")


def called(path: Path, name: str, beside: Path) -> Path:
    """A file by another name, which is made in a folder of its own."""
    beside.mkdir(exist_ok=True)
    match name:
        case "..":
            return path.parent / "x" / ".." / path.name
        case "symlink":
            (beside / "soft").symlink_to(path)
            return beside / "soft"
        case "hard link":
            os.link(path, beside / "hard")
            return beside / "hard"
        case "symlinked folder":
            (beside / "folder").symlink_to(path.parent)
            return beside / "folder" / path.name
    return path


def needed(folder: Path) -> dict[str, bytes]:
    """Every file that somebody needs, but for what the ledger itself writes to."""
    own = {f"clinic/{NAME}{part}" for part in ("", "-wal", "-shm", "-journal")}
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name not in own and not name.startswith(("out/", "beside/"))}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MakeList:
    """A list that was made and mailed, with every kind of file around it."""
    here = tmp_path_factory.mktemp("pairs")
    asked = a_list(here)
    clinic = here / "clinic"
    (clinic / "rules.toml").write_text('[[rule]]\nleaflets = ["kyphoplasty"]\n', "utf-8")
    (clinic / "printing.toml").write_text('printer = "x"\n', "utf-8")
    (clinic / "assets").mkdir(exist_ok=True)
    (clinic / "assets" / "map.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (clinic / "handouts").mkdir(exist_ok=True)
    (clinic / "layouts").mkdir(exist_ok=True)
    (here / "anna.json").write_text(RECORD, "utf-8")
    (here / "map.toml").write_text(MAP, "utf-8")
    (here / "notes.pdf").write_bytes(b"%PDF-1.4 of somebody's own\n")
    (here / "page.html").write_bytes(b"<!doctype html><title>of somebody's own</title>")
    (here / "empty").mkdir()
    make_list(asked)
    with serving(Box()) as port:
        mail_toml(asked.where, port)
        send_mail(SendMail(asked.where, "1"))
    return asked


@pytest.mark.parametrize("name", NAMES if MOMENTS else NAMES[:1])
@pytest.mark.parametrize("output", OUTPUTS)
def test_no_output_goes_over_any_file(made: MakeList, output: str, name: str) -> None:
    here = made.schedule.parent
    before, tried = needed(here), 0
    for victim in [*(name for name, data in before.items() if data), f"clinic/{NAME}"]:  # nothing is lost with an empty file
        beside = here / "beside"
        at = called(here / victim, name, beside)
        with pytest.raises(HandoutsError) as refused:
            OUTPUTS[output](made, here, at)
        assert isinstance(refused.value, OutputError), f"{victim}: {refused.value}"
        tried += 1
        shutil.rmtree(beside)
        assert needed(here) == before, f"{output} onto {victim}"
    with Ledger.open(here / "clinic" / NAME) as ledger:
        ledger.verify()
        assert len(ledger.runs()) == 1
    print(f"{output}, {name}: {tried} files, none was written over")


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_what_somebody_puts_there_while_a_run_goes_on_stays(tmp_path: Path, kind: int | str) -> None:
    """A file of somebody's own appears where the combined file will be, or in the folder of the copies."""
    refused = 0
    for moment in range(MOMENTS or 2):
        folder = tmp_path / str(moment)
        folder.mkdir()
        asked, chance = asked_in(folder, kind), random.Random(f"{kind} {moment}")
        target = folder / "out" / ("all.pdf" if kind == "combined" else "notes.pdf")
        target.parent.mkdir()
        theirs = b"%PDF-1.4 of somebody's own\n"
        timer = threading.Timer(chance.uniform(0, 4.0 if kind == 2 else 1.0), target.write_bytes, [theirs])
        timer.start()
        try:
            make_list(asked)
        except OutputError as error:
            assert "all.pdf: is there already, and is not an older file of many handouts" in str(error)
            refused += 1
        timer.join()
        assert target.read_bytes() == theirs
        assert not list(target.parent.glob(".*"))
    print(f"{kind}: {MOMENTS or 2} moments, {refused} runs were refused, no file was written over")
    assert not refused or kind == "combined"
