"""A column map proposed for a table that is not known.

In: the rows of a table.  Out: a `Proposal`: a map as TOML, each guess marked `# guess: …`, for a person to correct.  Cells are
looked at, never shown: the text names columns only, and of a list without a header row only their places.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.records.names import split_name
from handouts.schedules.cells.columnmap import TARGETS
from handouts.schedules.cells.dates import read_as, read_date, read_moment, read_time
from handouts.schedules.cells.evidence import Evidence
from handouts.schedules.tables.columns import EMPTY, MOST_CELLS, TITLES, Rows
from handouts.schedules.words import folded, meant, status

LOOKED_AT = 500  # rows
RUN_TOGETHER = ("YYYYMMDD HHmmss", "YYYYMMDDHHmmss", "YYYYMMDDHHmm", "YYYYMMDD HHmm")
DATES = ("start", "start_date", "start_utc", "date_of_birth")


@dataclass(frozen=True, slots=True)
class Proposal:
    """text: the map in TOML.  columns: our column -> theirs; guesses: what a person must look at; missing: what is not found."""

    text: str
    columns: Mapping[str, str]
    guesses: tuple[str, ...]
    missing: tuple[str, ...]


def propose(rows: Rows, zone: ZoneInfo) -> Proposal:
    """A map for a table.  Raises InputError for an empty one."""
    first = [(row, cells) for row, cells in islice(rows, LOOKED_AT) if not isinstance(cells, Problem)]
    if not first:
        raise InputError(f"{rows.name}: {EMPTY}")
    header = max(range(min(len(first), TITLES)), key=lambda n: (_known(first[n][1]), -n))
    headed = _known(first[header][1]) >= 2
    body = [cells for _, cells in first[header + headed :]]
    names = [name.strip() for name in first[header][1][:MOST_CELLS]] if headed else [f"#{n}" for n in range(1, len(first[0][1]) + 1)]
    cells = {name: [row[n].strip() for row in body if n < len(row) and row[n].strip()] for n, name in enumerate(names) if name}
    return _Draft(rows.name, headed, cells).proposal()


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
        missing = tuple(
            column for column in ("start", "patient_id", "date_of_birth") if column not in self.columns and not self._instead(column)
        )
        halves = {"start_date", "start_time"}
        if len(halves & self.columns.keys()) == 1:  # a date alone says no time of day
            missing += tuple(halves - self.columns.keys())
        if "name" not in self.columns:
            missing += tuple(column for column in ("given_name", "family_name") if column not in self.columns)
        guesses = (
            *(f"{ours}: {why}" for ours, why in self.why.items()),
            *(f"{kind}: {why}" for kind, (_, why) in self.formats.items() if why),
        )
        return Proposal(self._text(missing), dict(self.columns), guesses, missing)

    def _instead(self, column: str) -> bool:
        return column == "start" and ("start_date" in self.columns or "start_utc" in self.columns)

    def _by_name(self) -> None:
        for name in self.cells:
            ours = meant(name) if self.headed else None
            if ours and ours not in self.columns:
                self._take(ours, name, "" if folded(name) == ours else "by its name")

    def _by_content(self) -> None:
        """Columns whose cells can be one thing only."""
        for ours, test, why in CONTENT:
            if ours in self.columns or (ours == "start" and self._instead(ours)):
                continue
            for name, cells in self.cells.items():
                if name not in self.columns.values() and cells and all(map(test, cells)):
                    self._take(ours, name, why)
                    break

    def _separate(self) -> None:
        """A column for start that has no date, or no time, is half of one."""
        start = self.columns.get("start")
        if start and all(read_time(cell) and not read_moment(cell, "day-first") for cell in self.cells[start]) and self.cells[start]:
            self._take("start_time", start, "its cells are times without a date")
            del self.columns["start"]
            self.why.pop("start", None)
        if "start" in self.columns and "start_date" in self.columns:
            for half in ("start_date", "start_time"):
                self.columns.pop(half, None)
                self.why.pop(half, None)

    def _forms(self) -> None:
        orders: dict[str, str] = {}
        for ours in DATES:
            cells = self.cells.get(self.columns.get(ours, ""), [])
            run = next((form for form in RUN_TOGETHER if cells and all(read_as(cell, form) for cell in cells)), "")
            if run:
                self.formats["utc" if ours == "start_utc" else ours] = (run, "by its cells")
            evidence = Evidence(self.columns.get(ours, ours))
            for cell in cells:
                evidence.see(cell, 1)
            try:
                orders[ours] = evidence.order(self.name)
            except InputError:
                orders[ours] = "?"
        found = set(orders.values()) - {""}
        if "?" in found:
            said = found - {"?"}
            order, why = (
                (said.pop(), "another column shows it")
                if len(said) == 1
                else ("auto", "the cells do not show it: write day-first or month-first")
            )
            self.formats["order"] = (order, why)
        lengths = [cell for cell in self.cells.get(self.columns.get("duration_minutes", ""), []) if cell.isascii() and cell.isdigit()]
        if lengths and min(map(int, (cell[:9] for cell in lengths))) >= 300:
            self.formats["duration"] = ("seconds", "none is under 300")

    def _take(self, ours: str, name: str, why: str) -> None:
        self.columns[ours] = name
        if why:
            self.why[ours] = why

    def _text(self, missing: tuple[str, ...]) -> str:
        lines = [
            f"# A column map proposed for {_quoted(self.name)}.  Look at each guess, correct it, and delete the mark.",
            'name = "my list"',
        ]
        lines += [] if self.headed else ["header = false  # guess: no row has names of columns"]
        lines += ["", "[columns]"]
        for ours in TARGETS:
            if ours in self.columns:
                lines.append(f"{ours} = {_quoted(self.columns[ours])}" + (f"  # guess: {self.why[ours]}" if ours in self.why else ""))
        lines += [f'# {column} = ""  # guess: none found; it is required' for column in missing]
        if self.formats:
            lines += ["", "[formats]"]
            lines += [f"{kind} = {_quoted(form)}" + (f"  # guess: {why}" if why else "") for kind, (form, why) in self.formats.items()]
        unread = [name for name in self.cells if name not in self.columns.values()] if self.headed else []
        lines += ["", *(f"# not read: {_quoted(name)}" for name in unread)]
        return "\n".join(lines).rstrip() + "\n"


def _quoted(text: str) -> str:
    """A TOML string of one line."""
    return json.dumps(text, ensure_ascii=True)


def _dated(cell: str) -> bool:
    return read_date(cell, "day-first") is not None or read_date(cell, "month-first") is not None


def _timed(cell: str) -> bool:
    found = read_moment(cell, "day-first") or read_moment(cell, "month-first")
    return bool(found and found.time) or any(read_as(cell, form) for form in RUN_TOGETHER)


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
