"""What an event of a calendar says in two ways that do not agree: refused, never settled.

In: an event, its start and end.  Out: a Problem for each contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from handouts.errors import Problem
from handouts.schedules.cells.dates import read_date, read_moment, read_time
from handouts.schedules.ical.events import Properties, length_of, text_of
from handouts.schedules.words import folded, meant

ONCE = {  # what may stand in an event once (RFC 5545, 3.6.1), and what it is of the record
    "STATUS": "status", "UID": "appointment_id", "DTSTART": "start", "DTEND": "end", "DURATION": "end", "SUMMARY": "type",
    "LOCATION": "location", "DESCRIPTION": "description", "ORGANIZER": "clinician", "RECURRENCE-ID": "event", "SEQUENCE": "event",
}  # fmt: skip
ONE = "one of the two"
LENGTH = "a length such as DURATION:PT30M"


def contradictions(event: Properties, start: datetime | None, end: datetime | None) -> Iterator[Problem]:
    """Each in turn."""
    for name, column in ONCE.items():
        found = event.get(name)
        if isinstance(found, list) and len({_written(value) for value in found}) > 1:
            yield Problem(column, f"{name} is said twice, and not alike", ONE)
    yield from _ended(event, start, end)
    if start:
        yield from _told(event, start)
    yield from _placed(event)


def _ended(event: Properties, start: datetime | None, end: datetime | None) -> Iterator[Problem]:
    """An end or a length that cannot be, or ends that are not the same."""
    span = length_of(event)
    until = end - start if start and end else None
    if span is None and "DURATION" in event and not isinstance(event["DURATION"], list):
        yield Problem("end", "DURATION is no length", LENGTH)
    elif any(found is not None and found < timedelta(0) for found in (span, until)):
        yield Problem("end", "is before the start", "an end after the start")
    elif None not in (span, until) and span != until:
        yield Problem("end", "DTEND and DURATION do not agree", ONE)


def _told(event: Properties, start: datetime) -> Iterator[Problem]:
    """Lines of the description that tell another day or time of day than the start's."""
    for label, text in event.lines:
        if meant(label) not in ("start", "start_date", "start_time"):
            continue
        moment = read_moment(text, "")
        day, clock = (moment.day, moment.time) if moment else (read_date(text, ""), read_time(text))
        shown = (start.hour, start.minute)
        if (day and day != start.date()) or (clock and (clock.hour, clock.minute) != shown and not (moment and moment.offset)):
            yield Problem("start", "is another in the description than in DTSTART", ONE)


def _placed(event: Properties) -> Iterator[Problem]:
    """Lines of the description that tell another place than LOCATION; one that says more of the same is none."""
    place = folded(text_of(event, "LOCATION")).split("_")
    for label, text in event.lines if any(place) else ():
        told = folded(text).split("_")
        if meant(label) == "location" and not (set(told) <= set(place) or set(place) <= set(told)):
            yield Problem("location", "is another in the description than in LOCATION", f"{ONE}; or its place under [fields] in a map")


def _written(value: Any) -> bytes:
    try:
        return bytes(value.to_ical())
    except (ValueError, AttributeError, TypeError):
        return str(value).encode("utf-8", "surrogatepass")
