"""What an event of a calendar says of whether it takes place.

In: an event.  Out: why it gets nothing, and what is wrong.  STATUS, lines of the description, the guests' answers and the word that stands
apart before or behind the title say so; a category, a comment, a place or a line that is such a word and nothing else says so too.
Among other words such a word may mean anything: `Cancellation list`, `ANNULÉ Lee`.  That is refused, never settled.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from handouts.errors import Problem
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.flags import flag_of, reason_of
from handouts.schedules.ical.events import Properties, part_of, plain, text_of
from handouts.schedules.rows import MOVED_TOLD, note
from handouts.schedules.words import (
    BOOKED,
    CANCELLED,
    DECLINED,
    ENDING,
    MOVED,
    STATUS_WORDS,
    WRONG,
    folded,
    keyed,
    meant,
    status,
)

TITLE = re.compile(r"[\[(*\s]*([^\[\]():*–—-]{2,30}?)\s*(?:[\])*]+|:|\s[-–—])(?:\s|$)")  # the word before what an event is called
BEHIND = re.compile(r"[\[(]\s*([^\[\]()]{2,30}?)\s*[\])]\s*$|\s[-–—:]\s*([^\[\]():*–—-]{2,30}?)\s*$")  # the word behind it
KNOWN = "CONFIRMED, TENTATIVE or CANCELLED; or name it under [status] in a map"
UNCLEAR = "has a word among others that may say that the appointment is off"
SETTLED = "STATUS:CANCELLED if it is; or the whole text as booked under [status] in a map"
MOVES = "says rescheduled: this may be the time that was left, or the new one"
OFF = (*ENDING, WRONG)
LONGEST_TITLE = 200  # characters in which words are looked for


def ended(event: Properties, column_map: ColumnMap, mapped: str, strange: Counter[str], problems: list[Problem]) -> str:
    """Why an event gets nothing, wherever it says so; '' for a booked one.

    mapped: what stands where the map says that it is said; strange: counts the words that nobody knows.  A STATUS that is not known is
    a Problem, and so are a word for one in the description, and what may mean that it is off.
    """
    said = [(text_of(event, "STATUS"), "status"), (mapped, "status")]
    said += [(text, label) for label, text in event.lines if meant(label) == "status"]
    reasons = []
    for word, where in said:
        found = column_map.state(word)
        if found is None:
            note(strange, word)
            problems.append(Problem(where, "is not one of the known words", KNOWN))
        reasons.append(_certain(found, where, column_map, problems))
    for label, text in event.lines:
        flag = flag_of(label)
        reasons.append((reason_of(flag, text) if flag else "") or "")
    summary = text_of(event, "SUMMARY")
    reasons += [_certain(_titled(summary), "type", column_map, problems), _declined(event)]
    for where, text in _beside(event, summary):
        reasons.append(_off(where, text, column_map, problems))
    return next(filter(None, reasons), "")


def _certain(found: str | None, where: str, column_map: ColumnMap, problems: list[Problem]) -> str:
    """Why, by what a word means; one that says rescheduled is a Problem where no map says which time it is."""
    if found == MOVED and not column_map.status:
        problems.append(Problem(where, MOVES, MOVED_TOLD))
        return ""
    return "" if found in (BOOKED, None) else found


@lru_cache(2048)
def _titled(summary: str) -> str:
    """Why an event gets nothing, by a word before its title, or behind it: `Kyphoplasty (cancelled)`."""
    title, behind = TITLE.match(summary), BEHIND.search(summary)
    before = status(title[1]) if title else None
    after = status(behind[1] or behind[2]) if behind else None
    return before if before not in (BOOKED, None) else after if after in ENDING else ""


def _declined(event: Properties) -> str:
    """Whether all who were asked have said no (RFC 5545, 3.2.12)."""
    found = event.get("ATTENDEE", [])
    guests = found if isinstance(found, list) else [found]
    answers = [str((part_of(guest, "params") or {}).get("PARTSTAT", "")).upper() for guest in guests]
    return DECLINED if answers and set(answers) == {"DECLINED"} else ""


def _beside(event: Properties, summary: str) -> Iterator[tuple[str, str]]:
    """What else may say that an event is off: whose it is, and the text."""
    yield "type", summary
    if "LOCATION" in event:
        yield "location", text_of(event, "LOCATION")
    for name, column in (("CATEGORIES", "category"), ("COMMENT", "comment")):
        found = event.get(name, [])
        for value in found if isinstance(found, list) else [found]:
            yield from ((column, str(text)) for text in part_of(value, "cats") or [plain(str(value))])
    for line in event.described:
        if ":" not in line and "=" not in line and folded(line) in STATUS_WORDS:  # prose may say anything of what was cancelled before
            yield "description", line


def _off(where: str, text: str, column_map: ColumnMap, problems: list[Problem]) -> str:
    """Why, by a text that is a word for it and nothing else; a Problem for one that has such a word among others."""
    text = text.strip()[:LONGEST_TITLE]
    if not text:
        return ""
    alone, among = _meant(text, where != "location")
    found = (column_map.status.get(keyed(text)) if column_map.status else None) or alone
    if found == MOVED:
        return _certain(found, where, column_map, problems)
    if found:
        return found if found in OFF or (found != BOOKED and where == "category") else ""
    if among:
        problems.append(Problem(where, UNCLEAR, SETTLED))
    return ""


@lru_cache(2048)
def _meant(text: str, anywhere: bool) -> tuple[str | None, bool]:
    """What a text means that is a word for a status and nothing else, and whether it has one for what is off among others."""
    return STATUS_WORDS.get(folded(text)), status(text) in ENDING and _among(text, anywhere)


def _among(text: str, anywhere: bool) -> bool:
    """Whether a text begins or ends with a word for what is off, or has one for cancelled in it.

    Of two letters none counts, for `DC` is a place as well; and a missed period, in the middle, is none that was missed by the patient.
    """
    parts = folded(text).split("_")
    edges = {"_".join(edge) for size in range(1, 5) for edge in (parts[:size], parts[-size:])}
    if any(STATUS_WORDS.get(edge) in ENDING for edge in edges if _is_word(edge)):
        return True
    return anywhere and status(" ".join(filter(_is_word, parts))) == CANCELLED


def _is_word(text: str) -> bool:
    return len(text) > 2 or not text.isascii()
