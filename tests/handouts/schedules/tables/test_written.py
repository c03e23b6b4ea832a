"""Workbooks as programs write them, not as we do: openpyxl, XlsxWriter, and the ways in which a package names its parts."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Schedule
from tests.handouts import CHICAGO
from tests.handouts.schedules import WORD
from tests.handouts.schedules.tables.books import Cell, xlsx, zipped

HEADER = ["appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth"]
ROW: list[Any] = ["A1", datetime(2026, 12, 8, 9, 30), "P1", "Zoë", "李 & <Lee>", date(1951, 4, 17)]
Rows = Sequence[Sequence[Any]]


def by_openpyxl(rows: Rows, change: Callable[[Any, Any], None] = lambda book, sheet: None) -> bytes:
    """A workbook that openpyxl has written.  change: what is done to book and sheet before it is saved."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    change(book, sheet)
    book.save(out)
    return out.getvalue()


def by_xlsxwriter(rows: Rows, change: Callable[[Any, Any], None] = lambda book, sheet: None, **options: bool) -> bytes:
    """A workbook that XlsxWriter has written."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy hh:mm", **options}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        change(book, sheet)
    return out.getvalue()


WRITERS = {"openpyxl": by_openpyxl, "XlsxWriter": by_xlsxwriter}


def opened(data: bytes) -> Schedule:
    """The reader of a workbook."""
    return open_schedule(ListFile("list.xlsx", data=data), CHICAGO)


def of(row: object) -> tuple[object, ...]:
    """What an accepted row says."""
    assert isinstance(row, Accepted), row
    asked, patient = row.appointment, row.appointment.patient
    return asked.identifier, asked.start, patient.identifier, patient.given_name, patient.family_name, patient.born


@pytest.mark.parametrize("writer", WRITERS)
def test_a_workbook_is_read_whoever_has_written_it(writer: str) -> None:
    (row,) = opened(WRITERS[writer]([HEADER, ROW]))
    assert of(row) == ("A1", datetime(2026, 12, 8, 9, 30, tzinfo=CHICAGO), "P1", "Zoë", "李 & <Lee>", date(1951, 4, 17))


def test_one_with_texts_in_their_cells_is_read() -> None:
    (row,) = opened(by_xlsxwriter([HEADER, ROW], in_memory=True, constant_memory=True))
    assert of(row)[3:5] == ("Zoë", "李 & <Lee>")


@pytest.mark.parametrize("target", [
    "worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml", "worksheets\\sheet1.xml",
    "/xl\\worksheets\\sheet1.xml", "Worksheets/Sheet1.XML", "worksheets/%73heet1.xml", "//xl/worksheets/sheet1.xml",
])  # fmt: skip
def test_a_part_is_found_however_its_place_is_written(target: str) -> None:
    """ECMA-376, 2, 9.3: a target is a reference from the part that has it, or from the root."""
    cells: list[list[Cell]] = [[*HEADER], [*ROW[:5], "1951-04-17"]]
    parts = xlsx(cells, parts=True)
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", target.encode())
    (row,) = opened(zipped(parts))
    assert of(row)[0] == "A1"



@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(WRITERS)), st.lists(st.tuples(WORD, WORD, st.dates(date(1930, 1, 1), date(2020, 1, 1))), min_size=1, max_size=4))
def test_both_writers_workbooks_say_what_was_written(writer: str, people: list[tuple[str, str, date]]) -> None:
    start = ROW[1]
    rows = [[f"A{n}", start, f"P{n}", given, family, born] for n, (given, family, born) in enumerate(people)]
    found = [of(row)[5] for row in opened(WRITERS[writer]([HEADER, *rows]))]
    assert found == [born for _, _, born in people]
