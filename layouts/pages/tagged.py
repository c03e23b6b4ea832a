"""The canvas that writes structure: every mark on a page belongs to an element or is an artifact (ISO 14289-1, 7.1).

In: ReportLab's drawing calls, set type, links, outline entries.  Out: pages of static code with slots between, and the
structure tree.  Nothing is measured here, and no file is written: `plate` does that.

Text, graphics and figures are marked explicitly, one sequence inside one text object or around one drawing, so that
marked content and text objects always nest (ISO 32000-1, 14.6.1).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from layouts.colours import Rgb
from layouts.document.inlines import Inlines
from layouts.pages.elements import Link, Mark, Node
from layouts.pages.imposition import Imposed, Placement, in_order
from layouts.pages.places import Place, fill, lines_code, stroke
from layouts.pages.slots import CodePart, Slot, SlotPart
from layouts.pdf.objects import number, numbers
from layouts.styles import Style
from layouts.typesetting.faces import Face
from layouts.typesetting.text import Galley

END = "EMC"
TURN = "% page"  # where the code of a page ends, of several on a sheet
ARC = 4 / 3 * (2**0.5 - 1)  # of a radius: where the handles of a quarter circle stand


@dataclass(eq=False, slots=True)
class OutlineItem:
    """An outline entry: level (1 is the title), where it leads, the slot that holds its words if they are personal; these; its element."""

    level: int
    title: str
    slot: Slot | None
    page: int
    top: float
    content: Inlines = ()
    node: Node | None = None


@dataclass(eq=False, slots=True)
class Page:
    """A finished page: code and slots in the order of drawing."""

    code: list[str | SlotPart | CodePart] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: dict[str, Any] = field(default_factory=dict)


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """ReportLab's canvas, recording pages instead of writing a file."""

    def __init__(
        self,
        filename: object = None,
        pagesize: tuple[float, float] = (0, 0),
        *,
        trial: bool = False,
        imposed: Imposed | None = None,
        places: Sequence[Placement] = (),
    ) -> None:
        super().__init__(io.BytesIO(), pagesize=pagesize, pageCompression=0)
        self.trial = trial  # nothing is drawn: only where things would stand is asked
        self.root = self.node = Node("Document")
        self.root.attached = True
        self.imposed, self.places = imposed, places  # of pages that stand side by side on sheets
        self.pages: list[Page] = [Page() for _ in in_order(places)]  # as the file has them: sides of sheets
        self.entries: list[OutlineItem] = []
        self.slots: list[Slot] = []
        self.glyphs: dict[Face, set[int]] = {}
        self.cut: dict[str, None] = {}  # words that are wider than their line
        self.coarse: dict[str, int] = {}  # photographs whose dots can be seen -> how many an inch they have
        self.torn = False  # a panel is not whole on the first page
        self.filled: list[float] = []  # of each page, how much of its height for text is used
        self._page = self.pages[places[0].side] if places else Page()
        self._code = self._page.code
        self.page_index = 0  # of the page that is drawn on
        self.before = 0  # pages of a letter, before the document's first

    # -- pages

    def showPage(self) -> None:  # noqa: N802  ReportLab's name
        """Finish a page."""
        if self.places:
            self._code.append(TURN)
        self._startPage()
        self.page_index += 1
        if self.places:
            self._page = self.pages[self.places[self.page_index].side] if self.page_index < len(self.places) else Page()
        else:
            self.pages.append(self._page)
            self._page = Page()
        self._code = self._page.code

    def save(self) -> None:
        """Finish the last page; nothing is written."""
        if self._code and not self.places:
            self.showPage()

    @property
    def count(self) -> int:
        """How many pages there are, on however many sheets."""
        return len(self.places) or len(self.pages)

    @property
    def left(self) -> float:
        """Where the left edge of the page that is drawn on stands on its sheet, in points."""
        return self.places[self.page_index].x if self.places else 0.0

    @property
    def side(self) -> int:
        """The page of the file that is drawn on."""
        return self.places[self.page_index].side if self.places else self.page_index

    @contextmanager
    def reopened(self, index: int) -> Iterator[None]:
        """Draw on a finished page again (a foot that counts pages)."""
        before = self._page, self.page_index
        self.page_index = index
        self._page = self.pages[self.side]
        self._code = self._page.code
        yield
        if self.places:
            self._code.append(TURN)
        self._page, self.page_index = before
        self._code = self._page.code

    # -- elements

    @contextmanager
    def element(self, node: Node | None) -> Iterator[None]:
        """What is drawn inside belongs to the node; None changes nothing."""
        if node is None:
            yield
            return
        self.attach(node)
        before, self.node = self.node, node
        yield
        self.node = before

    def attach(self, node: Node) -> None:
        """Put a node into the tree at its first drawing, below its parent or the element that is open."""
        if node.attached:
            return
        node.parent = node.parent or self.node
        self.attach(node.parent)
        node.parent.kids.append(node)
        node.attached = True

    def _mark(self, node: Node) -> Mark:
        self.attach(node)
        mark = Mark(node, self.side)
        node.kids.append(mark)
        return mark

    def _numbered(self, node: Node) -> Mark:
        mark = self._mark(node)
        mark.number(len(self._page.marks))
        self._page.marks.append(mark)
        return mark

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Graphics that say nothing of their own: rules, bars, tints."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    @contextmanager
    def whole(self, node: Node) -> Iterator[None]:
        """Everything drawn inside is one element (a figure)."""
        mark = self._numbered(node)
        self._code.append(f"/{node.tag}<</MCID {mark.mcid}>>BDC")
        yield
        self._code.append("EMC")

    # -- colours and shapes (drawn absolutely: nothing depends on a state that a slot could change)

    def fill_rect(self, rgb: Rgb, x: float, y: float, width: float, height: float) -> None:
        """A filled rectangle."""
        self._code.append(f"{fill(rgb)} {numbers(x, y, width, height)} re f")

    def stroke_rect(self, rgb: Rgb, line: float, x: float, y: float, width: float, height: float) -> None:
        """A rectangle's outline, drawn inside its edges."""
        half = line / 2
        self._code.append(f"{stroke(rgb)} {number(line)} w {numbers(x + half, y + half, width - line, height - line)} re S")

    def dot(self, rgb: Rgb, line: float, x: float, y: float, radius: float, *, filled: bool) -> None:
        """A circle round a point, filled or not."""
        arcs, k = [f"{numbers(x + radius, y)} m"], radius * ARC
        for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1)):  # a quarter from the direction (a, b) to the next, counter-clockwise
            c, d = -b, a
            points = (x + a * radius + c * k, y + b * radius + d * k, x + c * radius + a * k, y + d * radius + b * k)
            arcs.append(f"{numbers(*points, x + c * radius, y + d * radius)} c")
        self._code.append(f"q {fill(rgb)} {stroke(rgb)} {number(line)} w {' '.join(arcs)} h {'B' if filled else 'S'} Q")

    # -- text

    def set_lines(
        self, galley: Galley, lines: slice, x: float, top: float, style: Style, rgb: Rgb, node_of: Callable[[int], Node] | None
    ) -> None:
        """Static text at its place; node_of gives the element of a span's key, None: page furniture or part of a figure."""
        for face, glyphs in galley.home:
            self.glyphs.setdefault(face, {0}).update(glyphs)
        chosen = galley.lines[lines]
        if not any(line.spans for line in chosen):
            return
        marks = None
        if node_of is not None:
            marks = [self._numbered(node_of(span.key)) for line in chosen for span in line.spans]
        self._code.append(lines_code(chosen, Place(x, top, style, rgb), marks))

    def set_slot(self, part: SlotPart, shape: Sequence[Sequence[int]], node_of: Callable[[int], Node] | None) -> None:
        """The place of a slot's lines, with a mark for each span that the shape says they have."""
        if node_of is not None:
            part.marks = [self._mark(node_of(key)) for line in shape[part.first : part.last] for key in line]
        self._code.append(part)

    def set_code(self, node: Node, index: int, matrix: str, *, whole: bool) -> None:
        """The place of the code of a value, which is a figure.  matrix: of the square that it fills; whole: the value is all of it."""
        self._code.append(CodePart(index, matrix, self._numbered(node), whole))

    def add_link(self, link: Link) -> Link:
        """A link annotation on the page that is drawn on."""
        link.page = self.side
        link.node.kids.append(link)
        self._page.links.append(link)
        return link

    def add_entry(
        self, level: int, title: str, slot: Slot | None, top: float, content: Inlines = (), node: Node | None = None
    ) -> None:
        """An outline entry leading to the place that is drawn at, and to an element."""
        self.entries.append(OutlineItem(level, title, slot, self.page_index, top, content, node))

    # -- the end

    def finish(self) -> None:
        """Number the marks of slots: after the static ones of their page, in the order of drawing."""
        for page in self.pages:
            count = len(page.marks)
            for part in page.code:
                if isinstance(part, SlotPart) and part.marks:
                    for mark in part.marks:
                        mark.number(count)
                        count += 1
