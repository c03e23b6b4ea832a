from __future__ import annotations

import hashlib
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from handouts import errors
from handouts.clinics.clinic import Clinic, read_clinic
from handouts.errors import InputError, LeafletError, LedgerError, OutputError, Problem, RecordError
from handouts.files.folder import Folder
from handouts.files.guard import Guard
from handouts.leaflets.shelf import Allowed
from handouts.ledger.counts import reconcile
from handouts.ledger.data import Run
from handouts.ledger.ledger import Ledger
from handouts.ledger.record import read, record_of
from handouts.proof.kinds import STACK
from handouts.records.appointment import Appointment
from handouts.runs.again import Which, again, choose, difference, into_file, into_folder, placed
from handouts.runs.combined import bind
from handouts.runs.order import ORDERS, group, key
from handouts.runs.plan import Look, Plan, Request, plan
from handouts.runs.run import Here, begin, make, workers
from handouts.runs.spans import ranges
from handouts.runs.task import Bench, Docket
from tests.handouts import FRONT, appointment, own_clinic
from tests.handouts.commands import ROOT
from tests.lists import faulty_schedule, small_schedule
from tests.reading import page_texts, text_of

DRAFTS = Allowed(draft=True)
SECOND = FRONT.replace("A leaflet", "Cement") + "---\n# Cement\n{{ patient.name }} gets some.\n"
SECRET = FRONT.replace("A leaflet", "Quiet") + "sensitive: true\n---\n# Quiet\nFor {{ patient.name }}.\n"
RULES = """
[[rule]]
type = "Kyphoplasty"
leaflets = ["kyphoplasty", "quiet"]
[[rule]]
clinician = "Dr. Samuel Reyes"
leaflets = ["cement"]
layout = "large-print"
"""


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    folder = own_clinic(tmp_path).folder
    (folder / "handouts").mkdir()
    (folder / "handouts" / "cement.en-US.md").write_text(f"---\n{SECOND}", "utf-8")
    (folder / "handouts" / "quiet.en-US.md").write_text(f"---\n{SECRET}", "utf-8")
    return folder


@pytest.fixture
def request_(tmp_path: Path, clinic: Path) -> Request:
    path = tmp_path / "list.csv"
    path.write_text(small_schedule(), "utf-8")
    return Request(path, clinic, tmp_path / "out", Look(allowed=DRAFTS))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite3") as opened:
        yield opened


def made(request: Request, ledger: Ledger) -> tuple[Plan, Run]:
    """A whole run."""
    planned = plan(request)
    run = begin(planned, ledger, "anna")
    list(bind(planned, run, ledger) if request.look.combined else make(planned, run, ledger, Here()))
    return planned, ledger.run(run.id)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


# -- planning


def test_a_run_is_its_list_clinic_options_and_target(request_: Request, tmp_path: Path) -> None:
    again_ = Request(request_.schedule, request_.clinic, request_.target, Look(allowed=DRAFTS, proof="full"))
    clinic = read_clinic(request_.clinic)
    mapped = replace(clinic, map="emis")
    assert named(again_, clinic) == named(request_, clinic)
    assert named(request_, mapped) == named(replace(request_, column_map="emis"), clinic)
    other = tmp_path / "other.csv"
    other.write_text(small_schedule() + "\n", "utf-8")
    others = [
        replace(request_, target=tmp_path / "elsewhere"), replace(request_, schedule=other), replace(request_, patients=other),
        replace(request_, column_map="emis"), replace(request_, clinic=tmp_path), replace(request_, sheet="List"),
        *(replace(request_, look=look) for look in (Look("x"), Look(layout="standard"), Look(page="A4"), Look(order="time"), Look(duplex=True))),
    ]  # fmt: skip
    assert len({named(request_, clinic), *(named(r, clinic) for r in others)}) == len(others) + 1


def named(request: Request, clinic: Clinic) -> str:
    """The name of a run at a clinic."""
    return request.fingerprint(request.lists(clinic))


def test_a_plan_is_the_same_each_time_and_shows_no_patient(request_: Request) -> None:
    first, second = plan(request_), plan(request_)
    assert first == second
    assert first.rows == 8
    assert [(row.row, row.outcome) for row in first.settled] == [(4, "rejected"), (8, "skipped")]
    shown = repr(replace(first, request=request_))
    assert not any(word in shown for word in ("RSC-", "Smith", "Zo\u00eb", "1936"))


def test_rules_choose_several_leaflets_in_order_and_mixed_layouts(request_: Request, ledger: Ledger) -> None:
    (request_.clinic / "rules.toml").write_text(RULES, "utf-8")
    text = small_schedule().replace(",kyphoplasty,", ",,")
    request_.schedule.write_text(text, "utf-8")
    planned, run = made(request_, ledger)
    assert planned.left_out == len(planned.jobs)
    assert [[(w.leaflet, w.layout) for w in job.copies] for job in planned.jobs][-1] == [("kyphoplasty", "standard"), ("cement", "large-print")]
    counts = reconcile(ledger, run.id)
    assert (counts.made, counts.copies, counts.faults) == (5, 7, ())
    assert {(copy.struck.leaflet, copy.struck.layout) for copy in ledger.copies(run.id)} == {("kyphoplasty", "standard"), ("cement", "large-print")}


def test_a_sensitive_leaflet_leaves_only_where_the_row_names_it(request_: Request) -> None:
    lines = small_schedule().replace(",kyphoplasty,", ",quiet,").splitlines()
    request_.schedule.write_text("\n".join(lines), "utf-8")
    assert {w.leaflet for job in plan(request_).jobs for w in job.copies} == {"quiet"}
    request_.schedule.write_text(small_schedule(), "utf-8")
    asked = plan(replace(request_, look=Look("quiet", allowed=DRAFTS)))
    assert not asked.jobs
    assert all("sensitive" in row.problems[0].what for row in asked.settled if row.outcome == "skipped" and row.row != 8)


def test_a_row_without_a_leaflet_is_rejected_without_rules_and_skipped_with_them(request_: Request) -> None:
    request_.schedule.write_text(small_schedule().replace(",kyphoplasty,", ",,").replace(",Kyphoplasty,", ",Visit,"), "utf-8")
    assert [row.outcome for row in plan(request_).settled].count("rejected") == 7
    (request_.clinic / "rules.toml").write_text('[[rule]]\ntype = "Kyphoplasty"\nleaflets = ["cement"]\n', "utf-8")
    assert [row.outcome for row in plan(request_).settled].count("skipped") == 7


def test_the_record_in_the_ledger_makes_the_appointment_again() -> None:
    for fields in ({}, {"address_2": "", "city": "Ulm"}, {"start": "2026-12-08T09:30:15"}, {"duration_minutes": "45", "instructions": "a\nb"}):
        whole = appointment(**{"email": "a@b.de", "phone": "1", "address_1": "x", "postcode": "y", **fields})
        assert read(record_of(whole), whole.start.tzinfo) == whole


def test_orders_group_what_belongs_together(sample_list: list[Appointment], riverside) -> None:
    for order in ORDERS:
        names = [group(a, order, riverside) for a in sorted(sample_list, key=lambda a: key(a, order, riverside))]
        runs = [name for at, name in enumerate(names) if at == 0 or name != names[at - 1]]
        assert len(runs) == len(set(names))
    assert group(appointment(clinician=""), "clinician", riverside) == "—"
    assert group(appointment(), "list", riverside) == ""


# -- making


def test_every_row_is_accounted_for_and_every_file_is_what_the_ledger_says(request_: Request, ledger: Ledger) -> None:
    _, run = made(request_, ledger)
    counts = reconcile(ledger, run.id)
    assert (counts.rows, counts.made, counts.rejected, counts.skipped, counts.delivered, counts.faults) == (8, 5, 2, 1, 5, ())
    assert digests(request_.target) == {copy.struck.file: copy.struck.sha256 for copy in ledger.copies(run.id)}
    for copy in ledger.copies(run.id):
        assert copy.whose.patient in text_of((request_.target / copy.struck.file).read_bytes())
        assert copy.id in copy.struck.file


def test_the_faulty_list_gives_the_others_and_shifts_no_row(tmp_path: Path, request_: Request, ledger: Ledger) -> None:
    text, faults = faulty_schedule()
    request_.schedule.write_text(text, "utf-8")
    planned, run = made(replace(request_, look=Look("kyphoplasty", proof="off")), ledger)
    assert {row.row for row in ledger.rows(run.id) if row.outcome == "rejected"} == set(faults)
    assert reconcile(ledger, run.id).made == 180
    assert planned.rows == 200


def test_a_complete_run_stays_complete_and_another_folder_is_another_run(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    _, first = made(request_, ledger)
    once_more = begin(plan(request_), ledger, "bo")
    assert (once_more.id, once_more.mine, once_more.who) == (first.id, False, "anna")
    elsewhere = plan(replace(request_, target=tmp_path / "elsewhere")).against(ledger)
    assert elsewhere.given == ((first.id, first.started.date().isoformat(), 5),)
    assert plan(request_).against(ledger).given == ()
    made(elsewhere.request, ledger)
    assert digests(tmp_path / "elsewhere").keys().isdisjoint(digests(request_.target))


def test_a_changed_leaflet_layout_or_clinic_stops_the_run(request_: Request, ledger: Ledger) -> None:
    planned = plan(request_)
    begin(planned, ledger, "anna")
    ledger.leave_run(1)
    for name, what in (("clinic.toml", "\narrive-early = 5\n"), ("layouts/standard.toml", None)):
        file = request_.clinic / name
        before = file.read_bytes() if file.exists() else None
        if what is None:
            file.parent.mkdir()
            file.write_text((ROOT / "layouts" / "standard.toml").read_text("utf-8") + "\n# mine\n", "utf-8")
        else:
            file.write_text(what.replace("arrive-early = 5", "# changed") + file.read_text("utf-8"), "utf-8")
        with pytest.raises(LedgerError, match=name):
            begin(plan(request_), ledger, "anna")
        file.unlink() if before is None else file.write_bytes(before)
    assert begin(plan(request_), ledger, "anna").mine


def test_what_changes_while_the_run_is_made_stops_it_before_the_ledger_says_made(request_: Request, ledger: Ledger) -> None:
    planned = plan(request_)
    run = begin(planned, ledger, "anna")
    (request_.clinic / "clinic.toml").write_text("# changed\n" + (request_.clinic / "clinic.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(LedgerError, match=r"clinic\.toml changed while"):
        list(make(planned, run, ledger, Here()))
    assert list(ledger.copies(run.id)) == []
    request_.schedule.write_text(small_schedule() + "\n", "utf-8")
    with pytest.raises(LedgerError, match=r"list\.csv: changed while"):
        Bench(Docket(planned.request, planned.fingerprint, planned.digest, run.started, planned.pins, ("0", None, None), planned.key))


def test_two_workers_make_the_files_of_one(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    _, first = made(request_, ledger)
    whole = digests(request_.target)
    for file in request_.target.iterdir():
        file.unlink()
    with Ledger.open(tmp_path / "second.sqlite3", now=lambda: first.started) as second, workers(2) as executor:
        planned = plan(request_)
        list(make(planned, begin(planned, second, "anna"), second, executor, 2))
        assert reconcile(second, 1).faults == ()
    assert digests(request_.target) == whole


def test_a_worker_that_is_killed_stops_the_run_which_then_goes_on(tmp_path: Path, request_: Request) -> None:
    header, *rows = small_schedule().splitlines()
    many = [rows[0].replace("A-26-0001", f"A-{n}").replace("RSC-104001", f"RSC-{n}") for n in range(400)]
    request_.schedule.write_text("\n".join([header, *many]), "utf-8")
    words = [sys.executable, ROOT / "generate.py", "batch", request_.schedule, "--out", tmp_path / "x", "--workers", "2", "--json"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    killed = False
    for _ in range(600):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        working = [c for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]
        if working and list((tmp_path / "x").glob("*.pdf")):
            os.kill(int(working[0]), signal.SIGKILL)
            killed = True
            break
        time.sleep(0.02)
    said = process.communicate()
    assert killed
    assert process.returncode == 6, said
    assert "say the same again to go on" in said[1]
    assert "Traceback" not in said[1]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert len(report["made"]) == 400
    assert {copy["file"]: copy["sha256"] for copy in report["made"]}.items() <= digests(tmp_path / "x").items()
    assert len(list((tmp_path / "x").glob("*.pdf"))) == 400
    assert not list((tmp_path / "x").glob(".*"))


# -- one file


def test_separators_name_each_group_once_and_count_it(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    target = tmp_path / "all.pdf"
    look = Look(order="clinician", combined=True, duplex=True, separators=True)
    _, run = made(replace(request_, target=target, look=look), ledger)
    texts = page_texts(target.read_bytes())
    sheets = [at for at, text in enumerate(texts) if "On the list:" in text]
    assert len(sheets) == 2
    assert all(at % 2 == 0 and not texts[at + 1].strip() for at in sheets)
    assert ["Dr. Miriam Okafor" in texts[sheets[0]], "Dr. Samuel Reyes" in texts[sheets[1]]] == [True, True]
    assert "4 handouts" in texts[sheets[0]]
    for copy, first, last in placed(ledger.copies(run.id), run, own(run)):
        assert copy.whose.patient in texts[first - 1]
        assert copy.whose.patient in texts[last - 1]
        assert f"page {copy.struck.pages} of {copy.struck.pages}" in texts[last - 1]


def own(run: Run):
    from handouts.runs.again import clinic_of

    return clinic_of(run, Path("nowhere"))


def test_a_list_of_which_nothing_can_be_printed_makes_no_file(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    request_.schedule.write_text(small_schedule().replace(",kyphoplasty,", ",nonsense,"), "utf-8")
    with pytest.raises(InputError, match="no row of the list"):
        made(replace(request_, target=tmp_path / "all.pdf", look=Look(combined=True)), ledger)
    assert not (tmp_path / "all.pdf").exists()


# -- once more


def test_reprinted_copies_are_the_very_ones(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    _, run = made(request_, ledger)
    clinic, copies = own(run), list(ledger.copies(run.id))
    assert [c.struck.sequence for c in choose(ledger, run, clinic, Which(copies=ranges("2,4-5")))] == [2, 5]  # no font can print the fourth
    assert [c.id for c in choose(ledger, run, clinic, Which(ranges("1-4,9")))] == [copies[0].id, copies[2].id]
    assert [c.id for c in choose(ledger, run, clinic, Which(onward=copies[3].whose.patient))] == [c.id for c in copies[3:]]
    assert [c.id for c in choose(ledger, run, clinic, Which(patient=copies[3].whose.patient))] == [copies[3].id]
    list(into_folder([(copies, run, clinic)], Folder(tmp_path / "again", Guard())))
    assert digests(tmp_path / "again") == digests(request_.target)
    list(into_file([(copies[1:3], run, clinic)], Guard().outlet(tmp_path / "again.pdf", STACK), duplex=True))
    texts = page_texts((tmp_path / "again.pdf").read_bytes())
    assert len(texts) == sum(copy.struck.pages + copy.struck.pages % 2 for copy in copies[1:3])  # a sheet each, with its back
    with pytest.raises(InputError, match="has no such copy"):
        choose(ledger, run, clinic, Which(ranges("900")))
    for wrong in ("", "x", "1-", "3,,4", "²", "1-2-3"):
        with pytest.raises(InputError, match="expected such as"):
            ranges(wrong)


def test_a_copy_of_a_changed_leaflet_is_said_to_differ_and_is_not_reprinted(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    request_.schedule.write_text(small_schedule().replace(",kyphoplasty,", ",cement,"), "utf-8")
    _, run = made(request_, ledger)
    clinic, copies = own(run), list(ledger.copies(run.id))
    assert all(one.same for one in again(copies, run, clinic))
    file = request_.clinic / "handouts" / "cement.en-US.md"
    file.write_text(file.read_text("utf-8").replace("gets some", "gets more"), "utf-8")
    changed = next(again(copies[:1], run, clinic))
    assert not changed.same
    assert "handouts/cement.en-US.md changed" in difference(changed, run, clinic)
    with pytest.raises(LedgerError, match="would be another than was given"):
        list(into_folder([(copies, run, clinic)], Folder(tmp_path / "again", Guard())))
    assert list((tmp_path / "again").iterdir()) == []
    file.write_text(file.read_text("utf-8").replace("version: 1", "version: 2"), "utf-8")
    changed = next(again(copies[:1], run, clinic))
    assert "version 1" in difference(changed, run, clinic)
    assert "version 2" in difference(changed, run, clinic)


def test_every_error_can_be_handed_over_by_a_worker() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.HandoutsError)]
    ready = {
        RecordError: RecordError("row 1", (Problem("a", "b", "c"),)),
        LeafletError: LeafletError("a.md", 1, 2, "what", "line", "remedy"),
    }  # fmt: skip
    for kind in kinds:
        error = ready.get(kind) or kind("said")
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy)) == (kind, str(error))
    assert OutputError in kinds


def test_what_ends_one_run_ends_no_other_that_is_made_beside_it() -> None:
    with workers(2) as beside:
        assert beside.submit(pow, 2, 3).result() == 8
        with pytest.raises(ZeroDivisionError), workers(2) as executor:
            executor.submit(pow, 0, -1).result()
        assert beside.submit(pow, 2, 4).result() == 16


def test_hands_are_called_before_there_is_work_and_let_go_if_there_is_none() -> None:
    with workers(2) as executor:
        children = list(executor._processes.values())  # type: ignore[attr-defined]
        assert [child.is_alive() for child in children] == [True, True]
    assert [child.exitcode for child in children] == [-signal.SIGKILL] * 2
