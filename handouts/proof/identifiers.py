"""The identifiers of all patients of a run, to tell one that stands on somebody else's page.

In: identifiers, one by one.  Out: whether a word is one of them.  Eight bytes each at half load, so that a list of a million fits; two
words are taken for one with a chance of one in 2**64.
"""

from __future__ import annotations

from array import array

SMALLEST = 1024


class Identifiers:
    """A set of words, kept as their hashes in an open-addressed table."""

    def __init__(self) -> None:
        self._table = array("q", bytes(8 * SMALLEST))
        self._mask, self._count = SMALLEST - 1, 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, word: str) -> bool:
        key = hash(word) or 1
        at = key & self._mask
        while found := self._table[at]:
            if found == key:
                return True
            at = (at + 1) & self._mask
        return False

    def add(self, word: str) -> None:
        """Take a word in."""
        if word in self:
            return
        self._count += 1
        if self._count * 2 > len(self._table):
            self._grow()
        self._put(hash(word) or 1)

    def _put(self, key: int) -> None:
        at = key & self._mask
        while self._table[at]:
            at = (at + 1) & self._mask
        self._table[at] = key

    def _grow(self) -> None:
        old, size = self._table, 2 * len(self._table)
        self._table, self._mask = array("q", bytes(8 * size)), size - 1
        for key in filter(None, old):
            self._put(key)
