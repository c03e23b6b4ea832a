"""Looking before anything is made: is everything there, and what do the columns of a list mean?

In: a clinic, perhaps a list.  Out: findings with remedies; a column map to be corrected.  Nothing is made, printed or sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.where import Where
from handouts.errors import ClinicError

if TYPE_CHECKING:
    from handouts.findings import Finding


@dataclass(frozen=True, slots=True)
class Examine:
    """Everything that a run needs.  schedule: a list whose names are looked at."""

    where: Where
    schedule: Path | None = None


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


@dataclass(frozen=True, slots=True)
class InspectList:
    """A list of another system."""

    where: Where
    file: Path


def examine(request: Examine) -> Examined:
    """Look at everything.  A clinic that cannot be read is a finding; a list that cannot be raises InputError."""
    from handouts.doctor import doctor
    from handouts.findings import Finding

    where = request.where
    try:
        ledger = None if where.ledger is None and where.sample else where.file()
        return Examined(tuple(doctor.examine(where.read(), request.schedule, ledger)))
    except ClinicError as error:
        return Examined((Finding(False, "clinic", str(error), "correct the file"),))


def inspect_list(request: InspectList) -> str:
    """A column map for a list, in TOML, its guesses marked.  Raises InputError for a list that needs none."""
    from handouts.schedules.opening import inspect

    return inspect(request.file, request.where.read().zone).text
