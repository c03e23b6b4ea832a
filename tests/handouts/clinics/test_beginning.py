"""A folder that is begun is one that can be read, whatever was answered; or every answer that will not do is named."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.clinics.beginning import FILES, QUESTIONS, amiss, begin_folder, usual
from handouts.clinics.clinic import built_in, read_clinic
from handouts.errors import ClinicError, HandoutsError, OutputError
from handouts.rules.rules import read_rules

ANSWERS = {"name": "Our Clinic", "phone": "(217) 555-0142", "time-zone": "Europe/London", "emergency": "999"}
LOGO = built_in("assets/clinics") / "harbour" / "logo.svg"


def test_what_was_answered_can_be_read_again(tmp_path: Path) -> None:
    given = {**ANSWERS, "name": 'The "Old" Mill \\ Clinic', "address": "1 High St; Anytown ", "hours": "8 to 5", "logo": str(LOGO), "colour": "#112233"}
    files = begin_folder(tmp_path / "our", given)
    assert [path.name for path in files] == [*FILES, "logo.svg"]
    clinic = read_clinic(tmp_path / "our")
    assert (clinic.name, clinic.address, clinic.page, clinic.zone.key) == (given["name"], ("1 High St", "Anytown"), "A4", "Europe/London")
    assert clinic.logo is not None
    assert (clinic.colour, clinic.sample, clinic.logo.name) == ("#112233", False, "logo.svg")
    assert read_rules(tmp_path / "our" / "rules.toml", {"kyphoplasty"}, {"standard"}).rules == ()


@given(name=st.text(min_size=1, max_size=40), address=st.text(max_size=40), hours=st.text(max_size=40))
def test_any_answer_is_read_back_or_named(name: str, address: str, hours: str) -> None:
    given = {**ANSWERS, "name": name, "address": address, "hours": hours}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        try:
            begin_folder(folder / "our", given)
        except HandoutsError as error:
            assert "--" in str(error)
            assert not (folder / "our" / "clinic.toml").exists()
        else:
            clinic = read_clinic(folder / "our")
            assert clinic.name == name
            assert clinic.address == tuple(line.strip() for line in address.split(";") if line.strip())


def test_everything_amiss_is_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    given = {"phone": "x", "time-zone": "Mars", "page": "A5", "colour": "zz", "logo": str(tmp_path / "none.png")}
    with pytest.raises(ClinicError) as told:
        begin_folder(tmp_path / "our", given)
    lines = str(told.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["--name", "--phone", "--time-zone", "--page", "--emergency", "--colour", "--logo"]
    assert not (tmp_path / "our").exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("# mine\n", "utf-8")
    with pytest.raises(OutputError, match=r"rules\.toml is there already; nothing was written"):
        begin_folder(tmp_path, ANSWERS)
    assert [path.name for path in tmp_path.iterdir()] == ["rules.toml"]


@pytest.mark.parametrize(("zone", "page"), [("America/Chicago", "Letter"), ("Europe/London", "A4"), ("Asia/Tokyo", "A4")])
def test_the_time_zone_tells_the_paper(zone: str, page: str) -> None:
    assert usual(next(question for question in QUESTIONS if question.key == "page"), {"time-zone": zone}) == page


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [("page", "letter", "did you mean 'Letter'"), ("logo", "a.gif", "neither SVG, PNG nor JPEG"), ("phone", "1", "a telephone number"), ("page", "A4", "")],
)
def test_one_answer_is_judged_by_itself(key: str, answer: str, said: str) -> None:
    assert said in amiss(key, answer)
    assert bool(said) == bool(amiss(key, answer))


def test_a_logo_that_is_no_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"%!PS nothing to see")
    assert "logo" in amiss("logo", str(tmp_path / "logo.png"))
