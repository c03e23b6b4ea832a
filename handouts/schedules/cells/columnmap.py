"""Column maps: how another system's list is read, as a TOML file.

    name = "EMIS appointment report"
    detect = ["NHS Number", "Slot Type"]        the map is taken by itself for a list that has these columns
    header = false                              the list has no header row; columns are "#1", "#2" …

    [columns]                                   our column = theirs, or a list of theirs to be joined by a space
    patient_id = "NHS Number"
    [patients]                                  the same for the file that has the patients' names
    given_name = "Forename"
    [formats]                                   start, date, time, date_of_birth, utc: a format of dates.py or "auto"
    order = "day-first"                         auto, day-first or month-first
    duration = "seconds"                        minutes, seconds, hours or h:mm
    [constants]                                 our column = what every row has
    location = "Harbour Clinic"
    [status]                                    booked, cancelled, no-show, not booked, over, entered in error = their words
    cancelled = ["Cancelled by Patient"]
    [values.language]                           their word = ours, for any column
    Welsh = "cy"

In: a file, or the name of a shipped map.  Out: a frozen `ColumnMap`.  Refuses what it does not know (`InputError`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from handouts.errors import InputError
from handouts.records.appointment import COLUMNS
from handouts.schedules.cells.dates import ORDERS, pattern
from handouts.schedules.words import STATUSES, folded

EXTRA = ("start_date", "start_time", "start_utc", "zone", "end", "name", "status")
TARGETS = (*COLUMNS, *EXTRA)
PATIENT = (
    "patient_id", "title", "given_name", "family_name", "name", "date_of_birth", "language", "format", "email", "email_consent",
    "email_plain", "phone", "address_1", "address_2", "city", "postcode",
)  # fmt: skip
DATED = ("start", "date", "time", "date_of_birth", "utc", "end")
DURATIONS = ("minutes", "seconds", "hours", "h:mm")
LARGEST_MAP = 2**18


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How a list is read.  columns and patients: our column -> theirs; formats: of dates, order and duration."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    header: bool = True
    detect: tuple[str, ...] = ()
    patients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def canonical(self) -> bool:
        """Whether the list has our own columns."""
        return self.columns is CANONICAL.columns

    def form(self, kind: str) -> str:
        """The format of a kind of cell, 'auto' if none is named."""
        return self.formats.get(kind, "auto")


CANONICAL = ColumnMap("", {column: (column,) for column in COLUMNS})


def read_map(named: str | Path) -> ColumnMap:
    """A map from a file, or a shipped one by its name.  Raises InputError."""
    shipped = shipped_maps()
    path = Path(named)
    if isinstance(named, str) and named in shipped:
        return shipped[named]
    try:
        if path.stat().st_size > LARGEST_MAP:
            raise InputError(f"{path.name}: has more than {LARGEST_MAP // 1024} KB; expected a column map")
        text = path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise InputError(f"{path.name}: is not UTF-8 text; expected a column map in TOML") from None
        raise InputError(f"{named}: there is no such column map; expected a TOML file or one of {', '.join(shipped)}") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    return parse_map(text, path.name)


@lru_cache(1)
def shipped_maps() -> dict[str, ColumnMap]:
    """The maps that come with the program, by name."""
    folder = files("handouts.schedules.maps")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name.removesuffix(".toml"): parse_map(f.read_text("utf-8"), f.name) for f in found}


def parse_map(text: str, file: str) -> ColumnMap:
    """The map of a TOML text.  Raises InputError naming the file, the key and what is expected."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise InputError(f"{file}: is not TOML: {error}") from None
    known = {"name", "detect", "header", "columns", "patients", "formats", "constants", "status", "values"}
    _only(file, "", table, known)
    header = table.get("header", True)
    if not isinstance(header, bool):
        raise InputError(f"{file}: header: expected true or false")
    columns = _theirs(file, "columns", table, TARGETS)
    made = ColumnMap(
        name=_text(file, "name", table.get("name", file.removesuffix(".toml"))),
        columns=columns or CANONICAL.columns,
        header=header,
        detect=tuple(folded(_text(file, "detect", word)) for word in _list(file, "detect", table.get("detect", []))),
        patients=_theirs(file, "patients", table, PATIENT),
        formats=_formats(file, table),
        status=_status(file, table),
        constants=_texts(file, "constants", _table(file, "constants", table), set(COLUMNS)),
        values={
            column: {folded(word): ours for word, ours in _texts(file, f"values.{column}", words).items()}
            for column, words in _only(file, "values", _table(file, "values", table), set(COLUMNS)).items()
        },
    )
    _sound(file, made)
    return made


def _sound(file: str, made: ColumnMap) -> None:
    """What one key says must go with what the others say."""
    columns = made.columns
    if not made.header and not all(_position(name) for names in columns.values() for name in names):
        raise InputError(f'{file}: columns: expected "#1", "#2" … because the list has no header row')
    if "start" in columns and ("start_date" in columns or "start_time" in columns):
        raise InputError(f"{file}: columns: start stands beside start_date or start_time; name one or the other")
    if ("start_date" in columns) != ("start_time" in columns):
        raise InputError(f"{file}: columns: expected start_date and start_time together; a date alone says no time of day")
    if not {"start", "start_date", "start_utc"} & set(columns):
        raise InputError(f"{file}: columns: expected start, or start_date and start_time, or start_utc")
    if "patient_id" not in columns:
        raise InputError(f"{file}: columns: expected patient_id; every page names the patient's identifier")
    if made.patients and "patient_id" not in made.patients:
        raise InputError(f"{file}: patients: expected patient_id, by which the two files are joined")


def _theirs(file: str, key: str, table: Mapping[str, object], targets: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found = _only(file, key, _table(file, key, table), set(targets))
    made: dict[str, tuple[str, ...]] = {}
    for ours, theirs in found.items():
        names = [theirs] if isinstance(theirs, str) else _list(file, f"{key}.{ours}", theirs)
        made[ours] = tuple(_text(file, f"{key}.{ours}", name) for name in names)
        if not made[ours] or not all(_position(name) or folded(name) for name in made[ours]):
            raise InputError(f"{file}: {key}.{ours}: expected the name of a column, or a list of them")
    return made


def _formats(file: str, table: Mapping[str, object]) -> dict[str, str]:
    found = _texts(file, "formats", _table(file, "formats", table), {*DATED, "order", "duration"})
    for kind, form in found.items():
        if kind in ("order", "duration"):
            expected = ORDERS if kind == "order" else DURATIONS
            if form not in expected:
                raise InputError(f"{file}: formats.{kind}: expected {', '.join(expected)}")
            continue
        try:
            names = set() if form == "auto" else set(pattern(form).groupindex)
        except ValueError as error:
            raise InputError(f"{file}: formats.{kind}: {error}; expected a format such as DD/MM/YYYY or YYYYMMDD HHmmss") from None
        if form != "auto" and (
            (kind in ("date", "date_of_birth") and "h" in names)
            or (kind == "time" and "d" in names)
            or (kind not in ("time", "end") and "d" not in names)
            or (kind in ("start", "utc") and "h" not in names)
            or (kind == "date_of_birth" and "yy" in names)
        ):
            raise InputError(
                f"{file}: formats.{kind}: has other parts than such a column; expected YYYY, MM, DD for a date, HH, mm for a time"
            )
    return found


def _status(file: str, table: Mapping[str, object]) -> dict[str, str]:
    found = _only(file, "status", _table(file, "status", table), set(STATUSES))
    return {
        folded(_text(file, f"status.{ours}", word)): ours for ours, words in found.items() for word in _list(file, f"status.{ours}", words)
    }


def _position(name: str) -> int:
    """The number of a column that is named by its place: #3 -> 3; 0 for any other name."""
    return int(name[1:]) if name[:1] == "#" and name[1:].isascii() and name[1:].isdigit() and len(name) < 6 else 0


def _only(file: str, key: str, table: Mapping[str, object], known: set[str]) -> dict[str, object]:
    unknown = sorted(set(table) - known)
    if unknown:
        place = f"{key}: " if key else ""
        raise InputError(f"{file}: {place}unknown key {', '.join(unknown)}; expected {', '.join(sorted(known))}")
    return dict(table)


def _table(file: str, key: str, table: Mapping[str, object]) -> Mapping[str, object]:
    found = table.get(key, {})
    if not isinstance(found, dict):
        raise InputError(f"{file}: {key}: expected a table [{key}]")
    return found


def _texts(file: str, key: str, table: object, known: set[str] | None = None) -> dict[str, str]:
    if not isinstance(table, dict):
        raise InputError(f"{file}: {key}: expected a table [{key}]")
    if known is not None:
        _only(file, key, table, known)
    return {name: _text(file, f"{key}.{name}", value) for name, value in table.items()}


def _list(file: str, key: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise InputError(f"{file}: {key}: expected a list of texts")
    return value


def _text(file: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{file}: {key}: expected a text")
    return value
