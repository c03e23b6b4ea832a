"""What a list says of itself by its dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import Problem
from handouts.records.fields import AHEAD, LONG_AGO
from handouts.schedules.rows import Accepted, Outcome, Reject, Skipped
from handouts.schedules.starts import Starts, span
from tests.handouts import appointment

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 12, 1, 12, tzinfo=CHICAGO)
FIRST = datetime(2026, 12, 8, 9, tzinfo=CHICAGO)


def seen(*starts: datetime, others: tuple[Outcome, ...] = ()) -> Starts:
    """A list with appointments at these times from row 2 on."""
    found = Starts("list.csv", "row")
    for row, start in enumerate(starts, 2):
        found.see(Accepted(row, appointment(start=start.isoformat())))
    for outcome in others:
        found.see(outcome)
    return found


def test_a_list_in_order_says_its_days_and_nothing_else() -> None:
    found = seen(FIRST, FIRST + timedelta(hours=1), FIRST + timedelta(days=4, hours=2), others=(Skipped(9, "cancelled"),))
    assert found.days() == ((date(2026, 12, 8), 2), (date(2026, 12, 12), 1))
    assert found.days(but={3, 4}) == ((date(2026, 12, 8), 1),)
    assert found.remarks(now=NOW) == ()


def test_nothing_ahead_is_said_once() -> None:
    (said,) = seen(FIRST, FIRST + timedelta(hours=1)).remarks(now=NOW + timedelta(days=30))
    assert said == "list.csv: no appointment is still ahead, the last was on 8 December 2026; look whether this is the list that is meant"


def test_what_lies_in_the_past_is_counted_and_named() -> None:
    (said,) = seen(NOW - timedelta(days=1), NOW - timedelta(minutes=1), NOW, FIRST).remarks(now=NOW)
    assert said == "list.csv: 2 of 4 appointments lie in the past, in rows 2, 3; look whether they shall be made"


@pytest.mark.parametrize(("now", "start", "far"), [
    (NOW, datetime(2027, 12, 1, 12, 0, tzinfo=CHICAGO), False),
    (NOW, datetime(2027, 12, 1, 12, 1, tzinfo=CHICAGO), True),
    (datetime(2028, 2, 29, 9, tzinfo=CHICAGO), datetime(2029, 3, 1, 9, tzinfo=CHICAGO), False),
    (datetime(2028, 2, 29, 9, tzinfo=CHICAGO), datetime(2029, 3, 1, 10, tzinfo=CHICAGO), True),
])  # fmt: skip
def test_a_start_more_than_a_year_ahead_is_named(now: datetime, start: datetime, far: bool) -> None:
    assert any("more than a year ahead: the start in row 2;" in said for said in seen(start).remarks(now=now)) == far


@pytest.mark.parametrize(("alike", "others", "told"), [(5, 5, True), (5, 6, False), (4, 0, False), (30, 0, True)])
def test_half_a_list_at_one_time_of_day_looks_as_if_it_had_lost_its_times(alike: int, others: int, told: bool) -> None:
    starts = [FIRST + timedelta(days=n) for n in range(alike)] + [FIRST + timedelta(minutes=7 * n) for n in range(1, others + 1)]
    said = f"list.csv: {alike} of {alike + others} appointments start at 09:00; look whether the list has lost its times of day"
    assert (said in seen(*starts).remarks(now=NOW)) == told


@pytest.mark.parametrize(("clocks", "rows"), [
    ("9:00 11:00 12:30 1:30 3:15", "rows 5, 6"), ("9:00 1:30", "row 3"), ("9:00 11:00 13:00", ""), ("5:30 14:00", ""), ("5:30 5:45 14:00", "rows 2, 3"), ("6:00 7:00", ""),
])  # fmt: skip
def test_an_afternoon_without_pm_is_told(clocks: str, rows: str) -> None:
    starts = [FIRST.replace(hour=int(clock.split(":")[0]), minute=int(clock.split(":")[1])) for clock in clocks.split()]
    said = [remark for remark in seen(*starts).remarks(now=NOW) if "AM and PM" in remark]
    assert bool(said) == bool(rows)
    assert not rows or f"the start in {rows};" in said[0]


@pytest.mark.parametrize("what", [AHEAD, LONG_AGO])
def test_births_that_cannot_be_are_named_together(what: str) -> None:
    bad = tuple(Reject(row, (Problem("date_of_birth", what),)) for row in (5, 7))
    (said,) = seen(FIRST, others=bad).remarks(now=NOW)
    assert said.startswith("list.csv: the date of birth in rows 5, 7 is in the future or before 1900;")


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), max_size=40))
def test_each_appointment_counts_on_the_day_of_the_clinics_clock(moments: list[datetime]) -> None:
    starts = [moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(CHICAGO) for moment in moments]
    days = seen(*starts).days()
    assert sum(count for _, count in days) == len(starts)
    assert [day for day, _ in days] == sorted({start.date() for start in starts})


@pytest.mark.parametrize(("first", "last", "said"), [
    (date(2026, 12, 8), date(2026, 12, 8), "8 December 2026"),
    (date(2026, 12, 8), date(2026, 12, 12), "8–12 December 2026"),
    (date(2026, 11, 28), date(2026, 12, 2), "28 November – 2 December 2026"),
    (date(2026, 12, 30), date(2027, 1, 2), "30 December 2026 – 2 January 2027"),
])  # fmt: skip
def test_a_span_says_only_what_differs_twice(first: date, last: date, said: str) -> None:
    assert span(first, last) == said
