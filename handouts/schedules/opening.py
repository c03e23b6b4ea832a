"""From a file to the reader of its list.

In: a file, the clinic's time zone, perhaps a map and a file of patients.  Out: a `Schedule`.  Refuses a file that is no list, and a map or
a sheet for a format that takes none (`InputError`).
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from handouts.errors import InputError
from handouts.files.places import Place
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.cells.mapfile import read_map
from handouts.schedules.formats import Beside, ListFormat, sniff
from handouts.schedules.listfile import ListFile, list_file
from handouts.schedules.rows import Schedule, warn


def open_schedule(
    path: Place | ListFile, zone: ZoneInfo, *, column_map: str | Path | ColumnMap | None = None, patients: Place | ListFile | None = None,
    sheet: str = "", usual: str | Path = "",
) -> Schedule:  # fmt: skip
    """The list in a file.

    zone: the clinic's, for times that have none; column_map: a file, the name of a shipped map, or a map; usual: the clinic's own, for
    lists for which none is named: it is passed over where it is for another kind of list; patients: a table with the patients' names;
    sheet: of a workbook, by name.  Raises InputError.
    """
    file = list_file(path)
    found = sniff(file)
    _must_be_a_table(file, found, patients is not None, sheet)
    named = column_map or usual
    known = named if isinstance(named, ColumnMap) else read_map(named) if named else None
    wrong = _misfit(found, known)
    if wrong and column_map:
        raise InputError(f"{file.name}: is {found.name}, {wrong}")
    people = list_file(patients) if patients is not None else None
    schedule = found.read(file, zone, Beside(None if wrong else known, people, sheet, not column_map))
    if wrong:
        warn(schedule, f"{file.name}: is {found.name}, {wrong}; it is not used")
    return schedule


def _must_be_a_table(file: ListFile, found: ListFormat, joined: bool, sheet: str) -> None:
    """Raise InputError for what only a table takes: a file of patients, a sheet."""
    if joined and not found.table:
        raise InputError(f"{file.name}: is {found.name}, which takes no patients' file; a patients' file goes with CSV, XLSX or ODS")
    if sheet and not found.table:
        raise InputError(f"{file.name}: is {found.name}, which has no sheets; leave out --sheet")


def _misfit(found: ListFormat, known: ColumnMap | None) -> str:
    """Why a map is none for a format, '' if it is one."""
    if known is None:
        return ""
    if found.table and known.fields:
        return f"whose columns a map names under [columns], and the map {known.name} names [fields], which HL7, FHIR and iCalendar have"
    if not found.table and not known.canonical:
        return f"which has no columns, and the map {known.name} names some; a map for it says under [fields] where something stands"
    return ""
