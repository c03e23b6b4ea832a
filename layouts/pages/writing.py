"""What a pen writes on: ruled lines.

In: how many, a `Setting`.  Out: a flowable, an artifact to a screen reader.
"""

from __future__ import annotations

from reportlab.platypus import Flowable

from layouts.pages.pieces import FUZZ, Piece
from layouts.pages.setting import Setting, is_personal
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text

FEWEST = 2  # lines on either side of a page's end
RULE = 0.5  # points
LABEL, CLEAR, UNDER = 0.6, 6.0, 2.0  # of the width, for the words before a line; points between both, and below the line


class Ruled(Piece):
    """Lines for a pen, as far apart as the theme's rows that are written in."""

    def __init__(self, setting: Setting, count: int) -> None:
        super().__init__()
        self.setting, self.count = setting, count
        self.after = setting.theme.style("body").after

    @property
    def _apart(self) -> float:
        return self.setting.theme.table.row

    def measured(self, width: float) -> float:
        return self.count * self._apart

    @property
    def needed(self) -> float:
        return min(self.count, FEWEST) * self._apart

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        with canvas.artifact():
            for number in range(1, self.count + 1):
                canvas.fill_rect(self.setting.theme.colours["quiet"], x, top - number * self._apart, self.width, RULE)

    def split(self, width: float, height: float) -> list[Flowable]:
        fitting = min(int((height + FUZZ) / self._apart), self.count - FEWEST)
        if fitting < FEWEST:
            return []
        return [Ruled(self.setting, fitting), Ruled(self.setting, self.count - fitting)]


class AnswerLine(Piece):
    """What is asked for, and a line to write on: behind the words, or below where these are long or differ from copy to copy."""

    def __init__(self, setting: Setting, label: Text) -> None:
        super().__init__()
        self.setting, self.label = setting, label
        self.after = label.style.after

    def measured(self, width: float) -> float:
        row = self.setting.theme.table.row
        most = self.setting.extents(self.label.content, self.label.style).most + FUZZ
        self.start = 0.0 if is_personal(self.label.content) or most > LABEL * width else most + CLEAR
        self.label.wrap(width, 0)
        return max(row, self.label.height) if self.start else self.label.height + row

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        line = top - self.height
        self.label.draw_at(canvas, x, line + self.label.height if self.start else top)
        with canvas.artifact():
            left = self.mirrored(x, self.width, self.start, self.width - self.start)
            canvas.fill_rect(self.setting.theme.colours["ink"], left, line + UNDER, self.width - self.start, RULE)
