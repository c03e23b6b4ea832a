"""Where pages stand on sheets that are folded: a booklet's, two by two, and a leaflet's panels, side by side.

In: how many pages, and in which form.  Out: of each page, its side of a sheet and its place there.  Refuses nothing.

A booklet's sheets lie in each other: the first holds the first page and the last.  Those further in stand out at the edge by the thickness
of the paper, so their pages move towards the fold.  A leaflet is folded like a fan, and reads on from panel to panel and over to the back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from layouts.styles import FormName


class Placement(NamedTuple):
    """Where a page stands.  side: of the sheets, counted from 0, two a sheet; column: from the left; x: of its left edge in points."""

    side: int
    column: int
    x: float


class Imposed(NamedTuple):
    """How pages stand on sheets.  width, height: of a sheet; columns: pages side by side; creep: of each sheet further in; points."""

    form: FormName
    width: float
    height: float
    columns: int
    creep: float = 0.0

    def whole(self, pages: int) -> int:
        """So many pages, filled up: those of a booklet to whole sheets, panels to a side, since the back of the last may be empty."""
        filled = 2 * self.columns if self.form == "booklet" else self.columns
        return -(-pages // filled) * filled

    def places(self, pages: int, *, leftward: bool = False) -> tuple[Placement, ...]:
        """The place of each page, of a number that fills sheets.  leftward: they are turned as those of Arabic are."""
        found = (_book if self.form == "booklet" else _fan)(self, pages)
        if leftward:
            found = [(side, self.columns - 1 - column, -shift) for side, column, shift in found]
        return tuple(Placement(side, column, column * self.width / self.columns + shift) for side, column, shift in found)


Spot = tuple[int, int, float]  # side, column, and how far from the column's place


def _book(how: Imposed, pages: int) -> Sequence[Spot]:
    """Right and left by turns; what is in the second half of the pages stands beside what is in the first."""
    return [_spot(how, number if number < pages / 2 else pages - 1 - number, number % 2) for number in range(pages)]


def _spot(how: Imposed, side: int, left: int) -> Spot:
    inwards = how.creep * (side // 2)
    return side, 1 - left, inwards if left else -inwards


def _fan(how: Imposed, pages: int) -> Sequence[Spot]:
    return [(*divmod(number, how.columns), 0.0) for number in range(pages)]


def in_order(places: Sequence[Placement]) -> tuple[tuple[int, ...], ...]:
    """Of each side, its pages from the left, counted from 0."""
    sides = max((place.side for place in places), default=-1) + 1
    by_side: list[list[int]] = [[] for _ in range(sides)]
    for page in sorted(range(len(places)), key=lambda page: places[page].column):
        by_side[places[page].side].append(page)
    return tuple(map(tuple, by_side))
