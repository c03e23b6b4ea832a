"""A press that is kept: the next copy is struck from the same plate, of now, and of nobody before; a changed leaflet has another."""

from __future__ import annotations

import shutil
from pathlib import Path

from handouts.actions.manner import Manner
from handouts.actions.presses import Presses
from handouts.clinics.clinic import read_clinic, sample_clinic
from tests.conftest import an_appointment


def test_the_next_patients_copy_is_struck_from_the_same_plate_and_is_the_same_as_by_a_new_press(tmp_path: Path) -> None:
    clinic, presses = read_clinic(sample_clinic("riverside")), Presses()
    first = presses.press(clinic, Manner()).make(an_appointment(clinic), "kyphoplasty")
    press = presses.press(clinic, Manner())
    second = press.make(an_appointment(clinic, patient_id="RSC-104234"), "kyphoplasty")
    assert (first.composed, second.composed) == (True, False)
    alone = Manner().press(clinic)
    alone.issued = press.issued
    assert alone.make(an_appointment(clinic, patient_id="RSC-104234"), "kyphoplasty").data == second.data


def test_a_press_knows_of_no_patient_before(tmp_path: Path) -> None:
    """A number of somebody else is an identifier for one run, and a word for a later patient."""
    clinic, presses = read_clinic(sample_clinic("riverside")), Presses()
    presses.press(clinic, Manner()).make(an_appointment(clinic, patient_id="Lee"), "kyphoplasty")
    assert presses.press(clinic, Manner()).make(an_appointment(clinic), "kyphoplasty").proof in ("default", "full")


def test_a_changed_text_has_another_press(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic"))
    clinic, presses = read_clinic(folder), Presses()
    before = presses.press(clinic, Manner())
    assert presses.press(clinic, Manner()).plates is before.plates
    (folder / "handouts" / "frame").mkdir(parents=True)
    (folder / "handouts" / "frame" / "after.md").write_text("Come well.\n", "utf-8")
    assert presses.press(clinic, Manner()).plates is not before.plates
