"""Readers of appointment lists, one module a format; each yields `Accepted`, `Reject` or `Skipped` for each record.

    csv, sheets     tables: rows -> columns (columnmap) -> person, moment -> table.Settled
    fhir            FHIR R4: Bundle or NDJSON
    siu             HL7 v2 scheduling messages
    calendars       iCalendar

In: a file.  Out: a `Schedule`, chosen by the file's content and, where that is silent, by its name.  All records go through
`handouts.records.appointment.read_record`.  Refuses a file that is none of these, and says what to save it as (`InputError`).
Readers are imported when they are needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.files.places import Place
    from handouts.schedules.rows import Schedule
    from handouts.schedules.source import Source
    from handouts.schedules.tables.propose import Proposal

EXPECTED = "expected a list as CSV, XLSX, ODS, FHIR (JSON, NDJSON), HL7 v2 or iCalendar"
TABLES = ("CSV", "spreadsheet")


def open_schedule(
    path: Place | Source, zone: ZoneInfo, *, column_map: str | Path | None = None, patients: Place | Source | None = None
) -> Schedule:
    """The list in a file.  column_map: a file or the name of a shipped map; patients: a table with the patients' names.

    zone: the clinic's, for times that have none.  Raises InputError.
    """
    from handouts.schedules.source import source

    file = source(path)
    kind = sniff(file)
    if kind in TABLES:
        return _table(file, zone, column_map, patients)
    for option, given in (("a column map", column_map), ("a patients' file", patients)):
        if given is not None:
            raise InputError(f"{file.name}: is {kind}, which takes no {option[2:]}; {option} goes with CSV, XLSX or ODS")
    return READERS[kind](file, zone)


def inspect(path: Path, zone: ZoneInfo) -> Proposal:
    """A column map proposed for a CSV file or spreadsheet that is not known.  Raises InputError for any other file."""
    from handouts.schedules.source import source
    from handouts.schedules.tables.propose import propose
    from handouts.schedules.tables.sheets import open_rows

    file = source(path)
    kind = sniff(file)
    if kind not in TABLES:
        raise InputError(f"{file.name}: is {kind}, which needs no column map")
    return propose(open_rows(file), zone)


def sniff(file: Source) -> str:
    """What a file is, by its first bytes; by its name if they could be anything.  Raises InputError for what is no list."""
    head = file.head()
    for start, what, remedy in REFUSED:
        if head.startswith(start):
            raise InputError(f"{file.name}: is {what}; {remedy}")
    if head.startswith(b"PK"):
        return "spreadsheet"
    text = _beginning(head)
    for pattern, kind in SIGNS:
        if re.match(pattern, text, re.I):
            return kind
    if re.match(r"<(\?xml|!doctype|html|table|\w+:)", text, re.I):
        raise InputError(f"{file.name}: is XML or HTML; open it in a spreadsheet program and save it as XLSX, or export it as JSON")
    return SUFFIXES.get(Path(file.name).suffix.lower(), "CSV") if text else "CSV"


def _beginning(head: bytes) -> str:
    """The first characters, whatever the encoding."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return head.decode("utf-16" if wide else "utf-8", "ignore").lstrip("\ufeff \t\r\n\x0b\x1c")


def _table(file: Source, zone: ZoneInfo, column_map: str | Path | None, patients: Place | Source | None) -> Schedule:
    from handouts.schedules.cells.columnmap import read_map
    from handouts.schedules.tables.schedule import TableSchedule
    from handouts.schedules.tables.sheets import open_rows

    known = read_map(column_map) if column_map is not None else None
    return TableSchedule(open_rows(file), zone, known, open_rows(patients) if patients is not None else None)


def _fhir(file: Source, zone: ZoneInfo) -> Schedule:
    from handouts.schedules.fhir.schedule import Schedule as Reader

    return Reader(file, zone)


def _hl7(file: Source, zone: ZoneInfo) -> Schedule:
    from handouts.schedules.hl7.schedule import Schedule as Reader

    return Reader(file, zone)


def _calendar(file: Source, zone: ZoneInfo) -> Schedule:
    from handouts.schedules.ical.schedule import Schedule as Reader

    return Reader(file, zone)


READERS: dict[str, Callable[[Source, ZoneInfo], Schedule]] = {"FHIR": _fhir, "HL7 v2": _hl7, "iCalendar": _calendar}
SIGNS = (
    (r"[{\[]", "FHIR"),
    (r"(MSH|FHS|BHS)[^\w\s]", "HL7 v2"),
    (r"BEGIN:VCALENDAR", "iCalendar"),
)
SUFFIXES = {
    ".json": "FHIR", ".ndjson": "FHIR", ".hl7": "HL7 v2", ".mllp": "HL7 v2", ".ics": "iCalendar", ".ical": "iCalendar",
}  # fmt: skip
REFUSED = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (XLS) or one with a password", "save it as XLSX without a password"),
    (b"%PDF", "a PDF", "export the list as CSV or XLSX"),
    (b"\x1f\x8b", "compressed", "unpack it first"),
    (b"7z\xbc\xaf", "compressed", "unpack it first"),
)
