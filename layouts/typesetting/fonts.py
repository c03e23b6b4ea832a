"""Families of faces, and the order in which a character looks for one.

In: rows of families, and a folder of font files.  Out: for each language a `Stack` of families.  Refuses a file that is no font
(`ThemeError`), and a character that no family has (`MissingGlyph`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from layouts.errors import MissingGlyph
from layouts.typesetting.faces import IGNORABLE, Face
from layouts.typesetting.families import CarriedFamily, OwnFamily


@dataclass(frozen=True)
class Family:
    """A design in its weights."""

    name: str
    regular: Face
    bold: Face
    languages: tuple[str, ...] = ()

    def face(self, strong: bool) -> Face:
        """The face of a weight."""
        return self.bold if strong else self.regular

    @property
    def thickened(self) -> bool:
        """Whether what is bold is the regular face with a line round its letters: there is no face for it."""
        return self.bold is self.regular


class Typecase:
    """The families, in the order in which a character looks for a face.  first: names of those that come first in their languages."""

    def __init__(self, families: Sequence[Family], first: frozenset[str] = frozenset()) -> None:
        self.families, self.first = tuple(families), first

    @classmethod
    def load(cls, folder: Path, carried: Sequence[CarriedFamily], own: Sequence[OwnFamily] = ()) -> Typecase:
        """The families that come along in a folder, a clinic's own, and what of the rest this machine has.

        A clinic's own come first in their languages; in others they are asked after the carried ones and before the machine's.
        Raises ThemeError for a file that is no font that can be embedded.
        """
        made = [(row, _carried(folder, number_, row)) for number_, row in enumerate(carried)]
        cast = [family for row, family in made if family and not row.system]
        lent = [family for row, family in made if family and row.system]
        owned = [_owned(len(carried) + number_, row, cast) for number_, row in enumerate(own)]
        return cls([*cast, *owned, *lent], frozenset(family.name for family in owned))

    @lru_cache(64)  # noqa: B019  a typecase lives as long as the program
    def stack(self, language: str) -> Stack:
        """The order of families for a language: its own first."""
        base = language.split("-")[0]
        own = sorted((f for f in self.families if base in f.languages), key=lambda family: family.name not in self.first)
        return Stack(language, (*own, *(f for f in self.families if f not in own)), home=len(own) + (self.families[0] not in own))


def _carried(folder: Path, number_: int, row: CarriedFamily) -> Family | None:
    """The family of a row; None if this machine has no such file."""
    places = [Path(place) for place in row.system] if row.system else [folder / row.regular]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        return None
    traits: dict[str, Any] = {name: getattr(row, name) for name in ("alphabet", "extra", "joining", "ligatures", "leaves")}
    regular = Face(f"{row.name}-Regular", f"R{number_}", found, **traits)
    bold = Face(f"{row.name}-Bold", f"B{number_}", folder / row.bold, **traits) if row.bold else regular
    return Family(row.name, regular, bold, row.languages)


def _owned(number_: int, row: OwnFamily, carried: Sequence[Family]) -> Family:
    """A clinic's own family; it carries the alphabet, and has the manners, of the family that it stands before."""
    like = next((f for f in carried if set(row.languages) & set(f.languages)), carried[0] if carried and row.languages else None)
    name = f"Own{number_}"
    files = {"Regular": row.regular, "Bold": row.bold}
    faces = [Face(f"{name}-{weight}", f"{weight[0]}{number_}", path) for weight, path in files.items() if path]
    for face in faces:
        face.check()
        if like is not None:
            face.behave_like(like.regular)
    return Family(name, faces[0], faces[-1], row.languages)


class Stack:
    """Families in order of preference; the first `home` of them are carried by every plate."""

    def __init__(self, language: str, families: tuple[Family, ...], home: int) -> None:
        self.language = language
        self.families, self.home = families, families[:home]
        self._cache: dict[str, Family] = {}
        self._ascii = _covers(families[0], map(chr, range(0x20, 0x7F)))

    def has_ascii(self, text: str) -> bool:
        """Whether the first family draws this ASCII text."""
        return self._ascii and text.isprintable()

    def missing(self, text: str) -> list[str]:
        """The characters of a text that no family has."""
        return sorted({c for c in text if c not in IGNORABLE and c != "\n" and not any(_covers(f, [c]) for f in self.families)})

    def pick(self, cluster: str, before: Family | None) -> Family:
        """The family for a base character and its marks, staying with `before` where that does not hurt.

        Raises MissingGlyph when no family has them all.
        """
        drawn = [c for c in cluster if c not in IGNORABLE]
        first = self.families[0]
        if before is not None and _covers(before, drawn):
            neutral = not any(c.isalpha() for c in drawn)
            if before is first or neutral or not _covers(first, drawn):
                return before
        family = self._cache.get(cluster)
        if family is None:
            family = self._find(drawn)
            if len(self._cache) < 20_000:
                self._cache[cluster] = family
        return family

    def _find(self, drawn: list[str]) -> Family:
        for family in self.families:
            if _covers(family, drawn):
                return family
        missing = next((c for c in drawn if not any(_covers(f, [c]) for f in self.families)), drawn[-1])
        raise MissingGlyph(missing)


def _covers(family: Family, characters: Iterable[str]) -> bool:
    return all(family.regular.drawn[ord(c)] and family.bold.drawn[ord(c)] for c in characters)
