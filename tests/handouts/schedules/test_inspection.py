"""A list that nobody knows: the map for it, how it would be read, and what nobody knows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.schedules.cells.mapfile import parse_map
from handouts.schedules.inspection import inspect
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from tests.handouts import CHICAGO
from tests.handouts.schedules import CASES, LEAST

HEADER = "Start,MRN,First name,Last name,DOB,Status,Visit type,Procedure code,Created at"
ROW = "2026-12-{day:02} 09:30,M{day},Anna,Quill,1951-04-17,{status},{kind},{code},2026-11-02 08:00"
SIU = "MSH|^~\\&|A|B|||202612010000||SIU^S12|{n}|P|2.5\rSCH||F{n}|||||CHECK^Check-up||30|min|^^^20261208093{n}||||||||||||||{status}\rPID|1||M{n}||QUILL^ANNA||19510417\rAIS|1||K{n}^Cement\r"


def listed(*rows: tuple[str, str, str]) -> ListFile:
    lines = (ROW.format(day=day, status=status, kind=kind, code=code) for day, (status, kind, code) in enumerate(rows, 1))
    return ListFile("export.csv", data="\n".join([HEADER, *lines]).encode())


def test_the_records_are_shown_as_they_would_be_read_and_the_served_come_first() -> None:
    file = listed(("Cancelled", "Cement", "K1"), ("Booked", "Cement", "K1"), ("Booked", "Check-up", ""), ("Booked", "Check-up", ""), ("Booked", "Check-up", ""))
    seen = inspect(file, CHICAGO)
    assert [(record.row, record.served) for record in seen.records] == [(3, True), (4, True), (5, True)]
    assert seen.records[0].said == ("Wednesday 2 December 2026, 09:30", "Anna Quill, born 1951-04-17, M2", "visit Cement", "code K1")
    assert dict(seen.counts) == {"skipped": 1, "served": 4}
    assert [(code.code, code.type, code.count) for code in seen.codes] == [("", "Check-up", 3), ("K1", "Cement", 1)]
    assert "Created at" not in seen.columns.values()
    assert not [word for word in ("Quill", "1951", "M2") if word in seen.text], "a map names no patient"


def test_what_nobody_knows_is_proposed_as_lines_that_do_something_once_their_marks_are_gone() -> None:
    file = listed(("Zugesagt", "Cement", "K1"), ("Zugesagt", "Cement", "K1"), ("Weg", "Cement", "K2"), ("Booked", "Cement", "K2"), ("Booked", "cement", "k2"))
    seen = inspect(file, CHICAGO)
    assert seen.statuses == (("Zugesagt", 2), ("Weg", 1))
    assert dict(seen.counts) == {"rejected": 3, "served": 2}
    corrected = seen.text.replace('# booked = ["Zugesagt", "Weg"]', 'booked = ["Zugesagt"]').replace("# cancelled = []", 'cancelled = ["Weg"]')
    corrected = corrected.replace("# [status]", "[status]").replace("# [codes]", "[codes]").replace('# "K2" = ""', '"K2" = "KYPHO"')
    again = inspect(file, CHICAGO, known=lambda code, kind: code == "K1")
    assert [code.code for code in again.codes] == ["K2", "k2"]
    assert '# "K2" = ""  # Cement, came 1' in again.text
    known = parse_map(corrected, "ours.toml")
    assert known.codes == {"k2": "KYPHO"}
    assert [type(row).__name__ for row in open_schedule(file, CHICAGO, column_map=known)] == ["Accepted", "Accepted", "Skipped", "Accepted", "Accepted"]


def test_a_list_without_columns_is_looked_at_as_well() -> None:
    text = "".join(SIU.format(n=n, status=status) for n, status in enumerate(("BOOKED", "ZZ", "ZZ"), 1))
    seen = inspect(ListFile("feed.hl7", data=text.encode()), CHICAGO)
    assert (seen.format, seen.unit, seen.statuses, dict(seen.counts)) == ("HL7 v2", "message", (("ZZ", 2),), {"served": 1, "rejected": 2})
    assert seen.text.startswith('# A map proposed for "feed.hl7", which is HL7 v2.\n')
    assert '# booked = ["ZZ"]' in seen.text and '# "K1" = ""  # Cement, came 1' in seen.text
    parse_map(seen.text, "proposed.toml")


@pytest.mark.parametrize("name", ["siu.hl7", "bundle.json", "calendar.ics"])
def test_a_list_that_is_known_needs_no_columns_and_its_map_can_be_read(name: str) -> None:
    seen = inspect(CASES / name, CHICAGO)
    assert seen.records
    parse_map(seen.text, "proposed.toml")


def test_a_list_of_which_everything_is_known_needs_no_map() -> None:
    text = "".join(SIU.format(n=n, status="BOOKED") for n in (1, 2))
    assert inspect(ListFile("feed.hl7", data=text.encode()), CHICAGO, known=lambda code, kind: True).text == ""


def test_a_title_that_names_the_patient_is_no_visit_type() -> None:
    event = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261208T093000\r\nSUMMARY:Quill\\, check-up\r\nDESCRIPTION:MRN: M1\\nFirst name: Anna\\nSurname: Quill\\nDOB: 1951-04-17\r\nEND:VEVENT\r\n"
    seen = inspect(ListFile("list.ics", data=f"BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n".encode()), CHICAGO)
    assert dict(seen.counts) == {"served": 1}
    assert (seen.codes, seen.text) == ((), "")


def test_by_a_map_that_is_there_only_what_it_lacks_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(LEAST.replace('"When"', '"Start"').replace('"First"', '"First name"').replace('"Last"', '"Last name"') + 'status = "Status"\n[status]\nbooked = ["Zugesagt"]\n', "utf-8")
    seen = inspect(listed(("Zugesagt", "", ""), ("Weg", "", "")), CHICAGO, column_map=path)
    assert seen.statuses == (("Weg", 1),)
    assert "[columns]" not in seen.text


def test_a_list_whose_dates_are_not_clear_says_so_beside_the_map() -> None:
    text = "Start,MRN,First name,Last name,DOB\n03/04/2026 09:30,M1,Anna,Quill,01/02/1951\n"
    seen = inspect(ListFile("export.csv", data=text.encode()), CHICAGO)
    assert 'order = "auto"  # guess: the cells do not show it' in seen.text
    assert "day" in seen.refused and not seen.records


def test_a_list_that_is_known_is_said_to_need_no_map() -> None:
    assert inspect(CASES / "cliniko.csv", CHICAGO).known == "Cliniko appointment export"
    assert inspect(CASES / "statuses.csv", CHICAGO).known == "the program's own columns"
    assert inspect(listed(("Booked", "", "")), CHICAGO).known == ""
