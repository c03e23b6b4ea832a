"""From a file to the reader of its list.

In: a file, the clinic's time zone, perhaps a column map and a file of patients.  Out: a `Schedule`; or a `Proposal` of a map for a table
that nobody knows yet.  Refuses a file that is no list, and a map for a format that takes none (`InputError`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handouts.errors import InputError
from handouts.files.places import Place
from handouts.schedules.cells.columnmap import read_map
from handouts.schedules.formats import Beside, sniff
from handouts.schedules.listfile import ListFile, list_file
from handouts.schedules.rows import Schedule
from handouts.schedules.tables.sheets import open_rows

if TYPE_CHECKING:
    from handouts.schedules.tables.propose import Proposal


def open_schedule(
    path: Place | ListFile, zone: ZoneInfo, *, column_map: str | Path | None = None, patients: Place | ListFile | None = None
) -> Schedule:
    """The list in a file.  column_map: a file or the name of a shipped map; patients: a table with the patients' names.

    Of a map, a list that has no columns takes [status], [values] and [constants].  zone: the clinic's, for times that have none.
    Raises InputError.
    """
    file = list_file(path)
    found = sniff(file)
    if patients is not None and not found.table:
        raise InputError(f"{file.name}: is {found.name}, which takes no patients' file; a patients' file goes with CSV, XLSX or ODS")
    known = read_map(column_map) if column_map is not None else None
    if known is not None and not found.table and not known.canonical:
        only = "a map for it has [status], [values] and [constants] alone"
        raise InputError(f"{file.name}: is {found.name}, which has no columns, and the map {known.name} names some; {only}")
    return found.read(file, zone, Beside(known, list_file(patients) if patients is not None else None))


def inspect(path: Place, zone: ZoneInfo) -> Proposal:
    """A column map proposed for a CSV file or spreadsheet that is not known.  Raises InputError for any other file."""
    file = list_file(path)
    found = sniff(file)
    if not found.table:
        raise InputError(f"{file.name}: is {found.name}, which needs no column map")
    from handouts.schedules.tables.propose import propose  # no run needs it

    return propose(open_rows(file), zone)
