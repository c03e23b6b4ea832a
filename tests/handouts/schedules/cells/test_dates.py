"""Dates and times as other systems write them."""

from __future__ import annotations

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from handouts.schedules.cells.dates import DAY_FIRST, MONTH_FIRST, Moment, read_as, read_date, read_moment, read_time
from handouts.schedules.cells.evidence import Evidence


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.times().map(lambda t: t.replace(microsecond=0)))
def test_a_moment_is_read_back_however_it_is_written(day: date, clock: time) -> None:
    moment = Moment(day, clock)
    half = f"{clock.hour % 12 or 12}:{clock.minute:02}:{clock.second:02} {'AM' if clock.hour < 12 else 'p.m.'}"
    for text in (
        f"{day} {clock}",
        f"{day}T{clock}",
        f"{day:%Y%m%d} {clock:%H%M%S}",
        f"{day:%Y/%m/%d} {half}",
        f"{day.day} {day:%B %Y}, {half}",
        f"{day:%a %d-%b-%Y} {half}",
    ):
        assert read_moment(text, "") == moment, text
    for order, text in ((DAY_FIRST, f"{day:%d/%m/%Y} {half}"), (MONTH_FIRST, f"{day.month}/{day.day}/{day.year} {clock}")):
        assert read_moment(text, order) == moment
        assert read_moment(text, "") is None
    assert read_as(f"{day:%d%m%Y}-{clock:%H.%M.%S}", "DDMMYYYY-HH.mm.ss") == moment
    assert read_as(f"{day:%d/%m/%y}", "DD/MM/YY") == Moment(day if day.year >= 2000 else day.replace(year=day.year + 100))


@given(st.text(alphabet="0123456789/-.: TZapm+MonDec,", max_size=24))
def test_no_cell_is_more_than_unread(text: str) -> None:
    for order in ("", DAY_FIRST, MONTH_FIRST):
        read_date(text, order), read_time(text), read_moment(text, order), read_as(text, "DD/MM/YYYY HH:mm"), read_as(text, "YYYYMMDD")
    Evidence("x").see(text, 1)
