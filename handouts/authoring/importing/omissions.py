"""What of a text is not carried, or not as it was, and where.

In: sentences, noted while a text is read.  Out: marks, which stand in the text where something is missing and are taken out at its end;
`Omission`s, each with its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import normalize

from handouts.language.counting import several

OPEN, CLOSE = "\ue000", "\ue001"  # around the number of a mark; no text that is read holds them
MARK = re.compile(f"{OPEN}([0-9]+){CLOSE}")
SHOWN = 300  # letters of what is quoted at once


class Omission(NamedTuple):
    """What was not carried, as a sentence.  line: of the draft, where it would stand; 0: of the whole text."""

    what: str
    line: int = 0

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"line": self.line or None, "what": self.what}


class OmissionList:
    """What was noted so far.  counted: what happens too often to be told each time, such as italics."""

    def __init__(self) -> None:
        self.whole: list[str] = []
        self.marked: list[str] = []
        self.counted: Counter[str] = Counter()

    def note(self, what: str) -> None:
        """Note something of the whole text."""
        if what not in self.whole:
            self.whole.append(what)

    def mark(self, what: str) -> str:
        """Note something that is missing at a place, and give the mark for it."""
        self.marked.append(what)
        return f"{OPEN}{len(self.marked) - 1}{CLOSE}"

    def told(self, text: str, first: int) -> tuple[str, tuple[Omission, ...]]:
        """A text without its marks, and everything that was noted.  first: the line on which the text begins."""
        lines = []
        found: list[Omission] = []
        for number, line in enumerate(text.split("\n"), first):
            found += [Omission(self.marked[int(match[1])], number) for match in MARK.finditer(line)]
            lines.append(MARK.sub("", line).rstrip(" "))
        there = {one.what for one in found}
        lost = [Omission(what) for what in self.marked if what not in there]
        often = [Omission(f"{several(number, 'place')}: {what}") for what, number in self.counted.items()]
        return "\n".join(lines), (*(Omission(what) for what in self.whole), *often, *lost, *found)


def without_marks(text: str) -> str:
    """A text without its marks."""
    return MARK.sub("", text)


def shown(text: str, most: int = 10**6) -> str:
    """Words as they are quoted: in one line."""
    line = " ".join(text.split())
    return f"“{line[:most]}…”" if len(line) > most else f"“{line}”"


def words_of(text: str) -> Counter[str]:
    """The words of a text, and how often each stands there; letter case and signs do not count."""
    return Counter(re.findall(r"[^\W_]+", normalize("NFKC", text).casefold()))


def lost(source: str, carried: Iterable[str]) -> tuple[str, ...]:
    """Words that stand in a source more often than in what was carried and told of it."""
    left = words_of(source)
    for text in carried:
        left -= words_of(text)
    return tuple(left)
