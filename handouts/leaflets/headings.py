"""What stands over a leaflet's text, behind it and in its metadata, and by what its documents are told apart.

In: a leaflet, a document.  Out: blocks and texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handouts.language.phrases import phrases
from handouts.leaflets.leaflet import Leaflet
from layouts.document.blocks import Block, Box, Document, Heading, KeptTogether, Paragraph, ReplySlip
from layouts.document.inlines import Inlines, PageNumber, TextRun

NUMBER = "\u0000"  # where the number goes in a phrase


def titles(leaflet: Leaflet) -> Iterator[Block]:
    """Its title, and its subtitle if it has one."""
    yield Heading(1, (TextRun(leaflet.title),))
    if leaflet.subtitle:
        yield Paragraph((TextRun(leaflet.subtitle),), "subtitle")


def backed(language: str) -> tuple[Inlines, Inlines]:
    """What the back of a last page says over its lines for questions, and in its foot."""
    say = phrases(language)
    before, _, after = say("back of page %(number)s", number=NUMBER).partition(NUMBER)
    foot = tuple(part for part in (TextRun(before), PageNumber(), TextRun(after)) if part != TextRun(""))
    return (TextRun(say("Write down what you want to ask. Bring this page with you.")),), foot


def about(leaflet: Leaflet) -> str:
    """What the metadata of a general edition say of it, before its summary."""
    say = phrases(leaflet.language)
    return f"{say('General edition')}. {say('It is for no patient in particular.')} {leaflet.summary}".strip()


def wording(document: Document) -> str:
    """All that it says, by which documents are told apart; those without enclosures and a remainder as they were before there were any."""
    letter = repr((document.address, document.letter)) if document.address else ""
    return repr(document) + letter + "".join(repr(part) for part in (document.enclosures, document.remainder) if part)


def parted(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[ReplySlip, ...]]:
    """What a leaflet says, what it says where there is room, and what is cut off and sent back."""
    slips = tuple(block for block in blocks if isinstance(block, ReplySlip))
    spare = tuple(block for block in blocks if isinstance(block, KeptTogether) and block.spare)
    return tuple(block for block in blocks if block not in (*spare, *slips)), spare, slips


def sent(slip: ReplySlip, frame: tuple[Block, ...]) -> ReplySlip:
    """A slip that says below its heading whose it is, and in its box where it goes."""
    whose = tuple(block for block in frame if not isinstance(block, Box))
    to = tuple(block for block in frame if isinstance(block, Box))
    return replace(slip, blocks=(*slip.blocks[:1], *whose, *slip.blocks[1:]), to=to)
