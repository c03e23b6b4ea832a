"""Looking before anything is made: is everything there?

In: a clinic, perhaps a list.  Out: findings with remedies.  Nothing is made, printed or sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.where import Where
from handouts.errors import ClinicError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.findings import Finding
    from handouts.schedules.rows import Schedule


@dataclass(frozen=True, slots=True)
class Examine:
    """Everything that a run needs.  schedule: a list whose names are looked at; column_map, patients, sheet: how it is read.

    send_to: an address that one harmless letter is sent to.
    """

    where: Where
    schedule: Path | None = None
    column_map: str | None = None
    patients: Path | None = None
    sheet: str = ""
    send_to: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was looked at."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is amiss."""
        return all(finding.ok for finding in self.findings)

    def as_json(self) -> list[dict[str, object]]:
        """For `--json`."""
        return [finding.as_json() for finding in self.findings]


def examine(request: Examine) -> Examined:
    """Look at everything.  A clinic that cannot be read is a finding; a list that cannot be raises InputError."""
    from handouts.doctor import doctor
    from handouts.findings import Finding

    where = request.where
    try:
        ledger = None if where.ledger is None and where.sample else where.file()
        clinic = where.read()
        listed = _listed(request, clinic) if request.schedule else None
        called = request.schedule.name if request.schedule else ""
        return Examined(tuple(doctor.examine(clinic, listed, ledger, called, request.send_to)))
    except ClinicError as error:
        return Examined((Finding(False, "clinic", str(error), "correct the file"),))


def _listed(request: Examine, clinic: Clinic) -> Schedule:
    from handouts.schedules.opening import open_schedule

    assert request.schedule is not None
    return open_schedule(
        request.schedule, clinic.zone, column_map=request.column_map, patients=request.patients, sheet=request.sheet, usual=clinic.usual_map
    )
