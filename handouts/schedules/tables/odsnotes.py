"""What a table of ODS says that the library which reads its cells does not tell (OpenDocument 1.3, 9.1).

In: content.xml.  Out: for each table the cells that show something else than their value: an error, a formula that was never reckoned, a
number with zeros before it; rows that are hidden or struck through; cells that are one.  Refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from handouts.records.damage import FORMULA
from handouts.schedules.tables.expat import Attributes, local
from handouts.schedules.tables.unpack import whole
from handouts.schedules.tables.xlsxcells import spread

MOST_ALIKE = 1000  # rows or columns that are written once and repeated
PICTURED = re.compile(r"^\D*0\d|^[^\W\d_]|\d-\d")
UNSEEN = ("collapse", "filter")


@dataclass(slots=True)
class TableNotes:
    """Of one table.  cells: row and column -> what is shown; hidden, crossed: rows; merged: first row, last row and column."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    crossed: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)

    def told(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        """The rows, as they are seen."""
        return spread(self._shown(rows), self.merged)

    def _shown(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        wanted: dict[int, dict[int, str]] = {}
        for (row, column), text in self.cells.items():
            wanted.setdefault(row, {})[column] = text
        for number, cells in enumerate(rows, 1):
            for column, text in wanted.get(number, {}).items():
                if column < len(cells):
                    cells[column] = text
            yield cells


class OdsNotes:
    """Reads them.  tables: by name."""

    def __init__(self) -> None:
        self.tables: dict[str, TableNotes] = {}
        self._notes = TableNotes()
        self._row = self._alike = self._column = 0
        self._cell: Attributes | None = None
        self._text, self._style, self._struck = "", "", set[str]()
        self._unseen = self._filled = self._crossed = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        what = local(name)
        if what in ("table-cell", "covered-table-cell"):
            self._cell, self._text = attributes, ""
        elif what == "table-row":
            self._row, self._column = self._row + self._alike, 0
            self._alike = whole(attributes.get("table:number-rows-repeated"), 1)
            self._unseen, self._filled, self._crossed = attributes.get("table:visibility") in UNSEEN, False, False
        elif what == "table":
            self._notes = self.tables.setdefault(attributes.get("table:name", ""), TableNotes())
            self._row = self._alike = 0
        else:
            self._styled(what, attributes)

    def _styled(self, what: str, attributes: Attributes) -> None:
        """Which styles strike a text through."""
        if what == "style":
            self._style = attributes.get("style:name", "")
        elif what == "text-properties" and attributes.get("style:text-line-through-style", "none") != "none":
            self._struck.add(self._style)

    def text(self, text: str) -> None:
        """Some of its text."""
        if self._cell is not None:
            self._text += text

    def end(self, name: str) -> None:
        """It ends."""
        if local(name) in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._ended(self._cell)
            self._cell = None
        elif local(name) == "table-row" and self._filled:
            for noted, rows in ((self._unseen, self._notes.hidden), (self._crossed, self._notes.crossed)):
                if noted:
                    rows += self._numbers()

    def _numbers(self) -> range:
        """The rows that are written once."""
        return range(self._row + 1, self._row + 1 + min(self._alike, MOST_ALIKE))

    def _ended(self, cell: Attributes) -> None:
        alike = whole(cell.get("table:number-columns-repeated"), 1)
        shown = _shown(cell, self._text.strip())
        self._filled |= bool(self._text.strip() or shown)
        self._crossed |= bool(self._text.strip()) and cell.get("table:style-name", "") in self._struck
        if shown:
            for row in self._numbers():
                self._notes.cells.update({(row, self._column + n): shown for n in range(min(alike, MOST_ALIKE))})
        high = whole(cell.get("table:number-rows-spanned"), 1)
        if high > 1:
            self._notes.merged.append((self._row + 1, self._row + high, self._column))
        self._column += alike


def _shown(cell: Attributes, text: str) -> str:
    """What a cell shows in place of its value; '' if that is its value."""
    kind = cell.get("office:value-type", "")
    if cell.get("calcext:value-type") == "error":
        return text or FORMULA
    if "table:formula" in cell and not kind:
        return FORMULA
    return text if kind == "float" and text and _is_picture(text, cell.get("office:value", "")) else ""


def _is_picture(text: str, value: str) -> bool:
    """Whether digits are shown as those of an identifier: with zeros before them, with letters before or hyphens between them."""
    plain = re.fullmatch(r"(\d{1,15})(?:\.0*)?", value, re.A)
    same = plain is not None and re.sub(r"\D", "", text).lstrip("0") == plain[1].lstrip("0")
    return same and bool(PICTURED.search(text)) and not re.search(r"[.,%]|[^\W\d_]$", text)
