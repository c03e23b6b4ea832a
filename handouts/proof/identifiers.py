"""The identifiers of all patients of a run, to tell one that stands on somebody else's page.

In: identifiers, all at once or one by one.  Out: whether a word is one of them.  A digest of eight bytes stands for each, so that a list
of a million fits and can be handed to other processes; two words are taken for one with a chance of one in 2**64.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left

SMALLEST = 1024
KEPT = 4096  # words that are none: pages say the same ones again and again


def _digest(word: str) -> int:
    """The same in every process; never 0."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") or 1


class Identifiers:
    """A set of words.  known: those that are known from the beginning, `packed`; others are kept in an open-addressed table."""

    def __init__(self, known: bytes = b"") -> None:
        self._known = array("Q")
        self._known.frombytes(known)
        self._table = array("Q", bytes(8 * SMALLEST))
        self._mask, self._count = SMALLEST - 1, 0
        self._others: set[str] = set()

    def __len__(self) -> int:
        return len(self._known) + self._count

    def __contains__(self, word: str) -> bool:
        if word in self._others:
            return False
        found = self._has(_digest(word))
        if not found and len(self._others) < KEPT:
            self._others.add(word)
        return found

    def _has(self, key: int) -> bool:
        at = bisect_left(self._known, key)
        return (at < len(self._known) and self._known[at] == key) or self._table[self._place(key)] == key

    def _place(self, key: int) -> int:
        """Where a digest stands in the table, or would stand."""
        at = key & self._mask
        while self._table[at] not in (0, key):
            at = (at + 1) & self._mask
        return at

    def add(self, word: str) -> None:
        """Take a word in."""
        self._others.discard(word)
        key = _digest(word)
        if self._has(key):
            return
        self._count += 1
        if self._count * 2 > len(self._table):
            self._grow()
        self._table[self._place(key)] = key

    def packed(self) -> bytes:
        """All of them as bytes that tell nothing of them, eight for each."""
        return array("Q", sorted([*self._known, *filter(None, self._table)])).tobytes()

    def _grow(self) -> None:
        old, size = self._table, 2 * len(self._table)
        self._table, self._mask = array("Q", bytes(8 * size)), size - 1
        for key in filter(None, old):
            self._table[self._place(key)] = key
