"""An appointment that is called off is known by its patient and its own identifier, in every format, as it was when it was booked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, CalledOff, Outcome, Schedule, Skipped
from tests.handouts import CHICAGO
from tests.handouts.schedules import HEADER, LEAST, read, rows

HEAD = "appointment_id,start,patient_id,given_name,family_name,date_of_birth,status"


def table(status: str, **cells: str) -> str:
    known = {
        "appointment_id": "A-7", "start": "2026-12-08T09:30", "patient_id": "P-3", "given_name": "Quenby", "family_name": "Zyx", "date_of_birth": "1951-04-17",
        "status": status, **cells,
    }  # fmt: skip
    return f"{HEAD}\n{','.join(known[column] for column in HEAD.split(','))}\n"


def fhir(status: str, **more: object) -> str:
    patient = {
        "resourceType": "Patient", "id": "p", "identifier": [{"value": "P-3"}], "name": [{"given": ["Quenby"], "family": "Zyx"}], "birthDate": "1951-04-17",
        **more,
    }  # fmt: skip
    appointment = {
        "resourceType": "Appointment", "identifier": [{"value": "A-7"}], "status": status, "start": "2026-12-08T09:30:00-06:00",
        "participant": [{"actor": {"reference": "Patient/p"}, "status": "accepted"}],
    }  # fmt: skip
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": patient}, {"resource": appointment}]})


def hl7(trigger: str, code: str = "") -> str:
    head = f"MSH|^~\\&|A|B|C|D|202612010800||SIU^{trigger}|1|P|2.5"
    schedule = "SCH||A-7|||||||||^^^202612080930" + "|" * 14 + code
    return "\r".join([head, schedule, "PID|1||P-3^^^^MR||Zyx^Quenby||19510417"]) + "\r"


def calendar(status: str, method: str = "PUBLISH") -> str:
    lines = [
        "BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", "UID:A-7", "DTSTART:20261208T093000", f"STATUS:{status}", "SUMMARY:KYPHO",
        "X-PATIENT-ID:P-3", "X-GIVEN-NAME:Quenby", "X-FAMILY-NAME:Zyx", "X-DATE-OF-BIRTH:1951-04-17", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


def only(text: str) -> Outcome:
    (found,) = rows(text)
    return found


def heard(text: str) -> Schedule:
    return open_schedule(ListFile("list", data=text.encode()), CHICAGO)


FORMATS = [
    (table("booked"), table("cancelled")), (table("booked"), table("no-show")), (fhir("booked"), fhir("cancelled")),
    (fhir("booked"), fhir("booked", deceasedBoolean=True)), (hl7("S12"), hl7("S15")), (hl7("S12"), hl7("S14", "Cancelled")), (hl7("S12"), hl7("S26")),
    (calendar("CONFIRMED"), calendar("CANCELLED")), (calendar("CONFIRMED"), calendar("CONFIRMED", "CANCEL")),
]  # fmt: skip


@pytest.mark.parametrize("off", [
    calendar("CANCELLED").replace("X-PATIENT-ID:P-3\r\n", ""), calendar("CONFIRMED", "CANCEL").replace("X-PATIENT-ID:P-3\r\n", ""), calendar("CANCELLED").replace("UID:A-7\r\n", ""),
    table("cancelled", patient_id=""), hl7("S15").replace("P-3", ""),
])  # fmt: skip
def test_what_is_off_of_nobody_in_particular_is_said(off: str) -> None:
    """As in the cancellations of a calendar, which have a UID and no more."""
    schedule = heard(off)
    (found,) = schedule
    assert isinstance(found, Skipped) and found.off is None
    (warning,) = schedule.warnings
    assert "does not say whose appointment is off in" in warning and "`handouts find`" in warning
    for text in (table("completed", patient_id=""), table("cancelled")):
        other = heard(text)
        assert isinstance(next(iter(other)), Skipped) and other.warnings == []


@pytest.mark.parametrize(("booked", "off"), FORMATS)
def test_what_was_booked_is_known_when_it_is_off(booked: str, off: str) -> None:
    first, later = only(booked), only(off)
    assert isinstance(first, Accepted) and isinstance(later, Skipped)
    asked = first.appointment
    assert later.off == CalledOff(asked.patient.identifier, asked.identifier, later.reason)
    assert later.off.patient == "P-3" and "P-3" not in repr(later), "and nothing of it is told by accident"


def test_an_identifier_that_is_derived_is_the_same_when_it_is_off(tmp_path: Path) -> None:
    known = LEAST + 'status = "Status"\n'
    row = "18/12/2026 09:30,P-3,Quenby,Zyx,17/04/1951"
    first, later = (read(f"{HEADER},Status\n{row},{status}\n", known, tmp_path)[0] for status in ("booked", "cancelled"))
    assert isinstance(first, Accepted) and isinstance(later, Skipped) and later.off
    assert (later.off.patient, later.off.appointment) == ("P-3", first.appointment.identifier)


def test_one_whose_record_cannot_be_read_otherwise_is_known_all_the_same() -> None:
    found = only(table("cancelled", start="tomorrow", date_of_birth="?", given_name="", family_name=""))
    assert isinstance(found, Skipped) and found.off == CalledOff("P-3", "A-7", "cancelled")


@pytest.mark.parametrize("cells", [{"patient_id": ""}, {"appointment_id": ""}, {"patient_id": "#N/A"}, {"appointment_id": "A\x07"}])
def test_one_that_is_named_by_half_is_skipped_as_before(cells: dict[str, str]) -> None:
    found = only(table("cancelled", **cells))
    assert isinstance(found, Skipped) and (found.reason, found.off) == ("cancelled", None)


def test_a_booking_that_a_later_message_calls_off_is_superseded_and_the_later_one_names_it() -> None:
    first, later = rows(hl7("S12") + hl7("S15"))
    assert isinstance(first, Skipped) and first.off is None
    assert isinstance(later, Skipped) and later.off == CalledOff("P-3", "A-7", "cancelled")
