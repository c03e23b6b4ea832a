"""Measures: lengths and their units, sizes of paper, and what limits a value in a data file.

The limits are marks on the hints of a dataclass; whoever reads a file holds its values against them (`handouts/files/schema.py`).  They
stand here because layouts are declared here and read there, and the street is one-way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple, TypeVar

T = TypeVar("T")
UNITS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0}
LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(pt|mm|cm|in)", re.A)


def apart(kind: type[T]) -> type[T]:
    """Marks of different kinds are never equal, though they hold the same: hints with them are looked up by equality."""
    kind.__eq__, kind.__hash__ = object.__eq__, object.__hash__  # type: ignore[method-assign]
    return kind


class Paper(NamedTuple):
    """A size of paper in millimetres, and the name that printers have for it."""

    width: float
    height: float
    media: str

    @property
    def points(self) -> tuple[float, float]:
        """Width and height in points, to a thousandth."""
        return round(self.width * UNITS["mm"], 3), round(self.height * UNITS["mm"], 3)

    @property
    def hundredths(self) -> tuple[int, int]:
        """Width and height in hundredths of a millimetre, as `media-size` has them (PWG 5100.7)."""
        return round(self.width * 100), round(self.height * 100)


PAPERS = {
    "A4": Paper(210, 297, "iso_a4_210x297mm"),  # ISO 216; PWG 5101.1
    "Letter": Paper(215.9, 279.4, "na_letter_8.5x11in"),  # ANSI A
}


@apart
class Between(NamedTuple):
    """A number of at least `low` and at most `high`; above: greater than `low`."""

    low: float
    high: float
    above: bool = False


class Points:
    """A length in points; in a file also with a unit."""


@apart
class Names(NamedTuple):
    """A name that is one of these, or another; but not one that is only nearly one of these, which is a slip."""

    known: tuple[str, ...]


@apart
class Fits(NamedTuple):
    """A value that a test lets pass; expected: what it is, for people."""

    test: Callable[[Any], bool]
    expected: str


@apart
class ReadsFile(NamedTuple):
    """The path of a file, from the folder of the file that names it.  inside: it must be in that folder; there: it must be there."""

    inside: bool = False
    there: bool = True


Length = Annotated[float, Points(), Between(0, 2880)]
Size = Annotated[float, Points(), Between(0, 720, above=True)]  # of type
Part = Annotated[float, Between(0, 1)]


def length(text: str) -> float:
    """'25mm' -> 70.87 points.  Raises ValueError if it is no length."""
    match = LENGTH.fullmatch(text)
    if not match:
        raise ValueError("is no length")
    return float(match[1]) * UNITS[match[2]]
