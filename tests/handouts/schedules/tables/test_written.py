"""Workbooks as programs write them, not as we do: openpyxl, XlsxWriter, and the ways in which a package names its parts."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import openpyxl.styles
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject, Schedule, Skipped
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


# -- what a workbook says beside its cells


@pytest.mark.parametrize("column", ["status", "Cancelled", "Deceased", "Cancelled At", "Merged Into"])
@pytest.mark.parametrize("cell", ['t="e"><v>#N/A</v>', 't="e"><v>#REF!</v>', "><f>B2</f>", "><f>B2</f><v></v>", "><f>B2</f><v/>"])
def test_a_value_that_was_lost_is_no_no(column: str, cell: str) -> None:
    cells: list[list[Cell]] = [[*HEADER, column], [*ROW[:5], "1951-04-17", 7.0]]
    parts = xlsx(cells, parts=True)
    sheet = "xl/worksheets/sheet1.xml"
    changed = parts[sheet].replace(b'<c r="G2"><v>7.0</v>', f'<c r="G2" {cell}'.replace('" >', '">').encode())
    assert changed != parts[sheet]
    (row,) = opened(zipped({**parts, sheet: changed}))
    assert isinstance(row, Reject), row
    assert row.problems[0].column == column


@pytest.mark.parametrize(("column", "what"), [("patient_id", "is a formula without its value"), ("family_name", "is a formula without its value")])
def test_a_required_one_is_not_called_empty(column: str, what: str) -> None:
    values = dict(zip(HEADER, ROW, strict=True)) | {column: "=B2"}
    (row,) = opened(by_openpyxl([HEADER, [*values.values()]]))
    assert isinstance(row, Reject)
    assert [(problem.column, problem.what) for problem in row.problems] == [(column, what)]


@pytest.mark.parametrize(("column", "kind"), [("location", Reject), ("type", Reject), ("leaflet", Reject), ("phone", Accepted), ("shoe", Accepted)])
def test_an_error_of_the_spreadsheet_is_not_printed(column: str, kind: type) -> None:
    (row,) = schedule = opened(by_openpyxl([[*HEADER, column], [*ROW, "#REF!"]]))
    assert isinstance(row, kind)
    assert column != "phone" or "phone is what a spreadsheet shows in place of a value, and is left out" in schedule.warnings[0]


def test_formulas_below_the_list_that_find_nothing_are_no_appointments() -> None:
    found = list(opened(by_openpyxl([[*HEADER, "type"], [*ROW, "x"], ["#N/A"] * 3, ["", "", "#REF!"], ["=A1", "#N/A"]])))
    assert [type(row) for row in found] == [Accepted, Skipped, Skipped, Reject]


def test_a_zero_that_was_never_reckoned_is_none() -> None:
    """XlsxWriter writes 0 for each formula, and has whoever opens the workbook reckon them."""
    (row,) = opened(by_xlsxwriter([[*HEADER, "Cancelled"], ROW], lambda book, sheet: sheet.write_formula("G2", '=IF(A2="A1","Yes","No")')))
    assert isinstance(row, Reject)


def test_what_is_merged_is_said_of_all_its_rows() -> None:
    rows = [[*HEADER, "status"], [*ROW, "Cancelled"], ["A2", *ROW[1:]], ["A3", *ROW[1:]]]
    for data in (by_openpyxl(rows, lambda book, sheet: sheet.merge_cells("G2:G3")), by_xlsxwriter(rows, lambda book, sheet: sheet.merge_range("G2:G3", "Cancelled"))):
        assert [type(row) for row in opened(data)] == [Skipped, Skipped, Accepted]


def test_rows_that_are_hidden_or_struck_through_are_told() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet["D3"].font = openpyxl.styles.Font(strike=True)
        book.create_sheet("Old").sheet_state = "hidden"

    schedule = opened(by_openpyxl([HEADER, ROW, ["A2", *ROW[1:]], ["A3", *ROW[1:]]], change))
    assert schedule.warnings == [
        "list.xlsx: hidden, and not read: the sheet “Old”",
        "list.xlsx: hidden or filtered out, and read all the same: row 2; delete those that are not meant",
        "list.xlsx: struck through, and read all the same: row 3; look whether these appointments take place",
    ]
    assert all(isinstance(row, Accepted) for row in schedule)
    assert not opened(by_openpyxl([HEADER, ROW])).warnings


@pytest.mark.parametrize("writer", WRITERS)
def test_so_are_those_that_a_filter_hides(writer: str) -> None:
    def filtered(book: Any, sheet: Any) -> None:
        if writer == "openpyxl":
            sheet.row_dimensions[3].hidden = True
        else:
            sheet.set_row(2, None, None, {"hidden": True})

    schedule = opened(WRITERS[writer]([HEADER, ROW, ["A2", *ROW[1:]]], filtered))
    assert [said for said in schedule.warnings if "filtered out" in said and "row 3;" in said]


@pytest.mark.parametrize(("form", "number", "shown"), [
    ("00000000", 123456, "00123456"), ('"RSC-"0000', 4711, "RSC-4711"), ("000-00-0000", 12345678, "012-34-5678"), ("\\P0000", 12, "P0012"), ("(000) 000-0000", 5551234567, "(555) 123-4567"),
    ("0000", 123456, "123456"), ("General", 123456, "123456"), ("0", 123456, "123456"), ("#,##0", 123456, "123456"), ("[Red]00000;-0", 7, "00007"), ("###-###", 123456, "123-456"),
])  # fmt: skip
def test_a_number_is_read_as_it_is_shown(form: str, number: int, shown: str) -> None:
    def styled(book: Any, sheet: Any) -> None:
        sheet["C2"] = number
        sheet["C2"].number_format = form

    (row,) = opened(by_openpyxl([HEADER, ROW], styled))
    assert of(row)[2] == shown


def test_a_number_of_more_digits_than_a_workbook_keeps_is_no_identifier() -> None:
    (row,) = opened(by_openpyxl([HEADER, [*ROW[:2], 1234567890123456, *ROW[3:]]]))
    assert isinstance(row, Reject)
    assert row.problems[0].what == "is what a spreadsheet shows in place of a value"
