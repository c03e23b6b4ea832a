"""How dates are told apart by what their whole column says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.cells.dates import DAY_FIRST, MONTH_FIRST
from handouts.schedules.cells.evidence import Evidence
from tests.handouts.schedules import HEADER, LEAST, read


@given(st.lists(st.dates(date(1930, 1, 1), date(2026, 12, 31)), min_size=1), st.sampled_from([DAY_FIRST, MONTH_FIRST]))
def test_the_order_of_a_column_is_found_or_refused_and_never_wrong(days: list[date], order: str) -> None:
    column = Evidence("born")
    for row, day in enumerate(days, 2):
        column.see(day.strftime("%d/%m/%Y" if order == DAY_FIRST else "%m/%d/%Y"), row)
    if any(day.day > 12 for day in days):
        assert column.order("list.csv") == order
    elif any(day.day != day.month for day in days):
        with pytest.raises(InputError, match="the column born does not show"):
            column.order("list.csv")


@pytest.mark.parametrize("time_cell", ["00:00", "12:00 AM", "0:00:00"])
def test_midnight_in_every_row_is_no_time(time_cell: str, tmp_path: Path) -> None:
    known = LEAST.replace('start = "When"', 'start_date = "When"\nstart_time = "Time"')
    text = f"{HEADER},Time\n2026-12-08,P1,Anna,Quill,1951-04-17,{time_cell}\n2026-12-09,P2,Bo,Li,1951-04-17,00:00\n"
    with pytest.raises(InputError, match=r"column Time says 00:00 in every row, which means that the list has no times of day; export"):
        read(text, known, tmp_path)
    assert len(read(f"{text}2026-12-09,P3,Cy,Li,1951-04-17,9:00\n", known, tmp_path)) == 3


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text("0123456789/.- ", max_size=12), max_size=12))
def test_whatever_a_column_holds_its_order_is_known_or_refused(cells: list[str]) -> None:
    evidence = Evidence("DOB")
    for row, cell in enumerate(cells, 2):
        evidence.see(cell, row)
    try:
        assert evidence.order("list.csv") in ("auto", "day-first", "month-first", "")
    except InputError as error:
        assert "DOB" in str(error)
