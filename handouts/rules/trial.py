"""The rules, tried on a list: what each appointment would get, and why.  Nothing is made.

In: a list, a clinic, its rules.  Out: a `Trial` for each row, as it is read, so that a list of any length streams.  Refuses what the
readers refuse; a row that cannot be used is a `Trial` with its problems.

The reasons tell of patients (a code, an age), for whoever looks at them; they belong on a screen and not in a log.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from handouts.clinics.clinic import Clinic
from handouts.clinics.forms import LayoutForms
from handouts.clinics.looks import layouts
from handouts.errors import Problem, RecordError, RefusedError
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.shelf import Allowed, Shelf, permit
from handouts.records.appointment import Appointment
from handouts.rules.rules import NAME, Pick, Rules, allowed, read_rules
from handouts.schedules.rows import Accepted, Outcome, Reject

UNTOUCHED = "no rule matches, and the record names no leaflet"
SENSITIVE = "sensitive: not in a batch and not by e-mail, as the row does not name it"


@dataclass(frozen=True, slots=True)
class Trial:
    """What becomes of a row.  why: every rule that matched, or why the row gets nothing."""

    row: int
    outcome: Literal["given", "nothing", "rejected", "skipped"]
    gifts: tuple[Pick, ...] = ()
    why: tuple[str, ...] = field(default=(), repr=False)
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        gifts, problems = [gift.as_json() for gift in self.gifts], [str(problem) for problem in self.problems]
        return {"row": self.row, "outcome": self.outcome, "gets": gifts, "why": list(self.why), "problems": problems}


class Trials:
    """Tries the rules of a clinic, or those of another file."""

    def __init__(self, clinic: Clinic, rules: Path | None = None, now: datetime | None = None) -> None:
        self.clinic, self.shelf = clinic, Shelf(clinic)
        self.today = (now or datetime.now(UTC)).astimezone(clinic.zone).date()
        self.rules = self._read(rules)
        self._hindrances: dict[tuple[str, str], str] = {}

    def _read(self, file: Path | None) -> Rules:
        path, known = file or self.clinic.folder / NAME, self.shelf.called
        if file is None and not path.is_file():  # a clinic without rules goes by the record's own column
            return Rules((), frozenset(known.words), self.clinic.language)
        return read_rules(path, known, layouts(self.clinic), self.clinic.language, LayoutForms(self.clinic).layout)

    def try_row(self, row: Outcome) -> Trial:
        """What becomes of a row."""
        if isinstance(row, Reject):
            return Trial(row.row, "rejected", problems=row.problems)
        if not isinstance(row, Accepted):
            return Trial(row.row, "skipped", why=(row.reason,))
        try:
            choice = self.rules.choose(row.appointment, self.today)
        except RecordError as error:
            return Trial(row.row, "rejected", problems=error.problems)
        gifts = tuple(self._gift(pick, row.appointment) for pick in choice.leaflets)
        return Trial(row.row, "given" if gifts else "nothing", gifts, choice.explain or (UNTOUCHED,))

    def _gift(self, pick: Pick, appointment: Appointment) -> Pick:
        leaflet = self.shelf.choose(pick.leaflet, appointment.patient.language)
        other = self.shelf.second(leaflet, pick.second)
        second = f"{pick.second[0]}{other.language}" if other else ""
        refused = self._hindrance(leaflet) or self._hindrance(other or leaflet)
        hindrance = refused if allowed(pick, leaflet, appointment, "batch") else SENSITIVE
        return replace(pick, leaflet=leaflet.identifier, language=leaflet.language + second, version=leaflet.version, hindrance=hindrance)

    def _hindrance(self, leaflet: Leaflet) -> str:
        """Why a leaflet may not be given out; found once for each."""
        key = leaflet.identifier, leaflet.language
        if key not in self._hindrances:
            self._hindrances[key] = self._refusal(leaflet)
        return self._hindrances[key]

    def _refusal(self, leaflet: Leaflet) -> str:
        try:
            permit(leaflet, self.clinic, Allowed(), self.today)
        except RefusedError as error:
            return str(error)
        return ""
