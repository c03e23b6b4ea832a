"""What a screen reader gets of a copy: headings, links, and every part that is in another language.  Renew with: UPDATE_SNAPSHOTS=1"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from handouts.clinics.clinic import read_clinic, sample_clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from tests.conftest import ISSUED, an_appointment
from tests.hearing import heard

HERE = Path(__file__).parent
VISITS = {  # a patient, a clinician and a place in other letters than the page, and mixed with them
    "latin": {"given_name": "Anna", "family_name": "Lee", "clinician": "Dr. Miriam Okafor", "location": "Suite 2"},
    "others": {"given_name": "小明", "family_name": "王", "clinician": "Д-р Анна Лебедева", "location": "Suite 2 (חדר ב)"},
    "hebrew": {"given_name": "שָׁרָה", "family_name": "כֹּהֵן", "clinician": "ד״ר Cohen לוי", "location": "חדר 2"},
}


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    """A press whose clinic has a visit in two languages."""
    own = Path(shutil.copytree(sample_clinic("riverside"), tmp_path_factory.mktemp("tongues") / "clinic"))
    shutil.copytree(HERE / "cases" / "tongues", own / "handouts")
    return Press(read_clinic(own), issued=ISSUED, allowed=Allowed(draft=True), proof="full")


def as_reviewed(name: str, found: str) -> None:
    file = HERE / "ref" / f"{name}.heard"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


@pytest.mark.parametrize("language", ["en-US", "es", "ar"])
def test_a_leaflet_is_heard_as_reviewed(press: Press, language: str) -> None:
    as_reviewed(f"kyphoplasty.{language}", heard(press.make(an_appointment(press.clinic, language=language), "kyphoplasty").data))


@pytest.mark.parametrize("who", VISITS)
@pytest.mark.parametrize("language", ["en-US", "he"])
def test_values_in_other_languages_are_heard_in_them(press: Press, language: str, who: str) -> None:
    as_reviewed(f"visit.{language}.{who}", heard(press.make(an_appointment(press.clinic, language=language, **VISITS[who]), "visit").data))


def test_the_same_document_says_the_language_of_each_patients_name(press: Press) -> None:
    """A later copy of a document has the elements of its own name, whatever stood there in the first."""
    copies = [heard(press.make(an_appointment(press.clinic, given_name=name, family_name=name), "visit").data) for name in ("Anna", "Анна", "Anna", "李")]
    assert copies[0] == copies[2]
    assert ("[ru: Анна Анна]" in copies[1], "[ru:" in copies[0].replace("[ru: или позвоните]", "")) == (True, False)
    assert "[zh: 李李]" in copies[3]
