"""Which sheet of a workbook is read, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.errors import InputError
from handouts.schedules.cells.mapfile import parse_map
from handouts.schedules.inspection import inspect
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Schedule
from tests.handouts import CHICAGO, RECORD
from tests.handouts.schedules import LEAST
from tests.handouts.schedules.tables.books import Cell, several

LIST: list[list[Cell]] = [[*RECORD], [*RECORD.values()]]
OTHER: list[list[Cell]] = [[*RECORD], ["B7", *[*RECORD.values()][1:]]]
NOTES: list[list[Cell]] = [["Notes"], ["Please print on Monday"], ["and on Tuesday"]]
MAPPED: list[list[Cell]] = [["When", "MRN", "First", "Last", "DOB"], ["2026-12-08 09:30", "M1", "Anna", "Quill", "1951-04-17"]]
PEOPLE: list[list[Cell]] = [["patient_id", "given_name", "family_name", "date_of_birth"], ["M1", "Anna", "Quill", "1951-04-17"]]


def opened(book: bytes, sheet: str = "", known: str = "") -> Schedule:
    """The reader of a workbook."""
    column_map = parse_map(known, "ours.toml") if known else None
    return open_schedule(ListFile("week.xlsx", data=book), CHICAGO, sheet=sheet, column_map=column_map)


def identifiers(schedule: Schedule) -> list[str]:
    return [row.appointment.identifier for row in schedule if isinstance(row, Accepted)]


def test_the_sheet_that_looks_like_appointments_is_read_wherever_it_stands() -> None:
    schedule = opened(several(Cover=NOTES, People=PEOPLE, Tuesday=LIST))
    assert identifiers(schedule) == [RECORD["appointment_id"]]
    assert schedule.warnings[0] == "week.xlsx: of its 3 sheets with rows only “Tuesday” is read, which looks like the list; --sheet names another"
    assert not opened(several(Tuesday=LIST)).warnings


def test_two_that_look_so_are_named_and_one_is_to_be_said() -> None:
    book = several(Monday=OTHER, Cover=NOTES, Tuesday=LIST)
    with pytest.raises(InputError, match=r"^week\.xlsx: 2 of its sheets look like appointments, “Monday” and “Tuesday”; say with --sheet which one is meant$"):
        opened(book)
    assert identifiers(opened(book, "Tuesday")) == [RECORD["appointment_id"]]
    assert identifiers(opened(book, " monday")) == ["B7"]
    with pytest.raises(InputError, match="has no sheet “Wednesday” with rows; there is “Monday”, “Cover”, “Tuesday”"):
        opened(book, "Wednesday")


def test_the_sheet_that_has_a_maps_columns_comes_before_one_that_only_looks_so() -> None:
    schedule = opened(several(Tuesday=LIST, Export=MAPPED), known=LEAST)
    assert [isinstance(row, Accepted) and row.appointment.patient.identifier for row in schedule] == ["M1"]
    headless = 'header = false\n[columns]\nstart = "#1"\npatient_id = "#2"\ngiven_name = "#3"\nfamily_name = "#4"\ndate_of_birth = "#5"\n'
    schedule = opened(several(Notes=NOTES, Export=MAPPED[1:]), known=headless)
    assert [isinstance(row, Accepted) and row.appointment.patient.identifier for row in schedule] == ["M1"]


def test_where_none_looks_so_the_first_is_taken_and_that_is_said() -> None:
    with pytest.raises(InputError, match="the columns appointment_id, start"):
        opened(several(Cover=NOTES, More=NOTES))


def test_the_sheet_of_the_patients_is_found_as_well() -> None:
    known = parse_map('[columns]\nstart = "When"\npatient_id = "MRN"\n', "ours.toml")
    appointments, people = several(List=[row[:2] for row in MAPPED]), several(Cover=NOTES, People=PEOPLE)
    (row,) = open_schedule(ListFile("a.xlsx", data=appointments), CHICAGO, column_map=known, patients=ListFile("p.xlsx", data=people))
    assert isinstance(row, Accepted)
    assert row.appointment.patient.name == "Anna Quill"


def test_inspection_lists_the_sheets_and_why_one_is_read() -> None:
    seen = inspect(ListFile("week.xlsx", data=several(Cover=NOTES, Tuesday=LIST)), CHICAGO)
    assert [(sheet.name, sheet.rows, sheet.why) for sheet in seen.sheets] == [("Cover", 3, ""), ("Tuesday", 2, "looks like the list")]
    assert inspect(ListFile("week.xlsx", data=several(Monday=OTHER, Tuesday=LIST)), CHICAGO, sheet="Monday").sheets[0].why == "is the one that was named"


@pytest.mark.parametrize(("name", "data"), [("list.csv", b"a,b\n1,2\n"), ("list.hl7", b"MSH|^~\\&|A\r")])
def test_a_sheet_of_what_has_none_is_refused(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match="which has no sheets; leave out --sheet"):
        open_schedule(tmp_path / name, CHICAGO, sheet="Tuesday")
