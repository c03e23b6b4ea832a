"""Spreadsheets, good and bad: what stands in their cells, and what may not be opened at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject, Schedule
from handouts.schedules.tables import unpack
from handouts.schedules.tables.csvrows import LONGEST_CELL
from tests.handouts import CHICAGO, RECORD
from tests.handouts.schedules.tables.books import MAIN, RELATIONS, Cell, ods, sheet, xlsx, zipped

HEADER: list[Cell] = [*RECORD]
ROW: list[Cell] = [*RECORD.values()]
BOOKS: dict[str, Callable[[list[list[Cell]]], bytes]] = {"XLSX": xlsx, "ODS": ods}
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def opened(data: bytes, name: str = "list.xlsx") -> Schedule:
    """The reader of a book."""
    return open_schedule(ListFile(name, data=data), CHICAGO)


def refusal(data: bytes) -> str:
    """What is said of a book that is not opened."""
    with pytest.raises(InputError) as caught:
        list(opened(data))
    return str(caught.value)


@pytest.mark.parametrize("kind", BOOKS)
def test_a_book_is_read_and_its_rows_have_their_numbers(kind: str) -> None:
    bad = ["A2", "soon", *ROW[2:]]
    rows = opened(BOOKS[kind]([[None], HEADER, ROW, [None], bad, ["A3", *ROW[1:]]]))
    assert rows.format == kind
    assert [(type(row), row.row) for row in rows] == [(Accepted, 3), (Reject, 5), (Accepted, 6)]
    assert list(rows) == list(rows)
    assert len(rows) == 3


@pytest.mark.parametrize("kind", BOOKS)
def test_dates_and_numbers_are_cells_of_their_own_kind(kind: str) -> None:
    header: list[Cell] = ["appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth", "duration_minutes"]
    born = datetime(1951, 4, 3)
    (row,) = opened(BOOKS[kind]([header, [7.0, datetime(2026, 12, 8, 9, 30), 9434765919.0, "Anna", "Quill", born, 60.0]]))
    assert isinstance(row, Accepted)
    assert (row.appointment.identifier, row.appointment.patient.identifier) == ("7", "9434765919")
    assert row.appointment.start == datetime(2026, 12, 8, 9, 30, tzinfo=CHICAGO)
    assert (row.appointment.duration_minutes, row.appointment.patient.born) == (60, born.date())


@pytest.mark.parametrize("kind", BOOKS)
def test_a_time_in_a_column_of_its_own(kind: str, tmp_path: Path) -> None:
    known = tmp_path / "map.toml"
    known.write_text(
        'header = false\n[columns]\npatient_id = "#1"\nstart_date = "#2"\nstart_time = "#3"\nname = "#4"\ndate_of_birth = "#5"\n'
    )
    data = BOOKS[kind]([["P1", datetime(2026, 12, 8), timedelta(hours=14, minutes=5), "Quill, Anna", datetime(1951, 4, 17)]])
    (row,) = open_schedule(ListFile("list", data=data), CHICAGO, column_map=known)
    assert isinstance(row, Accepted)
    assert row.appointment.start == datetime(2026, 12, 8, 14, 5, tzinfo=CHICAGO)


def test_two_cells_in_far_corners_are_refused_before_memory_is_reserved_for_all_between() -> None:
    corner = sheet([HEADER, ROW]).replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert "500 columns" in refusal(xlsx([], xml=corner))
    tall = f'{HEAD}<row r="1"><c r="A1"><v>1</v></c><c r="SF1"><v>1</v></c></row><row r="900000"><c r="B900000"><v>1</v></c></row>{TAIL}'
    assert "8000000 cells" in refusal(xlsx([], xml=tall))
    unnamed = f'{HEAD}<row r="1048576"><c><v>1</v></c></row>{TAIL}'
    assert "1000000 rows" in refusal(xlsx([], xml=unnamed))


@pytest.mark.parametrize("path", ["elsewhere.xml", "theme/a.bin", "worksheets\\\\deep\\\\sheet.vml"])
def test_a_sheet_that_lies_in_another_place_is_measured_as_well(path: str) -> None:
    parts = xlsx([HEADER, ROW], parts=True)
    far = sheet([HEADER, ROW]).replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    del parts["xl/worksheets/sheet1.xml"]
    parts[f"xl/{path}"] = far.encode()
    relations = parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", path.encode())
    assert "500 columns" in refusal(zipped({**parts, "xl/_rels/workbook.xml.rels": relations}))


@pytest.mark.parametrize("count", ["9999999999", "18446744073709551615", "-1", "a lot"])
def test_shared_strings_that_say_they_are_too_many_are_refused(count: str) -> None:
    parts = xlsx([HEADER, ROW], parts=True)
    relation = f'<Relationship Id="rId3" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation.encode())
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}" uniqueCount="{count}"><si><t>x</t></si></sst>'.encode()
    assert ("8000000 cells" if count.isdigit() else "damaged") in refusal(zipped(parts))


@pytest.mark.parametrize("place", ["A0", "A", "2", "", "A4294967295", "A-1", "A1:B2", "AAAA1", "A1048577"])
def test_a_cell_whose_place_is_none_is_refused(place: str) -> None:
    assert "list.xlsx: " in refusal(xlsx([], xml=sheet([HEADER, ROW]).replace('r="A2"', f'r="{place}"', 1)))


def test_rows_that_go_back_are_refused() -> None:
    assert "damaged" in refusal(xlsx([], xml=sheet([HEADER, ROW, ROW]).replace('r="C2"', 'r="C1"', 1)))
    assert "damaged" in refusal(xlsx([], xml=sheet([HEADER, ROW, ROW]).replace('<row r="3">', '<row r="1">', 1)))


def test_many_tables_of_ods_are_measured_together() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="900000">{cell * 4}</table:table-row>'
    assert "8000000 cells" in refusal(
        ods([], xml=f'{rows}</table:table><table:table table:name="B">{rows}</table:table><table:table table:name="C">{rows}')
    )


def test_a_row_of_ods_that_is_repeated_a_million_times_is_refused_unless_it_is_empty() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    assert "1000000 rows" in refusal(ods([], xml=f'<table:table-row table:number-rows-repeated="1048000">{cell}</table:table-row>'))
    wide = cell.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16000"')
    assert "500 columns" in refusal(ods([], xml=f"<table:table-row>{wide}</table:table-row>"))
    empty = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    data = ods([HEADER, ROW], parts=True)
    data["content.xml"] = data["content.xml"].replace(b"</table:table>", empty.encode() + b"</table:table>")
    assert [type(row) for row in opened(zipped(data))] == [Accepted]


def test_a_book_that_unpacks_to_a_hundred_times_its_size_is_refused() -> None:
    parts = xlsx([HEADER, ROW], parts=True) | {"xl/media/zeros.bin": b"\0" * 3_000_000}
    assert "100 times its size" in refusal(zipped(parts))


def test_a_part_that_is_larger_than_the_directory_says_is_refused() -> None:
    data = bytearray(xlsx([HEADER, ROW]))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    place = data.rindex(size.to_bytes(4, "little"))
    data[place : place + 4] = (size // 2).to_bytes(4, "little")
    assert "damaged" in refusal(bytes(data)) or "XML that cannot be read" in refusal(bytes(data))


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + sheet([HEADER, ROW]).split("?>")[1]
    assert "entities" in refusal(xlsx([], xml=bomb))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 nothing", "damaged"),
        (zipped({"a.txt": b"a"}), "no spreadsheet"),
        (zipped({"xl/workbook.bin": b"a"}), "XLSB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLS"),
        (b"%PDF-1.7", "a PDF"),
        (b"<html><table>", "XML or HTML"),
        (xlsx([]), "no sheet with rows"),
    ],
)
def test_what_is_no_book_is_refused_with_a_remedy(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_a_cell_that_is_far_too_long_costs_its_row_only() -> None:
    rows = opened(xlsx([HEADER, ROW, ["x" * (LONGEST_CELL + 1), *ROW[1:]], ["A3", *ROW[1:]]]))
    assert [type(row) for row in rows] == [Accepted, Reject, Accepted]


def test_the_caps_are_those_that_are_promised() -> None:
    assert (unpack.LARGEST_UNPACKED, unpack.RATIO, unpack.MOST_ROWS, unpack.MOST_CELLS) == (256 * 2**20, 100, 1_000_000, 500)


PLAIN = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=12).filter(
    lambda t: t.strip() == t and t
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(BOOKS)), st.lists(st.tuples(PLAIN, PLAIN, PLAIN), min_size=1, max_size=5))
def test_whatever_names_a_book_holds_are_those_of_the_same_csv(kind: str, names: list[tuple[str, str, str]]) -> None:
    rows: list[list[Cell]] = [[f"A{n}", ROW[1], f"P{n}", given, family, ROW[5]] for n, (given, family, _) in enumerate(names)]
    quoted = ["\t".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in [HEADER, *rows]]
    text = open_schedule(ListFile("list.csv", data="\n".join(quoted).encode()), CHICAGO)
    assert list(opened(BOOKS[kind]([HEADER, *rows]))) == list(text)


@pytest.mark.parametrize("chain", [["H4", "H3", "H2"], ["A1"], ["XFD1048576", "A1"], []])
def test_a_workbook_with_formulas_is_read_whatever_the_order_of_their_chain(chain: list[str]) -> None:
    """calcChain.xml names cells in the order of their reckoning, and is no sheet (ECMA-376, 18.6)."""
    parts = xlsx([HEADER, ROW], parts=True)
    relation = f'<Relationship Id="rId3" Type="{RELATIONS}/calcChain" Target="calcChain.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation.encode())
    cells = "".join(f'<c r="{cell}" i="1"/>' for cell in chain)
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}">{cells}</calcChain>'.encode()
    (row,) = opened(zipped(parts))
    assert isinstance(row, Accepted)


def test_a_part_that_the_workbook_calls_a_sheet_is_measured_whatever_it_is_called() -> None:
    parts = xlsx([HEADER, ROW], parts=True)
    parts["xl/calcChain.xml"] = parts.pop("xl/worksheets/sheet1.xml").replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>')
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"calcChain.xml")
    with pytest.raises(InputError, match="delete what lies outside the list"):
        opened(zipped(parts))
