"""Looking for a leaflet by words: its id, title, keywords and codes.

In: leaflets, what somebody typed.  Out: those that every word fits, the nearest first.  A word fits by its beginning, whatever its letter
case and accents; one of five letters and more with one slip, too; a code, or its beginning from three signs on, as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from handouts.files.guess import distance
from handouts.leaflets.leaflet import Leaflet

LONG = 5  # letters of a word in which one may be wrong
CODE = 3  # signs of a code that are enough
EXACT, BEGINNING, SLIP = 0, 1, 2


def search(leaflets: Iterable[Leaflet], asked: str) -> list[Leaflet]:
    """The leaflets that every word fits, the nearest first; all of them, in their order, if nothing is asked."""
    wanted = list(words_in(asked))
    found = [(far, leaflet) for leaflet in leaflets if (far := _far(leaflet, wanted)) is not None]
    return [leaflet for _, leaflet in sorted(found, key=lambda pair: pair[0])]


def _far(leaflet: Leaflet, wanted: list[str]) -> int | None:
    """How far a leaflet is from the words, None if one of them does not fit it."""
    known = {word for text in (leaflet.identifier, leaflet.title, *leaflet.keywords) for word in words_in(text)}
    codes = {plain(code) for _, some in leaflet.codes for code in some}
    nearest = [min(_fits(word, known, codes), default=None) for word in wanted]
    return None if None in nearest else sum(far for far in nearest if far is not None)


def _fits(word: str, known: set[str], codes: set[str]) -> Iterator[int]:
    for code in codes:
        if code == word or (len(word) >= CODE and code.startswith(word)):
            yield EXACT if code == word else BEGINNING
    for other in known:
        if other.startswith(word):
            yield EXACT if other == word else BEGINNING
        elif len(word) >= LONG and distance(word, other[: len(word) + 1]) <= 1:
            yield SLIP


def words_in(text: str) -> Iterator[str]:
    """The words of a text, each `plain`."""
    return (word for word in re.split(r"[^\w.]+", plain(text)) if word.strip("."))


def plain(text: str) -> str:
    """Without letter case and accents (of Latin letters; other scripts' marks are letters of the word)."""
    folded = unicodedata.normalize("NFD", text.casefold())
    return unicodedata.normalize("NFC", re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", folded))
