"""A list of another system, looked at: a map for it, and how it would be read by that.

In: a list; perhaps a map that is there, or a file to keep the one that is proposed.  Out: an `InspectedList`.  Refuses what is no list
(`InputError`), and to write over anything (`OutputError`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions.where import Where
from handouts.errors import InputError
from handouts.files.guard import Guard, OutputKind

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.schedules.inspection import Inspection

KEPT = OutputKind("a file that is written over: somebody may have corrected it", lambda path: False)


@dataclass(frozen=True, slots=True)
class InspectList:
    """A list of another system.  column_map: look by this map; sheet: of a workbook; write: a file to keep the proposed map in."""

    where: Where
    file: Path
    column_map: str | None = None
    sheet: str = ""
    write: Path | None = None


@dataclass(frozen=True, slots=True)
class InspectedList:
    """What was seen.  kept: the file of the map; line: what to write into clinic.toml, '' if the map is nowhere yet.

    by: the map that the list was looked at by, '' for the one that is proposed.
    """

    seen: Inspection
    kept: Path | None = None
    line: str = ""
    by: str = ""

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        seen = self.seen
        return {
            "format": seen.format, "map": seen.text, "columns": dict(seen.columns), "guesses": list(seen.guesses),
            "missing": list(seen.missing),
            "sheets": [{"name": sheet.name, "rows": sheet.rows, "why": sheet.why} for sheet in seen.sheets],
            "first": [{"row": record.row, "served": record.served, "says": list(record.said)} for record in seen.records],
            "counts": dict(seen.counts), "statuses": dict(seen.statuses),
            "codes": [{"code": code.code, "type": code.type, "count": code.count} for code in seen.codes],
            "warnings": list(seen.warnings), "refused": seen.refused, "known": seen.known, "kept": str(self.kept or ""), "line": self.line,
        }  # fmt: skip


def inspect_list(request: InspectList) -> InspectedList:
    """Look at a list, and keep the map if a file is named.  Raises InputError, OutputError, ClinicError."""
    from handouts.files.output import write_whole
    from handouts.schedules.inspection import inspect

    if request.write and request.column_map:
        raise InputError("--write keeps a map that is proposed; with --map there is one already: add the lines to it")
    clinic = request.where.read()
    outlet = Guard((request.file,), None, request.where.ledger).outlet(request.write, KEPT) if request.write else None
    if outlet:
        outlet.clear()
    seen = inspect(request.file, clinic.zone, column_map=request.column_map or "", sheet=request.sheet, known=_known(clinic))
    if outlet is None or not seen.text:
        return InspectedList(seen, by=request.column_map or "")
    write_whole(outlet, seen.text.encode())
    return InspectedList(seen, outlet.path, _line(outlet.path, clinic))


def _known(clinic: Clinic) -> Callable[[str, str], bool]:
    """Whether a rule of the clinic names a code or a visit type."""
    from handouts.clinics.looks import layouts
    from handouts.rules.rules import NAME, read_rules

    path = clinic.folder / NAME
    if not path.is_file():
        return lambda code, kind: False
    rules = read_rules(path, None, layouts(clinic), clinic.language)
    return lambda code, kind: rules.names("code", code) or rules.names("type", kind)


def _line(kept: Path, clinic: Clinic) -> str:
    """The line of clinic.toml that remembers a map, which has to be in the clinic's folder for that."""
    inside = kept.resolve().is_relative_to(clinic.folder.resolve())
    return f'map = "{kept.resolve().relative_to(clinic.folder.resolve()).as_posix() if inside else kept.name}"'
