"""What a whole column says about how its dates are written.

In: every cell of a column, one after the other.  Out: the order of day and month, if dates are in numbers at all.  Refuses
a column that stays ambiguous, one that contradicts itself, and one whose times are all 00:00 (`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from handouts.errors import InputError
from handouts.schedules.cells.dates import (
    BOTH,
    DAY_FIRST,
    MONTH_FIRST,
    SLASHED,
    WEEKDAY,
    Moment,
    read_as,
    read_date,
    read_moment,
    read_time,
)

OUTWEIGHS = 20  # so many cells for one order outweigh one for the other, which is then rejected by its row
REMEDY = f'write order = "{DAY_FIRST}" or order = "{MONTH_FIRST}" under [formats] of a column map'


@dataclass(slots=True)
class Evidence:
    """Counts of one column.  column: what messages call it.  The first row of either kind is kept for the message."""

    column: str
    clear: int = 0
    day_first: int = 0
    month_first: int = 0
    either: int = 0
    same: int = 0
    day_row: int = 0
    month_row: int = 0

    def see(self, text: str, row: int) -> None:
        """Take a cell into account."""
        text = text.strip()
        if text[:4].isdigit() and text[4:5] == "-":
            self.clear += 1
        elif found := _slashed(text):
            fitting = [order for order in (DAY_FIRST, MONTH_FIRST) if read_moment(text, order)] if WEEKDAY.match(text) else []
            if len(fitting) == 1:
                found = (31, 1) if fitting == [DAY_FIRST] else (1, 31)  # only so it is the weekday's date
            self._weigh(*found, row)
        elif read_date(text, "") is not None or read_moment(text, "") is not None:
            self.clear += 1

    def _weigh(self, first: int, second: int, row: int) -> None:
        """What two numbers say about their order; numbers that are neither day nor month say nothing."""
        if first == second <= 12:
            self.same += 1
        elif second <= 12 < first <= 31:
            self.day_first += 1
            self.day_row = self.day_row or row
        elif first <= 12 < second <= 31:
            self.month_first += 1
            self.month_row = self.month_row or row
        elif max(first, second) <= 12:
            self.either += 1

    def order(self, name: str) -> str:
        """day-first, month-first, or '' where dates in numbers are not this column's way.  name: the file's.

        Raises InputError if the column does not show its order, or shows both.
        """
        day, month = self.day_first, self.month_first
        if day + month + self.either + self.same <= self.clear:
            return ""
        if day and month and max(day, month) < OUTWEIGHS * min(day, month):
            raise InputError(
                f"{name}: the column {self.column} has dates with the day first (row {self.day_row}) and with the month first "
                f"(row {self.month_row}); export it again with one of them, or as 2026-12-08"
            )
        if not day and not month and self.either:
            raise InputError(f"{name}: the column {self.column} does not show whether its dates have the day or the month first; {REMEDY}")
        return MONTH_FIRST if month > day else DAY_FIRST


def _slashed(text: str) -> tuple[int, int] | None:
    """The two numbers before the year of a date in numbers, perhaps with a weekday before it and a time after it."""
    if weekday := WEEKDAY.match(text):
        text = text[weekday.end() :]
    found = SLASHED.fullmatch(text)
    if not found and (both := BOTH.fullmatch(text)):
        found = SLASHED.fullmatch(both[1])
    return (int(found[1]), int(found[3])) if found else None


@dataclass(slots=True)
class Times:
    """Whether a column has times of day at all.  form: its format."""

    column: str
    form: str = "auto"
    midnight: bool = False
    real: bool = False

    def see(self, text: str) -> None:
        """Take a cell into account; one time that is not 00:00 is enough."""
        if self.real:
            return
        clock = self._time(text)
        if clock is not None:
            self.midnight = True
            self.real = clock != time()

    def _time(self, text: str) -> time | None:
        if self.form != "auto":
            found = read_as(text, self.form)
            if found is not None:
                return found.time if isinstance(found, Moment) else found
        both = BOTH.fullmatch(text.strip())
        return read_time(both[2] if both else text)

    def check(self, name: str) -> None:
        """Raises InputError if every time is 00:00."""
        if self.midnight and not self.real:
            raise InputError(
                f"{name}: the column {self.column} says 00:00 in every row, which means that the list has no times of day; "
                "export it again with them, or name the column that has them in a column map"
            )
