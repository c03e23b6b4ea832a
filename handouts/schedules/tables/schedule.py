"""A list that is a table: CSV or a spreadsheet, read by a column map.

In: rows of cells, a map, perhaps a second table of patients.  Out: what becomes of each row.  The table is read twice: once
to see how its columns write dates and times, once to give the rows.  Refuses a table whose dates stay ambiguous or whose
times are all 00:00 (`InputError`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.records.appointment import NAMED, PARTS, REQUIRED
from handouts.records.fields import read_start
from handouts.schedules.cells.clock import Clock
from handouts.schedules.cells.columnmap import CANONICAL, EXTRA, PATIENT, ColumnMap
from handouts.schedules.cells.evidence import Evidence, Times
from handouts.schedules.cells.person import person
from handouts.schedules.flags import Flag, crossed_out, reason_of, said_aside
from handouts.schedules.rows import HOW_TOLD, MOST_ROWS, MOVED_TOLD, Accepted, Outcome, Reject, Settled, Skipped, note, numbered
from handouts.schedules.tables.columns import TableRows, find_columns
from handouts.schedules.tables.footers import footer
from handouts.schedules.tables.join import Patients, same
from handouts.schedules.words import BOOKED, MOVED, folded, keyed

DATES = ("start", "start_date", "start_utc", "end", "date_of_birth")
TIMED = ("start_time", "start_utc", "start")  # the first of them that a list has says its times of day
TITLED = {column: column in NAMED for column in ("type", "code", "location", "clinician", *NAMED)}  # where CANCELLED may stand as well
FLAG_TOLD = "yes or no; or name the word under [status] in a map"
FORMS = {"start_date": "date", "start_time": "time", "start_utc": "utc"}  # our column -> its kind under [formats]


class TableSchedule:
    """A list of appointments in a table."""

    unit = "row"

    def __init__(self, rows: TableRows, zone: ZoneInfo, column_map: ColumnMap | None = None, patients: TableRows | None = None) -> None:
        self.rows, self.zone, self.name, self.format = rows, zone, rows.name, rows.format
        self.columns = find_columns(rows, column_map or (_joined(rows) if patients else None))
        self._patients = Patients(patients, zone, self.columns.map) if patients else None
        self.warnings = [*rows.warnings, *self.columns.warnings, *(self._patients.warnings if self._patients else ())]
        self.noticed = len(self.warnings)
        self._must_have_names()
        self.strange: Counter[str] = Counter()
        self._header = next((cells for row, cells in rows if row == self.columns.header and not isinstance(cells, Problem)), [])
        self._count = 0
        self._aside: dict[tuple[str, str], list[int]] = {}
        self._served: Mapping[int, set[datetime]] | None = None
        self.clock = Clock(self.columns.map, zone, self._survey())

    def _must_have_names(self) -> None:
        """Raise InputError for a map that names no patients, unless another file does."""
        columns, constants = self.columns.map.columns, self.columns.map.constants
        there = {*columns, *constants, *(self._patients.columns.places if self._patients else ())}
        if "name" in there:
            there |= set(PARTS)
        lacking = [c for c in REQUIRED if c not in there and c not in ("appointment_id", "start")]
        if lacking:
            remedy = "name the file that has them as the patients' file, or name them in the map"
            if self._patients:
                remedy = f'say under [patients] of the map what {self._patients.name} calls them, such as {lacking[0]} = "…"'
            raise InputError(f"{self.name}: the column map {self.columns.map.name} has no {', '.join(lacking)}; {remedy}")

    def _survey(self) -> dict[str, str]:
        """The order of day and month of each column; the whole table is read.  Raises InputError if it cannot be known."""
        columns, form = self.columns, self.columns.map.form
        dates = {c: Evidence(columns.names[c]) for c in DATES if c in columns.places and form(FORMS.get(c, c)) == "auto"}
        timed = next((c for c in TIMED if c in columns.places), "start")
        times = Times(columns.names.get(timed, timed), form(FORMS.get(timed, timed)))
        for row, texts in self._sound_rows():
            for column, evidence in dates.items():
                evidence.see(texts[column], row)
            times.see(texts[timed])
        self._must_have_rows()
        times.check(self.name)
        named = form("order")
        return {c: evidence.order(self.name) if named == "auto" else named for c, evidence in dates.items()}

    def _must_have_rows(self) -> None:
        """Raise InputError for a header alone: it would be a run in which nobody is given anything."""
        if not self._count:
            below = f"below its header (row {self.columns.header})" if self.columns.header else "of cells"
            raise InputError(f"{self.name}: has no row {below}; export it again with the appointments in it")

    def _sound_rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Number and texts of each row that has its cells and somebody's identifier; all rows are counted on the way."""
        for row, cells in self.rows:
            if row <= self.columns.header:
                continue
            self._count += 1
            if self._count > MOST_ROWS:
                raise InputError(f"{self.name}: has more than {MOST_ROWS} rows; split it")
            if not isinstance(cells, Problem) and not self.columns.ragged(cells):
                texts = self.columns.texts(cells)
                if texts.get("patient_id", "constant"):  # nobody's is a footer's, whose date says nothing of the list's
                    yield row, texts

    def __len__(self) -> int:
        """How many rows there are, for a progress bar."""
        return self._count

    def __iter__(self) -> Iterator[Outcome]:
        """Each row in turn; empty rows are passed over."""
        return self.reading(lambda row: True)

    def reading(self, wanted: Callable[[int], bool]) -> Iterator[Outcome]:
        """The rows that are wanted; the others are passed over unread, so a duplicate of one of them goes unnoticed."""
        settled = Settled(self.name, self.zone)
        self.strange.clear()
        self._aside = {}
        for row, cells in self.rows:
            if row > self.columns.header and wanted(row):
                yield self._read(settled, row, cells)
        settled.tell(self.warnings, self.noticed)
        self.warnings += [
            f"{self.name}: the column {column} says {what} in {numbered(found, self.unit)}, and is not read; "
            "if this is of the appointment, name the column as status in a map"
            for (column, what), found in self._aside.items()
        ]

    def _read(self, settled: Settled, row: int, cells: list[str] | Problem) -> Outcome:
        outcome = self._outcome(settled, row, cells)
        if isinstance(outcome, Reject) and not isinstance(cells, Problem) and (what := self._footer(cells, outcome)):
            return Skipped(row, f"{what}, no appointment")
        return outcome

    def _footer(self, cells: Sequence[str], outcome: Reject) -> str:
        """What a row is that cannot be used and is no appointment, see `footers`; '' for a row that tells a start."""
        ragged = self.columns.ragged(cells)
        if not ragged and all(problem.column != "start" for problem in outcome.problems):
            return ""
        texts = {} if ragged else self.columns.texts(cells)
        named = any(texts.get(column, "").strip() for column in ("name", "given_name", "family_name"))
        return footer(cells, self._header, named=named and bool(texts.get("patient_id", "").strip()))

    def _outcome(self, settled: Settled, row: int, cells: list[str] | Problem) -> Outcome:
        ragged = cells if isinstance(cells, Problem) else self.columns.ragged(cells)
        if ragged or isinstance(cells, Problem):
            return Reject(row, (ragged,) if ragged else ())
        problems: list[Problem] = []
        texts = self.columns.texts(cells)
        texts = texts if self.columns.map.plain else self.columns.map.told(texts)
        reason = self._reason(texts, cells, problems)
        if reason:
            return settled.skip(row, reason, self._record(texts, []))
        outcome = settled.settle(row, self._record(texts, problems), tuple(problems))
        if self.columns.unread and isinstance(outcome, Accepted):
            for index, name in self.columns.unread:
                if what := said_aside(cells[index]):
                    self._aside.setdefault((name, what), []).append(row)
        return outcome

    def _reason(self, texts: dict[str, str], cells: Sequence[str], problems: list[Problem]) -> str:
        """Why a row gets nothing, by whatever column says so; '' for a booked appointment.  What is not understood is a Problem."""
        said = [self._status("status", texts.get("status", ""), texts, problems)]
        said += [self._status(name, cells[index], texts, problems) for index, name in self.columns.also]
        said += [self._flagged(name, flag, cells[index], texts, problems) for index, name, flag in self.columns.flags]
        said += [crossed_out(text, name) for column, name in TITLED.items() if (text := texts.get(column))]
        if self._patients:
            said.append(self._patients.reason(texts.get("patient_id", ""), problems))
        return next(filter(None, said), "")

    def _status(self, column: str, word: str, texts: dict[str, str], problems: list[Problem]) -> str:
        found = self.columns.map.state(word)
        if found is None:
            note(self.strange, word)
            problems.append(Problem(column, "is not one of the known words", HOW_TOLD))
        if found != MOVED or found == self.columns.map.status.get(keyed(word)):
            return "" if found in (BOOKED, None) else found
        return self._moved(column, texts, problems)

    def _flagged(self, column: str, flag: Flag, cell: str, texts: dict[str, str], problems: list[Problem]) -> str:
        """The same, by a column that says one thing; the map tells what nobody understands."""
        reason = reason_of(flag, cell)
        if reason is None:
            reason = self.columns.map.status.get(keyed(cell))
            if reason is None:
                note(self.strange, "" if any(map(str.isdigit, cell)) else cell)
                problems.append(Problem(column, f"does not clearly say “{flag.reason}”, nor that it is not so", FLAG_TOLD))
            return "" if reason in (BOOKED, None) else reason
        return self._moved(column, texts, problems) if reason == MOVED else reason

    def _moved(self, column: str, texts: dict[str, str], problems: list[Problem]) -> str:
        """Of an appointment that was rescheduled: it is the time that was left if the patient is given a leaflet for another."""
        if self._served is None:
            twin = copy(self)
            twin.strange, twin.warnings, twin._served = Counter(), list(self.warnings), {}
            self._served = twin._starts()
        try:
            own = read_start(self.clock.start(texts, []), self.zone)
        except ValueError:
            own = None
        earliest = min(filter(None, (own, datetime.now(UTC))))
        if any(start != own and start >= earliest for start in self._served.get(_whose(texts.get("patient_id", "")), ())):
            return f"{MOVED}: the patient has another appointment in the list"
        problems.append(Problem(column, "says rescheduled: this may be the time that was left, or the new one", MOVED_TOLD))
        return ""

    def _starts(self) -> Mapping[int, set[datetime]]:
        """When the appointments start that are served, by their patients."""
        found: dict[int, set[datetime]] = {}
        for outcome in self:
            if isinstance(outcome, Accepted):
                found.setdefault(_whose(outcome.appointment.patient.identifier), set()).add(outcome.appointment.start)
        return found

    def _record(self, texts: dict[str, str], problems: list[Problem]) -> Mapping[str, str]:
        own = person(texts, self.columns.map, self.clock, problems)
        record = {column: text for column, text in texts.items() if column not in PATIENT} | own
        if self._patients:
            record.update(self._patients.join(own, texts, problems))
        record["start"] = self.clock.start(texts, problems)
        record["duration_minutes"] = self.clock.duration(texts, record["start"], problems)
        if "appointment_id" not in self.columns.places and "appointment_id" not in self.columns.map.constants:
            record["appointment_id"] = derived(record)
        for helper in EXTRA:
            record.pop(helper, None)
        return record


def _whose(identifier: str) -> int:
    """A number for a patient's identifier."""
    return int.from_bytes(blake2b(same(identifier).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def derived(record: Mapping[str, str]) -> str:
    """An identifier for an appointment of a list that has none: the same for the same patient, start and type."""
    said = "\n".join(record.get(column, "").strip() for column in ("patient_id", "start", "type"))
    return "D-" + blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest().upper()


def _joined(rows: TableRows) -> ColumnMap | None:
    """Our own columns as far as a list has them that is joined with another; None if it is known by a shipped map."""
    try:
        find_columns(rows, None)
    except InputError:
        first = next((cells for _, cells in rows if not isinstance(cells, Problem)), [])
        names = {folded(cell) for cell in first}
        columns = {ours: theirs for ours, theirs in CANONICAL.columns.items() if ours in names}
        if {"patient_id", "start"} <= set(columns):
            return ColumnMap("of the program's own columns", columns)
    return None
