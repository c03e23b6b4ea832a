"""Story -> pages, by ReportLab's Platypus: page templates, heads, feet.

In: a document, the values of one copy, a theme, a typecase.  Out: a finished `TaggedCanvas`.
Refuses what does not fit on an empty page (`OverfullError`).
"""

from __future__ import annotations

from dataclasses import replace

from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate
from reportlab.platypus.doctemplate import LayoutError as PlatypusError
from reportlab.platypus.doctemplate import NextPageTemplate

from layouts.document.blocks import Block, Columns, Document, Paragraph, is_right_to_left
from layouts.document.enclosures import pages_of
from layouts.document.inlines import Inlines, PageCount, PageNumber, TextRun
from layouts.errors import LayoutError, OverfullError
from layouts.pages.candidates import FEWEST, Candidate, Judged, others
from layouts.pages.contents import Editions, leads
from layouts.pages.covering import Covering
from layouts.pages.elements import Node
from layouts.pages.filling import back, completed, has_back, imposed_by, spare
from layouts.pages.flowables import pieces
from layouts.pages.imposition import Imposed
from layouts.pages.moved import lines_of, remaindered, ruled
from layouts.pages.pieces import Piece, VerticalList, kept
from layouts.pages.setting import Setting, StandingType, is_personal
from layouts.pages.slots import SlotPart
from layouts.pages.tagged import END, TaggedCanvas
from layouts.theme import Theme
from layouts.typesetting.chunks import Voice
from layouts.typesetting.fonts import Typecase

WIDEST_PAGE_NUMBER = "88"


def compose(
    both: Editions, values: tuple[str, ...], theme: Theme, typecase: Typecase, standing: StandingType
) -> tuple[Document, TaggedCanvas]:
    """Lay a document out with the values of one copy.  Returns the edition that was taken, and its pages.

    standing: what of the document has been set already; what is new is added.
    Of a few ways to set it the one with the best pages is taken; of the others nothing is drawn.
    Raises OverfullError for what does not fit on an empty page, MissingGlyph for a character that no face has.
    """
    flow = _Flow(values, typecase, standing, both.short.near)
    document = both.short
    way, canvas = _best(document, theme, flow)
    if both.long and canvas.count - flow.uncounted >= both.least:
        document = both.long
        way, canvas = _best(document, theme, flow)
        own = canvas.count - len(flow.spare)
        canvas = flow.drawn(way, leads(document, [entry for entry in canvas.entries if entry.page < own]))
    document = remaindered(document) if way.ended else document
    canvas.slots = list(standing.slots.values())
    canvas.root.language = document.language
    if document.right_to_left:
        canvas.root.attributes = "<</O/Layout/WritingMode/RlTb>>"  # ISO 32000-1, 14.8.5.4
    canvas.finish()
    return completed(document, flow.spare, flow.uncounted), canvas


def _best(document: Document, theme: Theme, flow: _Flow) -> tuple[Candidate, TaggedCanvas]:
    """The best way to set a document, and its pages; its own where any better one would break a word."""
    own = Candidate(document, theme)
    judged = flow.tried(own)
    best, least = own, judged.penalty
    for way in () if judged.good else others(document, theme, judged):
        if way.least(judged) >= least:
            continue
        cost = way.cost + flow.tried(way).penalty
        if cost < least:
            best, least = way, cost
    way = flow.filled(best)
    canvas = flow.drawn(way)
    if canvas.cut and best is not own:
        way = flow.filled(own)
        canvas = flow.drawn(way)
    return way, canvas


class _Flow:
    """Flows a document with the values of one copy, in whatever way it is set.  Static text is set once."""

    def __init__(self, values: tuple[str, ...], typecase: Typecase, standing: StandingType, near: tuple[str, ...]) -> None:
        self.values, self.typecase, self.standing, self.near = values, typecase, standing, near
        self.spare: tuple[Block, ...] = ()  # what fills up the last sheet of what was drawn, a block a page
        self.uncounted = 0  # how many of these pages have no number
        self._tried: dict[int, tuple[Candidate, Judged]] = {}  # by identity: to compare two documents takes as long as a trial

    def tried(self, candidate: Candidate) -> Judged:
        """How its pages would be."""
        _, known = self._tried.get(id(candidate), (candidate, None))
        if known is None:
            _, known = self._tried[id(candidate)] = candidate, self._judged(candidate)
        return known

    def _judged(self, candidate: Candidate) -> Judged:
        canvas, doc, _ = self._flowed(candidate, trial=True)
        page, frame = candidate.theme.page, doc.frame
        short = len(canvas.filled) > 1 and frame._y2 - frame._y < page.last_page_lines * candidate.theme.style("body").leading
        return Judged(tuple(canvas.filled), canvas.torn, short, page.sides, frame._y - frame._y1p)

    def filled(self, candidate: Candidate) -> Candidate:
        """The same with lines for questions down to the end of its last page, where they end its text, or where it has room for some."""
        candidate = self._ended(candidate)
        document, theme = candidate.document, candidate.theme
        lines = lines_of(document)
        if lines is None:
            return candidate
        judged = self.tried(candidate)
        more = int(judged.left / theme.table.row)
        longer = replace(candidate, document=ruled(document, lines + more))
        return longer if more > 0 and len(self.tried(longer).filled) == len(judged.filled) else candidate

    def _ended(self, candidate: Candidate) -> Candidate:
        """The same with its remainder, where its last page has room for that and a few lines."""
        whole = remaindered(candidate.document)
        if whole is candidate.document or candidate.theme.fold:
            return candidate
        ended = replace(candidate, document=ruled(whole, FEWEST), ended=True)
        return ended if len(self.tried(ended).filled) == len(self.tried(candidate).filled) else candidate

    def drawn(self, candidate: Candidate, to: tuple[tuple[int, float], ...] = ()) -> TaggedCanvas:
        """Its pages.  to: where the lines of contents lead.  Raises OverfullError."""
        theme, document = candidate.theme, candidate.document
        imposed = imposed_by(theme)
        count = 0
        if imposed and document.enclosures:
            raise OverfullError("the files that follow it (append) cannot be folded with it; choose another form")
        if imposed:
            first, _, sheet = self._flowed(candidate, to, trial=True)
            count = imposed.whole(len(first.filled))
            self.spare = spare(document, sheet.later.height, theme, count - len(first.filled))
            candidate = replace(candidate, document=completed(document, self.spare))
        else:
            candidate = self._backed(candidate, to)
        canvas, _, sheet = self._flowed(candidate, to, trial=False, imposed=imposed, count=count)
        if count and len(canvas.filled) != count:
            raise OverfullError("its pages do not fill the sheets that are folded; choose another layout")
        for index in range(canvas.count):
            with canvas.reopened(index):
                sheet.draw_foot(canvas, index + 1, canvas.count - self.uncounted + pages_of(document.enclosures))
        return canvas

    def _backed(self, candidate: Candidate, to: tuple[tuple[int, float], ...]) -> Candidate:
        """The same with lines for questions on the back of its last page, where that is a front and the theme wants them."""
        document, theme = candidate.document, candidate.theme
        self.spare, self.uncounted = (), 0
        if has_back(document, theme, 1):
            tried, _, sheet = self._flowed(candidate, to, trial=True)
            self.uncounted = int(has_back(document, theme, tried.count))
            self.spare = back(document, sheet.later.height, theme) * self.uncounted
        return replace(candidate, document=completed(document, self.spare, self.uncounted))

    def _flowed(
        self, candidate: Candidate, to: tuple[tuple[int, float], ...] = (), *, trial: bool, imposed: Imposed | None = None, count: int = 0
    ) -> tuple[TaggedCanvas, BaseDocTemplate, _Furniture]:
        document, theme = candidate.document, candidate.theme
        voice = self._voiced(document.language)
        setting = Setting(theme, voice, self.values, standing=self.standing, leads=to, voiced=self._voiced)
        sheet = _Furniture(document, setting.as_furniture(), setting)
        setting.tallest = sheet.later.height
        size = theme.width, theme.height
        templates = [sheet.template("first", sheet.first), sheet.template("later", sheet.later)]
        own = len(document.blocks) - document.uncounted
        story = [NextPageTemplate("later"), *kept(pieces(document.blocks[:own], setting), setting)]
        if document.uncounted:
            story += [PageBreak(), *kept(pieces(document.blocks[own:], setting), setting)]
        if document.address:
            templates.insert(0, Covering(document, sheet.head, setting, sheet.bottom).template("letter"))
            story = [NextPageTemplate("later"), *kept(pieces(document.letter, setting), setting), PageBreak(), *story]
        doc = BaseDocTemplate(None, pagesize=size, pageTemplates=templates)
        places = imposed.places(count, leftward=document.right_to_left) if imposed else ()
        canvas = TaggedCanvas(pagesize=size, trial=trial, imposed=imposed, places=places)
        try:
            doc.build(story, canvasmaker=lambda *args, **options: canvas)
        except PlatypusError:
            raise OverfullError("something in the document is taller than an empty page; shorten it or choose another layout") from None
        return canvas, doc, sheet

    def _voiced(self, language: str) -> Voice:
        return Voice(self.typecase.stack(language), language, is_right_to_left(language), self.near)


class _Furniture:
    """The page furniture of a document, and the frames it leaves.  The head of its first page is content: who sends it, and from where."""

    def __init__(self, document: Document, setting: Setting, content: Setting) -> None:
        self.document, self.setting, self.theme = document, setting, setting.theme
        page, measure = self.theme.page, self.theme.measure
        self.head = self._stack(document.head, content)
        self.running = self._stack(document.running)
        foot = self._foot(WIDEST_PAGE_NUMBER, WIDEST_PAGE_NUMBER)
        self.bottom = page.bottom + foot.height + page.foot_gap
        self.first = self._frame(self.head, page.head_gap)
        self.later = self._frame(self.running, page.running_gap)
        if self.later.height < 4 * self.theme.style("body").leading or measure < 72:
            raise OverfullError("the head and foot leave no room for the text; shorten them or choose another layout")

    def _stack(self, blocks: tuple[Block, ...], setting: Setting | None = None) -> VerticalList:
        setting = setting or self.setting
        stack = VerticalList(setting, pieces(blocks, setting))
        stack.wrap(self.theme.measure, 0)
        return stack

    def _frame(self, head: Piece, gap: float) -> Frame:
        page = self.theme.page
        height = self.theme.height - page.top - head.height - gap - self.bottom
        return Frame(page.side, self.bottom, self.theme.measure, height, 0, 0, 0, 0)

    def _foot(self, number: str, count: str, instead: Inlines = ()) -> VerticalList:
        return self._stack(tuple(paged(block, number, count, instead) for block in self.document.foot))

    def template(self, name: str, frame: Frame) -> PageTemplate:
        """A page template whose head is drawn before its text."""
        head = self.head if name == "first" else self.running

        def draw(canvas: TaggedCanvas, doc: BaseDocTemplate) -> None:
            if canvas.trial:
                return
            x, top = self.theme.page.side + canvas.left, self.theme.height - self.theme.page.top
            frame.x1 = x  # of several pages on a sheet each stands elsewhere
            if head is self.running:
                with_artifact(canvas, "Header", head, x, top)
            elif head.children:
                with canvas.element(Node("Div")):
                    head.draw_at(canvas, x, top)

        def measure(canvas: TaggedCanvas, doc: BaseDocTemplate) -> None:
            canvas.filled.append((doc.frame._y2 - doc.frame._y) / doc.frame.height)

        return PageTemplate(name, [frame], onPage=draw, onPageEnd=measure, pagesize=(self.theme.width, self.theme.height))

    def draw_foot(self, canvas: TaggedCanvas, number: int, count: int) -> None:
        """The foot of a page, under its rule; that of a page behind the last says of which it is the back."""
        page, left = self.theme.page, self.theme.page.side + canvas.left
        instead = self.document.back[1] if number > count else ()
        foot = self._foot(str(min(number, count)), str(count), instead)
        top = page.bottom + foot.height
        with canvas.artifact():
            canvas.fill_rect(self.theme.colours["brand"], left, top + page.foot_gap * 0.45, self.theme.measure, page.rule)
        with_artifact(canvas, "Footer", foot, left, top)


def with_artifact(canvas: TaggedCanvas, kind: str, stack: VerticalList, x: float, top: float) -> None:
    """Page furniture: an artifact, which a screen reader passes over."""
    code = canvas._code
    code.append(f"/Artifact<</Type/Pagination/Subtype/{kind}>>BDC")
    start = len(code)
    stack.draw_at(canvas, x, top)
    code[start:] = sorted(code[start:], key=lambda item: isinstance(item, SlotPart))  # what differs from copy to copy comes last
    code.append(END)


def paged(block: Block, number: str, count: str, instead: Inlines = ()) -> Block:
    """A block of page furniture with its page numbers filled in.  instead: what stands in their place, if anything does."""
    if isinstance(block, Paragraph):
        return replace(block, content=_paged_content(block.content, number, count, instead))
    if isinstance(block, Columns):
        return replace(block, cells=tuple(tuple(paged(b, number, count, instead) for b in cell) for cell in block.cells))
    return block


def _paged_content(content: Inlines, number: str, count: str, instead: Inlines) -> Inlines:
    numbered = any(isinstance(inline, (PageNumber, PageCount)) for inline in content)
    content = instead if numbered and instead else content
    if numbered and is_personal(content):
        raise LayoutError("a paragraph of page furniture holds page numbers or values, not both; make two paragraphs")
    filled = {PageNumber: number, PageCount: count}
    return tuple(TextRun(filled[type(i)], i.strong) if isinstance(i, (PageNumber, PageCount)) else i for i in content)
