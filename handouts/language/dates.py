"""Dates and times in words, in the leaflet's language (CLDR, by Babel)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

NOWHERE = frozenset({"localtime", "Factory", "posixrules"})  # beside the zones, but none: this machine's, "not set", a rule of 1987
ZONE = re.compile(r"[A-Za-z][\w+-]{0,30}(/[\w+-]{1,30}){0,2}", re.A)  # theory.html of the tz database, Names of timezones


def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name.  Raises ValueError if there is none, or if it is that of no place.

    Looked at before it is looked for, because Python searches its tzdata package by importing what the name says.
    """
    if ZONE.fullmatch(name) and name not in NOWHERE:
        try:
            return ZoneInfo(name)
        except (KeyError, OSError):
            pass
    raise ValueError("is not a time zone")


def moved(moment: datetime, days: float, span: timedelta) -> datetime:
    """A moment moved by whole days of the calendar (the same time of day) and a span of real time.

    A time of day that the clocks skip becomes the one they jump to.
    """
    zone = moment.tzinfo
    if days:
        moment = (moment.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=zone)
    return (moment.astimezone(UTC) + span).astimezone(zone)


def day(moment: date, language: str) -> str:
    """Tuesday, December 8, 2026."""
    return _day(_calendar(moment), "full", language)


def short_day(moment: date, language: str) -> str:
    """December 8, 2026."""
    return _day(_calendar(moment), "long", language)


def clock(moment: datetime, language: str) -> str:
    """9:30 AM.  Raises TypeError for a day without a time."""
    if not isinstance(moment, datetime):
        raise TypeError("a time of day is that of a date and time")
    return _clock(moment.hour, moment.minute, language)


def _calendar(moment: date) -> date:
    if not isinstance(moment, date):
        raise TypeError("a day is that of a date")
    return moment.date() if isinstance(moment, datetime) else moment


# Cached by what is shown: equal moments of two zones are equal keys, and differ in what their clocks show.
@lru_cache(4096)
def _day(moment: date, form: str, language: str) -> str:
    from babel.dates import format_date

    return _printable(format_date(moment, form, locale=language.replace("-", "_")))


@lru_cache(4096)
def _clock(hour: int, minute: int, language: str) -> str:
    from babel.dates import format_time

    return _printable(format_time(time(hour, minute), "short", locale=language.replace("-", "_")))


def _printable(text: str) -> str:
    """CLDR's narrow no-break space becomes a no-break space, which every reader copies as a space; marks that show nothing go."""
    return text.replace("\u202f", "\u00a0").replace("\u200f", "").replace("\u200e", "")
