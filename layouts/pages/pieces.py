"""What Platypus places: pieces that draw themselves absolutely and write their own structure.

In: inlines and pieces, a `Setting`.  Out: flowables.  A piece knows its height at a width, how little of it may stand at
the foot of a page, and how to split; what does not fit is Platypus's to say.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from reportlab.platypus import Flowable

from layouts.pages.elements import Node
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas

FUZZ = 0.001  # points that sums of lengths may be wrong by


class Piece(Flowable, ABC):  # type: ignore[misc]
    """A flowable that draws itself absolutely, from its top left corner.

    width, height: points, once it is wrapped; before, after: the room in points that it asks for.
    """

    width = height = 0.0
    before = after = 0.0
    level = 0  # of the heading that it is; 0: it is none
    binds = False  # stands on the page of what follows it
    setting: Setting

    def getSpaceBefore(self) -> float:  # noqa: N802  ReportLab's name
        return self.before

    def getSpaceAfter(self) -> float:  # noqa: N802  ReportLab's name
        return self.after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Take the width; the height follows from it."""
        if width != self.width or not self.height:
            self.width = width
            self.height = self.measured(width)
        return width, self.height

    @abstractmethod
    def measured(self, width: float) -> float:
        """The height at a width."""

    def drawOn(self, canvas: TaggedCanvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803  ReportLab's names
        canvas.torn = canvas.torn or self.misplaced(canvas.page_index - canvas.before)
        if not canvas.trial:
            self.draw_at(canvas, x, y + self.height)

    def misplaced(self, page: int) -> bool:
        """Whether something in it that belongs on the first page, whole, does not stand so on a page (from 0)."""
        return False

    @abstractmethod
    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw with the top left corner at a point."""

    def split(self, width: float, height: float) -> list[Flowable]:
        """Never torn, unless a subclass knows how."""
        return []

    def torn(self, width: float, height: float) -> list[Flowable]:
        """Split as a last resort: no page can hold it with the headings that stand over it."""
        return self.split(width, height)

    @property
    def needed(self) -> float:
        """The least height that may stand at the foot of a page."""
        return self.height

    def mirrored(self, x: float, width: float, offset: float, part: float) -> float:
        """x of a part that stands `offset` from the start side of a width."""
        return x + (width - offset - part if self.setting.voice.rtl else offset)


class VerticalList(Piece):
    """Pieces one under the other; room between neighbours is the larger of what both ask for."""

    def __init__(self, setting: Setting, children: Sequence[Piece]) -> None:
        super().__init__()
        self.setting, self.children = setting, list(children)
        self.before = children[0].before if children else 0.0
        self.after = children[-1].after if children else 0.0

    def measured(self, width: float) -> float:
        self.offsets: list[float] = []
        y, after = 0.0, 0.0
        for i, child in enumerate(self.children):
            y += max(child.before, after) if i else 0.0
            child.wrap(width, 0)
            self.offsets.append(y)
            y += child.height
            after = child.after
        return y

    @property
    def needed(self) -> float:
        """The first child's least, with those that it is bound to."""
        last = next((i for i, child in enumerate(self.children) if not child.binds), len(self.children) - 1)
        return self.offsets[last] + self.children[last].needed if self.children else 0.0

    def misplaced(self, page: int) -> bool:
        return any(child.misplaced(page) for child in self.children)

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        for child, offset in zip(self.children, self.offsets, strict=True):
            child.draw_at(canvas, x, top - offset)

    def parted(self, width: float, height: float) -> tuple[list[Piece], list[Piece]] | None:
        """The children that fit a height, and the rest; None if nothing may stand alone."""
        self.wrap(width, height)
        empty = height > self.setting.tallest - FUZZ  # no later page has more room
        if self.needed > height + FUZZ and not empty:
            return None
        for i, (child, offset) in enumerate(zip(self.children, self.offsets, strict=True)):
            if offset + child.height <= height + FUZZ:
                continue
            last_resort = empty and all(above.level for above in self.children[:i])
            halves = child.torn(width, height - offset) if last_resort else child.split(width, height - offset)
            if halves:
                return [*self.children[:i], halves[0]], [*halves[1:], *self.children[i + 1 :]]
            free = self._unbound(i) or (i if empty else 0)  # what no page can hold is parted all the same
            return (self.children[:free], self.children[free:]) if free else None
        return None

    def _unbound(self, i: int) -> int:
        """The last place up to one of the children where they may be parted."""
        while i and self.children[i - 1].binds:
            i -= 1
        return i

    def split(self, width: float, height: float) -> list[Flowable]:
        halves = self.parted(width, height)
        return [VerticalList(self.setting, half) for half in halves] if halves else []


class Whole(VerticalList):
    """A stack that is never torn, unless it is taller than an empty page."""

    @property
    def needed(self) -> float:
        return self.height if self._fits else super().needed

    def split(self, width: float, height: float) -> list[Flowable]:
        return [] if self._fits else super().split(width, height)

    @property
    def _fits(self) -> bool:
        return self.height <= self.setting.tallest


class Formed(Piece):
    """Takes the form that its width allows, and is drawn and torn as that is."""

    form: Piece

    @abstractmethod
    def formed(self, width: float) -> Piece:
        """The form for a width."""

    def measured(self, width: float) -> float:
        self.form = self.formed(width)
        self.form.wrap(width, 0)
        return self.form.height

    @property
    def needed(self) -> float:
        return self.form.needed

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        self.form.draw_at(canvas, x, top)

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        return self._parts(self.form.split(width, height))

    def torn(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        return self._parts(self.form.torn(width, height))

    def _parts(self, parts: list[Flowable]) -> list[Flowable]:
        if parts:
            parts[0].before, parts[-1].after = self.before, self.after
        return parts


class Cells(Piece):
    """Pieces side by side.  columns: (offset from the start side, width)."""

    def __init__(
        self,
        setting: Setting,
        cells: Sequence[Piece],
        columns: Callable[[float], Sequence[tuple[float, float]]],
        nodes: Sequence[Node | None] = (),
        row: Node | None = None,
    ) -> None:
        super().__init__()
        self.setting, self.cells, self.columns = setting, cells, columns
        self.nodes, self.row = nodes or [None] * len(cells), row

    def measured(self, width: float) -> float:
        self.places = list(self.columns(width))
        for cell, (_, part) in zip(self.cells, self.places, strict=False):
            cell.wrap(part, 0)
        return max((cell.height for cell in self.cells), default=0.0)

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        with canvas.element(self.row):
            for cell, (offset, part), node in zip(self.cells, self.places, self.nodes, strict=False):
                with canvas.element(node):
                    cell.draw_at(canvas, self.mirrored(x, self.width, offset, part), top)


class Within(Piece):
    """A piece that belongs to an element which others share."""

    def __init__(self, piece: Piece, node: Node) -> None:
        super().__init__()
        self.piece, self.node, self.setting = piece, node, piece.setting
        self.before, self.after = piece.before, piece.after

    def measured(self, width: float) -> float:
        self.piece.wrap(width, 0)
        return self.piece.height

    def split(self, width: float, height: float) -> list[Flowable]:
        parts = [Within(part, self.node) for part in self.piece.split(width, height)]
        if parts:
            parts[0].before, parts[-1].after = self.before, self.after
        return parts

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        with canvas.element(self.node):
            self.piece.draw_at(canvas, x, top)


def kept(children: Sequence[Piece], setting: Setting) -> list[Piece]:
    """A story in which what is bound to what follows it, such as a heading, is one flowable with that: Platypus cannot part them."""
    out: list[Piece] = []
    held: list[Piece] = []
    for child in children:
        held.append(child)
        if child.binds:
            continue
        out.append(held[0] if len(held) == 1 else VerticalList(setting, held))
        held = []
    return out + held
