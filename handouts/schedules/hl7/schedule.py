"""HL7 v2 scheduling messages (SIU).

In: a file of messages.  Out: what becomes of each.  S12 books, S13 and S14 move or change, S15, S17 and S26 cancel, delete or
note a no-show: the last message of an appointment counts, those before are skipped as superseded.  The start stands in
SCH-11 or TQ1-7; if both are there and differ the message is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.schedules.cells.columnmap import NO_MAP, ColumnMap
from handouts.schedules.hl7.messages import Message, read_messages
from handouts.schedules.hl7.people import clinician, ended, location, patient_record
from handouts.schedules.listfile import ListFile, encoding, list_file
from handouts.schedules.rows import HOW_TOLD, MOST_ROWS, MOVED_TOLD, Outcome, Reject, Settled, Skipped
from handouts.schedules.words import BOOKED, CANCELLED, MOVED, NO_SHOW, folded, status

BOOKS = ("S12", "S13", "S14")
ENDS = {"S15": CANCELLED, "S17": "deleted", "S26": NO_SHOW}
TIME = "a time such as 202612080930"
RESOURCES = (("AIS", 4), ("AIP", 6), ("AIL", 6), ("AIG", 8))
BLOCKS = ("S23", "S24")  # time of a resource, no patient
STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(?:(\d\d)(?:\.\d{1,4})?)?)?([+-]\d{4})?", re.A)
MINUTES = {
    "": 1.0,
    "m": 1.0,
    "min": 1.0,
    "mins": 1.0,
    "minute": 1.0,
    "minutes": 1.0,
    "s": 1 / 60,
    "sec": 1 / 60,
    "seconds": 1 / 60,
    "h": 60.0,
}
MINUTES |= {"hr": 60.0, "hrs": 60.0, "hour": 60.0, "hours": 60.0}


class SiuSchedule:
    """A list of appointments in HL7 v2 messages."""

    format = "HL7 v2"
    unit = "message"

    def __init__(self, path: Path | ListFile, zone: ZoneInfo, column_map: ColumnMap | None = None) -> None:
        self.file, self.zone, self.map = list_file(path), zone, column_map or NO_MAP
        self.name = self.file.name
        self.warnings: list[str] = []
        self._encoding = encoding(self.file)
        self._count = 0
        self._fillers: dict[str, str] = {}
        self._last = self._read_last()

    def _read_last(self) -> dict[str, int]:
        """The last message of each appointment."""
        last: dict[str, int] = {}
        named: list[tuple[int, str]] = []
        for message in read_messages(self.file, self._encoding):
            self._count = message.number
            if self._count > MOST_ROWS:
                raise InputError(f"{self.name}: has more than {MOST_ROWS} messages; split it")
            placer, filler = _keys(message)
            if placer and filler:
                self._fillers[placer] = filler
            kind, trigger = kind_of(message)
            if (placer or filler) and kind == "SIU" and trigger not in BLOCKS:
                named.append((message.number, filler or placer))
        for number, key in named:
            last[self._fillers.get(key, key)] = number
        if not self._count:
            raise InputError(f"{self.name}: has no message; expected HL7 v2 messages, each with an MSH segment")
        return last

    def __len__(self) -> int:
        """How many messages there are."""
        return self._count

    def __iter__(self) -> Iterator[Outcome]:
        """Each message in turn."""
        settled = Settled(self.name, self.zone, self.unit)
        for message in read_messages(self.file, self._encoding):
            yield self._read(settled, message)
        settled.tell(self.warnings, 0)

    def _read(self, settled: Settled, message: Message) -> Outcome:
        if message.fault:
            return Reject(message.number, (Problem("message", f"has {message.fault}", "an HL7 v2 message"),))
        kind, trigger = kind_of(message)
        if kind != "SIU" or trigger in BLOCKS:
            return Skipped(message.number, "not a patient's appointment")
        placer, filler = _keys(message)
        last = self._last.get(self._fillers.get(filler or placer, filler or placer), message.number)
        if last > message.number:
            return Skipped(message.number, f"superseded by message {last}")
        problems: list[Problem] = []
        if trigger not in BOOKS:
            problems.append(Problem("MSH-9", "has another trigger than S12, S13, S14, S15, S17 or S26", "one of these"))
        reason = ENDS.get(trigger) or _status(message, self.map, problems) or ended(message)
        if reason:
            return settled.skip(message.number, reason, self.map.told(_record(message, [])))
        return settled.settle(message.number, self.map.told(_record(message, problems)), tuple(problems))


def kind_of(message: Message) -> tuple[str, str]:
    """SIU, S12.  Older messages have the trigger in EVN-1."""
    header = message.first("MSH")
    kind = header.get(9).upper()
    trigger = header.get(9, 2).upper() or message.first("EVN").get(1).upper()
    return kind.split("_")[0], trigger


def _keys(message: Message) -> tuple[str, str]:
    """Placer and filler identifier of the appointment, each with its authority."""
    schedule = message.first("SCH")
    placer, filler = (" ".join(filter(None, schedule.repeats(number)[0])) for number in (1, 2))
    return (f"P {placer}" if placer else "", f"F {filler}" if filler else "")


def _status(message: Message, column_map: ColumnMap, problems: list[Problem]) -> str:
    """Why the appointment gets nothing, by SCH-25: its code, or its text where the code is not known; other words are a Problem."""
    field = message.first("SCH")
    words = [word for word in (field.get(25), field.get(25, 2)) if word]
    found = [column_map.status.get(folded(word)) or status(word) for word in words] or [BOOKED]
    meant = next(filter(None, found), None)
    if meant is None:
        problems.append(Problem("SCH-25", "is not one of the known words", HOW_TOLD))
    elif meant == MOVED and not column_map.status:
        problems.append(Problem("SCH-25", "says rescheduled: this may be the time that was left, or the new one", MOVED_TOLD))
        return ""
    return "" if meant in (None, BOOKED) else meant


def _record(message: Message, problems: list[Problem]) -> dict[str, str]:
    schedule = message.first("SCH")
    start, end = _start(message, problems)
    service = message.first("AIS")
    kind = schedule.get(8, 2) or service.get(3, 2) or schedule.get(8) or schedule.get(7, 2) or schedule.get(7)
    return {
        "appointment_id": schedule.get(2) or schedule.get(1),
        "start": start,
        "duration_minutes": _duration(message, start, end),
        "type": kind,
        "code": service.get(3),
        "location": location(message),
        "clinician": clinician(message),
        **patient_record(message, problems),
    }


def _start(message: Message, problems: list[Problem]) -> tuple[str, str]:
    """Start and end; '' for both if they cannot be known."""
    said = _said(message)
    read = {field: _stamp(text) for field, text in said.items()}
    wrong = [Problem("start", f"{field} is not a date and time", TIME) for field, moment in read.items() if not moment]
    found = list(filter(None, read.values()))
    if len(found) == 2 and not _same(*found):
        wrong.append(Problem("start", "SCH-11 and TQ1-7 are different times", "the same time in both, or one of them"))
    if not read:
        places = ", ".join(f"{name}-{number}" for name, number in RESOURCES)
        wrong.append(Problem("start", f"stands in none of SCH-11, TQ1-7, {places}", TIME))
    problems += wrong
    end = _stamp(message.first("SCH").get(11, 5)) or _stamp(message.first("TQ1").get(8))
    return ("", "") if wrong else (found[0], end)


def _said(message: Message) -> dict[str, str]:
    """Where the start stands: SCH-11.4 (HL7 v2.5, 10.6.2.11) and TQ1-7 (4.5.4.7); else the first of a service, a person or a place.

    AIS-4 (10.6.4.4), AIP-6 (10.6.6.6), AIL-6 (10.6.7.6), AIG-8 (10.6.5.8).
    """
    timing = {"SCH-11": message.first("SCH").get(11, 4), "TQ1-7": message.first("TQ1").get(7)}
    resources = ({f"{name}-{number}": message.first(name).get(number)} for name, number in RESOURCES)
    found = ({field: text for field, text in said.items() if text} for said in (timing, *resources))
    return next(filter(None, found), {})


def _stamp(text: str) -> str:
    """HL7's YYYYMMDDHHMM[SS][+ZZZZ] as ISO 8601; a date alone stays one; '' for anything else."""
    found = STAMP.fullmatch(text.strip())
    if not found:
        return ""
    year, month, day, hour, minute, second, offset = found.groups()
    iso = f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}{offset or ''}" if hour else "")
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return ""
    return iso


def _same(one: str, two: str) -> bool:
    a, b = datetime.fromisoformat(one), datetime.fromisoformat(two)
    if (a.tzinfo is None) != (b.tzinfo is None):
        a, b = a.replace(tzinfo=None), b.replace(tzinfo=None)
    return a == b and len(one) > 10 and len(two) > 10


def _duration(message: Message, start: str, end: str) -> str:
    """Minutes by SCH-9 and SCH-10, by AIS-7 and AIS-8, by SCH-11.3 (M30), or until the end."""
    schedule, service = message.first("SCH"), message.first("AIS")
    told = _in_minutes(schedule.get(9), schedule.get(10) or schedule.get(10, 2)) or _in_minutes(service.get(7), service.get(8))
    if told:
        return told
    if found := re.fullmatch(r"([SMH])(\d{1,5})", schedule.get(11, 3), re.A):
        return str(round(int(found[2]) * MINUTES[found[1].lower()]))
    if len(start) > 10 and len(end) > 10 and _is_offset(start) == _is_offset(end):
        minutes = round((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() / 60)
        return str(minutes) if minutes > 0 else ""
    return ""


def _in_minutes(number: str, unit: str) -> str:
    """A length in minutes; '' for what is none, and for nothing at all."""
    known = re.fullmatch(r"\d{1,5}(\.0+)?", number, re.A) and unit.lower() in MINUTES
    return str(round(float(number) * MINUTES[unit.lower()])) if known and float(number) else ""


def _is_offset(moment: str) -> bool:
    """Whether a moment says its distance from UTC."""
    return "+" in moment[10:] or "-" in moment[10:]
