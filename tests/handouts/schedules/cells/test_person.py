"""Names in one cell, as a map says that they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.schedules.rows import Accepted
from tests.handouts.schedules import read

NAMES = ("Nguyễn Văn An", "李安娜", "Maria de Souza", "Suharto", "Anna Quill", '"Quill, Dr. Ida"')
MAP = '[columns]\nstart = "When"\npatient_id = "MRN"\nname = "Patient"\ndate_of_birth = "DOB"\n'
WHOLE = ("Nguyễn Văn An", ""), ("李安娜", ""), ("Maria de Souza", ""), ("Suharto", "")
READ = {
    "auto": (*WHOLE, ("Anna", "Quill"), ("Ida", "Quill")),
    "whole": (*WHOLE, ("Anna Quill", ""), ("Quill, Dr. Ida", "")),
    "family-first": (("Văn An", "Nguyễn"), ("李安娜", ""), ("de Souza", "Maria"), ("Suharto", ""), ("Quill", "Anna"), ("Ida", "Quill")),
    "given-first": (("Nguyễn Văn", "An"), ("李安娜", ""), ("Maria", "de Souza"), ("Suharto", ""), ("Anna", "Quill"), ("Ida", "Quill")),
}


@pytest.mark.parametrize("order", READ)
def test_no_name_in_one_cell_costs_the_patient_the_leaflet(order: str, tmp_path: Path) -> None:
    rows = (f"2026-12-08 09:{n:02},M{n},{name},1951-04-17" for n, name in enumerate(NAMES, 1))
    made = read("\n".join(("When,MRN,Patient,DOB", *rows)), f'{MAP}[name]\norder = "{order}"\n', tmp_path)
    patients = [row.appointment.patient for row in made if isinstance(row, Accepted)]
    assert [(patient.given_name, patient.family_name) for patient in patients] == list(READ[order])
    if order in ("auto", "whole"):
        assert [patient.name for patient in patients][:4] == list(NAMES[:4]), "printed as it stands"
