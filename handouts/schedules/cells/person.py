"""Who the patient is, from the columns that say so.

In: texts of the patient's columns, the map.  Out: fields for the record, and what is wrong.  A name in one cell is cut
only where it can be known what the family name is, or the map says it, and stays whole otherwise; whatever is not a clear yes
to e-mail is a no.
"""

from __future__ import annotations

from collections.abc import Mapping

from handouts.errors import Problem
from handouts.records.appointment import YES
from handouts.records.names import parts_of
from handouts.schedules.cells.clock import Clock
from handouts.schedules.cells.columnmap import PATIENT, ColumnMap
from handouts.schedules.words import language


def person(texts: Mapping[str, str], column_map: ColumnMap, clock: Clock, problems: list[Problem]) -> dict[str, str]:
    """The patient's fields of one row."""
    found = {column: texts[column] for column in PATIENT if column in texts}
    if "name" in found:
        _name(found, column_map.order)
    if "date_of_birth" in found:
        found["date_of_birth"] = clock.born(found["date_of_birth"], problems)
    if found.get("language"):
        found["language"] = language(found["language"])
    for column in ("email_consent", "email_plain"):
        if column in found:
            found[column] = YES if found[column].strip().lower() == YES else "no"
    return found


def _name(found: dict[str, str], order: str) -> None:
    text = found.pop("name")
    if found.get("given_name") or found.get("family_name") or not text.strip():
        return
    parts = parts_of(text.strip(), order)
    found.update(parts | {"title": found.get("title") or parts.get("title", "")})
