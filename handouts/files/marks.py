"""Marks on the hints of a dataclass that say what a file of settings may hold; numbers and lengths have theirs in `layouts.measures`.

They are read by `schema`, which says what each means to whoever wrote the file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from layouts.measures import apart


@apart
class Key(NamedTuple):
    """The key of a field whose name cannot be it (`from`)."""

    name: str


@apart
class Says(NamedTuple):
    """What is expected, where the hint alone says it badly."""

    expected: str


@apart
class Longest(NamedTuple):
    """A text of at most so many characters."""

    characters: int


class Filled:
    """A text that is not blank; a list or a table that is not empty."""


class OneLine:
    """A text without line breaks and tabulators."""


class OrOne:
    """A list; what stands alone is a list of one."""


class Pairs:
    """A table that is kept as pairs, `tuple[tuple[K, X], ...]`, so that what holds it stays frozen."""


class AsWritten:
    """A text; a number or date that stands without quotes is taken as it is written (0123 stays 0123)."""


@apart
class OneOf(NamedTuple):
    """One of these words."""

    words: tuple[str, ...]


@apart
class Known(NamedTuple):
    """One of the words of a kind that whoever reads the file knows of (leaflets, layouts); any text if it does not know them."""

    kind: str


@apart
class Reads(NamedTuple):
    """What a function makes of a text; its ValueError says that it is none.  expected: for people; told: in the words of that error."""

    read: Callable[[str], Any]
    expected: str
    told: bool = False


@apart
class Through(NamedTuple):
    """What a function makes of a table that is read as another dataclass."""

    table: type
    make: Callable[[Any], Any]
