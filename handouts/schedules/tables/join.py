"""Names from a second file, joined by the patient's identifier.

In: a CSV file or spreadsheet of patients.  Out: for an identifier, the patient's fields.  A patient who is not there, or
stands there twice with other content, is a Problem of the appointment's row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.language.counting import several
from handouts.schedules.cells.clock import Clock
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.cells.evidence import Evidence
from handouts.schedules.cells.person import person
from handouts.schedules.rows import MOST_ROWS
from handouts.schedules.tables.columns import MatchedColumns, TableRows, find_patients


class Patients:
    """The patients of a file, held as flat records."""

    def __init__(self, rows: TableRows, zone: ZoneInfo, column_map: ColumnMap) -> None:
        self.name = rows.name
        self.columns = find_patients(rows, column_map)
        self.clock = Clock(self.columns.map, zone, {"date_of_birth": self._order(rows, self.columns)})
        self._patients: dict[str, dict[str, str] | None] = {}
        self.warnings: list[str] = []
        self._read(rows)

    def _order(self, rows: TableRows, columns: MatchedColumns) -> str:
        """How dates of birth are written in this file."""
        named = columns.map.form("order")
        if "date_of_birth" not in columns.places or named != "auto":
            return named
        evidence = Evidence(columns.names["date_of_birth"])
        for row, cells in rows:
            if row > columns.header and not isinstance(cells, Problem) and not columns.ragged(cells):
                evidence.see(columns.texts(cells)["date_of_birth"], row)
        return evidence.order(rows.name)

    def _read(self, rows: TableRows) -> None:
        bad = 0
        for row, cells in rows:
            if row <= self.columns.header:
                continue
            if isinstance(cells, Problem) or self.columns.ragged(cells):
                bad += 1
                continue
            texts = self.columns.texts(cells)
            key = same(texts["patient_id"])
            if not key:
                bad += 1
                continue
            if len(self._patients) >= MOST_ROWS:
                raise InputError(f"{self.name}: has more than {MOST_ROWS} rows; split it")
            if key in self._patients and self._patients[key] != texts:
                self._patients[key] = None  # two patients of one identifier: neither is to be believed
            else:
                self._patients[key] = texts
        if bad:
            self.warnings.append(f"{self.name}: {several(bad, 'row', 'have')} no identifier or another number of cells, not read")

    def join(self, record: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
        """The patient's fields for an appointment; what the appointment says itself comes first."""
        identifier = record.get("patient_id", "")
        if not same(identifier):
            return {}
        key = same(identifier)
        if key not in self._patients:
            problems.append(Problem("patient_id", f"is not in {self.name}", "a patient of both files; export them for the same days"))
            return {}
        texts = self._patients[key]
        if texts is None:
            problems.append(Problem("patient_id", f"stands in {self.name} twice with other content", "one row for each patient"))
            return {}
        return person(texts, self.columns.map, self.clock, problems)


def same(identifier: str) -> str:
    """An identifier as it is compared: without spaces and hyphens, in lower case."""
    return re.sub(r"[\s-]+", "", identifier).casefold()
