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
