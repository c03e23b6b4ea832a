"""What is read in a content stream: frozen data for whatever compares it.

Lengths are points, but those of a show, which are thousandths of its type size.
"""

from __future__ import annotations

from typing import NamedTuple

from handouts.proof.letters import Show
from handouts.proof.original import Drawn

FAR = float("inf")
Stand = tuple[Show, float, float, float, bool]  # a show; where it stands: x, y; points for a thousandth of its size; it is read otherwise


class Sweep(NamedTuple):
    """Text that follows without a move of the pen.  Points; low and high: how far it is raised; size: of type."""

    left: float
    y: float
    right: float
    size: float
    low: float
    high: float


class Claim(NamedTuple):
    """A text, and the glyphs that are said to write it."""

    text: str
    drawn: tuple[Drawn, ...]


class Reading(NamedTuple):
    """What a content stream says.

    text: in logical order; objects: that of each text object; mask: everything but text; sweeps, stands: where text stands; sizes: of type;
    claims: texts whose glyphs must be looked at; of the others: whether one stands above or below its line, and how far, in thousandths of
    the type size, a letter stands from where its neighbour leaves the pen.  codes: the bits of pictures that stand in the stream itself.
    """

    text: str
    objects: tuple[str, ...]
    mask: bytes
    sweeps: tuple[Sweep, ...]
    stands: tuple[Stand, ...]
    claims: tuple[Claim, ...]
    raised: bool
    kern: float
    sizes: frozenset[float]
    codes: tuple[bytes, ...] = ()


class Showing(NamedTuple):
    """Where a TJ operator shows text: in which font, points for a thousandth of its size, x in points; None where it goes on."""

    font: bytes
    k: float
    x: float | None


class Lane(NamedTuple):
    """Shows that follow without a move of the pen: at which height, in points, and of which size."""

    y: float
    size: float
    showings: tuple[Showing, ...]


class Hollow(NamedTuple):
    """Where a content stream shows what it says.

    shown: the bytes that its arrays of glyphs and its pictures begin at; fonts: that it names; objects: where among its texts those of each
    text object begin, and where the last ends.
    """

    shown: tuple[int, ...]
    fonts: frozenset[bytes]
    lanes: tuple[Lane, ...]
    objects: tuple[int, ...]
