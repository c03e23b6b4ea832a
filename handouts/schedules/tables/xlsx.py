"""A workbook of XLSX: its sheets, read one by one without the whole in memory.

In: a file that `unpack` has looked at.  Out: the names of the sheets that are seen, and each sheet's rows as texts.  Refuses (`InputError`)
a sheet with too many rows, columns, cells or characters; what breaks off or contradicts itself is a `ValueError`.
"""

from __future__ import annotations

import posixpath
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from typing import overload
from urllib.parse import unquote

from handouts.errors import InputError
from handouts.schedules.listfile import ListFile
from handouts.schedules.tables.expat import Attributes, Listener, local, read_part
from handouts.schedules.tables.unpack import Refuse, refuser, whole
from handouts.schedules.tables.xlsxcells import Grid, kind_of, unescaped
from handouts.schedules.tables.xlsxsheet import SheetPart, read_plain

MOST_TEXT = 2**28  # characters of a sheet: a workbook may name one long text a million times
SINCE_1904 = 1462  # days from the one calendar of Excel to the other (ECMA-376, 18.17.4.1)
TRUE = ("1", "true", "on")
WORKBOOK = "xl/workbook.xml"


class XlsxBook:
    """A workbook.  names: the sheets that are not hidden, in their order; hidden: the others."""

    def __init__(self, file: ListFile) -> None:
        self.file, self._refuse = file, refuser(file)
        with file.open() as stream, zipfile.ZipFile(stream) as package:
            named, targets, styles = _Named(), _Targets(), _Styles()
            self._read(package, WORKBOOK, named)
            self._read(package, "xl/_rels/workbook.xml.rels", targets)
            self._parts = {name: targets.sheets[key] for name, key in named.sheets if key in targets.sheets}
            self.names = tuple(self._parts)
            self._base = SINCE_1904 if named.since_1904 else 0
            self._read(package, targets.styles, styles)
            self._kinds, self._struck = styles.kinds(), styles.struck()
            self._unreckoned, self.hidden = named.unreckoned, tuple(named.hidden)
            self._texts = _Texts(self._refuse)
            self._read(package, targets.texts, self._texts)

    def get_sheet_by_name(self, name: str) -> XlsxSheet:
        """A sheet that `names` has.  Raises InputError, and ValueError for one that cannot be read."""
        with self.file.open() as stream, zipfile.ZipFile(stream) as package:
            grid, path = self._grid(), _found(package, self._parts[name])
            if path:
                with package.open(path) as content:
                    plain = read_plain(content, grid)
                if not plain:
                    grid = self._grid()
                    self._read(package, path, SheetPart(grid))
        grid.pack()
        return XlsxSheet(name, grid)

    def _grid(self) -> Grid:
        grid = Grid(self._texts, self._kinds, self._base, self._measure)
        grid.struck, grid.unreckoned = self._struck, self._unreckoned
        return grid

    def _read(self, package: zipfile.ZipFile, wanted: str, part: Listener) -> None:
        """Read a part, if there is one."""
        if found := _found(package, wanted):
            with package.open(found) as content:
                read_part(self.file.name, content, part)

    def _measure(self, rows: int, columns: int, size: int) -> None:
        """Raise InputError for a sheet that is too large."""
        self._refuse(rows, columns)
        if size > MOST_TEXT:
            raise InputError(f"{self.file.name}: a sheet has more than {MOST_TEXT // 10**6} million characters; save the list alone as CSV")


class XlsxSheet:
    """A sheet that was read.  height: its last row; hidden, crossed: rows that are not seen, or have a text struck through."""

    def __init__(self, name: str, grid: Grid) -> None:
        self.name, self.height, self._grid = name, grid.height, grid
        self.hidden, self.crossed = grid.hidden, grid.crossed

    def iter_rows(self) -> Iterator[list[str]]:
        """The cells of each row, from the first of the sheet."""
        return self._grid.rows()


def _found(package: zipfile.ZipFile, wanted: str) -> str:
    """A part by a name that may be written in another way than the directory does; '' if there is none."""
    return next((name for name in package.namelist() if _bare(name) == _bare(wanted)), "") if wanted else ""


def _bare(name: str) -> str:
    """A part's name as it is compared."""
    return posixpath.normpath("/" + unquote(name.replace("\\", "/")).lstrip("/")).lower()  # POSIX keeps two slashes at the beginning


class _Quiet:
    """A part of which only some elements' attributes are read."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Some of its text."""


class _Named(_Quiet):
    """The sheets that a workbook shows, with the keys of their parts; and its calendar."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.hidden: list[str] = []
        self.since_1904 = self.unreckoned = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if local(name) == "workbookPr":
            self.since_1904 = attributes.get("date1904", "").lower() in TRUE
        elif local(name) == "sheet" and attributes.get("state", "visible") == "visible":
            key = next((value for what, value in attributes.items() if local(what) == "id" and ":" in what), "")
            self.sheets.append((attributes.get("name", ""), key))
        elif local(name) == "sheet":
            self.hidden.append(attributes.get("name", ""))
        elif local(name) == "calcPr":
            self.unreckoned = attributes.get("fullCalcOnLoad", "").lower() in TRUE


class _Targets(_Quiet):
    """Where a workbook's parts are, by their kinds."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.styles = self.texts = ""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if local(name) != "Relationship":
            return
        target, kind = attributes.get("Target", "").replace("\\", "/"), attributes.get("Type", "").rpartition("/")[2]
        path = target if target.startswith("/") else f"xl/{target}"
        if kind == "worksheet":
            self.sheets[attributes.get("Id", "")] = path
        elif kind == "styles":
            self.styles = path
        elif kind == "sharedStrings":
            self.texts = path


class _Styles(_Quiet):
    """The number format of each style of cells (ECMA-376, 18.8.10), and whether its text is struck through (18.8.22)."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._numbers: list[int] = []
        self._fonts: list[str] = []
        self._crossed = set[int]()
        self._fonts_seen = -1
        self._of_cells = self._of_fonts = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        what = local(name)
        if what == "numFmt":
            self._codes[whole(attributes.get("numFmtId"), 0, lowest=0)] = attributes.get("formatCode", "")
        elif what == "cellXfs":
            self._of_cells = True
        elif what == "xf" and self._of_cells:
            self._numbers.append(whole(attributes.get("numFmtId"), 0, lowest=0))
            self._fonts.append(attributes.get("fontId", ""))
        else:
            self._font(what, attributes)

    def _font(self, what: str, attributes: Attributes) -> None:
        if what == "fonts":
            self._of_fonts = True
        elif what == "font" and self._of_fonts:
            self._fonts_seen += 1
        elif what == "strike" and self._of_fonts and attributes.get("val", "1") in TRUE:
            self._crossed.add(self._fonts_seen)

    def end(self, name: str) -> None:
        """It ends."""
        if local(name) == "cellXfs":
            self._of_cells = False
        elif local(name) == "fonts":
            self._of_fonts = False

    def struck(self) -> frozenset[str]:
        """The styles of which the text is struck through."""
        crossed = set(map(str, self._crossed))
        return frozenset(str(number) for number, font in enumerate(self._fonts) if font in crossed)

    def kinds(self) -> tuple[str, ...]:
        """What each style shows."""
        return tuple(kind_of(number, self._codes.get(number, "")) for number in self._numbers)


class _Texts(Sequence[str]):
    """The texts that cells share, packed.  refuse: raises InputError if there are too many.  One that there is not is a ValueError."""

    def __init__(self, refuse: Refuse) -> None:
        self._refuse = refuse
        self._packed, self._ends = bytearray(), array("Q", [0])
        self._text: list[str] = []
        self._taking = self._spelt = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        what = local(name)
        if what == "t":
            self._taking = not self._spelt
        elif what == "rPh":
            self._spelt = True
        elif what == "sst":
            self._refuse(1, 1, max(whole(attributes.get(key), 0, lowest=0) for key in ("count", "uniqueCount")))

    def end(self, name: str) -> None:
        """It ends."""
        what = local(name)
        if what == "t":
            self._taking = False
        elif what == "rPh":
            self._spelt = False
        elif what == "si":
            self._packed += unescaped("".join(self._text)).encode("utf-8")
            self._ends.append(len(self._packed))
            self._text = []

    def text(self, text: str) -> None:
        """Some of its text."""
        if self._taking:
            self._text.append(text)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        """A text by its number."""
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise ValueError("a text that there is not")
        return self._packed[self._ends[at] : self._ends[at + 1]].decode("utf-8")
