"""iCalendar, by the icalendar package.

In: a calendar whose events are appointments.  Who the patient is stands in lines of the description such as
`Date of birth: 1951-04-17`, or in properties such as X-PATIENT-ID; names and labels are those that `words` knows.  Out:
what becomes of each event, by its number.  Of several events of one UID the last SEQUENCE counts.  An event that repeats, has
no time of day or an unknown time zone is rejected.  Events are read one by one: a broken one stops no other.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.records.appointment import COLUMNS, read_start
from handouts.schedules.cells.clock import Clock
from handouts.schedules.cells.columnmap import PATIENT, ColumnMap
from handouts.schedules.cells.evidence import Evidence
from handouts.schedules.cells.person import person
from handouts.schedules.listfile import ListFile, encoding, list_file
from handouts.schedules.rows import MOST_ROWS, Outcome, Reject, Settled, Skipped
from handouts.schedules.words import BOOKED, CANCELLED, meant, status

LONGEST_EVENT = 2**18  # characters
LONGEST_LINE = 2**16
LABELLED = re.compile(r"\s*([^:\n]{2,40}?)\s*[:=]\s*(\S.*?)\s*")
TOLD = {*PATIENT, "type", "code", "location", "clinician", "leaflet"}
PLAIN = ColumnMap("iCalendar", {column: (column,) for column in COLUMNS})


class CalendarSchedule:
    """A list of appointments in a calendar."""

    format = "iCalendar"
    unit = "event"

    def __init__(self, path: Path | ListFile, zone: ZoneInfo) -> None:
        self.file, self.zone = list_file(path), zone
        self.name = self.file.name
        self.warnings: list[str] = []
        self._encoding = encoding(self.file)
        self._cancels = False
        self._count = 0
        self._last: dict[str, tuple[int, int]] = {}
        self.clock = Clock(PLAIN, zone, self._survey())

    def _survey(self) -> dict[str, str]:
        """The order of day and month in dates of birth; which event of a UID is the last."""
        born = Evidence("date of birth")
        for number, text in self._texts():
            self._count = number
            if number > MOST_ROWS:
                raise InputError(f"{self.name}: has more than {MOST_ROWS} events; split it")
            event = _parse(text)
            if event is None:
                continue
            born.see(_labelled(event).get("date_of_birth", ""), number)
            key = _text(event, "UID") + " " + _text(event, "RECURRENCE-ID")
            sequence = _text(event, "SEQUENCE")
            order = (int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0, number)
            if _text(event, "UID"):
                self._last[key] = max(self._last.get(key, order), order)
        if not self._count:
            raise InputError(f"{self.name}: has no event; expected a calendar with a VEVENT for each appointment")
        return {"date_of_birth": born.order(self.name)}

    def _texts(self) -> Iterator[tuple[int, str]]:
        """The text of each event."""
        lines: list[str] = []
        number, length, inside = 0, 0, False
        with io.TextIOWrapper(self.file.open(), encoding=self._encoding, newline=None) as text:
            while line := text.readline(LONGEST_LINE):
                bare = line.strip().upper()
                if bare == "BEGIN:VEVENT":
                    number, lines, length, inside = number + 1, [], 0, True
                elif bare == "METHOD:CANCEL":
                    self._cancels = True
                if inside and length <= LONGEST_EVENT:
                    lines.append(line.rstrip("\n"))
                    length += len(line)
                if bare == "END:VEVENT" and inside:
                    inside = False
                    yield number, "\r\n".join(lines) + "\r\n" if length <= LONGEST_EVENT else ""
        if inside:
            yield number, ""

    def __len__(self) -> int:
        """How many events there are."""
        return self._count

    def __iter__(self) -> Iterator[Outcome]:
        """Each event in turn."""
        settled = Settled(self.name, self.zone, self.unit)
        for number, text in self._texts():
            event = _parse(text)
            if event is None:
                yield Reject(number, (Problem("event", "cannot be read", "a VEVENT of RFC 5545 of at most 256 KB"),))
            else:
                yield self._read(settled, number, event)

    def _read(self, settled: Settled, number: int, event: Any) -> Outcome:
        problems: list[Problem] = []
        last = self._last.get(_text(event, "UID") + " " + _text(event, "RECURRENCE-ID"), (0, number))[1]
        if last != number:
            return Skipped(number, f"superseded by event {last}")
        said = status(_text(event, "STATUS"))
        if self._cancels or said not in (BOOKED, None):
            return Skipped(number, CANCELLED if self._cancels or said is None else said)
        if said is None:
            problems.append(Problem("status", "is not one of the known words", "CONFIRMED, TENTATIVE or CANCELLED"))
        if "RRULE" in event or "RDATE" in event:
            problems.append(Problem("start", "the event repeats", "one event for each appointment; export the dates one by one"))
        return settled.settle(number, self._record(event, problems), tuple(problems))

    def _record(self, event: Any, problems: list[Problem]) -> dict[str, str]:
        start, end = self._moment(event, "DTSTART", problems), self._moment(event, "DTEND", [])
        told = _labelled(event)
        organiser = event.get("ORGANIZER")
        named = str(organiser.params.get("CN", "")) if hasattr(organiser, "params") else ""
        return {
            "appointment_id": _text(event, "UID"),
            "start": start.isoformat() if start else "",
            "duration_minutes": _minutes(event, start, end),
            "type": told.pop("type", "") or _text(event, "SUMMARY"),
            "location": told.pop("location", "") or _text(event, "LOCATION"),
            "clinician": told.pop("clinician", "") or named,
            "code": told.pop("code", ""),
            "leaflet": told.pop("leaflet", ""),
            **person(told, ColumnMap("iCalendar", {}), self.clock, problems),
        }

    def _moment(self, event: Any, name: str, problems: list[Problem]) -> datetime | None:
        """An aware moment.  Its wall-clock time is read anew, so that one which the clocks skip or strike twice is noticed."""
        try:
            found = event.get(name)
            value, params = found.dt, found.params
        except (ValueError, AttributeError, KeyError, TypeError):
            value, params = None, {}
        if not isinstance(value, datetime):
            if name in event:
                problems.append(
                    Problem("start", "has no time of day or cannot be read", "one date and time such as DTSTART:20261208T093000")
                )
            return None
        if value.utcoffset() == timedelta(0) and "TZID" not in params:
            return value
        if "TZID" in params and value.tzinfo is None:
            problems.append(Problem("start", "is in a time zone that is not known", "a name such as Europe/London, or UTC"))
            return None
        zone = ZoneInfo(str(getattr(value.tzinfo, "key", "") or value.tzinfo)) if value.tzinfo else self.zone
        try:
            return read_start(value.replace(tzinfo=None).isoformat(), zone)
        except ValueError as error:
            problems.append(Problem("start", str(error), "a date and time such as 20261208T093000"))
            return None


def _parse(text: str) -> Any:
    """An event, None for what is none."""
    from icalendar import Event

    if not text:
        return None
    try:
        event = Event.from_ical(text)
        event.get("DTSTART"), event.get("DTEND")
    except Exception:  # noqa: BLE001 (whatever the package stumbles over, the event cannot be read)
        return None
    return event if isinstance(event, Event) else None


def _text(event: Any, name: str) -> str:
    """A property's text, '' if there is none or several."""
    try:
        value = event.get(name, "")
        return "" if isinstance(value, list) else str(value.to_ical().decode() if name == "RECURRENCE-ID" and value else value).strip()
    except (ValueError, AttributeError, TypeError):
        return ""


def _labelled(event: Any) -> dict[str, str]:
    """What labelled lines of the description and X- properties say of the patient."""
    told: dict[str, str] = {}
    for line in _text(event, "DESCRIPTION").splitlines():
        found = LABELLED.fullmatch(line)
        column = meant(found[1]) if found else None
        if found and column in TOLD:
            told.setdefault(column, found[2])
    for name in event:
        column = meant(name[2:]) if name.upper().startswith("X-") else None
        if column in TOLD and _text(event, name):
            told[column] = re.sub(r"\\([\\,;])", r"\1", _text(event, name))  # the package takes X- properties as they stand
    return told


def _minutes(event: Any, start: datetime | None, end: datetime | None) -> str:
    try:
        span = event.get("DURATION").dt
    except (ValueError, AttributeError, TypeError):
        span = None
    if not isinstance(span, timedelta):
        span = end - start if start and end else timedelta(0)
    minutes = round(span.total_seconds() / 60)
    return str(minutes) if minutes > 0 else ""
