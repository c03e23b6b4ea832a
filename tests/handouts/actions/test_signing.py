"""A leaflet is adopted, changed, and signed by somebody who did not write it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from handouts.actions.leaflets import Adopt, FindLeaflets, adopt, list_leaflets
from handouts.actions.signing import SignLeaflet, look_to_sign, sign_leaflet
from handouts.actions.where import Where
from handouts.errors import HandoutsError, InputError, LeafletError, OutputError

ASKED = ("order", "pictures-act", "pictures-clear", "pictures-help", "pictures-missing", "purpose", "tools", "right")
ANSWERS = dict.fromkeys(ASKED, "yes, checked against the guideline")


@pytest.fixture
def adopted(own: Where) -> Where:
    """A clinic that has adopted a leaflet."""
    adopt(Adopt(own, "kyphoplasty"))
    return own


def asked(where: Where, **other: object) -> SignLeaflet:
    """A request to sign it that nothing is wrong with."""
    given: dict[str, object] = {"language": "en-US", "reviewer": "Dr. Okafor", "role": "radiologist", "answers": ANSWERS} | other
    return SignLeaflet(where, "kyphoplasty", **given)  # type: ignore[arg-type]


def state(where: Where) -> str:
    return next(one.status for one in list_leaflets(FindLeaflets(where)).leaflets if (one.id, one.language) == ("kyphoplasty", "en-US"))


def test_a_leaflet_is_signed_changed_and_signed_again(adopted: Where) -> None:
    assert look_to_sign(asked(adopted)).last is None
    signed = sign_leaflet(asked(adopted))
    assert (state(adopted), signed.until > signed.signed) == ("reviewed", True)
    assert not look_to_sign(asked(adopted)).changed
    path = Path(adopted.clinic) / "handouts" / "kyphoplasty.en-US.md"
    path.write_text(path.read_text("utf-8").replace("You may bleed", "You may bleed a lot"), "utf-8")
    assert state(adopted) == "draft"
    looked = look_to_sign(asked(adopted))
    assert [change.text.strip() for change in looked.changes if change.kind != "same"] == ["a lot"]
    assert "Dr. Okafor" in looked.about
    sign_leaflet(asked(adopted, reviewer="Dr. Chen"))
    assert state(adopted) == "reviewed"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reviewer": " "}, "--reviewer is missing"), ({"role": ""}, "--role is missing"), ({"answers": {}}, "--answer order=… is missing"),
        ({"until": date(2020, 1, 1)}, "a signature ends after today"), ({"until": date.today() + timedelta(9999)}, "at most 5 years"),
        ({"answers": {**ANSWERS, "ordre": "yes"}}, "there is no such question; there are "), ({"language": ""}, "say which is signed"),
        ({"language": "fr"}, "there is no kyphoplasty in 'fr'"),
    ],
)  # fmt: skip
def test_what_cannot_be_signed_is_told_and_nothing_is_written(adopted: Where, given: dict[str, object], said: str) -> None:
    with pytest.raises(InputError) as told:
        sign_leaflet(asked(adopted, **given))
    assert said in str(told.value)
    assert state(adopted) == "sample"


def test_all_that_is_missing_is_told_at_once(adopted: Where) -> None:
    with pytest.raises(InputError) as told:
        sign_leaflet(SignLeaflet(adopted, "kyphoplasty", "en-US"))
    assert len(str(told.value).splitlines()) == 2 + len(ASKED)


def test_what_check_calls_an_error_is_not_signed(adopted: Where) -> None:
    path = Path(adopted.clinic) / "handouts" / "kyphoplasty.en-US.md"
    path.write_text(path.read_text("utf-8") + "\n#Heading\n", "utf-8")
    with pytest.raises(LeafletError, match=r"kyphoplasty\.en-US\.md:\d+:1"):
        sign_leaflet(asked(adopted))


def test_nobody_signs_what_they_alone_wrote(adopted: Where) -> None:
    path = Path(adopted.clinic) / "handouts" / "kyphoplasty.en-US.md"
    path.write_text(path.read_text("utf-8").replace("version: 1", "version: 1\nauthor: dr. okafor"), "utf-8")
    with pytest.raises(InputError, match="was written by that very person"):
        sign_leaflet(asked(adopted))


def test_a_built_in_leaflet_and_a_sample_clinic_are_not_signed(own: Where) -> None:
    with pytest.raises(InputError, match="make it your own first: handouts adopt kyphoplasty"):
        sign_leaflet(asked(own))
    with pytest.raises(InputError, match="a sample clinic signs nothing"):
        sign_leaflet(asked(Where("riverside")))
    with pytest.raises(HandoutsError, match="there is no leaflet 'kypho'"):
        sign_leaflet(SignLeaflet(own, "kypho"))


def test_what_has_changed_is_a_page_that_is_written_over_no_leaflet(adopted: Where, tmp_path: Path) -> None:
    looked = look_to_sign(asked(adopted, page=tmp_path / "changes.html"))
    text = (tmp_path / "changes.html").read_text("utf-8")
    assert looked.about in text
    assert '<article lang="en-US">' in text
    look_to_sign(asked(adopted, page=tmp_path / "changes.html"))
    with pytest.raises(OutputError):
        look_to_sign(asked(adopted, page=looked.file))
