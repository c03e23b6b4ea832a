"""The ledger and the outbox: what is recorded stays, what contradicts it is refused, and what breaks is told in a sentence."""

from __future__ import annotations

import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from handouts.errors import HandoutsError, InputError, LedgerError, Problem
from handouts.ledger import locks
from handouts.ledger.counts import reconcile
from handouts.ledger.data import Copy, Options, Row, copy_id, stamp
from handouts.ledger.file import APPLICATION, DAMAGED, migrations, open_file, statements
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import PAUSES, deliveries, delivery, enqueue, retry, sending, settle
from handouts.ledger.overview import tallies, undelivered
from handouts.ledger.purge import purge
from handouts.ledger.recall import given_out, given_to
from handouts.ledger.record import appointment_of
from tests import ledgers
from tests.handouts import CHICAGO, RECORD

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
PERSONAL = {
    "appointment": RECORD["appointment_id"], "patient": RECORD["patient_id"], "name": f"{RECORD['given_name']} {RECORD['family_name']}",
    "born": date(1951, 4, 17), "record": json.dumps(RECORD),
}  # fmt: skip
WORDS = ("Appzyx", "Patzyx", "Quenby", "Zyxwarth", "1951-04-17")  # of the patient, none of which may be told
MAIL = "mail"
STEPS = {"waiting": ("sending",), "sending": ("sent", "failed", "in doubt"), "sent": (), "failed": ("waiting",), "in doubt": ("sent", "waiting")}


def opened(folder: Path, **options: object) -> Ledger:
    return Ledger.open(folder / NAME, now=lambda: NOW, **options)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(tmp_path) as made:
        yield made


def a_copy(run: int, sequence: int, **fields: object) -> Copy:
    """The copy of row `sequence`, of an invented patient."""
    place = {"id": copy_id(f"run {run}", sequence), "run": run, "row": sequence, "sequence": sequence}
    return ledgers.a_copy(**{**place, **PERSONAL, "composed": sequence == 1, **fields})


def begun(ledger: Ledger, rows: int = 4, **options: object) -> int:
    """A run that this ledger works on."""
    run = ledger.begin_run("list", who="desk", rows=rows, **options)
    assert run.mine
    return run.id


def recorded(ledger: Ledger, count: int = 3, **fields: object) -> list[str]:
    """The ids of the copies of a run that is done, in a folder."""
    run = begun(ledger, count)
    copies = [a_copy(run, n, **fields) for n in range(1, count + 1)]
    ledger.record_copies(run, copies)
    ledger.finish_run(run)
    return [copy.id for copy in copies]


def python(script: str, *arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a script with its own process."""
    words = [sys.executable, "-c", dedent(script), *map(str, arguments)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert not check or done.returncode == 0, done.stderr
    return done


# -- runs


def test_a_run_is_found_by_its_fingerprint_and_goes_on(ledger: Ledger) -> None:
    assert ledger.find_run("list") is None
    run = begun(ledger, pins={"kyphoplasty.en-US.md": "12"}, plan="p", options=Options("tomorrow.csv", look={"layout": "auto"}))
    found = ledger.find_run("list")
    assert found == ledger.run(run) == ledger.runs()[0]
    assert (found.who, found.started, found.finished, found.rows, found.plan) == ("desk", NOW, None, 4, "p")
    assert (found.pins, found.options) == ((("kyphoplasty.en-US.md", "12"),), Options("tomorrow.csv", look={"layout": "auto"}))
    ledger.leave_run(run)
    again = ledger.begin_run("list", who="somebody else", rows=4, pins={"kyphoplasty.en-US.md": "12"}, plan="p")
    assert again == replace(found, mine=True)
    assert ledger.begin_run("another", who="desk", rows=1).id != run


def test_a_finished_run_is_finished(ledger: Ledger) -> None:
    recorded(ledger)
    again = ledger.begin_run("list", who="desk", rows=99, plan="of another day")
    assert (again.finished, again.mine, again.rows) == (NOW, False, 3)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pins": {"a.md": "1", "clinic.toml": "3"}}, "clinic.toml changed"),
        ({"pins": {"a.md": "1"}}, "clinic.toml changed"),
        ({"pins": {"a.md": "9", "b.md": "1"}}, "a.md, b.md, clinic.toml changed"),
        ({"plan": "q"}, "what is to be made changed"),
        ({"rows": 5}, "what is to be made changed"),
    ],
)
def test_a_run_whose_files_or_plan_changed_stops(ledger: Ledger, changed: dict[str, object], said: str) -> None:
    planned = {"who": "desk", "rows": 4, "plan": "p", "pins": {"a.md": "1", "clinic.toml": "2"}}
    ledger.leave_run(ledger.begin_run("list", **planned).id)
    with pytest.raises(LedgerError, match=rf"run 1 was planned on 2026-12-01, and since then {said}; put it back .* another folder"):
        ledger.begin_run("list", **{**planned, **changed})
    assert ledger.begin_run("list", **planned).mine, "the refused one kept the run"


def test_nobody_else_works_on_a_run_in_the_same_process_either(ledger: Ledger, tmp_path: Path) -> None:
    run = begun(ledger)
    with opened(tmp_path) as other:
        with pytest.raises(LedgerError, match=rf"run 1 is being worked on by process {os.getpid()} on .* since 2026-12-01T08:00:00.*; wait"):
            other.begin_run("list", who="desk", rows=4)
        with pytest.raises(LedgerError, match="run 1 is not, or no longer, worked on by this process; begin it again"):
            other.record_copies(run, [a_copy(run, 1)])
        ledger.leave_run(run)
        assert other.begin_run("list", who="desk", rows=4).mine
        with pytest.raises(LedgerError, match="no longer"):
            ledger.record_row(run, Row(1, "skipped"))
    assert begun(ledger) == run, "closing gives the lease back"


def test_a_run_with_rows_that_are_not_accounted_for_cannot_be_finished(ledger: Ledger) -> None:
    run = begun(ledger, 3)
    ledger.record_copies(run, [a_copy(run, 1)])
    with pytest.raises(LedgerError, match="run 1 cannot be finished: 2 of its rows are not accounted for"):
        ledger.finish_run(run)
    ledger.record_row(run, Row(2, "rejected"), Row(3, "skipped"))
    ledger.finish_run(run)
    with pytest.raises(LedgerError, match="begin it again"):
        ledger.record_copies(run, [a_copy(run, 4)])


def test_what_there_is_not_is_refused(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="there is no run 7"):
        ledger.run(7)
    with pytest.raises(InputError, match="there is no copy of that id"):
        ledger.copy("Patzyx")
    with pytest.raises(InputError, match="there is no delivery 7"):
        delivery(ledger, 7)


# -- rows and copies


def test_what_was_recorded_comes_back(ledger: Ledger) -> None:
    run = begun(ledger)
    first, second = a_copy(run, 1), a_copy(run, 2, row=1, leaflet="home", issued=NOW.astimezone(timezone(timedelta(hours=-6))))
    ledger.record_copies(run, [second, first])
    problems = (Problem("start", "is empty", "a value; it is required"), Problem("email", "is not an e-mail address"))
    ledger.record_row(run, Row(3, "rejected", problems), Row(2, "skipped"))
    assert list(ledger.copies(run)) == [replace(first, fate="delivered"), replace(second, fate="delivered")]
    assert list(ledger.rows(run)) == [Row(1, "made"), Row(2, "skipped"), Row(3, "rejected", problems)]
    assert ledger.copy(first.id.upper()) == replace(first, fate="delivered")


def test_a_row_keeps_its_first_outcome(ledger: Ledger) -> None:
    run = begun(ledger)
    ledger.record_copies(run, [a_copy(run, 1)])
    for _ in range(2):
        ledger.record_row(run, Row(2, "rejected"))
    with pytest.raises(LedgerError, match="row 2 of run 1 is rejected, as the ledger has it; it cannot be skipped as well"):
        ledger.record_row(run, Row(3, "skipped"), Row(2, "skipped"))
    with pytest.raises(LedgerError, match="row 1 of run 1 is made"):
        ledger.record_row(run, Row(1, "rejected"))
    with pytest.raises(ValueError, match="by recording its copies"):
        ledger.record_row(run, Row(4, "made"))
    assert [row.row for row in ledger.rows(run)] == [1, 2], "what was refused left something"


@pytest.mark.parametrize(
    "second",
    [
        lambda run: a_copy(run, 1),
        lambda run: a_copy(run, 9, id=a_copy(run, 1).id),
        lambda run: a_copy(run, 1, id="another"),
        lambda run: a_copy(run, 9, row=1),
        lambda run: a_copy(run, 9, row=2),
        lambda run: a_copy(run, 9, pages=0),
        lambda run: a_copy(run, 9, sha256="12"),
    ],
)
def test_of_a_batch_that_contradicts_the_ledger_nothing_is_recorded(ledger: Ledger, second: Callable[[int], Copy]) -> None:
    run = begun(ledger)
    ledger.record_row(run, Row(2, "rejected"))
    ledger.record_copies(run, [a_copy(run, 1)])
    before = reconcile(ledger, run)
    with pytest.raises(LedgerError, match="nothing was recorded"):
        ledger.record_copies(run, [a_copy(run, 3), second(run)])
    assert reconcile(ledger, run) == before


def test_a_copy_of_another_run_and_a_moment_without_zone_are_defects(ledger: Ledger) -> None:
    run = begun(ledger)
    with pytest.raises(ValueError, match="belongs to its run"):
        ledger.record_copies(run, [a_copy(run + 1, 1)])
    with pytest.raises(ValueError, match="has a time zone"):
        ledger.record_copies(run, [a_copy(run, 1, issued=datetime(2026, 12, 1))])
    with pytest.raises(ValueError, match="has a time zone"):
        purge(ledger, datetime(2026, 12, 1))


def test_who_was_given_what(ledger: Ledger) -> None:
    run = begun(ledger, 5)
    ledger.record_copies(run, [
        a_copy(run, 1, issued=NOW + timedelta(days=2)), a_copy(run, 2, version=2), a_copy(run, 3, leaflet="home", patient="another"),
        a_copy(run, 4), a_copy(run, 5, patient="another"),
    ])  # fmt: skip

    def rows(copies: tuple[Copy, ...]) -> list[int]:
        return [copy.row for copy in copies]

    assert rows(given_out(ledger, "kyphoplasty")) == [2, 4, 5, 1]
    assert rows(given_out(ledger, "kyphoplasty", 3)) == [4, 5, 1]
    assert rows(given_out(ledger, "kyphoplasty", since=NOW + timedelta(seconds=1))) == [1]
    assert rows(given_out(ledger, "kyphoplasty", 3, NOW)) == [4, 5, 1]
    assert rows(given_out(ledger, "nothing")) == rows(given_to(ledger, "")) == rows(given_to(ledger, "Patzyx")) == []
    assert rows(given_to(ledger, "another")) == [3, 5]
    assert rows(given_to(ledger, RECORD["patient_id"])) == [2, 4, 1]


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_id_of_a_copy_is_opaque_and_its_own(one: int, other: int) -> None:
    assert copy_id("list", one) == copy_id("list", one)
    assert len(copy_id("list", one)) == 12
    assert copy_id("list", one).isalnum() and copy_id("list", one).isascii()
    assert (copy_id("list", one) == copy_id("list", other)) == (one == other)


def test_repr_shows_nothing_of_the_patient(ledger: Ledger) -> None:
    assert not any(word in repr(a_copy(1, 1)) for word in WORDS)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()), st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()))
def test_moments_sort_as_text(one: datetime, other: datetime) -> None:
    for moment in (one, other):
        assert datetime.fromisoformat(stamp(moment)) == moment.astimezone(UTC).replace(microsecond=0)
    assert (stamp(one) < stamp(other)) == (one.astimezone(UTC).replace(microsecond=0) < other.astimezone(UTC).replace(microsecond=0))


# -- deliveries


def test_the_way_of_a_copy_by_mail(ledger: Ledger) -> None:
    ids = recorded(ledger)
    assert enqueue(ledger, ids, MAIL) == 3
    assert enqueue(ledger, ids, MAIL) == 0, "what has been queued is not queued again"
    with sending(ledger, MAIL) as outbox:
        one, two, three = outbox.due()
        assert outbox.begin(one.id, "<1@clinic>") == replace(one, state="sending", attempts=1, next_attempt=None, message="<1@clinic>")
        assert outbox.sent(one.id, {"reply": "250 ok"}).receipt == {"reply": "250 ok"}
        outbox.begin(two.id)
        later = outbox.failed(two.id, {"reply": "451"}, temporary=True)
        assert (later.state, later.next_attempt) == ("waiting", NOW + PAUSES[0])
        outbox.begin(three.id)
        outbox.doubt(three.id)
        assert outbox.due() == ()
    assert [d.state for d in deliveries(ledger, channel=MAIL)] == ["sent", "waiting", "in doubt"]
    counts = reconcile(ledger, 1)
    assert (counts.copies, counts.delivered, counts.waiting, counts.failed, counts.in_doubt, counts.faults) == (3, 1, 1, 0, 1, ())
    assert settle(ledger, three.id, sent=True, who="Ann").settled_by == "Ann"
    assert reconcile(ledger, 1).delivered == 2
    assert reconcile(ledger, 1).channels == (("folder", "sent", 3), ("mail", "sent", 2), ("mail", "waiting", 1))


def test_pauses_grow_and_end(ledger: Ledger) -> None:
    (number,) = enqueued(ledger, 1)
    for pause in (*PAUSES, None):
        with sending(ledger, MAIL) as outbox:
            assert not pause or [d.id for d in outbox.due()] == [number]
            outbox.begin(number)
            after = outbox.failed(number, temporary=True)
            assert (after.state, after.next_attempt) == (("waiting", ledger.now() + pause) if pause else ("failed", None))
        if pause:
            moment = ledger.now() + pause
            ledger.now = lambda moment=moment: moment
    assert retry(ledger, number).state == "waiting"


def enqueued(ledger: Ledger, count: int) -> list[int]:
    """Deliveries that wait."""
    enqueue(ledger, recorded(ledger, count), MAIL)
    return [d.id for d in deliveries(ledger, channel=MAIL)]


def test_what_a_dead_sender_left_is_in_doubt_and_never_sent_by_itself(ledger: Ledger) -> None:
    one, two = enqueued(ledger, 2)
    with sending(ledger, MAIL) as outbox:
        outbox.begin(one)
    with sending(ledger, MAIL) as outbox:
        assert outbox.doubtful == (one,)
        assert [d.id for d in outbox.due()] == [two]
        with pytest.raises(LedgerError, match=f"delivery {one} is in doubt; only one that is waiting can become sending"):
            outbox.begin(one)


def test_one_sender_a_channel(ledger: Ledger, tmp_path: Path) -> None:
    (number,) = enqueued(ledger, 1)
    with opened(tmp_path) as other, sending(ledger, MAIL) as outbox:
        with pytest.raises(LedgerError, match="another process sends by mail; wait"), sending(other, MAIL):
            pass
        with sending(other, "printer") as elsewhere, pytest.raises(LedgerError, match=f"delivery {number} does not go by printer"):
            elsewhere.begin(number)
    with pytest.raises(LedgerError, match="nobody sends by mail any more"):
        outbox.begin(number)


def test_who_settles_is_named(ledger: Ledger) -> None:
    (number,) = enqueued(ledger, 1)
    with pytest.raises(ValueError, match="is named"):
        settle(ledger, number, sent=True, who=" ")
    with pytest.raises(LedgerError, match="is waiting; only one that is in doubt can become sent"):
        settle(ledger, number, sent=True, who="Ann")


def test_who_settled_one_doubt_has_not_settled_the_next(ledger: Ledger) -> None:
    (number,) = enqueued(ledger, 1)
    with sending(ledger, MAIL) as outbox:
        outbox.begin(number)
        outbox.doubt(number)
        assert settle(ledger, number, sent=False, who="Ann").settled_by == "Ann"
        assert outbox.begin(number).settled_by == ""
        outbox.doubt(number)
    with pytest.raises(sqlite3.IntegrityError):
        ledger.connection.execute("UPDATE deliveries SET state = 'sent' WHERE id = ?", (number,))


@pytest.mark.parametrize(
    ("states", "fate"),
    [
        ({}, "delivered"), ({MAIL: "sent", "printer": "in doubt"}, "delivered"), ({MAIL: "failed", "printer": "sent"}, "delivered"),
        ({MAIL: "in doubt", "printer": "waiting"}, "in doubt"), ({MAIL: "sending", "printer": "waiting"}, "in doubt"),
        ({MAIL: "waiting", "printer": "failed"}, "waiting"), ({MAIL: "failed"}, "failed"),
    ],
)  # fmt: skip
def test_the_best_of_its_channels_is_what_became_of_a_copy(ledger: Ledger, states: dict[str, str], fate: str) -> None:
    (copy,) = recorded(ledger, 1)
    for channel, state in states.items():
        ledger.connection.execute("INSERT INTO deliveries (copy, channel, state, updated) VALUES (?, ?, ?, ?)", (copy, channel, state, stamp(NOW)))
    assert ledger.copy(copy).fate == fate
    assert getattr(reconcile(ledger, 1), fate.replace(" ", "_")) == 1


def test_what_does_not_add_up_is_said(ledger: Ledger) -> None:
    run = begun(ledger, 5)
    ledger.record_copies(run, [a_copy(run, 1), a_copy(run, 2)])
    ledger.connection.execute("INSERT INTO rows (run, row, outcome) VALUES (?, 3, 'made')", (run,))
    ledger.connection.execute("DELETE FROM deliveries WHERE copy = ?", (a_copy(run, 2).id,))
    counts = reconcile(ledger, run)
    assert counts.faults == ("2 rows are not accounted for", "1 made row has no copy", "1 copy is not accounted for")
    assert ledger.copy(a_copy(run, 2).id).fate == "lost"


def test_a_copy_is_on_its_way_by_a_channel_once(ledger: Ledger) -> None:
    (number,) = enqueued(ledger, 1)
    with sending(ledger, MAIL) as outbox:
        outbox.begin(number)
        outbox.failed(number)
    (copy,) = [c.id for c in ledger.copies(1)]
    assert (enqueue(ledger, [copy], MAIL), enqueue(ledger, [copy], MAIL, again=True), enqueue(ledger, [copy], MAIL, again=True)) == (0, 1, 0)
    with pytest.raises(LedgerError, match="is on its way by that channel already; nothing was changed"):
        retry(ledger, number)


def test_a_copy_that_waits_for_its_first_channel_is_not_delivered(ledger: Ledger) -> None:
    run = begun(ledger, 1)
    ledger.record_copies(run, [a_copy(run, 1)], channel="printer", delivered=False)
    assert (reconcile(ledger, run).waiting, ledger.copy(a_copy(run, 1).id).fate) == (1, "waiting")


@pytest.mark.parametrize("old", STEPS)
@pytest.mark.parametrize("new", STEPS)
def test_the_file_itself_refuses_an_illegal_step_whoever_writes(ledger: Ledger, old: str, new: str) -> None:
    (copy,) = recorded(ledger, 1)
    for named in (False, True):
        number = ledger.connection.execute("INSERT INTO deliveries (copy, channel, state, updated) VALUES (?, ?, ?, ?)", (copy, f"{named}", old, stamp(NOW))).lastrowid
        legal = new in STEPS[old] and (named or old != "in doubt")  # type: ignore[index]
        step = "UPDATE deliveries SET state = ?, settled_by = ? WHERE id = ?", (new, "Ann" if named else None, number)
        with contextlib.nullcontext() if legal else pytest.raises(sqlite3.IntegrityError, match="may not take this step"):
            ledger.connection.execute(*step)


class Outbox(RuleBasedStateMachine):
    """Any steps in any order, against a model of them."""

    numbers = st.integers(1, 8)

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = NOW
        self.ledger = Ledger.open(Path(self.folder.name) / NAME, now=lambda: self.clock)
        self.model: dict[int, dict[str, object]] = {}
        self.outboxes: contextlib.ExitStack = contextlib.ExitStack()

    @initialize()
    def begin(self) -> None:
        self.ids = recorded(self.ledger, 3)
        self.first = 3  # deliveries to the folder
        self.restart()

    @rule()
    def restart(self) -> None:
        """Every sender dies, and others come."""
        self.outboxes.close()
        self.outbox = {channel: self.outboxes.enter_context(sending(self.ledger, channel)) for channel in (MAIL, "printer")}
        for one in self.model.values():
            if one["state"] == "sending":
                one["state"] = "in doubt"

    @rule(hours=st.integers(0, 10))
    def wait(self, hours: int) -> None:
        self.clock += timedelta(hours=hours)

    @rule(at=st.integers(0, 2), channel=st.sampled_from([MAIL, "printer"]), again=st.booleans())
    def queue(self, at: int, channel: str, again: bool) -> None:
        there = [one["state"] for one in self.model.values() if (one["copy"], one["channel"]) == (self.ids[at], channel)]
        wanted = not ({"waiting", "sending", "in doubt"} & set(there) if again else there)
        assert enqueue(self.ledger, [self.ids[at]], channel, again=again) == wanted
        if wanted:
            self.model[self.first + len(self.model) + 1] = {
                "copy": self.ids[at], "channel": channel, "state": "waiting", "attempts": 0, "due": self.clock,
            }  # fmt: skip

    def step(self, number: int, old: str, new: str, act: Callable[[object, int], object], due: datetime | None) -> None:
        one = self.model.get(number)
        if one is None:
            with pytest.raises(HandoutsError):
                act(self.outbox[MAIL], number)
            return
        rivals = [m for n, m in self.model.items() if n != number and (m["copy"], m["channel"]) == (one["copy"], one["channel"])]
        barred = old == "failed" and any(m["state"] in ("waiting", "sending", "in doubt") for m in rivals)
        if one["state"] != old or barred:
            with pytest.raises(LedgerError):
                act(self.outbox[one["channel"]], number)
            return
        act(self.outbox[one["channel"]], number)
        assert new in STEPS[old]  # type: ignore[index]
        one.update(state=new, due=due)

    @rule(number=numbers)
    def start(self, number: int) -> None:
        before = self.model.get(number, {}).get("state")
        self.step(number, "waiting", "sending", lambda outbox, n: outbox.begin(n), None)  # type: ignore[attr-defined]
        if before == "waiting":
            self.model[number]["attempts"] += 1  # type: ignore[operator]

    @rule(number=numbers)
    def done(self, number: int) -> None:
        self.step(number, "sending", "sent", lambda outbox, n: outbox.sent(n), None)  # type: ignore[attr-defined]

    @rule(number=numbers)
    def doubted(self, number: int) -> None:
        self.step(number, "sending", "in doubt", lambda outbox, n: outbox.doubt(n), None)  # type: ignore[attr-defined]

    @rule(number=numbers, temporary=st.booleans())
    def broke(self, number: int, temporary: bool) -> None:
        before = dict(self.model.get(number, {}))
        self.step(number, "sending", "failed", lambda outbox, n: outbox.failed(n, temporary=temporary), None)  # type: ignore[attr-defined]
        if before.get("state") == "sending" and temporary and before["attempts"] <= len(PAUSES):  # type: ignore[operator]
            self.model[number].update(state="waiting", due=self.clock + PAUSES[before["attempts"] - 1])  # type: ignore[operator]

    @rule(number=numbers)
    def revived(self, number: int) -> None:
        self.step(number, "failed", "waiting", lambda _, n: retry(self.ledger, n), self.clock)

    @rule(number=numbers, sent=st.booleans())
    def settled(self, number: int, sent: bool) -> None:
        act = lambda _, n: settle(self.ledger, n, sent=sent, who="Ann")  # noqa: E731
        self.step(number, "in doubt", "sent" if sent else "waiting", act, None if sent else self.clock)

    @precondition(lambda self: self.model)
    @invariant()
    def agrees(self) -> None:
        found = {d.id: d for d in deliveries(self.ledger) if d.channel != "folder"}
        assert {n: (d.copy, d.channel, d.state, d.attempts) for n, d in found.items()} == {
            n: (m["copy"], m["channel"], m["state"], m["attempts"]) for n, m in self.model.items()
        }
        assert {n: d.next_attempt for n, d in found.items() if d.state == "waiting"} == {n: m["due"] for n, m in self.model.items() if m["state"] == "waiting"}
        every = deliveries(self.ledger)
        assert tallies(self.ledger) == tuple((*place, count) for place, count in sorted(Counter((d.channel, d.state) for d in every).items()))
        assert [d for d, *_ in undelivered(self.ledger)] == [d for d in every if d.state not in ("sent", "withdrawn")]
        due = {d.id for outbox in self.outbox.values() for d in outbox.due()}
        assert due == {n for n, m in self.model.items() if m["state"] == "waiting" and m["due"] <= self.clock}  # type: ignore[operator]

    @invariant()
    def adds_up(self) -> None:
        if self.ledger.find_run("list") is None:
            return
        counts = reconcile(self.ledger, 1)
        assert counts.faults == ()
        assert counts.copies == counts.made == counts.delivered + counts.waiting + counts.failed + counts.in_doubt == 3
        for copy in self.ledger.copies(1):
            states = {m["state"] for m in self.model.values() if m["copy"] == copy.id} or {"sent"}
            doubt = "in doubt" if states & {"sending", "in doubt"} else "waiting" if "waiting" in states else "failed"
            assert copy.fate == ("delivered" if "sent" in states else doubt)

    def teardown(self) -> None:
        self.outboxes.close()
        self.ledger.close()
        self.folder.cleanup()


TestOutbox = Outbox.TestCase
TestOutbox.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)


# -- retention


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from([None, *STEPS]), st.text("abcdef", max_size=900)), min_size=1, max_size=40), st.integers(0, 20))
def test_a_purge_takes_the_patients_and_leaves_the_counts(tmp_path: Path, issues: list[tuple[int, str | None, str]], day: int) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as folder, opened(Path(folder)) as ledger:
        run = begun(ledger, len(issues))
        for n, (days, state, text) in enumerate(issues, 1):
            told = {key: f"{key}zyx{n}x{text}" for key in ("appointment", "patient", "name", "record")}
            ledger.record_copies(run, [a_copy(run, n, **told, born=date(1950, 1, 1) + timedelta(n), issued=NOW + timedelta(days))])
            if state:
                values = a_copy(run, n).id, state, f"receiptzyx{n}x", stamp(NOW)
                ledger.connection.execute("INSERT INTO deliveries (copy, channel, state, message, updated) VALUES (?, 'mail', ?, ?, ?)", values)
        before = reconcile(ledger, run)
        done = purge(ledger, NOW + timedelta(day))
        assert reconcile(ledger, run) == before
        old = {n for n, (days, _, _) in enumerate(issues, 1) if days < day}
        kept = {n for n in old if issues[n - 1][1] in ("waiting", "sending", "in doubt")}
        assert (done.copies, done.kept, done.erased) == (len(old - kept), len(kept), True)
        assert purge(ledger, NOW + timedelta(day)).copies == 0
        assert len(given_out(ledger, "kyphoplasty", 3)) == len(issues)
        for n, copy in enumerate(ledger.copies(run), 1):
            gone = n in old - kept
            assert (copy.whose is None) == gone
            assert enqueue(ledger, [copy.id], "printer") == (not gone)
        held = b"".join(path.read_bytes() for path in Path(folder).iterdir())
        for n in range(1, len(issues) + 1):
            words = [f"{key}zyx{n}x".encode() for key in ("appointment", "patient", "name", "record")]
            assert [word in held for word in words] == [n not in old - kept] * 4
            assert (f"receiptzyx{n}x".encode() in held) == (issues[n - 1][1] is not None and n not in old - kept)


def test_a_purge_says_if_a_reader_keeps_traces_in_the_journal(ledger: Ledger, tmp_path: Path) -> None:
    recorded(ledger)
    ledger.connection.execute("PRAGMA busy_timeout = 50")
    with opened(tmp_path) as reader:
        reading = reader.copies(1)
        next(reading)
        assert purge(ledger, NOW + timedelta(1)).erased is False
        reading.close()
    assert purge(ledger, NOW + timedelta(1)).erased is True


# -- nothing is lost, nothing is half


KILL = """
    import os, random, signal, sys, time
    from pathlib import Path
    from handouts.ledger.counts import reconcile
    from handouts.ledger.data import Row
    from handouts.ledger.ledger import Ledger
    from tests.handouts.ledger.test_ledger import a_copy

    path, kills, ops = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(1)

    def work(pipe, fault):
        ledger = Ledger.open(path)
        run = ledger.begin_run("list", who="desk", rows=10**6).id
        batch = reconcile(ledger, run).made // 10
        if fault:
            ticks = iter(range(fault))
            ledger.connection.set_progress_handler(lambda: next(ticks, None) is None and os.kill(os.getpid(), signal.SIGKILL), ops)
        while True:  # ten rows of two copies
            ledger.record_copies(run, [a_copy(run, 20 * batch + n, row=10 * batch + n // 2, leaflet=f"l{n % 2}") for n in range(20)])
            os.write(pipe, batch.to_bytes(4, "big"))
            batch += 1
            if fault:
                os._exit(0)

    said = seen = middle = 0
    for kill in range(1, kills + 1):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            work(writer, kill if ops else 0)
        os.close(writer)
        if not ops:
            time.sleep(chance.uniform(0, 0.04))
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        with os.fdopen(reader, "rb") as pipe:
            acknowledged = pipe.read()
        if acknowledged:
            said = int.from_bytes(acknowledged[-4:], "big") + 1
        with Ledger.open(path) as ledger:
            run = ledger.begin_run("list", who="desk", rows=10**6)
            assert run.mine, "a dead process kept the run"
            counts = reconcile(ledger, run.id)
            assert counts.made % 10 == 0 and counts.copies == 2 * counts.made == counts.delivered, counts
            assert said <= counts.made // 10 <= said + 1, (said, counts)
            middle += counts.made // 10 == said and status == signal.SIGKILL
            said = counts.made // 10
            if kill % 50 == 0:
                ledger.verify()
        if ops and status == 0:
            break
    else:
        assert not ops, "the fault never stopped firing"
    print(kill, said, middle)
"""


@pytest.mark.parametrize(("kills", "ops"), [(150, 0), (10_000, 100)], ids=["at any time", "every hundred steps of SQLite"])
def test_killed_in_the_middle_of_recording_all_or_nothing_is_there(tmp_path: Path, kills: int, ops: int) -> None:
    kill, batches, middle = map(int, python(KILL, tmp_path / NAME, kills, ops).stdout.split())
    assert kill > 20 and middle > 20
    assert batches == 1 if ops else batches > 20


RACE = """
    import os, signal, sys
    from pathlib import Path
    from handouts.errors import LedgerError
    from handouts.ledger.ledger import Ledger

    def race(path, go, out):
        go.read()  # until the parent lets all of them go
        got = b"?"
        try:
            ledger = Ledger.open(path)
            got = b"1" if ledger.begin_run("list", who="desk", rows=1).mine else b"!"
        except LedgerError as error:
            got = b"0" if "is being worked on by" in str(error) else b"?"
            print(error, file=sys.stderr)
        finally:
            os.write(out, got)
        signal.pause()

    for round in range(int(sys.argv[2])):
        path = Path(sys.argv[1]) / str(round // 2) / "ledger.sqlite3"  # a new file every second time, else one that a dead winner left
        gate, opening = os.pipe()
        result, out = os.pipe()
        children = []
        for _ in range(8):
            child = os.fork()
            if child == 0:
                os.close(opening)
                race(path, os.fdopen(gate), out)
            children.append(child)
        os.close(gate), os.close(opening)
        got = b""
        while len(got) < 8:
            got += os.read(result, 8)
        print("".join(sorted(got.decode())))
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(result), os.close(out)
"""


def test_of_eight_processes_one_gets_the_run_and_none_a_dead_ones(tmp_path: Path) -> None:
    assert python(RACE, tmp_path, 30).stdout.split() == ["00000001"] * 30


def test_a_file_that_another_process_makes_between_two_looks_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others: list[Ledger] = []
    real = Path.exists

    def exists(path: Path) -> bool:
        there = real(path)
        if path.name == NAME and not there:
            monkeypatch.undo()
            others.append(opened(tmp_path))
            begun(others[0])
        return there

    monkeypatch.setattr(Path, "exists", exists)
    with opened(tmp_path) as ledger:
        assert [run.id for run in ledger.runs()] == [run.id for run in others[0].runs()] == [1]
    others[0].close()


def test_a_worker_that_outlives_its_parent_keeps_nothing(tmp_path: Path) -> None:
    script = """
        import os, sys, time
        from pathlib import Path
        from handouts.ledger.ledger import Ledger
        ledger = Ledger.open(Path(sys.argv[1]))
        ledger.begin_run("list", who="desk", rows=1)
        if worker := os.fork():
            print(worker, flush=True)
            os._exit(9)
        os.close(1), os.close(2)
        time.sleep(60)
    """
    done = python(script, tmp_path / NAME, check=False)
    try:
        with opened(tmp_path) as ledger:
            assert ledger.begin_run("list", who="desk", rows=1).mine
    finally:
        os.kill(int(done.stdout), 9)


def test_every_commit_is_synced_and_what_is_deleted_is_overwritten(ledger: Ledger) -> None:
    asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    assert [ledger.connection.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in asked] == ["wal", 2, 1, 1, 10_000]


# -- files that cannot be used


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of some length."""
    folder = tmp_path_factory.mktemp("whole")
    with opened(folder) as ledger:
        enqueue(ledger, recorded(ledger, 60), MAIL)
    return folder / NAME


def read_all(path: Path) -> None:
    """Whatever can be asked of a ledger."""
    with Ledger.open(path, now=lambda: NOW) as ledger:
        for run in ledger.runs():
            list(ledger.rows(run.id))
            list(ledger.copies(run.id))
            reconcile(ledger, run.id)
        given_out(ledger, "kyphoplasty", 3)
        given_to(ledger, RECORD["patient_id"])
        deliveries(ledger)
        with contextlib.suppress(InputError):
            settle(ledger, 61, sent=True, who="Ann")


def sentence(error: BaseException) -> str:
    """The text of an error, which is one sentence about the ledger and tells nothing of a patient."""
    told = "".join(traceback.format_exception(error))
    assert not any(word in told for word in WORDS)
    assert isinstance(error, LedgerError) and error.exit_code == 7
    assert str(error).count("\n") == 0 and ";" in str(error)
    return str(error)


def test_the_file_is_its_owners_alone(tmp_path: Path, ledger: Ledger) -> None:
    recorded(ledger)
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == dict.fromkeys(
        [NAME, f"{NAME}-wal", f"{NAME}-shm", f"{NAME}-locks"], "0o600"
    )
    (tmp_path / NAME).chmod(0o644)
    opened(tmp_path).close()
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_a_truncated_file_is_refused_wherever_it_ends(tmp_path: Path, whole: Path) -> None:
    data = whole.read_bytes()
    assert len(data) > 40_000
    for length in [*range(0, len(data), 997), len(data) - 1]:
        path = tmp_path / f"{length}.sqlite3"
        path.write_bytes(data[:length])
        with pytest.raises(LedgerError) as refused:
            read_all(path)
        assert DAMAGED in sentence(refused.value)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=40)), min_size=1, max_size=8))
@example(holes=[(0.484375, b"\x80")])  # a name in the schema that is not UTF-8
@example(holes=[(0.47700711842941296, b"A")])  # a column of another name
def test_whatever_is_overwritten_the_ledger_reads_or_says_so(tmp_path: Path, whole: Path, holes: list[tuple[float, bytes]]) -> None:
    data = bytearray(whole.read_bytes())
    for place, bytes_ in holes:
        at = int(place * len(data))
        data[at : at + len(bytes_)] = bytes_[: len(data) - at]
    with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
        path = Path(folder) / NAME
        path.write_bytes(data)
        try:
            read_all(path)
        except LedgerError as error:
            sentence(error)


def test_a_page_that_is_rubbish_is_found_by_reading_the_whole_file(tmp_path: Path, whole: Path) -> None:
    found, data = 0, whole.read_bytes()
    for page in range(1, len(data) // 4096):
        path = tmp_path / f"{page}.sqlite3"
        path.write_bytes(data[: page * 4096] + random.Random(page).randbytes(4096) + data[(page + 1) * 4096 :])
        try:
            with Ledger.open(path) as ledger:
                ledger.verify()
        except LedgerError as error:
            found += DAMAGED in sentence(error)
    assert found == len(data) // 4096 - 1


def text_of(path: Path) -> None:
    path.write_text("Zyxwarth, not a database\n" * 400)


def others(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE patients (name)")


def newer(path: Path) -> None:
    opened(path.parent).close()
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {len(migrations()) + 1}")


NEWER = f"has version {len(migrations()) + 1}, of a newer Handouts; this one knows {len(migrations())}: install the newer one"


def orphaned(path: Path) -> None:
    Path(f"{path}-wal").write_bytes(b"x")


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (text_of, DAMAGED), (Path.touch, DAMAGED), (Path.mkdir, "cannot be opened; see that its folder is there"),
        (others, "is another program's database; move it away"), (newer, NEWER),
        (orphaned, "is missing, yet its journal is there; put the file back"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_ledger_is_refused_and_left_as_it_is(tmp_path: Path, prepare: Callable[[Path], None], said: str) -> None:
    path = tmp_path / NAME
    prepare(path)
    if path.is_file():
        path.chmod(0o644)
    before = path.is_file() and (path.read_bytes(), path.stat().st_mode, path.stat().st_ctime_ns)
    with pytest.raises(LedgerError) as refused:
        read_all(path)
    assert said in sentence(refused.value)
    assert before == (path.is_file() and (path.read_bytes(), path.stat().st_mode, path.stat().st_ctime_ns))


def test_a_file_that_another_process_writes_is_busy(ledger: Ledger, tmp_path: Path) -> None:
    ledger.connection.execute("BEGIN IMMEDIATE")
    with opened(tmp_path, patience=0.05) as other, pytest.raises(LedgerError) as refused:
        begun(other)
    assert "is in use by another process; wait" in sentence(refused.value)


READ_ONLY = """
    import os, sys
    from pathlib import Path
    from handouts.errors import LedgerError
    from handouts.ledger.ledger import Ledger
    folder = Path(sys.argv[1])
    Ledger.open(folder / "open" / "x.sqlite3").close()  # everything is imported
    if os.geteuid() == 0:
        os.setuid(65534)
    for path in sorted(folder.glob("shut*")):
        try:
            with Ledger.open(path / "ledger.sqlite3") as ledger:
                ledger.begin_run("list", who="desk", rows=1)
            print("written")
        except LedgerError as error:
            print(error)
"""


def test_a_file_or_folder_that_may_not_be_written_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        shut = {"shut-a-folder": 0o600, "shut-b-file": 0o444, "shut-c-secret": 0o000}
        for room, mode in shut.items():
            opened(folder / room).close()
            (folder / room / NAME).chmod(mode)
            (folder / room).chmod(0o555)
        (folder / "shut-d-empty").mkdir(mode=0o555)
        try:
            told = python(READ_ONLY, folder).stdout.splitlines()
        finally:
            for room in folder.iterdir():
                room.chmod(0o755)
    assert len(told) == 4
    assert all(any(f"cannot be {what}" in line for what in ("opened; see", "written; give", "used: Permission denied; see")) for line in told), told


def test_a_full_disk_loses_nothing_and_the_run_goes_on_when_there_is_room(ledger: Ledger) -> None:
    run = begun(ledger, 1000)
    pages = ledger.connection.execute("PRAGMA page_count").fetchone()[0]
    ledger.connection.execute(f"PRAGMA max_page_count = {pages + 20}")

    def fill() -> None:
        for sequence in range(1000):
            ledger.record_copies(run, [a_copy(run, sequence)])

    with pytest.raises(LedgerError) as refused:
        fill()
    assert "the disk is full; free some room and try again" in sentence(refused.value)
    done = reconcile(ledger, run).copies
    assert [copy.struck.sequence for copy in ledger.copies(run)] == list(range(done))
    assert done > 5
    ledger.connection.execute("PRAGMA max_page_count = 1000000")
    ledger.record_copies(run, [a_copy(run, done)])
    ledger.verify()


FULL = """
    import resource, sys
    from pathlib import Path
    from handouts.errors import LedgerError
    from handouts.ledger.counts import reconcile
    from handouts.ledger.ledger import Ledger
    from tests.handouts.ledger.test_ledger import a_copy
    ledger = Ledger.open(Path(sys.argv[1]))
    run = ledger.begin_run("list", who="desk", rows=10**6).id
    resource.setrlimit(resource.RLIMIT_FSIZE, (520_000, resource.RLIM_INFINITY))
    for done in range(10**6):
        try:
            ledger.record_copies(run, [a_copy(run, done)])
        except LedgerError as error:
            print(error)
            break
    counts = reconcile(ledger, run)
    assert counts.copies == done > 5, (counts, done)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    ledger.record_copies(run, [a_copy(run, done)])
    ledger.close()
    with Ledger.open(Path(sys.argv[1])) as again:
        again.verify()
        assert reconcile(again, run).copies == done + 1
"""


def test_a_write_that_the_system_refuses_loses_nothing(tmp_path: Path) -> None:
    told = python(FULL, tmp_path / NAME).stdout
    assert "cannot be written or read, the disk reports an error; see to the disk" in told or "the disk is full" in told


def test_a_disk_that_fills_while_the_file_is_made_leaves_none_of_it(tmp_path: Path) -> None:
    script = """
        import resource, sys
        from pathlib import Path
        from handouts.errors import LedgerError
        from handouts.ledger.ledger import Ledger
        for room in range(0, 240_000, 8000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
            folder = Path(sys.argv[1]) / str(room)
            try:
                Ledger.open(folder / "ledger.sqlite3").close()
                made = True
            except LedgerError:
                made = False
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            if made:
                with Ledger.open(folder / "ledger.sqlite3") as ledger:
                    ledger.verify()
                    assert ledger.runs() == ()
            else:
                assert list(folder.iterdir()) == []
            print(made)
    """
    assert set(python(script, tmp_path).stdout.split()) == {"True", "False"}


def test_a_file_whose_last_write_fails_while_it_is_made_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing a connection moves the journal into the file as well, but says nothing if that fails."""

    class Failing(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if "wal_checkpoint" in sql:
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
                raise error
            return super().execute(sql, *values)

    connect = sqlite3.connect
    monkeypatch.setattr("handouts.ledger.file.sqlite3.connect", lambda *words, **options: connect(*words, **options, factory=Failing))
    with pytest.raises(LedgerError, match="the disk reports an error; see to the disk"):
        opened(tmp_path)
    assert list(tmp_path.iterdir()) == []


# -- the schema


def test_a_step_of_the_schema_keeps_what_there_is(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        recorded(ledger)
    steps = (*migrations(), "ALTER TABLE runs ADD COLUMN note TEXT;\nCREATE TABLE notes (x);\n")
    with contextlib.closing(open_file(tmp_path / NAME, 1, steps)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(steps),)
        assert connection.execute("SELECT count(*), max(note) FROM runs, copies").fetchone() == (3, None)


def test_a_step_that_breaks_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    opened(tmp_path).close()
    steps = (*migrations(), "CREATE TABLE notes (x);\n", "CREATE TABLE more (x);\nCREATE TABLE more (x);\n")
    with pytest.raises(LedgerError):
        open_file(tmp_path / NAME, 1, steps)
    with contextlib.closing(open_file(tmp_path / NAME, 1)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(migrations()),)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('notes', 'more')").fetchone() == (0,)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)


def test_a_file_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(LedgerError):
        open_file(tmp_path / NAME, 1, ("CREATE TABLE a (x);\n", "nonsense;\n"))
    assert list(tmp_path.iterdir()) == []


def test_the_schema_is_read_to_its_last_statement() -> None:
    for step in migrations():
        assert "".join(statements(step)) == step
    first = Counter(statement.split("CREATE ")[1].split()[0] for statement in statements(migrations()[0]))
    assert first == {"TABLE": 5, "INDEX": 4, "UNIQUE": 1, "TRIGGER": 2, "VIEW": 1}


def test_a_ledger_of_before_opens_is_backed_up_and_carried_over(tmp_path: Path) -> None:
    old = (Path(__file__).parents[2] / "cases" / "ledgers" / "001.sqlite3").read_bytes()
    (tmp_path / NAME).write_bytes(old)
    for _ in range(2):
        with opened(tmp_path) as ledger:
            ledger.verify()
            assert [(copy.fate, copy.struck.says, copy.replaced_by, copy.void) for copy in ledger.copies(1)] == [
                ("delivered", "", "", ""), ("in doubt", "", "", ""), ("waiting", "", "", ""),
            ]  # fmt: skip
            assert [(row.row, row.outcome) for row in ledger.rows(1)] == [(2, "made"), (3, "made"), (4, "made"), (5, "rejected"), (6, "skipped")]
            assert reconcile(ledger, 1).faults == ()
            assert [(run.id, run.options.schedule, bool(run.finished)) for run in ledger.runs()] == [(2, "next.csv", False), (1, "tomorrow.csv", True)]
            assert appointment_of(next(ledger.copies(1)), CHICAGO).patient.address == ("Ulm",)
            assert ledger.connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    backup = tmp_path / f"{NAME}.before-002"
    assert backup.stat().st_mode & 0o777 == 0o600
    with contextlib.closing(sqlite3.connect(backup)) as kept, contextlib.closing(sqlite3.connect(tmp_path / NAME)) as now:
        assert kept.execute("PRAGMA user_version").fetchone() == (1,)
        assert now.execute("SELECT * FROM tallies").fetchall() == now.execute("SELECT channel, state, count(*) FROM deliveries GROUP BY 1, 2").fetchall() != []
        for table in ("runs", "copies", "deliveries", "rows"):
            columns = ", ".join(name for _, name, *_ in kept.execute(f"PRAGMA table_info({table})"))
            assert kept.execute(f"SELECT {columns} FROM {table}").fetchall() == now.execute(f"SELECT {columns} FROM {table}").fetchall()
    with opened(tmp_path) as ledger, sending(ledger, MAIL) as outbox:
        assert [found.state for found in outbox.due()] == ["waiting"]
        assert ledger.begin_run("unfinished", who="bo", rows=2, plan="q").mine
        purge(ledger, NOW + timedelta(days=1))
    assert not backup.exists(), "a backup keeps what is to be forgotten"


def test_a_backup_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes((Path(__file__).parents[2] / "cases" / "ledgers" / "001.sqlite3").read_bytes())
    (tmp_path / f"{NAME}.before-002").write_text("kept by somebody")
    opened(tmp_path).close()
    assert (tmp_path / f"{NAME}.before-002").read_text() == "kept by somebody"


# -- locks


def test_locks_of_two_keys_are_two(tmp_path: Path) -> None:
    path = tmp_path / NAME
    assert [locks.hold(path, "a"), locks.hold(path, "b"), locks.hold(path, "a")] == [True, True, False]
    locks.release(path, "a")
    locks.release(path, "a")
    assert [locks.holds(path, "a"), locks.holds(path, "b"), locks.hold(path, "a")] == [False, True, True]
    locks.release(path, "a")
    locks.release(path, "b")
