"""Boxes whose title stands on a band: a sign and words in a strong colour, and below it what they are about.

In: pieces, a `Setting`, a box of the theme that has a band.  Out: flowables.
"""

from __future__ import annotations

from dataclasses import replace

from reportlab.platypus import Flowable

from layouts.pages.boxes import Framed, sign
from layouts.pages.drawings import recoloured
from layouts.pages.elements import Node
from layouts.pages.images import place_drawing
from layouts.pages.pieces import Piece, VerticalList
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text
from layouts.styles import BoxStyle


class TitleBand(Piece):
    """A title on a band, after its sign, which has the title's colour."""

    def __init__(self, setting: Setting, title: Text, style: BoxStyle) -> None:
        super().__init__()
        self.setting, self.title, self.style = setting, title, style
        self.sign = sign(style.sign) if style.sign else None

    def _inside(self, width: float) -> tuple[float, float]:
        """Offset of the title from the start side, and its width."""
        offset = self.style.padding + (self._size() + self.style.padding * 0.7 if self.sign else 0)
        return offset, width - offset - self.style.padding

    def _size(self) -> float:
        return self.title.style.size * 1.31

    def measured(self, width: float) -> float:
        self.title.wrap(self._inside(width)[1], 0)
        return self.title.height + 2 * self.style.band_ends

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        s = self.style
        with canvas.artifact():
            canvas.fill_rect(self.setting.theme.colours[s.band], x, top - self.height, self.width, self.height)
            if self.sign:
                size = self._size()
                left = self.mirrored(x, self.width, s.padding, size)
                place_drawing(canvas, recoloured(self.sign, self.title.rgb), left, top - s.band_ends - size, size)
        offset, inner = self._inside(self.width)
        self.title.draw_at(canvas, self.mirrored(x, self.width, offset, inner), top - s.band_ends)


class Banded(VerticalList):
    """A band, and what it is about below it, with one border round both.  Torn only if no page could hold it."""

    def __init__(self, setting: Setting, style: BoxStyle, band: TitleBand | None, body: Framed, node: Node) -> None:
        super().__init__(setting, [band, body] if band else [body])
        self.style, self.band, self.body, self.node = style, band, body, node
        self.before, self.after = style.before, style.after

    @property
    def needed(self) -> float:
        return self.height

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        s = self.style
        with canvas.element(self.node):
            super().draw_at(canvas, x, top)
        if s.border:
            with canvas.artifact():
                canvas.stroke_rect(self.setting.theme.colours[s.colour], s.border, x, top - self.height, self.width, self.height)

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        return [] if self.height <= self.setting.tallest else self.torn(width, height)

    def torn(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        above = self.band.height if self.band else 0.0
        halves = self.body.parted_inside(width, height - above)
        if not halves:
            return []
        bands = (self.band, None)
        bodies = [Framed(self.setting, half, self.body.style, None) for half in halves]
        return [Banded(self.setting, self.style, band, body, self.node) for band, body in zip(bands, bodies, strict=True)]


def banded(setting: Setting, title: Text, inside: list[Piece], style: BoxStyle) -> Banded:
    """A box with a band.  inside: what stands below its title."""
    body = Framed(setting, inside, replace(style, sign="", bar=0, border=0, before=0, after=0), None)
    return Banded(setting, style, TitleBand(setting, title, style), body, Node("Div"))
