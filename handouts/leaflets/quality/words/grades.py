"""Counts of a text -> how hard it is to read.

English: Flesch-Kincaid grade (J. P. Kincaid et al., 1975), Flesch reading ease (1948), SMOG (G. H. McLaughlin, 1969).
Spanish: INFLESZ, which is Szigriszt-Pazos's perspicuity with the scale of Barrio-Cantalejo (2008), and Fernández-Huerta's ease (1959).
The grades of a text whose syllables are not counted (of any other language) are 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from handouts.leaflets.quality.words.english import english
from handouts.leaflets.quality.words.spanish import spanish
from handouts.leaflets.quality.words.tokens import Word

COUNTERS = {"en": english, "es": spanish}


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a text.  They add up: those of two texts are those of both."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0
    long_words: int = 0  # of three syllables or more

    def __add__(self, other: Tally) -> Tally:
        """The counts of both texts."""
        return Tally(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
            self.long_words + other.long_words,
        )

    @property
    def length(self) -> float:
        """Words a sentence; 0 of an empty text."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def weight(self) -> float:
        """Syllables a word; 0 of an empty text."""
        return self.syllables / self.words if self.words else 0.0

    @property
    def grade(self) -> float:
        """Flesch-Kincaid: the American school year whose pupils read it."""
        return 0.39 * self.length + 11.8 * self.weight - 15.59 if self.syllables else 0.0

    @property
    def ease(self) -> float:
        """Flesch reading ease, 0 (hard) to 100 (easy)."""
        return 206.835 - 1.015 * self.length - 84.6 * self.weight if self.syllables else 0.0

    @property
    def smog(self) -> float:
        """SMOG grade; McLaughlin counts 30 sentences, fewer are scaled up."""
        return 3.1291 + 1.0430 * sqrt(self.long_words * 30 / self.sentences) if self.syllables else 0.0

    @property
    def inflesz(self) -> float:
        """Szigriszt-Pazos's perspicuity: over 80 very easy, 65 easy, 55 normal, 40 hard, below very hard (INFLESZ)."""
        return 206.835 - self.length - 62.3 * self.weight if self.syllables else 0.0

    @property
    def huerta(self) -> float:
        """Fernández-Huerta's ease, with the coefficient for words a sentence as G. Law mended it in 2011."""
        return 206.84 - 1.02 * self.length - 60 * self.weight if self.syllables else 0.0


def syllables(word: Word, language: str) -> int:
    """Syllables of a word that counts; 1 of an abbreviation, 0 in a language that has no counter."""
    counter = COUNTERS.get(language.split("-")[0])
    if counter is None:
        return 0
    return 1 if word.kind == "abbreviation" else counter(word.text)


def tally(found: Iterable[Word], language: str) -> Tally:
    """The counts of one sentence.  One in which nothing counts is no sentence."""
    lengths = [syllables(word, language) for word in found if word.counts]
    return Tally(1 if lengths else 0, len(lengths), sum(lengths), sum(n > 2 for n in lengths))
