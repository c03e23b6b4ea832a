"""Rules tried on a list: the same as a run would choose, with the reasons; every row once, in order, as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handouts.clinics.clinic import Clinic, read_clinic
from handouts.errors import ClinicError, Problem
from handouts.leaflets.shelf import Shelf
from handouts.records.appointment import Appointment
from handouts.rules.rules import NAME
from handouts.rules.trial import SENSITIVE, UNTOUCHED, Trial, Trials
from handouts.schedules.rows import Accepted, Outcome, Reject, Skipped
from tests.handouts import FRONT, appointment, own_clinic
from tests.ledgers import NOW

RULES = """
[[rule]]
type = "Consultation*"
leaflets = []
stop = true
[[rule]]
code = "KYPHO*"
leaflets = ["kyphoplasty"]
[[rule]]
age = {min = 70}
leaflets = ["quiet", "kyphoplasty"]
layout = "large-print"
"""


@pytest.fixture
def ruled(tmp_path: Path) -> Clinic:
    """A clinic with rules, and a leaflet of its own that is sensitive."""
    folder = own_clinic(tmp_path).folder
    (folder / NAME).write_text(RULES, "utf-8")
    (folder / "handouts").mkdir()
    (folder / "handouts" / "quiet.en-US.md").write_text(f"---\n{FRONT}sensitive: true\n---\nWords.\n", "utf-8")
    return read_clinic(folder)


def tried(clinic: Clinic, **cells: object) -> Trial:
    return Trials(clinic, now=NOW).try_row(Accepted(2, appointment(**cells)))


def given(trial: Trial) -> list[tuple[str, str, str, str]]:
    return [(gift.leaflet, gift.layout, gift.why, gift.hindrance) for gift in trial.gifts]


def test_each_leaflet_comes_with_its_reason(ruled: Clinic) -> None:
    trial = tried(ruled, code="KYPHO-T", date_of_birth="1951-04-17")
    assert trial.outcome == "given"
    assert given(trial) == [
        ("kyphoplasty", "standard", "rule 2: code KYPHO-T matches KYPHO*", ""),
        ("quiet", "large-print", "rule 3: age 75 is at least 70", SENSITIVE),
    ]
    assert trial.why[-1] == "rule 3: age 75 is at least 70: quiet, kyphoplasty"


def test_a_sensitive_leaflet_that_the_row_names_leaves_but_a_draft_does_not(ruled: Clinic) -> None:
    ((leaflet, _, why, hindrance),) = given(tried(ruled, leaflet="quiet", date_of_birth="1990-04-17"))
    assert (leaflet, why) == ("quiet", "the record names it")
    assert "is a draft" in hindrance


def test_a_row_without_leaflets_says_why(ruled: Clinic) -> None:
    assert tried(ruled, type="Consultation, first", code="KYPHO-T") == Trial(2, "nothing", (), ("rule 1: type Consultation, first matches Consultation*, and no later rule: nothing",))
    assert tried(ruled, date_of_birth="1990-04-17").why == (UNTOUCHED,)


def test_a_row_that_names_a_leaflet_that_there_is_not_is_rejected(ruled: Clinic) -> None:
    trial = tried(ruled, leaflet="nonsense")
    there = ", ".join(Shelf(ruled).identifiers())
    assert (trial.outcome, [str(p) for p in trial.problems]) == ("rejected", [f"leaflet: is not a leaflet there is; expected one of {there}"])
    assert "kyphoplasty" in there and "quiet" in there


def test_a_clinic_without_rules_goes_by_the_records_column(tmp_path: Path) -> None:
    plain = own_clinic(tmp_path)
    assert [gift.leaflet for gift in tried(plain, leaflet="kyphoplasty").gifts] == ["kyphoplasty"]
    assert tried(plain).outcome == "nothing"


def test_other_rules_are_tried_in_their_place_and_must_be_there(ruled: Clinic, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[[rule]]\nleaflets = ["quiet"]\n', "utf-8")
    trial = Trials(ruled, other, NOW).try_row(Accepted(2, appointment(code="KYPHO-T")))
    assert [gift.leaflet for gift in trial.gifts] == ["quiet"]
    with pytest.raises(ClinicError, match="there is no such file"):
        Trials(ruled, tmp_path / "none.toml")


def test_the_leaflet_is_that_of_the_patients_language(ruled: Clinic) -> None:
    (gift, *_) = tried(ruled, code="KYPHO-T", language="es-MX", date_of_birth="1990-04-17").gifts
    assert (gift.leaflet, gift.language, gift.version) == ("kyphoplasty", "es", 1)
    assert "is a draft" in gift.hindrance


def test_rows_are_tried_as_they_are_read(ruled: Clinic) -> None:
    read: list[int] = []

    def rows() -> Iterator[Outcome]:
        known: list[Appointment | None] = [appointment(code="KYPHO-T"), None, appointment()]
        for number, asked in enumerate(known, 2):
            read.append(number)
            yield Accepted(number, asked) if asked else Reject(number, (Problem("start", "is empty"),))
        yield Skipped(9, "cancelled")

    trials = map(Trials(ruled, now=NOW).try_row, rows())
    assert next(trials).row == 2
    assert read == [2]
    assert [(trial.row, trial.outcome) for trial in trials] == [(3, "rejected"), (4, "given"), (9, "skipped")]


def test_the_reasons_are_not_shown_by_repr(ruled: Clinic) -> None:
    assert "75" not in repr(tried(ruled, code="KYPHO-T", date_of_birth="1951-04-17"))


def test_a_second_language_is_said_and_so_is_what_keeps_it_back(ruled: Clinic) -> None:
    (ruled.folder / NAME).write_text('[[rule]]\nleaflets = ["kyphoplasty"]\nbeside = "es"\n', "utf-8")
    both, alone = tried(ruled, language="en-US").gifts[0], tried(ruled, language="es").gifts[0]
    assert (both.language, alone.language) == ("en-US+es", "es")
    assert "kyphoplasty (es, version 1) is a draft" in both.hindrance and both.hindrance == alone.hindrance
