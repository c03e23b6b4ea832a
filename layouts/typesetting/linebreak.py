"""Where a line may end: the Unicode line breaking algorithm (UAX #14).

In: text.  Out: the offsets after which a line may end.
Thai, Lao, Khmer and Burmese are written without spaces between words, and the annex leaves them to a dictionary: ICU's, with the extra
`scripts`; without it a line may end where the editor has put a zero width space (U+200B), and a word is broken between clusters otherwise.
Most words of alphabetic scripts need only the few rules in `_FAST`; everything else goes to uniseg, which follows the
whole annex.  A property test holds the two to the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import accumulate

_LETTER = (
    r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u034e\u0370-\u0373\u0376\u0377\u037b-\u037d"
    r"\u0386\u0388-\u03ff\u0400-\u0481\u0483-\u052f\u0531-\u0556\u0561-\u0586\u0620-\u0659\u066e-\u06d3\u06fa-\u06fc\u10d0-\u10f0\u1e00-\u1fbc"
)
_DIGIT = r"0-9\u0660-\u0669\u06f0-\u06f9"
_CORE = rf"[{_LETTER}{_DIGIT}_]+(?:[\u2019'][{_LETTER}{_DIGIT}]+)*"
_JOINT = rf"(?:[-\u2010\u2013/.:,]*(?:[-\u2010\u2013.:,]|/(?=[{_LETTER}]))|(?<=[{_DIGIT}])/(?=[{_DIGIT}]))"
# An opening, then letters and digits joined by hyphens, dashes, slashes and full stops, then closing marks; a no-break space
# ties two of these together.  Dots that stand between words are letters to the annex.
_UNIT = rf"[(\[]*[\u201c\u2018\"']?{_CORE}(?:{_JOINT}{_CORE})*[\u201d\u2019\"']?[.,;:!?)\]]*[\u201d\u2019\"']?[.,;:]*"
_DOT = r"[\u00b7\u2022]"
_FAST = re.compile(rf"{_UNIT}(?:\u00a0(?:{_UNIT}|{_DOT}))*|{_DOT}")
# After a hyphen or slash before a letter, after a dash before anything (LB21, LB13, LB25, LB31).
_INNER = re.compile(rf"(?<=[-/])(?=[{_LETTER}])|(?<=[\u2010\u2013])(?=[{_LETTER}{_DIGIT}_])")
UNSPACED = re.compile(r"[\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17f9\ua9e0-\ua9fe\uaa60-\uaa7f]")  # Thai, Lao, Burmese, Khmer
_WORD = re.compile(r"[^ \n]+ *|\n| +")


def breaks(text: str) -> list[int]:
    """Offsets at which a line may end; the last one is the text's length.  After a line feed it must (LB4)."""
    if (simple := simple_breaks(text)) is not None:
        return simple
    words = _WORD.findall(text)
    known = [_ends(word) for word in words]
    starts = [0, *accumulate(map(len, words))]
    out: list[int] = []
    for first, last in _stretches(words, [ends is None for ends in known]):
        ends = known[first] if last == first + 1 else None
        out += _annex(text, starts[first], starts[last]) if ends is None else [starts[first] + end for end in ends]
    return out


def is_simple(text: str) -> bool:
    """Whether each word says by itself where a line may end, whatever stands around it."""
    return simple_breaks(text) is not None


def simple_breaks(text: str) -> list[int] | None:
    """Offsets at which a line may end, where each word says that by itself; None where one does not."""
    out: list[int] = []
    at = 0
    for word in _WORD.findall(text):
        ends = _ends(word)
        if ends is None:
            return None
        out += [at + end for end in ends]
        at += len(word)
    return out


def _stretches(words: Sequence[str], slow: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Words that need only the few rules, one by one; and stretches that need the annex, with a word on either side."""
    wide = [
        word != "\n" and (slow[i] or (i > 0 and slow[i - 1]) or (i + 1 < len(slow) and slow[i + 1])) for i, word in enumerate(words)
    ]
    i = 0
    while i < len(words):
        j = i + 1
        while wide[i] and j < len(words) and wide[j]:
            j += 1
        yield i, j
        i = j


@lru_cache(4096)
def _ends(word: str) -> tuple[int, ...] | None:
    """Offsets at which a line may end in or after a word with its trailing space; None if the annex has to say."""
    if word != "\n" and not _FAST.fullmatch(word.rstrip(" ")):
        return None
    return (*(m.start() for m in _INNER.finditer(word)), len(word))


def _annex(text: str, start: int, end: int) -> Iterator[int]:
    if UNSPACED.search(text, start, end) and has_dictionary():
        yield from _by_dictionary(text, start, end)
        return
    from uniseg.linebreak import line_break_units  # imported when first needed: it loads the whole character database

    at = start
    for unit in line_break_units(text[start:end]):
        at += len(unit)
        yield at


def _by_dictionary(text: str, start: int, end: int) -> Iterator[int]:
    """The annex with ICU's dictionaries (ICU user guide, Boundary Analysis, Dictionary-Based BreakIterator)."""
    from icu4py.breakers import LineBreaker

    at = start
    for unit in LineBreaker(text[start:end], "th"):
        at += len(unit)
        yield at


@cache
def has_dictionary() -> bool:
    """Whether this machine knows the words of languages without spaces."""
    return find_spec("icu4py") is not None
