"""Which way text runs: the Unicode bidirectional algorithm (UAX #9), by python-bidi.

In: the texts of a paragraph, some of them isolated.  Out: the embedding level of each character, the order in which levels stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff\u200f\u2067]")
_LEVELS = re.compile(r"Level\(\s*(\d+)")
_ISOLATE, _POP = "\u2068", "\u2069"


def is_plain(text: str) -> bool:
    """Whether a left-to-right paragraph of this text runs one way."""
    return text.isascii() or _RTL.search(text) is None


def levels(texts: Sequence[str], alone: Sequence[bool], rtl: bool) -> list[int]:
    """The embedding level of each character of texts that follow one another; one that is `alone` is isolated from what is around it."""
    wrapped = "".join(f"{_ISOLATE}{text}{_POP}" if apart else text for apart, text in zip(alone, texts, strict=True))
    found = _bidi(wrapped, rtl)
    out: list[int] = []
    at = 0
    for apart, text in zip(alone, texts, strict=True):
        at += apart
        out.extend(found[at : at + len(text)])
        at += len(text) + apart
    return out


@lru_cache(4096)
def _bidi(text: str, rtl: bool) -> tuple[int, ...]:
    from bidi import get_display

    report = str(get_display(text, base_dir="R" if rtl else "L", debug=True))
    by_byte = [int(m) for m in _LEVELS.findall(report[report.index("    levels: [") : report.index("    paragraphs: [")])]
    out, at = [], 0
    for character in text:
        out.append(by_byte[at])
        at += len(character.encode("utf-8"))
    return tuple(out)


def visual_order(levels: Sequence[int]) -> list[int]:
    """Indices in the order in which they stand from left to right (UAX #9, L2)."""
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
