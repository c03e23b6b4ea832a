from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.faults import FAULTS, FIRST, KINDS, PATTERN, Provers, trial
from benchmarks.spoiled import Bench
from handouts.clinics.clinic import Clinic, read_clinic, sample_clinic
from handouts.errors import RecordError
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.proof.expected import Kind, page_lines, personal_texts
from handouts.proof.prover import ProofError, Prover
from handouts.proof.reader import File, Unreadable
from tests.conftest import ISSUED, an_appointment


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench.new(seed=7)


@pytest.fixture(scope="module")
def provers() -> Provers:
    return Provers()


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_seeded_fault_is_caught_by_either_proof_and_in_a_plates_first_copy(bench: Bench, provers: Provers, name: str) -> None:
    wanted = {kind: True for kind in KINDS if kind not in FIRST or name not in PATTERN}
    for number in range(4):
        caught = trial(bench, provers, FAULTS[name], number)
        assert {kind: caught[kind] for kind in wanted} == wanted


def test_good_copies_with_hostile_names_pass(bench: Bench, provers: Provers) -> None:
    passed = 0
    for number in range(60):
        try:
            copy, expected, _ = bench.good(number, hostile=True)
        except RecordError:
            continue
        for prover in provers.known.values():
            prover.prove(copy.data, expected)
        passed += 1
    assert passed > 20


def test_the_first_copy_of_a_plate_is_read_in_full_and_later_ones_are_compared(bench: Bench) -> None:
    prover = Prover("default")
    kinds = [prover.prove(copy.data, expected) for copy, expected, _ in (bench.good(n) for n in range(30))]
    assert kinds[0] == "full"
    assert "default" in kinds


def test_a_failed_proof_names_check_and_page_and_no_data(bench: Bench) -> None:
    prover = Prover("full")
    copy, expected, appointment = bench.good(1)
    wrong, said = FAULTS["1 pt text"](bench, copy, expected)
    with pytest.raises(ProofError, match=r"page \d: type smaller than the layout's smallest") as caught:
        prover.prove(wrong, said)
    assert appointment.patient.family_name not in str(caught.value)


def test_somebody_elses_identifier_is_noticed(bench: Bench) -> None:
    copy, expected, _ = bench.good(5)
    theirs = tuple("RSC-0" if value == expected.identifier else value for value in expected.values)
    prover = Prover("full", others=lambda word: word == expected.identifier)
    with pytest.raises(ProofError, match="identifier of somebody else"):
        prover.prove(copy.data, replace(expected, identifier="RSC-0", values=theirs))


def test_proof_can_be_switched_off(bench: Bench) -> None:
    _, expected, _ = bench.good(6)
    assert Prover("off").prove(b"", expected) == "off"


@pytest.mark.parametrize("cut", [10, 1000, -1, -30])
def test_a_damaged_file_is_unreadable_and_nothing_else(bench: Bench, cut: int) -> None:
    copy, expected, _ = bench.good(8)
    with pytest.raises(ProofError):
        Prover("default").prove(copy.data[:cut], expected)
    with pytest.raises(Unreadable):
        File(copy.data[:cut])


def test_what_is_expected_comes_from_the_document(bench: Bench) -> None:
    _, expected, appointment = bench.good(9)
    assert any(appointment.patient.identifier in text for text in personal_texts(expected.document, "foot", expected.values))
    assert page_lines(expected.document, 2, 4) == ["page 2 of 4"]


@pytest.mark.parametrize("kind", ["default", "full"])
@pytest.mark.parametrize("identifier", ["4", "1.", "page", "Springfield", "Disc", "https", "911"])
def test_a_neighbour_whose_identifier_is_a_word_of_every_copy_refuses_nobody(kind: Kind, identifier: str, riverside: Clinic) -> None:
    press = Press(riverside, issued=ISSUED, proof=kind)
    for number, own in enumerate((identifier, "P-77", "P-78")):
        assert press.make(an_appointment(riverside, patient_id=own, appointment_id=f"A-{number}")).proof


def coded(copy: str, proof: Kind = "default") -> tuple[Press, bytes]:
    """A press whose copies have codes, and a copy."""
    clinic = replace(read_clinic(sample_clinic("riverside")), handover=True)
    press = Press(clinic, issued=ISSUED, allowed=Allowed(sample=True), proof=proof)
    return press, press.make(an_appointment(press.clinic), "kyphoplasty", copy=copy).data


@pytest.mark.parametrize("proof", ["default", "full"])
def test_a_code_that_says_another_copy_is_caught(monkeypatch: pytest.MonkeyPatch, proof: Kind) -> None:
    press, _ = coded("abcdefghijkl", proof)
    press.make(an_appointment(press.clinic), "kyphoplasty", copy="abcdefghijkm")
    monkeypatch.setattr("layouts.pages.slots.copy_code", lambda copy: "HCABCDEFGHIJKL")
    with pytest.raises(ProofError, match="a code that does not say which copy this is"):
        press.make(an_appointment(press.clinic), "kyphoplasty", copy="abcdefghijkn")


def test_a_copy_says_the_same_whichever_copy_it_is() -> None:
    press, one = coded("abcdefghijkl")
    other = press.make(an_appointment(press.clinic), "kyphoplasty", copy="abcdefghijkm")
    again = press.make(an_appointment(press.clinic), "kyphoplasty", copy="abcdefghijkl")
    assert again.data == one
    assert (other.data != one, other.says) == (True, again.says)
