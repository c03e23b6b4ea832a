"""Lines of type as a piece: set once, drawn as they are or as a slot, split between lines.

In: inlines, a `Setting`, a style.  Out: a flowable with its element, links and outline entry.
"""

from __future__ import annotations

from dataclasses import replace

from reportlab.platypus import Flowable

from layouts.document.inlines import Field, Inlines, TextRun
from layouts.pages.elements import Link, Node
from layouts.pages.pieces import FUZZ, Piece
from layouts.pages.places import underline
from layouts.pages.setting import Setting, is_personal
from layouts.pages.slots import SlotPart
from layouts.pages.tagged import TaggedCanvas
from layouts.styles import Style
from layouts.typesetting.chunks import OWN, inline_of
from layouts.typesetting.text import Galley

COLONS = (":", "\uff1a", "\u05c3")


def _announces(content: Inlines) -> bool:
    """Whether words end in a colon: what they announce follows."""
    last = content[-1] if content else None
    return isinstance(last, TextRun) and last.text.rstrip().endswith(COLONS)


class Text(Piece):
    """Lines of type: a paragraph, heading, label or caption."""

    def __init__(
        self, setting: Setting, content: Inlines, style: Style, tag: str = "P", *, node: Node | None = None, level: int = 0, align: str = ""
    ) -> None:
        super().__init__()
        self.setting, self.content, self.level = setting, content, level
        self.binds = level > 1 or _announces(content)
        self.style = replace(style, align=align) if align and align != style.align else style  # type: ignore[arg-type]
        self.rgb = setting.theme.colours[style.colour]
        self.before, self.after = style.before, style.after
        self.node = None if setting.furniture else node or Node(tag)
        self.keyed: dict[int, Node] = {}
        self.beside: tuple[tuple[float, float, float, float], ...] = ()  # what else leads where its link does
        self.described = ""  # where its link leads, in words
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
        part.binds = self.binds and last == self.last
        return part

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        assert self.galley is not None
        if not self.content:  # an empty cell: no text object stands for no words
            return
        canvas.cut.update(dict.fromkeys(self.galley.cut))
        if self.level:
            self._enter(canvas, top)
        node_of = self._node_of if self.node is not None else None
        if is_personal(self.content):
            slot = self.setting.slot(self.content, self.style, self.width)
            part = SlotPart(slot, self.first, self.last, x, top, None, self.style.leading)
            canvas.set_slot(part, self.galley.shape, node_of)
            self._link(canvas, x, top, part)
        else:
            canvas.set_lines(self.galley, slice(self.first, self.last), x, top, self.style, self.rgb, node_of)
            self._link(canvas, x, top, None)

    def _node_of(self, key: int) -> Node:
        """The element of a span: the block's own, a Link or Span below it, or a Span of another language below that."""
        assert self.node is not None and self.galley is not None
        index = inline_of(key)
        if index != key:
            if key not in self.keyed:
                self.keyed[key] = Node("Span", self._node_of(index), language=dict(self.galley.tongues)[key])
            return self.keyed[key]
        inline = self.content[key] if key != OWN else None
        if inline is None or not isinstance(inline, (TextRun, Field)) or not (inline.link or inline.language):
            return self.node
        if key not in self.keyed:
            self.keyed[key] = Node("Link" if inline.link else "Span", self.node, language=inline.language)
        return self.keyed[key]

    def _link(self, canvas: TaggedCanvas, x: float, top: float, part: SlotPart | None) -> None:
        """Annotations and underlines of the links on these lines; a slot's are struck with it."""
        for key, rects in self._rects(x, top).items():
            inline = self.content[key]
            assert isinstance(inline, (TextRun, Field)) and inline.link
            words = self.described or (inline.text if isinstance(inline, TextRun) else inline.link)
            node = self._node_of(key) if self.node is not None else Node("Link")
            link = Link(node, 0, inline.link, words, None if part else (*rects, *self.beside))
            if self.node is not None:
                canvas.add_link(link)
                if part:
                    part.links[key] = link
            if not part and link.lined:
                with canvas.artifact():
                    for rect in rects:
                        canvas.fill_rect(self.rgb, *underline(rect, self.style))

    def _rects(self, x: float, top: float) -> dict[int, list[tuple[float, float, float, float]]]:
        """Where the links on these lines stand."""
        assert self.galley is not None
        found: dict[int, list[tuple[float, float, float, float]]] = {}
        for i, line in enumerate(self.galley.lines[self.first : self.last]):
            for key, offset, width in line.links:
                bottom = top - (i + 1) * self.style.leading
                found.setdefault(key, []).append((x + line.left + offset, bottom, width, self.style.leading))
        return found

    def _enter(self, canvas: TaggedCanvas, top: float) -> None:
        slot = self.setting.slot(self.content, self.style, self.width) if is_personal(self.content) else None
        title = "".join(i.text for i in self.content if isinstance(i, TextRun))
        canvas.add_entry(self.level, title, slot, top, self.content, self.node)
