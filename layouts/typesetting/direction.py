"""Which way text runs: levels of a paragraph's texts, and the order in which a line's parts stand.

In: the texts of a paragraph, some of them isolated; then the levels of a line.  Out: the embedding level of each character, and
indices from left to right (UAX #9, L1 and L2).  The levels are worked out by `bidi`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from layouts.typesetting.bidi import RIGHT_TO_LEFT_BLOCKS, embedding_levels

_RTL = re.compile(f"[{RIGHT_TO_LEFT_BLOCKS}\u200f\u202b\u202e\u2067]")
_ISOLATE, _POP = "\u2068", "\u2069"


def is_plain(text: str) -> bool:
    """Whether a left-to-right paragraph of this text runs one way."""
    return text.isascii() or _RTL.search(text) is None


def levels(texts: Sequence[str], alone: Sequence[bool], rtl: bool) -> list[int]:
    """The embedding level of each character of texts that follow one another; one that is `alone` is isolated from what is around it."""
    wrapped = "".join(f"{_ISOLATE}{text}{_POP}" if apart else text for apart, text in zip(alone, texts, strict=True))
    found = _levels(wrapped, rtl)
    out: list[int] = []
    at = 0
    for apart, text in zip(alone, texts, strict=True):
        at += apart
        out.extend(found[at : at + len(text)])
        at += len(text) + apart
    return out


@lru_cache(4096)
def _levels(text: str, rtl: bool) -> tuple[int, ...]:
    return tuple(embedding_levels(text, int(rtl)))


def line_levels(levels: Sequence[int], blank: Sequence[bool], base: int) -> list[int]:
    """L1: levels of a line, in which what is blank at its end runs as the paragraph does."""
    end = len(levels)
    while end and blank[end - 1]:
        end -= 1
    return [*levels[:end], *[base] * (len(levels) - end)]


def visual_order(levels: Sequence[int]) -> list[int]:
    """Indices in the order in which they stand from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        i = 0
        while i < len(order):
            j = i
            while j < len(order) and levels[order[j]] >= level:
                j += 1
            order[i:j] = order[i:j][::-1]
            i = max(j, i + 1)
    return order
