"""A grid of pictures, numbered: each in a frame, with its title, its words, and boxes to tick for a week.

In: exhibits, a `Setting`.  Out: rows of flowables, which are never torn.

To a screen reader it is a numbered list: title, picture, words.  The boxes and the letters of the days above them are artifacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layouts.document.blocks import Exhibit
from layouts.document.inlines import TextRun
from layouts.pages.elements import Node
from layouts.pages.images import Image
from layouts.pages.pieces import Cells, Piece, VerticalList
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text
from layouts.styles import Style

WITHIN = 6.0  # points between a frame and its picture
BELOW = 3.0  # points between the lines of an exhibit
LINE = 0.6  # points, of a frame
APART = 0.8  # between two boxes to tick, of their size
DECIMAL = "<</O/List/ListNumbering/Decimal>>"


class Still(Piece):
    """A picture in the middle of a frame."""

    def __init__(self, setting: Setting, exhibit: Exhibit) -> None:
        super().__init__()
        self.setting = setting
        self.image = Image(setting, exhibit.figure.picture, Node("Figure", alternative=exhibit.figure.alternative))
        self.after = 2 * BELOW

    def measured(self, width: float) -> float:
        high = self.setting.theme.figure.grid
        inner, tall = width - 2 * WITHIN, high - 2 * WITHIN
        natural, height = self.image.natural(inner)
        self.image.fixed = height * min(1.0, inner / natural, tall / height) if height > tall or natural > inner else tall
        if self.image.natural(inner)[0] > inner:
            self.image.fixed *= inner / self.image.natural(inner)[0]
        self.image.wrap(self.image.natural(inner)[0], 0)
        return high

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        with canvas.artifact():
            look = self.setting.theme
            canvas.stroke_rect(look.colours["quiet"], LINE, x, top - self.height, self.width, self.height)
        left = x + (self.width - self.image.width) / 2
        self.image.draw_at(canvas, left, top - (self.height - self.image.height) / 2)


class Week(Piece):
    """A box to tick for each day, under its letter."""

    def __init__(self, setting: Setting, letters: Sequence[str]) -> None:
        super().__init__()
        self.setting = setting
        small = replace(setting.theme.style("caption"), colour="ink", align="center")
        self.letters = [Text(setting.as_furniture(), (TextRun(letter),), small) for letter in letters]
        self.before = 2 * BELOW

    def measured(self, width: float) -> float:
        theme = self.setting.theme
        self.pitch = min(theme.lists.box * (1 + APART), width / len(self.letters))
        for letter in self.letters:
            letter.wrap(self.pitch, 0)
        return max(letter.height for letter in self.letters) + theme.lists.box + 1

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        box, ink = self.setting.theme.lists.box, self.setting.theme.colours["ink"]
        with canvas.artifact():
            for number, letter in enumerate(self.letters):
                left = self.mirrored(x, self.width, number * self.pitch, self.pitch)
                letter.draw_at(canvas, left, top)
                canvas.stroke_rect(ink, 1.1, left + (self.pitch - box) / 2, top - self.height, box, box)


class Numbered(Cells):
    """A number, and the title beside it."""

    def __init__(self, setting: Setting, number: Text, title: Text) -> None:
        gap = setting.theme.lists.clear
        wide = setting.extents(number.content, number.style).most
        super().__init__(setting, [number, title], lambda width: [(0, wide), (wide + gap, width - wide - gap)])
        self.before, self.after = 2 * BELOW, BELOW


class ExhibitStack(VerticalList):
    """An exhibit: read out with its title first, which stands below the picture."""

    def __init__(self, setting: Setting, still: Still, title: Numbered, rest: Sequence[Piece], nodes: tuple[Node, Node]) -> None:
        super().__init__(setting, [still, title, *rest])
        self.nodes = nodes

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        item, body = self.nodes
        placed = list(zip(self.children, self.offsets, strict=True))
        with canvas.element(item), canvas.element(body):
            for child, offset in (placed[1], placed[0], *placed[2:]):
                child.draw_at(canvas, x, top - offset)


def shown(exhibit: Exhibit, number: int, words: Sequence[Piece], week: Sequence[str], setting: Setting, whole: Node) -> ExhibitStack:
    """An exhibit.  words: what stands below its title; whole: the list that it belongs to."""
    theme = setting.theme
    item = Node("LI", whole)
    label, body = Node("Lbl", item), Node("LBody", item)
    look: Style = replace(theme.style("sub-section"), before=0, after=0)
    figure = Text(setting, (TextRun(str(number)),), replace(look, colour="brand"), node=label)
    title = Numbered(setting, figure, Text(setting, exhibit.title, look, node=Node("P", body)))
    for piece in words:
        piece.before = piece.after = BELOW
    return ExhibitStack(setting, Still(setting, exhibit), title, [*words, *([Week(setting, week)] if week else [])], (item, body))
