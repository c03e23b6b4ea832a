"""Names as people look for them: in any letter case, with or without accents, some words of them, the beginnings of words.

In: texts.  Out: whether a name is found by what somebody says.  Quick enough to be asked of every name that a clinic has ever written down.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

UNPARTED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ı": "i"})
MARKS = re.compile(f"[{''.join(chr(code) for code in range(0x300, 0x1000) if unicodedata.combining(chr(code)))}]")  # up to Tibetan
PUNCTUATION = re.compile(r"[^\w\s]|_")


def folded(text: str) -> str:
    """In one letter case, without accents and other marks."""
    if text.isascii():
        return text.casefold()
    text = MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return text if text.isascii() else MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(UNPARTED)


def finder(said: str) -> Callable[[str], bool]:
    """Whether every word that is said begins a word of a name, in whatever order.

    A word with parts (Anne-Marie, O'Neill) is found by each of them, by all of them, and without what is between them.
    """
    words = [parts for word in folded(said).split() if (parts := PUNCTUATION.sub(" ", word).split())]
    wanted = [("".join((" ", *parts)), [f" {part}" for part in parts]) for parts in words]

    def found(name: str) -> bool:
        text = f" {folded(name)}"
        whole, parted = PUNCTUATION.sub("", text), PUNCTUATION.sub(" ", text)
        return all(word in whole or all(part in parted for part in parts) for word, parts in wanted)

    return found
