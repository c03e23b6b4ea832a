"""Enclosures in a file: their loose objects get numbers, their elements a place in the structure, their pages follow the document's.

    Enclosure ─ numbered ─▶ Enclosed ─ pages, elements, links, things ─▶ bodies

In: a document's enclosures, numbers.  Out: bodies of objects.  The data of streams stay as they are in the enclosure's own file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from layouts.document.enclosures import WHOLE, Enclosure, LooseObject, Pieces
from layouts.pdf.objects import packed_as_is, text_string
from layouts.pdf.writer import Numbers


class Enclosed(NamedTuple):
    """An enclosure with its numbers: of its pages, then of its elements, its links and its things; whole: of the element above all of them.

    first_page: the key of its first page in the file's parent tree, and its place among the file's pages.
    """

    enclosure: Enclosure
    numbers: tuple[int, ...]
    whole: int
    first_page: int

    @property
    def pages(self) -> tuple[int, ...]:
        """The numbers of its pages."""
        return self.numbers[: len(self.enclosure.pages)]

    @property
    def links(self) -> tuple[int, ...]:
        """The numbers of its links."""
        before = len(self.enclosure.pages) + len(self.enclosure.elements)
        return self.numbers[before : before + len(self.enclosure.links)]

    @property
    def things(self) -> tuple[int, ...]:
        """The numbers of what its pages are drawn with, which are the same in all copies."""
        return self.numbers[len(self.numbers) - len(self.enclosure.things) :]

    @property
    def keyed(self) -> tuple[int, ...]:
        """Of its links those that an element owns, by their places."""
        return tuple(place for place, owner in enumerate(self.enclosure.owners) if owner is not None)


def numbered(enclosures: Sequence[Enclosure], pages: int, take: Numbers) -> tuple[Enclosed, ...]:
    """Give numbers out, those of all pages first.  pages: how many the document has of its own."""
    leaves = [[take.new() for _ in enclosure.pages] for enclosure in enclosures]
    out = []
    for enclosure, own in zip(enclosures, leaves, strict=True):
        more = [take.new() for _ in range(len(enclosure.elements) + len(enclosure.links) + len(enclosure.things))]
        out.append(Enclosed(enclosure, (*own, *more), take.new() if enclosure.tagged else 0, pages))
        pages += len(own)
    return tuple(out)


def page_keys(enclosed: Enclosed) -> list[str]:
    """What the parent tree says of each page: whose its marks are (ISO 32000-1, 14.7.4.4)."""
    return [
        f"[{' '.join('null' if mark is None else f'{enclosed.numbers[mark]} 0 R' for mark in page.marks)}]"
        for page in enclosed.enclosure.pages
    ]


def link_keys(enclosed: Enclosed) -> list[str]:
    """What the parent tree says of each link that has an element."""
    owners = enclosed.enclosure.owners
    return [f"{enclosed.numbers[owner]} 0 R" for place in enclosed.keyed if (owner := owners[place]) is not None]


def page_bodies(enclosed: Enclosed, tree: int) -> Iterator[tuple[int, bytes]]:
    """Its pages.  tree: the number of the page tree."""
    numbers = enclosed.numbers
    for key, (ref, page) in enumerate(zip(enclosed.pages, enclosed.enclosure.pages, strict=True), enclosed.first_page):
        annots = f"/Annots[{_listed(numbers, page.links)}]" if page.links else ""
        rest = f"/StructParents {key}/Tabs/S{annots}/Contents[{_listed(numbers, page.contents)}]>>"
        yield ref, b"<</Type/Page/Parent %d 0 R" % tree + _filled(page.entries, numbers) + rest.encode("ascii")


def element_bodies(enclosed: Enclosed, document: int) -> Iterator[tuple[int, bytes]]:
    """Its elements, below one that stands for all of it and names its language.  document: the number of the element above that."""
    enclosure, numbers = enclosed.enclosure, enclosed.numbers
    if not enclosure.tagged:
        return
    lang = f"/Lang {text_string(enclosure.language)}" if enclosure.language else ""
    kids = _listed(numbers, enclosure.tops)
    yield enclosed.whole, f"<</Type/StructElem/S/Part/P {document} 0 R{lang}/K[{kids}]>>".encode("ascii")
    for place, element in enumerate(enclosure.elements, len(enclosure.pages)):
        yield numbers[place], _filled(element.pieces, numbers, enclosed.whole)


def link_bodies(enclosed: Enclosed, first_key: int) -> Iterator[tuple[int, bytes]]:
    """Its links.  first_key: of those that have an element, in the parent tree."""
    keys = dict(zip(enclosed.keyed, count(first_key)))
    for place, (ref, link) in enumerate(zip(enclosed.links, enclosed.enclosure.links, strict=True)):
        key = f"/StructParent {keys[place]}" if place in keys else ""
        yield ref, _filled(link.pieces, enclosed.numbers) + f"{key}>>".encode("ascii")


def thing_bodies(enclosure: Enclosure, things: Sequence[int]) -> Iterator[tuple[int, bytes, bool]]:
    """What its pages are drawn with, whichever numbers they have; each with whether it is a stream."""
    numbers = (*[0] * (len(enclosure.pages) + len(enclosure.elements) + len(enclosure.links)), *things)
    for ref, thing in zip(things, enclosure.things, strict=True):
        yield ref, _thing(thing, numbers), thing.data is not None


def _thing(thing: LooseObject, numbers: Sequence[int]) -> bytes:
    body = _filled(thing.pieces, numbers)
    return body if thing.data is None else packed_as_is(thing.data, body)


def _filled(pieces: Pieces, numbers: Sequence[int], whole: int = 0) -> bytes:
    """Pieces with numbers in place of places."""
    return b"".join([
        piece if isinstance(piece, bytes) else b"%d 0 R" % (whole if piece == WHOLE else numbers[piece]) for piece in pieces
    ])  # fmt: skip


def _listed(numbers: Sequence[int], places: Sequence[int]) -> str:
    return " ".join(f"{numbers[place]} 0 R" for place in places)
