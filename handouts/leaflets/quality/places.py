"""Words of a passage -> where they stand in the leaflet's file.

The blocks know no lines, and a template's branches shift them; so a passage is found by its words. The words of the file
and of the passages come in the same order, but for what the template repeats or leaves out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

WORD = re.compile(r"[^\W_]+")
KEY = 3  # words that tell a passage from others
TRIES = 100  # places that may begin like a passage and are none
REACH = 40  # words of markup and templates that may stand between two words of a passage
FRONT = re.compile(r"\ufeff?---\n.*?\n---[ \t]*(?:\n|\Z)", re.S)


@dataclass(slots=True)
class Finder:
    """Looks for passages one after the other."""

    source: str
    words: list[str] = field(init=False)
    offsets: list[int] = field(init=False)
    at: int = 0
    last: int = 0

    def __post_init__(self) -> None:
        front = FRONT.match(self.source)
        found = list(WORD.finditer(self.source, front.end() if front else 0))
        self.last = front.end() if front and len(self.source) > front.end() else 0
        self.words = [match[0] for match in found]
        self.offsets = [match.start() for match in found]

    def find(self, text: str) -> tuple[tuple[int, int], ...]:
        """Pairs (offset in the text, offset in the file), one a word that was found.

        For a text that is not in the file: where the last one was.
        """
        matches = list(WORD.finditer(text))
        wanted = [match[0] for match in matches]
        ways = ((self.at, 1), (self.at, REACH), (0, 1), (0, REACH))
        begin = next((at for start, reach in ways if (at := self._begin(wanted, start, reach)) is not None), None)
        if begin is None:
            return ((0, self.last),)
        marks = []
        at = begin
        for match in matches:
            reach = self.words[at : at + REACH]
            if match[0] in reach:
                at += reach.index(match[0])
                marks.append((match.start(), self.offsets[at]))
                at += 1
        self.at = at
        self.last = marks[0][1]
        return tuple(marks)

    def _begin(self, wanted: list[str], start: int, reach: int) -> int | None:
        """Where the first words of a passage stand, from an index of the file's words on, each within reach of the one before."""
        if not wanted:
            return None
        at = start
        for _ in range(TRIES):
            try:
                at = self.words.index(wanted[0], at)
            except ValueError:
                return None
            if self._follow(wanted[1:KEY], at + 1, reach):
                return at
            at += 1
        return None

    def _follow(self, wanted: list[str], place: int, reach: int) -> bool:
        """Whether words stand one after the other from a place on."""
        for word in wanted:
            near = self.words[place : place + reach]
            if word not in near:
                return False
            place += near.index(word) + 1
        return True


def line_starts(source: str) -> list[int]:
    """The offset of each line."""
    return [0, *(match.end() for match in re.finditer("\n", source))]


def line_and_column(starts: list[int], offset: int) -> tuple[int, int]:
    """Both from 1."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def key_place(source: str, key: str) -> int:
    """The offset of a key of the front matter, 0 where there is none."""
    front = FRONT.match(source)
    found = re.search(rf"^[\"']?{re.escape(key)}[\"']?\s*:", front[0], re.M) if front else None
    return found.start() if found else 0
