"""A plate: what every copy of a composed document shares, as bytes that are formatted and deflated once, and where a copy fills it in.

In: nothing; this is what `assembly` makes.  Out: what `impression` joins with a copy's own, and what `mould` and `common` put into a
volume.
A plate serves the copies whose slots take the same lines (`Galley.shape`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from layouts.copies.annotations import annotation, rects_of
from layouts.copies.contents import Stream
from layouts.copies.embedding import Carried
from layouts.copies.enclosing import Enclosed
from layouts.document.blocks import Document
from layouts.pages.elements import Link
from layouts.pages.imposition import Placement
from layouts.pages.slots import Slot, SlotPart
from layouts.typesetting.text import Galley

WIDTH = 4  # bytes of an offset in a copy's cross-reference: files of up to four gigabytes


class Refs(NamedTuple):
    """The numbers of the objects that a file has once."""

    info: int
    metadata: int
    fonts: int
    structure: int
    parents: int
    pages: int
    resources: int
    catalog: int


class Hotspot(NamedTuple):
    """A link annotation: its object, its key in the parent tree (the file's first key is 0)."""

    link: Link
    ref: int
    key: int


class LooseLink(NamedTuple):
    """A link in a slot: part and slot_key say on which lines it stands."""

    hotspot: Hotspot
    part: SlotPart
    slot_key: int

    def annotation(self, galleys: Sequence[Galley], first_key: int = 0) -> bytes:
        """Its annotation with a copy's lines.  first_key: of the copy in the file's parent tree."""
        rects = rects_of(self.part, galleys[self.part.slot.index], self.slot_key)
        return annotation(self.hotspot.link, rects, first_key + self.hotspot.key)


class LooseEntry(NamedTuple):
    """An outline item whose words are in a slot.  rest: all of it but the words."""

    ref: int
    slot: Slot
    rest: str


class Gaps(NamedTuple):
    """What a copy fills in: streams, links, outline items, and fonts besides those that `fonts`, resources without their end, names."""

    streams: tuple[tuple[int, Stream], ...]
    links: tuple[LooseLink, ...]
    entries: tuple[LooseEntry, ...]
    fonts: str


class Static(NamedTuple):
    """The beginning of each copy's file, which ends with the cross-reference of its own objects, at byte `cross`.

    digest: a hash that has read it; last: the last number that is taken.
    """

    data: bytes
    digest: Any  # hashlib's type has no name
    cross: int
    last: int


class Parts(NamedTuple):
    """The same objects one by one, for a volume.

    shared: streams and pictures, which stand in a volume once; packed: the small objects; images: the numbers of pictures by their
    names in resources; document: the structure element of the whole copy; enclosed: what follows its own pages.
    """

    shared: dict[int, bytes]
    packed: dict[int, bytes]
    pages: tuple[int, ...]
    links: tuple[Hotspot, ...]
    images: dict[str, int]
    glyphs: Carried
    document: int
    enclosed: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """A plate.  serial: its own among all that this process has made; width, height: of its pages, in points.

    document: what it says, with contents or without; filled: of each page, how much of its height for text is used; cut: words that are
    wider than their line, and were broken for it; coarse: photographs whose dots can be seen, and how many dots an inch they have;
    places: of its pages, where several stand on a sheet, which is then what has the width and height.
    """

    serial: int
    width: float
    height: float
    refs: Refs
    gaps: Gaps
    static: Static
    parts: Parts
    document: Document
    filled: tuple[float, ...] = ()
    cut: tuple[str, ...] = ()
    coarse: tuple[tuple[str, int], ...] = ()
    places: tuple[Placement, ...] = ()

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        packed = self.parts.packed.values()
        return len(self.static.data) + sum(map(len, packed)) + 200 * self.static.last + 60_000
