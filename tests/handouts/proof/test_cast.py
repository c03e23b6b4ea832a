"""Words that are cast in one piece are held to the glyphs of their font file: what they draw must write what they say."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from handouts.clinics.clinic import Clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.proof.prover import ProofError
from layouts.typesetting import logotypes, subsets
from layouts.typesetting.truetype import Composed, composed_font
from tests.conftest import ISSUED, an_appointment
from tests.names import MARKED

MIXED = (  # a name; a note that begins or ends in signs alone, which run as the words beside them do
    ("José - لؤي", "- لؤي"),
    ("Øystein · בן־דוד", "· בן־דוד"),
    ("Ben علی‌رضا عبد الرحمن </p>", "علی‌رضا عبد الرحمن </p>"),
    ("José ) شیرین (", ") شیرین ("),
)
Spoil = Callable[[list[Composed]], list[Composed]]


def higher(glyphs: list[Composed]) -> list[Composed]:
    return [Composed(glyph.advance, tuple((part, x, y + 300) for part, x, y in glyph.ink)) for glyph in glyphs]


def without_marks(glyphs: list[Composed]) -> list[Composed]:
    return [Composed(glyph.advance, glyph.ink[-1:]) for glyph in glyphs]


def turned_round(glyphs: list[Composed]) -> list[Composed]:
    return [Composed(glyph.advance, other.ink) for glyph, other in zip(glyphs, reversed(glyphs), strict=True)]


def another(glyphs: list[Composed]) -> list[Composed]:
    return [Composed(glyph.advance, tuple((part + 3, x, y) for part, x, y in glyph.ink)) for glyph in glyphs]


def nothing(glyphs: list[Composed]) -> list[Composed]:
    return [Composed(glyph.advance) for glyph in glyphs]


@pytest.fixture
def emptied() -> Iterator[None]:
    """No logotype is known from before, nor afterwards."""
    caches: Sequence[Any] = (logotypes.cast, subsets.font_objects, subsets._program)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize("spoil", [higher, without_marks, turned_round, another, nothing])
@pytest.mark.parametrize("language", ["en-US", "ar"])
def test_a_word_that_draws_something_else_is_refused(riverside: Clinic, monkeypatch: pytest.MonkeyPatch, spoil: Spoil, language: str) -> None:
    monkeypatch.setattr(logotypes, "composed_font", lambda source, tables, glyphs: composed_font(source, tables, spoil(list(glyphs))))
    press = Press(riverside, issued=ISSUED, allowed=Allowed(draft=True))
    with pytest.raises(ProofError):
        press.make(an_appointment(riverside, given_name="مُحَمَّد", family_name="حَسَن", language=language))


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize("proof", ["default", "full"])
def test_right_ones_pass(riverside: Clinic, language: str, proof: Any) -> None:
    press = Press(riverside, issued=ISSUED, allowed=Allowed(draft=True), proof=proof)
    for given, family in MARKED:
        assert press.make(an_appointment(riverside, given_name=given, family_name=family, language=language)).proof in ("default", "full")


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize("proof", ["default", "full"])
@pytest.mark.parametrize(("given", "note"), MIXED)
def test_signs_beside_words_from_right_to_left_pass(riverside: Clinic, given: str, note: str, language: str, proof: Any) -> None:
    press = Press(riverside, issued=ISSUED, allowed=Allowed(draft=True), proof=proof)
    for said in (note, given, f"{note} - Lee"):
        made = press.make(an_appointment(riverside, given_name=given, family_name="Lee", instructions=said, language=language))
        assert made.proof in ("default", "full")


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize("note", [note for _, note in MIXED])
def test_signs_that_are_said_in_another_order_are_refused(riverside: Clinic, monkeypatch: pytest.MonkeyPatch, note: str) -> None:
    """Signs without letters of their own are held to their order, too."""

    def meaning(self: logotypes.Logotype) -> dict[int, str]:
        letters = self.characters if _has_letters(self.characters) else self.characters[::-1]
        return dict(enumerate(letters, start=self.first))

    monkeypatch.setattr(logotypes.Logotype, "meaning", property(meaning))
    press = Press(riverside, issued=ISSUED, allowed=Allowed(draft=True))
    with pytest.raises(ProofError):
        press.make(an_appointment(riverside, instructions=note))


def _has_letters(characters: Sequence[str]) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in characters)
