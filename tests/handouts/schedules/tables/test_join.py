"""Names from a second file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Outcome, Reject, Skipped
from handouts.schedules.tables.join import same
from tests.handouts import LONDON
from tests.handouts.schedules import text_of

WORD = st.text("abcdefgh", min_size=1, max_size=6).map(str.title)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_patients_who_stand_twice_or_nowhere_are_rejected_by_row(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(
        "patient_id,given_name,family_name,date_of_birth\nP1,Anna,Quill,1951-04-17\nP2,Bo,Li,1951-04-17\nP2,Bob,Li,1951-04-17\n"
    )
    text = (
        "appointment_id,start,patient_id\nA1,2026-12-08T09:30, P1\nA2,2026-12-08T09:30,P2\nA3,2026-12-08T09:30,P3\nA4,2026-12-08T09:30,\n"
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


ROW = {"appointment_id": "A1", "start": "2026-12-08T09:30", "patient_id": "P1"}
ANNA = {"patient_id": "P1", "given_name": "Anna", "family_name": "Quill", "date_of_birth": "1951-04-17"}


def beside(own: dict[str, str], theirs: dict[str, str]) -> Outcome:
    """What becomes of a row, and of its patient in the second file."""
    whole = ROW | own, ANNA | theirs
    list_, people = (ListFile(f"{n}.csv", data=text_of([list(fields), list(fields.values())])) for n, fields in zip(("list", "p"), whole, strict=True))
    (found,) = open_schedule(list_, LONDON, patients=people)
    return found


@pytest.mark.parametrize(("list_", "file"), [("12-3", "1-23"), ("P1", "P-1"), ("P1", "P 1"), ("12 3", "1 23"), ("00123", "123"), ("p1", "P1"), ("1-2", "12")])
def test_another_number_is_another_patients(list_: str, file: str) -> None:
    found = beside({"patient_id": list_}, {"patient_id": file})
    assert isinstance(found, Reject) and "is not in p.csv" in str(found.problems)


@pytest.mark.parametrize(
    ("list_", "file"),
    [("9434765919", "943 476 5919"), ("943-476-5919", "9434765919"), (" P1", "P1 "), ("6F9619FF-8B86-D011-B42D-00CF4FC964FF", "{6f9619ff-8b86-d011-b42d-00cf4fc964ff}")],
)
def test_one_number_may_be_written_in_the_groups_of_its_standard(list_: str, file: str) -> None:
    assert isinstance(beside({"patient_id": list_}, {"patient_id": file}), Accepted)


@given(st.text("0123456789P- ", min_size=1, max_size=6), st.text("0123456789P- ", min_size=1, max_size=6))
def test_short_numbers_are_the_same_only_if_they_are_written_so(one: str, two: str) -> None:
    assert (same(one) == same(two)) == (one.split() == two.split())


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"Date of Death": "2026-11-20"}, "has died"), ({"Deceased": "Yes"}, "has died"), ({"Patient Status": "Deceased"}, "has died"),
        ({"Status": "Deceased"}, "has died"), ({"Active": "No"}, "record no longer in use"), ({"Merged Into": "P9"}, "merged into another record"),
        ({"Status": "Active", "Deceased": "Yes"}, "has died"), ({"Is Deleted": "yes"}, "entered in error"),
    ],
)  # fmt: skip
def test_what_the_patients_file_says_of_the_patient_counts(said: dict[str, str], reason: str) -> None:
    found = beside({}, said)
    assert isinstance(found, Skipped) and found.reason == reason and found.off


@pytest.mark.parametrize(
    "said", [{"Deceased": "No"}, {"Active": "Yes"}, {"Status": "Active"}, {"Status": "Regular"}, {"Last Cancelled At": "2026-01-01"}, {"Cancelled At": "2025-01-01"}, {"No Show": "2"}, {"Date of Death": ""}]
)  # fmt: skip
def test_what_is_of_other_appointments_or_of_a_patient_in_order_says_nothing(said: dict[str, str]) -> None:
    assert isinstance(beside({}, said), Accepted)


def test_an_answer_in_the_patients_file_that_nobody_can_read_is_refused() -> None:
    found = beside({}, {"Deceased": "perhaps"})
    assert isinstance(found, Reject) and [problem.column for problem in found.problems] == ["Deceased"]


@pytest.mark.parametrize(
    ("own", "column"),
    [
        ({"given_name": "Zoe", "family_name": "Fox"}, "name"), ({"given_name": "Zoe"}, "name"), ({"name": "Zoe Fox"}, "name"),
        ({"date_of_birth": "1951-04-18"}, "date_of_birth"), ({"email": "zoe@x.example"}, "email"),
    ],
)  # fmt: skip
def test_two_people_are_refused_and_not_made_one(own: dict[str, str], column: str) -> None:
    found = beside(own, {"email": "anna@x.example"})
    assert isinstance(found, Reject) and [problem.column for problem in found.problems] == [column]
    assert "is another in p.csv" in str(found.problems[0]) and "zoe" not in str(found.problems).casefold()


@pytest.mark.parametrize("own", [{"given_name": "A."}, {"name": "Anna María Quill"}, {"given_name": "ANNA"}, {"given_name": "-"}, {"email": "ANNA@x.example"}])
def test_who_is_written_shorter_or_longer_is_the_same(own: dict[str, str]) -> None:
    assert isinstance(beside(own, {"email": "anna@x.example"}), Accepted)


@pytest.mark.parametrize(
    ("own", "theirs", "agreed"), [("yes", "no", False), ("no", "yes", False), ("yes", "yes", True), ("", "yes", True), ("yes", "", True), ("", "", False), ("yes", "withdrawn", False)]
)  # fmt: skip
def test_a_no_to_email_counts_wherever_it_stands(own: str, theirs: str, agreed: bool) -> None:
    found = beside({"email_consent": own}, {"email": "anna@x.example", "email_consent": theirs})
    assert isinstance(found, Accepted) and found.appointment.patient.email_consent is agreed


def test_of_two_addresses_no_third_is_made() -> None:
    found = beside({"address_1": "1 New Street"}, {"address_1": "9 Old Road", "city": "York"})
    assert isinstance(found, Accepted) and found.appointment.patient.city == ""


def test_patients_of_one_number_of_whom_one_has_died_are_two() -> None:
    people = ListFile("p.csv", data=text_of([[*ANNA, "Deceased"], [*ANNA.values(), "No"], [*ANNA.values(), "Yes"]]))
    (found,) = open_schedule(ListFile("list.csv", data=text_of([list(ROW), list(ROW.values())])), LONDON, patients=people)
    assert isinstance(found, Reject) and "twice" in str(found.problems)
