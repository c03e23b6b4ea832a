"""What a letter says before its text: the address, the day, the salutation.

In: the numbers of the values that are the lines of an address, of which the first is the name; before it the day's.  Out: inlines, blocks.
Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from handouts.language.phrases import phrases
from layouts.document.blocks import Block, Box, Paragraph
from layouts.document.inlines import Field, Inline, Inlines, TextRun

NAME = "\u0000"  # where the name goes in a salutation


def addressed(lines: range) -> Inlines:
    """The lines of an address, each on its own."""
    return tuple(_lines(lines))


def _lines(lines: range) -> Iterator[Inline]:
    for number in lines:
        yield from (TextRun(" \n"),) if number != lines.start else ()
        yield Field(number)


def unmarked(head: tuple[Block, ...]) -> tuple[Block, ...]:
    """A letterhead without what marks a draft, which would push it into the window."""
    return tuple(block for block in head if not _marks(block))


def _marks(block: Block) -> bool:
    return isinstance(block, Box) and block.kind == "mark"


def opened(lines: range, head: tuple[Block, ...], text: tuple[Block, ...], language: str) -> tuple[Block, ...]:
    """A letter: its day, its salutation, and its text.  head: what would stand over a leaflet; language: of day and salutation."""
    before, _, after = phrases(language)("Dear %(name)s,", name=NAME).partition(NAME)
    greeting: Inlines = tuple(part for part in (TextRun(before), Field(lines.start), TextRun(after)) if part != TextRun(""))
    return (*filter(_marks, head), Paragraph((Field(lines.start - 1),)), Paragraph(greeting), *text)
