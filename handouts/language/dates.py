"""Dates and times in words, in the leaflet's language (CLDR, by Babel)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handouts.language.phrases import phrases

if TYPE_CHECKING:
    from babel.core import Locale

NOWHERE = frozenset({"localtime", "Factory", "posixrules"})  # beside the zones, but none: this machine's, "not set", a rule of 1987
ALMOST = 30  # minutes of the hour before midnight
ZONE = re.compile(r"[A-Za-z][\w+-]{0,30}(/[\w+-]{1,30}){0,2}", re.A)  # theory.html of the tz database, Names of timezones


def nowhere(name: str) -> bool:
    """Whether a name stands beside the zones and is no place's, or is that of clocks with leap seconds, which nobody's wall shows."""
    return name in NOWHERE or name.startswith(("right/", "posix/"))


def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name.  Raises ValueError if there is none, or if it is that of no place.

    Looked at before it is looked for, because Python searches its tzdata package by importing what the name says.
    """
    if ZONE.fullmatch(name) and not nowhere(name):
        try:
            return ZoneInfo(name)
        except (KeyError, OSError):
            pass
    raise ValueError("is not a time zone")


def moved(moment: datetime, days: float, span: timedelta) -> datetime:
    """A moment moved by whole days of the calendar (the same time of day) and a span of real time.

    A time of day that the clocks skip becomes the one they jump to.
    """
    return _moved(moment, moment.tzinfo, moment.fold, days, span)


@lru_cache(4096)  # a list has few times of day; equal moments of two zones, and of two folds, are equal keys
def _moved(moment: datetime, zone: tzinfo | None, fold: int, days: float, span: timedelta) -> datetime:
    if days:
        moment = (moment.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=zone)
    return (moment.astimezone(UTC) + span).astimezone(zone)


def day(moment: date, language: str) -> str:
    """Tuesday, December 8, 2026."""
    return _day(_calendar(moment), "full", language)


def short_day(moment: date, language: str) -> str:
    """December 8, 2026."""
    return _day(_calendar(moment), "long", language)


def month(moment: date, language: str) -> str:
    """December 2026."""
    return _month(_calendar(moment), language)


def near_day(moment: date, language: str) -> str:
    """Tue, December 8: for a row of days of which the year goes without saying."""
    return _near_day(_calendar(moment), language)


def weekday(moment: date, language: str) -> str:
    """Tuesday.  As it stands alone: some languages have another form of it inside a date (CLDR, Date Field Symbol Table, c)."""
    return _day(_calendar(moment), "cccc", language)


@lru_cache(64)
def week_letters(language: str) -> tuple[str, ...]:
    """M, T, W, … from the first day of a week where the language is spoken."""
    from babel.dates import get_day_names

    locale = _locale(language)
    names, first = get_day_names("narrow", "stand-alone", locale), locale.first_week_day
    return tuple(str(names[(first + day) % 7]) for day in range(7))


def at_time(moment: datetime, hour: int, minute: int) -> datetime:
    """Another time of the same day.  One that the clocks skip becomes the one they jump to."""
    return moved(moment.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0), 0, timedelta())


def clock(moment: datetime, language: str) -> str:
    """9:30 AM.  Raises TypeError for a day without a time."""
    if not isinstance(moment, datetime):
        raise TypeError("a time of day is that of a date and time")
    return _clock(moment.hour, moment.minute, language)


def hour(moment: datetime, language: str) -> str:
    """The same for a patient, near midnight and noon also in words: 12:30 AM (just after midnight, in the night from Monday to Tuesday).

    Who reads 12:00 PM or a quarter past midnight on Tuesday may come twelve or 24 hours off (NIST, Times of Day FAQs: are noon and
    midnight 12 a.m. or 12 p.m.?).  Raises TypeError for a day without a time.
    """
    shown = clock(moment, language)
    if moment.hour == 12:
        return _noon(moment.minute, shown, language)
    if moment.hour == 23 and moment.minute >= ALMOST:
        return str(phrases(language)("%(time)s (just before midnight)", time=shown))
    return _night(moment, shown, language) if moment.hour == 0 else shown


def _noon(minute: int, shown: str, language: str) -> str:
    """12:00 noon; an hour past it only where clocks have twelve hours, as 12:30 is clear on others."""
    if not minute:
        return str(phrases(language)("12:00 noon"))
    return str(phrases(language)("%(time)s (just after noon)", time=shown)) if _twelve_hours(language) else shown


def _night(moment: datetime, shown: str, language: str) -> str:
    """The hour after midnight, with the night it is of."""
    nights = {"before": _day(_calendar(moment) - timedelta(days=1), "EEEE", language), "day": _day(_calendar(moment), "EEEE", language)}
    if moment.minute:
        return str(phrases(language)("%(time)s (just after midnight, in the night from %(before)s to %(day)s)", time=shown, **nights))
    return str(phrases(language)("12:00 midnight (in the night from %(before)s to %(day)s)", **nights))


def clock_and_words(moment: datetime, language: str) -> tuple[str, str]:
    """The same in two: 12:30 AM, and (just after midnight, in the night from Monday to Tuesday); '' where there are no words."""
    shown, bare = hour(moment, language), clock(moment, language)
    at = len(bare) if shown.startswith(bare) else len(shown) - len(shown.lstrip("0123456789:"))
    return shown[:at], shown[at:].strip()


def dated(shown: str, moment: date, language: str) -> str:
    """A time with its day: 11:45 PM, Monday, December 7, 2026.  shown: the time, as it is printed."""
    return str(phrases(language)("%(time)s, %(day)s", time=shown, day=day(moment, language)))


@lru_cache(64)
def _twelve_hours(language: str) -> bool:
    """Whether the clocks of a language count to twelve (CLDR's short time has a period of the day)."""
    return any(sign in _locale(language).time_formats["short"].pattern for sign in "abB")


@lru_cache(64)
def _locale(language: str) -> Locale:
    """CLDR's data of a language."""
    from babel.core import Locale

    return Locale.parse(language.replace("-", "_"))


def _calendar(moment: date) -> date:
    if not isinstance(moment, date):
        raise TypeError("a day is that of a date")
    return moment.date() if isinstance(moment, datetime) else moment


# Cached by what is shown: equal moments of two zones are equal keys, and differ in what their clocks show.
@lru_cache(4096)
def _day(moment: date, form: str, language: str) -> str:
    from babel.dates import format_date

    return printable(format_date(moment, form, locale=_locale(language)))


@lru_cache(256)
def _month(moment: date, language: str) -> str:
    from babel.dates import format_skeleton

    return printable(format_skeleton("yMMMM", moment, locale=_locale(language)))


@lru_cache(4096)
def _near_day(moment: date, language: str) -> str:
    from babel.dates import format_skeleton

    return printable(format_skeleton("MMMMEd", moment, locale=_locale(language)))


@lru_cache(4096)
def _clock(hour: int, minute: int, language: str) -> str:
    from babel.dates import format_time

    return printable(format_time(time(hour, minute), "short", locale=_locale(language)))


def printable(text: str) -> str:
    """CLDR's narrow no-break space becomes a no-break space, which every reader copies as a space; marks that show nothing go."""
    return text.replace("\u202f", "\u00a0").replace("\u200f", "").replace("\u200e", "")
