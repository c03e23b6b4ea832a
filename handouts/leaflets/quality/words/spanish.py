"""Syllables of Spanish words, which its spelling gives without exception (Real Academia, Ortografía 2010, II 2.2).

Two strong vowels (a e o), or a strong one and an accented weak one (í ú), are two syllables; all else in a row is one.
An h between vowels, and the u of que, qui, gue, gui, are silent; y is a vowel at a word's end.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VOWELS = re.compile(r"[aeiouáéíóúàèìòùâêîôûü]+")
STRONG = "aeoáéóàèòâêô"


@lru_cache(8192)
def spanish(word: str) -> int:
    """Syllables of a word; at least one."""
    word = unicodedata.normalize("NFC", word.lower())
    word = re.sub(r"(?<!c)h", "", word)
    word = re.sub(r"([qg])u(?=[eiéí])", r"\1", word)
    word = re.sub(r"y(?![a-záéíóú])", "i", word)
    return max(1, sum(_nuclei(match[0]) for match in VOWELS.finditer(word)))


def _nuclei(row: str) -> int:
    """Syllables in a row of vowels."""
    strong = sum(c in STRONG for c in row)
    accented = sum(c in "íú" for c in row)
    return strong + accented if strong else 1
