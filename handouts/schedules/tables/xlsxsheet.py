"""A sheet's XML (ECMA-376, 18.3.1), read in one of two ways that come to the same.

In: the part's bytes, a `Grid`.  Out: nothing; the grid has the rows.  Refuses (`ValueError`, ExpatError) what is no sheet.

Spreadsheet programs write cells in one form, which a regular expression reads three times as fast as an XML parser tells Python of
elements.  It must match all that stands in each row; what is written in any other form, the parser reads.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import IO

from handouts.schedules.tables.csvrows import LONGEST_CELL
from handouts.schedules.tables.expat import Attributes, local
from handouts.schedules.tables.xlsxcells import Grid

CHUNK = 2**18
DIGITS = "0123456789"
LONGEST_ROW = 2**22  # characters
PROLOG = re.compile(r'(?:<\?xml version="1\.0"(?: encoding="(?i:utf-8)")?(?: standalone="yes")?\?>)?\s*<worksheet[\s>][^!]*<sheetData>')
TEXT = r"[^<\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]*"
OPENS = re.compile(r'\s*<row(?: r="([0-9]{1,7})")?(?: [A-Za-z0-9:]+="[^"<&]*")*>')
CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,5})")?(?: t="(s|n|b|e|str|inlineStr)")?'
    rf"(?:/>|>(?:(<f>){TEXT}</f>)?(?:<v>({TEXT})</v>|<is><t(?: xml:space=\"preserve\")?>({TEXT})</t></is>)?</c>)"
)
GROUPS = CELL.groups + 1
HIDDEN = re.compile(' hidden="(?:1|true)"| ht="0"')
MERGED = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"')
CLOSES, EMPTY = "</row>", re.compile(r"\s*</sheetData>")
OTHER = re.compile("&(?!(?:lt|gt|amp|quot|apos);)")


def read_plain(content: IO[bytes], grid: Grid) -> bool:
    """Whether a sheet is in the form that is read quickly; if not, the grid is of no use."""
    rows = _rows(io.TextIOWrapper(content, encoding="utf-8", newline="\n"), grid)
    try:
        return all(_read_row(row, grid) for row in rows)
    except UnicodeDecodeError:
        return False


def _rows(text: io.TextIOWrapper, grid: Grid) -> Iterator[str]:
    """What stands before the end of each row, and at last what stands behind all; of another form only what no row is like."""
    kept = text.read(CHUNK)
    start = PROLOG.match(kept)
    if not start:
        yield "no sheet"
        return
    kept = kept[start.end() :]
    while len(kept) < LONGEST_ROW and (more := text.read(CHUNK)):
        *rows, kept = (kept + more).split(CLOSES)
        yield from rows
    *rows, kept = kept.split(CLOSES)  # of a sheet that is shorter than the first piece
    yield from rows
    if not EMPTY.match(kept) or text.read(1):
        yield "no end"
    for reference in MERGED.findall(kept):
        grid.merge(reference)


def _read_row(row: str, grid: Grid) -> bool:
    """Whether a row is in the form that is read quickly; if so, the grid has it."""
    opens = OPENS.match(row)
    marked = "&" in row
    if not opens or len(row) > LONGEST_CELL or (marked and OTHER.search(row)):
        return False
    cut = CELL.split(row[opens.end() :])  # what stands between cells, which must be nothing, and the groups of each
    grid.begin(opens[1], bool(HIDDEN.search(opens[0])))
    if any(cut[::GROUPS]) or cut[2::GROUPS].count(str(grid.row)) != len(cut) // GROUPS:
        return False
    cells = _cells(cut, grid, marked)
    if grid.struck and any(text and style in grid.struck for style, text in zip(cut[3::GROUPS], cells, strict=True)):
        grid.cross()
    grid.fill(cut[1::GROUPS], cells)
    return True


def _cells(cut: Sequence[str], grid: Grid, marked: bool) -> list[str]:
    """What the cells of a row say.  marked: some of their characters are written by names."""
    texts, value = _texts(cut), grid.value
    found = zip(cut[4::GROUPS], cut[3::GROUPS], map(unescape, texts) if marked else texts, strict=True)
    if "<f>" in cut[5::GROUPS]:
        return [value(kind or "", style or "", text, bool(has)) for (kind, style, text), has in zip(found, cut[5::GROUPS], strict=True)]
    return [value(kind or "", style or "", text) for kind, style, text in found]


def _texts(cut: Sequence[str]) -> Sequence[str]:
    """What stands in the cells of a row, as a figure or as a text of their own."""
    return [figure or text or "" for figure, text in zip(cut[6::GROUPS], cut[7::GROUPS], strict=True)]


class SheetPart:
    """The same, element by element."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._inside = self._taking = self._spelt = False
        self._text = self._letters = self._kind = self._style = ""
        self._formula = False
        self._c, self._v, self._t = "c", "v", "t"

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == self._c:
            self._letters = self._column(attributes.get("r"))
            self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
            self._text, self._inside, self._formula = "", True, False
        elif name in (self._v, self._t):
            self._taking = self._inside and not self._spelt
        elif not self._inside:
            self._outside(local(name), name, attributes)
        elif local(name) == "f":
            self._formula = True
        elif local(name) == "rPh":  # how a text in Japanese is pronounced
            self._spelt = True

    def text(self, text: str) -> None:
        """Some text; of a cell that is far too long only so much that it is seen to be."""
        if self._taking and len(self._text) <= LONGEST_CELL:
            self._text += text

    def end(self, name: str) -> None:
        """An element ends."""
        if name == self._c:
            self._inside = False
            said = self.grid.value(self._kind, self._style, self._text, self._formula)
            if said and self._style in self.grid.struck:
                self.grid.cross()
            self.grid.put(self._letters, said)
        elif self._taking:
            self._taking = False
        elif self._spelt:
            self._spelt = local(name) != "rPh"
        elif not self._inside and local(name) == "row":
            self.grid.end()

    def _outside(self, what: str, name: str, attributes: Attributes) -> None:
        if what == "worksheet":
            prefix = name[: -len(what)]
            self._c, self._v, self._t = f"{prefix}c", f"{prefix}v", f"{prefix}t"
        elif what == "row":
            self.grid.begin(attributes.get("r"), attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0")
        elif what == "mergeCell":
            self.grid.merge(attributes.get("ref", ""))

    def _column(self, place: str | None) -> str:
        """The letters of a cell's place.  Raises ValueError for one that is none, or in another row."""
        if place is None:
            return ""
        letters = place.rstrip(DIGITS)
        if not letters or place[len(letters) :] != str(self.grid.row):
            raise ValueError("a cell in another row than its own")
        return letters
