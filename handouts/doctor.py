"""Is everything there that a run needs?

In: a clinic, perhaps a schedule.  Out: findings, each with a remedy where something is amiss.  Nothing is made or changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from handouts.clinics import Clinic
from handouts.errors import HandoutsError
from handouts.findings import Finding
from handouts.press import Press, layouts
from handouts.records import COLUMNS, flat
from handouts.schedules import open_schedule
from handouts.schedules.table import Accepted, Reject, Schedule
from layouts.errors import LayoutError, describe


def examine(clinic: Clinic, schedule: Path | None = None) -> Iterator[Finding]:
    """Look at the clinic's folder, layouts, leaflets and fonts; and at the names of a list."""
    press = Press(clinic)
    yield Finding(True, "clinic", f"{clinic.name}, {clinic.zone.key}, {clinic.page}")
    for layout in layouts(clinic):
        try:
            theme = press.theme(layout)
            yield Finding(True, f"layout {layout}", "; ".join(theme.notes) or "can be used")
        except (LayoutError, HandoutsError) as error:
            yield Finding(False, f"layout {layout}", str(error), "correct the file")
    try:
        count = len(list(press.shelf.leaflets()))
        yield Finding(True, "leaflets", f"{count} can be read")
    except HandoutsError as error:
        yield Finding(False, "leaflets", str(error), "correct the file")
    families = [family.name for family in press.typecase.families]
    east = "EastAsian" in families
    yield Finding(
        True, "fonts", f"{len(families)} families" + ("" if east else "; none for Chinese, Japanese and Korean: see docs/installer.md")
    )
    if schedule is not None:
        yield from _names(press, open_schedule(schedule, clinic.zone), schedule.name)


def _names(press: Press, rows: Schedule, file: str) -> Iterator[Finding]:
    """Each field of a list that holds a character which no font has."""
    count, clean = 0, True
    for row in rows:
        count += 1
        if isinstance(row, Reject):
            clean = False
            yield Finding(False, f"{file}: row {row.row}", "; ".join(map(str, row.problems)), "correct the row")
            continue
        if not isinstance(row, Accepted):
            continue
        stack = press.typecase.stack(row.appointment.patient.language or press.clinic.language)
        texts = flat(row.appointment)
        for column in COLUMNS:
            for character in stack.missing(texts[column]):
                clean = False
                what = f"{column} has {describe(character)}, which no font has"
                yield Finding(
                    False, f"{file}: row {row.row}", what, "correct the field, or name a font that has it under 'fonts' in clinic.toml"
                )
    if clean:
        yield Finding(True, file, f"every character of {count} rows can be printed")
