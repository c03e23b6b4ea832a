"""Names from a second file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject
from tests.handouts import LONDON
from tests.handouts.schedules import text_of

WORD = st.text("abcdefgh", min_size=1, max_size=6).map(str.title)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_patients_who_stand_twice_or_nowhere_are_rejected_by_row(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(
        "patient_id,given_name,family_name,date_of_birth\nP-1,Anna,Quill,1951-04-17\nP2,Bo,Li,1951-04-17\nP2,Bob,Li,1951-04-17\n"
    )
    text = (
        "appointment_id,start,patient_id\nA1,2026-12-08T09:30,P 1\nA2,2026-12-08T09:30,P2\nA3,2026-12-08T09:30,P3\nA4,2026-12-08T09:30,\n"
    )
    one, *others = open_schedule(ListFile("list.csv", data=text.encode()), LONDON, patients=people)
    assert isinstance(one, Accepted) and one.appointment.patient.name == "Anna Quill"
    assert [row.row for row in others if isinstance(row, Reject)] == [3, 4, 5]
    assert "twice" in str(others[0].problems[0]) and "is not in people.csv" in str(others[1].problems[0])


def test_what_the_patients_file_lacks_by_the_map_is_said_with_its_table(tmp_path: Path) -> None:
    known = tmp_path / "map.toml"
    known.write_text('[columns]\nappointment_id = "id"\npatient_id = "id2"\nstart_date = "day"\nstart_time = "hour"\n')
    people = ListFile("people.csv", data=b"patient_id,first_name,last_name,date_of_birth\nP1,Anna,Quill,1951-04-17\n")
    with pytest.raises(InputError, match=r'has no given_name, family_name; say under \[patients\] of the map what people.csv calls them, such as given_name = '):
        open_schedule(ListFile("list.csv", data=b"id,id2,day,hour\nA1,P1,2026-12-08,09:30\n"), LONDON, column_map=known, patients=people)


@quick
@given(
    people=st.lists(st.tuples(WORD, WORD, st.dates()), min_size=1, max_size=8), known=st.sets(st.integers(0, 7)), order=st.randoms(use_true_random=False),
)  # fmt: skip
def test_names_are_joined_to_their_own_patients_in_whatever_order_these_stand(people, known, order) -> None:  # type: ignore[no-untyped-def]
    people = [(given_, family, day.replace(year=1930 + day.year % 60, day=min(day.day, 28))) for given_, family, day in people]
    held = [[f"P{n}", *people[n][:2], people[n][2].isoformat()] for n in range(len(people)) if n in known]
    order.shuffle(held)
    list_ = text_of([["appointment_id", "start", "patient_id"], *([f"A{n}", "2026-12-08T09:30", f"P{n}"] for n in range(len(people)))])
    file = ListFile("people.csv", data=text_of([["patient_id", "given_name", "family_name", "date_of_birth"], *held]))
    rows = list(open_schedule(ListFile("list.csv", data=list_), LONDON, patients=file))
    assert [row.row for row in rows if isinstance(row, Reject)] == [n + 2 for n in range(len(people)) if n not in known]
    for row in rows:
        if isinstance(row, Accepted):
            patient = row.appointment.patient
            assert (patient.given_name, patient.family_name, patient.born) == people[row.row - 2]
