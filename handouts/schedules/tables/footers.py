"""Rows of a table that are no appointments: totals, footers, numbers of pages, the header said again.

In: the cells of a row that cannot be used.  Out: what it is, '' for anything else.  The whole row is looked at: a patient may be called
Total or Page, so that a row with an identifier, a name and anything more is none of these, nor is one with a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from handouts.records.damage import FORMULA, of_spreadsheet
from handouts.schedules.words import FOOTERS

TOTAL, FOOTER, AGAIN, SIGNS, LOST = "a total", "a footer", "the header again", "a line of signs", "a row of formulas that found nothing"
LONGEST = 300  # characters
MOST_FILLED = 8  # cells: what is printed below a list is cut by its own commas
GLYPHS = re.compile("[\u2e80-\u9fff]$")  # scripts that have no spaces


@lru_cache(2)
def _any(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """One of the words of these kinds, whole; the longest first.  Made when a row is looked at: few lists have one that asks for it."""
    words = sorted({word for kind in kinds for word in FOOTERS[kind]}, key=len, reverse=True)
    told = (r"[\s'’\"״.-]*".join(map(re.escape, word.split())) + ("" if GLYPHS.search(word) else r"(?![^\W\d_])") for word in words)
    return re.compile("|".join(told))


KINDS = {word: kind for kind in ("between", "counted", "page", "end", "total") for word in FOOTERS[kind]}
SAID = (("total", False, TOTAL), ("end", False, FOOTER), ("page", True, FOOTER), ("counted", True, TOTAL))  # of which, with a number or not
WORDS, BEGINS = tuple(dict.fromkeys(KINDS.values())), ("begins",)


def footer(cells: Sequence[str], header: Sequence[str], named: bool) -> str:
    """What a row is that is no appointment; '' if it may be one.  named: an identifier and a name stand in it."""
    filled = _filled(cells)
    if filled == _filled(header):
        return AGAIN
    text = unicodedata.normalize("NFC", " ".join(filled)).casefold()
    if len(text) > LONGEST or len(filled) > MOST_FILLED:
        return ""
    if none := _says_nothing(filled, text):
        return none
    begins = _any(BEGINS).match(text.lstrip("*-=_# "))
    if begins and (" " in begins[0] or not named):
        return FOOTER
    told = any(map(str.isalpha, filled[0])) and not (named and len(filled) > 2)
    return _made_of(text) if told else ""


def _says_nothing(filled: Sequence[str], text: str) -> str:
    """What a row is of which no cell says anything; '' if one does."""
    if all(cell != FORMULA and of_spreadsheet(cell) for cell in filled):
        return LOST
    return "" if any(map(str.isalnum, text)) else SIGNS


def _filled(cells: Sequence[str]) -> list[str]:
    return [bare for cell in cells if (bare := cell.strip())]


def _made_of(text: str) -> str:
    """What a text is of which every word is one of a total's or footer's."""
    kinds, counts = {KINDS.get(word, "") for word in _words(text)}, any(map(str.isdigit, text))
    if "" in kinds:
        return ""
    return next((what for kind, counted, what in SAID if kind in kinds and (counts or not counted)), "")


def _words(text: str) -> Iterator[str]:
    """The words of a text that are known, as they stand among these; '' for any other."""
    at = 0
    while at < len(text):
        if found := _any(WORDS).match(text, at):
            at = found.end()
            yield re.sub(r"[\s'’\"״.-]+", " ", found[0]).strip()
        elif text[at].isalpha():
            yield ""
            return
        else:
            at += 1
