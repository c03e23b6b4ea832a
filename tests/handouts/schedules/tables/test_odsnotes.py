"""What a table of ODS shows beside its values: errors, formulas that were never reckoned, numbers as they are seen, rows that are not."""

from __future__ import annotations

import pytest

from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject, Schedule, Skipped
from tests.handouts import CHICAGO
from tests.handouts.schedules.tables.books import ods, table, zipped

HEADER = ["appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth"]
ROW = ["A1", "2026-12-08T09:30", "P1", "Anna", "Lee", "1951-04-17"]
STYLE = (
    '<office:automatic-styles><style:style style:name="ce1" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles><office:body>'
)


def opened(rows: str) -> Schedule:
    """The reader of a workbook whose table has these rows."""
    parts = ods([], parts=True, xml=rows)
    parts["content.xml"] = parts["content.xml"].replace(b"<office:body>", STYLE.encode()).replace(
        b" xmlns:text", b' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" xmlns:text', 1
    )
    return open_schedule(ListFile("list.ods", data=zipped(parts)), CHICAGO)


def row(*cells: str, more: str = "", of_row: str = "") -> str:
    """A row of texts, and of cells in XML."""
    return table([list(cells)]).replace("<table:table-row>", f"<table:table-row{of_row}>").replace("</table:table-row>", f"{more}</table:table-row>")


ERROR = '<table:table-cell table:formula="of:=X" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
UNRECKONED = '<table:table-cell table:formula="of:=X"/>'


@pytest.mark.parametrize("column", ["status", "Cancelled", "Date of Death"])
@pytest.mark.parametrize("cell", [ERROR, UNRECKONED])
@pytest.mark.parametrize("above", ["", "<table:table-row><table:table-cell/></table:table-row>"])
def test_a_value_that_was_lost_is_no_no(column: str, cell: str, above: str) -> None:
    (found,) = opened(above + row(*HEADER, column) + row(*ROW, more=cell))
    assert isinstance(found, Reject)
    assert found.problems[0].column == column


@pytest.mark.parametrize(("value", "shown", "read"), [
    ("123456", "00123456", "00123456"), ("4711", "RSC-4711", "RSC-4711"), ("12345678", "012-34-5678", "012-34-5678"), ("123456", "123,456", "123456"), ("123456", "123456", "123456"),
    ("60", "60 min", "60"), ("123456", "123 456", "123456"),
])  # fmt: skip
def test_a_number_is_read_as_it_is_shown(value: str, shown: str, read: str) -> None:
    cell = f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{shown}</text:p></table:table-cell>'
    mixed = [*HEADER[:2], *HEADER[3:], "patient_id"]
    (found,) = opened(row(*mixed) + row(*ROW[:2], *ROW[3:], more=cell))
    assert isinstance(found, Accepted)
    assert found.appointment.patient.identifier == read


def test_what_is_merged_is_said_of_all_its_rows() -> None:
    first = '<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>Cancelled</text:p></table:table-cell>'
    rows = row(*HEADER, "status") + row(*ROW, more=first) + row("A2", *ROW[1:], more="<table:covered-table-cell/>") + row("A3", *ROW[1:])
    assert [type(found) for found in opened(rows)] == [Skipped, Skipped, Accepted]


def test_rows_that_are_hidden_filtered_out_or_struck_through_are_told() -> None:
    rows = (
        row(*HEADER) + row(*ROW, of_row=' table:visibility="collapse"') + row("A2", *ROW[1:], of_row=' table:visibility="filter"')
        + row("A3", *ROW[1:]).replace("<table:table-cell", '<table:table-cell table:style-name="ce1"', 1) + row("A4", *ROW[1:])
    )  # fmt: skip
    schedule = opened(rows)
    assert schedule.warnings == [
        "list.ods: hidden or filtered out, and read all the same: rows 2, 3; delete those that are not meant",
        "list.ods: struck through, and read all the same: row 4; look whether these appointments take place",
    ]
    assert [type(found) for found in schedule] == [Accepted] * 4
