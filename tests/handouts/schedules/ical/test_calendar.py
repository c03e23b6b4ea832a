"""iCalendar: what is written is read back."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handouts.schedules import PERSON, normal, rows, said


@settings(max_examples=60, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=4), st.sampled_from(["\r\n", "\n"]), st.booleans())
def test_calendar_round_trip(people: list[tuple[str, str, date, datetime]], end: str, properties: bool) -> None:
    from icalendar import Calendar, Event

    calendar = Calendar()
    for n, (given_name, family, born, start) in enumerate(people):
        event = Event()
        event.add("uid", f"e{n}")
        event.add("dtstart", start)
        if properties:
            for name, value in (("X-MRN", f"R{n}"), ("X-FIRST-NAME", given_name), ("X-SURNAME", family), ("X-DOB", str(born))):
                event.add(name, value)
        else:
            event.add("description", f"MRN: R{n}\nFirst name: {given_name}\nSurname: {family}\nDOB: {born}")
        calendar.add_component(event)
    assert [said(row) for row in rows(calendar.to_ical().decode().replace("\r\n", end))] == normal(people)
