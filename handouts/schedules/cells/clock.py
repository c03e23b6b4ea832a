"""When an appointment starts and how long it takes, from the columns that say so.

In: texts of start, start_date, start_time, start_utc, zone, end, duration_minutes; the map's formats; the order of each
column's dates.  Out: `start` and `duration_minutes` for the record, and what is wrong.  A local time that the clocks strike
twice is settled by a UTC column beside it; two columns that contradict each other are a Problem.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from handouts.errors import Problem
from handouts.language.dates import zone_of
from handouts.records.fields import read_start
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.cells.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    SHORT_YEAR,
    Moment,
    other_weekday,
    read_as,
    read_moment,
    read_time,
    spaced,
)

ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?", re.A)
LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(?:\s*(?:s|secs?|seconds|m|mins?|minutes|h|hrs?|hours))?\.?", re.A | re.I)
WEEKDAY_TOLD = "names another weekday than its date has"
UNITS = {"minutes": 1.0, "seconds": 1 / 60, "hours": 60.0}


@dataclass(frozen=True, slots=True)
class Clock:
    """Reads moments of one list.  orders: our column -> day-first, month-first or ''."""

    map: ColumnMap
    zone: ZoneInfo
    orders: Mapping[str, str]

    def start(self, texts: Mapping[str, str], problems: list[Problem]) -> str:
        """The start in ISO 8601; a text that the door will refuse if it is not clear."""
        zone = self._zone(texts.get("zone", ""), problems)
        local = self._local(texts, zone or self.zone, problems)
        utc = texts.get("start_utc", "").strip()
        if utc:
            return self._by_utc(utc, local, zone or self.zone, problems)
        if zone is None or not local or not ISO.fullmatch(local):
            return local
        try:
            return read_start(local, zone).isoformat()
        except ValueError as error:
            problems.append(Problem("start", str(error), "a date and time such as 2026-12-08T09:30"))
            return ""

    def _zone(self, text: str, problems: list[Problem]) -> ZoneInfo | None:
        if not text.strip():
            return None
        try:
            return zone_of(text.strip())
        except ValueError:
            problems.append(Problem("zone", "is not a time zone", "a name such as Europe/London"))
            return None

    def _local(self, texts: Mapping[str, str], zone: ZoneInfo, problems: list[Problem]) -> str:
        if "start_date" not in texts:
            return self._moment("start", texts.get("start", ""), self.map.form("start"), problems)
        if not texts["start_date"].strip() and not texts["start_time"].strip():
            return ""
        found = _as_moment(texts["start_date"], self.map.form("date"), self.orders.get("start_date", ""))
        clock = _as_time(texts["start_time"], self.map.form("time"))
        if found is None:
            named = other_weekday(texts["start_date"], self.orders.get("start_date", ""))
            wrong = WEEKDAY_TOLD if named else "has a date that cannot be read"
            problems.append(Problem("start", wrong, f"a date {_written(self.map.form('date'), '2026-12-08')}"))
        if clock is None:
            problems.append(Problem("start", "has a time that cannot be read", f"a time {_written(self.map.form('time'), '09:30')}"))
        if not found or not clock:
            return ""
        day = _day_of(found, clock, zone)
        if day is None:
            what = "has a date with a time of its own, which is another than the time beside it"
            problems.append(Problem("start", what, "a date alone, or the same time in both"))
        return Moment(day, clock).iso if day else ""

    def _moment(self, column: str, text: str, form: str, problems: list[Problem]) -> str:
        """ISO 8601, or the text itself where no format is told: the door says what is wrong with it."""
        text = text.strip()
        if not text or (form == "auto" and ISO.fullmatch(text)):
            return text
        found = _as_moment(text, form, self.orders.get(column, ""))
        if found is None and (wrong := _unread(column, text, form)):
            problems.append(wrong)
            return ""
        return found.iso if found else text

    def _by_utc(self, text: str, local: str, zone: ZoneInfo, problems: list[Problem]) -> str:
        found = _as_moment(text, self.map.form("utc"), self.orders.get("start_utc", ""))
        if found is None or found.time is None or found.offset not in ("", "Z", "+00:00", "+0000"):
            expected = f"a date and time {_written(self.map.form('utc'), '2026-12-08T15:30Z')}"
            problems.append(Problem("start", "has a time in UTC that cannot be read", expected))
            return ""
        try:
            moment = datetime.combine(found.day, found.time, UTC).astimezone(zone)
        except OverflowError:
            problems.append(Problem("start", "has a year that cannot be right"))
            return ""
        beside = _as_moment(local, "auto", "") if local else None
        if local and (beside is None or beside.time is None or not _agree(moment, beside)):
            problems.append(Problem("start", "the local time and the time in UTC do not agree", f"the same moment, in {zone.key} and UTC"))
            return ""
        return moment.isoformat()

    def duration(self, texts: Mapping[str, str], start: str, problems: list[Problem]) -> str:
        """Whole minutes as text, '' if nothing says how long."""
        text = texts.get("duration_minutes", "").strip()
        if text:
            return self._length(text, problems)
        end = texts.get("end", "").strip()
        if not end or not ISO.fullmatch(start):
            return ""
        return self._until(end, start, problems)

    def _length(self, text: str, problems: list[Problem]) -> str:
        unit = self.map.formats.get("duration", "minutes")
        if unit == "h:mm":
            found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text, re.A)
            minutes = float(int(found[1]) * 60 + int(found[2])) if found else None
        else:
            number = LENGTH.fullmatch(text)
            minutes = float(number[1]) * UNITS[unit] if number else None
        if unit == "minutes" and (minutes is None or minutes % 1):
            return text  # the door says what is wrong
        if minutes is None:
            problems.append(Problem("duration_minutes", f"is not a number of {unit}", f"a duration in {unit}, as the column map says"))
            return ""
        return str(round(minutes))

    def _until(self, text: str, start: str, problems: list[Problem]) -> str:
        begun = datetime.fromisoformat(start) if _iso(start) else None
        form = self.map.form("end")
        clock = _as_time(text, form)
        found = None if clock else _as_moment(text, form, self.orders.get("end", ""))
        if begun is None:
            return ""
        if clock is not None:
            end = begun.replace(hour=clock.hour, minute=clock.minute, second=clock.second)
        elif found and found.time:
            end = datetime.fromisoformat(found.iso)
        else:
            problems.append(Problem("end", "is not a time", f"a time {_written(form, '10:15')}"))
            return ""
        if end.tzinfo is None or begun.tzinfo is None:
            end, begun = end.replace(tzinfo=None), begun.replace(tzinfo=None)
        minutes = (end - begun).total_seconds() / 60
        if not 1 <= minutes <= 1440:
            problems.append(Problem("end", "is not after the start on the same day", "an end within a day of the start"))
            return ""
        return str(round(minutes))

    def born(self, text: str, problems: list[Problem]) -> str:
        """A date of birth in ISO 8601, or the text itself: the door says what is wrong with it."""
        text, form = text.strip(), self.map.form("date_of_birth")
        if not text or (form == "auto" and text[4:5] == "-" and len(text) == 10):
            return text
        found = _as_moment(text, form, self.orders.get("date_of_birth", ""))
        if found is None and (wrong := _unread("date_of_birth", text, form)):
            problems.append(wrong)
            return ""
        return found.day.isoformat() if found and found.time in (None, time()) else text


def _day_of(found: Moment, clock: time, zone: ZoneInfo) -> date | None:
    """The day that a cell for a date says, which may be an instant: midnight there or here; None if its time is another one."""
    if found.time in (None, time()):
        return found.day
    here = datetime.fromisoformat(found.iso)
    try:
        here = here.astimezone(zone) if here.tzinfo else here
    except OverflowError:
        return None
    return here.date() if here.time() in (time(), clock) else None


def _unread(column: str, text: str, form: str) -> Problem | None:
    """Why a cell is not a moment, where more can be said than the door will."""
    if form != "auto":
        return Problem(column, "is not written as the column map says", form)
    if any(other_weekday(text, order) for order in (DAY_FIRST, MONTH_FIRST)):
        return Problem(column, WEEKDAY_TOLD, "the weekday of the date, or none; look at the order of day and month")
    if SHORT_YEAR.fullmatch(spaced(text)):
        return Problem(column, "has a year of two digits", "the century as well: export it again, or write it")
    return None


def _agree(moment: datetime, beside: Moment) -> bool:
    """Whether a local time without seconds, or with its own offset, is the moment."""
    assert beside.time is not None
    shown = datetime.combine(beside.day, beside.time)
    if beside.offset:
        return datetime.fromisoformat(beside.iso) == moment
    return abs((moment.replace(tzinfo=None) - shown).total_seconds()) < 60


def _iso(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _as_moment(text: str, form: str, order: str) -> Moment | None:
    if form == "auto":
        return read_moment(text, order)
    found = read_as(text, form)
    return found if isinstance(found, Moment) else _from_sheet(text)


def _as_time(text: str, form: str) -> time | None:
    if form == "auto":
        return read_time(text)
    found = read_as(text, form)
    if isinstance(found, time):
        return found
    return read_time(text) if re.fullmatch(r"\d\d:\d\d:\d\d", text.strip(), re.A) else None


def _from_sheet(text: str) -> Moment | None:
    """A cell that a spreadsheet holds as a date is not written in any format: it is clear by itself."""
    return read_moment(text, "") if re.match(r"\d{4}-\d\d-\d\d", text.strip(), re.A) else None


def _written(form: str, example: str) -> str:
    return f"such as {example}" if form == "auto" else f"written {form}"
