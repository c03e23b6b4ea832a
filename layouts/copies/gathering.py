"""A gathering: the small objects of some copies of a volume, which share an object stream, a page node and leaves of its trees.

In: objects as they are made.  Out: one object stream.  Nothing of it stays in memory when it is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from layouts.pdf.crossref import MOST, headed_stream
from layouts.pdf.writer import Writer

LEVEL = 1  # of deflating: the objects of 16 copies are so alike that more gains little
ALONE = (0,)


class Leaf(NamedTuple):
    """What a volume's roots need of a gathering that is closed: its page node, its leaves of the parent tree and of the page labels."""

    node: int
    parents: int
    labels: int


class Gathering:
    """An open gathering.  copies: how many are in it; count: objects; pages, keys: the file's before it, and then after it.

    Its own numbers follow each other: the object stream's, the page node's, the parent leaf's.
    """

    def __init__(self, writer: Writer, pages: int, keys: int) -> None:
        self.writer = writer
        self.holder, self.node, self.leaf = writer.new(), writer.new(), writer.new()
        self.copies = self.count = 0
        self.first_page, self.first_key = pages, keys
        self.pages, self.keys = pages, keys
        self._heads: list[tuple[int, Sequence[int]]] = []  # number of the first of some objects, and where each begins
        self._bodies: list[bytes] = []
        self._kids: list[int] = []
        self._parents: list[bytes] = []
        self._labels: list[str] = []

    def has_room(self, count: int) -> bool:
        """Whether so many objects more fit in, beside its own three."""
        return self.count + count + 3 <= MOST

    # -- objects

    def pack(self, ref: int, body: bytes) -> int:
        """Put an object in; its place."""
        return self.pack_run(ref, ALONE, body + b"\n")

    def pack_run(self, first: int, offsets: Sequence[int], body: bytes) -> int:
        """Put objects in whose numbers follow each other.  offsets: of each in the body, in bytes.  Returns their place."""
        self.writer.table.packed_run(first, len(offsets), self.holder, self.count)
        self._heads.append((first, offsets))
        self._bodies.append(body)
        self.count += len(offsets)
        return len(self._bodies) - 1

    def promise(self, ref: int) -> int:
        """Put an object in whose body is known later; its place."""
        return self.pack_run(ref, ALONE, b"")

    def keep(self, place: int, body: bytes) -> None:
        """Keep a promise."""
        self._bodies[place] = body + b"\n"

    def break_last(self) -> None:
        """Take back a promise, which was the last that was put in: another gathering makes it."""
        self._heads.pop()
        self._bodies.pop()
        self.count -= 1

    # -- trees

    def add_pages(self, first: int, count: int, label: str) -> None:
        """Pages whose numbers follow each other, under a label (ISO 32000-1, 12.4.2)."""
        self._kids += range(first, first + count)
        self._labels.append(f"{self.pages}<<{label}>>")
        self.pages += count

    def add_parents(self, entries: bytes, keys: int) -> None:
        """Entries of the parent tree for so many keys."""
        self._parents.append(entries)
        self.keys += keys

    # -- the end

    def close(self, root: int, labels: int, before: int) -> Leaf:
        """Write it.  root: of the page tree; labels: the number of its leaf of the page labels; before: the first number of the
        gathering that follows."""
        kids = " ".join([f"{ref} 0 R" for ref in self._kids])
        self.pack(self.node, f"<</Type/Pages/Parent {root} 0 R/Count {len(self._kids)}/Kids[{kids}]>>".encode("ascii"))
        last_key, last_page = max(self.keys - 1, self.first_key), max(self.pages - 1, self.first_page)
        self.pack(self.leaf, b"<</Limits[%d %d]/Nums[%s]>>" % (self.first_key, last_key, b" ".join(self._parents)))
        self.pack(labels, f"<</Limits[{self.first_page} {last_page}]/Nums[{' '.join(self._labels)}]>>".encode("ascii"))
        self.writer.put(self.holder, headed_stream(self._listed(), b"".join(self._bodies), self.count, level=LEVEL))
        self.writer.table.spool(before)
        return Leaf(self.node, self.leaf, labels)

    def _listed(self) -> bytes:
        """Number and offset of each object."""
        heads, at = [], 0
        for (first, offsets), body in zip(self._heads, self._bodies, strict=True):
            heads += [b"%d %d" % (ref, at + offset) for ref, offset in enumerate(offsets, start=first)]
            at += len(body)
        return b" ".join(heads)
