"""Names from a second file, joined by the patient's identifier.

In: a CSV file or spreadsheet of patients.  Out: for an identifier, the patient's fields, and why the patient gets nothing: has died, is
another record by now.  A patient who is not there, stands there twice with other content, or is another than in the list is a Problem of
the appointment's row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.language.counting import several
from handouts.records.appointment import ADDRESS, YES
from handouts.records.damage import NOTHING
from handouts.schedules.cells.clock import Clock
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.cells.evidence import Evidence
from handouts.schedules.cells.person import person
from handouts.schedules.flags import PERSON as OF_PERSON
from handouts.schedules.flags import Flag, reason_of
from handouts.schedules.rows import MOST_ROWS
from handouts.schedules.tables.columns import MatchedColumns, TableRows, find_patients
from handouts.schedules.words import OF_PATIENTS, WRONG

NAMES = ("given_name", "family_name", "name")
CONSENTS = ("email_consent", "email_plain")
HEALTH_NUMBER = re.compile(r"(\d{3})[ -]?(\d{3})[ -]?(\d{4})", re.A)  # as the NHS writes its own
GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.A | re.I)
PERSON = Flag("", OF_PERSON)


class PatientRow(NamedTuple):
    """A patient as the file has them.

    texts: our column -> what stands there; reason: why they get nothing; unclear: columns of which nobody can know what they say.
    """

    texts: Mapping[str, str]
    reason: str = ""
    unclear: tuple[str, ...] = ()


class Patients:
    """The patients of a file, held as flat records."""

    def __init__(self, rows: TableRows, zone: ZoneInfo, column_map: ColumnMap) -> None:
        self.name = rows.name
        self.columns = find_patients(rows, column_map)
        self.clock = Clock(self.columns.map, zone, {"date_of_birth": self._order(rows, self.columns)})
        self._patients: dict[str, PatientRow | None] = {}
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
            found = self._patient(texts, cells)
            if key in self._patients and self._patients[key] != found:
                self._patients[key] = None  # two patients of one identifier: neither is to be believed
            else:
                self._patients[key] = found
        if bad:
            self.warnings.append(f"{self.name}: {several(bad, 'row', 'have')} no identifier or another number of cells, not read")

    def _patient(self, texts: dict[str, str], cells: Sequence[str]) -> PatientRow:
        """A row of the file.  What only an appointment can be, such as cancelled, says nothing here of one."""
        said = {self.columns.names["status"]: reason_of(PERSON, texts.pop("status"))} if "status" in texts else {}
        said |= {name: reason_of(PERSON, cells[index]) for index, name in self.columns.also}
        for index, name, flag in self.columns.flags:
            if flag.kind == OF_PERSON or flag.reason in (*OF_PATIENTS, WRONG):
                said[name] = reason_of(flag, cells[index])
        said = {name: reason if reason in (None, *OF_PATIENTS, WRONG) else "" for name, reason in said.items()}
        return PatientRow(texts, next(filter(None, said.values()), ""), tuple(name for name, reason in said.items() if reason is None))

    def reason(self, identifier: str, problems: list[Problem]) -> str:
        """Why a patient gets nothing by this file, '' if it says nothing of the kind."""
        found = self._patients.get(same(identifier))
        for name in found.unclear if found and not found.reason else ():
            problems.append(Problem(name, f"does not say in {self.name} how it is with the patient", "yes or no"))
        return found.reason if found else ""

    def _found(self, key: str, problems: list[Problem]) -> PatientRow | None:
        """A patient's row, if it is there and one."""
        if not key:
            return None
        if key not in self._patients:
            problems.append(Problem("patient_id", f"is not in {self.name}", "a patient of both files; export them for the same days"))
            return None
        if self._patients[key] is None:
            problems.append(Problem("patient_id", f"stands in {self.name} twice with other content", "one row for each patient"))
        return self._patients[key]

    def join(self, own: Mapping[str, str], texts: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
        """What this file has of a patient and the appointment's row has not.  own: the row's fields of the patient; texts: its cells."""
        found = self._found(same(own.get("patient_id", "")), problems)
        if found is None:
            return {}
        theirs = person(found.texts, self.columns.map, self.clock, problems)
        problems += [Problem(column, f"is another in {self.name}", "the same in both files") for column in _other(own, theirs)]
        kept = {column for column in own if _said(own, column)}
        if kept.intersection(ADDRESS):  # of two addresses no third is made
            kept.update(ADDRESS)
        told = {column: text for column, text in theirs.items() if column not in kept and column not in CONSENTS}
        return told | {column: _agreed(column, texts, found.texts) for column in CONSENTS if column in own or column in theirs}


def _said(fields: Mapping[str, str], column: str) -> str:
    """What a column says, '' for a word for nothing."""
    text = fields.get(column, "").strip()
    return "" if text.casefold() in NOTHING else text


def _other(own: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """The columns by which a row and the file tell of different people, or of different letter-boxes."""
    told, known = (" ".join(_said(fields, column) for column in NAMES) for fields in (own, theirs))
    other = [] if _same_name(told, known) else ["name"]
    pairs = ((column, _said(own, column), _said(theirs, column)) for column in ("date_of_birth", "email"))
    return other + [column for column, one, two in pairs if one and two and one.casefold() != two.casefold()]


def _same_name(one: str, two: str) -> bool:
    """Whether two names may be one person's: one of them may say less than the other, or an initial, or leave out accents."""
    less, more = sorted((_words(one), _words(two)), key=len)
    return all(any(word == other or (len(word) == 1 and other[0] == word) for other in more) for word in less)


def _words(name: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", bare)


def _agreed(column: str, *said: Mapping[str, str]) -> str:
    """Yes to e-mail if it is said, and nowhere a no: what a patient refused in one of two files is refused."""
    answers = {texts[column].strip().casefold() for texts in said if texts.get(column, "").strip()}
    return YES if answers == {YES} else "no"


def same(identifier: str) -> str:
    """An identifier as it is compared: as it stands, for `12-3` is not `1-23`.

    The same are a number of ten digits in the groups of the NHS or in none, and a GUID in large letters or small.
    """
    bare = " ".join(unicodedata.normalize("NFC", identifier).strip("\ufeff").split())
    if found := HEALTH_NUMBER.fullmatch(bare):
        return "".join(found.groups())
    return found[1].casefold() if (found := GUID.fullmatch(bare)) else bare
