"""A plan of medicines: a table with a column for each time of the day, under its sign; where columns have no room, a block for each.

In: `Medicines`, a `Setting`.  Out: `MedicinePlan`, a flowable.  How much is taken, and what is to be done, stands as it was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from layouts.document.blocks import Medicine, Medicines
from layouts.document.inlines import Inlines, TextRun
from layouts.pages.boxes import sign
from layouts.pages.columns import Hairline
from layouts.pages.drawings import recoloured
from layouts.pages.elements import Node
from layouts.pages.images import place_drawing
from layouts.pages.pieces import FUZZ, Formed, Piece, VerticalList
from layouts.pages.rows import HeadCell, Rows, Ruling, TableRow
from layouts.pages.setting import Setting
from layouts.pages.tables import COLUMN_HEAD, NARROW, ROW_HEAD, Together
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text
from layouts.styles import Column, Style

TIGHT = 3.0  # points on either side of the columns of times
SIGN, PILL = 13.0, 4.0  # points: the height of a sign; the room around a word that stands out
PILL_PART = 0.8  # of the type size: how much wider than its word that is
LEAST_NAME = 0.2  # of the width, for the column of names


def words(text: str, *, strong: bool = False) -> Inlines:
    """A word of the plan."""
    return (TextRun(text, strong, isolated=True),)


class SignedWord(HeadCell):
    """A time of the day: its sign over its word."""

    def __init__(self, setting: Setting, name: str, text: Text) -> None:
        super().__init__()
        self.setting, self.name, self.text = setting, name, text

    def measured(self, width: float) -> float:
        self.text.wrap(width, 0)
        return SIGN + self.text.height

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        ink = self.setting.theme.colours["ink"]
        with canvas.artifact():
            place_drawing(canvas, recoloured(sign(self.name), ink), x + (self.width - SIGN) / 2, top - SIGN, SIGN)
        self.text.draw_at(canvas, x, top - SIGN)

    def again(self, setting: Setting) -> SignedWord:
        return SignedWord(setting, self.name, Text(setting, self.text.content, self.text.style))


class Pill(Piece):
    """A word that stands out: white on a dark ground."""

    def __init__(self, setting: Setting, text: Text) -> None:
        super().__init__()
        self.setting, self.text = setting, text
        self.before = self.after = PILL

    @property
    def _pad(self) -> float:
        return PILL_PART / 2 * self.text.style.size

    def measured(self, width: float) -> float:
        self.wide = min(width, self.setting.extents(self.text.content, self.text.style).most + 2 * self._pad)
        self.text.wrap(self.wide - 2 * self._pad + FUZZ, 0)
        return self.text.height

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        left = self.mirrored(x, self.width, 0, self.wide)
        with canvas.artifact():
            canvas.fill_rect(self.setting.theme.colours["ink"], left, top - self.height, self.wide, self.height)
        self.text.draw_at(canvas, left + self._pad, top)


class MiddleRow(TableRow):
    """A row whose cells stand in the middle of its height."""

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        with canvas.element(self.row):
            for cell, (offset, part), node in zip(self.cells, self.places, self.nodes, strict=True):
                with canvas.element(node):
                    cell.draw_at(canvas, self.mirrored(x, self.width, offset, part), top - (self.height - cell.height) / 2)


class MedicinePlan(Formed):
    """The plan, in the form that its width allows."""

    def __init__(self, setting: Setting, plan: Medicines, columns: Sequence[Column]) -> None:
        super().__init__()
        self.setting, self.plan, self.columns = setting, plan, columns
        self.before, self.after = setting.theme.table.before, setting.theme.table.after

    def formed(self, width: float) -> Piece:
        places = self._places(width)
        return _table(self.plan, places, self.setting) if places else _blocks(self.plan, self.setting)

    def _places(self, width: float) -> list[tuple[float, float]]:
        """Offset and width of the words of each column; nothing if they have no room, or the layout has no columns for them."""
        if len(self.columns) == 1:
            return []
        setting, plan, pad = self.setting, self.plan, self.setting.theme.table.padding
        times = [self._time(i) for i in range(len(plan.times))]
        advice = self.columns[1].width if _advises(plan) else 0.0
        advised = max(setting.extents(words(row.advice), _name(setting)).least for row in plan.rows) + PILL_PART * _name(setting).size
        rest = width - 2 * pad - sum(part + 2 * TIGHT for part in times) - advice
        least = [setting.extents(said, _name(setting)).least for row in plan.rows for said in (row.name, row.purpose)]
        if rest < max(LEAST_NAME * width, *least) or 0 < advice < advised + 2 * pad:
            return []
        out, at = [(pad, rest)], rest + 2 * pad
        for part in times:
            out.append((at + TIGHT, part))
            at += part + 2 * TIGHT
        return [*out, (at + pad, advice - 2 * pad)] if advice else out

    def _time(self, column: int) -> float:
        """How wide the words of a time want to be: figures stand in one line."""
        figures = _figure(self.setting)
        amounts = [self.setting.extents(words(row.amounts[column]), figures) for row in self.plan.rows]
        wide = [e.most if e.most <= NARROW * figures.size else e.least for e in amounts]
        return max(self.setting.extents(words(self.plan.times[column][1]), _title(self.setting)).most, *wide) + FUZZ


def _advises(plan: Medicines) -> bool:
    return any(row.advice or row.until for row in plan.rows)


# -- looks


def _title(setting: Setting) -> Style:
    """Of the word under a sign."""
    return replace(setting.theme.style("caption"), strong=True, colour="ink", align="center", before=0, after=0)


def _name(setting: Setting) -> Style:
    return replace(setting.theme.style("cell"), strong=True)


def _figure(setting: Setting) -> Style:
    return replace(setting.theme.style("box-title"), align="center", before=0, after=0)


# -- a table


def _table(plan: Medicines, places: Sequence[tuple[float, float]], setting: Setting) -> Rows:
    whole, head, body = Node("Table"), Node("THead"), Node("TBody")
    head.parent = body.parent = whole
    line = Node("TR", head)
    nodes = [Node("TH", line, attributes=COLUMN_HEAD) for _ in places]
    looks = setting.theme.style("table-head")
    titles: list[Piece] = [Text(setting, words(plan.head[0]), looks, node=nodes[0])]
    for (name, word), node in zip(plan.times, nodes[1:], strict=False):
        titles.append(SignedWord(setting, name, Text(setting, words(word), _title(setting), node=node)))
    if _advises(plan):
        titles.append(Text(setting, words(plan.head[1]), looks, node=nodes[-1]))
    top = MiddleRow(setting, titles, lambda _: places, nodes, line)
    insets = {**dict.fromkeys(range(1, 1 + len(plan.times)), TIGHT)}
    if _advises(plan):
        insets[len(places) - 1] = setting.theme.table.padding
    rows = [_row(row, places, body, setting, _advises(plan)) for row in plan.rows]
    return Rows(setting, top, rows, (whole, head, body), ruling=Ruling(insets, head=True))


def _row(row: Medicine, places: Sequence[tuple[float, float]], body: Node, setting: Setting, advises: bool) -> TableRow:
    line = Node("TR", body)
    nodes = [Node("TD" if i else "TH", line, attributes="" if i else ROW_HEAD) for i in range(len(places))]
    cells: list[Piece] = [VerticalList(setting, _named(row, setting, _name(setting)))]
    for amount, node in zip(row.amounts, nodes[1:], strict=False):
        look = _figure(setting) if any(map(str.isalnum, amount)) else replace(_figure(setting), strong=False, colour="quiet")
        cells.append(Text(setting, words(amount), look, node=node))
    if advises:
        cells.append(VerticalList(setting, _advised(row, setting)))
    return MiddleRow(setting, cells, lambda _: places, nodes, line)


def _named(row: Medicine, setting: Setting, look: Style) -> list[Piece]:
    """The name, and what it is for beneath."""
    purpose = Text(setting, row.purpose, replace(setting.theme.style("cell"), colour="quiet"))
    return [Text(setting, row.name, look), *([purpose] if row.purpose else [])]


def _advised(row: Medicine, setting: Setting) -> list[Piece]:
    """What to do, and until when."""
    out: list[Piece] = []
    if row.stops:
        out.append(Pill(setting, Text(setting, words(row.advice), replace(_name(setting), colour="paper"))))
    elif row.advice:
        out.append(Text(setting, words(row.advice), _name(setting)))
    return [*out, Text(setting, row.until, setting.theme.style("cell"))] if row.until else out


# -- a block for each medicine


def _blocks(plan: Medicines, setting: Setting) -> VerticalList:
    """Medicines one under the other, lines between them."""
    gap = setting.theme.table.after / 2
    stacks: list[Piece] = []
    for row in plan.rows:
        if stacks:
            stacks.append(Hairline(setting, setting.theme.table.rule, gap))
        stacks.append(Together(setting, _entry(row, setting)))
        stacks[-1].binds = row is not plan.rows[-1]  # the line below stays with it
    for above, below in pairwise(stacks):
        above.after = below.before = gap
    return VerticalList(setting, stacks)


def _entry(row: Medicine, setting: Setting) -> list[Piece]:
    """A medicine: its name, what it is for, how much when, what to do."""
    amounts: list[Piece] = [Text(setting, row.taken, replace(setting.theme.style("cell"), before=2, after=2))] if row.taken else []
    return [*_named(row, setting, replace(setting.theme.style("box-title"), after=0)), *amounts, *_advised(row, setting)]
