"""What the tests share: the sample clinics, a press, the sample list."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from handouts.clinics.clinic import Clinic, built_in, read_clinic, sample_clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.records.appointment import Appointment, read_record
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted

# The first use of all characters reads tables.  `make test` draws the same examples each time, so that it is green by right;
# `make fuzz` explores, with a seed that it prints (--hypothesis-profile=explore --hypothesis-seed=…).
USUAL = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("handouts", USUAL, derandomize=True)
settings.register_profile("explore", USUAL, print_blob=True)
settings.load_profile("handouts")

os.environ.setdefault("HANDOUTS_CLINIC", "riverside")  # of commands that name none

ISSUED = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def riverside() -> Clinic:
    return read_clinic(sample_clinic("riverside"))


@pytest.fixture(scope="session")
def harbour() -> Clinic:
    return read_clinic(sample_clinic("harbour"))


@pytest.fixture(scope="session")
def press(riverside: Clinic) -> Press:
    return Press(riverside, issued=ISSUED, allowed=Allowed(draft=True))


@pytest.fixture(scope="session")
def sample_list(riverside: Clinic) -> list[Appointment]:
    path = built_in("assets/sample") / "schedule.csv"
    return [row.appointment for row in open_schedule(Path(path), riverside.zone) if isinstance(row, Accepted)]


@pytest.fixture
def appointment(riverside: Clinic) -> Appointment:
    return an_appointment(riverside)


def an_appointment(clinic: Clinic, **fields: str) -> Appointment:
    """An appointment of an invented patient; any column can be given."""
    record = {
        "appointment_id": "A-1", "start": "2026-12-08T09:30", "type": "Kyphoplasty", "location": "Procedure Suite 2", "clinician": "Dr. Miriam Okafor",
        "leaflet": "kyphoplasty", "patient_id": "RSC-104233", "given_name": "Anna", "family_name": "Lee", "date_of_birth": "1951-04-17",
        "language": "en-US",
    }  # fmt: skip
    return read_record({**record, **fields}, "test", clinic.zone)


def renamed(appointment: Appointment, **fields: object) -> Appointment:
    """The same appointment for a patient with other fields."""
    return replace(appointment, patient=replace(appointment.patient, **fields))
