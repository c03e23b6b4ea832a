"""Sheets that are folded, filled up: pages with lines to write on, until there are as many as the sheets have.

In: a document, a theme, how many pages are missing.  Out: blocks, of which each takes a page of its own.  Refuses nothing.
"""

from __future__ import annotations

from dataclasses import replace

from layouts.document.blocks import Block, Document, Heading, KeptTogether, Writing
from layouts.pages.imposition import Imposed
from layouts.theme import Theme


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


def completed(document: Document, blocks: tuple[Block, ...]) -> Document:
    """A document with these at its end; the very same if there are none."""
    return replace(document, blocks=(*document.blocks, *blocks)) if blocks else document
