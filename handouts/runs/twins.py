"""What a list says of one appointment more than once.

In: the outcomes of a list's rows, as they are read.  Out: the rows that contradict each other, each with the numbers of the others: which
of them is right nobody can know; and the appointments that do not take place.

Of an appointment that is booked in one row and called off in another at another time, the booking counts: it was moved.  At the same time,
or at one that is not said, the two contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from handouts.errors import Problem
from handouts.runs.people import People
from handouts.schedules.rows import Accepted, CalledOff, Outcome, Reject, Schedule, Skipped, numbered
from handouts.schedules.words import OVER

UNSETTLED = "one of the two; look whether it takes place, and correct the list"
REMEDY = "an identifier of its own for each appointment; look which row is right, and correct the list"


@dataclass(slots=True)
class Twins:
    """What was seen so far, by the first row of each appointment."""

    _same: dict[int, list[int]] = field(default_factory=dict)
    _other: dict[int, list[int]] = field(default_factory=dict)
    _off: dict[int, CalledOff] = field(default_factory=dict)
    _booked: dict[bytes, tuple[int, int]] = field(default_factory=dict)  # row, and start in seconds

    def see(self, outcome: Outcome) -> None:
        """Another row of the list."""
        match outcome:
            case Accepted():
                one = outcome.appointment
                self._booked.setdefault(_digest(one.patient.identifier, one.identifier), (outcome.row, int(one.start.timestamp())))
            case Reject() if outcome.first:
                self._other.setdefault(outcome.first, []).append(outcome.row)
            case Skipped() if outcome.first:
                self._same.setdefault(outcome.first, []).append(outcome.row)
            case Skipped() if outcome.off and outcome.off.why != OVER:
                self._off[outcome.row] = outcome.off

    def clashes(self, unit: str = "row") -> Mapping[int, Problem]:
        """The rows that cannot be used, and why.  unit: what rows are called."""
        found: dict[int, Problem] = {}
        for first, others in self._other.items():
            alike = [first, *self._same.get(first, ())]
            found |= {row: _problem(others, unit) for row in alike}
            found |= {row: _problem(sorted({*alike, *others} - {row}), unit) for row in others}
        return found | dict(self._both(unit))

    def _both(self, unit: str) -> Iterator[tuple[int, Problem]]:
        """The rows of appointments that are booked and called off at once."""
        for row, one in self._off.items():
            booked, start = self._booked.get(_digest(one.patient, one.appointment), (0, 0))
            if booked and (one.start is None or int(one.start.timestamp()) == start):
                problem = Problem("appointment_id", f"is booked in {unit} {booked}, and in {unit} {row} it is {one.why}", UNSETTLED)
                yield from ((each, problem) for each in (booked, *self._same.get(booked, ()), row))

    def off(self) -> Mapping[int, CalledOff]:
        """The rows of appointments that do not take place."""
        return {row: one for row, one in self._off.items() if _digest(one.patient, one.appointment) not in self._booked}


def contradicted(schedule: Schedule) -> Mapping[int, Problem]:
    """The rows of a list that contradict others, of appointments or of patients, by a reading of their own; and why each cannot be used."""
    people, twins = People(), Twins()
    for outcome in schedule:
        twins.see(outcome)
        if isinstance(outcome, Accepted):
            people.see(outcome.row, outcome.appointment)
    return {**twins.clashes(schedule.unit), **people.clashes(schedule.unit)}


def _problem(others: list[int], unit: str) -> Problem:
    return Problem("appointment_id", f"stands in {numbered(others, unit)} with other content", REMEDY)


def _digest(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
