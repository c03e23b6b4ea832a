"""Where a map says that something stands in events."""

from __future__ import annotations

import pytest

from handouts.errors import InputError
from handouts.schedules.cells.mapfile import parse_map
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject, Schedule
from tests.handouts import CHICAGO
from tests.handouts.schedules import reason

EVENT = (
    "BEGIN:VEVENT\r\nUID:e{0}\r\nDTSTART:20261208T093000\r\nDTEND:20261208T101500\r\nSUMMARY:Visit\r\nCATEGORIES:K15\r\nX-WHO:RSC-{0}\r\n"
    "DESCRIPTION:Name of guest: {1}\\nBorn on: 1951-04-17\\nAnna wrote: she is late\\nStand: {2}\r\nEND:VEVENT\r\n"
)
FIELDS = '[fields]\npatient_id = "X-WHO"\nname = "Name of guest"\ndate_of_birth = "Born on"\ncode = "CATEGORIES"\nstatus = "Stand"\n'


def listed(fields: str, *words: str) -> Schedule:
    """A calendar with an event for each word for a status, read by a map."""
    events = "".join(EVENT.format(number, "Nguyễn Văn An", word) for number, word in enumerate(words, 1))
    text = f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n"
    return open_schedule(ListFile("list.ics", data=text.encode()), CHICAGO, column_map=parse_map(fields, "ours.toml"))


def test_properties_and_labels_give_what_stands_there() -> None:
    known = f'{FIELDS}[name]\ntitle = "ours"\norder = "family-first"\n[codes]\nk15 = "KYPHO"\n[status]\nbooked = ["here"]\ncancelled = ["gone"]\n'
    schedule = listed(known, "here", "gone", "what")
    served, gone, unknown = schedule
    assert isinstance(served, Accepted)
    asked = served.appointment
    assert (asked.patient.identifier, asked.patient.given_name, asked.patient.family_name, asked.code) == ("RSC-1", "Văn An", "Nguyễn", "KYPHO")
    assert reason(gone) == "cancelled"
    assert isinstance(unknown, Reject)
    assert schedule.strange == {"what": 1}


def test_without_a_map_it_is_said_where_each_was_looked_for() -> None:
    (row,) = listed("", "booked")
    assert isinstance(row, Reject)
    said = {problem.column: str(problem) for problem in row.problems}
    assert "looked for in a line of the description such as `Patient number: …`, and an X- property" in said["patient_id"]


def test_what_is_refused_tells_of_labels_only_those_that_come_twice() -> None:
    with pytest.raises(InputError) as caught:
        listed('[fields]\npatient_id = "X-WHOM"\n', "here", "here")
    assert "there is no X-WHOM, which the map ours names for patient_id; there is Anna wrote, Born on, CATEGORIES" in str(caught.value)
    with pytest.raises(InputError) as caught:
        listed('[fields]\npatient_id = "X-WHOM"\n', "here")
    assert "Anna" not in str(caught.value)
