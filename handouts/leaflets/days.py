"""Times of another day than the appointment's: which of those that a leaflet prints stand without their date.

In: what was rendered, and the moments in it by their placeholders.  Out: the times, with their dates.  Refuses nothing.

Somebody who reads "arrive by 11:45 PM" has the appointment's day in mind.  A time needs no date where the date told last is its own, or
where its own paragraph tells it; what was told above the heading before it is forgotten, and so is what a timeline told outside of it, and
the other way round.  In a timeline each entry tells its day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from handouts.language.characters import PLACEHOLDER
from handouts.language.dates import dated

TIMELINE = "timeline"
SPAN = re.compile(r"^(:{3,})[ \t]*timeline\b.*?^\1[ \t]*$", re.M | re.S)
ENTRY = re.compile(
    rf"^[ ]{{0,3}}[-*+][ \t]+(?:\[[ ]\][ \t]+)?(?:[^\s\[*{PLACEHOLDER.pattern[1:-1]}]+[ \t]*)?(?:\*\*)?({PLACEHOLDER.pattern})", re.M
)


class Told(str):
    """A day or a time of day that is printed.  moment: which."""

    __slots__ = ("moment",)
    moment: date

    def __new__(cls, text: str, moment: date) -> Told:
        """A moment as it is printed."""
        made = super().__new__(cls, text)
        made.moment = moment
        return made

    @property
    def day(self) -> date:
        """Its day."""
        return self.moment.date() if isinstance(self.moment, datetime) else self.moment


class Day(Told):
    """A date that is printed, perhaps with a time of day."""

    __slots__ = ()


class Hour(Day):
    """A time of day that is printed, and is not of the day of the appointment."""

    __slots__ = ()


class Stop(NamedTuple):
    """When an entry of a timeline stands, among the others of its leaflet.

    day: the number of its day, from 0; turn: of its time among all times, -1 of a whole day; time, words: which values say the time, and
    what there is to say of it besides, -1: none does.
    """

    day: int = 0
    turn: int = -1
    time: int = -1
    words: int = -1


@lru_cache(64)
def entries(skeleton: str) -> tuple[tuple[str, ...], ...]:
    """Of each timeline the placeholders that its entries begin with."""
    return tuple(tuple(found[1] for found in ENTRY.finditer(skeleton[begin:end])) for begin, end in _spans(skeleton))


@lru_cache(64)
def _spans(skeleton: str) -> tuple[tuple[int, int], ...]:
    return tuple(span.span() for span in SPAN.finditer(skeleton)) if TIMELINE in skeleton else ()


def date_hours(skeleton: str, told: Mapping[str, Told], language: str) -> dict[str, str]:
    """Placeholder -> the time with its date, for those that need it.  told: placeholder -> moment, in the order of printing."""
    found: dict[str, str] = {}
    last: tuple[int, date] | None = None
    heads = {head for timeline in entries(skeleton) for head in timeline}
    for placeholder, shown in told.items():
        if placeholder not in heads and not isinstance(shown, Day):
            continue
        place = skeleton.find(placeholder)
        last = None if last is None or _passed(skeleton, last[0], place) else last
        needs = isinstance(shown, Hour) and placeholder not in heads
        if needs and not (_just_told(skeleton, place, last, shown.day) or _beside(skeleton, place, told, shown.day)):
            found[placeholder] = dated(shown, shown.day, language)
        last = place, shown.day
    return found


def _passed(skeleton: str, before: int, place: int) -> bool:
    """Whether a timeline begins or ends between two places."""
    return any(before < edge <= place for span in _spans(skeleton) for edge in span)


def _just_told(skeleton: str, place: int, last: tuple[int, date] | None, day: date) -> bool:
    """Whether the date before a place is this day's, below the same heading."""
    return last is not None and last[1] == day and last[0] > skeleton.rfind("\n#", 0, place)


def _beside(skeleton: str, place: int, told: Mapping[str, Told], day: date) -> bool:
    """Whether the rest of the paragraph tells the date."""
    end = skeleton.find("\n\n", place)
    rest = skeleton[place : end if end >= 0 else len(skeleton)]
    return any(type(shown) is Day and shown.day == day and placeholder in rest for placeholder, shown in told.items())
