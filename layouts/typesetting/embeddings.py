"""Explicit levels: what embeddings, overrides and isolates say of the characters between them (UAX #9, 3.3.2).

In: the classes of a paragraph, a letter each (`bidi.LETTERS`), and its level.  Out: levels, and the classes that overrides leave.
The rules' names are the annex's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

DEEPEST = 125  # max_depth, BD2
INITIATORS = "678"  # LRI, RLI, FSI
_EXPLICIT = re.compile(r"[1-9]")


class _Embedding(NamedTuple):
    """An entry of the directional status stack.  override: "L", "R" or ""."""

    level: int
    override: str = ""
    isolate: bool = False


class _Status:
    """The directional status stack with its counters (X1)."""

    def __init__(self, base: int) -> None:
        self.stack = [_Embedding(base)]
        self.lost_isolates = self.lost_embeddings = self.isolates = 0

    @property
    def top(self) -> _Embedding:
        return self.stack[-1]

    def embed(self, rtl: bool, override: str) -> None:
        """X2 to X5."""
        if not self._pushed(_Embedding(self._next(rtl), override)) and not self.lost_isolates:
            self.lost_embeddings += 1

    def isolate(self, rtl: bool) -> None:
        """X5a, X5b."""
        if self._pushed(_Embedding(self._next(rtl), "", True)):
            self.isolates += 1
        else:
            self.lost_isolates += 1

    def end_isolate(self) -> None:
        """X6a."""
        if self.lost_isolates:
            self.lost_isolates -= 1
        elif self.isolates:
            self.lost_embeddings = 0
            while not self.stack.pop().isolate:
                pass
            self.isolates -= 1

    def end_embedding(self) -> None:
        """X7."""
        if self.lost_isolates:
            return
        if self.lost_embeddings:
            self.lost_embeddings -= 1
        elif not self.top.isolate and len(self.stack) > 1:
            self.stack.pop()

    def _next(self, rtl: bool) -> int:
        """The least level above the last that is odd, or even."""
        return self.top.level + 1 + (self.top.level % 2 == rtl)

    def _pushed(self, entry: _Embedding) -> bool:
        fits = entry.level <= DEEPEST and not self.lost_isolates and not self.lost_embeddings
        if fits:
            self.stack.append(entry)
        return fits


def matching(letters: str) -> dict[int, int]:
    """Isolate initiator -> the PDI that matches it (BD9)."""
    opened: list[int] = []
    out: dict[int, int] = {}
    for found in re.finditer("[6-9]", letters):
        if found[0] != "9":
            opened.append(found.start())
        elif opened:
            out[opened.pop()] = found.start()
    return out


def paragraph_level(letters: str) -> int:
    """The level of text by its first strong character that is not isolated (P2, P3): 0 or 1."""
    depth = 0
    for letter in letters:
        if letter in INITIATORS:
            depth += 1
        elif letter == "9":
            depth -= depth > 0
        elif letter in "LRA" and not depth:
            return int(letter != "L")
    return 0


def explicit_levels(letters: str, base: int, matches: dict[int, int]) -> tuple[list[int], str]:
    """Levels of a paragraph's characters, and their classes with overrides applied (X1 to X8)."""
    status = _Status(base)
    levels: list[int] = []
    out: list[str] = []
    at = 0
    for found in _EXPLICIT.finditer(letters):
        i, letter = found.start(), found[0]
        _take(letters[at:i], status.top, levels, out)
        at = i + 1
        if letter == "9":
            status.end_isolate()
        _take(letter, status.top, levels, out)
        if letter in "1234":
            status.embed(letter in "24", {"3": "L", "4": "R"}.get(letter, ""))
        elif letter == "5":
            status.end_embedding()
        elif letter in INITIATORS:
            inside = letters[at : matches.get(i, len(letters))]
            status.isolate(letter == "7" or (letter == "8" and paragraph_level(inside) == 1))  # X5c
    _take(letters[at:], status.top, levels, out)
    if letters.endswith("p"):  # X8: a paragraph separator stands outside
        levels[-1] = base
    return levels, "".join(out)


def _take(stretch: str, top: _Embedding, levels: list[int], out: list[str]) -> None:
    """X6: characters take the level, and the override where there is one; those that X9 removes and separators keep their class."""
    levels += [top.level] * len(stretch)
    out.append(re.sub("[^1-5bp]", top.override, stretch) if top.override else stretch)
