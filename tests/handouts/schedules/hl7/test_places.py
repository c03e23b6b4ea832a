"""Where a map says that something stands in a message."""

from __future__ import annotations

from datetime import datetime

import pytest

from handouts.errors import InputError
from handouts.schedules.cells.mapfile import parse_map
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Outcome, Reject, Schedule
from tests.handouts import CHICAGO
from tests.handouts.schedules import reason

SEGMENTS = (
    "MSH|^~\\&|A|B|||202612010000||SIU^S12|1|P|2.5", "SCH|P1|F1|||||CHECK^Check-up|ROUTINE||30|min|||||||||||||||BOOKED",
    "PID|1||M1||QUILL^ANNA^MARIA||19510417||||||||EN^Spanish", "PV1|||SPINE^12||||77^REYES^SAM^^^Dr.", "AIS|1||K15^Cement|202612080930",
    "ZPX|1|KX|SUHARTO|ARR",
)  # fmt: skip


def listed(fields: str, *changed: str) -> Schedule:
    """A list of one message, read by a map; changed: segments in the place of those of the same name."""
    own = {segment[:3]: segment for segment in changed}
    text = "\r".join(own.get(segment[:3], segment) for segment in SEGMENTS) + "\r"
    return open_schedule(ListFile("list.hl7", data=text.encode()), CHICAGO, column_map=parse_map(f'name = "ours"\n{fields}', "ours.toml"))


def one(fields: str, *changed: str) -> Outcome:
    (row,) = listed(fields, *changed)
    return row


def test_each_place_gives_what_stands_there() -> None:
    row = one('[fields]\ncode = "AIS-3"\ntype = "AIS-3"\nclinician = "PV1-7"\nlocation = "PV1-3"\nlanguage = "PID-15.2"\nname = "PID-5"\nstart = "AIS-4"')
    assert isinstance(row, Accepted)
    asked, patient = row.appointment, row.appointment.patient
    assert (asked.code, asked.type, asked.clinician, asked.location) == ("K15", "Cement", "Dr. SAM REYES", "SPINE, 12")
    assert (patient.language, patient.given_name, patient.family_name) == ("es", "ANNA MARIA", "QUILL")
    assert asked.start == datetime(2026, 12, 8, 9, 30, tzinfo=CHICAGO)


def test_a_segment_of_the_senders_own_counts_as_well_and_a_name_of_one_word_is_whole() -> None:
    row = one('[fields]\ncode = "ZPX-2"\nname = "ZPX-3"\nstatus = "ZPX-4"\n[codes]\nkx = "KYPHO"\n[status]\nbooked = ["ARR"]')
    assert isinstance(row, Accepted)
    assert (row.appointment.code, row.appointment.patient.name, row.appointment.patient.whole) == ("KYPHO", "SUHARTO", True)


def test_a_status_counts_wherever_it_is_said_and_what_nobody_knows_is_refused() -> None:
    places = '[fields]\nstatus = "ZPX-4"\n'
    assert reason(one(f'{places}[status]\ncancelled = ["ARR"]')) == "cancelled"
    assert reason(one(f'{places}[status]\nbooked = ["ARR"]', "SCH|P1|F1|||||||||||||||||||||||CANCELLED")) == "cancelled"
    schedule = listed(places, "ZPX|1|KX|SUHARTO|QQ")
    (row,) = schedule
    assert isinstance(row, Reject)
    assert ("status", "is not one of the known words") in [(problem.column, problem.what) for problem in row.problems]
    assert schedule.strange == {"QQ": 1}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ('code = "ZZZ-3"', "list.hl7: there is no ZZZ-3, which the map ours names for code; there is AIS, MSH, PID, PV1, SCH, ZPX"),
        ('start = "AIS-9"', "list.hl7: there is no AIS-9, which the map ours names for start; there is AIS-1, AIS-3, AIS-4"),
        ('code = "AIS4"', "under [fields] that there cannot be, for code; expected a segment and a field, perhaps a component, such as AIS-4 or PID-5.2"),
        ('code = "AIS-0"', "expected a segment and a field"),
    ],
)
def test_a_place_that_the_list_has_not_is_refused_with_those_that_it_has(fields: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        listed(f"[fields]\n{fields}")
    assert said in str(caught.value)


def test_a_place_that_decides_nothing_is_a_warning() -> None:
    schedule = listed('[fields]\nlanguage = "ZZZ-3"')
    assert [isinstance(row, Accepted) for row in schedule] == [True]
    assert schedule.warnings == ["list.hl7: there is no ZZZ-3, which the map ours names for language; there is AIS, MSH, PID, PV1, SCH, ZPX"]


def test_what_is_empty_names_where_it_was_looked_for_and_what_settles_it() -> None:
    row = one("", "PID|1||||QUILL^ANNA||19510417")
    assert isinstance(row, Reject)
    assert str(row.problems[0]) == "patient_id: is empty; looked for in PID-3 and PID-2; expected a value there; or its place as patient_id under [fields] in a map"
    row = one('[fields]\npatient_id = "PID-2"', "PID|1||M1||QUILL^ANNA||19510417")
    assert isinstance(row, Reject)
    assert "looked for in PID-2;" in str(row.problems[0])
    row = one("", "PID|1||M1||SUHARTO||19510417")
    assert isinstance(row, Reject)
    assert str(row.problems[0]).endswith("looked for in PID-5.2; expected a value there; or the place of the whole name as name under [fields] in a map")
