"""Two records of one appointment: the same is a duplicate, anything else a contradiction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.records.appointment import COLUMNS
from handouts.schedules.rows import Accepted, Outcome, Reject, Settled, Skipped
from tests.handouts import CHICAGO, RECORD

CELLS = {
    "start": ["2026-12-08T09:30", "2026-12-08T09:31", "2026-11-01T01:30-05:00", "2026-11-01T01:30-06:00"],  # the clocks strike it twice
    "duration_minutes": ["", "1", "60"], "type": ["", "A", "a"], "code": ["", "1"], "location": ["", "Suite 2"], "clinician": ["", "Dr. Okafor"],
    "patient_id": ["P-1", "P-2"], "title": ["", "Ms."], "given_name": ["Ann", "Anna"], "family_name": ["Lee", "lee"],
    "date_of_birth": ["1951-04-17", "1951-04-18"], "language": ["", "es"], "format": ["", "large print"], "email": ["", "a@example.org"],
    "email_consent": ["", "yes"], "email_plain": ["", "yes"], "phone": ["", "1234567"], "city": ["", "Elm"], "side": ["", "left", "right"],
}  # fmt: skip


def settled(*records: dict[str, str]) -> Iterator[Outcome]:
    made = Settled("list.csv", CHICAGO)
    return (made.settle(row, {**RECORD, **record}) for row, record in enumerate(records, 2))


@given(st.fixed_dictionaries({}, optional={column: st.sampled_from(cells) for column, cells in CELLS.items()}))
def test_the_same_is_a_duplicate(record: dict[str, str]) -> None:
    first, second = settled(record, record)
    assert isinstance(first, Accepted)
    assert isinstance(second, Skipped) and second.first == 2


@pytest.mark.parametrize(("column", "old", "new"), [(c, old, new) for c, cells in CELLS.items() for old in cells for new in cells if old != new])
def test_anything_else_is_a_contradiction(column: str, old: str, new: str) -> None:
    assert column in COLUMNS
    first, second = settled({column: old}, {column: new})
    assert isinstance(first, Accepted)
    assert isinstance(second, Reject) and second.first == 2
    assert "with other content" in second.problems[0].what


def test_another_appointment_is_another() -> None:
    outcomes = settled({}, {"appointment_id": "Another-1"}, {"appointment_id": "Another-2"}, {"appointment_id": "Another-1"})
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Accepted, Skipped]
