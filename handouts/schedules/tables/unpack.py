"""A spreadsheet file's parts, looked at before any library opens it.

In: the bytes of an XLSX or ODS file.  Out: which of the two it is.  Refuses (`InputError`) what would unpack to more than
256 MB or 100 times its size by the zip directory, a part that is not what the directory says, and a sheet with too many
rows, columns or cells: calamine reserves memory for the whole rectangle, so that two cells in far corners end the program.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from handouts.errors import InputError
from handouts.schedules.listfile import ListFile
from handouts.schedules.rows import MOST_ROWS
from handouts.schedules.tables.columns import MOST_CELLS

LARGEST_UNPACKED = 256 * 2**20
RATIO = 100
MOST_PARTS = 2000
MOST_PLACES = 8_000_000  # rows times columns of a sheet
Refuse = Callable[..., None]
SHEET = re.compile(r"(^|[/\\])xl[/\\].*sheets?[/\\][^/\\]*\.xml$", re.I)
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    UnicodeError,
    LookupError,
)


def check_package(file: ListFile) -> str:
    """XLSX or ODS.  Raises InputError for any other zip file and for one that is not safe to open."""
    try:
        with file.open() as stream, zipfile.ZipFile(stream) as package:
            _directory(file, package)
            kind = _kind(file, package)
            sheets = _sheets(kind, package)
            for part in package.infolist():
                with package.open(part) as content:
                    _look(file, kind, content, sheet=_base(part.filename) in sheets or bool(SHEET.search(part.filename)))
            return kind
    except DefusedXmlException:
        raise InputError(f"{file.name}: has XML entities, which no spreadsheet program writes; save it again as XLSX") from None
    except BROKEN:
        raise InputError(f"{file.name}: is a damaged file; open it in the spreadsheet program and save it again") from None
    except SAXException:
        raise InputError(f"{file.name}: has XML that cannot be read; open it in the spreadsheet program and save it again") from None


def _directory(file: ListFile, package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or unpacked > RATIO * file.size:
        raise InputError(
            f"{file.name}: unpacks to more than {LARGEST_UNPACKED // 2**20} MB or {RATIO} times its size; save the list alone as CSV"
        )
    if len({part.filename for part in parts}) != len(parts):
        raise InputError(f"{file.name}: has a part twice; open it in the spreadsheet program and save it again")
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(f"{file.name}: is protected with a password; save it without one")


def _kind(file: ListFile, package: zipfile.ZipFile) -> str:
    names = set(package.namelist())
    if "xl/workbook.xml" in names:
        return "XLSX"
    if "mimetype" in names and package.read("mimetype").strip() == ODS and "content.xml" in names:
        return "ODS"
    if "xl/workbook.bin" in names:
        raise InputError(f"{file.name}: is a binary Excel file (XLSB); save it as XLSX")
    raise InputError(f"{file.name}: is a zip file but no spreadsheet; expected XLSX, ODS or CSV")


def _sheets(kind: str, package: zipfile.ZipFile) -> set[str]:
    """The names of the parts that are measured: what the workbook calls its sheets, wherever they lie; and the shared texts."""
    if kind == "ODS":
        return {"content.xml"}
    named, targets = _Named(), _Targets()
    for handler, wanted in ((named, "workbook.xml"), (targets, "workbook.xml.rels")):
        for part in package.namelist():
            if _base(part) == wanted:
                with package.open(part) as content:
                    _parse(content, handler)
    return {target for key, target in targets.names if key in named.keys} | {"sharedstrings.xml"}


def _look(file: ListFile, kind: str, content: IO[bytes], *, sheet: bool) -> None:
    """Read a part to its end, which compares its size and sum with the directory, and measure it if it is a sheet."""
    if sheet:
        _parse(content, _XlsxExtent(_refuser(file)) if kind == "XLSX" else _OdsExtent(_refuser(file)))
    while content.read(2**18):
        pass


def _base(name: str) -> str:
    return re.split(r"[/\\\\]", name)[-1].lower()


def _refuser(file: ListFile) -> Refuse:
    """Whoever measures a sheet tells it its size; it raises InputError for one that is too large."""

    def refuse(rows: int, columns: int, before: int = 0) -> None:
        if rows > MOST_ROWS or columns > MOST_CELLS or before + rows * columns > MOST_PLACES:
            raise InputError(
                f"{file.name}: a sheet has more than {MOST_ROWS} rows, {MOST_CELLS} columns or {MOST_PLACES} cells; "
                "delete what lies outside the list, or save it as CSV"
            )

    return refuse


def _parse(content: IO[bytes], handler: ContentHandler) -> None:
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    while chunk := content.read(2**16):
        parser.feed(chunk)
    parser.close()


class _Named(ContentHandler):
    """The keys by which a workbook names its sheets."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: set[str] = set()

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (SAX)
        if name.rpartition(":")[2] == "sheet":
            self.keys |= {str(attrs[key]) for key in attrs.getNames() if key.rpartition(":")[2] == "id"}


class _Targets(ContentHandler):
    """The parts that relationships name, by their keys."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[tuple[str, str]] = set()

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (SAX)
        if name.rpartition(":")[2] == "Relationship":
            self.names.add((str(attrs.get("Id") or ""), _base(str(attrs.get("Target") or ""))))


class _XlsxExtent(ContentHandler):
    """The farthest cell of a sheet of XLSX; cells without a name follow the one before.

    calamine takes the last cell's row for the last, and counts from zero without looking: names of cells that are none (A0) and
    rows that go back are a defect of the file.
    """

    def __init__(self, refuse: Refuse) -> None:
        super().__init__()
        self.refuse = refuse
        self.row = self.column = self.rows = self.columns = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (SAX)
        local = name.rpartition(":")[2]
        if local == "row":
            row = _number(attrs.get("r"), self.row + 1)
            self._forward(row)
            self.row, self.column = row, 0
        elif local == "c":
            self._cell(attrs.get("r"))
        else:  # calamine reserves memory for as many shared strings as the part says it has
            self.refuse(1, 1, max(_number(attrs.get(key), 0, lowest=0) for key in ("count", "uniqueCount")))

    def _cell(self, place: object) -> None:
        row, self.column = self.row, self.column + 1
        if place is not None:
            found = re.fullmatch(r"([A-Za-z]{1,3})(\d{1,10})", str(place), re.A)
            if not found:
                raise ValueError("a cell without a place")
            row, self.column = _number(found[2], 0), _letters(found[1].upper())
        self._forward(row)
        self.row = row
        self.rows, self.columns = max(self.rows, row), max(self.columns, self.column)
        self.refuse(self.rows, self.columns)

    def _forward(self, row: int) -> None:
        if row < self.row:
            raise ValueError("rows that go back")


def _number(value: object, otherwise: int, lowest: int = 1) -> int:
    """A whole number of an attribute.  Raises ValueError for anything else; more than any cap is 10**9."""
    if value is None:
        return otherwise
    digits = str(value)
    if not re.fullmatch(r"\d{1,30}", digits, re.A) or int(digits) < lowest:
        raise ValueError("not a number")
    return min(int(digits), 10**9)


class _OdsExtent(ContentHandler):
    """The rows and columns of the tables of ODS that hold something, repeats counted."""

    def __init__(self, refuse: Refuse) -> None:
        super().__init__()
        self.refuse = refuse
        self.rows = self.widest = self.places = self.repeat = self.at = self.filled = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (SAX)
        local = name.rpartition(":")[2]
        if local == "table":
            self.places += self.rows * self.widest
            self.rows = self.widest = 0
        elif local == "table-row":
            self.repeat, self.at, self.filled = _number(attrs.get("table:number-rows-repeated"), 1), 0, 0
        elif local in ("table-cell", "covered-table-cell"):
            self.at += _number(attrs.get("table:number-columns-repeated"), 1)
            if any(key.startswith(("office:", "calcext:")) for key in attrs.getNames()):
                self.filled = self.at
        elif local == "p" and self.at:
            self.filled = self.at

    def endElement(self, name: str) -> None:  # noqa: N802 (SAX)
        if name.rpartition(":")[2] == "table-row":
            self.rows += self.repeat
            if self.filled:
                self.widest = max(self.widest, self.filled)
                self.refuse(self.rows, self.widest, self.places)


def _letters(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
