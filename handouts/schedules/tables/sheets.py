"""Spreadsheets: XLSX by our own reader, ODS by python-calamine.

In: a file that `unpack` has looked at.  Out: the rows of the sheet that `workbook` chooses, as texts: dates in ISO 8601, whole
numbers without a point.  Refuses what cannot be read (`InputError`).

calamine holds every cell of a sheet as an object of its own: 200 MB for 100,000 rows of 17.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from handouts.errors import InputError, Problem
from handouts.files.places import Place
from handouts.schedules.listfile import ListFile, list_file
from handouts.schedules.rows import numbered
from handouts.schedules.tables.columns import MOST_CELLS, TITLES, TableRows
from handouts.schedules.tables.csvrows import LONGEST_CELL, CsvRows
from handouts.schedules.tables.expat import read_part
from handouts.schedules.tables.odsnotes import OdsNotes, TableNotes
from handouts.schedules.tables.workbook import BY_NAME, Fits, SheetSeen, choose, looks_like_appointments
from handouts.schedules.tables.xlsxcells import plain


class SheetRows:
    """The rows of a spreadsheet.  wanted: the name of a sheet; fits: what the list looks like; warnings: which sheets are not read.

    sheets: all that have rows, and why one of them is read.
    """

    def __init__(self, file: ListFile, wanted: str = "", fits: Sequence[Fits] = (looks_like_appointments,)) -> None:
        from handouts.schedules.tables.unpack import check_package  # its parser of XML takes 30 ms to import; a CSV file has no use for it

        self.name = file.name
        self.format = check_package(file)
        self.warnings: list[str] = []
        self.hidden: Sequence[str] = ()
        found = self._open(file)
        if not found:
            raise InputError(f"{file.name}: has no sheet with rows; expected the list on one of its sheets")
        chosen, why = choose(file.name, found, wanted, fits)
        self._sheet = chosen.sheet
        self.sheets = tuple(replace(seen, sheet=None, first=(), why=why if seen is chosen else "") for seen in found)
        if len(found) > 1:
            what = f"of its {len(found)} sheets with rows only “{chosen.name}” is read, which {why}"
            self.warnings.append(f"{file.name}: {what}" + ("" if why == BY_NAME else "; --sheet names another"))
        self.warnings += [f"{file.name}: {said}" for said in self._unseen()]

    def _unseen(self) -> Iterator[str]:
        """What somebody who looks at the workbook does not see, or sees to be meant otherwise."""
        if self.hidden:
            names = " and ".join(f"“{name}”" for name in self.hidden[:MOST_NAMED])
            yield f"hidden, and not read: the sheet{'s' * (len(self.hidden) > 1)} {names}"
        if rows := getattr(self._sheet, "hidden", ()):
            yield f"hidden or filtered out, and read all the same: {numbered(rows, 'row')}; delete those that are not meant"
        if rows := getattr(self._sheet, "crossed", ()):
            yield f"struck through, and read all the same: {numbered(rows, 'row')}; look whether these appointments take place"

    def _open(self, file: ListFile) -> list[SheetSeen]:
        """The sheets that have rows."""
        try:
            book, names, self.hidden = _xlsx(file) if self.format == "XLSX" else _ods(file)
            sheets = [sheet for sheet in map(book, names) if sheet.height]
            return [SheetSeen(sheet.name, sheet.height, _first(sheet) if len(sheets) > 1 else (), sheet) for sheet in sheets]
        except (KeyboardInterrupt, SystemExit, MemoryError, InputError):
            raise
        except BaseException:  # noqa: BLE001 (a panic of the library is no Exception)
            raise InputError(f"{file.name}: cannot be read; open it in the spreadsheet program and save it again as XLSX") from None

    def __iter__(self) -> Iterator[tuple[int, list[str] | Problem]]:
        """Number and cells of each row that is not empty."""
        for number, cells in enumerate(self._sheet.iter_rows(), 1):
            if max(map(len, cells), default=0) > LONGEST_CELL:
                yield number, Problem("row", f"has a cell of more than {LONGEST_CELL} characters", "shorter cells")
            elif any(map(str.strip, cells)):
                yield number, cells


MOST_NAMED = 3
Book = tuple[Callable[[str], Any], Sequence[str], Sequence[str]]  # a sheet by its name, the names of those that are seen, and of the others


def _xlsx(file: ListFile) -> Book:
    from handouts.schedules.tables.unpack import sound
    from handouts.schedules.tables.xlsx import XlsxBook

    with sound(file):
        book = XlsxBook(file)

    def sheet(name: str) -> Any:
        with sound(file):
            return book.get_sheet_by_name(name)

    return sheet, book.names, book.hidden


def _ods(file: ListFile) -> Book:
    from python_calamine import CalamineWorkbook

    from handouts.schedules.tables.unpack import sound

    with file.open() as stream:
        book = CalamineWorkbook.from_filelike(stream)
    sheets = [sheet for sheet in book.sheets_metadata if str(sheet.typ).endswith(".WorkSheet")]
    seen = [sheet.name for sheet in sheets if str(sheet.visible).endswith(".Visible")]
    notes = OdsNotes()
    with sound(file), file.open() as stream, zipfile.ZipFile(stream) as package, package.open("content.xml") as content:
        read_part(file.name, content, notes)

    def sheet(name: str) -> Any:
        return OdsSheet(book.get_sheet_by_name(name), notes.tables.get(name, TableNotes()))

    return sheet, seen, [sheet.name for sheet in sheets if sheet.name not in seen]


class OdsSheet:
    """A table of ODS.  height: its last row; hidden, crossed: rows that are not seen, or have a text struck through."""

    def __init__(self, sheet: Any, notes: TableNotes) -> None:
        self.name, self.height, self._sheet, self._notes = sheet.name, sheet.height, sheet, notes
        self.hidden, self.crossed = notes.hidden, notes.crossed

    def iter_rows(self) -> Iterator[list[str]]:
        """The cells of each row, from the first of the table."""
        return self._notes.told([_text(value) for value in values[:MOST_CELLS]] for values in self._sheet.iter_rows())


def _first(sheet: Any) -> list[list[str]]:
    """The first rows, as far as a header may stand."""
    return [cells[:MOST_CELLS] for cells in islice(sheet.iter_rows(), TITLES)]


def _text(value: object) -> str:
    """A cell as text."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return plain(value)
        case datetime():
            return value.replace(microsecond=0).isoformat()
        case date():
            return f"{value.isoformat()}"
        case time():
            return value.replace(microsecond=0).isoformat()
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def open_rows(path: Place | ListFile, sheet: str = "", fits: Sequence[Fits] = (looks_like_appointments,), encoding: str = "") -> TableRows:
    """Rows of a CSV file or spreadsheet, by its content.  sheet, fits: which of a workbook's; encoding: a text's.  Raises InputError."""
    file = list_file(path)
    if file.head(4) == b"PK\x03\x04":
        return SheetRows(file, sheet, fits)
    if sheet:
        raise InputError(f"{file.name}: is CSV, which has no sheets; leave out --sheet")
    return CsvRows(file, encoding)
