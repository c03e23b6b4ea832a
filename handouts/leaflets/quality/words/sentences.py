"""Text -> where its sentences are, in any language.

A sentence ends at one of the marks below, with the quotation marks and brackets that close it.  A full stop ends none
after an abbreviation (`Dr.`, `e.g.`), after an initial (`J. Smith`), inside a number, before a small letter, and, where numbers with
a full stop are ordinals (German, Polish), after a number.  After `a.m.` and its like it does if a capital follows that is no day or month.
Marks of scripts without capitals: UAX #29, Sentence_Terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from handouts.leaflets.quality.lexicon import Lexicon

STOPS = "!?…؟۔։।॥።፧၊။៕។᙮"  # end a sentence where a space or the end follows
FULL = "。！？｡︒"  # end one wherever they stand
CLOSERS = "\"'”’»«)]}】」』）》›"
MARK, CLOSE = rf"[{re.escape(STOPS)}.]", rf"[{re.escape(CLOSERS)}]*+"
END = re.compile(rf"(?<!{MARK}){MARK}++{CLOSE}(?=\s|\Z)|[{FULL}]++{CLOSE}|\n+")
LAST_WORD = re.compile(r"(\S+)\Z")
NEAR = 40  # characters beside a mark that tell whether it ends a sentence
LEFT = "\"'“‘«([{¿¡„"


class Extent(NamedTuple):
    """Where a sentence stands in its text; ended: it has its mark (a heading, a label, or `Call us if:` has none)."""

    start: int
    end: int
    ended: bool


def sentences(text: str, lexicon: Lexicon) -> Iterator[Extent]:
    """The sentences of a text, without the white space around them; what has no mark is given too, as not ended."""
    start = 0
    for match in END.finditer(text):
        line = match[0].startswith("\n")
        if line or _ends(text, match, lexicon):
            yield from _extent(text, start, match.start() if line else match.end(), ended=not line)
            start = match.end()
    yield from _extent(text, start, len(text), ended=False)


def _extent(text: str, start: int, end: int, *, ended: bool) -> Iterator[Extent]:
    piece = text[start:end]
    begun = start + len(piece) - len(piece.lstrip())
    if begun < end:
        yield Extent(begun, start + len(piece.rstrip()), ended)


def _ends(text: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether a mark ends a sentence."""
    after = text[match.end() : match.end() + NEAR]
    rest = after.lstrip() if "\n" not in after[: len(after) - len(after.lstrip())] else ""
    following = rest.lstrip(LEFT)[:1]
    if following and following.islower():
        return False
    if match[0].rstrip(CLOSERS) != "." or not rest:
        return True
    last = LAST_WORD.search(text, max(0, match.start() - NEAR), match.start())
    word = last[1].lstrip(LEFT) if last else ""
    before = text[max(0, last.start() - NEAR) : last.start()] if last else ""
    return not _abbreviates(f"{word}.".lower(), word, before, rest, lexicon)


def _abbreviates(stopped: str, word: str, before: str, rest: str, lexicon: Lexicon) -> bool:
    """Whether the full stop belongs to its word."""
    if stopped in lexicon.closing:
        return re.split(r"\W", rest, maxsplit=1)[0].lower() in lexicon.calendar or not rest.lstrip(LEFT)[:1].isupper()
    if stopped in lexicon.abbreviations or re.fullmatch(r"(?:[a-z]\.){2,}", stopped):
        return True
    if word.isdigit():
        return lexicon.ordinals and len(word) <= 2
    if len(word) == 1 and word.isupper() and word != "I":  # an initial, but not "vitamin C. Take"
        earlier = before.split()
        return not earlier or earlier[-1][:1].isupper()
    return False
