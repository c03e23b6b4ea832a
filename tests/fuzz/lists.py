"""Mutated appointment lists for every reader: CSV with and without column maps, XLSX, ODS, FHIR, HL7 v2, iCalendar; and inspection."""

from __future__ import annotations

import random
from collections.abc import Callable
from zoneinfo import ZoneInfo

from handouts.errors import InputError
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.cells.mapfile import parse_map
from handouts.schedules.inspection import inspect
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject
from tests.fuzz.mutation import LIST_TOKENS, TOKENS, Target, mutated
from tests.handouts.schedules import CASES
from tests.handouts.schedules.tables.books import ods, xlsx, zipped

ZONE = ZoneInfo("America/Chicago")
EMIS = (CASES / "emis.csv").read_bytes()
ROWS = [
    ["appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth", "duration_minutes", "status"],
    ["A1", "2026-12-08T09:30", "P1", "Anna", "Quill", "1951-04-17", "60", "booked"],
    ["A2", "2026-12-08T10:30", "P2", "Bo", "Sandoval", "1964-10-03", "30", "cancelled"],
]
ALL = TOKENS + LIST_TOKENS
KNOWN = {"headerless": "headerless", "epic": "epic", "cliniko": "cliniko", "webchart": "webchart"}
FIELDS = {
    "siu.hl7": '[fields]\ncode = "AIS-3"\nname = "PID-5"\nlanguage = "PID-15"\nlocation = "PV1-3"\n[codes]\na = "b"\n[status]\nbooked = ["x"]\n',
    "bundle.json": '[fields]\ncode = "Appointment.serviceType.coding.code"\nname = "Patient.name"\nphone = "Patient.telecom.where(system=\'phone\').value"\n',
    "calendar.ics": '[fields]\ntype = "SUMMARY"\nname = "Patient"\n[name]\norder = "family-first"\n',
}


def targets() -> list[Target]:
    """One for each kind of list."""
    made: list[Target] = []
    for path in sorted(CASES.iterdir()):
        if path.suffix != ".expected":
            read = _joined if path.stem == "emis-patients" else _reading(path.name, KNOWN.get(path.stem))
            made.append(_target(path.name, path.read_bytes(), read))
    sheet, content = xlsx(ROWS, parts=True), ods(ROWS, parts=True)
    books = {"book.xlsx": (sheet, "xl/worksheets/sheet1.xml"), "book.ods": (content, "content.xml")}
    for name, (parts, main) in books.items():
        made.append(Target(name, lambda dice, parts=parts, main=main: _package(parts, main, dice), _reading(name), (InputError,)))  # type: ignore[misc]
        made.append(_target(f"raw-{name}", zipped(parts), _reading(name)))
    made += [_target(f"inspect-{name}", (CASES / name).read_bytes(), _inspected) for name in ("epic.csv", *FIELDS)]
    made += [_target(f"mapped-{name}", (CASES / name).read_bytes(), _reading(name, parse_map(text, "ours.toml"))) for name, text in FIELDS.items()]
    made.append(Target("noise", lambda dice: dice.randbytes(dice.randrange(200)), _reading("noise"), (InputError,)))
    return made


def _target(name: str, data: bytes, read: Callable[[bytes], int]) -> Target:
    return Target(name, lambda dice: mutated(data, dice, ALL), read, (InputError,))


def _package(parts: dict[str, bytes], main: str, dice: random.Random) -> bytes:
    """A zip file, one of whose parts is mutated: mostly the sheet."""
    name = main if dice.random() < 0.7 else dice.choice(sorted(parts))
    return zipped({**parts, name: mutated(parts[name], dice, ALL)}, compressed=dice.random() < 0.5)


def _reading(name: str, column_map: str | ColumnMap | None = None) -> Callable[[bytes], int]:
    return lambda data: _read(ListFile(name, data=data), column_map)


def _joined(data: bytes) -> int:
    """The patients' file is mutated, the list is as it should be."""
    return _read(ListFile("emis.csv", data=EMIS), "emis", ListFile("people.csv", data=data))


def _inspected(data: bytes) -> int:
    """What is proposed can be read as a map, unless something is missing or ambiguous."""
    seen = inspect(ListFile("list.csv", data=data), ZONE)
    if not seen.missing:
        parse_map(seen.text, "proposed.toml")
    return len(seen.text.splitlines())


def _read(list_: ListFile, column_map: str | ColumnMap | None = None, patients: ListFile | None = None) -> int:
    """Read a list to its end.  A row's number is its own, and a problem is told without the value that has it."""
    count, last = 0, 0
    for row in open_schedule(list_, ZONE, column_map=column_map, patients=patients):
        count += 1
        assert row.row >= last, "rows go back"
        last = row.row
        if isinstance(row, Reject):
            assert row.problems
            assert all(str(problem) for problem in row.problems)
        if isinstance(row, Accepted):
            assert row.appointment.start.tzinfo
    return count
