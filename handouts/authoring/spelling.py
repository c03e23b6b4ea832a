"""Spelling: words that neither a dictionary nor the glossary nor the clinic's words.txt knows.

In: a leaflet's manuscripts; the words that are known besides.  Out: remarks.  The dictionaries are pyspellchecker's (extra `write`);
without it, and in a language that it has no good one of, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from handouts.authoring.told import remark
from handouts.clinics.clinic import Clinic
from handouts.files.written import place
from handouts.leaflets.quality.manuscript import Manuscript
from handouts.leaflets.quality.remark import Remark
from handouts.leaflets.quality.survey import survey
from handouts.leaflets.quality.words.tokens import words

WORDS = "words.txt"  # in the clinic's folder: words that are right, `#` begins a comment
LANGUAGES = frozenset({"en"})  # pyspellchecker 0.9: its lists for Spanish and Arabic lack most inflected words (huesos, puede, pone)
PLAIN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
MOST = 30  # words of a leaflet that are told

Unknown = Callable[[Collection[str]], Collection[str]]  # of some words in small letters, those that are in no dictionary
Better = Callable[[str], str]  # the word that was meant, '' if none is near


def has_dictionary(language: str) -> bool:
    """Whether there is a dictionary for a language tag here."""
    return language.split("-")[0] in LANGUAGES and find_spec("spellchecker") is not None


def spelling(manuscripts: Iterable[Manuscript], clinic: Clinic) -> Iterator[Remark]:
    """Words that nobody knows, each where it first stands."""
    told: set[str] = set()
    for manuscript in manuscripts:
        dictionary = _dictionary(manuscript.language.split("-")[0])
        if dictionary is not None:
            for said in misspelt(manuscript, own_words(clinic.folder / WORDS), *dictionary):
                if said.what not in told and len(told) < MOST:
                    told.add(said.what)
                    yield said


def misspelt(manuscript: Manuscript, known: Collection[str], unknown: Unknown, better: Better) -> Iterator[Remark]:
    """Words of a leaflet that are known neither to a dictionary nor to its title and glossary, nor besides."""
    right = {word.text.casefold() for text in (manuscript.title, *manuscript.glossary, *known) for word in words(text, "")}
    found: dict[str, int] = {}
    for sentence in survey(manuscript).sentences:
        for word in sentence.words:
            plain = word.text.casefold().replace("’", "'")
            if word.kind == "word" and PLAIN.fullmatch(plain) and plain not in right:
                found.setdefault(plain, sentence.passage.spot(sentence.at + word.start))
    strange = set(unknown(found))
    for word_, at in found.items():
        if word_ in strange:
            line, column = place(manuscript.source, at)
            meant = better(word_)
            remedy = f"Did you mean “{meant}”? " if meant and meant != word_ else ""
            remedy += f"If it is right, put it into the glossary, or into {WORDS} of the clinic's folder."
            yield remark("spelling", manuscript.file, line, column, f"“{word_}” is in no dictionary.", remedy)


def own_words(path: Path) -> tuple[str, ...]:
    """The words of a file, a line or a space apart; none if there is no such file."""
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    return tuple(word for line in text.splitlines() for word in line.partition("#")[0].split())


@lru_cache(8)
def _dictionary(language: str) -> tuple[Unknown, Better] | None:
    """The dictionary of a language; None if there is none here."""
    if not has_dictionary(language):
        return None
    from spellchecker import SpellChecker

    checker = SpellChecker(language=language, distance=1)
    return checker.unknown, lambda word: str(checker.correction(word) or "")
