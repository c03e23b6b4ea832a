from __future__ import annotations

import os
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from handouts.proof.identifiers import KEPT, SMALLEST, Identifiers


@given(st.sets(st.text(max_size=12)), st.sets(st.text(max_size=12)))
def test_it_holds_what_was_taken_in_and_nothing_else(taken: set[str], others: set[str]) -> None:
    identifiers = Identifiers()
    for word in [*taken, *taken]:
        identifiers.add(word)
    assert len(identifiers) == len(taken)
    assert all(word in identifiers for word in taken)
    assert not any(word in identifiers for word in others - taken)


def test_it_grows_and_keeps_what_it_has() -> None:
    identifiers = Identifiers()
    for number in range(3 * SMALLEST):
        identifiers.add(f"RSC-{number}")
    assert all(f"RSC-{number}" in identifiers for number in range(3 * SMALLEST))
    assert not any(f"RSC-{number}" in identifiers for number in range(3 * SMALLEST, 6 * SMALLEST))


@given(st.sets(st.text(max_size=12)), st.sets(st.text(max_size=12)), st.sets(st.text(max_size=12)))
def test_what_is_known_from_the_beginning_is_known_beside_what_is_taken_in(known: set[str], taken: set[str], others: set[str]) -> None:
    first = Identifiers()
    for word in known:
        first.add(word)
    second = Identifiers(first.packed())
    for word in taken:
        second.add(word)
    assert len(second) == len(known | taken)
    assert all(word in second for word in known | taken)
    assert not any(word in second for word in others - known - taken)
    assert len(first.packed()) == 8 * len(known)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([f"RSC-{n}" for n in range(8)]))))
def test_a_word_is_none_until_it_is_taken_in(steps: list[tuple[bool, str]]) -> None:
    identifiers, taken = Identifiers(), set[str]()
    for take, word in steps:
        assert (word in identifiers) == (word in taken)
        if take:
            identifiers.add(word)
            taken.add(word)


def test_few_words_that_are_none_are_kept() -> None:
    identifiers = Identifiers()
    assert not any(f"word-{number}" in identifiers for number in range(2 * KEPT))
    assert len(identifiers._others) == KEPT
    identifiers.add(f"word-{2 * KEPT - 1}")
    assert f"word-{2 * KEPT - 1}" in identifiers and "word-0" not in identifiers


def test_the_digests_are_the_same_in_every_process() -> None:
    code = "from handouts.proof.identifiers import Identifiers; i = Identifiers(); i.add('RSC-1'); print(i.packed().hex())"
    seeds = ("1", "2")
    said = {subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout for seed in seeds}
    assert len(said) == 1
