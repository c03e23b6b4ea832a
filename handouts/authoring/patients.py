"""Made-up patients: of whom little is known, of whom everything is, at length, whose name is Arabic, who has no clinician yet.

In: a clinic, a language, today.  Out: appointments.  Refuses columns that say what a record may not (`RecordError`).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from handouts.clinics.clinic import Clinic
from handouts.records.appointment import Appointment, read_record

AHEAD = timedelta(days=35)
SHORT = {"appointment_id": "check-1", "patient_id": "7", "given_name": "Bo", "family_name": "Li", "date_of_birth": "1990-01-01"}
LONG = {
    "appointment_id": "check-2", "patient_id": "900000000123456", "title": "Professor", "given_name": "Maximiliana Alexandrina",
    "family_name": "Featherstonehaugh-Montgomery", "date_of_birth": "1938-09-28", "duration_minutes": "150",
    "type": "Procedure with overnight stay", "code": "CHECK-2", "location": "Interventional Suite, North Building, third floor, room 318",
    "clinician": "Dr. Bartholomew Christopherson-Okonkwo", "email": "maximiliana.alexandrina@example.org", "phone": "+1 217 555 0142",
    "address_1": "Flat 12, The Old Schoolhouse", "address_2": "1402 Upper Riverside Avenue", "city": "Springfield", "postcode": "62701",
    "side": "left",
    "instructions": "Please come with somebody who can take you home. Bring the pictures of your spine that were made elsewhere.",
}  # fmt: skip
ARABIC = {**LONG, "appointment_id": "check-3", "title": "", "given_name": "محمد عبد الرحمن", "family_name": "الحسيني"}
PATIENTS = {"short": SHORT, "long": LONG, "arabic": ARABIC, "without-clinician": {**LONG, "clinician": ""}}
SPARE = {column: LONG[column] for column in LONG if column not in SHORT}


def short(clinic: Clinic, language: str, today: datetime, **more: str) -> Appointment:
    """A patient of whom nothing is known but what must be.  more: columns that are known all the same."""
    return _appointment({**SHORT, **more}, clinic, language, today)


def long(clinic: Clinic, language: str, today: datetime) -> Appointment:
    """A patient of whom every column is known, and long."""
    return _appointment(LONG, clinic, language, today)


def made_up(who: str, clinic: Clinic, language: str, today: datetime, **more: str) -> Appointment:
    """One of `PATIENTS`.  more: columns that say something else.  Raises RecordError if they may not."""
    return _appointment({**PATIENTS[who], **more}, clinic, language, today)


def _appointment(record: dict[str, str], clinic: Clinic, language: str, today: datetime) -> Appointment:
    start = datetime.combine(today.date() + AHEAD, time(10, 30))
    return read_record({**record, "start": start.isoformat(), "language": language}, "a made-up patient", clinic.zone)
