"""Times of another day than the appointment's: which of those that a leaflet prints stand without their date.

In: what was rendered, and the dates and times in it by their placeholders.  Out: the times, with their dates.  Refuses nothing.

Somebody who reads "arrive by 11:45 PM" has the appointment's day in mind.  A time needs no date where the date told last is its own, or
where its own paragraph tells it; what was told above the heading before it is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handouts.language.dates import dated


class Day(str):
    """A date that is printed.  day: which."""

    __slots__ = ("day",)
    day: date

    def __new__(cls, text: str, day: date) -> Day:
        """A date as it is printed."""
        made = super().__new__(cls, text)
        made.day = day
        return made


class Hour(Day):
    """A time of day that is printed, and is not of the day of the appointment."""

    __slots__ = ()


def date_hours(skeleton: str, told: Mapping[str, Day], language: str) -> dict[str, str]:
    """Placeholder -> the time with its date, for those that need it.  told: placeholder -> date or time, in the order of printing."""
    found: dict[str, str] = {}
    last: tuple[int, date] | None = None
    for placeholder, shown in told.items():
        place = skeleton.find(placeholder)
        if isinstance(shown, Hour) and not (_just_told(skeleton, place, last, shown.day) or _beside(skeleton, place, told, shown.day)):
            found[placeholder] = dated(shown, shown.day, language)
        last = place, shown.day
    return found


def _just_told(skeleton: str, place: int, last: tuple[int, date] | None, day: date) -> bool:
    """Whether the date before a place is this day's, below the same heading."""
    return last is not None and last[1] == day and last[0] > skeleton.rfind("\n#", 0, place)


def _beside(skeleton: str, place: int, told: Mapping[str, Day], day: date) -> bool:
    """Whether the rest of the paragraph tells the date."""
    end = skeleton.find("\n\n", place)
    rest = skeleton[place : end if end >= 0 else len(skeleton)]
    return any(shown.day == day and not isinstance(shown, Hour) and placeholder in rest for placeholder, shown in told.items())
