"""Which pages stand on each side of a folded sheet, reckoned once more: by what a reader finds who folds it.

In: how sheets are folded, the streams of each side, where their text stands.  Out: the streams of each page, in the order of reading.
Refuses nothing: what stands in a wrong place is then outside its frame, or on a page that says another number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from handouts.proof.readings import Reading

Pages = tuple[tuple[int, ...], ...]


class Fold(NamedTuple):
    """How sheets are folded.  bound: they lie in each other as a booklet's do, else each is a fan; columns: pages side by side; width: of a
    page in points; creep: how far sheets further in have moved, each; leftward: pages are turned as those of Arabic are."""

    bound: bool
    columns: int
    width: float
    creep: float
    leftward: bool

    def sides(self, pages: int) -> Pages:
        """The pages of each side, from its left.  Of a booklet two pages on a side always make one more than all."""
        if self.bound:
            pairs = [(side + 1, pages - side) for side in range(pages // 2)]
            return tuple(tuple(sorted(pair, key=lambda page: (page % 2 == 1) != self.leftward)) for pair in pairs)
        step = -1 if self.leftward else 1
        return tuple(tuple(range(first, first + self.columns))[::step] for first in range(1, pages + 1, self.columns))

    def left(self, page: int, pages: int) -> float:
        """Where the left edge of a page stands on its side."""
        return self.width * next(side.index(page) for side in self.sides(pages) if page in side)

    def slack(self, pages: int) -> float:
        """How far a page may have moved towards the fold."""
        return self.creep * (pages // 4)

    def parted(self, contents: Sequence[Sequence[int]], readings: Mapping[int, Reading], pages: int) -> Pages:
        """The streams of each page.  contents: those of each side."""
        found: list[list[int]] = [[] for _ in range(pages)]
        for side, refs in zip(self.sides(pages), contents, strict=False):
            for ref in refs:
                lefts = [sweep.left for sweep in readings[ref].sweeps]
                column = min(max(int(lefts[0] // self.width), 0), self.columns - 1) if lefts else 0
                found[side[column] - 1].append(ref)
        return tuple(map(tuple, found))
