"""What the tests of readers share: cases that are documents, books made of rows, and a reader that must not fall over.

A case is a list and, beside it, `name.expected`: settings (`# map:`, `# patients:`, `# zone:`), then either `refused` and the
sentence, or one line for each record, and each warning.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from handouts.errors import InputError
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Outcome, Reject, Schedule

CASES = Path(__file__).parents[2] / "cases" / "schedules"
NAMES = sorted(path.stem for path in CASES.glob("*.expected"))
SHOWN = ("start", "duration_minutes", "type", "code", "location", "clinician", "instructions")
OF_PATIENT = ("identifier", "title", "given_name", "family_name", "born", "language", "email", "email_consent", "email_plain", "phone", "address")


def case_file(name: str) -> Path:
    """The list of a case."""
    return next(path for path in sorted(CASES.glob(f"{name}.*")) if path.suffix != ".expected")


def settings_of(name: str) -> dict[str, str]:
    """The settings at the top of what is expected."""
    lines = (CASES / f"{name}.expected").read_text("utf-8").splitlines()
    return dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))


def open_case(name: str) -> Schedule:
    """The reader of a case, with its settings."""
    said = settings_of(name)
    patients = CASES / said["patients"] if "patients" in said else None
    return open_schedule(case_file(name), ZoneInfo(said.get("zone", "America/Chicago")), column_map=said.get("map"), patients=patients)


def told(name: str) -> str:
    """What becomes of a case, as text."""
    lines = [f"# {key}: {value}" for key, value in settings_of(name).items()]
    try:
        schedule = open_case(name)
        lines += [line for row in schedule for line in _line(row)]
        lines += [f"warning: {warning}" for warning in schedule.warnings]
    except InputError as error:
        lines.append(f"refused: {error}")
    return "\n".join(lines) + "\n"


def _line(row: Outcome) -> list[str]:
    if isinstance(row, Accepted):
        asked, patient = row.appointment, row.appointment.patient
        told = {c: getattr(asked, c) for c in SHOWN} | {f"patient {c}": getattr(patient, c) for c in OF_PATIENT}
        return [f"{row.row} accepted {asked.identifier}", *(f"    {name}: {_plain(value)}" for name, value in told.items() if value)]
    if isinstance(row, Reject):
        return [f"{row.row} rejected", *(f"    {problem}" for problem in row.problems)]
    return [f"{row.row} skipped: {row.reason}"]


def _plain(value: object) -> str:
    return (
        " / ".join(value)
        if isinstance(value, tuple)
        else value.isoformat(timespec="minutes")
        if isinstance(value, datetime)
        else str(value)
    )


def survive(name: str, data: bytes, zone: ZoneInfo, column_map: str | None = None, patients: ListFile | None = None) -> tuple[int, str]:
    """Read bytes to their end: how many records, and what was refused.  Whatever is raised but InputError is a defect."""
    count = 0
    try:
        for row in open_schedule(ListFile(name, data=data), zone, column_map=column_map, patients=patients):
            count += 1
            if isinstance(row, Reject):
                "".join(map(str, row.problems))
    except InputError as error:
        return count, str(error)
    return count, ""
