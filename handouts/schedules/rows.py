"""What every reader of a list gives: rows, and what becomes of each.

In: flat records, each with the place it stands at.  Out: `Accepted`, `Reject` or `Skipped`, one for each.  All records
go through the same door (`handouts.records.appointment.read_record`); what a reader itself found wrong is said beside it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from handouts.errors import Problem, RecordError
from handouts.records.appointment import EMPTY, NAMED, PARTS, Appointment, Patient, read_record
from handouts.records.damage import of_identifier
from handouts.records.fields import normalised, read_start
from handouts.schedules.words import NOT_BOOKED, OVER

MOST_ROWS = 1_000_000
HOW_TOLD = "booked, cancelled, no-show; or name it under [status] in a map"
MOVED_TOLD = "the word under [status] in a map: rescheduled for the time that was left, booked for the new one"
MOST_STRANGE, LONGEST_STRANGE = 200, 60  # words for a status that nobody knows; characters of one
SHOWN = 10  # places that a message names
INSTEAD = {"language": " (the clinic's own is taken)", "format": " (standard is taken; write large-print for who needs it)"}
NAMELESS = "{}: does not say whose appointment is off in {}: copies made of it are not called off; look for them with `handouts find`"
PLURALS = {"entry": "entries"}
ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.I)
WHO = attrgetter(*(each.name for each in fields(Patient)))
WHAT = attrgetter(*(each.name for each in fields(Appointment) if each.name != "patient"))
PATIENT = ("given_name", "family_name", "date_of_birth")
DIGEST = 2**64 - 1  # of Python's hashes, which are another's in every process


class Reject(NamedTuple):
    """A row that cannot be used: where it stands, and everything that is wrong with it.

    first: the row that says something else of the same appointment, 0 if that is not what is wrong.
    """

    row: int
    problems: tuple[Problem, ...]
    first: int = 0


class Accepted(NamedTuple):
    """A row that can be used."""

    row: int
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class CalledOff:
    """An appointment that does not take place, by its identifiers, and why.  start: when it would, None if that is not said."""

    patient: str = field(repr=False)
    appointment: str = field(repr=False)
    why: str
    start: datetime | None = field(default=None, compare=False)


class Skipped(NamedTuple):
    """A row that is in order and gets nothing: cancelled, no-show, duplicate of row n.

    off: the appointment, if it is skipped for its status and the record says which it is; first: the row that says the same.
    """

    row: int
    reason: str
    off: CalledOff | None = None
    first: int = 0


Outcome = Accepted | Reject | Skipped


class Schedule(Protocol):
    """A list of appointments.  Can be iterated more than once.

    format: the name of the file's format; unit: what `row` counts (row, entry, message, event); warnings: what the
    reader noticed, for the person at the desk, of which so many (noticed) before the records were read; strange: words for a status
    that nobody knows, and how often each came, when all records have been read.
    """

    warnings: list[str]
    noticed: int
    strange: Counter[str]

    @property
    def format(self) -> str:
        """CSV, XLSX, ODS, FHIR, HL7 v2 or iCalendar."""

    @property
    def unit(self) -> str:
        """What the places are called."""

    def __len__(self) -> int:
        """About how many rows there are, for a progress bar."""

    def __iter__(self) -> Iterator[Outcome]:
        """What becomes of each row."""


def note(strange: Counter[str], word: str) -> None:
    """Count a word that nobody knows; only so many different ones are kept."""
    word = word.strip()[:LONGEST_STRANGE]
    if word in strange or len(strange) < MOST_STRANGE:
        strange[word] += 1


def warn(schedule: Schedule, warning: str) -> None:
    """Have a reader say one thing more."""
    schedule.warnings.insert(schedule.noticed, warning)
    schedule.noticed += 1


@dataclass(slots=True)
class Settled:
    """Settles records one after the other, and knows those of before: a duplicate is skipped, a contradiction rejected.

    Holds two numbers for each appointment and no patient's data: a digest of the identifier, and the first's row with a
    digest of all it says.  looked: where the reader looks for a column, for messages.
    """

    name: str
    zone: ZoneInfo
    unit: str = "row"
    looked: Mapping[str, str] = field(default_factory=dict)
    _seen: dict[int, int] = field(default_factory=dict)
    _left_out: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _nameless: list[int] = field(default_factory=list)

    def tell(self, warnings: list[str], noticed: int) -> None:
        """Add to a reader's warnings what was left out of records that are in order otherwise, and where; and what is off of nobody.

        noticed: how many warnings it had before; those of an earlier reading are replaced.
        """
        warnings[noticed:] = [
            f"{self.name}: {column} {what}, and is left out{INSTEAD.get(column, '')}, in {numbered(rows, self.unit)}"
            for (column, what), rows in self._left_out.items()
        ]
        if self._nameless:
            warnings.append(NAMELESS.format(self.name, numbered(self._nameless, self.unit)))

    def settle(self, row: int, record: Mapping[str, object], problems: tuple[Problem, ...] = ()) -> Outcome:
        """What becomes of a record.  problems: what its reader has found already, which the door need not repeat."""
        own = {problem.column for problem in problems}
        if "patient_id" in own:  # what is empty because nobody knows the patient need not be said for each column
            own.update(column for column in PATIENT if not record.get(column))
        left_out: list[Problem] = []
        try:
            appointment = read_record(_unescaped(record), f"{self.name}: {self.unit} {row}", self.zone, left_out)
        except RecordError as error:
            return Reject(row, problems + tuple(self._located(problem) for problem in error.problems if problem.column not in own))
        if problems:
            return Reject(row, problems)
        for problem in left_out:
            self._left_out.setdefault((problem.column, problem.what), []).append(row)
        return self._compare(row, appointment)

    def _located(self, problem: Problem) -> Problem:
        """What is wrong; of an empty column also where it was looked for, and what settles it."""
        if problem is not EMPTY.get(problem.column) or problem.column not in self.looked:
            return problem
        what = f"is empty; looked for in {self.looked[problem.column]}"
        place = "the place of the whole name as name" if problem.column in PARTS else f"its place as {problem.column}"
        return Problem(problem.column, what, f"a value there; or {place} under [fields] in a map")

    def skip(self, row: int, reason: str, record: Mapping[str, object]) -> Skipped:
        """A row that gets nothing because of its status.  record: of it, as far as that can be read."""
        off = _called_off(record, reason, self.zone)
        if off is None and reason not in (OVER, NOT_BOOKED):
            self._nameless.append(row)
        return Skipped(row, reason, off)

    def _compare(self, row: int, appointment: Appointment) -> Outcome:
        told = WHAT(appointment), appointment.start.fold, WHO(appointment.patient)  # an hour that is struck twice has one hash
        key, content = hash(appointment.identifier) & DIGEST, hash(told) & DIGEST
        first = self._seen.setdefault(key, row << 64 | content)
        if first >> 64 == row:
            return Accepted(row, appointment)
        if first & DIGEST == content:
            return Skipped(row, f"duplicate of {self.unit} {first >> 64}", first=first >> 64)
        what = f"stands in {self.unit} {first >> 64} with other content"
        return Reject(row, (Problem("appointment_id", what, "an identifier of its own; correct one of the two"),), first >> 64)


def _called_off(record: Mapping[str, object], why: str, zone: ZoneInfo) -> CalledOff | None:
    """Which appointment it is; None if patient and appointment are not both named by what can be an identifier."""
    named = [record.get(column) for column in ("patient_id", "appointment_id")]
    try:
        patient, appointment = (normalised(str(text)) if isinstance(text, (str, int)) else "" for text in named)
    except ValueError:
        return None
    sound = patient and appointment and not (of_identifier(patient) or of_identifier(appointment))
    return CalledOff(patient, appointment, why, _start_of(record, zone)) if sound else None


def _start_of(record: Mapping[str, object], zone: ZoneInfo) -> datetime | None:
    """When a record says that its appointment begins; None if that cannot be read."""
    try:
        return read_start(str(record.get("start") or ""), zone)
    except ValueError:
        return None


def numbered(rows: Sequence[int], unit: str) -> str:
    """Rows by their numbers, the first of many: rows 2, 5, 6 and 30 more.  unit: what one is called."""
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f"{unit if len(rows) == 1 else PLURALS.get(unit, f'{unit}s')} {', '.join(map(str, rows[:SHOWN]))}{more}"


def _unescaped(record: Mapping[str, object]) -> Mapping[str, object]:
    """The record with names as they were before a web page's program wrote O&#039;Brien."""
    told = {column: html.unescape(text) for column in NAMED if isinstance(text := record.get(column), str) and ENTITY.search(text)}
    return {**record, **told} if told else record
