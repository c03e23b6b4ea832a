"""iCalendar: what is written is read back."""

from __future__ import annotations

from datetime import date, datetime
from threading import Thread
from warnings import catch_warnings, simplefilter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.schedules.ical.events import parsed
from handouts.schedules.rows import Accepted, Outcome, Reject, Skipped
from handouts.schedules.words import ENDING, STATUS_WORDS
from tests.handouts import CHICAGO
from tests.handouts.schedules import PERSON, normal, rows, said, survive

WHO = "Patient: Quill\\, Anna\\nMRN: RSC-1\\nDOB: 1951-04-17"
NAMES = (
    "DTSTART", "DTEND", "DURATION", "SEQUENCE", "DTSTAMP", "STATUS", "SUMMARY", "LOCATION", "CATEGORIES", "COMMENT", "ORGANIZER", "ATTENDEE",
    "RECURRENCE-ID", "UID", "GEO", "PRIORITY", "X-MRN", "EXDATE", "RRULE", "URL", "CREATED",
)  # fmt: skip
VALUE = st.sampled_from(["", "60", "PT30M", "-PT1H", "20261208T093000", "20261208T093000Z", "20261208", "soon", "1;2", "P1D", "CANCELLED"]) | st.text(st.characters(exclude_categories=["C"]), max_size=12)
PARAMETER = st.sampled_from(["", ";TZID=America/Chicago", ";TZID=/v.example/Europe/Berlin", ";TZID=Nowhere", ";VALUE=DATE", ";CN=Bo", ";PARTSTAT=DECLINED"])


def calendar(*events: str) -> str:
    """A calendar of events that are their properties."""
    return "BEGIN:VCALENDAR\n" + "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events) + "END:VCALENDAR\n"


def event(*lines: str, uid: str = "e1") -> str:
    """An event in order, and these lines."""
    return "\n".join((f"UID:{uid}", "DTSTART:20261208T153000Z", *lines, f"DESCRIPTION:{WHO}"))


def one(*lines: str) -> Outcome:
    """What becomes of an event in order that says this as well."""
    (row,) = rows(calendar(event(*lines)))
    return row


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


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), PARAMETER, VALUE), max_size=6))
def test_whatever_an_event_says_the_others_are_read(lines: list[tuple[str, str, str]]) -> None:
    """A warning of the package fails a test, and an error that it keeps for later would end the list."""
    spoilt = "\n".join(f"{name}{parameter}:{' '.join(value.split())}" for name, parameter, value in lines)
    count, refused = survive("list.ics", calendar(spoilt, event("SUMMARY:Follow-up", uid="own-id")).encode("utf-8", "ignore"), CHICAGO)
    assert (count, refused) == (2, "")


@pytest.mark.parametrize("name", ["DTEND", "DURATION"])
@given(VALUE)
@settings(max_examples=60, deadline=None)
def test_an_end_that_cannot_be_read_is_refused_and_never_quoted(name: str, value: str) -> None:
    row = one(f"{name}:zebra{' '.join(value.split())}")
    assert isinstance(row, Reject)
    assert [problem.column for problem in row.problems] == ["end"]
    assert "zebra" not in str(row.problems)


def test_what_the_package_warns_of_is_not_shown_whoever_reads_at_the_same_time(recwarn: pytest.WarningsRecorder) -> None:
    """Filters of warnings are the whole program's; the text of the warning quotes the event."""
    simplefilter("always")
    text = "BEGIN:VEVENT\r\nDTSTART;TZID=/v{}.example/Europe/Berlin:20261208T093000\r\nEND:VEVENT\r\n"
    threads = [Thread(target=lambda n=n: [parsed(text.format(f"{n}-{m}")) for m in range(20)]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not recwarn.list
    with catch_warnings(record=True) as caught:
        simplefilter("always")
        from icalendar import Event

        Event.from_ical(text.format("seen"))
    assert caught  # as the package would without


OFF_WORDS = sorted(word for word, meaning in STATUS_WORDS.items() if meaning in ENDING and word.count("_") < 4 and len(word) > 2)


@pytest.mark.parametrize("written", ["CATEGORIES:{}", "COMMENT:{}", "LOCATION:{}", "SUMMARY:{}", "SUMMARY:{} Quill", "SUMMARY:Follow-up {}", "DESCRIPTION:{}"])
@given(word=st.sampled_from(OFF_WORDS))
@settings(max_examples=60, deadline=None)
def test_nothing_that_says_it_is_off_is_served(written: str, word: str) -> None:
    line = written.format(word.replace("_", " "))
    text = event(line) if "DESCRIPTION" not in line else event().replace("DESCRIPTION:", line + "\\n")
    (row,) = rows(calendar(text))
    assert not isinstance(row, Accepted)


@given(st.permutations(range(4)))
@settings(max_examples=24, deadline=None)
def test_of_several_events_the_last_written_counts_in_whatever_order_they_stand(order: list[int]) -> None:
    found = rows(calendar(*(event(f"DTSTAMP:2026120{n + 1}T120000Z", f"SUMMARY:Visit {n}") for n in order)))
    assert [row.appointment.type for row in found if isinstance(row, Accepted)] == ["Visit 3"]
    assert sum(isinstance(row, Skipped) for row in found) == 3
