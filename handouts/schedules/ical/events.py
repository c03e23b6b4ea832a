"""What one event of a calendar says.

In: the text of a VEVENT (RFC 5545, 3.6.1).  Out: the event, or None; its properties as text; what it says of the patient in lines of its
description such as `Date of birth: 1951-04-17`, or in properties such as X-PATIENT-ID.  Descriptions that are HTML become text first.
"""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import Any
from warnings import catch_warnings, simplefilter

from handouts.errors import Problem
from handouts.schedules.cells.columnmap import PATIENT
from handouts.schedules.words import meant

LABELLED = re.compile(r"\s*([^:\n]{2,40}?)\s*[:=]\s*(\S.*?)\s*")
TOLD = {*PATIENT, "type", "code", "location", "clinician", "leaflet"}
INNER_ZONE = re.compile(r"(?im)^BEGIN:VTIMEZONE")
FOLD = re.compile(r"\r?\n[ \t]")
ZONED_UTC = re.compile(r"(?im)^(DTSTART|DTEND);[^\n]{0,200}?TZID=[^\n]{0,400}:\d{8}T\d{6}Z\s*$")  # in a zone, and in UTC
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]{0,200}>", re.I)
_ALONE = Lock()  # filters of warnings are the whole program's


class Properties(dict[str, Any]):
    """The properties by their names, in capitals; a list where there are several of one name.

    text: as it stands in the file.
    """

    text: str = ""

    @cached_property
    def zoned(self) -> frozenset[str]:
        """The times that say both a zone and UTC, of which the package forgets the one."""
        return frozenset(found.upper() for found in ZONED_UTC.findall(FOLD.sub("", self.text)))

    @cached_property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Label and text of each labelled line of the description, and of each X- property."""
        found = [(line[1], line[2]) for line in map(LABELLED.fullmatch, self.described) if line]
        for name in self:
            if name.startswith("X-") and (text := text_of(self, name)):
                found.append((name[2:], re.sub(r"\\([\\,;])", r"\1", text)))  # the package takes X- properties as they stand
        return tuple(found)

    @cached_property
    def described(self) -> tuple[str, ...]:
        """The lines of the description."""
        return tuple(plain(text_of(self, "DESCRIPTION")).splitlines())


def parsed(text: str) -> Properties | None:
    """An event, None for what is none, or for one with a time zone inside, which would be every other calendar's from then on."""
    from icalendar import Event as Component

    if not text or INNER_ZONE.search(text):
        return None
    try:
        with _ALONE, catch_warnings():
            simplefilter("ignore")  # the package's own warnings quote what stands in the event
            component = Component.from_ical(text)
        if not isinstance(component, Component):
            return None
        event = Properties(component.items())
    except Exception:  # noqa: BLE001 (whatever the package stumbles over, the event cannot be read)
        return None
    event.text = text
    return event


def part_of(value: Any, name: str) -> Any:
    """A part of a property's value, such as dt or params; None if it has none, or is not written as the property must be."""
    try:
        return getattr(value, name, None)
    except ValueError:
        return None


def text_of(event: Properties, name: str) -> str:
    """A property's text, '' if there is none or several."""
    try:
        value = event.get(name, "")
        return "" if isinstance(value, list) else str(value.to_ical().decode() if name == "RECURRENCE-ID" and value else value).strip()
    except (ValueError, AttributeError, TypeError):
        return ""


def labelled(event: Properties, problems: list[Problem]) -> dict[str, str]:
    """What labelled lines of the description and X- properties say of the patient; two that contradict each other are a Problem."""
    told: dict[str, str] = {}
    for label, text in event.lines:
        column = meant(label)
        if column in TOLD and " ".join(told.setdefault(column, text).split()).casefold() != " ".join(text.split()).casefold():
            problems.append(Problem(column, "is said twice, and not alike", "one of the two"))
    return told


def plain(text: str) -> str:
    """A description without its markup; one without any stays as it is."""
    if not TAG.search(text) and not re.search(r"&(?:#\d+|#x[\da-f]+|[a-z]{2,8});", text, re.I):
        return text
    return html.unescape(TAG.sub("", BREAK.sub("\n", text))).replace("\u00a0", " ")


def length_of(event: Properties) -> timedelta | None:
    """An event's DURATION; None if it has none that can be read."""
    span = part_of(event.get("DURATION"), "dt")
    return span if isinstance(span, timedelta) else None


def minutes(event: Properties, start: datetime | None, end: datetime | None) -> str:
    """How long an event takes, by its DURATION or its end; '' if it does not say."""
    span = length_of(event)
    if span is None:
        span = end - start if start and end else timedelta(0)
    whole = round(span.total_seconds() / 60)
    return str(whole) if whole > 0 else ""
