"""A timeline: days, the marks of their events on a line, times and words.

In: events in their order, a `Setting`.  Out: a flowable, which may part between days, and inside one only if no page could hold it.

To a screen reader it is a list of days, each of which is a list of its events.  The marks are artifacts: they differ in shape, and what
they mean is said in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from reportlab.platypus import Flowable

from layouts.document.blocks import Timeline, TimelineEvent, TimelineMark
from layouts.document.inlines import Inlines
from layouts.pages.elements import Node
from layouts.pages.pieces import FUZZ, Piece, VerticalList
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text
from layouts.styles import Style

UNNUMBERED = "<</O/List/ListNumbering/None>>"
LINE, PEN, AIR = 0.8, 1.6, 2.0  # points: of the line and of a ring; between the line and a dot
DOT, RING = 0.83, 0.68  # of the size of a box to tick
REACH: dict[TimelineMark, float] = {"do": 0.5, "come": DOT / 2, "until": RING / 2}  # from its middle, of the same
CLEAR = 4.0  # points between a day and the marks
ROOM = 3.0  # points between events, besides that between the items of a list


class Happening(Piece):
    """An event beside its mark: its time, and its words."""

    def __init__(self, setting: Setting, event: TimelineEvent, style: Style, node: Node) -> None:
        super().__init__()
        self.setting, self.mark, self.node, self.leading = setting, event.mark, node, style.leading
        self.time = Text(setting, event.time, style, node=Node("Lbl", node)) if event.time else None
        self.words = Text(setting, event.content, style, node=Node("LBody", node))

    def measured(self, width: float) -> float:
        _, time, words = self.setting.theme.columns["timeline"]
        self.start = time.width + words.gap if self.time else 0.0
        if self.time:
            self.time.wrap(time.width, 0)
        self.words.wrap(width - self.start, 0)
        return max(self.words.height, self.time.height if self.time else 0.0)

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        with canvas.element(self.node):
            if self.time:
                self.time.draw_at(canvas, self.mirrored(x, self.width, 0, self.time.width), top)
            self.words.draw_at(canvas, self.mirrored(x, self.width, self.start, self.words.width), top)


class DayRow(Piece):
    """A day: its name at the start, or above where the layout has no column for it; then its events, one under the other."""

    def __init__(self, setting: Setting, day: Text | None, events: Sequence[Happening], nodes: tuple[Node, Node]) -> None:
        super().__init__()
        self.setting, self.day, self.nodes = setting, day, nodes
        self.events = VerticalList(setting, events)
        self.marks = list(events)
        for row in (self, *events):
            row.before = row.after = setting.theme.lists.between + ROOM

    @property
    def _above(self) -> float:
        """The height of a name that stands above."""
        return self.day.height if self.day and not self.setting.theme.columns["timeline"][0].width else 0.0

    def measured(self, width: float) -> float:
        day, time, _ = self.setting.theme.columns["timeline"]
        self.start = day.width + self.setting.theme.lists.box + time.gap
        if self.day:
            self.day.wrap(day.width - CLEAR if day.width else width - self.start, 0)
        self.events.wrap(width - self.start, 0)
        return max(self._above + self.events.height, self.day.height if self.day else 0.0)

    def middles(self) -> list[tuple[float, TimelineMark]]:
        """How far below the top the middle of each mark is."""
        offsets = zip(self.events.offsets, self.marks, strict=True)
        return [(self._above + offset + event.leading / 2, event.mark) for offset, event in offsets]

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        row, inner = self.nodes
        with canvas.element(row):
            if self.day:
                offset = self.start if self._above else 0.0
                self.day.draw_at(canvas, self.mirrored(x, self.width, offset, self.day.width), top)
            with canvas.element(inner):
                self.events.draw_at(canvas, self.mirrored(x, self.width, self.start, self.events.width), top - self._above)

    def torn(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        fits = [i for i, above in enumerate(self.events.offsets) if i and self._above + above - self.before <= height + FUZZ]
        halves = [(self.day, self.marks[: fits[-1]]), (None, self.marks[fits[-1] :])] if fits else []
        return [DayRow(self.setting, day, half, self.nodes) for day, half in halves]


class Rail(VerticalList):
    """Days on one line, from the first mark to the last."""

    def __init__(self, setting: Setting, days: Sequence[DayRow], node: Node) -> None:
        super().__init__(setting, days)
        self.days, self.node = list(days), node
        self.before, self.after = setting.theme.figure.before, setting.theme.figure.after

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        box = self.setting.theme.lists.box
        marks = [(top - offset - down, mark) for day, offset in zip(self.days, self.offsets, strict=True) for down, mark in day.middles()]
        axis = self.mirrored(x, self.width, self.setting.theme.columns["timeline"][0].width, box) + box / 2
        with canvas.artifact():
            for (high, above), (low, below) in pairwise(marks):
                high, low = high - box * REACH[above] - AIR * (above == "come"), low + box * REACH[below] + AIR * (below == "come")
                canvas.fill_rect(self.setting.theme.colours["brand"], axis - LINE / 2, low, LINE, max(high - low, 0))
            for y, mark in marks:
                self._mark(canvas, mark, axis, y)
        with canvas.element(self.node):
            super().draw_at(canvas, x, top)

    def _mark(self, canvas: TaggedCanvas, mark: TimelineMark, x: float, y: float) -> None:
        """What the patient does, comes to, or how long something holds."""
        theme, box = self.setting.theme, self.setting.theme.lists.box
        if mark == "do":
            canvas.stroke_rect(theme.colours["ink"], 1.1, x - box / 2, y - box / 2, box, box)
        elif mark == "come":
            canvas.dot(theme.colours["brand"], LINE, x, y, (box * DOT - LINE) / 2, filled=True)
        else:
            canvas.dot(theme.colours["brand"], PEN, x, y, (box * RING - PEN) / 2, filled=False)

    def split(self, width: float, height: float) -> list[Flowable]:
        return self._halves(self.parted(width, height))

    def torn(self, width: float, height: float) -> list[Flowable]:
        if halves := self.split(width, height):
            return halves
        parts = self.days[0].torn(width, height)
        return self._halves(([parts[0]], [parts[1], *self.days[1:]])) if parts else []

    def _halves(self, halves: tuple[list[Piece], list[Piece]] | None) -> list[Flowable]:
        return [Rail(self.setting, [day for day in half if isinstance(day, DayRow)], self.node) for half in halves or ()]


def rail(block: Timeline, setting: Setting, style: Style, strong: Style) -> Rail:
    """A timeline.  style: of its words; strong: of its days."""
    whole = Node("L", attributes=UNNUMBERED)
    days = []
    for name, events in _by_day(block.events):
        row = Node("LI", whole)
        day = Text(setting, name, strong, node=Node("Lbl", row)) if name else None
        body = Node("LBody", row)
        inner = Node("L", body, attributes=UNNUMBERED)
        days.append(DayRow(setting, day, [Happening(setting, event, style, Node("LI", inner)) for event in events], (row, inner)))
    return Rail(setting, days, whole)


def _by_day(events: Iterable[TimelineEvent]) -> list[tuple[Inlines, list[TimelineEvent]]]:
    """The events of each day."""
    days: list[tuple[Inlines, list[TimelineEvent]]] = []
    for event in events:
        if event.day or not days:
            days.append((event.day, []))
        days[-1][1].append(event)
    return days
