"""A column map proposed for a table that is not known.

In: the rows of a table.  Out: a `Proposal`: a map as TOML, each guess marked `# guess: …`, for a person to correct.  Cells are
looked at, never shown: the text names columns only, and of a list without a header row only their places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.files.quoting import quoted
from handouts.records.names import split_name
from handouts.schedules.cells.columnmap import TARGETS
from handouts.schedules.cells.dates import read_as, read_date, read_moment, read_time
from handouts.schedules.cells.evidence import Evidence
from handouts.schedules.tables.columns import EMPTY, MOST_CELLS, TITLES, TableRows
from handouts.schedules.words import folded, in_words, meant, status

LOOKED_AT, SHOWN = 500, 3  # rows
RUN_TOGETHER = ("YYYYMMDD HHmmss", "YYYYMMDDHHmmss", "YYYYMMDDHHmm", "YYYYMMDD HHmm")
OTHER_TIMES = re.compile(  # when something else was done
    r"(^|_)(created?|creation|updated?|modified|changed|booked|booking|registered|entered|printed|exported|last|sent|confirmed|due|date_scheduled"
    r"|request(ed)?|referr(al|ed)|received|arriv(al|ed)|checked|paid|invoiced?|signed|issued|expir(y|es)|cancell?ed|deleted"
    r"|erstellt|angelegt|gebucht|buchungsdatum|geändert|cread[oa]|creación|reservad[oa]|modificad[oa]|criad[oa]|criação|alterad[oa]|agendad[oa]_em|créée?"
    r"|création|réservée?|modifiée?|creat[oa]|prenotat[oa]|utworzon[oay]|utworzenia|zmienion[oay]|создан[оа]?|создания|изменен[оа]?|створено"
    r"|تاريخ_الإنشاء|تاريخ_الحجز|נוצר|תאריך_יצירה|创建时间|创建日期|下单时间|बनाया_गया|बुकिंग)(_|$)"
)
MOMENTS = ("start", "start_date")
DATES = ("start", "start_date", "start_utc", "date_of_birth")
SECONDS = 300  # a column of lengths that are all longer counts seconds: no clinic has only appointments of five hours


@dataclass(frozen=True, slots=True)
class Proposal:
    """text: the map in TOML.  columns: our column -> theirs; guesses: what a person must look at; missing: what is not found.

    headed: whether a row has the names of columns; first: column -> the first cells, as they stand there; forms: of dates, their order
    ('auto' if a person has to say it), durations.
    """

    text: str
    columns: Mapping[str, str]
    guesses: tuple[str, ...]
    missing: tuple[str, ...]
    headed: bool = True
    first: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    forms: Mapping[str, str] = field(default_factory=dict)


def propose(rows: TableRows, zone: ZoneInfo) -> Proposal:
    """A map for a table.  Raises InputError for an empty one."""
    first = [cells for _, cells in islice(rows, LOOKED_AT) if not isinstance(cells, Problem)]
    if not first:
        raise InputError(f"{rows.name}: {EMPTY}")
    header = max(range(min(len(first), TITLES)), key=lambda n: (_known(first[n]), -n))
    headed = _known(first[header]) >= 2
    names = [name.strip() for name in first[header][:MOST_CELLS]] if headed else [f"#{n}" for n in range(1, len(first[0]) + 1)]
    body = first[header + headed :]
    made = _Draft(rows.name, headed, {name: _column(body, n) for n, name in enumerate(names) if name}).proposal()
    return replace(made, headed=headed, first={name: _first(body, n) for n, name in enumerate(names) if name})


def _column(body: Sequence[Sequence[str]], place: int) -> list[str]:
    """The cells of a column that are not empty."""
    cells = (row[place].strip() for row in body if place < len(row))
    return [cell for cell in cells if cell]


def _first(body: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    """The first cells of a column, empty or not."""
    return tuple(row[place].strip() if place < len(row) else "" for row in body[:SHOWN])


def _known(cells: list[str]) -> int:
    return len({meant(cell) for cell in cells} - {None})


class _Draft:
    """A map that is being written: our column -> theirs, and why."""

    def __init__(self, name: str, headed: bool, cells: Mapping[str, list[str]]) -> None:
        self.name, self.headed, self.cells = name, headed, cells
        self.columns: dict[str, str] = {}
        self.why: dict[str, str] = {}
        self.formats: dict[str, tuple[str, str]] = {}

    def proposal(self) -> Proposal:
        """The map as text."""
        self._by_name()
        self._by_content()
        self._separate()
        self._forms()
        guesses = (
            *(f"{ours}: {why}" for ours, why in self.why.items()),
            *(f"{kind}: {why}" for kind, (_, why) in self.formats.items() if why),
        )
        missing = self._missing()
        forms = {kind: form for kind, (form, _) in self.formats.items()}
        return Proposal(self._text(missing), dict(self.columns), guesses, missing, forms=forms)

    def _missing(self) -> tuple[str, ...]:
        """What a list must have and this one seems not to."""
        needed = [column for column in ("start", "patient_id", "date_of_birth") if not self._instead(column)]
        halves = {"start_date", "start_time"}
        if halves & self.columns.keys():  # a date alone says no time of day
            needed += sorted(halves)
        if "name" not in self.columns:
            needed += ["given_name", "family_name"]
        return tuple(column for column in needed if column not in self.columns)

    def _instead(self, column: str) -> bool:
        """Whether other columns say when the appointment starts."""
        return column == "start" and ("start_date" in self.columns or "start_utc" in self.columns)

    def _by_name(self) -> None:
        for name in self.cells:
            ours = meant(name) if self.headed else None
            if ours and ours not in self.columns:
                self._take(ours, name, "" if folded(name) == ours else "by its name")

    def _by_content(self) -> None:
        """Columns whose cells can be one thing only; of several that can be the start the latest: what else was done, was done before."""
        for ours, test, why in CONTENT:
            if ours in self.columns or (ours == "start" and self._instead(ours)):
                continue
            fitting = [name for name in self._open() if self.cells[name] and all(map(test, self.cells[name]))]
            if fitting:
                latest = max(fitting, key=lambda name: max(map(_day, self.cells[name]))) if ours in MOMENTS else fitting[0]
                self._take(ours, latest, why)

    def _open(self) -> list[str]:
        """Their columns that are not taken, and do not say when something else was done."""
        return [name for name in self.cells if name not in self.columns.values() and not OTHER_TIMES.search(in_words(name))]

    def _separate(self) -> None:
        """A column for start that has no date, or no time, is half of one; one for a time that has a date as well is a whole."""
        timed, start = self._cells("start_time"), self._cells("start")
        if timed and not self.columns.keys() & {"start", "start_date"} and all(map(_timed, timed)):
            self._move("start_time", "start", "its cells are dates with times")
        if start and all(read_time(cell) and not read_moment(cell, "day-first") for cell in start):
            self._move("start", "start_time", "its cells are times without a date")
        if {"start", "start_date"} <= self.columns.keys():
            for half in ("start_date", "start_time"):
                self._drop(half)

    def _move(self, ours: str, to: str, why: str) -> None:
        name = self.columns[ours]
        self._drop(ours)
        self._take(to, name, why)

    def _drop(self, ours: str) -> None:
        self.columns.pop(ours, None)
        self.why.pop(ours, None)

    def _forms(self) -> None:
        for ours in DATES:
            if run := _run_together(self._cells(ours)):
                self.formats["utc" if ours == "start_utc" else ours] = (run, "by its cells")
        self._order()
        lengths = [cell for cell in self._cells("duration_minutes") if cell.isascii() and cell.isdigit()]
        if lengths and min(int(cell[:9]) for cell in lengths) >= SECONDS:
            self.formats["duration"] = ("seconds", f"none is under {SECONDS}")

    def _cells(self, ours: str) -> list[str]:
        return self.cells.get(self.columns.get(ours, ""), [])

    def _order(self) -> None:
        """The order of day and month, where a column leaves it open: as another shows it, or for a person to say."""
        said = {self._order_of(ours) for ours in DATES} - {""}
        if "?" in said:
            shown = said - {"?"}
            plain = len(shown) == 1
            why = "another column shows it" if plain else "the cells do not show it: write day-first or month-first"
            self.formats["order"] = (shown.pop() if plain else "auto", why)

    def _order_of(self, ours: str) -> str:
        """day-first, month-first, '' where dates are clear without, '?' where the column leaves it open."""
        evidence = Evidence(self.columns.get(ours, ours))
        for cell in self._cells(ours):
            evidence.see(cell, 1)
        try:
            return evidence.order(self.name)
        except InputError:
            return "?"

    def _take(self, ours: str, name: str, why: str) -> None:
        self.columns[ours] = name
        if why:
            self.why[ours] = why

    def _text(self, missing: tuple[str, ...]) -> str:
        head = f"# A map proposed for {quoted(self.name)}.  Look at each guess, correct it, and delete the mark."
        lines = [head, 'name = "my list"']
        lines += [] if self.headed else ["header = false  # guess: no row has names of columns"]
        lines += ["", "[columns]"]
        lines += [_line(ours, self.columns[ours], self.why.get(ours, "")) for ours in TARGETS if ours in self.columns]
        lines += [f'# {column} = ""  # guess: none found; it is required' for column in missing]
        lines += ["", "[formats]"] if self.formats else []
        lines += [_line(kind, form, why) for kind, (form, why) in self.formats.items()]
        unread = [name for name in self.cells if name not in self.columns.values()] if self.headed else []
        lines += ["", *(f"# not read: {quoted(name)}" for name in unread)]
        return "\n".join(lines).rstrip() + "\n"


def _line(key: str, value: str, why: str) -> str:
    """A line of TOML, marked if it is a guess."""
    return f"{key} = {quoted(value)}" + (f"  # guess: {why}" if why else "")


def _run_together(cells: Sequence[str]) -> str:
    """The format of digits alone that all cells have, '' if there is none."""
    return next((form for form in RUN_TOGETHER if cells and all(read_as(cell, form) for cell in cells)), "")


def _dated(cell: str) -> bool:
    return read_date(cell, "day-first") is not None or read_date(cell, "month-first") is not None


def _timed(cell: str) -> bool:
    found = read_moment(cell, "day-first") or read_moment(cell, "month-first")
    return bool(found and found.time) or any(read_as(cell, form) for form in RUN_TOGETHER)


def _day(cell: str) -> date:
    """The latest day that a cell may say."""
    found = (read_moment(cell, order) for order in ("day-first", "month-first"))
    return max((moment.day for moment in found if moment), default=date.min)


def _old(cell: str) -> bool:
    found = read_date(cell, "day-first") or read_date(cell, "month-first")
    return found is not None and found.year < 2015


CONTENT: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("start", _timed, "its cells are dates with times"),
    ("date_of_birth", _old, "its cells are dates of long ago"),
    ("start_date", _dated, "its cells are dates"),
    ("start_time", lambda cell: ":" in cell and read_time(cell) is not None, "its cells are times"),
    ("email", lambda cell: cell.count("@") == 1 and "." in cell.partition("@")[2], "its cells are e-mail addresses"),
    ("status", lambda cell: status(cell) is not None, "its cells are words for booked, cancelled and the like"),
    ("name", lambda cell: "," in cell and split_name(cell) is not None, "its cells are names such as 'Lee, Anna'"),
)
