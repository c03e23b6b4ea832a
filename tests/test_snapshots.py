"""The structure tree of each leaflet, as text that can be reviewed.  Renew with: UPDATE_SNAPSHOTS=1 make test"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

from handouts.press import Press
from tests.conftest import an_appointment
from tests.reading import tags

REF = Path(__file__).parent / "ref"


@pytest.mark.parametrize("language", ["en-US", "es", "ar"])
def test_the_structure_tree_is_as_reviewed(press: Press, language: str) -> None:
    note = "Please use the south entrance."
    found = tags(press.make(an_appointment(press.clinic, language=language, instructions=note)).data)
    file = REF / f"kyphoplasty.{language}.tags"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


def test_the_structure_tree_of_a_general_edition_is_as_reviewed(press: Press) -> None:
    found = tags(press.edition("kyphoplasty", "en-US").data)
    file = REF / "kyphoplasty.edition.tags"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


def test_headings_skip_no_level_and_lists_hold_items(press: Press) -> None:
    lines = tags(press.make(an_appointment(press.clinic)).data).splitlines()
    levels = [int(line.strip()[1]) for line in lines if line.strip()[:1] == "H" and line.strip()[1].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert any(line.strip().startswith("L ListNumbering=Decimal") for line in lines)
    assert any(line.strip().startswith("TH Scope=Row") for line in lines)
