"""The shelf: which leaflet a patient gets, how a clinic makes one its own, and which may not be given out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import built_in
from handouts.errors import InputError, LeafletError, OutputError, RefusedError
from handouts.leaflets.leaflet import STATUSES, Leaflet
from handouts.leaflets.shelf import Allowed, Shelf, permit
from tests.handouts import clinic, leaflet, own_clinic

TODAY = date(2026, 12, 8)
BUILT_IN = sorted({path.name.split(".")[0] for path in built_in("handouts/library").glob("*.md")})
NOTHING, EVERYTHING = Allowed(), Allowed(True, True, True, True)
REVIEWED = Leaflet("x", "x.en-US.md", "X", "en-US", 3, "reviewed", "", Path(), date(2026, 1, 1), reviewer="Dr. B")


def shelf(folder: Path, *names: str, language: str = "en-US") -> Shelf:
    """The shelf of a clinic in this language, with leaflets of its own of these names."""
    own = replace(own_clinic(folder), language=language)
    room = own.folder / "handouts"
    room.mkdir()
    for name in names:
        leaflet(room, "Words.\n", f"title: T\nlanguage: {name.split('.')[1]}\nversion: 1\nstatus: draft\n", f"{name}.md")
    return Shelf(own)


# -- choosing


@pytest.mark.parametrize(
    ("wanted", "at_clinic", "there", "chosen"),
    [
        ("es-MX", "en-US", ["en-US", "es", "es-MX"], "es-MX"),
        ("es-MX", "en-US", ["en-US", "es"], "es"),
        ("es", "en-US", ["en-US", "es-MX"], "es-MX"),
        ("en-GB", "en-US", ["en-US", "es"], "en-US"),
        ("zh-Hant-TW", "en-US", ["en-US", "zh-Hans"], "zh-Hans"),
        ("pl", "de", ["de", "en-US", "es"], "de"),
        ("pl", "de-AT", ["de", "en-US", "es"], "de"),
        ("", "de", ["de", "en-US"], "de"),
        ("pl", "de", ["en-US", "es"], "en-US"),
        ("pl", "de", ["ar", "en-GB"], "en-GB"),
        ("pl", "de", ["ar", "es"], "ar"),
        ("", "de", ["es"], "es"),
        ("e", "de", ["es", "en-US"], "en-US"),
    ],
)
def test_a_patient_gets_the_nearest_language_there_is(tmp_path: Path, wanted: str, at_clinic: str, there: list[str], chosen: str) -> None:
    made = shelf(tmp_path, *(f"own.{tag}" for tag in there), language=at_clinic)
    assert made.choose("own", wanted).language == chosen


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["", "en", "en-US", "es", "es-419", "ar", "ar-EG", "de", "zh-Hant", "tlh"]))
def test_there_is_a_leaflet_for_whatever_language(wanted: str) -> None:
    made = Shelf(clinic()).choose("kyphoplasty", wanted)
    tags = {found.language for found in Shelf(clinic()).leaflets() if found.identifier == "kyphoplasty"}
    assert made.language == wanted or wanted not in tags
    assert made.language in tags


def test_an_id_that_there_is_not_is_refused_and_those_there_are_are_named(tmp_path: Path) -> None:
    made = shelf(tmp_path, "zebra.en-US")
    with pytest.raises(InputError, match=rf"there is no leaflet 'kypho'; there are {', '.join(BUILT_IN)}, zebra \(see `handouts list`\)"):
        made.choose("kypho", "en-US")


@pytest.mark.parametrize("identifier", ["", "*", "../kyphoplasty", "kyphoplasty.en-US", "own.en-US.md"])
def test_an_id_is_no_pattern_and_no_path(tmp_path: Path, identifier: str) -> None:
    with pytest.raises(InputError):
        shelf(tmp_path, "own.en-US").choose(identifier, "en-US")


def test_a_clinics_own_leaflet_stands_before_the_built_in_one(tmp_path: Path) -> None:
    assert Shelf(clinic()).choose("kyphoplasty", "en-US").title == "Kyphoplasty"
    assert shelf(tmp_path, "kyphoplasty.en-US").choose("kyphoplasty", "en-US").title == "T"


def test_the_leaflets_stand_in_the_order_of_id_and_language(tmp_path: Path) -> None:
    made = shelf(tmp_path, "own.es", "own.ar", "a.en-US")
    keys = [(x.identifier, x.language) for x in made.leaflets()]
    assert keys == sorted(keys)
    assert {("a", "en-US"), ("own", "ar"), ("own", "es"), ("kyphoplasty", "en-US")} <= set(keys)
    assert made.identifiers() == sorted(["a", "own", *BUILT_IN])


def test_a_leaflet_whose_name_says_another_language_is_refused(tmp_path: Path) -> None:
    made = shelf(tmp_path, "own.en-US")
    path = made.clinic.folder / "handouts" / "own.en-US.md"
    path.rename(path.with_name("own.es.md"))
    with pytest.raises(LeafletError, match=r"own\.es\.md:1:1: says its language is en-US\n  Name the file own\.en-US\.md"):
        Shelf(made.clinic).choose("own", "es")


# -- adopting


def test_to_adopt_is_to_copy_all_languages_and_pictures(tmp_path: Path) -> None:
    own = own_clinic(tmp_path)
    source = built_in("handouts/library")
    copies = Shelf(own).adopt("kyphoplasty")
    texts = sorted(p.name for p in source.glob("kyphoplasty.*.md"))
    assert sorted(p.name for p in copies) == sorted([*texts, "compression-fracture.svg"])
    assert {p.parent for p in copies} == {own.folder / "handouts"}
    assert all(p.read_bytes() == (source / p.name).read_bytes() for p in copies)


def test_what_is_adopted_is_what_is_then_given_out(tmp_path: Path) -> None:
    own = own_clinic(tmp_path)
    Shelf(own).adopt("kyphoplasty")
    path = own.folder / "handouts" / "kyphoplasty.en-US.md"
    path.write_text(path.read_text("utf-8").replace("title: Kyphoplasty", "title: Our own"), "utf-8")
    assert Shelf(own).choose("kyphoplasty", "en-US").title == "Our own"


@pytest.mark.parametrize("name", ["kyphoplasty.en-US.md", "compression-fracture.svg"])
def test_to_adopt_never_overwrites_and_then_copies_nothing(tmp_path: Path, name: str) -> None:
    own = own_clinic(tmp_path)
    room = own.folder / "handouts"
    room.mkdir()
    (room / name).write_text("my own")
    with pytest.raises(OutputError, match=rf"{name} is there already; delete or rename it first, nothing was copied") as caught:
        Shelf(own).adopt("kyphoplasty")
    assert caught.value.exit_code == 6
    assert [(p.name, p.read_text()) for p in room.iterdir()] == [(name, "my own")]


def test_to_adopt_twice_is_refused(tmp_path: Path) -> None:
    own = own_clinic(tmp_path)
    Shelf(own).adopt("kyphoplasty")
    with pytest.raises(OutputError):
        Shelf(own).adopt("kyphoplasty")


@pytest.mark.parametrize("identifier", ["nothing", "", "*", "kypho*", "kyphoplast?", "../library/kyphoplasty", "[k]yphoplasty"])
def test_what_is_no_built_in_leaflet_cannot_be_adopted(tmp_path: Path, identifier: str) -> None:
    own = own_clinic(tmp_path)
    with pytest.raises(InputError, match="there is no built-in leaflet"):
        Shelf(own).adopt(identifier)
    assert not (own.folder / "handouts").exists()


def test_only_built_in_leaflets_are_offered_to_adopt(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        shelf(tmp_path, "own.en-US").adopt("own")
    assert str(caught.value).endswith(f"there are {', '.join(BUILT_IN)}")
    assert "own," not in str(caught.value)
    assert ", own" not in str(caught.value)


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    own = own_clinic(tmp_path)
    (own.folder / "handouts").write_text("a file, no folder")
    with pytest.raises(OutputError, match="cannot be written"):
        Shelf(own).adopt("kyphoplasty")


# -- giving out


def refusal(made: Leaflet, allowed: Allowed = NOTHING, *, sample_clinic: bool = False) -> str:
    """Why a leaflet may not be given out; '' if it may."""
    try:
        permit(made, replace(clinic(), sample=sample_clinic), allowed, TODAY)
    except RefusedError as error:
        return str(error)
    return ""


def test_the_exit_code_of_a_refusal_is_five() -> None:
    assert RefusedError.exit_code == 5


def test_a_reviewed_leaflet_may_be_given_out() -> None:
    assert refusal(REVIEWED) == ""


@pytest.mark.parametrize(
    ("status", "reason", "option"),
    [
        ("sample", "is a sample that no clinician has reviewed", "--allow-sample"),
        ("draft", "is a draft", "--allow-draft"),
        ("withdrawn", "is withdrawn", "--allow-withdrawn"),
    ],
)
def test_another_status_is_refused_with_its_reason_and_allowed_when_asked(status: str, reason: str, option: str) -> None:
    made = replace(REVIEWED, status=status)
    said = refusal(made)
    assert said.startswith(f"x (en-US, version 3) {reason}")
    assert option in said
    assert refusal(made, Allowed(**{status: True})) == ""
    others = {name: True for name in ("sample", "draft", "withdrawn", "overdue") if name != status}
    assert refusal(made, Allowed(**others)) == said


def test_a_sample_may_be_given_out_at_a_sample_clinic() -> None:
    assert refusal(replace(REVIEWED, status="sample"), sample_clinic=True) == ""


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_a_sample_clinic_allows_samples_only(status: str) -> None:
    assert refusal(replace(REVIEWED, status=status), sample_clinic=True)


def test_a_leaflet_past_its_review_is_refused_with_the_date() -> None:
    made = replace(REVIEWED, review_due=date(2026, 12, 7))
    assert refusal(made).startswith("x (en-US, version 3) was due for review on 2026-12-07; ")
    assert "--allow-overdue" in refusal(made)
    assert refusal(made, Allowed(overdue=True)) == ""


@pytest.mark.parametrize("due", [None, TODAY, date(2028, 1, 1)])
def test_a_leaflet_may_be_given_out_to_the_day_of_its_review(due: date | None) -> None:
    assert refusal(replace(REVIEWED, review_due=due)) == ""


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("overdue", [True, False])
@pytest.mark.parametrize("sample", [True, False])
def test_who_allows_everything_is_refused_nothing_and_who_allows_nothing_gets_what_is_reviewed(
    status: str, overdue: bool, sample: bool
) -> None:
    made = replace(REVIEWED, status=status, review_due=date(2020, 1, 1) if overdue else date(2030, 1, 1))
    assert refusal(made, EVERYTHING, sample_clinic=sample) == ""
    free = status == "reviewed" or (status == "sample" and sample)
    assert bool(refusal(made, NOTHING, sample_clinic=sample)) == (overdue or not free)


@pytest.mark.parametrize("status", ["sample", "draft", "withdrawn"])
def test_to_allow_the_status_is_not_to_allow_what_is_overdue(status: str) -> None:
    made = replace(REVIEWED, status=status, review_due=date(2020, 1, 1))
    assert "was due for review" in refusal(made, Allowed(sample=True, draft=True, withdrawn=True))
