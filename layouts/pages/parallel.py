"""Texts in another language than the document's, and two languages side by side.

In: a block, a `Setting`, what makes pieces of blocks.  Out: flowables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from reportlab.platypus import Flowable

from layouts.document.blocks import Block
from layouts.document.inlines import Inlines
from layouts.document.tongues import Abreast, Foreign, Parallel
from layouts.errors import LayoutError
from layouts.pages.elements import Node
from layouts.pages.pieces import Piece, VerticalList, Within
from layouts.pages.rows import Rows, TableRow
from layouts.pages.setting import Setting
from layouts.pages.words import Text

GAPS = 4  # the room between two columns, in paddings of a table's cell
Made: TypeAlias = Callable[[Sequence[Block], Setting], list[Piece]]  # blocks -> pieces
Making: TypeAlias = Callable[[Sequence[Block], Setting, str], list[Piece]]  # the same, in a style


def parallel(block: Parallel, setting: Setting) -> Rows:
    """A table of two columns, each of which is set as its language is; the row runs as the document does."""
    pad = setting.theme.table.padding
    table, head, body = Node("Table"), Node("THead"), Node("TBody")
    head.parent = body.parent = table
    spoken = [setting.speaking(language) for language in block.languages]

    def columns(width: float) -> list[tuple[float, float]]:
        return [(pad, width / 2 - 2 * pad), (width / 2 + pad, width / 2 - 2 * pad)]

    def row(cells: tuple[Inlines, Inlines], kind: str, part: Node) -> TableRow:
        line = Node("TR", part)
        scope = "<</O/Table/Scope/Column>>" if kind == "TH" else ""
        nodes = [Node(kind, line, attributes=scope, language=language) for language in block.languages]
        look = setting.theme.style("table-head" if kind == "TH" else "cell")
        texts = [Text(own, cell, look, node=node) for own, cell, node in zip(spoken, cells, nodes, strict=True)]
        return TableRow(setting, texts, columns, nodes, line)

    return Rows(setting, row(block.head, "TH", head), [row(cells, "TD", body) for cells in block.rows], (table, head, body))


class PairRow(TableRow):
    """A pair of blocks; torn only if no page can hold it: whoever reads one side finds the other beside it."""

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, 0)
        return [] if self.height <= self.setting.tallest else super().split(width, height)

    def _like(self, cells: Sequence[Piece]) -> TableRow:
        return PairRow(self.setting, cells, self.columns, self.nodes, self.row)


class InTongue(Within):
    """A piece in another language; it keeps to what follows it, and is torn, as it would be by itself."""

    def __init__(self, piece: Piece, node: Node) -> None:
        super().__init__(piece, node)
        self.binds, self.level = piece.binds, piece.level

    @property
    def needed(self) -> float:
        return self.piece.needed

    def misplaced(self, page: int) -> bool:
        return self.piece.misplaced(page)

    def split(self, width: float, height: float) -> list[Flowable]:
        return self._parts(self.piece.split(width, height))

    def torn(self, width: float, height: float) -> list[Flowable]:
        return self._parts(self.piece.torn(width, height))

    def _parts(self, parts: list[Flowable]) -> list[Flowable]:
        made: list[Flowable] = [InTongue(part, self.node) for part in parts if isinstance(part, Piece)]
        if made:
            made[0].before, made[-1].after = self.before, self.after
        return made


def spoken(block: Foreign, setting: Setting, made: Made) -> list[Piece]:
    """Blocks as their own language is set."""
    whole = Node("Div", language=block.language)
    out: list[Piece] = [InTongue(piece, whole) for piece in made(block.blocks, setting.speaking(block.language))]
    for first in out[:1]:
        first.before = max(first.before, setting.theme.table.before)
    return out


def abreast(block: Abreast, setting: Setting, made: Made) -> list[Piece]:
    """Pairs of blocks in two columns; each pair is read in the first language and then in the second.

    Raises LayoutError in a folded leaflet, whose panels have room for one column of words.
    """
    if setting.theme.form == "folded":
        raise LayoutError("two languages have no room side by side in a folded leaflet; print one after the other (then), or another form")
    gap = setting.theme.table.padding * GAPS
    spoken = [setting.speaking(language) for language in block.languages]

    def columns(width: float) -> list[tuple[float, float]]:
        half = (width - gap) / 2
        return [(0, half), (half + gap, half)]

    out: list[Piece] = []
    for pair in block.pairs:
        cells = [VerticalList(own, made(blocks, own)) for own, blocks in zip(spoken, pair, strict=True)]
        row = PairRow(setting, cells, columns, [Node("Div", language=language) for language in block.languages], Node("Div"))
        row.before, row.after = max(cell.before for cell in cells), max(cell.after for cell in cells)
        row.binds = any(cell.children[-1].binds for cell in cells if cell.children)
        out.append(row)
    return out


def in_tongues(made: Making) -> dict[type, Callable[[Any, Setting, str], list[Piece]]]:
    """What makes pieces of each block of this module.  made: makes those of the blocks inside."""
    return {
        Parallel: lambda block, setting, _: [parallel(block, setting)],
        Foreign: lambda block, setting, style: spoken(block, setting, lambda blocks, own: made(blocks, own, style)),
        Abreast: lambda block, setting, style: abreast(block, setting, lambda blocks, own: made(blocks, own, style)),
    }
