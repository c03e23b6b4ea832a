"""Rows of a table: cells side by side, which go on over a page; the head again on every page.

In: cells, the nodes that they belong to.  Out: `Rows`, a flowable.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reportlab.platypus import Flowable

from layouts.pages.elements import Node
from layouts.pages.pieces import FUZZ, Cells, Piece
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text

LEAST_PART = 3  # lines of a row that may stand on either side of a page's end


class Ruling(NamedTuple):
    """Lines between columns.  insets: how far before its words the line of a column stands; least: the height of a row."""

    insets: Mapping[int, float] = {}
    head: bool = False
    least: float = 0.0


UNRULED = Ruling()


class TableRow(Cells):
    """A row of a table.  Split, every cell goes on; cells that have ended stay empty."""

    def parts(self, width: float, height: float) -> tuple[TableRow, TableRow] | None:
        """The row in two, the first no higher than a height; None if a cell cannot be split there."""
        self.wrap(width, 0)
        first: list[Piece] = []
        rest: list[Piece] = []
        for cell, (_, part) in zip(self.cells, self.places, strict=True):
            halves = [cell, Void(self.setting)] if cell.height <= height + FUZZ else cell.split(part, height)
            if not halves:
                return None
            first.append(halves[0])
            rest.append(halves[1])
        return self._like(first), self._like(rest)

    def split(self, width: float, height: float) -> list[Flowable]:
        return list(self.parts(width, height) or ())

    def _like(self, cells: Sequence[Piece]) -> TableRow:
        return TableRow(self.setting, cells, self.columns, self.nodes, self.row)


class Void(Piece):
    """Nothing, where a cell has ended on the page before."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting

    def measured(self, width: float) -> float:
        return 0.0

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        pass


class Rows(Piece):
    """The head and rows of a table: the head is repeated on every page, as an artifact after the first time.

    first: the number of the first row, for the zebra.
    """

    def __init__(
        self, setting: Setting, head: Cells, rows: Sequence[TableRow], nodes: tuple[Node, Node, Node], again: Cells | None = None,
        first: int = 0, ruling: Ruling = UNRULED,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setting, self.head, self.rows, self.nodes, self.again = setting, head, list(rows), nodes, again
        self.number, self.ruling = first, ruling
        self.before, self.after = setting.theme.table.before, setting.theme.table.after

    @property
    def _all(self) -> list[Cells]:
        return [self.again or self.head, *self.rows]

    def _high(self, row: Cells) -> float:
        """The height of a row with its padding: enough to write in, if there is something to write."""
        high = row.height + 2 * self.setting.theme.table.padding
        return high if row is self._all[0] else max(high, self.ruling.least)

    def measured(self, width: float) -> float:
        for row in self._all:
            row.wrap(width, 0)
        return sum(map(self._high, self._all))

    @property
    def needed(self) -> float:
        return sum(map(self._high, self._all[:2]))

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        table, head, body = self.nodes
        y = top
        with canvas.element(table):
            for i, row in enumerate(self._all):
                self._ruled(canvas, row, i, x, y)
                if i == 0 and self.again:
                    with canvas.artifact():
                        row.draw_at(canvas, x, y - self.setting.theme.table.padding)
                else:
                    with canvas.element(body if i else head):
                        row.draw_at(canvas, x, y - self.setting.theme.table.padding)
                y -= self._high(row)

    def _ruled(self, canvas: TaggedCanvas, row: Cells, i: int, x: float, y: float) -> None:
        """The ground of a row and the lines around it; the head stands between two of the brand's colour."""
        theme, style, high = self.setting.theme, self.setting.theme.table, self._high(row)
        with canvas.artifact():
            if i and (self.number + i) % 2 == 0:
                canvas.fill_rect(theme.colours["zebra"], x, y - high, self.width, high)
            if i == 0:
                canvas.fill_rect(theme.colours["brand"], x, y - style.head_rule, self.width, style.head_rule)
            thick = style.rule if i else style.head_rule
            canvas.fill_rect(theme.colours["quiet" if i else "brand"], x, y - high, self.width, thick)
            for column, inset in self.ruling.insets.items() if i or self.ruling.head else ():
                left = self.mirrored(x, self.width, row.places[column][0] - inset, style.rule)
                canvas.fill_rect(theme.colours["quiet"], left, y - high, style.rule, high)

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        room, fitting = height - self._high(self._all[0]), 0
        for row in self.rows:
            if room - self._high(row) < -FUZZ:
                break
            room -= self._high(row)
            fitting += 1
        if fitting == len(self.rows):
            return []
        first, rest = self.rows[:fitting], self.rows[fitting:]
        if (parts := self._row_parts(rest[0], width, room)) is not None:
            first, rest = [*first, parts[0]], [parts[1], *rest[1:]]
        if not first:
            return []
        again = self.again or _repeated(self.head)
        number = self.number + fitting
        return [
            Rows(self.setting, self.head, first, self.nodes, self.again, self.number, self.ruling),
            Rows(self.setting, self.head, rest, self.nodes, again, number, self.ruling),
        ]

    def _row_parts(self, row: TableRow, width: float, room: float) -> tuple[TableRow, TableRow] | None:
        """A tall row in two, with some lines on either side."""
        lines, pad = self.setting.theme.style("cell").leading, self.setting.theme.table.padding
        inner = room - 2 * pad
        if inner < LEAST_PART * lines or row.height < 2 * LEAST_PART * lines:
            return None
        return row.parts(width, min(inner, row.height - LEAST_PART * lines))


class HeadCell(Piece):
    """A cell of a head that is more than words."""

    @abstractmethod
    def again(self, setting: Setting) -> HeadCell:
        """The same in another setting, for the next page."""


def _repeated(head: Cells) -> Cells:
    setting = head.setting.as_furniture()
    cells: list[Piece] = []
    for cell in head.cells:
        if isinstance(cell, Text):
            cells.append(Text(cell.setting.as_furniture(), cell.content, cell.style))
        elif isinstance(cell, HeadCell):
            cells.append(cell.again(setting))
    return type(head)(setting, cells, head.columns)
