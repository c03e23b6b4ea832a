"""What stands over a leaflet's text and in its metadata, and by what its documents are told apart.

In: a leaflet, a document.  Out: blocks and texts.
"""

from __future__ import annotations

from collections.abc import Iterator

from handouts.language.phrases import phrases
from handouts.leaflets.leaflet import Leaflet
from layouts.document.blocks import Block, Document, Heading, Paragraph
from layouts.document.inlines import TextRun


def titles(leaflet: Leaflet) -> Iterator[Block]:
    """Its title, and its subtitle if it has one."""
    yield Heading(1, (TextRun(leaflet.title),))
    if leaflet.subtitle:
        yield Paragraph((TextRun(leaflet.subtitle),), "subtitle")


def about(leaflet: Leaflet) -> str:
    """What the metadata of a general edition say of it, before its summary."""
    say = phrases(leaflet.language)
    return f"{say('General edition')}. {say('It is for no patient in particular.')} {leaflet.summary}".strip()


def wording(document: Document) -> str:
    """All that it says, by which documents are told apart; those without enclosures as they were before there were any."""
    letter = repr((document.address, document.letter)) if document.address else ""
    return repr(document) + letter + (repr(document.enclosures) if document.enclosures else "")
