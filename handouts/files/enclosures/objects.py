"""Objects of a PDF that is open -> loose ones, which fit into any other file.

In: pikepdf's objects.  Out: `LooseObject`s: entries as they are, places in place of numbers; the data of streams untouched.
Texts are written in hex, so that nothing in them is taken for a reference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from typing import Any

from layouts.document.enclosures import LooseObject, Pieces
from layouts.pdf.objects import name as written_name

PRIVATE = frozenset({"/Metadata", "/PieceInfo", "/LastModified", "/Length", "/DL", "/StructParent", "/StructParents", "/OPI"})
DEEPEST = 60
Key = tuple[int, int]  # number and generation of an object
Find = Callable[[Any], int]  # the place of an object


def joined(parts: Iterator[bytes | int]) -> Pieces:
    """Pieces with their bytes put together."""
    out: list[bytes | int] = []
    for part in parts:
        if isinstance(part, bytes) and out and isinstance(last := out[-1], bytes):
            out[-1] = last + part
        else:
            out.append(part)
    return tuple(out)


def entries(table: Any, find: Find, without: Collection[str] = PRIVATE) -> Iterator[bytes | int]:
    """The entries of a dictionary.  Raises ValueError for one that is nested too deeply."""
    yield from _entries(table, find, without, 0)


def value(item: Any, find: Find | None) -> Iterator[bytes | int]:
    """A value as it stands in an entry.  find: None puts what is an object of its own in place of its number; streams are left out.

    Raises ValueError for one that is nested too deeply.
    """
    yield from _value(item, find, 0)


def _entries(table: Any, find: Find | None, without: Collection[str], depth: int) -> Iterator[bytes | int]:
    for key, item in table.items():
        if key not in without:
            yield f"{written_name(key[1:])} ".encode("ascii")
            yield from _value(item, find, depth + 1)


def _value(item: Any, find: Find | None, depth: int) -> Iterator[bytes | int]:
    import pikepdf

    if depth > DEEPEST:
        raise ValueError("is nested too deeply")
    if find is not None and getattr(item, "is_indirect", False):
        yield find(item)
        yield b" "
    elif isinstance(item, pikepdf.Stream):
        yield b"null "
    elif isinstance(item, pikepdf.Dictionary):
        yield b"<<"
        yield from _entries(item, find, (), depth)
        yield b">>"
    elif isinstance(item, pikepdf.Array):
        yield b"["
        for part in item:
            yield from _value(part, find, depth + 1)
        yield b"]"
    else:
        yield _plain(item) + b" "


def _plain(item: Any) -> bytes:
    import pikepdf

    if isinstance(item, bool):
        return b"true" if item else b"false"
    if item is None:
        return b"null"
    if isinstance(item, (int, float, Decimal)):
        return f"{Decimal(item):f}".encode("ascii")
    if isinstance(item, pikepdf.Name):
        return written_name(str(item)[1:]).encode("ascii")
    return b"<" + bytes(item).hex().encode("ascii") + b">"


class Found:
    """Objects that pages are drawn with, in the order in which they are met.

    pages: none of these, which nothing that is drawn may name; digests: of the data of streams, by their places, counted from 0; kin: what
    each names; deep: one of them has tags of its own.
    """

    def __init__(self, pages: Collection[Key]) -> None:
        self._pages = pages
        self.things: list[LooseObject] = []
        self.digests: dict[int, str] = {}
        self.kin: dict[int, set[int]] = {}
        self.deep = False
        self._places: dict[Key, int] = {}
        self._waiting: list[Any] = []

    def place(self, item: Any) -> int:
        """The place of an object, counted from 0; it is written by `settle`.  Raises ValueError for a page."""
        key = item.objgen
        if key in self._pages:
            raise ValueError("a page is named by what is drawn")
        if key not in self._places:
            self._places[key] = len(self._places)
            self._waiting.append(item)
        return self._places[key]

    def settle(self, first: int) -> None:
        """Write what was met, and what that names.  first: the place of the first of them among all objects of the file."""
        import pikepdf

        while self._waiting:
            batch, self._waiting = self._waiting, []
            for item in batch:
                named: set[int] = set()
                find = self._finder(named, first)
                if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
                    self.deep |= "/StructParents" in item or "/StructParent" in item
                    pieces = joined(entries(item, find))
                else:
                    pieces = joined(_value_itself(item, find))
                self._keep(item, pieces, named, isinstance(item, pikepdf.Stream), isinstance(item, pikepdf.Dictionary))

    def _finder(self, named: set[int], first: int) -> Find:
        def find(item: Any) -> int:
            place = self.place(item)
            named.add(place)
            return first + place

        return find

    def _keep(self, item: Any, pieces: Pieces, named: set[int], streamed: bool, table: bool) -> None:
        place = len(self.things)
        self.kin[place] = named
        data = bytes(item.read_raw_bytes()) if streamed else None
        if data is not None:
            self.digests[place] = hashlib.sha256(data).hexdigest()
        self.things.append(LooseObject((b"<<", *pieces, b">>") if table else pieces, data))

    def drawn_with(self, places: Collection[int]) -> frozenset[str]:
        """The digests of all streams that can be reached from some objects."""
        seen: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in seen:
                seen.add(place)
                waiting += self.kin[place]
        return frozenset(self.digests[place] for place in seen if place in self.digests)


def _value_itself(item: Any, find: Find) -> Iterator[bytes | int]:
    """The value of an object that is neither dictionary nor stream, such as an array."""
    import pikepdf

    if isinstance(item, pikepdf.Array):
        yield b"["
        for part in item:
            yield from _value(part, find, 1)
        yield b"]"
    else:
        yield _plain(item)
