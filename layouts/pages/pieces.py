"""What Platypus places: pieces that draw themselves absolutely and write their own structure.

In: inlines and pieces, a `Setting`.  Out: flowables.  A piece knows its height at a width, how little of it may stand at
the foot of a page, and how to split; what does not fit is Platypus's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from reportlab.platypus import Flowable

from layouts.blocks import Field, Inlines, TextRun
from layouts.pages.tagged import Link, Node, Slot, SlotPart, TaggedCanvas
from layouts.theme import Style, Theme
from layouts.typesetting.chunks import OWN, Voice
from layouts.typesetting.text import Galley, galley

FUZZ = 0.001


@dataclass(eq=False)
class Setting:
    """What every block of a document is set with.  `furniture`: page furniture, which has no structure."""

    theme: Theme
    voice: Voice
    values: Sequence[str]
    tallest: float = 0.0  # the height of an empty page's frame
    furniture: bool = False
    slots: dict[object, Slot] = field(default_factory=dict)

    def as_furniture(self) -> Setting:
        """The same, for heads and feet."""
        return replace(self, furniture=True)

    def set(self, content: Inlines, style: Style, measure: float) -> Galley:
        """Set content, with this copy's values where it has fields."""
        if is_personal(content):
            return self.slot(content, style, measure).set(self.values)
        return galley(content, (), style, measure, self.voice)

    def slot(self, content: Inlines, style: Style, measure: float) -> Slot:
        """The slot of a personal block; the same content at the same measure is the same slot."""
        key = content, style.size, style.leading, style.colour, style.strong, style.align, measure
        if key not in self.slots:
            self.slots[key] = Slot(content, style, measure, self.voice, self.theme.colours[style.colour], len(self.slots))
        return self.slots[key]


def is_personal(content: Inlines) -> bool:
    """Whether content differs from copy to copy."""
    return any(isinstance(inline, Field) for inline in content)


class Piece(Flowable):  # type: ignore[misc]
    """A flowable that draws itself absolutely, from its top left corner."""

    width = height = 0.0
    before = after = 0.0
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

    def measured(self, width: float) -> float:
        """The height at a width."""
        raise NotImplementedError

    def drawOn(self, canvas: TaggedCanvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803  ReportLab's names
        self.draw_at(canvas, x, y + self.height)

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw with the top left corner at a point."""
        raise NotImplementedError

    def split(self, width: float, height: float) -> list[Flowable]:
        """Never torn, unless a subclass knows how."""
        return []

    @property
    def needed(self) -> float:
        """The least height that may stand at the foot of a page."""
        return self.height

    def mirrored(self, x: float, width: float, offset: float, part: float) -> float:
        """x of a part that stands `offset` from the start side of a width."""
        return x + (width - offset - part if self.setting.voice.rtl else offset)


class Text(Piece):
    """Lines of type: a paragraph, heading, label or caption."""

    def __init__(
        self, setting: Setting, content: Inlines, style: Style, tag: str = "P", *, node: Node | None = None, level: int = 0, align: str = ""
    ) -> None:
        super().__init__()
        self.setting, self.content, self.level = setting, content, level
        self.style = replace(style, align=align) if align and align != style.align else style  # type: ignore[arg-type]
        self.rgb = setting.theme.colours[style.colour]
        self.before, self.after = style.before, style.after
        self.node = None if setting.furniture else node or Node(tag)
        self.keyed: dict[int, Node] = {}
        self.first, self.last = 0, -1
        self.galley: Galley | None = None

    def measured(self, width: float) -> float:
        self.galley = self.setting.set(self.content, self.style, width)
        if self.last < 0:
            self.last = len(self.galley.lines)
        return (self.last - self.first) * self.style.leading

    @property
    def needed(self) -> float:
        return min(self.last - self.first, 2) * self.style.leading

    def split(self, width: float, height: float) -> list[Flowable]:
        """No fewer than two lines on either side."""
        self.wrap(width, height)
        count = self.last - self.first
        fitting = min(int((height + FUZZ) / self.style.leading), count - 2)
        if fitting < 2 or self.level:
            return []
        return [self._part(self.first, self.first + fitting), self._part(self.first + fitting, self.last)]

    def _part(self, first: int, last: int) -> Text:
        part = Text(self.setting, self.content, self.style, node=self.node)
        part.keyed, part.first, part.last = self.keyed, first, last
        return part

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        assert self.galley is not None
        if self.level:
            self._enter(canvas, top)
        node_of = self._node_of if self.node is not None else None
        if is_personal(self.content):
            slot = self.setting.slot(self.content, self.style, self.width)
            part = SlotPart(slot, self.first, self.last, x, top, None)
            canvas.set_slot(part, self.galley.shape, node_of)
            self._link(canvas, x, top, part)
        else:
            canvas.set_lines(self.galley, slice(self.first, self.last), x, top, self.style, self.rgb, node_of)
            self._link(canvas, x, top, None)

    def _node_of(self, key: int) -> Node:
        """The element of a span: the block's own, or a Link or Span below it."""
        assert self.node is not None
        inline = self.content[key] if key != OWN else None
        if inline is None or not isinstance(inline, (TextRun, Field)) or not (inline.link or inline.language):
            return self.node
        if key not in self.keyed:
            self.keyed[key] = Node("Link" if inline.link else "Span", self.node, language=inline.language)
        return self.keyed[key]

    def _link(self, canvas: TaggedCanvas, x: float, top: float, part: SlotPart | None) -> None:
        """Annotations and underlines of the links on these lines; a slot's are struck with it."""
        assert self.galley is not None
        found: dict[int, list[tuple[float, float, float, float]]] = {}
        for i, line in enumerate(self.galley.lines[self.first : self.last]):
            for key, offset, width in line.links:
                bottom = top - (i + 1) * self.style.leading
                found.setdefault(key, []).append((x + line.left + offset, bottom, width, self.style.leading))
        for key, rects in found.items():
            inline = self.content[key]
            assert isinstance(inline, (TextRun, Field)) and inline.link
            words = inline.text if isinstance(inline, TextRun) else inline.link
            if self.node is not None:
                link = Link(self._node_of(key), 0, inline.link, words, None if part else tuple(rects))
                canvas.add_link(link)
                if part:
                    part.links[key] = link
            if not part:
                with canvas.artifact():
                    for rect in rects:
                        canvas.fill_rect(self.rgb, *underline(rect, self.style))

    def _enter(self, canvas: TaggedCanvas, top: float) -> None:
        slot = self.setting.slot(self.content, self.style, self.width) if is_personal(self.content) else None
        title = "".join(i.text for i in self.content if isinstance(i, TextRun))
        canvas.add_entry(self.level, title, slot, top)


def underline(rect: tuple[float, float, float, float], style: Style) -> tuple[float, float, float, float]:
    """The line under a link, from the rectangle around it."""
    x, bottom, width, height = rect
    return x, bottom + (height - 0.714 * style.size) / 2 - 0.13 * style.size, width, 0.055 * style.size


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
        """The first child's least, with its follower's if it is a heading."""
        if len(self.children) > 1 and isinstance(self.children[0], Text) and self.children[0].level:
            return self.offsets[1] + self.children[1].needed
        return self.children[0].needed if self.children else 0.0

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        for child, offset in zip(self.children, self.offsets, strict=True):
            child.draw_at(canvas, x, top - offset)

    def parted(self, width: float, height: float) -> tuple[list[Piece], list[Piece]] | None:
        """The children that fit a height, and the rest; None if nothing may stand alone."""
        self.wrap(width, height)
        if self.needed > height + FUZZ:
            return None
        for i, (child, offset) in enumerate(zip(self.children, self.offsets, strict=True)):
            if offset + child.height <= height + FUZZ:
                continue
            halves = child.split(width, height - offset)
            if halves:
                return [*self.children[:i], halves[0]], [*halves[1:], *self.children[i + 1 :]]
            while i and isinstance(self.children[i - 1], Text) and self.children[i - 1].level:
                i -= 1
            return (self.children[:i], self.children[i:]) if i else None
        return None

    def split(self, width: float, height: float) -> list[Flowable]:
        halves = self.parted(width, height)
        return [VerticalList(self.setting, half) for half in halves] if halves else []


class Whole(VerticalList):
    """A stack that is never torn."""

    @property
    def needed(self) -> float:
        return self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        return []


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

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        with canvas.element(self.node):
            self.piece.draw_at(canvas, x, top)
