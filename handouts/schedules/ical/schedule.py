"""iCalendar, by the icalendar package.

In: a calendar whose events are appointments; see `events` for where the patient stands in one.  Out: what becomes of each event, by its
number.  Of several events of one UID the last SEQUENCE counts, then the last DTSTAMP (RFC 5546, 2.1.5).
An event that repeats, has no time of day or an unknown time zone is
rejected; a zone that the calendar itself defines is known.  Events are read one by one: a broken one stops no other.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.language.dates import nowhere, zone_of
from handouts.records.appointment import COLUMNS
from handouts.records.fields import read_start
from handouts.schedules.cells.clock import Clock
from handouts.schedules.cells.columnmap import NO_MAP, ColumnMap
from handouts.schedules.cells.evidence import Evidence
from handouts.schedules.cells.fields import MappedFields
from handouts.schedules.cells.latest import LastWritten, Written
from handouts.schedules.cells.person import person
from handouts.schedules.ical.contradictions import contradictions
from handouts.schedules.ical.events import Properties, labelled, minutes, parsed, part_of, text_of
from handouts.schedules.ical.places import EXAMPLE, places
from handouts.schedules.ical.states import ended
from handouts.schedules.ical.zones import moment_in, zone_in
from handouts.schedules.listfile import ListFile, encoding, list_file
from handouts.schedules.rows import MOST_ROWS, Outcome, Reject, Settled, Skipped
from handouts.schedules.words import CANCELLED

LONGEST_EVENT = 2**18  # characters
LONGEST_LINE = 2**16
MOST_ZONES = 1000
MOST_KEPT = 500  # events that are held from the first reading to the second, because it takes long to cut one: a day's list
UTC_NAMES = ("UTC", "GMT", "Z")
TIMES = {"DTSTART": ("start", "DTSTART:20261208T093000"), "DTEND": ("end", "DTEND:20261208T100000")}  # our column, an example
LABELS = {"patient_id": "Patient number", "given_name": "First name", "family_name": "Last name", "date_of_birth": "Date of birth"}
LOOKED = {"appointment_id": "UID", "start": "DTSTART"} | {
    column: f"a line of the description such as `{label}: …`, and an X- property" for column, label in LABELS.items()
}
MIXED = "has a UID of which others stand in another order than by DTSTAMP, which one of them lacks"
Span = tuple[datetime | None, datetime | None]
PLAIN = ColumnMap("iCalendar", {column: (column,) for column in COLUMNS})


class CalendarSchedule:
    """A list of appointments in a calendar."""

    format = "iCalendar"
    unit = "event"

    def __init__(self, path: Path | ListFile, zone: ZoneInfo, column_map: ColumnMap | None = None) -> None:
        self.file, self.zone, self.map = list_file(path), zone, column_map or NO_MAP
        self.name = self.file.name
        self.fields = MappedFields[Properties](self.name, self.map, zone, places(), EXAMPLE)
        self.strange: Counter[str] = Counter()
        self._encoding = encoding(self.file)
        self._cancels = False
        self._zones: dict[str, tzinfo] = {}
        self._count = 0
        self._last = LastWritten()
        self._kept: dict[int, Properties | None] = {}
        self.clock = Clock(PLAIN, zone, self._survey())
        self.warnings: list[str] = self.fields.lacking()
        self.noticed = len(self.warnings)

    def _survey(self) -> dict[str, str]:
        """The order of day and month in dates of birth; which event of a UID is the last."""
        born = Evidence("date of birth")
        for number, text in self._texts():
            self._count = number
            if number > MOST_ROWS:
                raise InputError(f"{self.name}: has more than {MOST_ROWS} events; split it")
            event = parsed(text)
            if number <= MOST_KEPT:
                self._kept[number] = event
            if event is None:
                continue
            self.fields.see(event)
            born.see(labelled(event, []).get("date_of_birth", ""), number)
            sequence = text_of(event, "SEQUENCE")
            if key := _key(event):
                rank = int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0
                self._last.see(key, number, _stamped(event), rank)
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
                elif bare == "BEGIN:VTIMEZONE" and not inside:
                    self._own_zone(text)
                if inside and length <= LONGEST_EVENT:
                    lines.append(line.rstrip("\n"))
                    length += len(line)
                if bare == "END:VEVENT" and inside:
                    inside = False
                    yield number, "\r\n".join(lines) + "\r\n" if length <= LONGEST_EVENT else ""
        if inside:
            yield number, ""

    def _own_zone(self, text: io.TextIOWrapper) -> None:
        """Read a time zone to its end, and keep it."""
        lines, length = ["BEGIN:VTIMEZONE\n"], 0
        while (line := text.readline(LONGEST_LINE)) and length <= LONGEST_EVENT:
            lines.append(line)
            length += len(line)
            if line.strip().upper() == "END:VTIMEZONE":
                break
        if len(self._zones) < MOST_ZONES and (found := zone_in("".join(lines))):
            self._zones.setdefault(*found)

    def __len__(self) -> int:
        """How many events there are."""
        return self._count

    def __iter__(self) -> Iterator[Outcome]:
        """Each event in turn."""
        settled = Settled(self.name, self.zone, self.unit, self.fields.looked(LOOKED))
        self.strange.clear()
        for number, text in self._texts():
            event = self._kept[number] if number in self._kept else parsed(text)
            if event is None:
                yield Reject(number, (Problem("event", "cannot be read", "a VEVENT of RFC 5545 of at most 256 KB"),))
            else:
                yield self._read(settled, number, event)
        settled.tell(self.warnings, self.noticed)

    def _read(self, settled: Settled, number: int, event: Properties) -> Outcome:
        problems: list[Problem] = []
        key = _key(event)
        last = self._last.of(key, number)
        if last != number:
            return Skipped(number, f"superseded by event {last}")
        if self._last.is_doubtful(key):
            problems.append(Problem("event", MIXED, "DTSTAMP in each, or the last of them alone"))
        texts = self.fields.texts(event) if self.fields else {}
        untold: list[Problem] = []
        span = self._moment(event, "DTSTART", untold), self._moment(event, "DTEND", untold)
        reason = CANCELLED if self._cancels else ended(event, self.map, texts.pop("status", ""), self.strange, problems)
        if reason:
            return settled.skip(number, reason, self._mapped(event, span, texts, []))
        if "RRULE" in event or "RDATE" in event:
            problems.append(Problem("start", "the event repeats", "one event for each appointment; export the dates one by one"))
        problems += [*contradictions(event, *span), *untold]
        return settled.settle(number, self._mapped(event, span, texts, problems), tuple(problems))

    def _mapped(self, event: Properties, span: Span, texts: dict[str, str], problems: list[Problem]) -> dict[str, str]:
        """The record, in the map's words.  span: from when to when; texts: what stands in the map's places."""
        record = self._record(event, span, problems)
        record = self.fields.put(record, texts, problems) if texts else record
        return record if self.map.plain else self.map.told(record)

    def _record(self, event: Properties, span: Span, problems: list[Problem]) -> dict[str, str]:
        start, end = span
        told = labelled(event, problems)
        named = str((part_of(event.get("ORGANIZER"), "params") or {}).get("CN", ""))
        return {
            "appointment_id": text_of(event, "UID"),
            "start": start.isoformat() if start else "",
            "duration_minutes": minutes(event, start, end),
            "type": told.pop("type", "") or text_of(event, "SUMMARY"),
            "location": told.pop("location", "") or text_of(event, "LOCATION"),
            "clinician": told.pop("clinician", "") or named,
            "code": told.pop("code", ""),
            "leaflet": told.pop("leaflet", ""),
            **person(told, self.map, self.clock, problems),
        }

    def _moment(self, event: Properties, name: str, problems: list[Problem]) -> datetime | None:
        """An aware moment.  Its wall-clock time is read anew, so that one which the clocks skip or strike twice is noticed."""
        column, example = TIMES[name]
        found = event.get(name)
        value, params = part_of(found, "dt"), part_of(found, "params") or {}
        if not isinstance(value, datetime):
            if name in event:
                problems.append(Problem(column, "has no time of day or cannot be read", f"one date and time such as {example}"))
            return None
        if value.utcoffset() == timedelta(0) and "TZID" not in params:
            return value
        try:
            moment = self._in_zone(value, str(params.get("TZID", "")).strip('"'))
        except ValueError as error:
            problems.append(Problem(column, str(error), f"a date and time such as {example}, in a time zone such as Europe/London"))
            return None
        if name in event.zoned and not self._is_utc(moment, str(params["TZID"])):
            problems.append(Problem(column, "says both a time zone and Z, which is UTC", "one of the two"))
            return None
        return moment

    def _is_utc(self, moment: datetime, named: str) -> bool:
        """Whether the clocks of a zone that is known show UTC at a moment."""
        return not moment.utcoffset() and (named in self._zones or named.upper() in UTC_NAMES or _is_zone(named))

    def _in_zone(self, value: datetime, named: str) -> datetime:
        """The moment of a local time in the zone of a name: the world's, or the calendar's own.  Raises ValueError."""
        local, own = value.replace(tzinfo=None), self._zones.get(named)
        if named and (value.tzinfo is None or nowhere(named)):
            if own is None:
                raise ValueError("is in a time zone that is not known")
            return moment_in(own, local)
        zone = ZoneInfo(str(getattr(value.tzinfo, "key", "") or value.tzinfo)) if value.tzinfo else self.zone
        moment = read_start(local.isoformat(), zone)
        if own is not None and local.replace(tzinfo=own).utcoffset() != moment.utcoffset():
            raise ValueError(f"is another moment in {named} than by what the calendar itself says of that time zone")
        return moment


def _key(event: Properties) -> str:
    """What an event is of: its UID, and of which date of a series; '' if it does not say."""
    named = text_of(event, "UID")
    return f"{named} {text_of(event, 'RECURRENCE-ID')}" if named else ""


def _stamped(event: Properties) -> Written:
    """When an event was written (DTSTAMP, which is in UTC)."""
    found = part_of(event.get("DTSTAMP"), "dt")
    if not isinstance(found, datetime):
        return None
    moment = (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    return moment, moment + 1


def _is_zone(named: str) -> bool:
    try:
        zone_of(named)
    except ValueError:
        return False
    return True
