"""Moments of an appointment that nobody has made: said by how far they are from it, in words.

In: steps away from the appointment, a language.  Out: "6 hours before your appointment", "the day before your appointment", "5:00 PM, the
evening before your appointment".  Refuses what no words can say (`ValueError`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal

from handouts.language.dates import clock
from handouts.language.phrases import counted, phrases

Unit = Literal["week", "day", "hour", "minute"]
UNITS: tuple[Unit, ...] = ("week", "day", "hour", "minute")
HOUR, DAY, WEEK = 60, 1440, 10080  # minutes
MINUTES: dict[Unit, int] = {"week": WEEK, "day": DAY, "hour": HOUR, "minute": 1}
EVENING = 18 * HOUR  # from when the day before is the evening before
NOMINAL = datetime(2001, 1, 15, 12, 0)  # a day that is only reckoned with, and never said

BEFORE: dict[Unit, tuple[str, str]] = {
    "week": ("1 week before your appointment", "%(count)s weeks before your appointment"),
    "day": ("the day before your appointment", "%(count)s days before your appointment"),
    "hour": ("1 hour before your appointment", "%(count)s hours before your appointment"),
    "minute": ("1 minute before your appointment", "%(count)s minutes before your appointment"),
}
AFTER: dict[Unit, tuple[str, str]] = {
    "week": ("1 week after your appointment", "%(count)s weeks after your appointment"),
    "day": ("the day after your appointment", "%(count)s days after your appointment"),
    "hour": ("1 hour after your appointment", "%(count)s hours after your appointment"),
    "minute": ("1 minute after your appointment", "%(count)s minutes after your appointment"),
}


@dataclass(frozen=True, slots=True)
class Relative:
    """A moment of an appointment whose day nobody knows.

    days: of the calendar; minutes: of real time, after these; hour: the minute of the day, where that is known, -1 otherwise; unit: the
    smallest that it was reckoned with, in which it is said.
    """

    days: int = 0
    minutes: int = 0
    hour: int = -1
    unit: Unit = "week"

    def moved(self, days: float, span: timedelta, unit: Unit) -> Relative:
        """Days of the calendar and real time later; earlier if they are negative.  unit: the smallest that they were given in."""
        whole = int(days)
        minutes = round(span / timedelta(minutes=1) + (days - whole) * DAY)
        unit = max(self.unit, unit, key=UNITS.index)
        if self.hour >= 0:
            over, hour = divmod(self.hour + minutes, DAY)
            return replace(self, days=self.days + whole + over, hour=hour, unit=unit)
        return replace(self, days=self.days + whole, minutes=self.minutes + minutes, unit=unit)

    def at(self, hour: int, minute: int) -> Relative:
        """Another time of its day.  Raises ValueError where hours away from the appointment leave open which day that is."""
        if self.minutes:
            raise ValueError("a time of a day that only the time of the appointment tells")
        return replace(self, hour=hour * HOUR + minute)

    @property
    def day(self) -> Relative:
        """Its day, as far as it is known."""
        return replace(self, hour=-1)

    @property
    def is_later(self) -> bool:
        """Whether it is after the appointment."""
        return self.days * DAY + self.minutes > 0

    @property
    def nominal(self) -> datetime:
        """A moment to put it in an order by, among others of one appointment; it is never said."""
        moment = NOMINAL + timedelta(days=self.days, minutes=self.minutes)
        return moment if self.hour < 0 else datetime.combine(moment, time(self.hour // HOUR, self.hour % HOUR))


def told_day(moment: Relative, language: str) -> str:
    """Its day: the day before your appointment; of what is hours away, how many."""
    if not (moment.days or moment.minutes):
        return str(phrases(language)("the day of your appointment"))
    if moment.days == -1 and moment.hour >= EVENING:
        return str(phrases(language)("the evening before your appointment"))
    return _away(moment, language)


def told_time(moment: Relative, language: str) -> str:
    """Its time: 5:00 PM, where that is known; otherwise how far it is away."""
    if moment.hour >= 0:
        return clock(moment.nominal, language)
    return _away(moment, language) if moment.days or moment.minutes else str(phrases(language)("the time of your appointment"))


def told_moment(moment: Relative, language: str) -> str:
    """Both: 5:00 PM, the evening before your appointment."""
    if moment.hour >= 0:
        return str(phrases(language)("%(time)s, %(day)s", time=told_time(moment, language), day=told_day(moment, language)))
    return _away(moment, language) if moment.days or moment.minutes else str(phrases(language)("the day and time of your appointment"))


def _away(moment: Relative, language: str) -> str:
    """How far it is from the appointment, in the unit that it was reckoned with."""
    from babel.numbers import format_decimal

    total = moment.days * DAY + moment.minutes
    wished = max(moment.unit, "hour" if moment.minutes else "week", key=UNITS.index)
    unit = next(unit for unit in UNITS[UNITS.index(wished) :] if not total % MINUTES[unit])
    count = abs(total) // MINUTES[unit]
    one, many = (BEFORE if total < 0 else AFTER)[unit]
    return str(counted(language)(one, many, count, count=format_decimal(count, locale=language.replace("-", "_"))))
