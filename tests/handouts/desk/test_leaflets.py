"""The gallery: real first pages that differ, a search, each leaflet's state and pages; nothing of a real patient."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.actions.gallery import ShowLeaflet, show_leaflets, specimen
from handouts.actions.gallery import ShowLeaflets as All
from handouts.actions.where import Where
from tests.handouts import FRONT, leaflet, own_clinic
from tests.handouts.desk import a_desk, somebody
from tests.reading import page_texts

WHERE = Where("riverside")


def test_the_gallery_shows_each_leaflet_once_with_its_languages(tmp_path: Path) -> None:
    text = somebody(a_desk(tmp_path)).get("/leaflets").text
    shelf = show_leaflets(All(WHERE))
    assert text.count("/tile.png") == len(shelf) == len({one.shown.leaflet.identifier for one in shelf})
    assert "Sample: no clinician has signed it" in text
    assert any(len(one.languages) > 1 for one in shelf)


def test_tiles_show_what_is_below_the_panel_so_that_leaflets_differ(tmp_path: Path) -> None:
    clinic = own_clinic(tmp_path)
    (clinic.folder / "handouts").mkdir()
    for name in ("one", "two"):
        leaflet(clinic.folder / "handouts", f"## About {name}\n\nRest today.\n", FRONT, f"{name}.en-US.md")
    where = Where(str(clinic.folder))
    one, two = (specimen(ShowLeaflet(where, name, "en-US")) for name in ("one", "two"))
    assert one.tile(480).startswith(b"\x89PNG") and one.tile(480) != two.tile(480)


def test_a_changed_frame_text_or_leaflet_makes_the_pages_anew(tmp_path: Path) -> None:
    clinic = own_clinic(tmp_path)
    asked = ShowLeaflet(Where(str(clinic.folder)), "kyphoplasty", "en-US")
    before = specimen(asked)
    frame = clinic.folder / "handouts/frame/after.md"
    frame.parent.mkdir(parents=True, exist_ok=True)
    frame.write_text("A wholly new last line.\n")
    text = "".join(page_texts(specimen(asked).data))
    assert "wholly new last line" in text and "wholly new last line" not in "".join(page_texts(before.data))


def test_a_search_is_in_no_address_and_finds_by_words_and_codes(tmp_path: Path) -> None:
    client = somebody(a_desk(tmp_path))
    found = client.post("/leaflets", data={"words": "kyphopl"})
    assert found.text.count("/tile.png") == 1 and "kyphopl" not in str(found.url)
    assert "No leaflet fits" in client.post("/leaflets", data={"words": "zzzz"}).text


def test_a_leaflet_has_its_pages_for_no_patient(tmp_path: Path) -> None:
    client = somebody(a_desk(tmp_path))
    made = specimen(ShowLeaflet(WHERE, "kyphoplasty", "en-US"))
    text = "".join(page_texts(made.data))
    assert "General edition" in text and "6 hours before your appointment" in text and "Alex Example" not in text
    answer = client.get("/leaflets/kyphoplasty/en-US")
    assert answer.status_code == 200 and "the general edition, for no patient" in answer.text and answer.text.count('loading="lazy"') == made.pages
    assert client.get(f"/leaflets/kyphoplasty/en-US/{made.pages}.png").content.startswith(b"\x89PNG")
    assert specimen(ShowLeaflet(WHERE, "kyphoplasty", "en-US")) is made, "what has not changed is not made again"


def test_a_leaflet_that_cannot_do_without_a_patient_is_shown_for_one_who_is_invented(tmp_path: Path) -> None:
    clinic = own_clinic(tmp_path)
    (clinic.folder / "handouts").mkdir()
    leaflet(clinic.folder / "handouts", "## Rest\n\nDear {{ patient.name }}, rest today.\n", FRONT, "rest.en-US.md")
    made = specimen(ShowLeaflet(Where(str(clinic.folder)), "rest", "en-US"))
    assert not made.general and "Dear Alex Example, rest today." in "".join(page_texts(made.data)).replace("\n", " ")


@pytest.mark.parametrize("address", ["/leaflets/none/en-US", "/leaflets/kyphoplasty/xx", "/leaflets/kyphoplasty/en-US/99.png", "/leaflets/..%2f..%2fx/en-US/tile.png"])
def test_what_is_not_there_is_said(tmp_path: Path, address: str) -> None:
    assert somebody(a_desk(tmp_path)).get(address).status_code in (404, 422)
