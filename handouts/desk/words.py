"""The desk's words in a language, from gettext catalogues (PO files), as the leaflets' words are kept; and sentences that fit a desk.

In: a language tag; an English sentence, and what stands in it.  Out: the sentence in that language, English where there is no catalogue.
What stands in a sentence is set apart where the language runs from right to left (UAX #9, FSI and PDI).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import NamedTuple

from handouts.language.phrases import tags
from layouts.document.blocks import is_right_to_left

CATALOGUES = Path(__file__).resolve().parent / "catalogues"
ENGLISH = "en-US"
LANGUAGES = ("ar", "de", "en-GB", "en-US", "es", "fr", "he", "hi", "pl", "zh-Hans")  # that the desk speaks
TYPED = re.compile(r"`handouts\b|(?<![\w-])--[a-z]|(?<!\w)-[a-z]\b(?= )")  # what only somebody at a terminal can do
ASIDE = re.compile(r" \([^()]*`handouts[^()]*\)")
ASK = "ask whoever looks after the desk"


class Catalogue(NamedTuple):
    """What is known of a language.  counted: the forms of what is counted, by its singular; form: which of them a number takes."""

    texts: dict[str, str]
    counted: dict[str, tuple[str, ...]]
    form: Callable[[int], int]


class Speech:
    """Says what the desk says in a language."""

    def __init__(self, language: str) -> None:
        self.language = spoken_as(language)
        self.right_to_left = is_right_to_left(self.language)
        self._known = _catalogue(self.language)

    def __call__(self, text: str, **parts: object) -> str:
        """A sentence.  parts: what stands in it, by name."""
        return self._filled(self._known.texts.get(text, text), parts)

    def many(self, one: str, more: str, count: int) -> str:
        """A sentence that tells of one, or of several."""
        forms = self._known.counted.get(one)
        found = forms[self._known.form(count)] if forms else (one if count == 1 else more)
        return self._filled(found, {"count": count})

    @property
    def texts(self) -> dict[str, str]:
        """The sentences of the catalogue."""
        return self._known.texts

    def knows(self, text: str) -> bool:
        """Whether a sentence is one that the desk says in this language."""
        return self.language.startswith("en") or text in self._known.texts

    def _filled(self, text: str, parts: dict[str, object]) -> str:
        if not parts:
            return text
        apart = {name: f"\u2068{part}\u2069" for name, part in parts.items()} if self.right_to_left else parts
        return text % apart


def mark(text: str) -> str:
    """A sentence that is said elsewhere: marked, so that each catalogue has it."""
    return text


HERE = mark("this computer")  # who comes by a one-time link


def spoken_as(language: str) -> str:
    """The language that the desk speaks to who reads this one: de-AT -> de; pt -> en-US, for there is no catalogue."""
    return next((tag for tag in reversed(tags(language)) if tag in LANGUAGES), "en-GB" if language == "en" else ENGLISH)


def fit(text: str) -> str:
    """A sentence that an action says, without what only somebody at a terminal could do: that is for whoever looks after the desk."""
    if not TYPED.search(text := ASIDE.sub("", text)):
        return text
    parts = re.split(r"; |\. (?=[A-Z])", text)
    kept = [part for part in parts if not TYPED.search(part)]
    lost = [part for part in parts if TYPED.search(part) and not part.startswith("see ")]
    if not kept:
        kept = [TYPED.split(text)[0].rpartition(",")[0] or text.partition(":")[0]]
    return "; ".join([*kept, *[ASK][: len(lost)]])


@lru_cache(16)
def _catalogue(language: str) -> Catalogue:
    texts: dict[str, str] = {}
    counted: dict[str, tuple[str, ...]] = {}
    form: Callable[[int], int] = _either
    for tag in tags(language):
        file = CATALOGUES / f"{tag}.po"
        if not file.is_file():
            continue
        from babel.messages.pofile import read_po

        with file.open("rb") as stream:
            found = read_po(stream)
        form = c2py(found.plural_expr)
        for message in found:
            if isinstance(message.id, tuple):
                counted[message.id[0]] = tuple(message.string)
            elif message.id:
                texts[message.id] = str(message.string)
    return Catalogue(texts, counted, form)


def _either(count: int) -> int:
    return int(count != 1)
