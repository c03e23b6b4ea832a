"""When an appointment of an HL7 v2 message starts, and how long it takes.

In: a message.  Out: start and end in ISO 8601, minutes as text, and what is wrong; when the message was written.  Two fields that are
different times are a Problem, and so is a time without an offset in a message of other clocks than the clinic's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from handouts.errors import Problem
from handouts.schedules.cells.latest import MOMENT, Written
from handouts.schedules.hl7.messages import Message

TIME = "a time such as 202612080930"
ONE = "one of the two"
MOST = 10_000  # fields of a segment that has no start
DAY = len("2026-12-08")
MAPPED = "or its place as start under [fields] in a map"
RESOURCES = (("AIS", 4), ("AIP", 6), ("AIL", 6), ("AIG", 8))
WRITTEN = re.compile(r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\.\d{1,6})?([+-]\d{4})?", re.A)
SIZES = (366 * 86400, 31 * 86400, 86400, 3600, 60, 1)  # seconds that a year alone may mean, a month, a day …
MONTHS = 3  # so many parts has a date that says its day
CLOCKS = "has no offset from UTC, and MSH-7 has that of other clocks than the clinic's, which may be meant for it (HL7 v2.5, 2.15.9.7)"
STARTS = dict(RESOURCES)
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


def start_of(message: Message, zone: ZoneInfo, problems: list[Problem]) -> tuple[str, str]:
    """Start and end; '' for both if they cannot be known."""
    said = _said(message)
    read = {field: iso_of(text) for field, text in said.items()}
    wrong = [Problem("start", f"{field} is not a date and time", TIME) for field, moment in read.items() if not moment]
    found = list(filter(None, read.values()))
    if len(found) == 2 and not _same(*found):
        wrong.append(Problem("start", "SCH-11 and TQ1-7 are different times", "the same time in both, or one of them"))
    if not read:
        places = ", ".join(f"{name}-{number}" for name, number in RESOURCES)
        wrong.append(Problem("start", f"stands in none of SCH-11, TQ1-7, {places}", f"{TIME} there; {MAPPED}"))
    wrong = wrong or list(_contradicted(message, said, found[0], zone))
    problems += wrong
    end = iso_of(message.first("SCH").get(11, 5)) or iso_of(message.first("TQ1").get(8))
    return ("", "") if wrong else (found[0], end)


def _contradicted(message: Message, said: Mapping[str, str], start: str, zone: ZoneInfo) -> Iterator[Problem]:
    """What else the message says of a start that is written in these fields.  A date alone the door refuses."""
    if len(start) <= DAY:
        return
    field, text = next(iter(said.items()))
    others = [] if _is_alike(message, text) else _others(message, start)
    for other in others:
        yield Problem("start", f"{field} and {other} are different times", f"{ONE}; {MAPPED}")
    if not (others or _is_offset(start) or _is_local(message, zone)):
        yield Problem("start", CLOCKS, f"a time with its offset, such as 202612080930-0600; {MAPPED}")


def _said(message: Message) -> dict[str, str]:
    """Where the start stands: SCH-11.4 (HL7 v2.5, 10.6.2.11) and TQ1-7 (4.5.4.7); else the first of a service, a person or a place.

    AIS-4 (10.6.4.4), AIP-6 (10.6.6.6), AIL-6 (10.6.7.6), AIG-8 (10.6.5.8).
    """
    timing = {"SCH-11": message.first("SCH").get(11, 4), "TQ1-7": message.first("TQ1").get(7)}
    resources = ({f"{name}-{number}": message.first(name).get(number)} for name, number in RESOURCES)
    found = ({field: text for field, text in said.items() if text} for said in (timing, *resources))
    return next(filter(None, found), {})


def _is_alike(message: Message, text: str) -> bool:
    """Whether no service, person or place has another start than this, as it is written: as nearly always, and soon seen."""
    return all(len(fields) <= STARTS.get(fields[0], MOST) or fields[STARTS[fields[0]]] in ("", text) for fields in message.segments)


def _others(message: Message, start: str) -> list[str]:
    """The fields of services, people and places none of which begins at the start, and of services of which one begins before it.

    What begins later on is in order where another of its kind is there from the start, or where it says how much later: AIS-5 and its unit.
    """
    return [f"{name}-{number}" for name, number in RESOURCES if _is_other(name, _begins(message, name, number), start)]


def _begins(message: Message, name: str, number: int) -> list[str]:
    """When the appointment begins by each segment of a name."""
    found = (_begun(segment.get(number), segment.get(number + 1), segment.get(number + 2)) for segment in message.all(name))
    return [moment for moment in found if len(moment) > DAY]


def _is_other(name: str, begins: Sequence[str], start: str) -> bool:
    before = name == "AIS" and any(_apart(moment, start) < timedelta(0) for moment in begins)
    return before or (bool(begins) and not any(_same(moment, start) for moment in begins))


def _begun(text: str, offset: str, unit: str) -> str:
    """When an appointment begins of which a resource is needed so much later."""
    moment, later = iso_of(text), _in_minutes(offset.lstrip("+-"), unit)
    if not (moment and later):
        return moment
    minutes = -int(later) if offset.startswith("-") else int(later)
    try:
        return (datetime.fromisoformat(moment) - timedelta(minutes=minutes)).isoformat()
    except OverflowError:
        return moment


def _is_local(message: Message, zone: ZoneInfo) -> bool:
    """Whether MSH-7, whose offset is that of every time in the message without one, is of the clinic's clocks, or says no offset."""
    return _is_of(message.first("MSH").get(7), zone)


@lru_cache(1024)
def _is_of(text: str, zone: ZoneInfo) -> bool:
    """Whether a stamp is of the clocks of a zone, or says no offset."""
    found = WRITTEN.fullmatch(text)
    if not (found and found[8]):
        return True
    iso = iso_of(text)
    if len(iso) <= DAY:
        return False
    moment = datetime.fromisoformat(iso)
    return moment.astimezone(zone).utcoffset() == moment.utcoffset()


@lru_cache(1024)
def written(text: str, zone: ZoneInfo) -> Written:
    """When a message was written, by its MSH-7: a year alone may be any of its moments.  None if it does not say."""
    found = WRITTEN.fullmatch(text.strip())
    if not found:
        return None
    parts = [int(part) for part in found.groups()[:6] if part]
    year, month, day, hour, minute, second = (*parts, *(1, 1, 1, 0, 0, 0)[len(parts) :])
    try:
        begun = datetime(year, month, day, hour, minute, second)
        ended = begun + timedelta(seconds=SIZES[len(parts) - 1])
        if len(parts) < MONTHS:  # which are not of one length
            ended = ended.replace(day=1, month=ended.month if len(parts) > 1 else 1)
        clocks = datetime.strptime(found[8], "%z").tzinfo if found[8] else zone
        first, last = (moment.replace(tzinfo=clocks).timestamp() for moment in (begun, ended))
    except (ValueError, OverflowError):
        return None
    fraction = float(found[7] or 0)
    return (first + fraction, first + fraction + MOMENT) if fraction else (first, last)


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
    return len(one) > DAY and len(two) > DAY and not _apart(one, two)


def _apart(one: str, two: str) -> timedelta:
    """How much later one moment is than another; of two of which one says no offset, by their clocks."""
    a, b = datetime.fromisoformat(one), datetime.fromisoformat(two)
    if (a.tzinfo is None) != (b.tzinfo is None):
        a, b = a.replace(tzinfo=None), b.replace(tzinfo=None)
    return a - b


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
