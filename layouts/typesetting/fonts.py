"""Families of faces, and the order in which a character looks for one.

In: a `fonts.toml` and the font files beside it.  Out: for each language a `Stack` of families.  Refuses a list that cannot be read, and a
character that no family has (`MissingGlyph`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from layouts.errors import MissingGlyph, ThemeError
from layouts.typesetting.faces import IGNORABLE, Face


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


class Typecase:
    """The families, in the order in which a character looks for a face."""

    def __init__(self, families: Sequence[Family]) -> None:
        self.families = tuple(families)

    @classmethod
    def load(cls, path: Path, extra: Sequence[Path] = ()) -> Typecase:
        """Read a `fonts.toml`; `extra` are files of the clinic's own, looked in before the machine's.

        Raises ThemeError if the list cannot be read, or one of `extra` is no file.
        """
        try:
            rows = tomllib.loads(path.read_text("utf-8"))["family"]
        except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
            raise ThemeError(f"{path}: cannot be read as a list of font families: {error}") from None
        strange = next((p for p in extra if not p.is_file()), None)
        if strange:
            raise ThemeError(f"{strange}: is no file; name TrueType fonts, .ttf or .ttc, under 'fonts' in clinic.toml")
        families = [_family(row, number, path.parent, extra) for number, row in enumerate(rows)]
        return cls([family for family in families if family])

    @lru_cache(64)  # noqa: B019  a typecase lives as long as the program
    def stack(self, language: str) -> Stack:
        """The order of families for a language: its own first."""
        base = language.split("-")[0]
        own = [f for f in self.families if base in f.languages]
        return Stack(language, (*own, *(f for f in self.families if f not in own)), home=len(own) + (self.families[0] not in own))


def _family(row: Mapping[str, Any], number: int, folder: Path, extra: Sequence[Path]) -> Family | None:
    """The family of a row; None where the machine does not have its face."""
    places = [*extra, *map(Path, row["system"])] if "system" in row else [folder / row["regular"]]
    found = next((p for p in places if p.is_file()), None)
    if found is None:
        return None
    traits = {key: row[key] for key in ("alphabet", "extra", "joining", "ligatures") if key in row}
    regular = Face(f"{row['name']}-Regular", f"R{number}", found, **traits)
    bold = Face(f"{row['name']}-Bold", f"B{number}", folder / row["bold"], **traits) if "bold" in row else regular
    return Family(row["name"], regular, bold, tuple(row.get("languages", ())))


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
