"""What a list says of appointments, without making anything of it.

In: a list.  Out: patient and appointment -> its record, or why it is off; and the rows that cannot be used.  Refuses what the readers
refuse (`InputError`).  Rows that contradict each other say nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from handouts.errors import Problem
from handouts.ledger.lineage import Latest
from handouts.ledger.outdated import Identity
from handouts.ledger.record import record_of
from handouts.runs.people import People
from handouts.runs.twins import Twins
from handouts.schedules.rows import Accepted, Reject, Schedule


@dataclass(frozen=True, slots=True)
class Newer:
    """known: what is right of each appointment; rejected: row -> what is wrong with it."""

    known: Mapping[Identity, Latest] = field(repr=False)
    rejected: Mapping[int, tuple[Problem, ...]]


def newer(schedule: Schedule) -> Newer:
    """What a list says."""
    rows: dict[int, tuple[Identity, Latest]] = {}
    rejected: dict[int, tuple[Problem, ...]] = {}
    people, twins = People(), Twins()
    for outcome in schedule:
        twins.see(outcome)
        if isinstance(outcome, Accepted):
            people.see(outcome.row, outcome.appointment)
            rows[outcome.row] = _booked(outcome)
        elif isinstance(outcome, Reject):
            rejected[outcome.row] = outcome.problems
    for clashes in (people.clashes(schedule.unit), twins.clashes(schedule.unit)):
        rejected |= {row: (problem,) for row, problem in clashes.items()}
    off = {(one.patient, one.appointment): Latest({}, 0, one.why) for one in twins.off().values()}
    return Newer(off | dict(known for row, known in rows.items() if row not in rejected), dict(sorted(rejected.items())))


def _booked(outcome: Accepted) -> tuple[Identity, Latest]:
    asked = outcome.appointment
    return (asked.patient.identifier, asked.identifier), Latest(json.loads(record_of(asked)), 0)
