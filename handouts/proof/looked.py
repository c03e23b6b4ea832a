"""Pages that were looked at already: most plates of a leaflet differ from others on one page, and are the same on all others.

In: a plate's first copy.  Out: a digest of each of its pages, of all that it draws but what its copies show.  Refuses what the reader
refuses (`Unreadable`).

Two pages of one digest have, byte for byte, the same static content and resources, and the same operators round what is their copies' own:
they differ as two copies of one plate do, and the second is looked at as a later copy is.  That holds for pages of one layout: of another
the frame, the window and the sizes of type may be others.  What is annotated is no part of it: a proof
looks at pages without annotations.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from handouts.proof.proven import Frame
from handouts.proof.reader import File
from handouts.proof.readings import Reading

_REFERENCE = re.compile(rb"(\d+) 0 R\b")
_APART = re.compile(rb"/(?:Parent|Annots) \d+ 0 R|/(?:Annots|Contents|Kids)\[[^\]]*\]|/Count \d+")  # what a page or a tree has besides


def page_digests(file: File, frame: Frame, readings: Mapping[int, Reading], terms: bytes = b"") -> tuple[bytes, ...]:
    """A digest of each page, in their order.  readings: of the streams that are the copy's own; terms: what its pages are held to.

    Raises Unreadable.
    """
    known: dict[int, bytes] = {}
    digests = []
    for page, refs in zip(file.pages(), frame.contents, strict=False):
        around = _whole(file, _APART.sub(b"", _up(file, page)), known)
        digests.append(_digest(b"\0".join([terms, around, *(_content(file, ref, frame, readings) for ref in refs)])))
    return tuple(digests)


def _up(file: File, page: int) -> bytes:
    """A page, and whatever it may inherit from the trees above it (ISO 32000-1, 7.7.3.4)."""
    found, seen = file.body(page), {page}
    above = re.search(rb"/Parent (\d+) 0 R", found)
    while above and int(above[1]) not in seen:
        seen.add(int(above[1]))
        body = file.body(int(above[1]))
        found += b"\n" + body
        above = re.search(rb"/Parent (\d+) 0 R", body)
    return found


def _content(file: File, ref: int, frame: Frame, readings: Mapping[int, Reading]) -> bytes:
    """Of a content stream what all copies have in common: all of it, or what stands round what is their own."""
    return b"own" + _digest(readings[ref].mask) if ref in frame.personal else _digest(file.deflated(ref))


def _whole(file: File, body: bytes, known: dict[int, bytes]) -> bytes:
    """An object in which the digest of what it refers to stands in the place of each reference.  known: digests of objects."""
    head, stream, data = body.partition(b"\nstream\r\n")
    return _REFERENCE.sub(lambda match: _object(file, int(match[1]), known).hex().encode(), head) + stream + data


def _object(file: File, ref: int, known: dict[int, bytes]) -> bytes:
    if ref not in known:
        known[ref] = b"again"  # of what leads to itself
        known[ref] = _digest(_whole(file, file.body(ref), known))
    return known[ref]


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
