"""A table of contents: what it lists, whether a copy has one, and its lines on paper.

In: a document; a block of contents, a `Setting`.  Out: the document's two editions; flowables.

A document that comes out long lists its sections and the boxes that say when to get help.  Where a line leads is known when the pages are
made once; they are then made again, and nothing moves, since a number has a column of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from layouts.document.blocks import Block, Box, Columns, Contents, Document, Heading, KeptTogether
from layouts.document.inlines import Field, Inline, Inlines, TextRun
from layouts.pages.elements import Link, Node
from layouts.pages.pieces import Piece
from layouts.pages.places import CAP_HEIGHT
from layouts.pages.setting import Setting, is_personal
from layouts.pages.tagged import OutlineItem, TaggedCanvas
from layouts.pages.words import Text
from layouts.theme import Theme

FEWEST = 3  # lines: less is no help
BY_HAND = 2  # pages from which contents are printed that somebody has placed
HELP = ("danger", "urgent", "call-us")  # boxes that are looked for as sections are
WIDEST = "88"
DOT, PITCH = 0.08, 0.38  # of the type size: a dot, and from one to the next


class Editions(NamedTuple):
    """A document without contents, and with them from so many pages on; None if it never has any."""

    short: Document
    long: Document | None
    least: int


def editions(document: Document, theme: Theme) -> Editions:
    """Both editions of a document."""
    lines = tuple(_listed(document.blocks))
    if own := next((block for block in document.blocks if isinstance(block, Contents)), None):
        at = document.blocks.index(own)
        title, least, short = own.title, BY_HAND, replace(document, blocks=(*document.blocks[:at], *document.blocks[at + 1 :]))
    else:
        at = next((i for i, block in enumerate(document.blocks) if any(_listed((block,)))), 0)
        title, least, short = document.contents, theme.page.contents, document
    if len(lines) < FEWEST or not title:
        return Editions(short, None, 0)
    return Editions(short, replace(short, blocks=(*short.blocks[:at], Contents(title, lines), *short.blocks[at:])), least)


def _listed(blocks: Iterable[Block]) -> Iterator[Inlines]:
    """The headings that contents list."""
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            yield block.content
        elif isinstance(block, Box) and block.kind in HELP and block.title:
            yield block.title
        elif isinstance(block, KeptTogether):
            yield from _listed(block.blocks)
        elif isinstance(block, Columns):
            yield from _listed(inner for cell in block.cells for inner in cell)


def leads(document: Document, entries: Sequence[OutlineItem]) -> tuple[tuple[int, float], ...]:
    """The page (from 0) and height of what each line lists.  entries: the headings of the pages that were made, in their order."""
    found: list[tuple[int, float]] = []
    rest = list(entries)
    for content in reversed(next(block.lines for block in document.blocks if isinstance(block, Contents))):
        while rest:
            entry = rest.pop()
            if entry.content == content:
                found.append((entry.page, entry.top))
                break
    return tuple(reversed(found))


class Leader(Piece):
    """A line of contents: what it lists, dots, the number of the page; all of it is a link."""

    def __init__(self, setting: Setting, content: Inlines, lead: tuple[int, float] | None, whole: Node) -> None:
        super().__init__()
        self.setting, self.lead = setting, lead
        self.item = Node("TOCI", whole)
        self.link = Node("Link", Node("Reference", self.item))
        style = replace(setting.theme.style("body"), before=0, after=0)
        number = str(lead[0] + 1) if lead else WIDEST
        self.pitch = PITCH * style.size
        self.words = Text(setting, tuple(map(_unlinked, content)), style, node=self.link)
        self.number = Text(setting, (TextRun(number),), replace(style, strong=True, align="end"), node=self.link)
        self.column = setting.extents((TextRun(WIDEST),), replace(style, strong=True)).most + 1.5 * self.pitch
        self.before = self.after = setting.theme.lists.between

    def measured(self, width: float) -> float:
        self.words.wrap(width - self.column, 0)
        self.number.wrap(self.column, 0)
        return self.words.height

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        last = top - self.height + self.number.height  # the top of the last line
        end = self.mirrored(x, self.width, self.width - self.column, self.column)
        self.words.draw_at(canvas, self.mirrored(x, self.width, 0, self.words.width), top)
        self._dots(canvas, x, last)
        self.number.draw_at(canvas, end, last)
        if self.lead:
            words = "".join(run.text for run in self.words.content if isinstance(run, TextRun)).strip() or str(self.lead[0] + 1)
            canvas.add_link(Link(self.link, 0, "", words, ((x, top - self.height, self.width, self.height),), lead=self.lead))

    def _dots(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Dots between the words and the number, one under the other in all lines; none where the words are longer in another copy."""
        galley = self.words.galley
        if galley is None or is_personal(self.words.content) or not galley.lines:
            return
        style = self.words.style
        side, last = DOT * style.size, self.width - self.column
        count = int((last - galley.lines[-1].width - self.pitch) / self.pitch)
        low = top - (style.leading + CAP_HEIGHT * style.size) / 2
        with canvas.artifact():
            for number in range(count):
                left = self.mirrored(x, self.width, last - number * self.pitch, side)
                canvas.fill_rect(self.setting.theme.colours["quiet"], left, low, side, side)


def _unlinked(inline: Inline) -> Inline:
    """Words that lead nowhere of their own."""
    return replace(inline, link=None) if isinstance(inline, (TextRun, Field)) else inline


def lines(block: Contents, setting: Setting) -> list[Piece]:
    """The lines of contents, in their order; before the pages are made they lead nowhere."""
    whole = Node("TOC")
    known = setting.leads or (None,) * len(block.lines)
    return [Leader(setting, content, lead, whole) for content, lead in zip(block.lines, known, strict=True)]
