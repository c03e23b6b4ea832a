"""Spreadsheets: XLSX by our own reader, ODS by python-calamine.

In: a file that `unpack` has looked at.  Out: the rows of its first sheet that has any, as texts: dates in ISO 8601, whole
numbers without a point.  Refuses what cannot be read (`InputError`).

calamine holds every cell of a sheet as an object of its own: 200 MB for 100,000 rows of 17.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from handouts.errors import InputError, Problem
from handouts.files.places import Place
from handouts.schedules.listfile import ListFile, list_file
from handouts.schedules.tables.columns import MOST_CELLS, TableRows
from handouts.schedules.tables.csvrows import LONGEST_CELL, CsvRows


class SheetRows:
    """The rows of a spreadsheet.  warnings: which sheets are not read."""

    def __init__(self, file: ListFile) -> None:
        from handouts.schedules.tables.unpack import check_package  # its parser of XML takes 30 ms to import; a CSV file has no use for it

        self.name = file.name
        self.format = check_package(file)
        self.warnings: list[str] = []
        self._sheet = self._open(file)

    def _open(self, file: ListFile) -> Any:
        try:
            book, names = _xlsx(file) if self.format == "XLSX" else _ods(file)
            sheet = next((sheet for sheet in map(book, names) if sheet.height), None)
        except (KeyboardInterrupt, SystemExit, MemoryError, InputError):
            raise
        except BaseException:  # noqa: BLE001 (a panic of the library is no Exception)
            raise InputError(f"{file.name}: cannot be read; open it in the spreadsheet program and save it again as XLSX") from None
        if sheet is None:
            raise InputError(f"{file.name}: has no sheet with rows; expected the list on the first sheet")
        if len(names) > 1:
            self.warnings.append(f"{file.name}: of its {len(names)} sheets only the first with rows is read")
        return sheet

    def __iter__(self) -> Iterator[tuple[int, list[str] | Problem]]:
        """Number and cells of each row that is not empty."""
        for number, values in enumerate(self._sheet.iter_rows(), 1):
            cells = values if self.format == "XLSX" else [_text(value) for value in values[:MOST_CELLS]]
            if max(map(len, cells), default=0) > LONGEST_CELL:
                yield number, Problem("row", f"has a cell of more than {LONGEST_CELL} characters", "shorter cells")
            elif any(map(str.strip, cells)):
                yield number, cells


Book = tuple[Callable[[str], Any], Sequence[str]]  # a sheet by its name, and the names of those that are seen


def _xlsx(file: ListFile) -> Book:
    from handouts.schedules.tables.unpack import sound
    from handouts.schedules.tables.xlsx import XlsxBook

    with sound(file):
        book = XlsxBook(file)

    def sheet(name: str) -> Any:
        with sound(file):
            return book.get_sheet_by_name(name)

    return sheet, book.names


def _ods(file: ListFile) -> Book:
    from python_calamine import CalamineWorkbook

    with file.open() as stream:
        book = CalamineWorkbook.from_filelike(stream)
    seen = (sheet for sheet in book.sheets_metadata if str(sheet.visible).endswith(".Visible") and str(sheet.typ).endswith(".WorkSheet"))
    return book.get_sheet_by_name, [sheet.name for sheet in seen]


def _text(value: object) -> str:
    """A cell as text."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
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


def open_rows(path: Place | ListFile) -> TableRows:
    """The rows of a CSV file or spreadsheet, by its content."""
    file = list_file(path)
    return SheetRows(file) if file.head(4) == b"PK\x03\x04" else CsvRows(file)
