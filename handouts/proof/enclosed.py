"""The pages of enclosures: what they are drawn with has not changed by a byte, and they look as they look in their own file.

In: a copy that has been read again, and what should stand in it.  Out: `Failure`s.  The data of every stream that a page needs are compared
by their digests with those of the clinic's file; then PDFium draws both pages, and reads both, and they have to be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from handouts.files.pdfs import ALONE
from handouts.proof.expected import Expected
from handouts.proof.reader import File
from handouts.proof.specimen import Failure
from layouts.document.enclosures import Enclosure

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

CHANGED = "the enclosed file as it is: make the copy again, and if this is said again report it as a defect; it must not be given out"
NAMED = re.compile(rb"(?<![\w.])(\d+) 0 R")
UPWARDS = re.compile(rb"/(?:Parent|Annots|StructParents) ?(?:\[[^\]]*\]|\d+(?: 0 R)?)")
SCALE = 1.0  # dots a point: letters of six points are told apart


def enclosed(file: File, expected: Expected) -> Iterator[Failure]:
    """What is wrong with the pages of enclosures."""
    if not expected.document.enclosures:
        return
    pages, at = file.pages(), expected.own_pages
    for enclosure in expected.document.enclosures:
        for page, ref in zip(enclosure.pages, pages[at:], strict=False):
            at += 1
            if streams(file, ref) != page.streams:
                yield Failure(f"what stands on it is not what {enclosure.name} has", at, remedy=CHANGED)
    yield from _looked_at(file.data, expected)


def streams(file: File, page: int) -> frozenset[str]:
    """The digests of the data of everything that a page is drawn with.  Raises Unreadable."""
    seen: set[int] = set()
    found: set[str] = set()
    waiting = [int(ref) for ref in NAMED.findall(UPWARDS.sub(b"", file.body(page)))]
    while waiting:
        ref = waiting.pop()
        if ref in seen:
            continue
        seen.add(ref)
        body, data = file.raw(ref)
        if data is not None:
            found.add(sha256(data).hexdigest())
        waiting += [int(inner) for inner in NAMED.findall(body)]
    return frozenset(found)


def _looked_at(data: bytes, expected: Expected) -> Iterator[Failure]:
    import pypdfium2

    with ALONE:
        copy, at = pypdfium2.PdfDocument(BytesIO(data)), expected.own_pages
        try:
            for enclosure in expected.document.enclosures:
                yield from _compared(copy, at, enclosure)
                at += len(enclosure.pages)
        finally:
            copy.close()


def _compared(copy: PdfDocument, at: int, enclosure: Enclosure) -> Iterator[Failure]:
    """at: of its first page, from 0."""
    import pypdfium2

    own = pypdfium2.PdfDocument(BytesIO(enclosure.data))
    try:
        for number in range(len(enclosure.pages)):
            if _shown(copy[at + number]) != _shown(own[number]):
                yield Failure(f"it does not look as page {number + 1} of {enclosure.name}", at + number + 1, remedy=CHANGED)
    finally:
        own.close()


def _shown(page: PdfPage) -> tuple[object, ...]:
    """What a page shows: its sizes, its text, and a digest of its dots."""
    drawn, text = page.render(scale=SCALE), page.get_textpage()
    try:
        return page.get_size(), page.get_rotation(), text.get_text_bounded(), sha256(bytes(drawn.buffer)).digest()
    finally:
        text.close()
        drawn.close()
        page.close()
