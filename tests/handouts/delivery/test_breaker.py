"""What befalls one copy after the other is not the copies: three in a row stop the rest; and who wants fewer letters gets fewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.delivery.breaker import IN_A_ROW, Breaker
from handouts.delivery.channel import ChannelError, Disposition, Parcel
from handouts.delivery.dispatch import Errand, Passed, dispatch
from handouts.delivery.pace import Pace
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import deliveries, enqueue, retry, sending
from handouts.ledger.tempo import left, lowered
from tests.handouts.delivery import Time, recorded, stock
from tests.handouts.delivery.spool import SENT, Spool

THROTTLED = Disposition("failed", "too many; wait", temporary=True, stop=True, held=True, pause=60)


class Desk:
    """A ledger with copies in its outbox, and a channel that answers by a script."""

    def __init__(self, folder: Path, copies: int) -> None:
        self.folder, self.time = folder, Time()
        self.ledger = Ledger.open(folder / NAME, now=self.time.now)
        self.copies = recorded(self.ledger, copies)
        enqueue(self.ledger, self.copies, "spool")

    def send(self, answers: Callable[[Parcel], Disposition], *, wait: bool = False, pace: Pace | None = None) -> list[Passed]:
        errand = Errand(wait=wait, sleep=self.time.sleep, pace=pace or Pace(clock=self.clock))
        return list(dispatch(self.ledger, Spool(self.folder / "spool", answers=answers), stock, errand))

    def clock(self) -> float:
        return self.time.moment.timestamp()

    def states(self) -> Counter[str]:
        return Counter(d.state for d in deliveries(self.ledger, channel="spool"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, 300)
    yield made
    made.ledger.close()


def number(parcel: Parcel) -> int:
    return parcel.copy.struck.sequence


@pytest.mark.parametrize("wait", [False, True])
def test_three_in_doubt_in_a_row_stop_the_run_and_the_rest_waits(desk: Desk, wait: bool) -> None:
    with pytest.raises(ChannelError, match=r"3 copies in a row are in doubt .* `handouts settle RUN --in-doubt`") as stopped:
        desk.send(lambda p: Disposition("in doubt", f"counted {number(p)} of 4 pages"), wait=wait)
    assert stopped.value.exit_code == 8
    assert desk.states() == {"in doubt": 3, "waiting": 297}


def test_doubts_for_different_reasons_or_with_one_sent_between_do_not(desk: Desk) -> None:
    def answer(parcel: Parcel) -> Disposition:
        turn = number(parcel) % 3
        return SENT if turn == 0 else Disposition("in doubt", "cut" if turn == 1 else "forgotten")

    desk.send(answer)
    assert desk.states() == {"sent": 100, "in doubt": 200}


def test_three_put_off_in_a_row_for_one_reason_stop_and_greylisting_does_not(desk: Desk) -> None:
    with pytest.raises(ChannelError, match="3 copies in a row were put off"):
        desk.send(lambda _: Disposition("failed", "cut", temporary=True, reason="cut"))
    assert sum(d.attempts for d in deliveries(desk.ledger, channel="spool")) == 3
    desk.time.sleep(10**6)
    assert len(desk.send(lambda _: Disposition("failed", "greylisted", temporary=True))) == 300


@given(st.lists(st.sampled_from(["sent", "a", "b"]), max_size=30))
def test_it_breaks_at_the_third_in_a_row_and_never_before(came: list[str]) -> None:
    breaker = Breaker()
    for at, word in enumerate(came):
        told = breaker.told(at, "x", SENT if word == "sent" else Disposition("in doubt", word))
        assert told.stop == (word != "sent" and came[max(at - IN_A_ROW + 1, 0) : at + 1] == [word] * IN_A_ROW)


# -- pace


def test_throttling_stops_the_round_puts_everything_off_and_names_when_it_goes_on(desk: Desk) -> None:
    with pytest.raises(ChannelError, match=r"too many; wait; the same command goes on from 2026-12-01 .*, at most 20 a minute") as stopped:
        desk.send(lambda p: THROTTLED if number(p) == 41 else SENT)
    assert stopped.value.temporary
    assert desk.states() == {"sent": 40, "waiting": 260}
    assert desk.send(lambda _: SENT) == []
    assert {d.next_attempt for d in deliveries(desk.ledger, channel="spool", state="waiting")} == {desk.time.moment + timedelta(seconds=60)}
    desk.time.sleep(61)
    pace = Pace(clock=desk.clock)
    desk.send(lambda _: SENT, pace=pace)
    assert (desk.states(), pace.per_minute) == ({"sent": 300}, 20)


def test_whoever_waits_goes_on_more_slowly_and_waits_longer_each_time(desk: Desk) -> None:
    calls = Counter[str]()

    def answer(parcel: Parcel) -> Disposition:
        calls["all"] += 1
        return THROTTLED if 41 <= calls["all"] <= 43 else SENT

    pace = Pace(clock=desk.clock)
    desk.send(answer, wait=True, pace=pace)
    assert (desk.states(), pace.per_minute) == ({"sent": 300}, 5)
    assert [pause for pause in desk.time.slept if pause in (60, 120, 240)][:3] == [60, 120, 240]
    assert len(deliveries(desk.ledger, channel="spool", state="waiting")) == 0


def test_limits_are_counted_in_the_ledger_over_commands(desk: Desk) -> None:
    desk.send(lambda p: SENT, pace=Pace(per_minute=400, per_day=300, clock=desk.clock))
    more = recorded(desk.ledger, 5)
    enqueue(desk.ledger, more, "spool")
    desk.time.sleep(3600)
    with pytest.raises(ChannelError, match=r"as many have left as may .*: the same command goes on from"):
        desk.send(lambda p: SENT, pace=Pace(per_day=300, clock=desk.clock))
    assert desk.states() == {"sent": 300, "waiting": 5}
    desk.send(lambda p: SENT, pace=Pace(per_day=300, clock=desk.clock), wait=True)
    assert desk.time.slept[-1] == pytest.approx(86_400 - 3600)
    assert desk.states() == {"sent": 305}


def test_what_left_and_what_was_lowered_is_forgotten_in_time(desk: Desk) -> None:
    with pytest.raises(ChannelError):
        desk.send(lambda p: THROTTLED if number(p) == 11 else SENT)
    with sending(desk.ledger, "spool") as outbox:
        assert (len(left(outbox, 60)), lowered(outbox, 3600)) == (10, 5)
        desk.time.sleep(61)
        assert (len(left(outbox, 60)), len(left(outbox, 3600)), lowered(outbox, 3600)) == (0, 10, 5)
        desk.time.sleep(3600)
        assert (len(left(outbox, 3600)), lowered(outbox, 3600)) == (0, 0)


def test_what_somebody_lets_wait_again_has_all_its_attempts(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 1)
    later = Disposition("failed", "busy", temporary=True)
    desk.send(lambda _: later, wait=True)
    assert desk.states() == {"failed": 1}
    (found,) = deliveries(desk.ledger, channel="spool")
    retry(desk.ledger, found.id)
    desk.send(lambda _: later)
    assert desk.states() == {"waiting": 1}
    desk.ledger.close()
