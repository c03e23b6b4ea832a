"""Many copies in one file, for printing: what is the same in all of them stands in it once.

In: copies, one after another.  Out: a PDF/UA-1 and PDF/A-2a file, written as it goes to a stream that can be appended to.
Each patient has pages, structure, a bookmark and page labels of their own; static content, pictures and fonts are shared.

Memory does not grow with the number of copies but for four bytes a copy: objects go out in gatherings, and the
cross-reference rows wait in a temporary file.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from layouts.copies.assembly import profile_stream
from layouts.copies.common import Common
from layouts.copies.gathering import Gathering, Leaf
from layouts.copies.impression import Impression, dated
from layouts.copies.mould import Mould, moulded
from layouts.copies.outlines import Kin, item, outline
from layouts.copies.plate import Plate
from layouts.document.blocks import Document
from layouts.document.enclosures import Enclosure, untagged
from layouts.errors import OverfullError
from layouts.pdf.archive import catalog_entries
from layouts.pdf.objects import numbers, text_string
from layouts.pdf.writer import Writer

COPIES = 16  # copies whose small objects share an object stream


@dataclass(frozen=True, slots=True)
class Bound:
    """A copy as it stands in a volume: its first page in the file (from 0), its pages, and the bytes, from and to, of each stream
    of its own."""

    first_page: int
    pages: int
    streams: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Roots:
    """The numbers of what is written at the end."""

    catalog: int
    info: int
    metadata: int
    pages: int
    structure: int
    parents: int
    outlines: int
    labels: int
    resources: int
    fonts: int
    profile: int


@dataclass(slots=True)
class _Bookmark:
    """The outline item of the copy that comes next: its number, its place in the open gathering, the item before it (0: none)."""

    ref: int
    place: int
    before: int


class Volume:
    """A combined file being written.  Use `add` for each copy and `finish` at the end.  copies, blanks: how many are in it."""

    def __init__(self, out: BinaryIO, title: str, profile: Path, *, duplex: bool = False) -> None:
        self.title, self.profile, self.duplex = title, profile, duplex
        self.copies = self.blanks = 0
        self._writer = writer = Writer(out)
        self._roots = _Roots(*(writer.new() for _ in range(11)))
        writer.table.keep(writer.last + 1)
        self._common = Common(writer)
        self._moulds: dict[int, Mould] = {}
        self._documents = array("I")  # the structure element of each copy
        self._leaves: list[Leaf] = []
        self._first: Impression | None = None
        self._gathering = Gathering(writer, 0, 0)
        ref = self._first_bookmark = writer.new()
        self._bookmark = _Bookmark(ref, self._gathering.promise(ref), 0)

    @property
    def pages(self) -> int:
        """How many pages it has so far."""
        return self._gathering.pages

    # -- copies

    def add(self, copy: Impression, bookmark: str, *, more: bool) -> Bound:
        """Write a copy.  bookmark: the words of its outline item; more: whether another copy follows.

        Raises OverfullError for a copy of more parts than an object stream can hold.
        """
        self._first = self._first or copy
        mould = self._mould(copy.plate)
        self._make_room(len(mould.own))
        self._common.add_lines(copy.galleys)
        gathering, base = self._gathering, self._writer.run(len(mould.own))
        first_page = gathering.pages
        self._pack(copy, mould, base)
        streams = tuple([self._writer.put(base + mould.own[ref], body) for ref, body in copy.streams])
        self.copies += 1
        gathering.add_pages(base, copy.pages, f"/S/D/P {text_string(f'{self.copies}-')}")
        self._documents.append(base + mould.document)
        if self.duplex and gathering.pages % 2:
            self._blank(copy.plate)
        gathering.copies += 1
        self._enter(bookmark, base, more)
        return Bound(first_page, copy.pages, streams)

    def _mould(self, plate: Plate) -> Mould:
        if plate.serial not in self._moulds:
            own = {plate.refs.resources: self._roots.resources, plate.refs.structure: self._roots.structure}
            self._moulds[plate.serial] = moulded(plate, {**own, **self._common.admit(plate.parts)})
        return self._moulds[plate.serial]

    def _make_room(self, count: int) -> None:
        """Another gathering for a copy of so many objects that they do not fit into the open one."""
        if self._gathering.has_room(count + 2):  # an empty back and a bookmark besides
            return
        if self._gathering.copies == 0:
            raise OverfullError("a leaflet of so many pages does not fit into one file with others; make files of their own")
        gathering = self._gathering
        gathering.break_last()
        labels = self._open()
        self._bookmark.place = self._gathering.promise(self._bookmark.ref)
        self._close(gathering, labels, self._gathering.holder)

    def _pack(self, copy: Impression, mould: Mould, base: int) -> None:
        """The small objects of a copy."""
        gathering, first_key = self._gathering, self._gathering.keys
        gathering.pack_run(base, mould.offsets, mould.filled(base, first_key, gathering.node))
        gathering.add_parents(mould.filled_parents(base, first_key), mould.keys)
        for loose in copy.plate.gaps.links:
            gathering.pack(base + mould.own[loose.hotspot.ref], loose.annotation(copy.galleys, first_key))

    def _blank(self, plate: Plate) -> None:
        """An empty back: nothing on it, so nothing to tag; outside 'page x of y'."""
        ref, box = self._writer.new(), numbers(plate.width, plate.height)
        self._gathering.pack(
            ref, f"<</Type/Page/Parent {self._gathering.node} 0 R/MediaBox[0 0 {box}]/Resources<<>>/Tabs/S>>".encode("ascii")
        )
        self._gathering.add_pages(ref, 1, f"/P {text_string(f'{self.copies}-blank')}")
        self.blanks += 1

    # -- bookmarks and gatherings

    def _enter(self, words: str, page: int, more: bool) -> None:
        """The copy's bookmark, which leads to the next one's; that may be in another gathering."""
        own, gathering, labels = self._bookmark, self._gathering, 0
        if more and gathering.copies == COPIES:
            labels = self._open()
        if more:
            ref = self._writer.new()
            self._bookmark = _Bookmark(ref, self._gathering.promise(ref), own.ref)
        near = Kin(self._roots.outlines, own.before, self._bookmark.ref if more else 0)
        gathering.keep(own.place, item(words, f"/Parent {near.parent} 0 R/Dest[{page} 0 R/Fit]{near.entries()}"))
        if labels:
            self._close(gathering, labels, self._gathering.holder)

    def _open(self) -> int:
        """Open another gathering.  Returns the number that the page labels of the one before have."""
        labels = self._writer.new()
        self._gathering = Gathering(self._writer, self._gathering.pages, self._gathering.keys)
        return labels

    def _close(self, gathering: Gathering, labels: int, before: int) -> None:
        self._leaves.append(gathering.close(self._roots.pages, labels, before))

    # -- the end

    def finish(self, issued: str) -> int:
        """Write what all copies share and the cross-reference.  issued: ISO 8601 in UTC.  Returns the number of pages.

        Raises ValueError if there is no copy.
        """
        if self._first is None:
            raise ValueError("a volume holds at least one copy")
        roots, put = self._roots, self._writer.put
        self._close(self._gathering, self._writer.new(), self._writer.last + 1)
        enclosures = _many(self._common.enclosures)
        said = dated(replace(self._first.dated.document, title=self.title, blocks=(), subject="", enclosures=enclosures), issued)
        put(roots.info, said.information)
        put(roots.metadata, said.metadata)
        put(roots.profile, profile_stream(self.profile))
        self._trees()
        put(roots.outlines, outline(self._first_bookmark, self._bookmark.ref, self.copies))
        put(roots.labels, f"<</Kids[{_list(leaf.labels for leaf in self._leaves)}]>>".encode("ascii"))
        self._common.finish(roots.fonts, roots.resources)
        put(roots.catalog, self._catalog(said.document))
        self._writer.finish(roots.catalog, roots.info)
        return self.pages

    def _trees(self) -> None:
        """The roots of pages, parent tree and structure (ISO 32000-1, 7.7.3.2, 14.7.2)."""
        roots, put = self._roots, self._writer.put
        put(roots.pages, f"<</Type/Pages/Count {self.pages}/Kids[{_list(leaf.node for leaf in self._leaves)}]>>".encode("ascii"))
        put(roots.parents, f"<</Kids[{_list(leaf.parents for leaf in self._leaves)}]>>".encode("ascii"))
        trees = f"/ParentTree {roots.parents} 0 R/ParentTreeNextKey {self._gathering.keys}"
        put(roots.structure, f"<</Type/StructTreeRoot/K[{_list(self._documents)}]{trees}>>".encode("ascii"))

    def _catalog(self, document: Document) -> bytes:
        roots, entries = self._roots, catalog_entries(document.language, self._roots.profile, tagged=not untagged(document.enclosures))
        return (
            f"<</Type/Catalog/Version/1.7/Pages {roots.pages} 0 R/StructTreeRoot {roots.structure} 0 R/Outlines {roots.outlines} 0 R"
            f"/PageLabels {roots.labels} 0 R/Metadata {roots.metadata} 0 R{entries}>>"
        ).encode("ascii")


def _many(enclosures: Iterable[Enclosure]) -> tuple[Enclosure, ...]:
    """Enclosures as they are in a file that has each of them many times."""
    return tuple(replace(each, accessible=each.accessible and not each.named) for each in enclosures)


def _list(refs: Iterable[int]) -> str:
    return " ".join([f"{ref} 0 R" for ref in refs])
