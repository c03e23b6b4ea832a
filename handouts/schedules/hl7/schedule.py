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
from handouts.schedules.hl7.messages import Message, read_messages
from handouts.schedules.hl7.people import clinician, location, patient_record
from handouts.schedules.listfile import ListFile, encoding, list_file
from handouts.schedules.rows import MOST_ROWS, Outcome, Reject, Settled, Skipped
from handouts.schedules.words import BOOKED, CANCELLED, NO_SHOW, status

BOOKS = ("S12", "S13", "S14")
ENDS = {"S15": CANCELLED, "S17": "deleted", "S26": NO_SHOW}
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

    def __init__(self, path: Path | ListFile, zone: ZoneInfo) -> None:
        self.file, self.zone = list_file(path), zone
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
        if trigger in ENDS:
            return Skipped(message.number, ENDS[trigger])
        problems: list[Problem] = []
        if trigger not in BOOKS:
            problems.append(Problem("MSH-9", "has another trigger than S12, S13, S14, S15, S17 or S26", "one of these"))
        reason = _status(message, problems)
        return Skipped(message.number, reason) if reason else settled.settle(message.number, _record(message, problems), tuple(problems))


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


def _status(message: Message, problems: list[Problem]) -> str:
    """Why the appointment gets nothing, by SCH-25; a word that is not known is a Problem."""
    field = message.first("SCH")
    word = field.get(25) or field.get(25, 2)
    meant = status(word)
    if meant is None:
        problems.append(Problem("SCH-25", "is not one of the known words", "a status such as Booked or Cancelled"))
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
    """Start and end: SCH-11.4 and .5 (HL7 v2.5, 10.6.2.11), or TQ1-7 and -8 (4.5.4.7); '' for both if they cannot be known."""
    timing, quantity = message.first("SCH"), message.first("TQ1")
    said = {"SCH-11": timing.get(11, 4), "TQ1-7": quantity.get(7)}
    read = {field: _stamp(text) for field, text in said.items() if text}
    wrong = [
        Problem("start", f"{field} is not a date and time", "a time such as 202612080930") for field, moment in read.items() if not moment
    ]
    found = list(filter(None, read.values()))
    if len(found) == 2 and not _same(*found):
        wrong.append(Problem("start", "SCH-11 and TQ1-7 are different times", "the same time in both, or one of them"))
    problems += wrong
    if wrong or not found:
        return "", ""
    return found[0], _stamp(timing.get(11, 5)) or _stamp(quantity.get(8))


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
    """Minutes by SCH-9 and SCH-10, by SCH-11.3 (M30), or until the end."""
    schedule = message.first("SCH")
    number, unit = schedule.get(9), (schedule.get(10) or schedule.get(10, 2)).lower()
    if re.fullmatch(r"\d{1,5}(\.0+)?", number, re.A) and unit in MINUTES:
        return str(round(float(number) * MINUTES[unit])) if float(number) else ""
    if found := re.fullmatch(r"([SMH])(\d{1,5})", schedule.get(11, 3), re.A):
        return str(round(int(found[2]) * MINUTES[found[1].lower()]))
    if len(start) > 10 and len(end) > 10 and ("+" in start[10:] or "-" in start[10:]) == ("+" in end[10:] or "-" in end[10:]):
        minutes = round((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() / 60)
        return str(minutes) if minutes > 0 else ""
    return ""
