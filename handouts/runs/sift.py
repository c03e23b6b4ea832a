"""A list, sifted: rows that get something, rows that get nothing and why, and everybody whom it names.

In: the outcomes of a list's rows, as they are read; which of them are wanted; a chooser.  Out: what is drawn for each.  Refuses nothing: a
row that cannot be used is a row of the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from handouts.clinics.clinic import Clinic
from handouts.errors import Problem
from handouts.ledger.data import Row
from handouts.ledger.record import record_of
from handouts.proof.identifiers import Identifiers
from handouts.rules.rules import Pick
from handouts.runs.choose import Chooser
from handouts.runs.order import Order, group, key
from handouts.runs.people import People
from handouts.runs.twins import Twins
from handouts.schedules.rows import Accepted, CalledOff, Outcome, Reject, Skipped
from handouts.schedules.starts import Starts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Served:
    """A row that gets something, before the order is known.

    key: what it is sorted by; notice: what its patient gets once, with whichever row comes first.
    """

    key: tuple[str, ...]
    row: int
    copies: tuple[Pick, ...]
    group: str
    patient: str = field(default="", repr=False)
    notice: Pick | None = None


@dataclass(slots=True)
class Sifted:
    """What was drawn from a list so far.

    chosen: rows that get something; settled: rows that get nothing; records: row -> its record; whose: everybody's identifiers; off: row
    -> the appointment that does not take place; starts: when all of them begin.
    """

    wants: Callable[[Outcome], bool]
    order: Order
    clinic: Clinic
    chooser: Chooser
    starts: Starts
    chosen: list[Served] = field(default_factory=list)
    settled: list[Row] = field(default_factory=list)
    records: dict[int, bytes] = field(default_factory=dict)
    off: dict[int, CalledOff] = field(default_factory=dict)
    people: People = field(default_factory=People)
    twins: Twins = field(default_factory=Twins)
    whose: Identifiers = field(default_factory=Identifiers)

    def draw(self, outcome: Outcome) -> None:
        """Another row."""
        self.twins.see(outcome)
        if isinstance(outcome, Accepted):
            self.people.see(outcome.row, outcome.appointment)
            self.whose.add(outcome.appointment.patient.identifier)
        if not self.wants(outcome):
            return
        self.starts.see(outcome)
        if not isinstance(outcome, Accepted):
            self.settled.append(_settled(outcome))
            return
        found = self.chooser.choose(outcome.row, outcome.appointment)
        if isinstance(found, Row):
            self.settled.append(found)
            return
        sorting = outcome.appointment, self.order, self.clinic
        notice = self.chooser.notice(outcome.appointment)
        self.chosen.append(Served(key(*sorting), outcome.row, found, group(*sorting), outcome.appointment.patient.identifier, notice))
        self.records[outcome.row] = record_of(outcome.appointment).encode()

    def part(self, unit: str) -> None:
        """Reject rows that contradict each other on a person or an appointment, and bring the others into the order of printing."""
        clashes = self._asked({**self.twins.clashes(unit), **self.people.clashes(unit)})
        rejected = [Row(row, "rejected", (problem,)) for row, problem in clashes.items()]
        self.off = self._asked(self.twins.off())
        self.settled = sorted([*(row for row in self.settled if row.row not in clashes), *rejected], key=lambda row: row.row)
        self.chosen = [chosen for chosen in self.chosen if chosen.row not in clashes]
        self.chosen = list(_once_a_patient(self.chosen))
        self.chosen.sort(key=lambda chosen: chosen.key)  # stable: equal keys stay as the list has them

    def _asked(self, rows: Mapping[int, T]) -> dict[int, T]:
        """Those of the rows that are wanted."""
        asked = {chosen.row for chosen in self.chosen} | {row.row for row in self.settled}
        return {row: what for row, what in rows.items() if row in asked}


def _once_a_patient(chosen: Iterable[Served]) -> Iterator[Served]:
    """Rows, the first of each patient with its notice; not if the row's own leaflets have it already."""
    seen: set[str] = set()
    for served in chosen:
        notice = served.notice if served.patient not in seen else None
        if notice and notice.leaflet not in {pick.leaflet for pick in served.copies}:
            served = replace(served, copies=(*served.copies, notice))
        seen.add(served.patient)
        yield served


def patient_of(outcome: Outcome) -> str:
    """The identifier of a row's patient, '' if it is not known."""
    if isinstance(outcome, Accepted):
        return outcome.appointment.patient.identifier
    return outcome.off.patient if isinstance(outcome, Skipped) and outcome.off else ""


def _settled(outcome: Reject | Skipped) -> Row:
    if isinstance(outcome, Reject):
        return Row(outcome.row, "rejected", outcome.problems)
    return Row(outcome.row, "skipped", (Problem("row", outcome.reason),))
