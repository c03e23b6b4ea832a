"""What an HL7 v2 message says of the state of an appointment, or of its patient, elsewhere than in SCH-25.

In: a message, and what tells the meaning of a word for a status.  Out: the message without the services, people, places and groups that
are off, and which kinds of them are off altogether; who has died; whose records were merged.  Refuses nothing itself.

Status codes: AIS-10 (HL7 v2.5, 10.6.4.10), AIG-14 (10.6.5.14), AIL-12 (10.6.6.12), AIP-12 (10.6.7.12).  Segment action codes, of which D
deletes: the second field of these and of RGS (10.6.3.2), which begins a group.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from handouts.errors import Problem
from handouts.schedules.cells.nodate import is_no_date
from handouts.schedules.hl7.messages import Message, Segment
from handouts.schedules.words import DIED, MERGED

STATES = {"AIS": 10, "AIG": 14, "AIL": 12, "AIP": 12}
DELETED = "deleted"
YES, NO, UNKNOWN = ("Y", "YES", "1", "T", "TRUE"), ("N", "NO", "0", "F", "FALSE"), ("", "U", "UNK", "UNKNOWN")
DATE = re.compile(r"(19|20)\d\d", re.A)
Meant = Callable[[str, list[str]], str]  # a field's name and words -> why the appointment is off, '' if it is not


@dataclass(frozen=True, slots=True)
class ResourceStates:
    """What is left of a message.  off: segments none of which is left, and why; booked: those of which one says that it is booked."""

    message: Message
    off: dict[str, str]
    booked: tuple[str, ...] = ()


def resources(message: Message, meant: Meant) -> ResourceStates:
    """What is left of a message's services, people, places and groups."""
    kept, off, booked, group = list[tuple[str, ...]](), dict[str, str](), list[str](), ""
    for fields in message.segments:
        name, reason, on = fields[0], "", ""
        if name == "RGS":
            group = reason = DELETED if _deletes(fields) else ""
        elif name in STATES:
            reason, on = _state(Segment(fields, message.marks), group, meant)
        if reason:
            off.setdefault(name, reason)
        else:
            kept.append(fields)
        booked += filter(None, (on,))
    if not off:
        return ResourceStates(message, off, tuple(booked))
    left = {fields[0] for fields in kept}
    return ResourceStates(replace(message, segments=tuple(kept)), {n: why for n, why in off.items() if n not in left}, tuple(booked))


def _state(segment: Segment, group: str, meant: Meant) -> tuple[str, str]:
    """Why a resource is off, and the field that says that it is booked.  group: why its group is off."""
    number = STATES[segment.fields[0]]
    said = [word for word in (segment.get(number), segment.get(number, 2)) if word] if segment.raw(number) else []
    reason = group or (DELETED if _deletes(segment.fields) else "")
    if reason or not said:
        return reason, ""
    field = f"{segment.fields[0]}-{number}"
    reason = meant(field, said)
    return reason, "" if reason else field


def contradictions(found: ResourceStates, stated: str = "") -> list[Problem]:
    """What is off where something else says that the appointment is booked.  stated: the field that says so of the whole of it.

    Who takes no part in it any more, and a place that was given up, do not end an appointment that is booked; a service that is off does.
    """
    booked = stated or next(iter(found.booked), "")
    off = [name for name in found.off if not stated or name in ("AIS", "RGS")]
    return [Problem(name, f"says that it is off, and {booked} that it is booked", "one of the two") for name in off if booked]


def _deletes(fields: tuple[str, ...]) -> bool:
    return len(fields) > 2 and fields[2].strip().upper() == "D"


def died(message: Message) -> str | None:
    """Why the patient gets nothing: has died, by PID-29, the moment, or PID-30, yes or no; '' for one who lives, None for what is unclear.

    Unclear is a moment beside a no, and what is neither a date nor yes or no.  A date that stands for none says nothing, see `is_no_date`.
    """
    patient = message.first("PID")
    moment, said = patient.get(29).upper(), patient.get(30).upper()
    if is_no_date(moment) or moment in NO:
        moment = ""
    if said not in (*YES, *NO, *UNKNOWN) or (moment and moment not in YES and not DATE.match(moment)) or (moment and said in NO):
        return None
    return DIED if moment or said in YES else ""


def fates(message: Message) -> dict[str, str | None]:
    """What a message tells of patients, whatever else it is of: identifier -> has died, or merged; '' for one who lives, None if unclear.

    MRG-1 has the identifiers that are no longer used, PID-3 those that are (HL7 v2.5, 3.4.9).
    """
    used, old = set(identifiers(message, "PID", 3)), set(identifiers(message, "MRG", 1))
    told: dict[str, str | None] = dict.fromkeys(old - used or old, MERGED)
    reason = died(message)
    return told | (dict.fromkeys(used - told.keys(), reason) if reason or reason is None or message.first("PID").get(30) else {})


def identifiers(message: Message, name: str, number: int) -> list[str]:
    """The identifiers that stand in a field of a segment."""
    return [parts[0] for segment in message.all(name) for parts in segment.repeats(number) if parts[0]]
