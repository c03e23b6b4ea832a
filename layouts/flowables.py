"""Blocks -> ReportLab flowables.

In: blocks, a theme, a voice, the copy's values.  Out: flowables that Platypus places, splits and draws on a
`TaggedCanvas`.  Each draws itself absolutely, at the place Platypus gives it, and writes its own structure.
Refuses nothing by itself: what does not fit is Platypus's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab.platypus import Flowable

from layouts.blocks import (
    Block,
    Box,
    Code,
    Columns,
    Facts,
    Field,
    Figure,
    Heading,
    Inlines,
    Items,
    Logo,
    Paragraph,
    Picture,
    Run,
    Table,
)
from layouts.objects import numbers
from layouts.pictures import Drawing, Photograph, opened, recoloured
from layouts.tagged import Link, Node, Slot, SlotPart, TaggedCanvas, fill, lines_code
from layouts.text import OWN, Galley, Voice, galley
from layouts.theme import BoxStyle, Column, Style, Theme

SIGNS = Path(__file__).parent / "signs"
HEADING_STYLES = {1: "title", 2: "section", 3: "sub-section"}
FUZZ = 0.001
UNBOUNDED = 1e6


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
        if inline is None or not isinstance(inline, (Run, Field)) or not (inline.link or inline.language):
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
            assert isinstance(inline, (Run, Field)) and inline.link
            words = inline.text if isinstance(inline, Run) else inline.link
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
        title = "".join(i.text for i in self.content if isinstance(i, Run))
        canvas.add_entry(self.level, title, slot, top)


def underline(rect: tuple[float, float, float, float], style: Style) -> tuple[float, float, float, float]:
    """The line under a link, from the rectangle around it."""
    x, bottom, width, height = rect
    return x, bottom + (height - 0.714 * style.size) / 2 - 0.13 * style.size, width, 0.055 * style.size


class Stack(Piece):
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
        return [Stack(self.setting, half) for half in halves] if halves else []


class Framed(Stack):
    """A panel or call-out: padding, tint, bar, border, sign.  Torn only if no page could hold it."""

    def __init__(self, setting: Setting, children: Sequence[Piece], style: BoxStyle, node: Node | None) -> None:
        super().__init__(setting, children)
        self.style, self.node = style, node
        self.before, self.after = style.before, style.after
        self.sign = sign(style.sign) if style.sign else None

    def _inside(self, width: float) -> tuple[float, float]:
        """Offset of the text from the start side, and its width."""
        s = self.style
        offset = s.bar + s.padding + (self._sign_size() + s.padding * 0.8 if self.sign else 0)
        return offset, width - offset - s.padding

    def _sign_size(self) -> float:
        title = self.setting.theme.style(self.style.title)
        return title.leading * 1.15

    def measured(self, width: float) -> float:
        return super().measured(self._inside(width)[1]) + 2 * self.style.padding

    @property
    def needed(self) -> float:
        return self.height

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        theme, s = self.setting.theme, self.style
        rgb, bottom = theme.colours[s.colour], top - self.height
        with canvas.artifact():
            if s.tint:
                canvas.fill_rect(theme.colours["tint"], x, bottom, self.width, self.height)
            if s.bar:
                canvas.fill_rect(rgb, self.mirrored(x, self.width, 0, s.bar), bottom, s.bar, self.height)
            if s.border:
                canvas.stroke_rect(rgb, s.border, x, bottom, self.width, self.height)
            if self.sign:
                size = self._sign_size()
                place_drawing(canvas, recoloured(self.sign, rgb), self.mirrored(x, self.width, s.bar + s.padding, size), top - s.padding - size * 0.95, size)
        offset, inner = self._inside(self.width)
        with canvas.element(self.node):
            super().draw_at(canvas, self.mirrored(x, self.width, offset, inner), top - s.padding)

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        if self.height <= self.setting.tallest:
            return []
        halves = self.parted_inside(width, height)
        return [Framed(self.setting, half, self.style, self.node) for half in halves] if halves else []

    def parted_inside(self, width: float, height: float) -> tuple[list[Piece], list[Piece]] | None:
        """The children that fit a box of a height, and the rest."""
        inner = Stack(self.setting, self.children)
        return inner.parted(self._inside(width)[1], height - 2 * self.style.padding)


class Cells(Piece):
    """Pieces side by side.  columns: (offset from the start side, width)."""

    def __init__(self, setting: Setting, cells: Sequence[Piece], columns: Callable[[float], Sequence[tuple[float, float]]], nodes: Sequence[Node | None] = (), row: Node | None = None) -> None:
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


class Item(Piece):
    """A list item: a label, hanging, and its body, which may go on over a page."""

    def __init__(self, setting: Setting, label: Piece | None, body: Sequence[Piece], nodes: tuple[Node, ...], body_node: Node | None) -> None:
        super().__init__()
        self.setting, self.label, self.body = setting, label, Stack(setting, body)
        self.nodes, self.body_node = nodes, body_node
        self.before = self.after = setting.theme.lists.between

    def measured(self, width: float) -> float:
        indent = self.setting.theme.lists.indent
        if self.label:
            self.label.wrap(indent, 0)
        self.body.wrap(width - indent, 0)
        return max(self.body.height, self.label.height if self.label else 0)

    @property
    def needed(self) -> float:
        return self.body.needed

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        indent = self.setting.theme.lists.indent
        with ExitStack() as opened_nodes:
            for node in self.nodes:
                opened_nodes.enter_context(canvas.element(node))
            if self.label:
                self.label.draw_at(canvas, self.mirrored(x, self.width, 0, indent), top)
            with canvas.element(self.body_node):
                self.body.draw_at(canvas, self.mirrored(x, self.width, indent, self.width - indent), top)

    def split(self, width: float, height: float) -> list[Flowable]:
        halves = self.body.parted(width - self.setting.theme.lists.indent, height)
        if not halves:
            return []
        first = Item(self.setting, self.label, halves[0], self.nodes, self.body_node)
        rest = Item(self.setting, None, halves[1], self.nodes, self.body_node)
        rest.after = self.after
        return [first, rest]


class TickBox(Piece):
    """An empty box that a pen can tick."""

    def __init__(self, setting: Setting, style: Style, node: Node | None) -> None:
        super().__init__()
        self.setting, self.style, self.node = setting, style, node

    def measured(self, width: float) -> float:
        return self.style.leading

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        size, rgb = self.setting.theme.lists.box, self.setting.theme.colours["ink"]
        low = top - self.style.leading / 2 - size / 2
        with canvas.artifact():
            canvas.stroke_rect(rgb, 1.1, self.mirrored(x, self.width, 0, size), low, size, size)


class Rows(Piece):
    """A data table: its head is repeated on every page, as an artifact after the first time."""

    def __init__(self, setting: Setting, head: Cells, rows: Sequence[Cells], nodes: tuple[Node, Node, Node], again: Cells | None = None) -> None:
        super().__init__()
        self.setting, self.head, self.rows, self.nodes, self.again = setting, head, list(rows), nodes, again
        self.before, self.after = setting.theme.table.before, setting.theme.table.after

    def measured(self, width: float) -> float:
        pad = self.setting.theme.table.padding
        for row in (self.again or self.head, *self.rows):
            row.wrap(width, 0)
        return sum(row.height + 2 * pad for row in ((self.again or self.head), *self.rows))

    @property
    def needed(self) -> float:
        pad = self.setting.theme.table.padding
        return sum(row.height + 2 * pad for row in ((self.again or self.head), *self.rows[:1]))

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        theme, style = self.setting.theme, self.setting.theme.table
        table, head, body = self.nodes
        y = top
        with canvas.element(table):
            for i, row in enumerate(((self.again or self.head), *self.rows)):
                high = row.height + 2 * style.padding
                with canvas.artifact():
                    if i == 0:
                        canvas.fill_rect(theme.colours["tint"], x, y - high, self.width, high)
                    canvas.fill_rect(theme.colours["brand" if i == 0 else "quiet"], x, y - high, self.width, style.rule * (2 if i == 0 else 1))
                if i == 0 and self.again:
                    with canvas.artifact():
                        row.draw_at(canvas, x, y - style.padding)
                else:
                    with canvas.element(head if i == 0 else body):
                        row.draw_at(canvas, x, y - style.padding)
                y -= high

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        pad = self.setting.theme.table.padding
        room = height - (self.again or self.head).height - 2 * pad
        fitting = 0
        for row in self.rows:
            room -= row.height + 2 * pad
            if room < -FUZZ:
                break
            fitting += 1
        if not 0 < fitting < len(self.rows):
            return []
        again = self.again or _repeated(self.head)
        return [
            Rows(self.setting, self.head, self.rows[:fitting], self.nodes, self.again),
            Rows(self.setting, self.head, self.rows[fitting:], self.nodes, again),
        ]


def _repeated(head: Cells) -> Cells:
    furniture = head.setting.as_furniture()
    cells = [Text(furniture, cell.content, cell.style) for cell in head.cells if isinstance(cell, Text)]
    return Cells(furniture, cells, head.columns)


class Image(Piece):
    """A picture at a part of the measure.  node: a Figure, or None for an artifact."""

    def __init__(self, setting: Setting, picture: Picture, node: Node | None, *, part: float = 1.0, height: float = 0.0) -> None:
        super().__init__()
        self.setting, self.node, self.part, self.fixed = setting, node, part, height
        self.picture, self.image = picture, opened(picture)

    def natural(self, width: float) -> tuple[float, float]:
        """Width and height on paper."""
        ratio = self.image.ratio if isinstance(self.image, Photograph) else self.image.height / self.image.width
        if self.fixed:
            return self.fixed / ratio, self.fixed
        wide = min(width * self.part, self.setting.tallest * 0.6 / ratio) if self.setting.tallest else width * self.part
        return wide, wide * ratio

    def measured(self, width: float) -> float:
        return self.natural(width)[1]

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        wide, high = self.natural(self.width)
        left = self.mirrored(x, self.width, 0, wide)
        bottom = top - high
        if self.node is not None:
            self.node.attributes = f"<</O/Layout/Placement/Block/BBox[{numbers(left, bottom, left + wide, top)}]>>"
        with canvas.whole(self.node) if self.node is not None else canvas.artifact():
            if isinstance(self.image, Photograph):
                place_photograph(canvas, self.image, left, bottom, wide, high)
            else:
                place_drawing(canvas, self.image, left, bottom, wide)
                self._labels(canvas, self.image, left, bottom, wide / self.image.width)

    def _labels(self, canvas: TaggedCanvas, drawing: Drawing, x: float, y: float, scale: float) -> None:
        """The drawing's words, in the page's type and the theme's size, whatever the drawing's scale."""
        theme = self.setting.theme
        words = dict(self.picture.labels)
        size = theme.figure.label
        for label in drawing.labels:
            style = Style(size, size * 1.3, align=label.anchor)  # type: ignore[arg-type]
            text = words.get(label.key, label.text)
            furniture = self.setting.as_furniture()
            voice = replace_voice(furniture.voice)
            set_type = galley((Run(text),), (), style, UNBOUNDED, voice)
            line = set_type.lines[0]
            for face, glyphs in set_type.home:
                canvas.glyphs.setdefault(face, {0}).update(glyphs)
            shift = {"start": 0.0, "center": -line.width / 2, "end": -line.width}[label.anchor]
            flat = line._replace(left=0.0)
            baseline = y + label.y * scale
            top = baseline + (style.leading + 0.714 * size) / 2
            canvas._code.append(lines_code([flat], x + label.x * scale + shift, top, style, theme.colours["ink"], None))


def replace_voice(voice: Voice) -> Voice:
    """A voice whose lines run from the left: labels stand where their drawing says."""
    return voice._replace(rtl=False)


class Square(Piece):
    """A QR code: one vector path (ISO/IEC 18004), with the quiet zone of four modules."""

    def __init__(self, setting: Setting, url: str, alternative: str) -> None:
        super().__init__()
        self.setting, self.url, self.alternative = setting, url, alternative
        self.side = setting.theme.figure.code

    def measured(self, width: float) -> float:
        return self.side

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        modules = qr_modules(self.url)
        count = len(modules)
        unit = self.side / count
        left = self.mirrored(x, self.width, 0, self.side)
        link = Node("Link")
        figure = Node("Figure", link, alternative=self.alternative)
        box = (left, top - self.side, self.side, self.side)
        figure.attributes = f"<</O/Layout/Placement/Block/BBox[{numbers(left, top - self.side, left + self.side, top)}]>>"
        code = [fill((0, 0, 0))]
        for row, bits in enumerate(modules):
            for first, length in runs(bits):
                code.append(f"{numbers(left + first * unit, top - (row + 1) * unit, length * unit, unit)} re")
        with canvas.element(link), canvas.whole(figure):
            canvas._code.append(" ".join(code) + " f")
        canvas.add_link(Link(link, 0, self.url, self.alternative, (box,)))


@lru_cache(64)
def qr_modules(url: str) -> tuple[bytes, ...]:
    """The dark modules of a QR code with error correction M and its quiet zone."""
    import segno

    return tuple(bytes(row) for row in segno.make(url, error="m", micro=False).matrix_iter(border=4))


def runs(bits: bytes) -> Iterable[tuple[int, int]]:
    """(start, length) of each run of ones."""
    at = bits.find(1)
    while at >= 0:
        end = bits.find(0, at)
        end = len(bits) if end < 0 else end
        yield at, end - at
        at = bits.find(1, end)


def place_drawing(canvas: TaggedCanvas, drawing: Drawing, x: float, y: float, width: float) -> None:
    """A drawing with its lower left corner at a point."""
    scale = width / drawing.width
    canvas._code.append(f"q {numbers(scale, 0, 0, scale, x, y)} cm {drawing.code} Q")


def place_photograph(canvas: TaggedCanvas, image: Photograph, x: float, y: float, width: float, height: float) -> None:
    """A raster image in a rectangle."""
    name = f"Im{abs(hash(image.body)) % 10**9}"
    canvas._page.images[name] = image
    canvas._code.append(f"q {numbers(width, 0, 0, height, x, y)} cm /{name} Do Q")


@lru_cache(16)
def sign(name: str) -> Drawing:
    """One of the layout's signs."""
    image = opened(Picture(f"{name}.svg", (SIGNS / f"{name}.svg").read_bytes()))
    assert isinstance(image, Drawing)
    return image


# -- blocks -> pieces


def pieces(blocks: Iterable[Block], setting: Setting, style: str = "body") -> list[Piece]:
    """The flowables of blocks; `style` is what a plain paragraph is set in."""
    out: list[Piece] = []
    for block in blocks:
        out.extend(MAKERS[type(block)](block, setting, style))
    return out


def _heading(block: Heading, setting: Setting, style: str) -> list[Piece]:
    return [Text(setting, block.content, setting.theme.style(block.style or HEADING_STYLES[block.level]), f"H{block.level}", level=block.level)]


def _paragraph(block: Paragraph, setting: Setting, style: str) -> list[Piece]:
    return [Text(setting, block.content, setting.theme.style(style if block.style == "body" else block.style))]


def _items(block: Items, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    base = theme.style(style)
    numbering = {"bullet": "Disc", "number": "Decimal", "check": "Square"}[block.kind]
    whole = Node("L", attributes=f"<</O/List/ListNumbering/{numbering}>>")
    out: list[Piece] = []
    for i, item in enumerate(block.items):
        node = Node("LI", whole)
        label_node = Node("Lbl", node)
        label: Piece
        if block.kind == "check":
            label = TickBox(setting, base, None)
        elif block.kind == "number":
            figure = replace(theme.style(theme.lists.figure), size=base.size, leading=base.leading, before=0, after=0)
            label = Text(setting, (Run(f"{block.start + i}."),), figure, node=label_node)
        else:
            label = Text(setting, (Run(theme.lists.bullet),), replace(base, before=0, after=0, colour="brand", strong=True), node=label_node)
        out.append(Item(setting, label, pieces(item, setting, style), (whole, node), Node("LBody", node)))
    if out:
        out[-1].after = theme.lists.after
    return out


def _facts(block: Facts, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    table = Node("Table")
    label_style, fact_style, column = theme.style("fact-label"), theme.style("fact"), theme.facts

    def columns(width: float) -> list[tuple[float, float]]:
        label = (width - column.gap) * column.part
        return [(0, label), (label + column.gap, width - label - column.gap)]

    out: list[Piece] = []
    for label, value in block.rows:
        row = Node("TR", table)
        nodes = [Node("TH", row, attributes="<</O/Table/Scope/Row>>"), Node("TD", row)]
        cells = [Text(setting, label, label_style, node=Node("P", nodes[0])), Text(setting, value, fact_style, node=Node("P", nodes[1]))]
        out.append(_Within(Cells(setting, cells, columns, nodes, row), table))
        out[-1].before = out[-1].after = label_style.after
    return out


class _Within(Piece):
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


def _box(block: Box, setting: Setting, style: str) -> list[Piece]:
    box = setting.theme.box(block.kind)
    inside: list[Piece] = []
    if block.title:
        inside.append(Text(setting, block.title, setting.theme.style(box.title)))
    inside += pieces(block.blocks, setting, box.style)
    return [Framed(setting, inside, box, Node("Div"))]


def _figure(block: Figure, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    picture: Piece = Image(setting, block.picture, Node("Figure", alternative=block.alternative), part=theme.figure.width)
    picture.before, picture.after = theme.figure.before, 4
    inside = [picture]
    if block.caption:
        inside.append(Text(setting, block.caption, theme.style("caption"), "P"))
    whole = _Whole(setting, inside)
    whole.before, whole.after = theme.figure.before, theme.figure.after
    return [whole]


class _Whole(Stack):
    """A stack that is never torn."""

    @property
    def needed(self) -> float:
        return self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        return []


def _code(block: Code, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    side, gap = theme.figure.code, theme.figure.code_gap
    words = _Whole(
        setting,
        [
            Text(setting, block.content, theme.style(style)),
            Text(setting, (Run(block.url, link=block.url),), theme.style("link")),
        ],
    )
    whole = Cells(setting, [Square(setting, block.url, block.alternative), words], lambda w: [(0, side), (side + gap, w - side - gap)])
    whole.before, whole.after = theme.figure.before, theme.figure.after
    return [whole]


def _table(block: Table, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    count, pad = len(block.head), theme.table.padding
    table, head, body = Node("Table"), Node("THead"), Node("TBody")
    head.parent = body.parent = table

    def columns(width: float) -> list[tuple[float, float]]:
        each = width / count
        return [(i * each + pad, each - 2 * pad) for i in range(count)]

    def row(cells: Iterable[Inlines], kind: str, part: Node) -> Cells:
        line = Node("TR", part)
        scope = "<</O/Table/Scope/Column>>" if kind == "TH" else ""
        nodes = [Node(kind, line, attributes=scope) for _ in range(count)]
        look = theme.style("table-head" if kind == "TH" else "cell")
        texts = [Text(setting, cell, look, node=Node("P", node)) for cell, node in zip(cells, nodes, strict=True)]
        return Cells(setting, texts, columns, nodes, line)

    return [Rows(setting, row(block.head, "TH", head), [row(cells, "TD", body) for cells in block.rows], (table, head, body))]


def _logo(block: Logo, setting: Setting, style: str) -> list[Piece]:
    return [Image(setting, block.picture, None, height=setting.theme.figure.logo)]


def _columns(block: Columns, setting: Setting, style: str) -> list[Piece]:
    """Cells in the theme's columns; more cells than columns go on in the next row."""
    wanted = setting.theme.columns[block.name]
    rows: list[Piece] = []
    for at in range(0, len(block.cells), len(wanted)):
        cells, columns = block.cells[at : at + len(wanted)], wanted[: len(block.cells) - at]
        stacks = [Stack(setting, _aligned(pieces(cell, setting, style), column)) for cell, column in zip(cells, columns, strict=True)]
        rows.append(Cells(setting, stacks, lambda w, s=tuple(stacks), c=columns: _places(w, s, c)))  # type: ignore[misc]
        rows[-1].before = rows[-1].after = 8 if at else 0
    return rows


def _places(width: float, stacks: Sequence[Stack], columns: Sequence[Column]) -> list[tuple[float, float]]:
    natural = [stack.children[0].natural(0)[0] if c.part == 0 and stack.children and isinstance(stack.children[0], Image) else 0.0 for stack, c in zip(stacks, columns, strict=True)]
    free = width - sum(natural) - sum(c.gap for c in columns[1:]) - (columns[0].gap if columns else 0)
    shares = [0.0 if own else c.part or 1.0 for own, c in zip(natural, columns, strict=True)]
    out, at = [], 0.0
    for own, share, column in zip(natural, shares, columns, strict=True):
        at += column.gap
        part = own or free * share / sum(shares)
        out.append((at, part))
        at += part
    return out


def _aligned(children: list[Piece], column: Column) -> list[Piece]:
    for child in children:
        if isinstance(child, Text) and column.align == "end":
            child.style = replace(child.style, align="end")
    return children


MAKERS: dict[type, Callable[[Any, Setting, str], list[Piece]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Facts: _facts,
    Box: _box,
    Figure: _figure,
    Code: _code,
    Table: _table,
    Logo: _logo,
    Columns: _columns,
}


def kept(children: Sequence[Piece], setting: Setting) -> list[Piece]:
    """A story in which each heading is one flowable with what follows it, so that Platypus cannot part them."""
    out: list[Piece] = []
    held: list[Piece] = []
    for child in children:
        held.append(child)
        if isinstance(child, Text) and child.level > 1:
            continue
        out.append(held[0] if len(held) == 1 else Stack(setting, held))
        held = []
    return out + held
