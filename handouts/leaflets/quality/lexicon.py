"""The word lists of a language, read once from `languages/`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

SETS = ("abbreviations", "closing", "calendar", "known", "you", "loud")
DATA = files(__package__) / "languages"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of a language; `languages/README.md` says what each list is.  A list that is empty is not known."""

    tag: str
    name: str = ""
    abbreviations: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()
    calendar: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    you: frozenset[str] = frozenset()
    loud: frozenset[str] = frozenset()
    ordinals: bool = False
    longest: int = 20
    limit: int = 30
    characters: float = 0.0
    help: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    sequence: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    range: str = ""
    openings: tuple[str, ...] = ()
    relative: tuple[str, ...] = ()
    dosing: Mapping[str, str] = field(default_factory=dict)
    latin: Mapping[str, str] = field(default_factory=dict)
    plain: Mapping[str, str] = field(default_factory=dict)


@lru_cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language tag; of a language that has none, what holds for all."""
    tag = language.split("-")[0]
    merged: dict[str, Any] = {"tag": tag}
    for name in ("common", tag):
        for key, value in _table(name).items():
            match value:
                case list():
                    merged[key] = (*merged.get(key, ()), *value)
                case dict():
                    merged[key] = {**merged.get(key, {}), **value}
                case _:
                    merged[key] = value
    merged |= {key: frozenset(merged[key]) for key in SETS if key in merged}
    return Lexicon(**merged)


@lru_cache
def listed(name: str) -> frozenset[str]:
    """The words of a text file, `#` begins a comment."""
    return frozenset(word for line in _lines(name) for word in line.split())


@lru_cache
def counted(name: str) -> dict[str, int]:
    """Words with a number each, `word number` a line."""
    return {word: int(number) for word, number in (line.split() for line in _lines(name))}


@lru_cache
def pattern(words: tuple[str, ...], *, whole: bool = False) -> re.Pattern[str]:
    """Finds any of the words in folded text.  whole: not as the beginning of a longer word.  No words find nothing."""
    ways = sorted((fold(word) for word in words), key=len, reverse=True)
    end = r"(?!\w)" if whole else ""
    return re.compile("|".join((r"(?<!\w)" if word[0].isascii() else "") + re.escape(word) + end for word in ways) or "(?!)")


@lru_cache
def expression(ways: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some regular expressions, case aside."""
    return re.compile("|".join(f"(?:{way})" for way in ways) or "(?!)", re.I)


def fold(text: str) -> str:
    """Text for comparing: lower case, without accents and vowel points, apostrophes straight.  It may be of another length."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.replace("’", "'"))
        text = "".join(c for c in parts if not unicodedata.combining(c))
    return text.lower()


def _table(name: str) -> dict[str, Any]:
    """A language's file; an empty table where there is none.  Names come from a tag that has been checked, so they lead nowhere else."""
    file = DATA / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8")) if name.isalpha() and file.is_file() else {}


def _lines(name: str) -> list[str]:
    lines = (DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
