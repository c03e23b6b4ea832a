"""Pieces with something around them: panels and call-outs, list items, tables.

In: pieces, a `Setting`, styles of the theme.  Out: flowables.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

from reportlab.platypus import Flowable

from layouts.blocks import Picture
from layouts.pages.drawings import Drawing, recoloured
from layouts.pages.elements import Node
from layouts.pages.images import place_drawing
from layouts.pages.pictures import opened
from layouts.pages.pieces import FUZZ, Cells, Piece, VerticalList
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text
from layouts.theme import BoxStyle, Style

SIGNS = Path(__file__).parents[1] / "signs"


class Framed(VerticalList):
    """A panel or call-out: padding, tint, bar, border, sign.  Torn only if no page could hold it."""

    def __init__(self, setting: Setting, children: Sequence[Piece], style: BoxStyle, node: Node | None) -> None:
        super().__init__(setting, children)
        self.style, self.node = style, node
        self.before, self.after = style.before, style.after
        self.sign = sign(style.sign) if style.sign else None

    def _inside(self, width: float) -> tuple[float, float]:
        """Offset of the text from the start side, and its width."""
        s = self.style
        offset = s.bar + s.padding + (self._sign_size() + s.padding * 0.8 if self.sign else 0)
        return offset, width - offset - s.padding

    def _sign_size(self) -> float:
        title = self.setting.theme.style(self.style.title)
        return title.leading * 1.15

    def measured(self, width: float) -> float:
        return super().measured(self._inside(width)[1]) + 2 * self.style.padding

    @property
    def needed(self) -> float:
        return self.height

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        theme, s = self.setting.theme, self.style
        rgb, bottom = theme.colours[s.colour], top - self.height
        with canvas.artifact():
            if s.tint:
                canvas.fill_rect(theme.colours["tint"], x, bottom, self.width, self.height)
            if s.bar:
                canvas.fill_rect(rgb, self.mirrored(x, self.width, 0, s.bar), bottom, s.bar, self.height)
            if s.border:
                canvas.stroke_rect(rgb, s.border, x, bottom, self.width, self.height)
            if self.sign:
                size = self._sign_size()
                place_drawing(
                    canvas,
                    recoloured(self.sign, rgb),
                    self.mirrored(x, self.width, s.bar + s.padding, size),
                    top - s.padding - size * 0.95,
                    size,
                )
        offset, inner = self._inside(self.width)
        with canvas.element(self.node):
            super().draw_at(canvas, self.mirrored(x, self.width, offset, inner), top - s.padding)

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        if self.height <= self.setting.tallest and height < self.style.torn * self.setting.tallest:
            return []
        return self.torn(width, height)

    def torn(self, width: float, height: float) -> list[Flowable]:
        halves = self.parted_inside(width, height)
        return [Framed(self.setting, half, self.style, self.node) for half in halves] if halves else []

    def parted_inside(self, width: float, height: float) -> tuple[list[Piece], list[Piece]] | None:
        """The children that fit a box of a height, and the rest."""
        inner = VerticalList(self.setting, self.children)
        return inner.parted(self._inside(width)[1], height - 2 * self.style.padding)


class Item(Piece):
    """A list item: a label, hanging, and its body, which may go on over a page."""

    def __init__(
        self, setting: Setting, label: Piece | None, body: Sequence[Piece], nodes: tuple[Node, ...], body_node: Node | None
    ) -> None:
        super().__init__()
        self.setting, self.label, self.body = setting, label, VerticalList(setting, body)
        self.nodes, self.body_node = nodes, body_node
        self.before = self.after = setting.theme.lists.between

    def measured(self, width: float) -> float:
        indent = self.setting.theme.lists.indent
        if self.label:
            self.label.wrap(indent, 0)
        self.body.wrap(width - indent, 0)
        return max(self.body.height, self.label.height if self.label else 0)

    @property
    def needed(self) -> float:
        return self.body.needed

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        indent = self.setting.theme.lists.indent
        with ExitStack() as opened_nodes:
            for node in self.nodes:
                opened_nodes.enter_context(canvas.element(node))
            if self.label:
                self.label.draw_at(canvas, self.mirrored(x, self.width, 0, indent), top)
            with canvas.element(self.body_node):
                self.body.draw_at(canvas, self.mirrored(x, self.width, indent, self.width - indent), top)

    def split(self, width: float, height: float) -> list[Flowable]:
        halves = self.body.parted(width - self.setting.theme.lists.indent, height)
        if not halves:
            return []
        first = Item(self.setting, self.label, halves[0], self.nodes, self.body_node)
        rest = Item(self.setting, None, halves[1], self.nodes, self.body_node)
        rest.after = self.after
        return [first, rest]


class TickBox(Piece):
    """An empty box that a pen can tick."""

    def __init__(self, setting: Setting, style: Style, node: Node | None) -> None:
        super().__init__()
        self.setting, self.style, self.node = setting, style, node

    def measured(self, width: float) -> float:
        return self.style.leading

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        size, rgb = self.setting.theme.lists.box, self.setting.theme.colours["ink"]
        low = top - self.style.leading / 2 - size / 2
        with canvas.artifact():
            canvas.stroke_rect(rgb, 1.1, self.mirrored(x, self.width, 0, size), low, size, size)


class Rows(Piece):
    """A data table: its head is repeated on every page, as an artifact after the first time."""

    def __init__(
        self, setting: Setting, head: Cells, rows: Sequence[Cells], nodes: tuple[Node, Node, Node], again: Cells | None = None
    ) -> None:
        super().__init__()
        self.setting, self.head, self.rows, self.nodes, self.again = setting, head, list(rows), nodes, again
        self.before, self.after = setting.theme.table.before, setting.theme.table.after

    def measured(self, width: float) -> float:
        pad = self.setting.theme.table.padding
        for row in (self.again or self.head, *self.rows):
            row.wrap(width, 0)
        return sum(row.height + 2 * pad for row in ((self.again or self.head), *self.rows))

    @property
    def needed(self) -> float:
        pad = self.setting.theme.table.padding
        return sum(row.height + 2 * pad for row in ((self.again or self.head), *self.rows[:1]))

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        theme, style = self.setting.theme, self.setting.theme.table
        table, head, body = self.nodes
        y = top
        with canvas.element(table):
            for i, row in enumerate(((self.again or self.head), *self.rows)):
                high = row.height + 2 * style.padding
                with canvas.artifact():
                    if i == 0:
                        canvas.fill_rect(theme.colours["tint"], x, y - high, self.width, high)
                    canvas.fill_rect(
                        theme.colours["brand" if i == 0 else "quiet"], x, y - high, self.width, style.rule * (2 if i == 0 else 1)
                    )
                if i == 0 and self.again:
                    with canvas.artifact():
                        row.draw_at(canvas, x, y - style.padding)
                else:
                    with canvas.element(head if i == 0 else body):
                        row.draw_at(canvas, x, y - style.padding)
                y -= high

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        pad = self.setting.theme.table.padding
        room = height - (self.again or self.head).height - 2 * pad
        fitting = 0
        for row in self.rows:
            room -= row.height + 2 * pad
            if room < -FUZZ:
                break
            fitting += 1
        if not 0 < fitting < len(self.rows):
            return []
        again = self.again or _repeated(self.head)
        return [
            Rows(self.setting, self.head, self.rows[:fitting], self.nodes, self.again),
            Rows(self.setting, self.head, self.rows[fitting:], self.nodes, again),
        ]


def _repeated(head: Cells) -> Cells:
    cells = [Text(cell.setting.as_furniture(), cell.content, cell.style) for cell in head.cells if isinstance(cell, Text)]
    return Cells(head.setting.as_furniture(), cells, head.columns)


@lru_cache(16)
def sign(name: str) -> Drawing:
    """One of the layout's signs."""
    image = opened(Picture(f"{name}.svg", (SIGNS / f"{name}.svg").read_bytes()))
    assert isinstance(image, Drawing)
    return image
