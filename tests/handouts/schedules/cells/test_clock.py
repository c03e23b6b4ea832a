"""When an appointment starts, and how long it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.schedules.cells.dates import DAY_FIRST, MONTH_FIRST
from handouts.schedules.rows import Accepted, Reject
from tests.handouts.schedules import CASES, HEADER, LEAST, read


def test_the_order_can_be_told_for_our_own_columns(tmp_path: Path) -> None:
    text = (CASES / "ambiguous.csv").read_text()
    for order, month in ((DAY_FIRST, 4), (MONTH_FIRST, 3)):
        row = read(text, f'[formats]\norder = "{order}"\n', tmp_path)[0]
        assert isinstance(row, Accepted)
        assert row.appointment.start.month == month


@pytest.mark.parametrize("cell", ["2026-10-25 01:30", "2026-03-29 01:30"])
def test_a_time_that_the_clocks_skip_or_strike_twice_is_rejected_and_utc_settles_it(cell: str, tmp_path: Path) -> None:
    row = f"{cell},P1,Anna,Quill,1951-04-17"
    assert isinstance(read(f"{HEADER}\n{row}\n", LEAST, tmp_path)[0], Reject)
    utc = LEAST + 'start_utc = "UTC"\n'
    fine = read(f"{HEADER},UTC\n{row},2026-10-25 01:30\n", utc, tmp_path)[0]
    assert isinstance(fine, Accepted) is cell.startswith("2026-10")


def test_a_duration_is_read_in_the_maps_unit(tmp_path: Path) -> None:
    for unit, cell in (("minutes", "90 min"), ("seconds", "5400"), ("hours", "1.5 h"), ("h:mm", "1:30")):
        known = LEAST + f'duration_minutes = "Long"\n[formats]\nduration = "{unit}"\n'
        (row,) = read(f"{HEADER},Long\n2026-12-08 09:30,P1,Anna,Quill,1951-04-17,{cell}\n", known, tmp_path)
        assert isinstance(row, Accepted), (unit, row)
        assert row.appointment.duration_minutes == 90


SPLIT = LEAST.replace('start = "When"', 'start_date = "When"\nstart_time = "Time"')


@pytest.mark.parametrize(("day", "clock", "start"), [
    ("2026-12-08T00:00:00.000Z", "09:30", "2026-12-08T09:30:00+00:00"), ("2026-07-07T23:00:00.000Z", "09:30", "2026-07-08T09:30:00+01:00"),
    ("2026-07-08T00:00:00+01:00", "09:30", "2026-07-08T09:30:00+01:00"), ("2026-12-08T09:30", "09:30", "2026-12-08T09:30:00+00:00"), ("2026-07-08T08:30Z", "09:30", "2026-07-08T09:30:00+01:00"),
    ("2026-12-08T10:30", "09:30", ""), ("2026-12-07T21:00:00Z", "09:30", ""), ("2026-12-08 00:00:00", "09:30", "2026-12-08T09:30:00+00:00"), ("9999-12-31T23:59-12:00", "09:30", ""),
])  # fmt: skip
def test_a_date_that_is_an_instant_is_the_day_here_or_refused(day: str, clock: str, start: str, tmp_path: Path) -> None:
    (row,) = read(f"{HEADER},Time\n{day},P1,Anna,Quill,1951-04-17,{clock}\n", SPLIT, tmp_path)
    assert (row.appointment.start.isoformat() if isinstance(row, Accepted) else "") == start


@pytest.mark.parametrize(("cell", "order", "served"), [
    ("Tue 08/12/2026 09:30", DAY_FIRST, True), ("Wed 08/12/2026 09:30", DAY_FIRST, False), ("Tuesday, 8 December 2026 09:30", DAY_FIRST, True), ("Mon 8 Dec 2026 09:30", DAY_FIRST, False),
    ("Wed 08/12/2026 09:30", MONTH_FIRST, True), ("Tue 2026-12-08 9:30 am", "auto", True), ("Sun 2026-12-08 9:30 am", "auto", False),
])  # fmt: skip
def test_a_weekday_that_is_another_dates_is_refused(cell: str, order: str, served: bool, tmp_path: Path) -> None:
    known = LEAST + f'[formats]\norder = "{order}"\n'
    (row,) = read(f'{HEADER}\n"{cell}",P1,Anna,Quill,1951-04-17\n', known, tmp_path)
    assert isinstance(row, Accepted) is served
    if isinstance(row, Reject):
        assert row.problems[0].what == "names another weekday than its date has"


def test_a_weekday_shows_the_order_of_its_column(tmp_path: Path) -> None:
    rows = "Wed 02/12/2026 09:30,P1,Anna,Quill,1951-04-17\nThu 03/12/2026 09:30,P2,Bo,Weir,1951-04-17\n"
    assert [row.appointment.start.month for row in read(f"{HEADER}\n{rows}", LEAST, tmp_path) if isinstance(row, Accepted)] == [12, 12]
