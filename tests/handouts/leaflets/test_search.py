"""A leaflet is found by what people call it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.search import search
from handouts.leaflets.shelf import Shelf
from tests.handouts import clinic, leaflet, own_clinic

COLON = Leaflet("colonoscopy", "c.md", "Getting ready for a colonoscopy", "en-US", 1, "draft", "", Path(), keywords=("bowel camera",))
REFLUX = Leaflet("reflux", "r.md", "Heartburn", "en-US", 1, "draft", "", Path(), codes=(("icd10", ("K21.0", "K21.9")),), keywords=("acid reflux",))
ULCER = Leaflet("ulcera", "u.md", "Úlcera péptica", "es", 1, "draft", "", Path())
ALL = (COLON, REFLUX, ULCER)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("bowel", [COLON]), ("Bowel CAMERA", [COLON]), ("colonscopy", [COLON]), ("colo", [COLON]), ("K21", [REFLUX]), ("k21.9", [REFLUX]), ("K2", []),
        ("heartbrun", [REFLUX]), ("hert", []), ("bowel reflux", []), ("ulcera peptica", [ULCER]), ("ÚLCERA", [ULCER]), ("", list(ALL)), ("?", list(ALL)),
    ],
)  # fmt: skip
def test_a_leaflet_is_found_by_its_words(asked: str, found: list[Leaflet]) -> None:
    assert search(ALL, asked) == found


def test_the_nearest_comes_first() -> None:
    near = Leaflet("x", "x.md", "Colonoscopies", "en-US", 1, "draft", "", Path())
    assert search((near, COLON), "colonoscopy")[0] is COLON


@given(st.text(max_size=60))
def test_nothing_that_is_typed_is_too_odd(asked: str) -> None:
    assert all(found in ALL for found in search(ALL, asked))


def test_words_that_fit_one_leaflet_name_it_and_others_are_refused(tmp_path: Path) -> None:
    assert Shelf(clinic()).named("broken back bone") == "kyphoplasty"
    assert Shelf(clinic()).named("M80.08") == "kyphoplasty"
    own = own_clinic(tmp_path)
    room = own.folder / "handouts"
    room.mkdir()
    for name in ("one", "two"):
        leaflet(room, "Words.\n", f"title: Elbow ache {name}\nlanguage: en-US\nversion: 1\nstatus: draft\n", f"{name}.en-US.md")
    with pytest.raises(InputError, match="may be any of the leaflets one, two; say which"):
        Shelf(own).named("elbow ache")
    assert Shelf(own).named("ache two") == "two"
    with pytest.raises(InputError, match="there is no leaflet 'unicorn'"):
        Shelf(own).named("unicorn")
    for blank in ("", " "):
        with pytest.raises(InputError, match="there is no leaflet"):
            Shelf(own).named(blank)
