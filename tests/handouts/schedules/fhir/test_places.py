"""Where a map says that something stands in resources."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.cells.mapfile import parse_map
from handouts.schedules.fhir.places import path_in
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Outcome, Reject, Schedule
from tests.handouts import CHICAGO
from tests.handouts.schedules import reason

VISIT, CALLED = "https://clinic.example/visit", "https://clinic.example/called"
APPOINTMENT = {
    "resourceType": "Appointment", "id": "a1", "status": "booked", "start": "2026-12-08T09:30:00-06:00",
    "serviceType": [{"coding": [{"system": "x", "code": "K15", "display": "Cement"}]}], "extension": [{"url": VISIT, "valueString": "First visit"}],
    "participant": [{"actor": {"reference": "Patient/p1"}}, {"actor": {"display": "Dr. Reyes"}, "type": [{"text": "lead"}]}],
}  # fmt: skip
PATIENT = {
    "resourceType": "Patient", "id": "p1", "birthDate": "1951-04-17", "name": [{"family": "Quill", "given": ["Anna"]}],
    "identifier": [{"system": "urn:nhs", "value": "943"}, {"system": "https://clinic.example/mrn", "value": "RSC-1"}],
    "extension": [{"url": CALLED, "valueCodeableConcept": {"coding": [{"code": "off"}]}}], "maritalStatus": {"text": "LEFT"},
}  # fmt: skip


def listed(fields: str, appointment: dict[str, Any] | None = None, patient: dict[str, Any] | None = None) -> Schedule:
    """A Bundle of one Appointment, read by a map."""
    whole = {"resourceType": "Bundle", "entry": [{"resource": APPOINTMENT | (appointment or {})}, {"resource": PATIENT | (patient or {})}]}
    known = parse_map(f'name = "ours"\n{fields}', "ours.toml")
    return open_schedule(ListFile("list.json", data=json.dumps(whole).encode()), CHICAGO, column_map=known)


def one(fields: str, **changed: dict[str, Any]) -> Outcome:
    (row,) = listed(fields, **changed)
    return row


def test_each_path_gives_what_stands_there() -> None:
    row = one(
        f"""[fields]\ncode = "Appointment.serviceType.coding.code"\ntype = "{VISIT}"\nclinician = "Appointment.participant.actor.display"
patient_id = "Patient.identifier.where(system='https://clinic.example/mrn').value"\nlocation = "Appointment.extension('{VISIT}')"\nname = "Patient.name"
[codes]\nk15 = "KYPHO"\n"""
    )
    assert isinstance(row, Accepted)
    asked = row.appointment
    assert (asked.code, asked.type, asked.clinician, asked.location) == ("KYPHO", "First visit", "Dr. Reyes", "First visit")
    assert (asked.patient.identifier, asked.patient.given_name, asked.patient.family_name) == ("RSC-1", "Anna", "Quill")


@pytest.mark.parametrize("place", [CALLED, f"Patient.extension('{CALLED}')", f"Patient.extension('{CALLED}').value.coding.code"])
def test_an_extension_of_the_patient_can_say_the_status(place: str) -> None:
    assert reason(one(f'[fields]\nstatus = "{place}"\n[status]\ncancelled = ["off"]')) == "cancelled"
    row = one(f'[fields]\nstatus = "{place}"')
    assert isinstance(row, Reject)
    assert row.problems[0].column == "status"


def test_an_element_that_is_not_kept_otherwise_is_kept_for_the_map() -> None:
    assert reason(one('[fields]\nstatus = "Patient.maritalStatus"\n[status]\n"has moved away" = ["LEFT"]')) == "has moved away"


def test_a_name_of_one_word_is_whole_where_the_map_says_so() -> None:
    row = one('[fields]\nname = "Patient.name"', patient={"name": [{"family": "Suharto"}]})
    assert isinstance(row, Accepted)
    assert (row.appointment.patient.name, row.appointment.patient.whole) == ("Suharto", True)
    row = one("", patient={"name": [{"text": "Nguyễn Văn An"}]})
    assert isinstance(row, Accepted)
    assert row.appointment.patient.given_name == "Nguyễn Văn An"
    row = one("", patient={"name": [{"family": "Suharto"}]})
    assert isinstance(row, Reject)
    assert "looked for in Patient.name.given; expected a value there; or the place of the whole name as name under [fields]" in str(row.problems[0])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ('code = "Appointment.serviceTyp.coding"', "there is no Appointment.serviceTyp.coding, which the map ours names for code; there is Appointment.extension, Appointment.id"),
        ('code = "Appointment.serviceType.code"', "there is Appointment.serviceType.coding"),
        ("patient_id = \"Patient.identifier.where(system='x').value\"", "Patient.identifier with system https://clinic.example/mrn, Patient.identifier with system urn:nhs"),
        ('code = "Encounter.id"', "expected a path from Appointment, Patient, Practitioner, PractitionerRole, Location, such as"),
        ('code = "Appointment"', "expected a path from"), ('code = "Appointment.a b"', "expected a path from"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_refused_with_what_there_is(fields: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        listed(f"[fields]\n{fields}")
    assert said in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["coding", "code", "value", "valueString", "extension", "url", "text", "family"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["serviceType", "extension", "name"]), JSON), st.sampled_from(["Appointment.serviceType.coding.code", "Appointment.extension('u')", "Appointment.name", "https://x.example/"]))
def test_whatever_shape_a_resource_has_a_path_gives_a_text(found: dict[str, object], written: str) -> None:
    path = path_in(written, "type")
    assert path is not None
    resource = {"resourceType": "Appointment", **found}
    assert isinstance(path.text((resource,)), str)
    assert path.is_in((resource,)) or all(isinstance(name, str) for name in path.beside((resource,)))
