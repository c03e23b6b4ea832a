"""Where a line may end: the Unicode line breaking algorithm (UAX #14).

In: text.  Out: the offsets after which a line may end, and those after which it must.
Most words of alphabetic scripts need only the few rules in `_FAST`; everything else goes to uniseg, which follows the
whole annex.  A property test holds the two to the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

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
_FAST = re.compile(rf"{_UNIT}(?:\u00a0{_UNIT})*|[\u00b7\u2022]")
# After a hyphen or slash before a letter, after a dash before anything (LB21, LB13, LB25, LB31).
_INNER = re.compile(rf"(?<=[-/])(?=[{_LETTER}])|(?<=[\u2010\u2013])(?=[{_LETTER}{_DIGIT}_])")
_TOKEN = re.compile(r"[^ \n]+ *|\n| +")


@lru_cache(8192)
def breaks(text: str) -> tuple[tuple[int, ...], frozenset[int]]:
    """Offsets at which a line may end (the last one is the text's length), and those at which it must."""
    ends: list[int] = []
    forced: set[int] = set()
    for fast, start, end in _stretches(text):
        if text[start:end] == "\n":
            forced.add(end)
            ends.append(end)
        elif fast:
            ends.extend(start + inner for inner in _inner(text[start:end]))
            ends.append(end)
        else:
            ends.extend(end for end in _annex(text, start, end) if not ends or end > ends[-1])
    if text and (not ends or ends[-1] != len(text)):
        ends.append(len(text))
    return tuple(ends), frozenset(forced)


def _stretches(text: str) -> Iterator[tuple[bool, int, int]]:
    """Tokens that need only the few rules, one by one; and stretches that need the annex, with a token on either side."""
    tokens = [m.span() for m in _TOKEN.finditer(text)]
    fast = [_is_fast(text[a:b]) for a, b in tokens]
    if all(fast):
        yield from ((True, a, b) for a, b in tokens)
        return
    slow = [not f for f in fast]
    for i, f in enumerate(fast):
        if not f:
            for j in (i - 1, i + 1):
                if 0 <= j < len(tokens) and text[tokens[j][0]] != "\n":
                    slow[j] = True
    i = 0
    while i < len(tokens):
        if not slow[i]:
            yield True, *tokens[i]
            i += 1
            continue
        j = i
        while j < len(tokens) and slow[j] and text[tokens[j][0]] != "\n":
            j += 1
        yield False, tokens[i][0], tokens[j - 1][1]
        i = j


@lru_cache(16_384)
def _is_fast(piece: str) -> bool:
    """Whether a token, with its trailing space, needs only the few rules."""
    return piece == "\n" or _FAST.fullmatch(piece.rstrip(" ")) is not None


@lru_cache(16_384)
def _inner(token: str) -> tuple[int, ...]:
    """Offsets inside a token at which a line may end."""
    return tuple(m.start() for m in _INNER.finditer(token))


def _annex(text: str, start: int, end: int) -> Iterator[int]:
    from uniseg.linebreak import line_break_units  # imported when first needed: it loads the whole character database

    at = start
    for unit in line_break_units(text[start:end]):
        at += len(unit)
        yield at
