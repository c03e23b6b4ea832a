"""Two people under one identifier: neither gets a leaflet, and each row names the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import Problem
from handouts.leaflets.shelf import Allowed
from handouts.ledger.counts import reconcile
from handouts.ledger.ledger import NAME, Ledger
from handouts.runs.people import REMEDY, People
from handouts.runs.plan import Look, Request, plan
from handouts.runs.run import Here, begin, make
from tests.handouts import FRONT, appointment, own_clinic

HEAD = "appointment_id,start,patient_id,given_name,family_name,date_of_birth,leaflet"
ROWS = (
    "A1,2026-12-08T09:00,P1,Anna,Lee,1951-04-17", "A2,2026-12-08T10:00,P2,Bo,Dahl,1960-01-01", "A3,2026-12-08T11:00,P1,ANNA,Lee-Smith,1951-04-17",
    "A4,2026-12-08T12:00,P1,Carl,Moss,1951-04-17", "A5,2026-12-08T13:00,P2,Bo,Dahl,1961-01-01", "A6,2026-12-08T13:30,P3,Eve,Orr,1970-01-01",
)  # fmt: skip


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    clinic = own_clinic(tmp_path).folder
    (clinic / "handouts").mkdir()
    (clinic / "handouts" / "note.en-US.md").write_text(f"---\n{FRONT}---\n# Note\nFor {{{{ patient.name }}}}.\n", "utf-8")
    (tmp_path / "list.csv").write_text("\n".join([HEAD, *(f"{row},note" for row in ROWS)]) + "\n", "utf-8")
    return Request(tmp_path / "list.csv", clinic, tmp_path / "out", Look(allowed=Allowed(draft=True), proof="off"))


def test_rows_of_two_people_with_one_identifier_are_rejected_and_name_each_other(request_: Request, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / NAME) as ledger:
        planned = plan(request_)
        list(make(planned, begin(planned, ledger, "anna"), ledger, Here()))
        rejected = {row.row: row.problems for row in ledger.rows(1) if row.outcome == "rejected"}
        assert [copy.row for copy in ledger.copies(1)] == [7]
        assert reconcile(ledger, 1).faults == ()
    others = {2: "row 5", 3: "row 6", 4: "row 5", 5: "rows 2, 4", 6: "row 3"}
    assert rejected == {row: (Problem("patient_id", f"is also that of another person in {said}", REMEDY),) for row, said in others.items()}
    assert [row.row for row in planned.settled] == sorted(row.row for row in planned.settled)


def test_a_crowd_under_one_identifier_is_named_in_part() -> None:
    people = People()
    for row in range(2, 30):
        people.see(row, appointment(date_of_birth=f"1951-01-{row:02d}"))
    assert people.clashes("entry")[2].what == "is also that of another person in entries 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 17 more"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("PQ"), st.sampled_from(["Zoë", "ZOË", "Bo"]), st.sampled_from(["Li", "Dahl"]), st.sampled_from(["1951-04-17", "1960-01-01"])), max_size=8))
def test_a_clash_is_mutual_and_nobody_else_is_refused(rows: list[tuple[str, str, str, str]]) -> None:
    people = People()
    for row, (identifier, given_, family, born) in enumerate(rows):
        people.see(row, appointment(patient_id=identifier, given_name=given_, family_name=family, date_of_birth=born))
    found = people.clashes()
    for one, (identifier, given_, family, born) in enumerate(rows):
        others = [
            n for n, other in enumerate(rows)
            if other[0] == identifier and (other[3] != born or (other[1].lower() != given_.lower() and other[2] != family))
        ]  # fmt: skip
        assert (one in found) == bool(others)
        assert not others or all(f"{n}" in found[one].what for n in others)


def test_a_whole_name_is_another_if_it_has_no_word_of_the_other() -> None:
    people = People()
    people.see(2, appointment(patient_id="P1", given_name="Anna", family_name="Lee"))
    people.see(3, appointment(patient_id="P1", given_name="", family_name="", name="Anna Maria LEE"))
    people.see(4, appointment(patient_id="P2", given_name="", family_name="", name="Suharto"))
    people.see(5, appointment(patient_id="P2", given_name="", family_name="", name="Sukarno"))
    assert sorted(people.clashes()) == [4, 5]
