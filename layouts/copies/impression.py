"""An impression: one copy as it was struck from a plate, and the bytes of its file.

In: a plate, a copy's lines and values.  Out: what is the copy's own, and, joined with what is static, a PDF/UA-1 and PDF/A-2a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from layouts.copies.contents import code_of
from layouts.copies.embedding import by_tag, embedded, own_glyphs, resource
from layouts.copies.outlines import item
from layouts.copies.plate import WIDTH, Plate
from layouts.document.blocks import Document
from layouts.document.enclosures import untagged
from layouts.document.inlines import Field, Inlines
from layouts.pdf.archive import packed_metadata
from layouts.pdf.crossref import direct_row, section, trailer
from layouts.pdf.objects import date, indirect, plain_stream, stream, text_string
from layouts.pdf.writer import Numbers
from layouts.typesetting.text import Galley

LEVEL = 4  # of deflating what is struck anew: half the time of level 6, for a hundredth of the size


class Dated(NamedTuple):
    """What a file says of itself and its moment of issue, in its two forms (ISO 19005-2, 6.6.3: they say the same)."""

    document: Document
    information: bytes
    metadata: bytes


def dated(document: Document, issued: str) -> Dated:
    """A document's information dictionary and XMP packet.  issued: ISO 8601 in UTC."""
    return Dated(document, information(document, issued), packed_metadata(document, issued))


@dataclass(frozen=True, eq=False)
class Impression:
    """One copy: what differs from its plate.  streams: its content, by number; composed: whether the plate was made for it."""

    plate: Plate
    galleys: Sequence[Galley]
    values: Sequence[str]
    dated: Dated
    composed: bool
    streams: Sequence[tuple[int, bytes]]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.plate.parts.pages)

    @cached_property
    def data(self) -> bytes:
        """The bytes of its file."""
        return _joined(self)

    @cached_property
    def sha256(self) -> str:
        """The digest of its file, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def struck(plate: Plate, galleys: Sequence[Galley], values: Sequence[str], dated: Dated, *, composed: bool) -> Impression:
    """A copy with these lines, which have the shapes that the plate was composed for."""
    streams = tuple([(ref, stream(code_of(items, galleys, values), level=LEVEL)) for ref, items in plate.gaps.streams])
    return Impression(plate, galleys, values, dated, composed, streams)


def _joined(copy: Impression) -> bytes:
    """The file: what is static, the copy's own objects, and their cross-reference, which is too short to be deflated."""
    plate, static = copy.plate, copy.plate.static
    take = Numbers(static.last)
    rows: dict[int, bytes] = {}
    out, at = [static.data], len(static.data)
    for ref, body in chain(copy.streams, _fonts(copy, take), _links(copy), _entries(copy), _dates(copy)):
        rows[ref] = direct_row(at, WIDTH)
        data = indirect(ref, body)
        out.append(data)
        at += len(data)
    cross = take.new()
    rows[cross] = direct_row(at, WIDTH)
    personal = static.digest.copy()
    personal.update(b"".join(out[1:]))
    ident = personal.hexdigest()[:32].upper()
    index, table = section(rows)
    head = f"{trailer(cross, WIDTH, plate.refs.catalog, plate.refs.info)}{index}/Prev {static.cross}/ID[<{ident}><{ident}>]"
    out.append(indirect(cross, plain_stream(table, head)))
    out.append(b"startxref\n%d\n%%%%EOF\n" % at)
    return b"".join(out)


def _fonts(copy: Impression, take: Numbers) -> list[tuple[int, bytes]]:
    """Fonts for what the plate does not carry, and the font resources."""
    bodies: list[tuple[int, bytes]] = []
    extra = []
    for face, glyphs in by_tag(own_glyphs(copy.galleys)):
        font = embedded(face, glyphs, take)
        bodies += (*font.streams, *font.dictionaries)
        extra.append(resource("X", face, font.ref))
    return [*bodies, (copy.plate.refs.fonts, f"<<{copy.plate.gaps.fonts}{''.join(extra)}>>".encode("ascii"))]


def _links(copy: Impression) -> list[tuple[int, bytes]]:
    return [(loose.hotspot.ref, loose.annotation(copy.galleys)) for loose in copy.plate.gaps.links]


def _entries(copy: Impression) -> list[tuple[int, bytes]]:
    """The outline items whose words are in slots."""
    return [(loose.ref, item(_words(loose.slot.content, copy.values), loose.rest)) for loose in copy.plate.gaps.entries]


def _words(content: Inlines, values: Sequence[str]) -> str:
    return "".join(values[i.index] if isinstance(i, Field) else getattr(i, "text", "") for i in content)


def _dates(copy: Impression) -> list[tuple[int, bytes]]:
    refs = copy.plate.refs
    return [(refs.info, copy.dated.information), (refs.metadata, copy.dated.metadata)]


def information(document: Document, issued: str) -> bytes:
    """The document information dictionary (ISO 32000-1, 14.3.3).  issued: ISO 8601 in UTC."""
    author = f"/Author {text_string(document.author)}" if document.author else ""
    subject = f"/Subject {text_string(document.subject)}" if document.subject else ""
    subject += f"/Untagged {text_string(names)}" if (names := untagged(document.enclosures)) else ""
    return (
        f"<</Title {text_string(document.title)}{author}{subject}/Producer (Handouts)/CreationDate {date(issued)}/ModDate {date(issued)}>>"
    ).encode("ascii")
