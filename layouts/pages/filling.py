"""Sheets, filled up: pages with lines to write on, until there are as many as folded sheets have, or on the blank back of the last.

In: a document, a theme, how many pages are missing.  Out: blocks, of which each takes a page of its own.  Refuses nothing.
"""

from __future__ import annotations

from dataclasses import replace

from layouts.document.blocks import Block, Document, Heading, KeptTogether, Paragraph, ReplySlip, Writing
from layouts.pages.imposition import Imposed
from layouts.theme import Theme

LINES_OF_WORDS = 2  # that a sentence takes, in whatever language and layout


def imposed_by(theme: Theme) -> Imposed | None:
    """How a theme's pages stand on sheets; None where each has a sheet's side of its own."""
    if theme.fold is None:
        return None
    return Imposed(theme.form, theme.width * theme.fold.columns, theme.height, theme.fold.columns, theme.fold.creep)


def spare(document: Document, height: float, theme: Theme, pages: int) -> tuple[Block, ...]:
    """So many pages for questions.  height: of a page's text."""
    style = theme.style("section")
    lines = int((height - style.leading - style.after) / theme.table.row)
    return (KeptTogether((Heading(2, document.questions), Writing(lines))),) * pages


def has_back(document: Document, theme: Theme, pages: int) -> bool:
    """Whether the last of so many pages has a back for questions; none that goes with a slip, or has a page of another file."""
    free = not document.enclosures and not any(isinstance(block, ReplySlip) for block in document.blocks)
    return theme.page.blank_back == "questions" and pages % 2 == 1 and free


def back(document: Document, height: float, theme: Theme) -> tuple[Block, ...]:
    """The back of a last page.  height: of a page's text."""
    title, said = theme.style("section"), theme.style("body")
    words = LINES_OF_WORDS * said.leading + said.after
    lines = int((height - title.leading - title.after - words) / theme.table.row)
    return (KeptTogether((Heading(2, document.questions), Paragraph(document.back[0]), Writing(lines))),)


def completed(document: Document, blocks: tuple[Block, ...], uncounted: int = 0) -> Document:
    """A document with these at its end; the very same if there are none.  uncounted: how many of its pages have no number."""
    return replace(document, blocks=(*document.blocks, *blocks), uncounted=uncounted) if blocks else document
