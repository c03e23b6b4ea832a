"""What the tests of readers share: cases that are documents, books made of rows, and a reader that must not fall over.

A case is a list and, beside it, `name.expected`: settings (`# map:`, `# patients:`, `# zone:`), then either `refused` and the
sentence, or one line for each record, and each warning.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.records.damage import of_name
from handouts.records.fields import normalised
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Outcome, Reject, Schedule, Skipped
from tests.handouts import CHICAGO, LONDON

CASES = Path(__file__).parents[2] / "cases" / "schedules"
NAMES = sorted(path.stem for path in CASES.glob("*.expected"))
SHOWN = ("start", "duration_minutes", "type", "code", "location", "clinician", "instructions")
OF_PATIENT = ("identifier", "title", "given_name", "family_name", "born", "language", "email", "email_consent", "email_plain", "phone", "address")


def case_file(name: str, folder: Path = CASES) -> Path:
    """The list of a case."""
    return next(path for path in sorted(folder.glob(f"{name}.*")) if path.suffix != ".expected")


def settings_of(name: str, folder: Path = CASES) -> dict[str, str]:
    """The settings at the top of what is expected."""
    lines = (folder / f"{name}.expected").read_text("utf-8").splitlines()
    return dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))


def open_case(name: str, folder: Path = CASES) -> Schedule:
    """The reader of a case, with its settings."""
    said = settings_of(name, folder)
    patients = folder / said["patients"] if "patients" in said else None
    return open_schedule(case_file(name, folder), ZoneInfo(said.get("zone", "America/Chicago")), column_map=said.get("map"), patients=patients)


def told(name: str, folder: Path = CASES) -> str:
    """What becomes of a case, as text."""
    lines = [f"# {key}: {value}" for key, value in settings_of(name, folder).items()]
    try:
        schedule = open_case(name, folder)
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


LEAST = '[columns]\nstart = "When"\npatient_id = "MRN"\ngiven_name = "First"\nfamily_name = "Last"\ndate_of_birth = "DOB"\n'
HEADER = "When,MRN,First,Last,DOB"


def read(text: str, known: str, folder: Path) -> list[object]:
    """A CSV of this text, by a map of this text."""
    (folder / "map.toml").write_text(known)
    return list(open_schedule(ListFile("list.csv", data=text.encode()), LONDON, column_map=folder / "map.toml"))


WORD = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=12).filter(lambda word: not of_name(normalised(word)))
BORN = st.dates(date(1930, 1, 1), date(2020, 12, 31))
START = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(lambda t: t.replace(second=0, microsecond=0))
PERSON = st.tuples(WORD, WORD, BORN, START)


def rows(data: str | bytes, name: str = "list") -> list[Outcome]:
    """What becomes of each record of a file."""
    return list(open_schedule(ListFile(name, data=data.encode() if isinstance(data, str) else data), CHICAGO))


def refusal(data: str | bytes, name: str = "list") -> str:
    """What is said of a file that is not read."""
    with pytest.raises(InputError) as caught:
        rows(data, name)
    return str(caught.value)


def said(row: Outcome) -> tuple[str, str, date, datetime]:
    """What was asked of a record."""
    assert isinstance(row, Accepted), row
    patient = row.appointment.patient
    return patient.given_name, patient.family_name, patient.born, row.appointment.start.astimezone(UTC)


def normal(people: list[tuple[str, str, date, datetime]]) -> list[tuple[str, str, date, datetime]]:
    """The same, as the door normalises names."""
    return [(normalised(given), normalised(family), born, start) for given, family, born, start in people]


def reason(row: object) -> str:
    """Why a row gets nothing."""
    assert isinstance(row, Skipped), row
    return row.reason


def text_of(rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()
