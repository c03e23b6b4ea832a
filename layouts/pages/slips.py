"""Slips to cut off: a dashed line with scissors, and what is sent back below it, at the foot of a page.

In: the pieces of a slip, a `Setting`.  Out: `CutOff`, a flowable that takes the rest of its page.  What stands behind it is cut off, too:
it goes only onto the front of a sheet, so that its back is empty whether or not both sides are printed, and nothing follows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportlab.platypus import Flowable

from layouts.document.inlines import TextRun
from layouts.pages.boxes import sign
from layouts.pages.drawings import recoloured
from layouts.pages.images import place_drawing
from layouts.pages.pieces import FUZZ, Piece, Whole
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text

DASH, GAP, THICK = 4.0, 3.0, 0.9  # points
SIGN, CLEAR = 16.0, 6.0
MOST_WORDS = 0.7  # of the width: longer words stand below the line


class CutLine(Piece):
    """Scissors, dashes, and at their end the words that say what to do."""

    def __init__(self, setting: Setting, words: str) -> None:
        super().__init__()
        style = replace(setting.theme.style("caption"), before=0, after=0)
        self.setting, self.text = setting, Text(setting, (TextRun(words),), style)
        self.after = 8.0

    def measured(self, width: float) -> float:
        most = self.setting.extents(self.text.content, self.text.style).most + FUZZ
        self.below = most > MOST_WORDS * width
        self.wide = width if self.below else most
        self.text.wrap(self.wide, 0)
        return SIGN + self.text.height if self.below else max(SIGN, self.text.height)

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        high = SIGN if self.below else self.height
        middle, ink = top - high / 2, self.setting.theme.colours["ink"]
        with canvas.artifact():
            place_drawing(canvas, recoloured(sign("scissors"), ink), self.mirrored(x, self.width, 0, SIGN), middle - SIGN / 2, SIGN)
            at, end = SIGN + CLEAR, self.width - (0 if self.below else self.wide + CLEAR)
            while at + DASH <= end:
                canvas.fill_rect(ink, self.mirrored(x, self.width, at, DASH), middle - THICK / 2, DASH, THICK)
                at += DASH + GAP
        left = self.mirrored(x, self.width, self.width - self.wide, self.wide)
        self.text.draw_at(canvas, left, top - SIGN if self.below else middle + self.text.height / 2)


class CutOff(Whole):
    """A slip: it takes the rest of its page and stands at the foot of it."""

    def __init__(self, setting: Setting, children: Sequence[Piece]) -> None:
        super().__init__(setting, children)
        self.before = setting.theme.style("section").before

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The slip and the empty room over it.  On the back of a sheet it fits nowhere."""
        self.width, self.own = width, self.measured(width)
        self.height = max(self.own, self.setting.tallest + 1.0 if self._on_a_back else height)
        return width, self.height

    @property
    def _on_a_back(self) -> bool:
        canvas = getattr(self, "canv", None)  # ReportLab sets it while a flowable is placed
        return isinstance(canvas, TaggedCanvas) and canvas.page_index % 2 == 1

    @property
    def needed(self) -> float:
        return self.own

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        super().draw_at(canvas, x, top - self.height + self.own)

    def split(self, width: float, height: float) -> list[Flowable]:
        """On the back of a sheet: its rest stays empty, and the slip comes on the next one."""
        self.wrap(width, height)
        if not self._on_a_back or self.own > self.setting.tallest or height < DASH:
            return []
        return [Rest(self.setting, height), CutOff(self.setting, self.children)]


class Rest(Piece):
    """The rest of a page, which stays empty."""

    def __init__(self, setting: Setting, high: float) -> None:
        super().__init__()
        self.setting, self.high = setting, high

    def measured(self, width: float) -> float:
        return self.high

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        pass
