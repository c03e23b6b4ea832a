"""Copies made by several threads at once, as at a desk with several patients waiting, are those that one thread makes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import repeat

from handouts.actions.pictures import drawn
from handouts.clinics.clinic import Clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.records.appointment import Appointment
from tests.conftest import ISSUED, an_appointment

NAMES = ("Anna Lee", "小明 王", "مريم الأنصاري", "Nguyễn Văn An", "आशा शर्मा", "ศิริพร สุขใจ", "Ольга Чу", "Zoë Ångström")


def _patients(clinic: Clinic) -> list[Appointment]:
    people = []
    for number, name in enumerate(NAMES * 3):
        given, family = name.split(" ", 1)
        language = ("en-US", "es", "ar")[number % 3]
        people.append(
            an_appointment(
                clinic, given_name=given, family_name=family, language=language, patient_id=f"RSC-{900000 + number}", appointment_id=f"A-{number}",
                format=("standard", "large-print")[number % 2],
            )
        )  # fmt: skip
    return people


def _made(clinic: Clinic, appointment: Appointment) -> tuple[bytes, bytes]:
    """A copy, by a press of its own as each request of a desk has it, and its first page as a picture."""
    handout = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), proof="full").make(appointment)
    return handout.data, drawn(handout.data, 0, 300)


@contextmanager
def _restless() -> Iterator[None]:
    """Threads take turns ten times as often."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(before / 10)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def test_copies_made_at_once_are_those_made_one_after_the_other(riverside: Clinic) -> None:
    patients = _patients(riverside)
    with _restless(), ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(_made, repeat(riverside), patients))
    assert at_once == [_made(riverside, patient) for patient in patients]
