"""The rules, tried on a list: what each appointment would get, and why.  Nothing is made.

In: a list, perhaps other rules than the clinic's.  Out: a `Trying`, which tells each row as the list is read: for the second time, as a
row may contradict one that stands before it.  Refuses what the readers and the rules refuse.  The reasons tell of patients: they belong on
a screen and not in a log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.lists import on_days, spanned
from handouts.actions.where import Where
from handouts.errors import Problem

if TYPE_CHECKING:
    from handouts.rules.rules import Pick as Pick
    from handouts.rules.trial import Trial as Trial
    from handouts.rules.trial import Trials
    from handouts.schedules.rows import Schedule
    from handouts.schedules.starts import Starts

OUTCOMES = ("given", "nothing", "skipped", "rejected")


@dataclass(frozen=True, slots=True)
class TryRules:
    """The rules of a clinic, or those of a file, on a list."""

    where: Where
    schedule: Path
    rules: Path | None = None
    column_map: str | None = None
    patients: Path | None = None
    sheet: str = ""


@dataclass(slots=True)
class Trying:
    """Each row once, as the list is read; counts, days and warnings are whole when the last has come."""

    unit: str
    _schedule: Schedule = field(repr=False)
    _trials: Trials = field(repr=False)
    _starts: Starts = field(repr=False)
    _contradicted: Mapping[int, Problem] = field(repr=False)
    _counts: Counter[str] = field(default_factory=Counter)

    def __iter__(self) -> Iterator[Trial]:
        from handouts.schedules.rows import Reject

        for outcome in self._schedule:
            if problem := self._contradicted.get(outcome.row):
                outcome = Reject(outcome.row, (problem,))
            self._starts.see(outcome)
            trial = self._trials.try_row(outcome)
            self._counts[trial.outcome] += 1
            self._counts["leaflets"] += len(trial.gifts)
            yield trial

    @property
    def rows(self) -> int:
        """How many came."""
        return sum(self._counts[outcome] for outcome in OUTCOMES)

    @property
    def ok(self) -> bool:
        """Whether every row can be used."""
        return not self._counts["rejected"]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was noticed about the list."""
        return (*self._schedule.warnings, *self._starts.remarks())

    @property
    def days(self) -> tuple[tuple[date, int], ...]:
        """Each day with its number of appointments."""
        return self._starts.days()

    @property
    def spanned(self) -> str:
        """8–12 December 2026, 96 appointments; '' of none."""
        return spanned(self.days)

    def counts(self) -> dict[str, int]:
        """Rows by outcome, and leaflets in all."""
        return {name: self._counts[name] for name in (*OUTCOMES, "leaflets")}

    def as_json(self) -> dict[str, object]:
        """For `--json`, beside the rows."""
        return {**self.counts(), "days": on_days(self.days), "warnings": list(self.warnings)}


def try_rules(request: TryRules) -> Trying:
    """Open list and rules, and look for rows that contradict each other.

    Raises InputError, or ClinicError for rules that cannot be read.
    """
    from handouts.rules.trial import Trials
    from handouts.runs.twins import contradicted
    from handouts.schedules.opening import open_schedule
    from handouts.schedules.starts import Starts

    clinic = request.where.read()
    trials = Trials(clinic, request.rules)
    schedule = open_schedule(
        request.schedule, clinic.zone, column_map=request.column_map, patients=request.patients, sheet=request.sheet, usual=clinic.usual_map
    )
    return Trying(schedule.unit, schedule, trials, Starts(request.schedule.name, schedule.unit), contradicted(schedule))
