"""The outbox is emptied: every answer of a channel ends in its state, nothing leaves twice, and what is interrupted is in doubt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.delivery.channel import ChannelError, Disposition, Parcel
from handouts.delivery.chosen import chosen
from handouts.delivery.dispatch import Errand, Passed, dispatch
from handouts.delivery.pace import Pace
from handouts.errors import ClinicError, InputError, LedgerError
from handouts.ledger.data import Copy
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import deliveries, enqueue, settle
from handouts.ledger.takeback import cancel, void, withdraw
from handouts.schedules.rows import CalledOff
from tests.handouts.delivery import Time, pdf, recorded, stock
from tests.handouts.delivery.folder import Folder
from tests.handouts.delivery.spool import SENT, Spool

ROOT = Path(__file__).parents[3]


@pytest.fixture
def time_() -> Time:
    return Time()


@pytest.fixture
def ledger(tmp_path: Path, time_: Time) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / NAME, now=time_.now) as made:
        yield made


def spooled(folder: Path) -> Counter[str]:
    """Copies in a spool, by their id."""
    return Counter(path.name.split(".")[0] for path in folder.glob("*.pdf"))


def states(ledger: Ledger, channel: str = "spool") -> Counter[str]:
    return Counter(d.state for d in deliveries(ledger, channel=channel))


def test_what_waits_leaves_once_and_in_order(ledger: Ledger, tmp_path: Path) -> None:
    copies = recorded(ledger, 5)
    assert enqueue(ledger, copies, "spool") == 5
    passed = list(dispatch(ledger, Spool(tmp_path / "spool"), stock))
    assert [p.copy.id for p in passed] == copies
    assert {p.delivery.state for p in passed} == {"sent"}
    assert spooled(tmp_path / "spool") == Counter(copies)
    assert list(dispatch(ledger, Spool(tmp_path / "spool"), stock)) == []


class Foreseeing(Spool):
    """Notes what it is told of, and what it is given."""

    noted: list[tuple[str, str]]

    def foresee(self, parcel: Parcel) -> None:
        assert parcel.data == stock.data(parcel.copy)
        self.noted.append(("foreseen", parcel.copy.id))

    def deliver(self, parcel: Parcel) -> Disposition:
        self.noted.append(("delivered", parcel.copy.id))
        return Spool.deliver(self, parcel)


def foreseeing(path: Path) -> Foreseeing:
    made = Foreseeing(path)
    object.__setattr__(made, "noted", [])
    return made


def test_a_channel_is_told_of_what_comes_next_once_and_before_it_comes(ledger: Ledger, tmp_path: Path) -> None:
    copies = recorded(ledger, 5)
    enqueue(ledger, copies, "spool")
    spool = foreseeing(tmp_path / "spool")
    assert len(list(dispatch(ledger, spool, stock))) == 5
    one, two, three, four, five = copies
    assert spool.noted == [
        ("foreseen", two), ("foreseen", three), ("delivered", one), ("foreseen", four), ("delivered", two), ("foreseen", five),
        ("delivered", three), ("delivered", four), ("delivered", five),
    ]  # fmt: skip


def test_what_is_taken_back_after_it_was_foreseen_does_not_leave(ledger: Ledger, tmp_path: Path) -> None:
    one, two, three = recorded(ledger, 3)
    enqueue(ledger, [one, two, three], "spool")
    spool = foreseeing(tmp_path / "spool")
    passing = dispatch(ledger, spool, stock)
    next(passing)
    assert ("foreseen", two) in spool.noted
    void(ledger, ledger.copy(two), why="wrong patient", who="Kim")
    assert [passed.copy.id for passed in passing] == [three]
    assert spooled(tmp_path / "spool") == Counter([one, three])


def test_what_cannot_be_had_beforehand_is_asked_for_again_when_its_turn_comes(ledger: Ledger, tmp_path: Path) -> None:
    copies = recorded(ledger, 4)
    enqueue(ledger, copies, "spool")
    asked: Counter[str] = Counter()

    class Late:
        def data(self, copy: Copy) -> bytes:
            asked[copy.id] += 1
            if copy.id == copies[3] or (copy.id == copies[2] and asked[copy.id] == 1):
                raise InputError("its file is gone")
            return stock.data(copy)

    passed = list(dispatch(ledger, Spool(tmp_path / "spool"), Late()))
    assert [p.came.outcome for p in passed] == ["sent", "sent", "sent", "failed"]
    assert asked[copies[0]] == asked[copies[1]] == 1


def test_only_the_run_or_the_copy_that_was_asked_for(ledger: Ledger, tmp_path: Path) -> None:
    one, two = recorded(ledger, 2), recorded(ledger, 2)
    enqueue(ledger, (*one, *two), "spool")
    spool = Spool(tmp_path / "spool")
    assert [p.copy.id for p in dispatch(ledger, spool, stock, Errand(copy=two[1]))] == [two[1]]
    assert [p.copy.id for p in dispatch(ledger, spool, stock, Errand(run=2))] == [two[0]]
    assert [p.copy.id for p in dispatch(ledger, spool, stock)] == one


def test_what_is_temporary_is_tried_again_after_growing_pauses_and_then_fails(ledger: Ledger, tmp_path: Path, time_: Time) -> None:
    (copy,) = recorded(ledger, 1)
    enqueue(ledger, [copy], "spool")
    busy = Spool(tmp_path / "spool", answers=lambda _: Disposition("failed", "busy", temporary=True))
    passed = list(dispatch(ledger, busy, stock, Errand(wait=True, sleep=time_.sleep)))
    assert [round(pause / 60) for pause in time_.slept] == [1, 5, 30, 120, 480]
    assert [p.delivery.state for p in passed] == ["waiting"] * 5 + ["failed"]
    assert [p.delivery.attempts for p in passed] == [1, 2, 3, 4, 5, 6]


def test_without_waiting_what_is_temporary_is_left_for_the_next_time(ledger: Ledger, tmp_path: Path, time_: Time) -> None:
    copies = recorded(ledger, 2)
    enqueue(ledger, copies, "spool")
    first = Spool(tmp_path / "spool", answers=lambda p: Disposition("failed", "busy", temporary=True) if p.attempt == 1 else SENT)
    assert [p.delivery.state for p in dispatch(ledger, first, stock)] == ["waiting", "waiting"]
    assert list(dispatch(ledger, first, stock)) == []
    time_.sleep(61)
    assert [p.delivery.state for p in dispatch(ledger, first, stock)] == ["sent", "sent"]


@pytest.mark.parametrize("outcome", ["failed", "in doubt"])
def test_what_is_final_or_doubtful_is_never_tried_again(ledger: Ledger, tmp_path: Path, time_: Time, outcome: str) -> None:
    copies = recorded(ledger, 3)
    enqueue(ledger, copies, "spool")
    spool = Spool(tmp_path / "spool", answers=lambda _: Disposition(outcome, "no"))  # type: ignore[arg-type]
    with pytest.raises(ChannelError, match="3 copies in a row are in doubt") if outcome == "in doubt" else nullcontext():
        assert len(list(dispatch(ledger, spool, stock, Errand(wait=True, sleep=time_.sleep)))) == 3
    time_.sleep(10**6)
    assert list(dispatch(ledger, spool, stock, Errand(wait=True, sleep=time_.sleep))) == []
    assert states(ledger) == {outcome: 3}


def test_a_doubt_is_settled_by_a_person_and_only_then_sent_again(ledger: Ledger, tmp_path: Path) -> None:
    copies = recorded(ledger, 2)
    enqueue(ledger, copies, "spool")
    list(dispatch(ledger, Spool(tmp_path / "spool", answers=lambda _: Disposition("in doubt", "cut")), stock))
    first, second = deliveries(ledger, channel="spool")
    settle(ledger, first.id, sent=True, who="Kim")
    settle(ledger, second.id, sent=False, who="Kim")
    assert [p.copy.id for p in dispatch(ledger, Spool(tmp_path / "again"), stock)] == [second.copy]
    assert states(ledger) == {"sent": 2}


class Closed(Spool):
    """A channel that is not ready, for so many times that it is asked."""

    left = 0
    temporary = True

    def ready(self) -> None:
        if Closed.left:
            Closed.left -= 1
            raise ChannelError("nobody answers; switch it on", temporary=Closed.temporary)


@pytest.mark.parametrize(("temporary", "wait"), [(True, False), (False, False), (False, True)])
def test_a_channel_that_takes_nothing_leaves_everything_waiting(ledger: Ledger, tmp_path: Path, temporary: bool, wait: bool) -> None:
    enqueue(ledger, recorded(ledger, 3), "spool")
    Closed.left, Closed.temporary = 1, temporary
    with pytest.raises(ChannelError, match="switch it on"):
        list(dispatch(ledger, Closed(tmp_path / "spool"), stock, Errand(wait=wait)))
    assert states(ledger) == {"waiting": 3}
    assert {d.attempts for d in deliveries(ledger, channel="spool")} == {0}


def test_a_channel_is_asked_again_if_somebody_waits(ledger: Ledger, tmp_path: Path, time_: Time) -> None:
    enqueue(ledger, recorded(ledger, 3), "spool")
    Closed.left, Closed.temporary = 4, True
    assert len(list(dispatch(ledger, Closed(tmp_path / "spool"), stock, Errand(wait=True, sleep=time_.sleep)))) == 3
    assert time_.slept == [60.0] * 4


def test_an_answer_that_stops_leaves_the_others_waiting(ledger: Ledger, tmp_path: Path) -> None:
    enqueue(ledger, recorded(ledger, 3), "spool")
    stop = Spool(tmp_path / "spool", answers=lambda _: Disposition("failed", "quota", temporary=True, stop=True))
    with pytest.raises(ChannelError, match="quota"):
        list(dispatch(ledger, stop, stock))
    assert sorted(d.attempts for d in deliveries(ledger, channel="spool", state="waiting")) == [0, 0, 1]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("a defect"), SystemExit(1)])
def test_whatever_interrupts_a_delivery_leaves_it_in_doubt(ledger: Ledger, tmp_path: Path, error: BaseException) -> None:
    enqueue(ledger, recorded(ledger, 2), "spool")

    def interrupted(_: Parcel) -> Disposition:
        raise error

    with pytest.raises(type(error)):
        list(dispatch(ledger, Spool(tmp_path / "spool", answers=interrupted), stock))
    assert states(ledger) == {"in doubt": 1, "waiting": 1}


def test_a_copy_whose_bytes_are_lost_fails_with_a_sentence(ledger: Ledger, tmp_path: Path) -> None:
    copies = recorded(ledger, 2)
    enqueue(ledger, copies, "spool")

    class Gaps:
        def data(self, copy: Copy) -> bytes:
            if copy.id == copies[0]:
                raise InputError("the file is gone; make the copy again")
            return pdf(copy.struck.sequence)

    first, second = dispatch(ledger, Spool(tmp_path / "spool"), Gaps())
    assert (first.delivery.state, second.delivery.state) == ("failed", "sent")
    assert first.came.said == "its bytes cannot be had: the file is gone; make the copy again"


def test_a_fault_of_the_clinics_folder_leaves_every_copy_waiting_however_often_it_is_tried(ledger: Ledger, tmp_path: Path) -> None:
    enqueue(ledger, recorded(ledger, 3), "spool")

    class NoLayout:
        def data(self, copy: Copy) -> bytes:
            raise ClinicError("there is no layout 'ward'; there are large-print, standard")

    for _ in range(3):
        with pytest.raises(ChannelError, match="there is no layout 'ward'"):
            list(dispatch(ledger, Spool(tmp_path / "spool"), NoLayout()))
        assert states(ledger) == {"waiting": 3}
    assert {d.attempts for d in deliveries(ledger, channel="spool")} == {0}
    assert len(list(dispatch(ledger, Spool(tmp_path / "spool"), stock))) == 3


def test_one_channel_has_one_sender(ledger: Ledger, tmp_path: Path) -> None:
    enqueue(ledger, recorded(ledger, 2), "spool")
    one = dispatch(ledger, Spool(tmp_path / "spool"), stock)
    next(one)
    with pytest.raises(LedgerError, match="another process sends by spool"):
        next(dispatch(ledger, Spool(tmp_path / "spool"), stock))
    assert len(list(one)) == 1


@given(st.lists(st.sampled_from(["sent", "failed", "later", "in doubt"]), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_every_copy_ends_in_the_state_its_answers_give(tmp_path_factory: pytest.TempPathFactory, answers: list[str]) -> None:
    folder, time_ = tmp_path_factory.mktemp("ledger"), Time()
    with Ledger.open(folder / NAME, now=time_.now) as ledger:
        copies = recorded(ledger, len(answers))
        enqueue(ledger, copies, "spool")
        plan = dict(zip(copies, answers, strict=True))

        def answer(parcel: Parcel) -> Disposition:
            said = plan[parcel.copy.id]
            later = said == "later" and parcel.attempt < 3
            return Disposition("failed", temporary=True) if later else Disposition("sent" if said == "later" else said)  # type: ignore[arg-type]

        list(dispatch(ledger, Spool(folder / "spool", answers=answer), stock, Errand(wait=True, sleep=time_.sleep)))
        ended = {d.copy: d.state for d in deliveries(ledger, channel="spool")}
        assert ended == {copy: "sent" if said == "later" else said for copy, said in plan.items()}
        assert spooled(folder / "spool") == Counter(copy for copy, said in plan.items() if said != "failed")


def test_a_folder_takes_each_copy_once_and_keeps_what_is_there(ledger: Ledger, tmp_path: Path) -> None:
    copies = recorded(ledger, 3)
    enqueue(ledger, copies, "out")
    folder = Folder(tmp_path / "out", "out")
    folder.path.mkdir()
    (folder.path / "00001.pdf").write_bytes(pdf(1))
    (folder.path / "00002.pdf").write_bytes(b"another")
    passed = {p.copy.struck.sequence: p for p in dispatch(ledger, folder, stock)}
    assert [passed[n].delivery.state for n in (1, 2, 3)] == ["sent", "failed", "sent"]
    assert (folder.path / "00002.pdf").read_bytes() == b"another"
    assert (folder.path / "00003.pdf").read_bytes() == pdf(3)


@given(st.integers(0, 9), st.integers(0, 40), st.lists(st.floats(0, 30), max_size=120))
@settings(deadline=None)
def test_a_pace_is_never_exceeded(per_minute: int, per_hour: int, gaps: list[float]) -> None:
    now, left = [1000.0], []
    pace = Pace(per_minute, per_hour, clock=lambda: now[0])
    for gap in gaps:
        now[0] += gap
        now[0] += pace.pause()
        pace.count()
        left.append(now[0])
    for limit, span in ((per_minute, 60.0), (per_hour, 3600.0)):
        assert not limit or all(later - earlier >= span - 1e-6 for earlier, later in zip(left, left[limit:], strict=False))
    if not per_minute and not per_hour:
        assert not pace.pause()


# -- kill -9 at every step

WORKER = """
    import sys
    from pathlib import Path
    from handouts.delivery import dispatch as room
    from tests.handouts.delivery.spool import Spool
    from handouts.ledger.outbox import Outbox
    from handouts.ledger.ledger import Ledger
    from tests.handouts.delivery import stock
    from tests.handouts.delivery.steps import Steps

    folder, steps = Path(sys.argv[1]), Steps(int(sys.argv[2]))

    Outbox._step, Spool.deliver, Spool.ready = map(steps.between, (Outbox._step, Spool.deliver, Spool.ready))
    ledger = Ledger.open(folder / "ledger.sqlite3")
    for _ in room.dispatch(ledger, Spool(folder / "spool"), stock):
        steps.step()
    ledger.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_killed_at_every_step_nothing_leaves_twice_and_one_doubt_a_crash(tmp_path: Path) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text(dedent(WORKER))
    copies = int(os.environ.get("HANDOUTS_KILLED_COPIES", "2"))
    fatal = 0
    while True:
        fatal += 1
        folder = tmp_path / str(fatal)
        with Ledger.open(folder / NAME) as ledger:
            ids = recorded(ledger, copies)
            enqueue(ledger, ids, "spool")
        ended = subprocess.run([sys.executable, str(worker), str(folder), str(fatal)], cwd=ROOT, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
        assert ended.returncode in (0, -signal.SIGKILL)
        with Ledger.open(folder / NAME) as ledger:
            list(dispatch(ledger, Spool(folder / "spool"), stock))
            found = {d.copy: d.state for d in deliveries(ledger, channel="spool")}
        counted = spooled(folder / "spool")
        assert max(counted.values()) == 1
        assert set(found) == set(ids) and Counter(found.values())["in doubt"] <= 1
        assert all(counted[copy] == 1 for copy, state in found.items() if state == "sent")
        assert set(found.values()) <= {"sent", "in doubt"}
        if ended.returncode == 0:
            break
    assert fatal > 5 * copies


def test_a_passed_delivery_tells_nothing_of_the_patient(ledger: Ledger, tmp_path: Path) -> None:
    enqueue(ledger, recorded(ledger, 1), "spool")
    (passed,) = dispatch(ledger, Spool(tmp_path / "spool"), stock)
    shown = repr(passed) + repr(Parcel(passed.copy, b"Zyxwarth", "m"))
    assert isinstance(passed, Passed) and not [word for word in ("Quenby", "Zyxwarth", "Patzyx", "1951") if word in shown]


def test_what_is_withdrawn_while_others_are_sent_is_passed_over_and_the_sending_goes_on(ledger: Ledger, tmp_path: Path) -> None:
    copies = recorded(ledger, 4)
    enqueue(ledger, copies, "spool")
    passed = dispatch(ledger, Spool(tmp_path / "spool"), stock)
    next(passed)
    withdraw(ledger, copies[1:2], who="anna", asked={})
    assert [one.copy.id for one in passed] == copies[2:]
    assert states(ledger) == {"sent": 3, "withdrawn": 1}


def test_what_is_withdrawn_while_its_letter_is_written_is_not_sent(ledger: Ledger, tmp_path: Path) -> None:
    copies = recorded(ledger, 2)
    enqueue(ledger, copies, "spool")

    class Meanwhile:
        def data(self, copy: Copy) -> bytes:
            if copy.id == copies[0]:
                void(ledger, copy, why="wrong leaflet", who="anna")
            return pdf(copy.struck.sequence)

    assert [one.copy.id for one in dispatch(ledger, Spool(tmp_path / "spool"), Meanwhile())] == copies[1:]
    assert spooled(tmp_path / "spool") == Counter(copies[1:])


def test_nothing_is_sent_of_an_appointment_that_is_off(ledger: Ledger, tmp_path: Path) -> None:
    copies = recorded(ledger, 2)
    whose = ledger.copy(copies[0]).whose
    assert whose is not None
    cancel(ledger, ledger.begin_run("later", who="anna", rows=1), {2: CalledOff(whose.patient, whose.appointment, "cancelled")})
    enqueue(ledger, copies, "spool")  # whoever put it there did not look
    assert [one.copy.id for one in dispatch(ledger, Spool(tmp_path / "spool"), stock)] == copies[1:]
    assert states(ledger) == {"sent": 1, "withdrawn": 1}
    chosen_ = chosen(ledger, "1")
    assert ([copy.id for copy in chosen_.copies], chosen_.off) == (copies[1:], 1)
    with pytest.raises(InputError, match=rf"copy {copies[0]} goes nowhere, for its appointment is off: cancelled; if it takes place all the same"):
        chosen(ledger, copies[0])
