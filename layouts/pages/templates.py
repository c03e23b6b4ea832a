"""Story -> pages, by ReportLab's Platypus: page templates, heads, feet.

In: a document, the values of one copy, a theme, a typecase.  Out: a finished `TaggedCanvas`.
Refuses what does not fit on an empty page (`OverfullError`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus.doctemplate import LayoutError as PlatypusError
from reportlab.platypus.doctemplate import NextPageTemplate

from layouts.blocks import Block, Columns, Document, Inlines, PageCount, PageNumber, Paragraph, TextRun, is_right_to_left
from layouts.errors import LayoutError, OverfullError
from layouts.pages.candidates import Candidate, good, others, penalty
from layouts.pages.contents import Editions, leads
from layouts.pages.flowables import kept, pieces
from layouts.pages.pieces import Piece, VerticalList
from layouts.pages.setting import Setting, is_personal
from layouts.pages.slots import Slot, SlotPart
from layouts.pages.tagged import END, TaggedCanvas
from layouts.theme import Theme
from layouts.typesetting.chunks import Voice
from layouts.typesetting.fonts import Typecase
from layouts.typesetting.text import Galley

WIDEST_PAGE_NUMBER = "88"


class _Matter(NamedTuple):
    """What pages are made with.  slots, known: slots, and static text that has been set; more are added."""

    values: tuple[str, ...]
    typecase: Typecase
    slots: dict[object, Slot]
    known: dict[object, Galley]


def compose(
    both: Editions, values: tuple[str, ...], theme: Theme, typecase: Typecase, slots: dict[object, Slot]
) -> tuple[Document, TaggedCanvas]:
    """Lay a document out with the values of one copy.  Returns the edition that was taken, and its pages.

    slots: the slots of the document that are known already; new ones are added.
    Raises OverfullError for what does not fit on an empty page, MissingGlyph for a character that no face has.
    """
    matter = _Matter(values, typecase, slots, {})
    document = both.short
    canvas, _ = _best(document, theme, matter)
    if both.long and len(canvas.pages) >= both.least:
        document = both.long
        canvas, way = _best(document, theme, matter)
        canvas, _ = _flowed(way.document, way.theme, matter, leads(document, canvas.entries))
    canvas.slots = list(slots.values())
    canvas.root.language = document.language
    if document.right_to_left:
        canvas.root.attributes = "<</O/Layout/WritingMode/RlTb>>"  # ISO 32000-1, 14.8.5.4
    canvas.finish()
    return document, canvas


def _best(document: Document, theme: Theme, matter: _Matter) -> tuple[TaggedCanvas, Candidate]:
    """Of a few ways to set a document, which differ in the room between blocks, the one with the best pages."""
    best = Candidate(document, theme)
    canvas, used = _flowed(document, theme, matter)
    if not good(canvas.filled, canvas.torn):
        least = penalty(canvas.filled, canvas.torn)
        short = len(canvas.pages) > 1 and used < theme.page.last_page_lines * theme.style("body").leading
        for other in others(document, theme, canvas.torn, short):
            made, _ = _flowed(other.document, other.theme, matter)
            cost = penalty(made.filled, made.torn) + other.cost
            if cost < least:
                canvas, best, least = made, other, cost
    return canvas, best


def _flowed(document: Document, theme: Theme, matter: _Matter, to: tuple[tuple[int, float], ...] = ()) -> tuple[TaggedCanvas, float]:
    """The pages, and the height used on the last one.  to: where the lines of contents lead."""

    def voiced(language: str) -> Voice:
        return Voice(matter.typecase.stack(language), language, is_right_to_left(language))

    voice = voiced(document.language)
    setting = Setting(theme, voice, matter.values, slots=matter.slots, known=matter.known, leads=to, voiced=voiced)
    furniture = setting.as_furniture()
    sheet = _Furniture(document, furniture)
    setting.tallest = sheet.later.height
    doc = BaseDocTemplate(
        None,
        pagesize=(theme.width, theme.height),
        pageTemplates=[sheet.template("first", sheet.first), sheet.template("later", sheet.later)],
    )
    story = [NextPageTemplate("later"), *kept(pieces(document.blocks, setting), setting)]
    made: list[TaggedCanvas] = []

    def canvasmaker(*args: object, **options: object) -> TaggedCanvas:
        made.append(TaggedCanvas(pagesize=(theme.width, theme.height)))
        return made[-1]

    try:
        doc.build(story, canvasmaker=canvasmaker)
    except PlatypusError:
        raise OverfullError("something in the document is taller than an empty page; shorten it or choose another layout") from None
    canvas = made[0]
    for index in range(len(canvas.pages)):
        with canvas.reopened(index):
            sheet.draw_foot(canvas, index + 1, len(canvas.pages))
    frame = doc.frame
    return canvas, frame._y2 - frame._y


class _Furniture:
    """The page furniture of a document, and the frames it leaves."""

    def __init__(self, document: Document, setting: Setting) -> None:
        self.document, self.setting, self.theme = document, setting, setting.theme
        page, measure = self.theme.page, self.theme.measure
        self.head = self._stack(document.head)
        self.running = self._stack(document.running)
        foot = self._foot(WIDEST_PAGE_NUMBER, WIDEST_PAGE_NUMBER)
        self.bottom = page.bottom + foot.height + page.foot_gap
        self.first = self._frame(self.head, page.head_gap)
        self.later = self._frame(self.running, page.running_gap)
        if self.later.height < 4 * self.theme.style("body").leading or measure < 72:
            raise OverfullError("the head and foot leave no room for the text; shorten them or choose another layout")

    def _stack(self, blocks: tuple[Block, ...]) -> VerticalList:
        stack = VerticalList(self.setting, pieces(blocks, self.setting))
        stack.wrap(self.theme.measure, 0)
        return stack

    def _frame(self, head: Piece, gap: float) -> Frame:
        page = self.theme.page
        height = self.theme.height - page.top - head.height - gap - self.bottom
        return Frame(page.side, self.bottom, self.theme.measure, height, 0, 0, 0, 0)

    def _foot(self, number: str, count: str) -> VerticalList:
        return self._stack(tuple(paged(block, number, count) for block in self.document.foot))

    def template(self, name: str, frame: Frame) -> PageTemplate:
        """A page template whose head is drawn before its text."""
        head = self.head if name == "first" else self.running

        def draw(canvas: TaggedCanvas, doc: BaseDocTemplate) -> None:
            with_artifact(canvas, "Header", head, self.theme.page.side, self.theme.height - self.theme.page.top)

        def measure(canvas: TaggedCanvas, doc: BaseDocTemplate) -> None:
            canvas.filled.append((doc.frame._y2 - doc.frame._y) / doc.frame.height)

        return PageTemplate(name, [frame], onPage=draw, onPageEnd=measure, pagesize=(self.theme.width, self.theme.height))

    def draw_foot(self, canvas: TaggedCanvas, number: int, count: int) -> None:
        """The foot of a page, under its rule."""
        page = self.theme.page
        foot = self._foot(str(number), str(count))
        top = page.bottom + foot.height
        with canvas.artifact():
            canvas.fill_rect(self.theme.colours["brand"], page.side, top + page.foot_gap * 0.45, self.theme.measure, page.rule)
        with_artifact(canvas, "Footer", foot, page.side, top)


def with_artifact(canvas: TaggedCanvas, kind: str, stack: VerticalList, x: float, top: float) -> None:
    """Page furniture: an artifact, which a screen reader passes over."""
    code = canvas._code
    code.append(f"/Artifact<</Type/Pagination/Subtype/{kind}>>BDC")
    start = len(code)
    stack.draw_at(canvas, x, top)
    code[start:] = sorted(code[start:], key=lambda item: isinstance(item, SlotPart))  # what differs from copy to copy comes last
    code.append(END)


def paged(block: Block, number: str, count: str) -> Block:
    """A block of page furniture with its page numbers filled in."""
    if isinstance(block, Paragraph):
        return replace(block, content=_paged_content(block.content, number, count))
    if isinstance(block, Columns):
        return replace(block, cells=tuple(tuple(paged(b, number, count) for b in cell) for cell in block.cells))
    return block


def _paged_content(content: Inlines, number: str, count: str) -> Inlines:
    numbered = any(isinstance(inline, (PageNumber, PageCount)) for inline in content)
    if numbered and is_personal(content):
        raise LayoutError("a paragraph of page furniture holds page numbers or values, not both; make two paragraphs")
    filled = {PageNumber: number, PageCount: count}
    return tuple(TextRun(filled[type(i)], i.strong) if isinstance(i, (PageNumber, PageCount)) else i for i in content)
