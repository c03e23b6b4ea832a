"""A clinic's own folder, begun.

In: a folder, and answers to the questions of `QUESTIONS`.  Out: the files written, and what doctor says of them.  Refuses answers that may
not stand there (`ClinicError`), and a folder that is one already (`OutputError`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.checks import Examine, examine
from handouts.actions.where import Where
from handouts.clinics.beginning import QUESTIONS, Question, amiss, begin_folder, usual

if TYPE_CHECKING:
    from handouts.findings import Finding

__all__ = ["QUESTIONS", "BeginClinic", "BegunClinic", "Question", "amiss", "begin_clinic", "usual"]


@dataclass(frozen=True, slots=True)
class BeginClinic:
    """A folder that is to be a clinic's.  answers: by the key of each question; what is missing is as usual, where something is."""

    folder: Path
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BegunClinic:
    """The files of the new folder, and what was found when it was looked at."""

    folder: Path
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is amiss."""
        return all(finding.ok for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        found = [finding.as_json() for finding in self.findings]
        return {"folder": str(self.folder), "files": [str(path) for path in self.files], "findings": found}


def begin_clinic(request: BeginClinic) -> BegunClinic:
    """Write a clinic's folder, and look at it as doctor does.

    Raises ClinicError with all that is wrong with the answers, OutputError where something is there already or cannot be written.
    """
    files = begin_folder(request.folder, request.answers)
    return BegunClinic(request.folder, files, examine(Examine(Where(str(request.folder)))).findings)
