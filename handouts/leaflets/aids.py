"""Fences that help to understand, to find and to remember: a picture with its text, words explained, a chance as dots, contents, lines for
questions, a slip to send back, the widths of a table's columns.

In: a fence, whose inside is read already.  Out: blocks.  Refuses what stands in a fence that may not stand there (`LeafletError`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from handouts.leaflets.fences import Fence, headed, picture
from handouts.leaflets.skeleton import PLAIN
from layouts.document.blocks import (
    Block,
    Chance,
    Columns,
    Contents,
    Facts,
    Figure,
    Heading,
    Items,
    KeptTogether,
    Paragraph,
    ReplySlip,
    Table,
    Writing,
)
from layouts.document.inlines import TextRun, holds_value

LINES = 5  # for questions
SPARE = "spare"  # as many lines for questions as there is room for
TO_WRITE = re.compile(r"\s*_{3,}\s*$")
HUNDREDTHS = (10, 20, 25, 50, 100)


def beside(fence: Fence) -> Iterable[Block]:
    """A picture with its text beside it: the words of the picture, a rule, the text.  Raises LeafletError."""
    if len(fence.parts) != 2 or not fence.parts[1]:
        raise fence.refuse("a picture with text beside it has two parts", "Write the picture's description, '---', and the text.", "beside")
    figure = next(iter(picture(fence._replace(parts=fence.parts[:1]))))
    assert isinstance(figure, Figure)
    yield Columns("beside", (fence.parts[1], (replace(figure, beside=True),)))


def glossary(fence: Fence) -> Iterable[Block]:
    """Words and what they mean; what follows its name is its heading.  Raises LeafletError."""
    words = fence.blocks[0] if len(fence.blocks) == 1 else None
    if not isinstance(words, Facts):
        raise fence.refuse("a glossary has words and meanings", "Write a word on a line, and ': its meaning' on the next.", "glossary")
    yield from headed(fence)
    yield replace(words, kind="glossary")


def questions(fence: Fence) -> Iterable[Block]:
    """Lines for the patient's own questions, below a heading, and with any words.

    With `lines=spare` they stand at the end, and only where the last page has room.  Raises LeafletError without a heading, for any other
    number of lines, and for a value in words that not every copy has.
    """
    title, _, lines = f" {fence.rest}".partition(" lines=")
    title = title.strip()
    if not title:
        raise fence.refuse("lines for questions need a heading", "Write '::: questions My questions'.", "questions")
    if lines and lines != SPARE:
        remedy = f"Write 'lines={SPARE}' for those that the last page has room for, or delete it."
        raise fence.refuse(f"there is no number of lines {lines!r}", remedy, f"lines={lines}")
    heading = tuple(headed(fence._replace(rest=title)))
    if not lines:
        yield from (*heading, KeptTogether((*fence.blocks, Writing(LINES))) if fence.blocks else Writing(LINES))
        return
    if holds_value((heading, fence.blocks)):
        raise fence.refuse("what stands where there is room has no values", "Write the words themselves.", "questions")
    yield KeptTogether((*heading, *fence.blocks, Writing(LINES)), spare=True)


def keep(fence: Fence) -> Iterable[Block]:
    """What stays together on a page.  Raises LeafletError for a title, which it has none."""
    if fence.rest:
        raise fence.refuse("'::: keep' has no title", "Write a heading on the next line.", fence.rest)
    yield KeptTogether(fence.blocks)


def table(fence: Fence) -> Iterable[Block]:
    """A table whose columns are as wide as is said: a part of the width for each.  Raises LeafletError."""
    held = fence.blocks[0] if len(fence.blocks) == 1 else None
    if not isinstance(held, Table):
        raise fence.refuse("widths of columns belong to one table", "Write the table, and nothing else, on the next lines.", "table")
    parts = [int(part) for part in fence.rest.split() if re.fullmatch("[1-9][0-9]{0,2}", part)]
    if len(parts) != len(held.head) or len(parts) != len(fence.rest.split()):
        remedy = f"Write '::: table {' '.join(['1'] * len(held.head))}', with more for a column that is to be wider."
        raise fence.refuse(f"the width of each of the {len(held.head)} columns is a whole number from 1 to 999", remedy, fence.rest)
    yield replace(held, parts=tuple(parts))


def contents(fence: Fence) -> Iterable[Block]:
    """The place of the table of contents; what follows its name is its title.  Raises LeafletError for anything inside."""
    if fence.parts != ((),):
        raise fence.refuse("a table of contents is made of the headings, and nothing stands in it", "Delete what stands in it.", "contents")
    title = fence.rest or fence.skeleton.phrase("In this leaflet")
    yield Contents(fence.skeleton.inline(title, PLAIN))


def chance(fence: Fence) -> Iterable[Block]:
    """So many of a hundred, as dots beside the words that say it.  Raises LeafletError for another number, or without words."""
    said = re.fullmatch(r"(\d{1,3})\s*/\s*(\d{1,3})", fence.rest)
    many, of = (int(said[1]), int(said[2])) if said else (0, 0)
    if of not in HUNDREDTHS or not 0 < many <= of:
        remedy = f"Write '::: chance 3/100', of {', '.join(map(str, HUNDREDTHS))}; what is rarer is said in words."
        raise fence.refuse("a chance is so many of a hundred, or of what a hundred is a multiple of", remedy, fence.rest)
    if not fence.blocks:
        raise fence.refuse("a chance needs words", "Say on the next line to whom it happens, and to whom not.", "chance")
    yield Chance(many * 100 // of, fence.blocks)


def slip(fence: Fence) -> Iterable[Block]:
    """What is cut off and sent back, below a heading: boxes to tick, words, and lines to write on (`Telephone ____`).

    Whose it is, and where it goes, `merge` puts into it.  Raises LeafletError without a heading, and without anything to answer.
    """
    if not fence.rest:
        raise fence.refuse("a slip needs a heading", "Write '::: slip Reply slip'.", "slip")
    blocks = tuple(_answered(block) for block in fence.blocks)
    if not any(isinstance(block, Writing) or (isinstance(block, Items) and block.kind == "check") for block in blocks):
        remedy = "Write boxes to tick, '- [ ] I will come', or a line to write on, 'Telephone ____'."
        raise fence.refuse("a slip has nothing to answer", remedy, "slip")
    title = Heading(2, fence.skeleton.inline(fence.rest, PLAIN), "sub-section")
    yield ReplySlip(fence.skeleton.phrase("Cut here and send it back"), (title, *blocks))


def _answered(block: Block) -> Block:
    """A paragraph that ends in a row of underscores is a line to write on."""
    last = block.content[-1] if isinstance(block, Paragraph) and block.content else None
    if not isinstance(block, Paragraph) or not isinstance(last, TextRun) or not (line := TO_WRITE.search(last.text)):
        return block
    rest = last.text[: line.start()]
    return Writing(1, (*block.content[:-1], *((replace(last, text=rest),) if rest else ())))
