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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError

from handouts.errors import InputError
from handouts.schedules.listfile import ListFile
from handouts.schedules.rows import MOST_ROWS
from handouts.schedules.tables.columns import MOST_CELLS
from handouts.schedules.tables.expat import Attributes, local, read_part

LARGEST_UNPACKED = 256 * 2**20
RATIO = 100
MOST_PARTS = 2000
MOST_PLACES = 8_000_000  # rows times columns of a sheet
Refuse = Callable[..., None]
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
    with sound(file), file.open() as stream, zipfile.ZipFile(stream) as package:
        _directory(file, package)
        kind = _kind(file, package)
        for part in package.infolist():
            with package.open(part) as content:
                if kind == "ODS" and part.filename == "content.xml":
                    read_part(file.name, content, _OdsExtent(refuser(file)))
                while content.read(2**18):  # to its end, where its size and sum are compared with the directory
                    pass
        return kind


@contextmanager
def sound(file: ListFile) -> Iterator[None]:
    """Raises InputError for whatever is found wrong with a package while it is read."""
    try:
        yield
    except BROKEN:
        raise InputError(f"{file.name}: is a damaged file; open it in the spreadsheet program and save it again") from None
    except ExpatError:
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


def refuser(file: ListFile) -> Refuse:
    """Whoever measures a sheet tells it its size; it raises InputError for one that is too large."""

    def refuse(rows: int, columns: int, before: int = 0) -> None:
        if rows > MOST_ROWS or columns > MOST_CELLS or before + rows * columns > MOST_PLACES:
            raise InputError(
                f"{file.name}: a sheet has more than {MOST_ROWS} rows, {MOST_CELLS} columns or {MOST_PLACES} cells; "
                "delete what lies outside the list, or save it as CSV"
            )

    return refuse


class _OdsExtent:
    """The rows and columns of the tables of ODS that hold something, repeats counted."""

    def __init__(self, refuse: Refuse) -> None:
        self.refuse = refuse
        self.rows = self.widest = self.places = self.repeat = self.at = self.filled = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        what = local(name)
        if what == "table":
            self.places += self.rows * self.widest
            self.rows = self.widest = 0
        elif what == "table-row":
            self.repeat, self.at, self.filled = whole(attributes.get("table:number-rows-repeated"), 1), 0, 0
        elif what in ("table-cell", "covered-table-cell"):
            self.at += whole(attributes.get("table:number-columns-repeated"), 1)
            if any(key.startswith(("office:", "calcext:")) for key in attributes):
                self.filled = self.at
        elif what == "p" and self.at:
            self.filled = self.at

    def text(self, text: str) -> None:
        """Text is not measured."""

    def end(self, name: str) -> None:
        """An element ends."""
        if local(name) == "table-row":
            self.rows += self.repeat
            if self.filled:
                self.widest = max(self.widest, self.filled)
                self.refuse(self.rows, self.widest, self.places)


def whole(value: str | None, otherwise: int, lowest: int = 1) -> int:
    """A whole number of an attribute.  Raises ValueError for anything else; more than any cap is 10**9."""
    if value is None:
        return otherwise
    if not re.fullmatch(r"\d{1,30}", value, re.A) or int(value) < lowest:
        raise ValueError("not a number")
    return min(int(value), 10**9)
