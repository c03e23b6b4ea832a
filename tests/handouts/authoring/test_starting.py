"""A leaflet that is begun: every place in it is a finding until it is written, and none is left once all are."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from handouts.actions.leaflets import KINDS
from handouts.authoring.check import check_file
from handouts.authoring.gate import refuse_faults
from handouts.authoring.starting import begin_leaflet
from handouts.clinics.clinic import Clinic
from handouts.errors import InputError, LeafletError, OutputError
from handouts.files.hints import rows
from handouts.leaflets.leaflet import Leaflet, read_leaflet
from handouts.leaflets.quality.remark import Remark
from tests.handouts import own_clinic

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOW.date()
FILLED = {"en": "Rest at home.", "es": "Descanse en casa.", "fr": "Reposez-vous.", "ar": "استرح في المنزل."}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    return own_clinic(tmp_path_factory.mktemp("ours"))


def errors(path: Path, clinic: Clinic) -> list[Remark]:
    return [said for said in check_file(path, clinic, NOW) if said.severity == "error"]


def fill(path: Path, words: str) -> None:
    """Write the same words in every place; a source with its year."""
    text = path.read_text("utf-8")
    path.write_text(re.sub("«…[^«»]*…»", words, re.sub(r"(- \")«…[^«»]*…»", r"\1Rest. NIAMS, 2024", text)), "utf-8")


@pytest.mark.parametrize("language", ["en-US", "es"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_place_is_an_error_until_it_is_written_and_then_there_is_none(kind: str, language: str, ours: Clinic) -> None:
    path = begin_leaflet(ours, f"a-{kind}", "How to rest", kind, language, TODAY)
    lines = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) for _ in re.findall("«… ", line)]
    found = errors(path, ours)
    assert [said.line for said in found if said.rule == "unwritten"] == lines
    assert {said.rule for said in found} <= {"unwritten", "action"}
    fill(path, FILLED[language[:2]])
    assert [str(said) for said in errors(path, ours)] == []


def test_no_copy_is_made_of_what_is_not_written(ours: Clinic) -> None:
    path = begin_leaflet(ours, "not-yet", "Not yet", "other", "en-US", TODAY)
    with pytest.raises(LeafletError, match="still to be written"):
        refuse_faults(read_leaflet(path), ours, TODAY)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_without_words_in_a_language_its_headings_are_to_be_written_as_well(language: str, ours: Clinic) -> None:
    path = begin_leaflet(ours, "abroad", "Repos", "condition", language, TODAY)
    text = path.read_text("utf-8")
    assert "# «… What is it? …»" in text
    assert "::: call-us «… When to get help …»" in text
    assert len([said for said in errors(path, ours) if said.rule == "unwritten"]) == text.count("«… ")
    if language == "fr":
        fill(path, FILLED["fr"])
        assert [str(said) for said in errors(path, ours)] == []


def test_it_says_when_it_was_written_and_when_it_is_to_be_looked_at_again(ours: Clinic) -> None:
    leaflet = read_leaflet(begin_leaflet(ours, "dates", 'The "best" \\ way', "test", "en-GB", TODAY))
    assert (leaflet.title, leaflet.language, leaflet.kind, leaflet.status) == ('The "best" \\ way', "en-GB", "test", "draft")
    assert (leaflet.produced, leaflet.review_due) == (TODAY, TODAY.replace(year=2028))


def test_all_that_will_not_do_is_told_at_once_and_nothing_is_written(ours: Clinic) -> None:
    with pytest.raises(InputError) as told:
        begin_leaflet(ours, "../x", " ", "poem", "English", TODAY)
    assert [line.split(":")[0] for line in str(told.value).splitlines()] == ["ID", "--title", "--language", "--kind"]
    assert not list(ours.folder.rglob("x.*"))


def test_nothing_is_written_over(ours: Clinic) -> None:
    path = begin_leaflet(ours, "twice", "Once", "other", "en-US", TODAY)
    before = path.read_bytes()
    with pytest.raises(OutputError, match="is there already"):
        begin_leaflet(ours, "twice", "Again", "other", "en-US", TODAY)
    assert path.read_bytes() == before
    with pytest.raises(InputError, match="handouts adopt kyphoplasty"):
        begin_leaflet(ours, "kyphoplasty", "Mine", "procedure", "en-US", TODAY)


def test_the_kinds_are_those_of_a_head() -> None:
    assert get_args(rows(Leaflet)["kind"].hint) == KINDS
