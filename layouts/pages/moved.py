"""Blocks that stand elsewhere than the document says, where that gives better pages.

In: a document.  Out: the same with some of its blocks moved; the very same if there are none.  What holds a value stays where it is, since
the order of values is that of the document.
"""

from __future__ import annotations

from dataclasses import replace

from layouts.document.blocks import Block, Box, Code, Columns, Document, Heading, KeptTogether, Paragraph, Writing
from layouts.document.inlines import holds_value
from layouts.theme import Theme


def lift(document: Document, theme: Theme) -> Document:
    """The document with its lifted boxes behind the panels that they are in, and the lead after those."""
    out: list[Block] = []
    held: tuple[Block, ...] = ()
    changed = False
    for block in document.blocks:
        if held and not (isinstance(block, Paragraph) and block.style == "lead"):
            out, held = [*out, *held], ()
        panel, lifted = _parted(block, theme)
        changed = changed or bool(lifted)
        held = lifted or held
        out.append(panel)
    return replace(document, blocks=(*out, *held)) if changed else document


def coded(document: Document, theme: Theme) -> Document:
    """The document with its one QR code beside the colophon, which ends it."""
    found = [block for block in document.blocks if isinstance(block, Code)]
    last = document.blocks[-1] if document.blocks else None
    if len(found) != 1 or not isinstance(last, Box) or not _ends(last) or holds_value(found[0]):
        return document
    row = replace(last, blocks=(Columns("coded", ((found[0],), _cells(last, theme))),))
    return replace(document, blocks=(*(block for block in document.blocks[:-1] if block is not found[0]), row))


def _cells(box: Box, theme: Theme) -> tuple[Block, ...]:
    """What is printed of a box, out of its columns."""
    cells = [_printed(block, theme) if isinstance(block, Columns) else ((block,),) for block in box.blocks]
    return tuple(part for row in cells for cell in row for part in cell)


def _printed(block: Columns, theme: Theme) -> tuple[tuple[Block, ...], ...]:
    """The cells of columns that the layout does not leave out."""
    kinds = theme.columns.get(block.name, ())
    return tuple(cell for i, cell in enumerate(block.cells) if not kinds or not kinds[i % len(kinds)].omit)


def ruled(document: Document, lines: int) -> Document:
    """The document with so many lines for questions, where these are the last of its text."""
    at = _end(document)
    if lines_of(document) in (None, lines):
        return document
    return replace(document, blocks=(*document.blocks[:at], _ruled(document.blocks[at], lines), *document.blocks[at + 1 :]))


def lines_of(document: Document) -> int | None:
    """How many lines for questions are the last of a document's text; None where something else is."""
    at = _end(document)
    last = _last(document.blocks[at]) if at >= 0 else None
    return last.lines if isinstance(last, Writing) else None


def _end(document: Document) -> int:
    """The index of the last block of the text."""
    return len(document.blocks) - 1 - sum(_ends(block) for block in document.blocks[-1:])


def _last(block: Block) -> Block:
    return block.blocks[-1] if isinstance(block, KeptTogether) and block.spare else block


def _ruled(block: Block, lines: int) -> Block:
    return replace(block, blocks=(*block.blocks[:-1], Writing(lines))) if isinstance(block, KeptTogether) else Writing(lines)


def remaindered(document: Document) -> Document:
    """The document with its remainder before its colophon; the very same where it has none, or none of them ends it."""
    if not document.remainder or not document.blocks or not _ends(document.blocks[-1]):
        return document
    return replace(document, blocks=(*document.blocks[:-1], *document.remainder, document.blocks[-1]), remainder=())


def _ends(block: Block) -> bool:
    return isinstance(block, Box) and block.kind == "colophon"


def _parted(block: Block, theme: Theme) -> tuple[Block, tuple[Block, ...]]:
    """A box without those in it that are lifted, and these as sections."""
    inner = tuple(b for b in block.blocks if _lifts(b, theme)) if isinstance(block, Box) else ()
    if not isinstance(block, Box) or not inner:
        return block, ()
    rest = replace(block, blocks=tuple(b for b in block.blocks if b not in inner))
    return rest, tuple(part for box in inner if isinstance(box, Box) for part in _opened(box))


def _opened(box: Box) -> tuple[Block, ...]:
    """A box as a section of its own, which is as whole as the panel that it was in."""
    inside = (Heading(2, box.title, "sub-section"), *box.blocks) if box.title else box.blocks
    return (KeptTogether(inside),)


def _lifts(block: Block, theme: Theme) -> bool:
    return isinstance(block, Box) and theme.box(block.kind).lifted and not holds_value(block)
