"""A finished file whose pages follow those of a document, such as a map or a form: its objects, cut so that they fit into any other file.

In: nothing; `handouts.files.enclosures` reads them.  Out: what `layouts.copies.enclosing` gives numbers.
What a page shows is never written anew: the data of every stream are those of the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

WHOLE = -1  # in an element, in place of a number: the element that stands for the whole file
Pieces: TypeAlias = tuple[bytes | int, ...]  # bytes, and between them places of objects among `Enclosure.objects`


class LooseObject(NamedTuple):
    """An object that has no number yet: its entries or value, and the data of a stream as they stand in its file."""

    pieces: Pieces
    data: bytes | None = None


class EnclosedPage(NamedTuple):
    """A page.

    entries: all but its parent, contents, annotations and key; contents, links: places of objects; marks: the elements of its marked
    content, in the order of their numbers; None: nobody's; streams: digests of the data of everything that it is drawn with; size: width
    and height as it is seen, in points.
    """

    entries: Pieces
    contents: tuple[int, ...]
    links: tuple[int, ...]
    marks: tuple[int | None, ...]
    streams: frozenset[str]
    size: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Enclosure:
    """A file.  data: its bytes; sha256: their digest.

    Places count through pages, elements, links and things, in this order.  tops: the elements that are nobody's kids; owners: of each link
    its element; top: the height of its first page, in points; tagged: whether a screen reader is told how to read it; accessible,
    archival: whether it says that it is PDF/UA-1, PDF/A of level a.
    """

    name: str
    title: str
    language: str
    sha256: str
    data: bytes
    pages: tuple[EnclosedPage, ...]
    elements: tuple[LooseObject, ...] = ()
    tops: tuple[int, ...] = ()
    links: tuple[LooseObject, ...] = ()
    owners: tuple[int | None, ...] = ()
    things: tuple[LooseObject, ...] = ()
    top: float = 0.0
    tagged: bool = False
    accessible: bool = False
    archival: bool = False

    def __repr__(self) -> str:
        """All that it shows, by a digest."""
        return f"Enclosure({self.name!r}, {self.sha256})"

    @property
    def named(self) -> bool:
        """Whether elements have names, which are good for one copy in a file (ISO 14289-1, 7.9)."""
        return any(isinstance(piece, bytes) and b"/ID " in piece for element in self.elements for piece in element.pieces)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Enclosure) and (self.name, self.sha256) == (other.name, other.sha256)

    def __hash__(self) -> int:
        return hash((self.name, self.sha256))


def pages_of(enclosures: Iterable[Enclosure]) -> int:
    """How many pages they have."""
    return sum(len(enclosure.pages) for enclosure in enclosures)


def untagged(enclosures: Iterable[Enclosure]) -> str:
    """The names of those that a screen reader is told nothing of, '' if there are none."""
    return ", ".join(enclosure.name for enclosure in enclosures if not enclosure.tagged)
