"""Cells side by side, as wide as a layout's columns say; lines between them.

In: blocks' pieces, the columns of a theme.  Out: rows of cells, mirrored where the text runs from right to left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from layouts.document.inlines import Inlines, TextRun
from layouts.pages.images import Image
from layouts.pages.pieces import FUZZ, Cells, Piece, VerticalList
from layouts.pages.setting import Setting, is_personal
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text
from layouts.styles import Column

BETWEEN = 8.0  # points between rows
MOST = 0.48  # of the width, for a column that is as wide as its words


class SideBySide(Cells):
    """Cells in a row, with the lines between them that their columns have."""

    def __init__(self, setting: Setting, stacks: Sequence[VerticalList], kinds: Sequence[Column]) -> None:
        super().__init__(setting, stacks, lambda width: places(width, stacks, kinds))
        self.kinds = kinds

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        for column, (offset, _) in list(zip(self.kinds, self.places, strict=True))[1:]:
            if column.rule:
                with canvas.artifact():
                    left = self.mirrored(x, self.width, offset - (column.gap + column.rule) / 2, column.rule)
                    canvas.fill_rect(self.setting.theme.colours["brand"], left, top - self.height, column.rule, self.height)
        super().draw_at(canvas, x, top)


class Hairline(Piece):
    """A line over the whole width."""

    def __init__(self, setting: Setting, thick: float, room: float) -> None:
        super().__init__()
        self.setting, self.thick = setting, thick
        self.before = self.after = room

    def measured(self, width: float) -> float:
        return self.thick

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        with canvas.artifact():
            canvas.fill_rect(self.setting.theme.colours["brand"], x, top - self.thick, self.width, self.thick)


def rows(cells: Sequence[list[Piece]], kinds: Sequence[Column], setting: Setting, after: float = 0.0) -> list[Piece]:
    """Cells in columns; more cells than columns go on in the next row.  What stands in one column is parted like any text.

    after: the least room below the last row.
    """
    if len(kinds) == 1 and not kinds[0].rule:
        return _stacked(cells)
    out: list[Piece] = []
    for at in range(0, len(cells), len(kinds)):
        own = kinds[: len(cells) - at]
        if at and own[0].rule:
            out.append(Hairline(setting, own[0].rule, 5.0))
        stacks = [
            VerticalList(setting, _aligned(cell, column)) for cell, column in zip(cells[at : at + len(kinds)], own, strict=True)
        ]
        out.append(SideBySide(setting, stacks, own))
        out[-1].before = out[-1].after = BETWEEN if at and not own[0].rule else 0
    out[-1].after = max(out[-1].after, after) if out else 0
    return out


def _stacked(cells: Sequence[list[Piece]]) -> list[Piece]:
    """Cells one under the other."""
    for cell in cells[1:]:
        if cell:
            cell[0].before = max(cell[0].before, BETWEEN)
    return [piece for cell in cells for piece in cell]


def side_by_side(items: Sequence[Piece], kinds: Sequence[Column], setting: Setting) -> list[Piece]:
    """Pieces in columns, each column read to its end before the next."""
    each = -(-len(items) // len(kinds))
    stacks = [VerticalList(setting, items[at : at + each]) for at in range(0, len(items), each)]
    return [SideBySide(setting, stacks, kinds[: len(stacks)])] if len(stacks) > 1 else list(items)


def places(width: float, stacks: Sequence[VerticalList], columns: Sequence[Column]) -> list[tuple[float, float]]:
    """Offset from the start side and width of each column, in points."""
    own = [column.width or _natural(stack, column, width) for stack, column in zip(stacks, columns, strict=True)]
    gaps = [0.0 if c.omit else c.gap for c in columns]
    free = width - sum(own) - sum(gaps)
    shares = [0.0 if fixed or c.omit else c.part or 1.0 for fixed, c in zip(own, columns, strict=True)]
    out, at = [], 0.0
    for fixed, share, gap in zip(own, shares, gaps, strict=True):
        at += gap
        part = fixed or free * share / (sum(shares) or 1.0)
        out.append((at, part))
        at += part
    return out


def _natural(stack: VerticalList, column: Column, width: float) -> float:
    """The width of a picture, or of words on one line, in a column that is as wide as what is in it; 0 where there is none."""
    first = stack.children[0] if stack.children and column.part == 0 and not column.omit else None
    if isinstance(first, Image):
        return float(first.natural(0)[0])
    words = [child for child in stack.children if isinstance(child, Text) and not is_personal(child.content)] if first else []
    wide = max((child.setting.extents(_numbered(child.content), child.style).most for child in words), default=0.0)
    return min(wide + FUZZ, MOST * width) if wide else 0.0


def _numbered(content: Inlines) -> Inlines:
    """With every number as long as the longest: on all pages `page 2 of 12` is as wide as `page 12 of 12`.

    They have room for two figures at least, so that a copy's words stand beside them as they stood before its pages were counted.
    """
    figures = max((2, *(len(number) for run in content if isinstance(run, TextRun) for number in re.findall(r"\d+", run.text))))
    return tuple(replace(run, text=re.sub(r"\d+", "8" * figures, run.text)) if isinstance(run, TextRun) else run for run in content)


def _aligned(children: list[Piece], column: Column) -> list[Piece]:
    for child in children:
        if isinstance(child, Text) and column.align != "start":
            child.style = replace(child.style, align=column.align)
    return children
