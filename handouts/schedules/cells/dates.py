"""Dates and times as other systems write them.

In: a cell's text, and how it is written: `auto`, or a format of YYYY YY MM M MON DD D HH H mm ss AM and other characters.
Out: date, time of day and offset, or None.  The order of day and month in 03/04/2026 is never guessed from one cell: see
`evidence`.  Names of months are English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ORDERS = ("auto", DAY_FIRST, MONTH_FIRST)
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+", re.I)
SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.A)
CLEAR = (
    re.compile(r"(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})", re.A),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.A),
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -](?P<n>[A-Za-z]{3,9})\.?,?[ -](?P<y>\d{4})", re.A),
    re.compile(r"(?P<n>[A-Za-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})", re.A),
)
TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?)?\s*(?:([ap])\.?\s?(?:m\.?)?|uhr|h)?", re.A | re.I)
COMPACT_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})?(?:\.\d{1,9})?", re.A)
BOTH = re.compile(
    r"(.+?)(?:T|,?\s+(?:(?:at|um|às|as|à|a las|alle|kl\.?|godz\.?|-|–|@)\s+)?|\s*@\s*)"
    r"(\d{1,2}(?:[:.h]?\d{2}){0,2}(?:[.,]\d{1,9})?(?:\s*(?:[ap]\.?\s?(?:m\.?)?|uhr|h))?)\s*"
    r"(Z|UTC|\(?(?:UTC|GMT)?[+-]\d{2}:?\d{2}\)?)?",
    re.I,
)
SHORT_YEAR = re.compile(r"(?:[A-Za-z]{2,9}\.?,?\s+)?\d{1,2}([/.-])\d{1,2}\1\d{2}(?:\D.*)?")
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
MARKS = re.compile("[\u200b-\u200f\u061c\u2060\ufeff]")  # of direction and of width, which show nothing
SIGNS = re.compile("[\u2010-\u2012\u2212]")
TOKENS = {
    "YYYY": r"(?P<y>\d{4})", "YY": r"(?P<yy>\d{2})", "MON": r"(?P<n>[A-Za-z]{3,9})", "MM": r"(?P<m>\d{2})", "M": r"(?P<m>\d{1,2})",
    "DD": r"(?P<d>\d{2})", "D": r"(?P<d>\d{1,2})", "HH": r"(?P<h>\d{2})", "H": r"(?P<h>\d{1,2})", "mm": r"(?P<min>\d{2})",
    "ss": r"(?P<s>\d{2})(?:[.,]\d{1,9})?", "AM": r"(?P<half>[AaPp])\.?[Mm]\.?",
}  # fmt: skip


class Moment(NamedTuple):
    """What a cell says: a date, perhaps a time of day, perhaps an offset such as +01:00 or Z."""

    day: date
    time: time | None = None
    offset: str = ""

    @property
    def iso(self) -> str:
        """As ISO 8601."""
        return self.day.isoformat() + (f"T{self.time.isoformat()}{self.offset}" if self.time else "")


def read_date(text: str, order: str) -> date | None:
    """A date in any clear way of writing, or in numbers by the order of its column; none beside a weekday that is another's."""
    text = spaced(text)
    if weekday := WEEKDAY.match(text):
        told = read_date(text[weekday.end() :], order)
        return told if told and DAYS[told.weekday()] == weekday[0][:3].lower() else None
    for pattern in CLEAR:
        if found := pattern.fullmatch(text):
            return _date(found.groupdict())
    if (found := SLASHED.fullmatch(text)) and order in (DAY_FIRST, MONTH_FIRST):
        day, month = (found[1], found[3]) if order == DAY_FIRST else (found[3], found[1])
        return _date({"y": found[4], "m": month, "d": day})
    return None


def other_weekday(text: str, order: str) -> bool:
    """Whether a cell names a weekday that is not its date's: the date, or the order of day and month, is not what it seems."""
    text = spaced(text)
    weekday = WEEKDAY.match(text)
    return weekday is not None and read_moment(text, order) is None and read_moment(text[weekday.end() :], order) is not None


def read_time(text: str) -> time | None:
    """09:30, 9.30 am, 9am, 9:30p, 9.30 Uhr, 0930, 093000."""
    text = spaced(text)
    if found := COMPACT_TIME.fullmatch(text):
        return _time(found[1], found[2], found[3], "")
    if (found := TIME.fullmatch(text)) and (found[2] or found[4]):
        return _time(found[1], found[2] or "0", found[3], found[4] or "")
    return None


def read_moment(text: str, order: str) -> Moment | None:
    """A date, or a date and time with or without an offset."""
    if day := read_date(text, order):
        return Moment(day)
    found = BOTH.fullmatch(spaced(text))
    if not found:
        return None
    read, clock = read_date(found[1], order), read_time(found[2])
    return Moment(read, clock, _offset(found[3] or "")) if read and clock else None


def spaced(text: str) -> str:
    """A cell's text with ordinary spaces and hyphens, where it has others, such as the narrow one that CLDR 42 puts before AM."""
    return text.strip() if text.isascii() else SIGNS.sub("-", SPACES.sub(" ", MARKS.sub("", text))).strip()


def _offset(text: str) -> str:
    """Z or +01:00, of what stands after a time: UTC, GMT+01:00, (UTC-06:00).  GMT alone is not read: many write it in summer as well."""
    bare = text.upper().strip("()").removeprefix("UTC").removeprefix("GMT")
    return bare or ("Z" if text else "")


def read_as(text: str, form: str) -> Moment | time | None:
    """What a text says that is written in this format: a Moment, or a time alone."""
    found = pattern(form).fullmatch(text.strip())
    if not found:
        return None
    parts = {name: part for name, part in found.groupdict().items() if part}
    clock = _time(parts.get("h", "0"), parts.get("min", "0"), parts.get("s"), parts.get("half", "")) if "h" in parts else None
    if "h" in parts and clock is None:
        return None
    if "d" not in parts:
        return clock
    day = _date(parts)
    return Moment(day, clock) if day else None


@lru_cache(64)
def pattern(form: str) -> re.Pattern[str]:
    """A format as a regular expression.  Raises ValueError for one that says a part twice or lacks a date's part."""
    pieces = re.split("(" + "|".join(TOKENS) + ")", form)
    try:
        made = re.compile("".join(TOKENS.get(piece) or re.escape(piece) for piece in pieces), re.A)
    except re.error:
        raise ValueError("says a part twice") from None
    names = set(made.groupindex)
    dated = names & {"y", "yy", "m", "n", "d"}
    if dated and not (names & {"y", "yy"} and names & {"m", "n"} and "d" in names):
        raise ValueError("lacks the day, the month or the year")
    if not dated and "h" not in names:
        raise ValueError("has no part of a date or time")
    return made


def _date(parts: Mapping[str, str | None]) -> date | None:
    """A date of its parts; a year of two digits is one of this century."""
    year = int(parts.get("y") or 2000 + int(parts.get("yy") or 0))
    name = parts.get("n")
    try:
        return date(year, _month(name) if name else int(parts.get("m") or 0), int(parts.get("d") or 0))
    except ValueError:
        return None


def _month(name: str) -> int:
    """The number of a month by its name or the first three or four letters; 0 for what is none."""
    name = name.lower()
    return next((n for n, month in enumerate(MONTHS, 1) if name in (month, month[:3], month[:4])), 0)


def _time(hour: str, minute: str, second: str | None, half: str) -> time | None:
    """A time of day of its parts; half: a or p of a 12-hour clock."""
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + 12 * (half.lower() == "p")
    try:
        return time(hours, int(minute), int(second or 0))
    except ValueError:
        return None
