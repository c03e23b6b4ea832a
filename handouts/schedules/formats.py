"""The formats of lists, as data: how each is told, and who reads it.

In: a file.  Out: its `ListFormat`, by the file's first bytes; by its name if they could be anything.  Refuses what is no list, and says
what to save it as (`InputError`).

What reads a format is imported when a list has it: most clinics have lists of one format, and a short list should not wait for the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handouts.errors import InputError
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.listfile import ListFile
from handouts.schedules.rows import Schedule, warn
from handouts.schedules.tables.columns import fits, knows_itself
from handouts.schedules.tables.schedule import TableSchedule
from handouts.schedules.tables.sheets import open_rows
from handouts.schedules.tables.workbook import looks_like_appointments, looks_like_patients


class Beside(NamedTuple):
    """What is read beside a list.  column_map: how it is read; patients: a second table, with the patients' names; sheet: of a workbook.

    usual: the map is the clinic's, for most lists, and not one that somebody named for this one.
    """

    column_map: ColumnMap | None = None
    patients: ListFile | None = None
    sheet: str = ""
    usual: bool = False


Reader = Callable[[ListFile, ZoneInfo, Beside], Schedule]


class ListFormat(NamedTuple):
    """One format.

    name: what messages call it; read: its reader; table: it has columns, and takes a map; magic: its first bytes; sign: how its text
    begins, as a regular expression; suffixes: of its files' names, which count where the content is silent.
    """

    name: str
    read: Reader
    table: bool = False
    magic: bytes = b""
    sign: str = ""
    suffixes: tuple[str, ...] = ()


def _table(file: ListFile, zone: ZoneInfo, beside: Beside) -> Schedule:
    known = beside.column_map
    coding = known.encoding if known else ""
    rows = open_rows(file, beside.sheet, (*((partial(fits, known),) if known else ()), looks_like_appointments), coding)
    patients = open_rows(beside.patients, fits=(looks_like_patients,), encoding=coding) if beside.patients is not None else None
    passed_over = known is not None and beside.usual and knows_itself(rows, known)
    schedule = TableSchedule(rows, zone, None if passed_over else known, patients)
    if passed_over and known:
        warn(schedule, f"{file.name}: has other columns than the clinic's map {known.name}, which is not used")
    return schedule


def _fhir(file: ListFile, zone: ZoneInfo, beside: Beside) -> Schedule:
    from handouts.schedules.fhir.schedule import FhirSchedule

    return FhirSchedule(file, zone, beside.column_map)


def _siu(file: ListFile, zone: ZoneInfo, beside: Beside) -> Schedule:
    from handouts.schedules.hl7.schedule import SiuSchedule

    return SiuSchedule(file, zone, beside.column_map)


def _calendar(file: ListFile, zone: ZoneInfo, beside: Beside) -> Schedule:
    from handouts.schedules.ical.schedule import CalendarSchedule

    return CalendarSchedule(file, zone, beside.column_map)


CSV = ListFormat("CSV", _table, table=True, suffixes=(".csv", ".tsv", ".txt"))
FORMATS: tuple[ListFormat, ...] = (
    ListFormat("spreadsheet", _table, table=True, magic=b"PK", suffixes=()),
    ListFormat("FHIR", _fhir, sign=r"[{\[]", suffixes=(".json", ".ndjson")),
    ListFormat("HL7 v2", _siu, sign=r"(MSH|FHS|BHS)[^\w\s]", suffixes=(".hl7", ".mllp")),
    ListFormat("iCalendar", _calendar, sign=r"BEGIN:VCALENDAR", suffixes=(".ics", ".ical")),
    CSV,
)
SUFFIXES = {suffix: found for found in FORMATS for suffix in found.suffixes}
REFUSED = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (XLS) or one with a password", "save it as XLSX without a password"),
    (b"%PDF", "a PDF", "export the list as CSV or XLSX"),
    (b"\x1f\x8b", "compressed", "unpack it first"),
    (b"7z\xbc\xaf", "compressed", "unpack it first"),
)
MARKUP = re.compile(r"<(\?xml|!doctype|html|table|\w+:)", re.I)


def sniff(file: ListFile) -> ListFormat:
    """What a file is, by its first bytes; by its name if they could be anything.  Raises InputError for what is no list."""
    head = file.head()
    for start, what, remedy in REFUSED:
        if head.startswith(start):
            raise InputError(f"{file.name}: is {what}; {remedy}")
    text = _beginning(head)
    for found in FORMATS:
        if (found.magic and head.startswith(found.magic)) or (found.sign and re.match(found.sign, text, re.I)):
            return found
    if MARKUP.match(text):
        raise InputError(f"{file.name}: is XML or HTML; open it in a spreadsheet program and save it as XLSX, or export it as JSON")
    return SUFFIXES.get(Path(file.name).suffix.lower(), CSV) if text else CSV


def _beginning(head: bytes) -> str:
    """The first characters, whatever the encoding."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return head.decode("utf-16" if wide else "utf-8", "ignore").lstrip("\ufeff \t\r\n\x0b\x1c")
