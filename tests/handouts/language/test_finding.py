"""Names are found as people say them."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.language.finding import finder, folded


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("lee", "Anna Lee"), ("LEE ann", "Ms. Anna Lee"), ("oneill", "Seán O’Neill"), ("neil sean", "Seán O’Neill"), ("O'Neill", "Sean ONeill"),
        ("anne-marie", "Anne Marie Lee"), ("annemarie", "Lee Anne-Marie"), ("marie", "Anne-Marie"), ("van berg", "Anna van der Berg"),
        ("lukasz", "Łukasz"), ("Łukasz", "Lukasz"), ("strasse", "Straße"), ("thordur", "Þórður"), ("søren", "Soren"), ("nguyen", "Nguyễn Thị Ánh"),
        ("محمد", "مُحَمَّد علي"), ("שלום", "שָׁלוֹם"), ("ivan", "Ivan_Petrov"), ("petrov", "Ivan_Petrov"), ("müller", "Mu\u0308ller"), ("", "anybody"), (" - ", "anybody"),
    ],
)  # fmt: skip
def test_a_name_is_found(said: str, name: str) -> None:
    assert finder(said)(name)


@pytest.mark.parametrize(("said", "name"), [("nna", "Anna"), ("anna lee", "Anna Kim"), ("annalee", "Anna Lee"), ("eill", "O'Neill"), ("x", ""), ("lee lee k", "Lee")])
def test_another_is_not(said: str, name: str) -> None:
    assert not finder(said)(name)


LETTERS = st.characters(categories=("L", "Nd")).filter(lambda letter: folded(letter).isalnum())
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=4)


@given(WORDS, st.randoms(use_true_random=False), st.sampled_from(["-", "'", "’", ".", "_", " "]))
def test_any_name_is_found_by_the_beginnings_of_its_words_in_any_order(words: list[str], random: Random, between: str) -> None:
    beginnings = [folded(word)[: random.randint(1, 8)] for word in words]
    random.shuffle(beginnings)
    assert finder(" ".join(beginnings))(between.join(words))
    assert finder(" ".join(unicodedata.normalize("NFD", word) for word in words))(between.join(words))


@given(WORDS)
def test_what_is_folded_stays_as_it_is(words: list[str]) -> None:
    assert [folded(folded(word)) for word in words] == [folded(word) for word in words]
