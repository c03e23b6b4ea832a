"""Tables: columns as wide as their words want, rows that go on over a page, a head on every page.

In: a table of blocks, a `Setting`.  Out: `Tabular`, a flowable.  Where no columns hold the words, each row is a block of its own, with the
head's words as labels; a word is cut only if it is wider than the whole measure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from reportlab.platypus import Flowable

from layouts.document.blocks import Block, Cell, Items, Paragraph, Table, blocks_of, words_of
from layouts.pages.elements import Node
from layouts.pages.pieces import FUZZ, Formed, Piece, VerticalList, Whole, Within
from layouts.pages.rows import UNRULED, Rows, Ruling, TableRow
from layouts.pages.setting import Setting
from layouts.pages.words import Text
from layouts.styles import Style
from layouts.typesetting.extents import Extents

NARROW = 4.5  # times the type size: columns up to this, such as numbers and times, are as wide as their widest cell
WIDE = 1000.0  # points, more than any sheet: what each column of a table wants that is all for the pen, so that they share the room
FEW = 6  # characters of a column whose cells stand in its middle, if nothing else is said
Inside = Callable[[tuple[Block, ...]], Sequence[Piece]]  # the flowables of blocks that stand in a cell
ROW_HEAD, COLUMN_HEAD = "<</O/Table/Scope/Row>>", "<</O/Table/Scope/Column>>"


class Tabular(Formed):
    """A table, in the form that its width allows: rows, or a block for each of them."""

    def __init__(self, setting: Setting, table: Table, inside: Inside) -> None:
        super().__init__()
        self.setting, self.table, self.inside = setting, table, inside
        self.before, self.after = setting.theme.table.before, setting.theme.table.after
        self._wanted = wanted(table, setting)

    def formed(self, width: float) -> Piece:
        places = columns_of(self._wanted, width, self.setting.theme.table.padding, self.table.parts)
        return _rows(self.table, places, self) if places else _blocks(self.table, self)

    def cell(self, cell: Cell, look: Style, node: Node) -> Piece:
        """A cell's words in a style, as the element itself; or what stands in it, to be drawn in that element."""
        words = words_of(cell)
        return VerticalList(self.setting, self.inside(blocks_of(cell))) if words is None else Text(self.setting, words, look, node=node)


# -- how wide


def wanted(table: Table, setting: Setting) -> list[Extents]:
    """How wide each column wants to be, without padding."""
    head, cell = setting.theme.style("table-head"), setting.theme.style("cell")
    blank = not any(any(row) for row in table.rows)
    out = []
    for i, title in enumerate(table.head):
        look = replace(cell, strong=True) if i == 0 else cell
        found = [setting.extents(title, head), *(extents_of(row[i], look, setting) for row in table.rows)]
        least, most = max(e.least for e in found), max(e.most for e in found)
        if not any(row[i] for row in table.rows):
            least = max(least, setting.theme.table.writing)
            most = WIDE if blank else least
        elif most <= NARROW * cell.size:
            least = most
        out.append(Extents(least, most))
    return out


def extents_of(cell: Cell, look: Style, setting: Setting) -> Extents:
    """How wide a cell wants to be."""
    words = words_of(cell)
    if words is not None:
        return setting.extents(words, look)
    found = [Extents(0.0, 0.0)]
    for block in blocks_of(cell):
        indent = setting.theme.lists.indent if isinstance(block, Items) else 0.0
        inside = [part for item in block.items for part in item] if isinstance(block, Items) else [block]
        found.append(Extents(indent, indent))
        each = [setting.extents(part.content, look) for part in inside if isinstance(part, Paragraph)]
        found += [Extents(e.least + indent, e.most + indent) for e in each]
    return Extents(max(e.least for e in found), max(e.most for e in found))


def columns_of(found: Sequence[Extents], width: float, pad: float, parts: Sequence[int] = ()) -> list[tuple[float, float]] | None:
    """(offset from the start side, width) of the text of each column; None if the words do not fit side by side.

    parts: of the width, if somebody has said them.
    """
    room = width - 2 * pad * len(found)
    if sum(e.least for e in found) > room + FUZZ:
        return None
    out, at = [], 0.0
    for part in _parted(found, width, pad, parts) if parts else _shared(found, room):
        out.append((at + pad, part))
        at += part + 2 * pad
    return out


def _shared(found: Sequence[Extents], room: float) -> list[float]:
    """What is left goes to the columns by what they lack (CSS Table 3, 5.2.1, distributing excess width), then to the widest."""
    least, most = sum(e.least for e in found), sum(e.most for e in found)
    share = min(1.0, (room - least) / (most - least)) if most > least else 0.0
    widths = [e.least + (e.most - e.least) * share for e in found]
    widest = max(range(len(found)), key=lambda i: found[i].most)
    widths[widest] += max(0.0, room - sum(widths))
    return widths


def _parted(found: Sequence[Extents], width: float, pad: float, parts: Sequence[int]) -> list[float]:
    """As it was said; a column whose words need more has that, and the others share the rest."""
    share, least = 0.0, [e.least + 2 * pad for e in found]
    free: dict[int, int] = {}
    wished = dict(enumerate(parts))
    while free != wished:
        free = wished
        share = (width - sum(wide for i, wide in enumerate(least) if i not in free)) / (sum(free.values()) or 1)
        wished = {i: part for i, part in free.items() if part * share >= least[i] - FUZZ}
    return [(free[i] * share if i in free else wide) - 2 * pad for i, wide in enumerate(least)]


# -- rows side by side


def _rows(table: Table, places: Sequence[tuple[float, float]], tabular: Tabular) -> Rows:
    setting, theme = tabular.setting, tabular.setting.theme
    whole, head, body = Node("Table"), Node("THead"), Node("TBody")
    head.parent = body.parent = whole
    aligned = [_alignment(table, i) for i in range(len(table.head))]

    def row(cells: Sequence[Cell], titles: bool, part: Node) -> TableRow:
        line = Node("TR", part)
        heads = [titles or (i == 0 and len(cells) > 1 and bool(cells[0])) for i in range(len(cells))]
        scope = COLUMN_HEAD if titles else ROW_HEAD
        nodes = [Node("TH" if is_head else "TD", line, attributes=scope if is_head else "") for is_head in heads]
        looks = [_look(theme.style("table-head" if titles else "cell"), is_head, aligned[i]) for i, is_head in enumerate(heads)]
        texts = [tabular.cell(cell, look, node) for cell, look, node in zip(cells, looks, nodes, strict=True)]
        return TableRow(setting, texts, lambda _: places, nodes, line)

    empty = [i for i in range(1, len(table.head)) if not any(cells[i] for cells in table.rows)]
    ruling = Ruling(dict.fromkeys(empty, theme.table.padding), least=theme.table.row) if empty else UNRULED
    return Rows(setting, row(table.head, True, head), [row(cells, False, body) for cells in table.rows], (whole, head, body), ruling=ruling)


def _look(style: Style, strong: bool, align: str) -> Style:
    return replace(style, strong=style.strong or strong, align=align)  # type: ignore[arg-type]


def _alignment(table: Table, column: int) -> str:
    """As it was written; short cells, such as numbers, stand in the middle of their column."""
    if column < len(table.aligns) and table.aligns[column]:
        return table.aligns[column]
    cells = [words_of(row[column]) for row in table.rows]
    short = all(cell is not None and sum(len(getattr(inline, "text", "x" * FEW)) for inline in cell) < FEW for cell in cells)
    return "center" if column and short else "start"


# -- a block for each row


def _blocks(table: Table, tabular: Tabular) -> VerticalList:
    """Rows one under the other: the first cell over the others, which have the head's words as labels."""
    setting = tabular.setting
    stacks: list[Piece] = [Together(setting, [*_entries(table, cells, tabular)]) for cells in table.rows]
    for above, below in pairwise(stacks):
        above.after = below.before = setting.theme.table.after
    return VerticalList(setting, stacks)


class Together(Whole):
    """A stack that is torn only if no page could hold it."""

    def torn(self, width: float, height: float) -> list[Flowable]:
        return VerticalList.split(self, width, height)


def _entries(table: Table, cells: Sequence[Cell], tabular: Tabular) -> list[Piece]:
    setting, theme = tabular.setting, tabular.setting.theme
    cell, head = theme.style("cell"), replace(theme.style("table-head"), after=2)
    if len(cells) == 1:
        return [tabular.cell(cells[0], cell, Node("P"))]
    whole = Node("Table")
    places = _halves([setting.extents(label, head) for label in table.head[1:]], theme.table.padding)
    out: list[Piece] = [tabular.cell(cells[0] or table.head[0], head, Node("P"))]
    for label, value in zip(table.head[1:], cells[1:], strict=True):
        row = Node("TR", whole)
        nodes = [Node("TH", row, attributes=ROW_HEAD), Node("TD", row)]
        texts = [Text(setting, label, replace(head, after=0), node=nodes[0]), tabular.cell(value, cell, nodes[1])]
        out.append(Within(TableRow(setting, texts, places, nodes, row), whole))
        out[-1].before = out[-1].after = 2
    return out


def _halves(labels: Sequence[Extents], pad: float) -> Callable[[float], Sequence[tuple[float, float]]]:
    """Labels as wide as they want, up to two fifths of the width; what is left for their values."""

    def places(width: float) -> list[tuple[float, float]]:
        label = min(max(e.most for e in labels), max(0.4 * width, *(e.least for e in labels)))
        return [(2 * pad, label), (label + 4 * pad, width - label - 4 * pad)]

    return places
