"""Sentences, words, syllables and grades, against texts that were counted by hand."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.leaflets.quality.lexicon import DATA, Lexicon, lexicon
from handouts.leaflets.quality.survey import measured
from handouts.leaflets.quality.words.english import english
from handouts.leaflets.quality.words.grades import Tally, tally
from handouts.leaflets.quality.words.sentences import sentences
from handouts.leaflets.quality.words.spanish import spanish
from handouts.leaflets.quality.words.tokens import VALUE, words
from tests.handouts.leaflets.quality import ROOM

TEXTS: dict[str, list[dict[str, Any]]] = tomllib.loads((ROOM / "grades.toml").read_text("utf-8"))
LANGUAGES: dict[str, dict[str, Any]] = tomllib.loads((ROOM / "languages.toml").read_text("utf-8"))
SYLLABLES = dict(line.split() for line in (Path(__file__).parent / "syllables.txt").read_text("utf-8").splitlines())


def by_hand(case: dict[str, Any]) -> Tally:
    """The counts that the divided text shows."""
    counted = [word for word in re.sub(r"\[[^\]]*\]", "", case["divided"]).split() if re.search(r"\w", word)]
    lengths = [word.count("·") + 1 for word in counted]
    return Tally(case["sentences"], len(counted), sum(lengths), sum(length > 2 for length in lengths))


def undivided(case: dict[str, Any]) -> str:
    """The text as it is read."""
    return re.sub(r"[·\[\]]", "", case["divided"])


def test_every_list_of_a_language_is_explained() -> None:
    told = set(re.findall(r"`(\w+)`", (DATA / "README.md").read_text("utf-8")))
    keys = {key for path in DATA.iterdir() if path.name.endswith(".toml") for key in tomllib.loads(path.read_text("utf-8"))}
    assert keys - {"name"} <= told
    assert {field.name for field in fields(Lexicon)} - {"tag", "name"} <= told


def test_there_are_thirty_texts_counted_by_hand() -> None:
    assert len(TEXTS["english"]) >= 30


@pytest.mark.parametrize("case", TEXTS["english"], ids=lambda case: case["name"])
def test_the_grade_of_a_text_is_that_counted_by_hand(case: dict[str, Any]) -> None:
    hand, found = by_hand(case), measured(undivided(case), "en-US")
    assert (found.sentences, found.words) == (hand.sentences, hand.words)
    assert abs(found.grade - hand.grade) <= 0.3
    assert abs(found.ease - hand.ease) <= 2
    assert abs(found.smog - hand.smog) <= 0.6


@pytest.mark.parametrize("case", TEXTS["spanish"], ids=lambda case: case["name"])
def test_spanish_is_counted_as_by_hand(case: dict[str, Any]) -> None:
    assert measured(undivided(case), "es") == by_hand(case)


def test_the_published_examples_have_their_published_scores() -> None:
    """Of Wikipedia's article on the Flesch-Kincaid tests: the reading ease of three sentences, to the digits given there."""
    scores = {
        "The cat sat on the mat.": 116,
        "This sentence, taken as a reading passage unto itself, is being used to prove a point.": 69,
        "The australian platypus is seemingly a hybrid of a mammal and reptilian creature.": 37.5,
    }
    assert {text: abs(measured(text, "en").ease - score) < 0.6 for text, score in scores.items()} == dict.fromkeys(scores, True)


@pytest.mark.parametrize(("long_words", "grade"), [(4, 5), (9, 6), (16, 7), (25, 8), (36, 9), (49, 10), (64, 11), (81, 12)])
def test_smog_agrees_with_mclaughlins_table(long_words: int, grade: int) -> None:
    """SMOG conversion table, 30 sentences: the middle of each row; the table is the shorter formula, 3 + √n."""
    assert abs(Tally(30, 300, 400, long_words).smog - grade) < 0.6


def test_a_word_has_its_syllables() -> None:
    """Eleven hundred words of health texts and odd spellings, counted by ear."""
    assert {word: str(english(word)) for word in SYLLABLES} == SYLLABLES


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("agua", 2), ("día", 2), ("cuidado", 3), ("país", 2), ("leer", 2), ("ahora", 3), ("prohibir", 2), ("muy", 1), ("hay", 1), ("yo", 1), ("guerra", 2),
        ("pingüino", 3), ("quirófano", 4), ("paranoia", 4), ("construí", 2), ("oía", 3), ("guía", 2), ("anestesia", 4), ("hueso", 2), ("y", 1), ("averiguáis", 4),
        ("chico", 2), ("alcohol", 3), ("vehículo", 4), ("búho", 2), ("ciudad", 2), ("fluido", 2),
    ],
)  # fmt: skip
def test_a_spanish_word_has_its_syllables(word: str, count: int) -> None:
    assert spanish(word) == count


@pytest.mark.parametrize("tag", LANGUAGES)
def test_sentences_end_where_a_reader_says(tag: str) -> None:
    wanted = LANGUAGES[tag]["sentences"]
    text = ("" if tag == "zh" else " ").join(wanted)
    found = [text[s.start : s.end] for s in sentences(text, lexicon(tag))]
    if "count" in LANGUAGES[tag]:
        assert len(found) == LANGUAGES[tag]["count"]
    else:
        assert found == wanted


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Come at 8 a.m. Bring water.", 2),
        ("Come at 8 a.m. on Monday.", 1),
        ("Come at 8 a.m. Monday.", 1),
        ("See Dr. J. R. Smith. He waits.", 2),
        ("It is 2.5 cm long.", 1),
        ("Take vitamin D. It helps.", 2),
        ("Wait... then go.", 1),
        ("Stop! Wait? Go.", 3),
        ("He said “Stop.” Then he left.", 2),
        ("(Bring water.) Then rest.", 2),
        ("Eat fruit, e.g. Apples.", 1),
        ("A line\nand another.", 2),
        ("", 0),
        ("...", 1),
    ],
)
def test_a_full_stop_ends_a_sentence_or_not(text: str, count: int) -> None:
    assert len(list(sentences(text, lexicon("en")))) == count


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("See Ann on Monday", "word name word name"),
        ("I saw the MRI at 8.30", "word word word abbreviation word figure"),
        ("An X-ray and/or two MRIs", "word word word word word abbreviation"),
        (f"Call {VALUE} now", "word value word"),
        ("Bring: Water — cold", "word word word"),
        ("500mg of B12, 50 %", "figure word figure figure figure"),
        ("a.m. it is", "abbreviation word word"),
    ],
)
def test_a_word_is_told_from_a_name_and_a_number(text: str, kinds: str) -> None:
    assert " ".join(word.kind for word in words(text, "en-US")) == kinds


def test_capitals_mark_no_names_in_german() -> None:
    assert {word.kind for word in words("Der Arzt sieht das Knie", "de")} == {"word"}


def test_a_text_without_words_has_no_grade() -> None:
    assert measured("8.30. … 12!", "en") == Tally()
    assert Tally().grade == Tally().ease == Tally().smog == 0.0


@given(st.text(), st.text(), st.sampled_from(("en-US", "es", "de", "zh", "ar")))
def test_the_counts_of_two_texts_are_those_of_both(one: str, two: str, tag: str) -> None:
    assert measured(f"{one}\n{two}", tag) == measured(one, tag) + measured(two, tag)


@given(st.text(), st.sampled_from(tuple(LANGUAGES)))
def test_sentences_are_the_text_without_its_spaces(text: str, tag: str) -> None:
    found = list(sentences(text, lexicon(tag)))
    assert "".join("".join(text[s.start : s.end].split()) for s in found) == "".join(text.split())
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    assert all(text[word.start : word.start + len(word.text)] == word.text for word in words(text, "en"))


@given(st.text(min_size=1))
def test_every_word_has_a_syllable(text: str) -> None:
    assert english(text) >= 1
    assert spanish(text) >= 1
    assert tally(words(text, "en"), "en").syllables >= tally(words(text, "en"), "en").words
