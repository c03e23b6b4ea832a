"""Which sheet of a workbook is the list.

In: the sheets that have rows, the name that somebody asks for, what a list looks like.  Out: the one that is read, and what is said of the
others.  Refuses a name that none has, and to choose between two that both look like the list (`InputError`, naming them).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from handouts.errors import InputError
from handouts.schedules.words import meant

First = Sequence[list[str]]  # the first rows of a sheet
Fits = Callable[[First], bool]
WHO, WHEN = {"patient_id", "name", "family_name"}, {"start", "start_date", "start_utc"}
BY_LOOK, BY_ORDER, BY_NAME = "looks like the list", "is the first with rows", "is the one that was named"
ALONE = "is the only one with rows"


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet of a workbook that has rows.  first: its first rows; why: what speaks for it, '' if it is not read."""

    name: str
    rows: int
    first: First
    sheet: Any
    why: str = ""


def looks_like_appointments(first: First) -> bool:
    """Whether one of the first rows has names of columns that say who and when."""
    return any(named & WHO and named & WHEN for named in ({meant(cell) for cell in cells} for cells in first))


def looks_like_patients(first: First) -> bool:
    """Whether one of the first rows has names of columns that say who somebody is."""
    return any({"patient_id", "date_of_birth"} <= {meant(cell) for cell in cells} for cells in first)


def choose(file: str, sheets: Sequence[SheetSeen], wanted: str, fits: Sequence[Fits]) -> tuple[SheetSeen, str]:
    """The sheet that is read, and why.  fits: what a list looks like, the surest first.  Raises InputError."""
    if wanted:
        return _named(file, sheets, wanted), BY_NAME
    if len(sheets) == 1:
        return sheets[0], ALONE
    for fit in fits:
        found = [seen for seen in sheets if fit(seen.first)]
        if len(found) > 1:
            both = " and ".join(f"“{seen.name}”" for seen in found)
            raise InputError(f"{file}: {len(found)} of its sheets look like appointments, {both}; say with --sheet which one is meant")
        if found:
            return found[0], BY_LOOK
    return sheets[0], BY_ORDER


def _named(file: str, sheets: Sequence[SheetSeen], wanted: str) -> SheetSeen:
    same = [seen for seen in sheets if seen.name == wanted] or [s for s in sheets if s.name.strip().casefold() == wanted.strip().casefold()]
    if not same:
        there = ", ".join(f"“{seen.name}”" for seen in sheets)
        raise InputError(f"{file}: has no sheet “{wanted}” with rows; there is {there}")
    return same[0]
