"""How another system's list is read: a map, as the readers use it.

    columns, patients     a table's: our column -> theirs
    fields                of a list without columns: our column -> the places where it stands
    status, codes, values their words -> ours

In: nothing; `mapfile` reads one.  Out: a frozen `ColumnMap`, which tells a record in the program's words.  Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handouts.records.appointment import COLUMNS
from handouts.records.names import WHOLE
from handouts.schedules.words import keyed, status

EXTRA = ("start_date", "start_time", "start_utc", "zone", "end", "status")
TARGETS = (*COLUMNS, *EXTRA)
PATIENT = (
    "patient_id", "title", "given_name", "family_name", "name", "date_of_birth", "language", "format", "email", "email_consent",
    "email_plain", "phone", "address_1", "address_2", "city", "postcode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How a list is read.  columns, patients, fields: our column -> theirs; formats: of dates, their order, durations.

    encoding: of a text, '' for one that says it itself.

    order: of names in one cell; status and values: their word (`words.keyed`) -> ours; codes: their code or visit type in lower case -> the
    clinic's code.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    header: bool = True
    detect: tuple[str, ...] = ()
    patients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = "auto"
    encoding: str = ""

    @property
    def canonical(self) -> bool:
        """Whether the list has our own columns."""
        return self.columns is CANONICAL.columns

    @property
    def plain(self) -> bool:
        """Whether words stay as they are."""
        return not (self.values or self.codes or self.constants)

    def told(self, record: Mapping[str, str]) -> dict[str, str]:
        """A record with the map's words, codes and constants."""
        said = dict(record)
        for column, words in self.values.items():
            said[column] = words.get(keyed(said.get(column, "")), said.get(column, ""))
        for column, constant in self.constants.items():
            said[column] = said.get(column, "").strip() or constant
        if self.codes:
            said["code"] = self._coded(said.get("code", "").strip(), said.get("type", "").strip())
        return said

    def _coded(self, code: str, kind: str) -> str:
        """The clinic's codes for theirs, of which several are parted by semicolons; by the visit type if none of them is named."""
        theirs = [part.strip() for part in code.split(";")]
        ours = [self.codes.get(part.casefold(), part) for part in theirs]
        return "; ".join(ours) if ours != theirs else self.codes.get(kind.casefold()) or code

    def state(self, word: str) -> str | None:
        """One of STATUSES for a word of theirs, by the map or by what everybody's words mean; None for one that nobody knows."""
        return self.status.get(keyed(word)) or status(word)

    def form(self, kind: str) -> str:
        """The format of a kind of cell, 'auto' if none is named."""
        return self.formats.get(kind, "auto")


NO_MAP = ColumnMap("", {})
CANONICAL = ColumnMap("", {column: (column,) for column in COLUMNS}, order=WHOLE)


def position(name: str) -> int:
    """The number of a column that is named by its place: #3 -> 3; 0 for any other name."""
    return int(name[1:]) if name[:1] == "#" and name[1:].isascii() and name[1:].isdigit() and len(name) < 6 else 0
