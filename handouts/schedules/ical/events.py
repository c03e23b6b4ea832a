"""What one event of a calendar says.

In: the text of a VEVENT (RFC 5545, 3.6.1).  Out: the event, or None; its properties as text; what it says of the patient in lines of its
description such as `Date of birth: 1951-04-17`, or in properties such as X-PATIENT-ID.  Descriptions that are HTML become text first.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from handouts.errors import Problem
from handouts.schedules.cells.columnmap import PATIENT, ColumnMap
from handouts.schedules.flags import flag_of, reason_of
from handouts.schedules.rows import note
from handouts.schedules.words import BOOKED, DECLINED, ENDING, meant, status

LABELLED = re.compile(r"\s*([^:\n]{2,40}?)\s*[:=]\s*(\S.*?)\s*")
TITLE = re.compile(r"[\[(*\s]*([^\[\]():*–—-]{2,30}?)\s*(?:[\])*]+|:|\s[-–—])(?:\s|$)")  # the word before what an event is called
BEHIND = re.compile(r"[\[(]\s*([^\[\]()]{2,30}?)\s*[\])]\s*$|\s[-–—:]\s*([^\[\]():*–—-]{2,30}?)\s*$")  # the word behind it
KNOWN = "CONFIRMED, TENTATIVE or CANCELLED; or name it under [status] in a map"
TOLD = {*PATIENT, "type", "code", "location", "clinician", "leaflet"}
INNER_ZONE = re.compile(r"(?im)^BEGIN:VTIMEZONE")
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]{0,200}>", re.I)



class Properties(dict[str, Any]):
    """The properties by their names, in capitals; a list where there are several of one name."""

    @cached_property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Label and text of each labelled line of the description, and of each X- property."""
        found = [(line[1], line[2]) for line in map(LABELLED.fullmatch, plain(text_of(self, "DESCRIPTION")).splitlines()) if line]
        for name in self:
            if name.startswith("X-") and (text := text_of(self, name)):
                found.append((name[2:], re.sub(r"\\([\\,;])", r"\1", text)))  # the package takes X- properties as they stand
        return tuple(found)


def parsed(text: str) -> Properties | None:
    """An event, None for what is none, or for one with a time zone inside, which would be every other calendar's from then on."""
    from icalendar import Event as Component

    if not text or INNER_ZONE.search(text):
        return None
    try:
        event = Component.from_ical(text)
        return Properties(event.items()) if isinstance(event, Component) else None
    except Exception:  # noqa: BLE001 (whatever the package stumbles over, the event cannot be read)
        return None


def text_of(event: Properties, name: str) -> str:
    """A property's text, '' if there is none or several."""
    try:
        value = event.get(name, "")
        return "" if isinstance(value, list) else str(value.to_ical().decode() if name == "RECURRENCE-ID" and value else value).strip()
    except (ValueError, AttributeError, TypeError):
        return ""


def ended(event: Properties, column_map: ColumnMap, mapped: str, strange: Counter[str], problems: list[Problem]) -> str:
    """Why an event gets nothing: by its STATUS, its title, its description or its guests; '' for a booked one.

    mapped: what stands where the map says that it is said; strange: counts the words that nobody knows.  A STATUS that is not known is
    a Problem, and so is a word for one in the description.
    """
    said = [(text_of(event, "STATUS"), "status"), (mapped, "status")]
    said += [(text, label) for label, text in event.lines if meant(label) == "status"]
    reasons = []
    for word, where in said:
        found = column_map.state(word)
        if found is None:
            note(strange, word)
            problems.append(Problem(where, "is not one of the known words", KNOWN))
        reasons.append("" if found in (BOOKED, None) else found)
    for label, text in event.lines:
        flag = flag_of(label)
        reasons.append((reason_of(flag, text) if flag else "") or "")
    return next(filter(None, (*reasons, _titled(text_of(event, "SUMMARY")), _declined(event))), "")


def _titled(summary: str) -> str:
    """Why an event gets nothing, by a word before its title, or behind it: `Kyphoplasty (cancelled)`."""
    title, behind = TITLE.match(summary), BEHIND.search(summary)
    before = status(title[1]) if title else None
    after = status(behind[1] or behind[2]) if behind else None
    return before if before not in (BOOKED, None) else after if after in ENDING else ""


def _declined(event: Properties) -> str:
    """Whether all who were asked have said no (RFC 5545, 3.2.12)."""
    found = event.get("ATTENDEE", [])
    answers = [str(getattr(guest, "params", {}).get("PARTSTAT", "")).upper() for guest in (found if isinstance(found, list) else [found])]
    return DECLINED if answers and set(answers) == {"DECLINED"} else ""


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


def minutes(event: Properties, start: datetime | None, end: datetime | None) -> str:
    """How long an event takes, by its DURATION or its end; '' if it does not say."""
    try:
        span = event["DURATION"].dt
    except (KeyError, ValueError, AttributeError, TypeError):
        span = None
    if not isinstance(span, timedelta):
        span = end - start if start and end else timedelta(0)
    whole = round(span.total_seconds() / 60)
    return str(whole) if whole > 0 else ""


