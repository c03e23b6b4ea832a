"""What a pen writes on: ruled lines.

In: how many, a `Setting`.  Out: a flowable, an artifact to a screen reader.
"""

from __future__ import annotations

from reportlab.platypus import Flowable

from layouts.pages.pieces import FUZZ, Piece
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas

FEWEST = 2  # lines on either side of a page's end
RULE = 0.5  # points


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
