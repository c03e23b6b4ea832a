"""QR codes as pieces: of an address, the same in every copy; of a copy's own value, struck with it.

In: an address, or which value; a `Setting`.  Out: flowables that are a Figure.  (ISO/IEC 18004.)
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from layouts.document.blocks import CopyCode
from layouts.pages.elements import Node
from layouts.pages.modules import qr_modules
from layouts.pages.pieces import Piece
from layouts.pages.places import fill
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text
from layouts.pdf.objects import numbers


class Square(Piece):
    """A QR code: one vector path (ISO/IEC 18004), with the quiet zone of four modules.

    address: the words that say where it leads; a touch on the code is a touch on these, and who hears the page hears them once.
    """

    def __init__(self, setting: Setting, url: str, address: Text) -> None:
        super().__init__()
        self.setting, self.url, self.address = setting, url, address
        self.side = setting.theme.figure.code

    def measured(self, width: float) -> float:
        return self.side

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        left = self.mirrored(x, self.width, 0, self.side)
        self.address.beside = ((left, top - self.side, self.side, self.side),)
        with canvas.artifact():
            canvas._code.append(_path(self.url, left, top, self.side))


@lru_cache(64)
def _path(url: str, left: float, top: float, side: float) -> str:
    """The operators that fill the modules of a code in a square; in most plates of a leaflet it stands in the same place."""
    modules = qr_modules(url)
    unit = side / len(modules)
    code = [fill((0, 0, 0))]
    for row, bits in enumerate(modules):
        for first, length in runs(bits):
            code.append(f"{numbers(left + first * unit, top - (row + 1) * unit, length * unit, unit)} re")
    return " ".join(code) + " f"


def runs(bits: bytes) -> Iterable[tuple[int, int]]:
    """(start, length) of each run of ones."""
    at = bits.find(1)
    while at >= 0:
        end = bits.find(0, at)
        end = len(bits) if end < 0 else end
        yield at, end - at
        at = bits.find(1, end)


class CopySquare(Piece):
    """The QR code of a copy's own value."""

    def __init__(self, setting: Setting, block: CopyCode, side: float) -> None:
        super().__init__()
        self.setting, self.index, self.alternative, self.whole = setting, block.index, block.alternative, block.whole
        self.side = side

    def measured(self, width: float) -> float:
        return self.side

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        left = self.mirrored(x, self.width, 0, self.side)
        figure = Node("Figure", alternative=self.alternative)
        figure.attributes = _box(left, top, self.side)
        canvas.set_code(figure, self.index, numbers(self.side, 0, 0, self.side, left, top - self.side), whole=self.whole)


def _box(left: float, top: float, side: float) -> str:
    return f"<</O/Layout/Placement/Block/BBox[{numbers(left, top - side, left + side, top)}]>>"

