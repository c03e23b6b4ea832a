"""What a list says of itself by its dates: the days it spans, and what can hardly be meant.

In: what became of each row.  Out: days and their appointments; sentences for whoever looks before anything is made.  Refuses nothing: an
old list may be printed again, a clinic may see everybody at nine.  Holds two numbers for each appointment, and no patient's data.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from itertools import chain

from handouts.records.fields import AHEAD, LONG_AGO
from handouts.schedules.cells.dates import MONTHS
from handouts.schedules.rows import Accepted, Outcome, Reject, numbered

A_DAY, AN_HOUR = 1440, 60  # minutes
MORNING, AFTERNOON = 6 * AN_HOUR, 13 * AN_HOUR
ALIKE = 5  # so many appointments of one time of day are worth a word, if they are half of the list
Begins = tuple[int, int]  # a row, and when its appointment starts: minutes of the clinic's clock since the year 1


@dataclass(slots=True)
class Starts:
    """When the appointments of a list start.  name: the file's; unit: what its rows are called."""

    name: str = ""
    unit: str = "row"
    zone: tzinfo = UTC
    _rows: array[int] = field(default_factory=lambda: array("q"), repr=False)
    _minutes: array[int] = field(default_factory=lambda: array("q"), repr=False)
    _born: list[int] = field(default_factory=list, repr=False)

    def see(self, outcome: Outcome) -> None:
        """Another row."""
        if isinstance(outcome, Accepted):
            start = outcome.appointment.start
            self.zone = start.tzinfo or UTC
            self._rows.append(outcome.row)
            self._minutes.append(_minute(start))
        elif isinstance(outcome, Reject) and any(found.what in (AHEAD, LONG_AGO) for found in outcome.problems):
            self._born.append(outcome.row)

    def days(self, but: Collection[int] = ()) -> tuple[tuple[date, int], ...]:
        """Each day with its number of appointments.  but: rows that do not count."""
        counted = Counter(minute // A_DAY for _, minute in self._counted(but))
        return tuple((date.fromordinal(day), count) for day, count in sorted(counted.items()))

    def remarks(self, but: Collection[int] = (), now: datetime | None = None) -> tuple[str, ...]:
        """What can hardly be meant, a sentence each.  now: the present moment."""
        today = (now or datetime.now(UTC)).astimezone(self.zone)
        found = list(self._counted(but))
        unit = self.unit
        said = chain(_past(found, today, unit), _far(found, today, unit), _alike(found), _at_night(found, unit), self._long_ago())
        return tuple(f"{self.name}: {sentence}" for sentence in said)

    def _counted(self, but: Collection[int]) -> Iterator[Begins]:
        return ((row, minute) for row, minute in zip(self._rows, self._minutes, strict=True) if row not in but)

    def _long_ago(self) -> Iterator[str]:
        if self._born:
            where = numbered(self._born, self.unit)
            yield f"the date of birth in {where} is in the future or before 1900; look how the years of birth are written"


def _past(found: list[Begins], today: datetime, unit: str) -> Iterator[str]:
    """What has begun already."""
    over = [row for row, minute in found if minute < _minute(today)]
    if over and len(over) == len(found):
        last = date.fromordinal(max(minute for _, minute in found) // A_DAY)
        yield f"no appointment is still ahead, the last was on {spoken(last)}; look whether this is the list that is meant"
    elif over:
        yield f"{len(over)} of {len(found)} appointments lie in the past, in {numbered(over, unit)}; look whether they shall be made"


def _far(found: list[Begins], today: datetime, unit: str) -> Iterator[str]:
    """What starts when hardly a list is made yet."""
    month, day = (today.month, today.day) if (today.month, today.day) != (2, 29) else (3, 1)
    limit = _minute(today.replace(year=today.year + 1, month=month, day=day))
    if far := [row for row, minute in found if minute > limit]:
        yield f"more than a year ahead: the start in {numbered(far, unit)}; look whether the year, or the order of day and month, is right"


def _alike(found: list[Begins]) -> Iterator[str]:
    """Whether the list looks as if its times were lost."""
    for minute, count in Counter(minute % A_DAY for _, minute in found).most_common(1):
        if count >= ALIKE and 2 * count >= len(found):
            clock = f"{minute // AN_HOUR:02}:{minute % AN_HOUR:02}"
            yield f"{count} of {len(found)} appointments start at {clock}; look whether the list has lost its times of day"


def _at_night(found: list[Begins], unit: str) -> Iterator[str]:
    """Whether the afternoon looks as if it were written without PM."""
    early = [row for row, minute in found if minute % A_DAY < MORNING]
    late = any(minute % A_DAY >= AFTERNOON for _, minute in found)
    if len(early) > 1 or (early and not late):
        where = numbered(early, unit)
        yield f"before 6 in the morning: the start in {where}; look whether the list has a clock of 12 hours without AM and PM"


def _minute(moment: datetime) -> int:
    """Minutes of the clock that the moment is of."""
    return moment.toordinal() * A_DAY + moment.hour * AN_HOUR + moment.minute


def spoken(day: date) -> str:
    """8 December 2026."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def span(first: date, last: date) -> str:
    """8–12 December 2026; only the parts that differ are said twice."""
    if first == last:
        return spoken(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{spoken(last)}"
    begins = spoken(first) if first.year != last.year else f"{first.day} {MONTHS[first.month - 1].title()}"
    return f"{begins} – {spoken(last)}"
