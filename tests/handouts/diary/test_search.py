"""What is typed at a desk finds the patient who stands there."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.diary.alike import Crowd
from handouts.diary.data import Entry
from handouts.diary.search import EntryIndex, birth_dates
from handouts.records.appointment import Appointment, Patient

ZONE = ZoneInfo("America/Chicago")


def entry(number: int, given: str, family: str, born: date = date(1951, 4, 17), identifier: str = "") -> Entry:
    patient = Patient(identifier or f"RSC-{104000 + number}", given, family, born)
    return Entry(str(number), 1, number, Appointment(f"A-{number}", datetime(2026, 12, 8, 9, number, tzinfo=ZONE), patient))


ANNA = entry(1, "Anna", "Lee", date(1950, 2, 1))
ANDERS = entry(2, "Lena", "Anders", date(1944, 12, 5))
NUNEZ = entry(3, "José", "Núñez", date(1958, 1, 29))
OROURKE = entry(4, "Brendan", "O’Rourke", date(1961, 12, 5))
SMITH = entry(5, "Anne-Marie", "Smith-Jones", date(1951, 4, 17))
HADDAD = entry(6, "ليلى", "حداد", date(1962, 5, 9))
EVERYBODY = [ANNA, ANDERS, NUNEZ, OROURKE, SMITH, HADDAD]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("le an", [ANNA, ANDERS]), ("an le", [ANDERS, ANNA]), ("nunez", [NUNEZ]), ("NÚÑ", [NUNEZ]), ("orourke", [OROURKE]), ("o'rourke", [OROURKE]), ("rourke", [OROURKE]), ("rou br", [OROURKE]),
        ("sm an", [SMITH]), ("jones", [SMITH]), ("smith-jones anne-marie", [SMITH]), ("حداد", [HADDAD]), ("104003", [NUNEZ]), ("RSC-104003", [NUNEZ]),
        ("4003", [NUNEZ]), ("A-5", [SMITH]), ("4/17/1951", [SMITH]), ("17/4/1951", [SMITH]), ("1951-04-17", [SMITH]), ("17.04.1951", [SMITH]),
        ("04171951", [SMITH]), ("19510417", [SMITH]), ("12/5/1961", [OROURKE]), ("zzz", []), ("lee anna maria", []), ("", EVERYBODY), ("  ", EVERYBODY),
    ],
)  # fmt: skip
def test_the_patient_is_found(typed: str, found: list[Entry]) -> None:
    assert EntryIndex(EVERYBODY).search(typed) == found


def test_where_a_date_could_be_either_the_clinics_order_counts() -> None:
    assert list(birth_dates("4/5/1951")) == [date(1951, 4, 5)]
    assert list(birth_dates("4/5/1951", month_first=False)) == [date(1951, 5, 4)]
    assert list(birth_dates("31/31/1951")) == []


@given(st.text(max_size=40))
def test_nothing_that_is_typed_is_too_odd(typed: str) -> None:
    assert all(found in EVERYBODY for found in EntryIndex(EVERYBODY).search(typed))


@given(st.sampled_from(EVERYBODY), st.integers(2, 9), st.integers(2, 9))
def test_beginnings_of_both_names_find_whoever_is_meant(meant: Entry, one: int, other: int) -> None:
    patient = meant.appointment.patient
    assert meant in EntryIndex(EVERYBODY).search(f"{patient.family_name[:one]} {patient.given_name[:other]}")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (entry(9, "Annemarie", "Smith-Jones"), "name"), (entry(9, "Ann", "Smyth Jones", date(1950, 1, 1)), None), (entry(9, "Bob", "Smith-Jones", date(1950, 1, 1)), "family name"),
        (entry(9, "Bob", "Brown"), "birth date"), (entry(9, "Bob", "Brown", date(1950, 1, 1), "RSC-104005"), "number"), (entry(9, "Anne-Marie", "Smith-Jones", identifier="RSC-104005"), None),
    ],
)  # fmt: skip
def test_who_could_be_taken_for_whom(other: Entry, why: str | None) -> None:
    assert [one.why for one in Crowd([SMITH, ANNA, other]).alike(SMITH)] == ([why] if why else [])
