"""What a translator's file says, in whatever format: what the formats have in common.

In: nothing; these are plain values.  Out: what `po` and `xliff` write and read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from handouts.authoring.translating.units import TextUnit


class Handed(NamedTuple):
    """A unit that is handed out.  text: its translation so far; fuzzy: of an earlier source."""

    unit: TextUnit
    text: str = ""
    fuzzy: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is handed out.  file: the source's name; leaflet: its id; version: of the source."""

    file: str
    leaflet: str
    version: int
    source: str
    target: str
    handed: tuple[Handed, ...]

    def named(self) -> tuple[tuple[str, Handed], ...]:
        """Each unit with a name that no other has: what it is, where it stands, the how manieth of its kind there."""
        seen: dict[str, int] = {}
        out = []
        for one in self.handed:
            seen[one.unit.called] = seen.get(one.unit.called, 0) + 1
            out.append((f"{one.unit.called} ({seen[one.unit.called]})", one))
        return tuple(out)


class UnitAnswer(NamedTuple):
    """A unit that came back.  name: as it was handed out; line: of the translator's file; fuzzy: marked as not ready."""

    name: str
    source: str
    text: str
    line: int
    fuzzy: bool = False


@dataclass(frozen=True, slots=True)
class CameBack:
    """A translator's file as it came back."""

    leaflet: str
    source: str
    target: str
    answers: tuple[UnitAnswer, ...]
