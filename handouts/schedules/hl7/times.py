"""When an appointment of an HL7 v2 message starts, and how long it takes.

In: a message.  Out: start and end in ISO 8601, minutes as text, and what is wrong.  Two fields that are different times are a Problem.
"""

from __future__ import annotations

import re
from datetime import datetime

from handouts.errors import Problem
from handouts.schedules.hl7.messages import Message

TIME = "a time such as 202612080930"
RESOURCES = (("AIS", 4), ("AIP", 6), ("AIL", 6), ("AIG", 8))
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


def start_of(message: Message, problems: list[Problem]) -> tuple[str, str]:
    """Start and end; '' for both if they cannot be known."""
    said = _said(message)
    read = {field: iso_of(text) for field, text in said.items()}
    wrong = [Problem("start", f"{field} is not a date and time", TIME) for field, moment in read.items() if not moment]
    found = list(filter(None, read.values()))
    if len(found) == 2 and not _same(*found):
        wrong.append(Problem("start", "SCH-11 and TQ1-7 are different times", "the same time in both, or one of them"))
    if not read:
        places = ", ".join(f"{name}-{number}" for name, number in RESOURCES)
        remedy = f"{TIME} there; or its place as start under [fields] in a map"
        wrong.append(Problem("start", f"stands in none of SCH-11, TQ1-7, {places}", remedy))
    problems += wrong
    end = iso_of(message.first("SCH").get(11, 5)) or iso_of(message.first("TQ1").get(8))
    return ("", "") if wrong else (found[0], end)


def _said(message: Message) -> dict[str, str]:
    """Where the start stands: SCH-11.4 (HL7 v2.5, 10.6.2.11) and TQ1-7 (4.5.4.7); else the first of a service, a person or a place.

    AIS-4 (10.6.4.4), AIP-6 (10.6.6.6), AIL-6 (10.6.7.6), AIG-8 (10.6.5.8).
    """
    timing = {"SCH-11": message.first("SCH").get(11, 4), "TQ1-7": message.first("TQ1").get(7)}
    resources = ({f"{name}-{number}": message.first(name).get(number)} for name, number in RESOURCES)
    found = ({field: text for field, text in said.items() if text} for said in (timing, *resources))
    return next(filter(None, found), {})


def iso_of(text: str) -> str:
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


def duration_of(message: Message, start: str, end: str) -> str:
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
