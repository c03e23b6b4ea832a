"""A copy, corrected: the new one says what is right and nothing of another patient, the old one leaves, and the figures add up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from handouts.actions.copies import AskHistory, history
from handouts.actions.correct import CorrectCopy, CorrectedCopy, correct
from handouts.actions.manner import Allowed, Manner
from handouts.actions.outdated import AskOutdated, list_outdated
from handouts.actions.reports import AskReport, report_run
from handouts.actions.reprint import Reprint, reprint
from handouts.actions.retention import Purge, purge
from handouts.actions.single import MakeOne, make_one
from handouts.actions.takeback import VoidCopy, void_copy
from handouts.actions.where import Where
from handouts.errors import InputError, OutputError
from handouts.ledger.counts import reconcile
from handouts.ledger.data import Copy
from handouts.ledger.events import events
from handouts.ledger.outbox import deliveries, enqueue, sending
from handouts.ledger.takeback import cancel
from handouts.schedules.rows import CalledOff
from tests.handouts import FRONT
from tests.handouts.actions import a_clinic
from tests.reading import text_of

ROOT = Path(__file__).parents[3]
SOON = (datetime.now(UTC) + timedelta(days=30)).date()
RECORD = {
    "appointment_id": "A-17", "start": f"{SOON}T09:30", "patient_id": "RSC-1", "title": "Ms.", "given_name": "Anna", "family_name": "Leezyx",
    "date_of_birth": "1951-04-17", "email": "anna@example.org", "email_consent": "yes", "phone": "217-555-0101", "city": "Springzyx", "location": "Suite 200",
    "instructions": "Bring your insulin.",
}  # fmt: skip


@pytest.fixture
def where(tmp_path: Path) -> Where:
    """A clinic that is no sample, so that what is made at its desk is recorded."""
    (tmp_path / "out").mkdir()
    there = a_clinic(tmp_path)
    toml = Path(there.clinic) / "clinic.toml"
    toml.write_text(toml.read_text("utf-8").replace("sample = true", "sample = false"), "utf-8")
    (Path(there.clinic) / "handouts").mkdir()
    (Path(there.clinic) / "handouts" / "note.en-US.md").write_text(f"---\n{FRONT}---\n# Note\nFor {{{{ patient.name }}}}.\n", "utf-8")
    return there


def given(where: Where, out: Path, leaflet: str = "kyphoplasty") -> Copy:
    """A copy that was made at the desk."""
    made = make_one(MakeOne(where, leaflet, out, appointment=json.dumps(RECORD).encode(), manner=Manner(allowed=Allowed(sample=True, draft=True))))
    assert made.copy is not None
    return made.copy


@pytest.fixture
def old(where: Where, tmp_path: Path) -> Copy:
    return given(where, tmp_path / "out" / "anna.pdf")


def asked(where: Where, copy: Copy, **fields: object) -> CorrectedCopy:
    done = correct(CorrectCopy(where, copy.id, **fields))  # type: ignore[arg-type]
    with where.open() as ledger:
        for run in ledger.runs():
            assert reconcile(ledger, run.id).faults == () and run.finished
    return done


def record_of(where: Where, copy: str) -> dict[str, str]:
    with where.open() as ledger:
        whose = ledger.copy(copy).whose
    assert whose is not None
    return dict(json.loads(whose.record))


def test_what_is_wrong_is_corrected_and_the_rest_is_as_it_was(where: Where, old: Copy, tmp_path: Path) -> None:
    done = asked(where, old, at=f"{SOON}T15:30", note="Use the south entrance.", who="Kim")
    assert (done.changed, done.dropped, done.others, done.replaced) == (("start", "instructions"), (), (), (old.id,))
    assert done.file == tmp_path / "out" / f"{done.copy.id}.pdf" and not (tmp_path / "out" / "anna.pdf").exists()
    text = text_of(done.file.read_bytes())
    assert "3:30" in text and "south entrance" in text and "insulin" not in text and "Anna Leezyx" in text
    new = record_of(where, done.copy.id)
    assert (new["appointment_id"], new["email"], new["title"], new["location"]) == ("A-17", "anna@example.org", "Ms.", "Suite 200")
    became = {copy.copy.id: copy.what()[-1] for copy in history(AskHistory(where, "RSC-1")).copies}
    assert became == {old.id: f"replaced by {done.copy.id}", done.copy.id: "delivered"}
    with where.open() as ledger:
        (event,) = events(ledger)
    assert (event.what, event.who, event.copies) == ("correct", "Kim", 1)
    assert event.asked == {"copy": old.id, "by": done.copy.id, "columns": ["start", "instructions"]}
    assert report_run(AskReport(where, 2)).fault is None
    assert "Leezyx" not in repr(done) and "Leezyx" not in json.dumps(done.as_json())


def test_of_another_patient_nothing_is_kept(where: Where, old: Copy) -> None:
    with pytest.raises(InputError, match=r"given_name: is empty.*(.|\n)*of another patient, name and date of birth are given anew"):
        asked(where, old, identifier="RSC-2")
    done = asked(where, old, identifier="RSC-2", patient="Bo Dahlzyx", born="1960-01-01")
    assert set(done.dropped) == {"title", "email", "email_consent", "phone", "city", "instructions"}
    text = text_of(done.file.read_bytes())
    assert "Bo Dahlzyx" in text and "RSC-2" in text and not any(word in text for word in ("Anna", "Leezyx", "RSC-1", "insulin", "Ms."))
    new = record_of(where, done.copy.id)
    assert (new["location"], new["appointment_id"]) == ("Suite 200", "A-17")
    assert not any(word in json.dumps(new) for word in ("anna@", "217-555", "Springzyx", "yes", "insulin"))
    assert [copy.what()[-1] for copy in history(AskHistory(where, "RSC-1")).copies] == [f"replaced by {done.copy.id}"]
    assert [copy.what()[-1] for copy in history(AskHistory(where, "RSC-2")).copies] == ["delivered"]
    assert any("another patient's" in said for said in done.remarks())


def test_a_whole_record_may_come_in_a_file(where: Where, old: Copy, tmp_path: Path) -> None:
    other = {**RECORD, "appointment_id": "B-2", "patient_id": "RSC-2", "given_name": "Bo", "family_name": "Dahlzyx", "date_of_birth": "1960-01-01"}
    del other["email"], other["email_consent"]
    (tmp_path / "bo.json").write_text(json.dumps(other), "utf-8")
    done = asked(where, old, appointment=tmp_path / "bo.json", location="Suite 9")
    assert (record_of(where, done.copy.id).get("email"), record_of(where, done.copy.id)["location"]) == (None, "Suite 9")
    assert {"appointment_id", "patient_id"} <= set(done.changed)
    with where.open() as ledger:
        assert ledger.copy(old.id).replaced_by == done.copy.id
    with pytest.raises(OutputError, match="nothing is written over it"):
        asked(where, done.copy, appointment=tmp_path / "bo.json", out=tmp_path / "bo.json", note="x")


@pytest.mark.parametrize("fields", [{}, {"note": "Bring your insulin."}, {"patient": "Anna Leezyx"}, {"at": f"{SOON}T09:30"}, {"identifier": " RSC-1 "}, {"manner": Manner("standard")}])
def test_what_changes_nothing_is_said_and_nothing_is_made(where: Where, old: Copy, tmp_path: Path, fields: dict[str, object]) -> None:
    with pytest.raises(InputError, match=rf"nothing is corrected: the copy says all that already; .*`handouts again {old.id}`"):
        asked(where, old, **fields)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["anna.pdf"]
    with where.open() as ledger:
        assert len(ledger.runs()) == 1 and events(ledger) == ()


def test_the_manner_is_as_it_was_unless_it_is_said(where: Where, old: Copy, tmp_path: Path) -> None:
    large = asked(where, old, manner=Manner("large-print", page="A4"))
    assert (large.changed, large.copy.struck.layout, large.copy.struck.page) == (("layout", "page"), "large-print", "A4")
    still = asked(where, large.copy, note="x")
    assert (still.copy.struck.layout, still.copy.struck.page, still.changed) == ("large-print", "A4", ("instructions",))
    other = asked(where, still.copy, identifier="RSC-2", patient="Bo Dahlzyx", born="1960-01-01")
    assert other.copy.struck.layout == "standard", "another patient has another format"
    by_format = asked(where, other.copy, appointment=b'{"format": "large-print"}')
    assert by_format.copy.struck.layout == "large-print"


def test_whoever_holds_the_old_paper_is_said(where: Where, old: Copy) -> None:
    with where.open() as ledger, sending(ledger, "mail") as outbox:
        enqueue(ledger, [old.id], "mail"), enqueue(ledger, [old.id], "print")
        (number,) = (d.id for d in outbox.due())
        outbox.begin(number)
        outbox.sent(number)
    done = asked(where, old, note="x")
    assert (done.given, done.since is not None) == ("mailed", True)
    assert done.remarks()[0].startswith("the old copy is mailed since ")
    with where.open() as ledger:
        assert [(d.channel, d.state) for d in deliveries(ledger, copy=old.id)] == [("folder", "sent"), ("mail", "sent"), ("print", "withdrawn")]


def test_other_copies_of_the_appointment_are_named_and_the_same_made_elsewhere_is_replaced(where: Where, old: Copy, tmp_path: Path) -> None:
    twin = given(where, tmp_path / "twin.pdf")
    other = given(where, tmp_path / "other.pdf", "note")
    done = asked(where, old, at=f"{SOON}T15:30")
    assert (set(done.replaced), done.others) == ({old.id, twin.id}, (other.id,))
    assert [one.copy for one in list_outdated(AskOutdated(where)).copies] == [other.id]


def test_a_copy_that_counts_no_more_names_the_one_that_does(where: Where, old: Copy) -> None:
    second = asked(where, old, note="x")
    third = asked(where, second.copy, note="y")
    with pytest.raises(InputError, match=rf"copy {old.id} was replaced; the one that counts is {third.copy.id}; correct that one"):
        asked(where, old, note="z")
    void_copy(VoidCopy(where, third.copy.id, "wrong leaflet", "Kim"))
    with pytest.raises(InputError, match=r"is void since .*, as Kim says: wrong leaflet; make a new one with `handouts make`"):
        asked(where, third.copy, note="z")
    with pytest.raises(InputError, match="there is no copy of that id"):
        correct(CorrectCopy(where, "nothing"))


def test_a_purged_copy_cannot_be_corrected_and_the_way_on_is_said(where: Where, old: Copy) -> None:
    with where.open() as ledger:
        ledger.connection.execute("UPDATE copies SET issued = '2020-01-01T00:00:00+00:00'")
    purge(Purge(where, datetime(2021, 1, 1, tzinfo=UTC).date(), sure=True))
    with pytest.raises(InputError, match=rf"copy {old.id} cannot be corrected: the patient's data has been purged; make a new one with `handouts make`, and let this"):
        asked(where, old, note="x")


def test_a_copy_of_an_appointment_that_is_off_is_corrected_only_to_another_time(where: Where, old: Copy) -> None:
    with where.open() as ledger:
        cancel(ledger, ledger.begin_run("list", who="Kim", rows=1), {2: CalledOff("RSC-1", "A-17", "cancelled")})
        ledger.connection.execute("DELETE FROM leases")
    with pytest.raises(InputError, match=rf"the appointment of copy {old.id} is off: cancelled; .*say when with --at"):
        correct(CorrectCopy(where, old.id, note="x"))
    assert correct(CorrectCopy(where, old.id, at=f"{SOON}T15:30")).changed == ("start",)


def test_without_a_folder_of_its_own_the_file_is_named(where: Where, old: Copy, tmp_path: Path) -> None:
    with where.open() as ledger:
        ledger.connection.execute("UPDATE runs SET options = json_set(options, '$.combined', json('true'))")
    with pytest.raises(InputError, match=r"has no folder of its own here; say where the new one goes, with --out FILE\.pdf"):
        asked(where, old, note="x")
    assert asked(where, old, note="x", out=tmp_path / "new.pdf").file == tmp_path / "new.pdf"


def test_the_same_file_may_hold_the_new_copy(where: Where, old: Copy, tmp_path: Path) -> None:
    done = asked(where, old, note="South entrance", out=tmp_path / "out" / "anna.pdf")
    assert "South entrance" in text_of(done.file.read_bytes())
    assert reprint(Reprint(where, done.copy.run, out=tmp_path / "again")).pages == done.copy.struck.pages


def test_what_is_refused_leaves_everything_as_it_was(where: Where, old: Copy, tmp_path: Path) -> None:
    (tmp_path / "notes.pdf").write_bytes(b"somebody's own")
    for fields, error in (({"at": "tomorrow"}, InputError), ({"note": "x", "out": tmp_path / "notes.pdf"}, OutputError), ({"language": "kl!ngon"}, InputError)):
        with pytest.raises(error):
            asked(where, old, **fields)
    with where.open() as ledger:
        assert (ledger.copy(old.id).fate, len(ledger.runs())) == ("delivered", 1)
    assert (tmp_path / "out" / "anna.pdf").exists()


def test_of_two_who_correct_a_copy_at_once_one_is_told(where: Where, old: Copy, tmp_path: Path) -> None:
    done, refused = list[CorrectedCopy](), list[str]()

    def one(note: str) -> None:
        try:
            done.append(correct(CorrectCopy(where, old.id, note=note)))
        except InputError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=one, args=(note,)) for note in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(refused)) == (1, 2) and all(done[0].copy.id in said for said in refused)
    assert [path.name for path in (tmp_path / "out").glob("*.pdf")] == [done[0].file.name]
    with where.open() as ledger:
        assert len(ledger.runs()) == 2 and len(events(ledger)) == 1


@pytest.mark.parametrize("before", ["handouts.files.output.write_whole", "handouts.runs.one.record_one", "handouts.ledger.events.record", "handouts.runs.away.take_away"])
def test_a_correction_that_is_killed_is_done_or_not_and_said_again_ends_well(where: Where, old: Copy, tmp_path: Path, before: str) -> None:
    module, _, name = before.rpartition(".")
    killed = dedent(f"""
        import os, signal
        import {module} as module
        from handouts.actions.correct import CorrectCopy, correct
        from handouts.actions.where import Where
        module.{name} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
        correct(CorrectCopy(Where({where.clinic!r}), {old.id!r}, note="x"))
    """)
    done = subprocess.run([sys.executable, "-c", killed], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -signal.SIGKILL
    with where.open() as ledger:
        recorded = ledger.copy(old.id).replaced_by
        assert (len(ledger.runs()), len(events(ledger))) == ((2, 1) if recorded else (1, 0))
    assert bool(recorded) == (name == "take_away")
    if recorded:
        with pytest.raises(InputError, match=f"the one that counts is {recorded}"):
            asked(where, old, note="x")
    else:
        asked(where, old, note="x")
    assert not (tmp_path / "out" / "anna.pdf").exists()


def test_a_name_in_one_piece_takes_the_place_of_one_in_two_and_back(where: Where, old: Copy) -> None:
    whole = asked(where, old, patient="Quenbyzyx")
    assert "Quenbyzyx" in text_of(whole.file.read_bytes()) and "Leezyx" not in json.dumps(record_of(where, whole.copy.id))
    in_two = asked(where, whole.copy, patient="Anna Leezyx")
    text = text_of(in_two.file.read_bytes())
    assert "Anna Leezyx" in text and "Quenbyzyx" not in text + json.dumps(record_of(where, in_two.copy.id))
    by_record = asked(where, in_two.copy, appointment=b'{"name": "Quenbyzyx"}')
    assert "Leezyx" not in text_of(by_record.file.read_bytes()) + json.dumps(record_of(where, by_record.copy.id))


def test_another_patients_handout_is_not_written_over(where: Where, old: Copy, tmp_path: Path) -> None:
    other = make_one(MakeOne(where, "kyphoplasty", tmp_path / "bo.pdf", appointment=json.dumps(RECORD | {"patient_id": "RSC-2", "given_name": "Bo"}).encode(), manner=Manner(allowed=Allowed(sample=True))))
    before = other.file.read_bytes()
    with pytest.raises(OutputError, match="is there already, and is not an older handout of this very appointment"):
        asked(where, old, note="x", out=other.file)
    assert other.file.read_bytes() == before
