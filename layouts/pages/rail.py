"""A timeline: days, the marks of their events on a line, times and words.

In: events in their order, a `Setting`.  Out: a flowable, which may part between days, and inside one only if no page could hold it.

To a screen reader it is a list of days, each of which is a list of its events.  The marks are artifacts: they differ in shape, and what
they mean is said in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from reportlab.platypus import Flowable

from layouts.blocks import Event, EventMark, Inlines, Timeline
from layouts.pages.elements import Node
from layouts.pages.pieces import FUZZ, Piece, VerticalList
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text
from layouts.theme import Style

NUMBERED = "<</O/List/ListNumbering/None>>"


class Happening(Piece):
    """An event beside its mark: its time, and its words."""

    def __init__(self, setting: Setting, event: Event, style: Style, node: Node) -> None:
        super().__init__()
        self.setting, self.mark, self.node, self.leading = setting, event.mark, node, style.leading
        self.time = Text(setting, event.time, style, node=Node("Lbl", node)) if event.time else None
        self.words = Text(setting, event.content, style, node=Node("LBody", node))

    def measured(self, width: float) -> float:
        look = self.setting.theme.timeline
        self.start = look.time + look.gap if self.time else 0.0
        if self.time:
            self.time.wrap(look.time, 0)
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
        self.before = self.after = setting.theme.timeline.between
        for event in events:
            event.before = event.after = setting.theme.timeline.between

    @property
    def _above(self) -> float:
        """The height of a name that stands above."""
        return self.day.height if self.day and not self.setting.theme.timeline.day else 0.0

    def measured(self, width: float) -> float:
        look = self.setting.theme.timeline
        self.start = look.day + self.setting.theme.lists.box + look.clear
        if self.day:
            self.day.wrap(look.day - look.gap if look.day else width - self.start, 0)
        self.events.wrap(width - self.start, 0)
        return max(self._above + self.events.height, self.day.height if self.day else 0.0)

    def middles(self) -> list[tuple[float, EventMark]]:
        """How far below the top the middle of each mark is."""
        offsets = zip(self.events.offsets, self.marks, strict=True)
        return [(self._above + offset + event.leading / 2, event.mark) for offset, event in offsets]

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        row, inner = self.nodes
        with canvas.element(row):
            if self.day:
                offset = 0.0 if self.setting.theme.timeline.day else self.start
                self.day.draw_at(canvas, self.mirrored(x, self.width, offset, self.day.width), top)
            with canvas.element(inner):
                self.events.draw_at(canvas, self.mirrored(x, self.width, self.start, self.events.width), top - self._above)

    def torn(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        fits = [i for i, above in enumerate(self.events.offsets) if i and self._above + above - self.before <= height + FUZZ]
        if not fits:
            return []
        return [
            DayRow(self.setting, self.day, self.marks[: fits[-1]], self.nodes), DayRow(self.setting, None, self.marks[fits[-1] :], self.nodes)
        ]  # fmt: skip


class Rail(VerticalList):
    """Days on one line, from the first mark to the last."""

    def __init__(self, setting: Setting, days: Sequence[DayRow], node: Node) -> None:
        super().__init__(setting, days)
        self.days, self.node = list(days), node
        self.before, self.after = setting.theme.timeline.before, setting.theme.timeline.after

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        look, box = self.setting.theme.timeline, self.setting.theme.lists.box
        marks = [(top - offset - down, mark) for day, offset in zip(self.days, self.offsets, strict=True) for down, mark in day.middles()]
        axis = self.mirrored(x, self.width, look.day, box) + box / 2
        with canvas.artifact():
            for (high, above), (low, below) in pairwise(marks):
                reach = look.reach
                high, low = high - reach(above, box), low + reach(below, box)
                canvas.fill_rect(self.setting.theme.colours["brand"], axis - look.line / 2, low, look.line, max(high - low, 0))
            for y, mark in marks:
                self._mark(canvas, mark, axis, y)
        with canvas.element(self.node):
            super().draw_at(canvas, x, top)

    def _mark(self, canvas: TaggedCanvas, mark: EventMark, x: float, y: float) -> None:
        """What the patient does, comes to, or how long something holds."""
        look, theme = self.setting.theme.timeline, self.setting.theme
        if mark == "do":
            box = theme.lists.box
            canvas.stroke_rect(theme.colours["ink"], 1.1, x - box / 2, y - box / 2, box, box)
        elif mark == "come":
            canvas.dot(theme.colours["brand"], look.line, x, y, (look.dot - look.line) / 2, filled=True)
        else:
            canvas.dot(theme.colours["brand"], look.pen, x, y, (look.ring - look.pen) / 2, filled=False)

    def split(self, width: float, height: float) -> list[Flowable]:
        return self._halves(self.parted(width, height))

    def torn(self, width: float, height: float) -> list[Flowable]:
        return self.split(width, height)

    def _halves(self, halves: tuple[list[Piece], list[Piece]] | None) -> list[Flowable]:
        return [Rail(self.setting, [day for day in half if isinstance(day, DayRow)], self.node) for half in halves or ()]


def rail(block: Timeline, setting: Setting, style: Style, strong: Style) -> Rail:
    """A timeline.  style: of its words; strong: of its days."""
    whole = Node("L", attributes=NUMBERED)
    days = []
    for name, events in _by_day(block.events):
        row = Node("LI", whole)
        day = Text(setting, name, strong, node=Node("Lbl", row)) if name else None
        body = Node("LBody", row)
        inner = Node("L", body, attributes=NUMBERED)
        days.append(DayRow(setting, day, [Happening(setting, event, style, Node("LI", inner)) for event in events], (row, inner)))
    return Rail(setting, days, whole)


def _by_day(events: Iterable[Event]) -> list[tuple[Inlines, list[Event]]]:
    """The events of each day."""
    days: list[tuple[Inlines, list[Event]]] = []
    for event in events:
        if event.day or not days:
            days.append((event.day, []))
        days[-1][1].append(event)
    return days
