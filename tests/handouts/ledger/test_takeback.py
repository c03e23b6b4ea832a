"""What is taken back: nothing of it leaves any more, it is told with its event, and the figures add up whatever happens in between."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import HandoutsError, InputError
from handouts.ledger.counts import reconcile
from handouts.ledger.events import events
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.lineage import called_off, latest
from handouts.ledger.outbox import by_hand, counting, deliveries, enqueue, retry, sending, settle
from handouts.ledger.takeback import cancel, cancelled_by, gone, look, spared, void, withdraw
from handouts.schedules.rows import CalledOff
from tests.handouts.delivery import recorded
from tests.ledgers import NOW

ROOT = Path(__file__).parents[3]
MAIL, PRINT = "mail", "print"
ASKED = {"run": 1}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / NAME, now=lambda: NOW) as made:
        yield made


def states(ledger: Ledger, copy: str = "") -> list[tuple[str, str]]:
    return [(d.channel, d.state) for d in deliveries(ledger, copy=copy) if d.channel != "folder"]


def test_what_waits_and_what_failed_is_withdrawn_and_what_has_left_is_told(ledger: Ledger) -> None:
    ids = recorded(ledger, 5)
    enqueue(ledger, ids, MAIL)
    with sending(ledger, MAIL) as outbox:
        sent, doubt, failed, under_way = (d.id for d in outbox.due()[:4])
        for number in (sent, doubt, failed, under_way):
            outbox.begin(number)
        outbox.sent(sent), outbox.doubt(doubt), outbox.failed(failed)
        taken = withdraw(ledger, ids, who="anna", asked=ASKED)
        assert {(d.copy, d.state) for d in taken.withdrawn} == {(ids[2], "failed"), (ids[4], "waiting")}
        assert {(d.copy, d.state) for d in taken.left} == {(ids[0], "sent"), (ids[1], "in doubt"), (ids[3], "sending")}
        assert outbox.due() == ()
    (event,) = events(ledger)
    assert (event.what, event.who, event.asked, event.copies) == ("withdraw", "anna", ASKED, 2)
    assert withdraw(ledger, ids, who="anna", asked=ASKED).withdrawn == () and len(events(ledger)) == 1
    assert reconcile(ledger, 1).faults == ()


def test_one_channel_is_withdrawn_and_the_other_goes_on(ledger: Ledger) -> None:
    (copy,) = recorded(ledger, 1)
    enqueue(ledger, [copy], MAIL), enqueue(ledger, [copy], PRINT)
    assert [d.channel for d in withdraw(ledger, [copy], who="anna", asked={}, channel=MAIL).withdrawn] == [MAIL]
    assert states(ledger) == [(MAIL, "withdrawn"), (PRINT, "waiting")]
    known = counting(ledger, copy)
    assert by_hand(known, MAIL) and not by_hand(known, PRINT)


def test_a_failure_that_a_later_letter_has_mended_is_left_as_it_was(ledger: Ledger) -> None:
    (copy,) = recorded(ledger, 1)
    enqueue(ledger, [copy], MAIL)
    with sending(ledger, MAIL) as outbox:
        for came in (outbox.failed, outbox.sent):
            (due,) = outbox.due()
            outbox.begin(due.id)
            came(due.id)
            enqueue(ledger, [copy], MAIL, again=True)
    withdraw(ledger, [copy], who="anna", asked={})
    assert [state for _, state in states(ledger)] == ["failed", "sent", "withdrawn"]


def test_a_void_copy_counts_no_more_and_says_why(ledger: Ledger) -> None:
    copy, other = recorded(ledger, 2)
    enqueue(ledger, [copy, other], MAIL)
    assert [d.copy for d in void(ledger, ledger.copy(copy), why="wrong leaflet", who="anna").withdrawn] == [copy]
    now = ledger.copy(copy)
    assert (now.fate, now.void, gone(ledger, now)) == ("void", "wrong leaflet", f"copy {copy} is void since 2026-12-01, as anna says: wrong leaflet")
    assert states(ledger, copy) == [(MAIL, "withdrawn")] and states(ledger, other) == [(MAIL, "waiting")]
    assert enqueue(ledger, [copy], PRINT, again=True) == 0
    assert [(event.what, event.asked, event.copies) for event in events(ledger)] == [("void", {"copy": copy}, 1)]
    counts = reconcile(ledger, 1)
    assert (counts.void, counts.waiting, counts.faults) == (1, 1, ())


def test_a_copy_is_void_once(ledger: Ledger) -> None:
    (copy,) = recorded(ledger, 1)
    stale = ledger.copy(copy)  # as another desk saw it before
    void(ledger, stale, why="wrong leaflet", who="anna")
    with pytest.raises(InputError, match=rf"copy {copy} is void since 2026-12-01, as anna says: wrong leaflet"):
        void(ledger, stale, why="another reason", who="bob")
    assert ledger.copy(copy).void == "wrong leaflet" and len(events(ledger)) == 1


def test_what_is_being_sent_while_its_copy_becomes_void_is_not_tried_again(ledger: Ledger) -> None:
    ids = recorded(ledger, 3)
    enqueue(ledger, ids, MAIL)
    with sending(ledger, MAIL) as outbox:
        temporary, doubt, failed = (d.id for d in outbox.due())
        for number in (temporary, doubt, failed):
            outbox.begin(number)
        for copy in ids:
            assert [d.state for d in void(ledger, ledger.copy(copy), why="x", who="anna").left] == ["sending"]
        assert outbox.failed(temporary, temporary=True).state == "withdrawn"
        outbox.doubt(doubt), outbox.failed(failed)
        assert settle(ledger, doubt, sent=False, who="anna").state == "withdrawn"
        assert retry(ledger, failed).state == "withdrawn"
        assert outbox.due() == ()


def test_waiting_letters_of_an_appointment_that_is_off_are_withdrawn_and_it_is_remembered(ledger: Ledger) -> None:
    ids = recorded(ledger, 3)
    enqueue(ledger, ids, MAIL), enqueue(ledger, ids[:1], PRINT)
    whose = ledger.copy(ids[0]).whose
    assert whose is not None
    off = {4: CalledOff(whose.patient, whose.appointment, "cancelled"), 5: CalledOff("nobody's", "nothing", "cancelled")}
    run = ledger.begin_run("later", who="anna", rows=2)
    for _ in range(2):  # gone on with after a kill, it does nothing more
        cancel(ledger, run, off)
    assert states(ledger, ids[0]) == [(MAIL, "withdrawn"), (PRINT, "withdrawn")] and states(ledger, ids[1]) == [(MAIL, "waiting")]
    assert [called_off(ledger, ledger.copy(copy)) for copy in ids] == ["cancelled", "", ""]
    assert cancelled_by(ledger, run.id) == (ids[0],) and cancelled_by(ledger, 1) == ()
    assert [(event.what, event.who, event.copies) for event in events(ledger)] == [("cancelled", "anna", 1)]
    assert not by_hand(counting(ledger, ids[0]), MAIL), "it goes by itself again, when the appointment takes place after all"
    ledger.record_news(run.id, [(6, whose.patient, whose.appointment, whose.record)])
    assert called_off(ledger, ledger.copy(ids[0])) == ""


def test_a_run_that_is_gone_on_with_does_not_know_better_than_a_later_one(ledger: Ledger) -> None:
    (copy,) = recorded(ledger, 1)
    whose = ledger.copy(copy).whose
    assert whose is not None
    earlier, later = (ledger.begin_run(name, who="anna", rows=1) for name in ("earlier", "later"))
    ledger.record_news(later.id, [(2, whose.patient, whose.appointment, whose.record)])
    enqueue(ledger, [copy], MAIL)
    cancel(ledger, earlier, {2: CalledOff(whose.patient, whose.appointment, "cancelled")})
    assert states(ledger) == [(MAIL, "waiting")]
    known = latest(ledger, whose.patient, whose.appointment)
    assert known is not None and (known.run, known.status) == (later.id, "")


def test_a_delivery_whose_appointment_is_off_is_spared_whenever_it_came_to_wait(ledger: Ledger) -> None:
    (copy,) = recorded(ledger, 1)
    whose = ledger.copy(copy).whose
    assert whose is not None
    run = ledger.begin_run("later", who="anna", rows=1)
    cancel(ledger, run, {2: CalledOff(whose.patient, whose.appointment, "cancelled")})
    enqueue(ledger, [copy], MAIL)
    (waits,) = deliveries(ledger, channel=MAIL)
    assert spared(ledger, waits) and states(ledger) == [(MAIL, "withdrawn")]
    assert spared(ledger, waits), "and it stays so"


def test_nothing_of_a_patient_stands_in_an_event(ledger: Ledger) -> None:
    (copy,) = recorded(ledger, 1)
    enqueue(ledger, [copy], MAIL)
    whose = ledger.copy(copy).whose
    assert whose is not None
    cancel(ledger, ledger.begin_run("later", who="anna", rows=1), {2: CalledOff(whose.patient, whose.appointment, "cancelled")})
    void(ledger, ledger.copy(copy), why="x", who="anna")
    told = json.dumps([event.as_json() for event in events(ledger)])
    assert not any(word in told for word in (whose.patient, whose.appointment, "Zyxwarth", "1951"))


def test_two_desks_at_once_withdraw_a_letter_once_or_it_has_left(tmp_path: Path) -> None:
    """A sender and a withdrawal, forty letters, as fast as they can: each letter is withdrawn or sent, and nothing is both."""
    with Ledger.open(tmp_path / NAME) as ledger:
        ids = recorded(ledger, 40)
        enqueue(ledger, ids, MAIL)
    sent: list[str] = []

    def send() -> None:
        with Ledger.open(tmp_path / NAME) as other, sending(other, MAIL) as outbox:
            for found in outbox.due():
                try:
                    outbox.begin(found.id)
                except HandoutsError:
                    continue
                outbox.sent(found.id)
                sent.append(found.copy)

    thread = threading.Thread(target=send)
    thread.start()
    with Ledger.open(tmp_path / NAME) as ledger:
        taken = [copy for copy in reversed(ids) if withdraw(ledger, [copy], who="anna", asked={}).withdrawn]
        thread.join()
        assert not set(taken) & set(sent) and set(taken) | set(sent) == set(ids)
        assert {d.copy for d in deliveries(ledger, channel=MAIL, state="sent")} == set(sent)


def test_a_void_that_is_killed_is_done_or_not(tmp_path: Path) -> None:
    """Killed before its last commit, nothing of it is there: no void copy whose letter waits, no event without its copy."""
    with Ledger.open(tmp_path / NAME) as ledger:
        (copy,) = recorded(ledger, 1)
        enqueue(ledger, [copy], MAIL)
    killed = dedent(f"""
        import os, signal
        from pathlib import Path
        from handouts.ledger import takeback
        from handouts.ledger.ledger import Ledger
        takeback.record = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
        with Ledger.open(Path({str(tmp_path / NAME)!r})) as ledger:
            takeback.void(ledger, ledger.copy({copy!r}), why="x", who="anna")
    """)
    done = subprocess.run([sys.executable, "-c", killed], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -signal.SIGKILL
    with Ledger.open(tmp_path / NAME) as ledger:
        assert (ledger.copy(copy).fate, states(ledger), events(ledger)) == ("waiting", [(MAIL, "waiting")], ())
        void(ledger, ledger.copy(copy), why="x", who="anna")


STEPS = st.lists(
    st.tuples(st.sampled_from(["queue", "begin", "sent", "fail", "later", "doubt", "again", "settle", "withdraw", "void"]), st.integers(0, 2)), max_size=25
)


@settings(max_examples=40)
@given(steps=STEPS)
def test_whatever_is_taken_back_in_between_the_figures_add_up_and_nothing_void_waits(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / NAME, now=lambda: NOW) as ledger:
        ids = recorded(ledger, 3)
        with sending(ledger, MAIL) as outbox:
            for step, at in steps:
                copy = ids[at]
                number = max((d.id for d in deliveries(ledger, copy=copy, channel=MAIL)), default=0)
                acts = {
                    "queue": lambda copy=copy: enqueue(ledger, [copy], MAIL, again=True), "begin": lambda n=number: outbox.begin(n),
                    "sent": lambda n=number: outbox.sent(n), "fail": lambda n=number: outbox.failed(n),
                    "later": lambda n=number: outbox.failed(n, temporary=True), "doubt": lambda n=number: outbox.doubt(n),
                    "again": lambda n=number: retry(ledger, n), "settle": lambda n=number: settle(ledger, n, sent=False, who="x"),
                    "withdraw": lambda copy=copy: withdraw(ledger, [copy], who="x", asked={}),
                    "void": lambda copy=copy: void(ledger, ledger.copy(copy), why="x", who="x"),
                }  # fmt: skip
                with contextlib.suppress(HandoutsError):
                    acts[step]()
                assert reconcile(ledger, 1).faults == ()
        void_ones = [copy.id for copy in ledger.copies(1) if copy.void]
        assert not any(d.state == "waiting" for copy in void_ones for d in deliveries(ledger, copy=copy))
        assert look(ledger, void_ones).withdrawn == () or all(d.state == "failed" for d in look(ledger, void_ones).withdrawn)
