"""Names that are bold in a face without a bold: either proof passes them, first copies and later ones, and nothing that only looks alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.spoiled import Bench, one_weight
from handouts.proof.expected import Kind
from handouts.proof.prover import ProofError, Prover

NAMES = ["Anna", "יוסף", "בֶּן־דָּוִד", "Anna-יוסף 12", "משה"]


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench.new(seed=3, typecase=one_weight(Bench.new().press.typecase))


@pytest.mark.parametrize("kind", ["default", "full"])
@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize("layout", ["standard", "large-print"])
def test_copies_with_such_names_pass_beside_others_of_their_plate(bench: Bench, kind: Kind, language: str, layout: str) -> None:
    prover = Prover(kind)
    for number, name in enumerate([*NAMES, *reversed(NAMES)]):
        copy, expected, _ = bench.good(number, given_name=name, language=language, format=layout)
        prover.prove(copy.data, expected)


def test_a_later_copy_of_a_plate_is_read_for_its_own_name(bench: Bench) -> None:
    cells = {"family_name": "Lee", "start": "2026-12-08T09:30", "date_of_birth": "1951-04-17", "instructions": ""}
    one, other = (bench.good(1, False, given_name=name, **cells) for name in ("יוסף", "משה"))
    assert one[1].plate == other[1].plate
    prover = Prover("default")
    assert prover.prove(one[0].data, one[1]) == "full"
    prover.prove(other[0].data, other[1])
    with pytest.raises(ProofError, match="a personal value is not there"):
        prover.prove(one[0].data, replace(other[1], sha256=one[1].sha256))
