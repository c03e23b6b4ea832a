"""Pieces with something around them or before them: panels and call-outs, list items.

In: pieces, a `Setting`, styles of the theme.  Out: flowables.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

from reportlab.platypus import Flowable

from layouts.colours import WHITE
from layouts.document.blocks import Picture
from layouts.pages.drawings import Drawing, recoloured
from layouts.pages.elements import Node
from layouts.pages.images import place_drawing
from layouts.pages.pictures import opened
from layouts.pages.pieces import Piece, VerticalList
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas
from layouts.styles import BoxStyle, Style

SIGNS = Path(__file__).parents[1] / "signs"
BALLOT = "\u2610"  # what a screen reader is told of an empty box, in whatever language: it knows the sign


class Framed(VerticalList):
    """A panel or call-out: padding, tint, bar, border, sign.  Torn only if no page could hold it.

    first: it belongs on the first page; part: it is a part of one that is torn.
    """

    part = False

    def __init__(self, setting: Setting, children: Sequence[Piece], style: BoxStyle, node: Node | None) -> None:
        super().__init__(setting, children)
        self.style, self.node = style, node
        self.before, self.after = style.before, style.after
        self.sign = sign(style.sign) if style.sign else None
        self.first = style.first

    def _inside(self, width: float) -> tuple[float, float]:
        """Offset of the text from the start side, and its width."""
        s = self.style
        offset = s.bar + s.padding + (self._sign_size() + s.padding * 0.8 if self.sign else 0)
        return offset, width - offset - s.padding

    def _sign_size(self) -> float:
        """By the type, not by its leading, which a tight setting changes: the text beside it stays as wide."""
        return self.setting.theme.style(self.style.title).size * 1.57

    def measured(self, width: float) -> float:
        return super().measured(self._inside(width)[1]) + 2 * self.style.high

    @property
    def needed(self) -> float:
        return self.height

    def misplaced(self, page: int) -> bool:
        return self.first and (self.part or page > 0)

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        theme, s = self.setting.theme, self.style
        rgb, bottom = theme.colours[s.colour], top - self.height
        with canvas.artifact():
            if s.tint or s.white:
                canvas.fill_rect(theme.colours["tint"] if s.tint else WHITE, x, bottom, self.width, self.height)
            if s.rule:
                canvas.fill_rect(rgb, x - s.bleed, top - s.rule, self.width + 2 * s.bleed, s.rule)
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
                    top - s.high - size * 0.95,
                    size,
                )
        offset, inner = self._inside(self.width)
        with canvas.element(self.node):
            super().draw_at(canvas, self.mirrored(x, self.width, offset, inner), top - s.high)

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        if self.height <= self.setting.tallest and height < self.style.torn * self.setting.tallest:
            return []
        return self.torn(width, height)

    def torn(self, width: float, height: float) -> list[Flowable]:
        halves = self.parted_inside(width, height)
        parts = [Framed(self.setting, half, self.style, self.node) for half in halves or ()]
        for part in parts:
            part.part = True
        return parts

    def parted_inside(self, width: float, height: float) -> tuple[list[Piece], list[Piece]] | None:
        """The children that fit a box of a height, and the rest."""
        inner = VerticalList(self.setting, self.children)
        return inner.parted(self._inside(width)[1], height - 2 * self.style.high)


class Item(Piece):
    """A list item: a label, hanging, and its body, which may go on over a page."""

    def __init__(
        self, setting: Setting, label: Piece | None, body: Sequence[Piece], nodes: tuple[Node, ...], body_node: Node | None, indent: float
    ) -> None:
        super().__init__()
        self.setting, self.label, self.body = setting, label, VerticalList(setting, body)
        self.nodes, self.body_node, self.indent = nodes, body_node, indent
        self.before = self.after = setting.theme.lists.between

    def measured(self, width: float) -> float:
        indent = self.indent
        if self.label:
            self.label.wrap(indent, 0)
        self.body.wrap(width - indent, 0)
        return max(self.body.height, self.label.height if self.label else 0)

    @property
    def needed(self) -> float:
        return self.body.needed

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        indent = self.indent
        with ExitStack() as opened_nodes:
            for node in self.nodes:
                opened_nodes.enter_context(canvas.element(node))
            if self.label:
                self.label.draw_at(canvas, self.mirrored(x, self.width, 0, indent), top)
            with canvas.element(self.body_node):
                self.body.draw_at(canvas, self.mirrored(x, self.width, indent, self.width - indent), top)

    def split(self, width: float, height: float) -> list[Flowable]:
        halves = self.body.parted(width - self.indent, height)
        if not halves:
            return []
        first = Item(self.setting, self.label, halves[0], self.nodes, self.body_node, self.indent)
        rest = Item(self.setting, None, halves[1], self.nodes, self.body_node, self.indent)
        rest.after, rest.binds = self.after, self.binds
        return [first, rest]


class TickBox(Piece):
    """An empty box that a pen can tick.  node: the label that it is to a screen reader, which says what the box is; None: an artifact."""

    def __init__(self, setting: Setting, style: Style, node: Node | None) -> None:
        super().__init__()
        self.setting, self.style, self.node = setting, style, node
        if node is not None:
            node.alternative = BALLOT

    def measured(self, width: float) -> float:
        return self.style.leading

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        size, rgb = self.setting.theme.lists.box, self.setting.theme.colours["ink"]
        low = top - self.style.leading / 2 - size / 2
        with canvas.artifact() if self.node is None else canvas.whole(self.node):
            canvas.stroke_rect(rgb, 1.1, self.mirrored(x, self.width, 0, size), low, size, size)


@lru_cache(16)
def sign(name: str) -> Drawing:
    """One of the layout's signs."""
    image = opened(Picture(f"{name}.svg", (SIGNS / f"{name}.svg").read_bytes()))
    assert isinstance(image, Drawing)
    return image
