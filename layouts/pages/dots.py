"""A chance as a hundred dots, so many of them filled.

In: how many, a `Setting`.  Out: a flowable.  The dots are an artifact: the words beside them say the same.
"""

from __future__ import annotations

from layouts.pages.pieces import Piece
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas

A_ROW = 10
WHOLE = A_ROW * A_ROW
SIZE, PITCH, LINE = 7.4, 10.2, 0.7  # points: 2.6 mm every 3.6 mm
SIDE = (A_ROW - 1) * PITCH + SIZE


class Dots(Piece):
    """A square of a hundred dots, filled row by row from the start side."""

    def __init__(self, setting: Setting, count: int) -> None:
        super().__init__()
        self.setting, self.count = setting, count

    def measured(self, width: float) -> float:
        return SIDE

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        rgb = self.setting.theme.colours["ink"]
        with canvas.artifact():
            for number in range(WHOLE):
                row, column = divmod(number, A_ROW)
                left = self.mirrored(x, SIDE, column * PITCH, SIZE)
                canvas.dot(rgb, LINE, left + SIZE / 2, top - row * PITCH - SIZE / 2, (SIZE - LINE) / 2, filled=number < self.count)
