"""Maps: how another system's list is read, as a TOML file.

    name = "EMIS appointment report"
    detect = ["NHS Number", "Slot Type"]        the map is taken by itself for a list that has these columns
    encoding = "windows-1251"                   of a table of text that is no UTF-8
    header = false                              the list has no header row; columns are "#1", "#2" …

    [columns]                                   our column = theirs, or a list of theirs to be joined by a space
    patient_id = "NHS Number"
    [patients]                                  the same for the file that has the patients' names
    given_name = "Forename"
    [fields]                                    the same for a list without columns: HL7, FHIR, iCalendar
    code = "AIS-3"
    [formats]                                   start, date, time, date_of_birth, utc: a format of dates.py or "auto"
    order = "day-first"                         auto, day-first or month-first
    duration = "seconds"                        minutes, seconds, hours or h:mm
    [name]                                      instead of the name at the top
    title = "EMIS appointment report"
    order = "family-first"                      of a name in one cell: auto, family-first, given-first or whole
    [constants]                                 our column = what every row has
    location = "Harbour Clinic"
    [status]                                    booked, cancelled, no-show, not booked, over, entered in error = their words
    cancelled = ["Cancelled by Patient"]
    [codes]                                     their code, or their visit type where there is none = the clinic's code
    KY15 = "KYPHO"
    [values.language]                           their word = ours, for any column
    Welsh = "cy"

In: a file, or the name of a shipped map.  Out: a frozen `ColumnMap`.  Refuses what it does not know (`InputError`: every slip with line and
column).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from handouts.errors import InputError
from handouts.files.hints import rows
from handouts.files.marks import Filled, Key, OneOf, OrOne, Reads
from handouts.files.schema import Fault, build
from handouts.files.tables import parse_toml, read_toml
from handouts.files.written import Written
from handouts.records.appointment import COLUMNS
from handouts.records.names import FAMILY_FIRST, GIVEN_FIRST, WHOLE
from handouts.schedules.cells.columnmap import CANONICAL, PATIENT, TARGETS, ColumnMap, position
from handouts.schedules.cells.dates import ORDERS, pattern
from handouts.schedules.words import STATUSES, folded, keyed
from layouts.measures import Fits

FORMS: dict[str, tuple[set[str], set[str]]] = {  # of a column: the parts that its format needs, and those it may not have
    "start": ({"d", "h"}, set()), "utc": ({"d", "h"}, set()), "date": ({"d"}, {"h"}), "date_of_birth": ({"d"}, {"h", "yy"}),
    "time": ({"h"}, {"d"}), "end": (set(), set()),
}  # fmt: skip
BARRED = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined")  # which are of no file
NAME_ORDERS = ("auto", FAMILY_FIRST, GIVEN_FIRST, WHOLE)
DURATIONS = ("minutes", "seconds", "hours", "h:mm")


def _form(kind: str) -> type[str]:
    """The hint of a format: of which parts it must be made, and of which it may not."""
    needed, barred = FORMS[kind]

    def read(form: str) -> str:
        parts = set(pattern(form).groupindex) if form != "auto" else needed
        if not needed <= parts or parts & barred:
            raise ValueError("has other parts than such a column")
        return form

    return Annotated[str, Reads(read, f"'auto' or a format such as {EXAMPLES[kind]}", told=True)]  # type: ignore[return-value]


def is_encoding(name: str) -> bool:
    """Whether Python knows an encoding of texts by this name."""
    try:
        return isinstance(b"a".decode(name), str) and codecs.lookup(name).name not in BARRED
    except (LookupError, ValueError):
        return False


def _is_column(name: str) -> bool:
    return bool(name.strip()) and bool(position(name) or folded(name))


EXAMPLES = {
    "start": "DD/MM/YYYY HH:mm", "utc": "YYYYMMDD HHmmss", "date": "DD/MM/YYYY", "date_of_birth": "DD/MM/YYYY", "time": "HH:mm",
    "end": "DD/MM/YYYY HH:mm or HH:mm",
}  # fmt: skip
Ours = Annotated[str, OneOf(COLUMNS)]
Target = Annotated[str, OneOf(TARGETS)]
OfPatient = Annotated[str, OneOf(PATIENT)]
Status = Annotated[str, OneOf(STATUSES)]
Theirs = Annotated[tuple[Annotated[str, Fits(_is_column, "the name of a column")], ...], OrOne(), Filled()]
TheirPlace = Annotated[tuple[Annotated[str, Filled()], ...], OrOne(), Filled()]
Text = Annotated[str, Filled()]
Coding = Annotated[str, Fits(is_encoding, "the name of an encoding, such as windows-1251 or iso-8859-2")]
Start, Date, Time, Born, Utc, End = map(_form, ("start", "date", "time", "date_of_birth", "utc", "end"))


@dataclass(frozen=True, slots=True)
class Formats:
    """[formats] of a map; '' is not said."""

    start: Start = ""  # type: ignore[valid-type]
    date: Date = ""  # type: ignore[valid-type]
    time: Time = ""  # type: ignore[valid-type]
    born: Annotated[Born, Key("date_of_birth")] = ""  # type: ignore[valid-type]
    utc: Utc = ""  # type: ignore[valid-type]
    end: End = ""  # type: ignore[valid-type]
    order: Annotated[str, OneOf(ORDERS)] = ""
    duration: Annotated[str, OneOf(DURATIONS)] = ""

    @property
    def said(self) -> dict[str, str]:
        """What is said, by key."""
        said = {key: getattr(self, row.field) for key, row in rows(Formats).items()}
        return {key: form for key, form in said.items() if form}


@dataclass(frozen=True, slots=True)
class NameTable:
    """[name] of a map.  title: what messages call it; order: of a name in one cell."""

    title: Text = ""
    order: Annotated[str, OneOf(NAME_ORDERS)] = "auto"


@dataclass(frozen=True, slots=True)
class MapFile:
    """A map as it is written."""

    name: Text | NameTable = ""
    detect: tuple[Text, ...] = ()
    header: bool = True
    encoding: Coding = ""
    columns: Mapping[Target, Theirs] = field(default_factory=dict)
    patients: Mapping[OfPatient, Theirs] = field(default_factory=dict)
    fields: Mapping[Target, TheirPlace] = field(default_factory=dict)
    formats: Formats = Formats()
    constants: Mapping[Ours, Text] = field(default_factory=dict)
    status: Mapping[Status, tuple[Text, ...]] = field(default_factory=dict)
    codes: Mapping[Text, Text] = field(default_factory=dict)
    values: Mapping[Ours, Mapping[str, Text]] = field(default_factory=dict)

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        yield from ((("columns",), what, REMEDIES[what]) for what in self._wrong())
        yield from ((("fields",), what, REMEDIES[what]) for what in _halved(set(self.fields)))
        if self.fields and (self.columns or self.patients or not self.header):
            yield ("fields",), "stands beside what only a table has", "[columns] for a table, [fields] for HL7, FHIR or iCalendar"
        if self.codes and "code" in self.values:
            yield ("values", "code"), "says the same as [codes]", "the one or the other"
        if self.patients and "patient_id" not in self.patients:
            yield ("patients",), "patient_id is missing", "expected that column, by which the two files are joined"

    def _wrong(self) -> Iterator[str]:
        """What is wrong with the columns."""
        named = self.columns or CANONICAL.columns
        yield from _halved(set(named))
        if not named.keys() & {"start", "start_date", "start_utc"}:
            yield "nothing says when the appointment is"
        if "patient_id" not in named:
            yield "patient_id is missing"
        if not self.header and not all(position(n) for names in named.values() for n in names):
            yield "a column is named by words"


def _halved(columns: set[str]) -> Iterator[str]:
    """Whether columns say the start in two ways, or in half of one."""
    halves = columns & {"start_date", "start_time"}
    if halves and "start" in columns:
        yield "start stands beside start_date or start_time"
    if len(halves) == 1:
        yield "start_date and start_time do not stand together"


REMEDIES = {
    "start stands beside start_date or start_time": "name one or the other",
    "start_date and start_time do not stand together": "name both; a date alone says no time of day",
    "nothing says when the appointment is": "expected start, or start_date and start_time, or start_utc",
    "patient_id is missing": "expected that column; every page names the patient's identifier",
    "a column is named by words": 'expected "#1", "#2" … because the list has no header row',
}


def read_map(named: str | Path) -> ColumnMap:
    """A map from a file, or a shipped one by its name.  Raises InputError with every slip of the file."""
    shipped = shipped_maps()
    if isinstance(named, str) and named in shipped:
        return shipped[named]
    path = Path(named)
    try:
        return _map(read_toml(path, InputError, called=path.name))
    except FileNotFoundError:
        raise InputError(f"{named}: there is no such column map; expected a TOML file or one of {', '.join(shipped)}") from None


@lru_cache(1)
def shipped_maps() -> dict[str, ColumnMap]:
    """The maps that come with the program, by name."""
    folder = files("handouts.schedules.maps")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name.removesuffix(".toml"): parse_map(f.read_text("utf-8"), f.name) for f in found}


def parse_map(text: str, file: str) -> ColumnMap:
    """The map of a TOML text.  Raises InputError with every slip."""
    return _map(parse_toml(text, file, InputError))


def _map(written: Written) -> ColumnMap:
    told = build(MapFile, written, InputError)
    name = told.name if isinstance(told.name, NameTable) else NameTable(told.name)
    return ColumnMap(
        name=name.title or written.file.removesuffix(".toml"),
        columns=told.columns or CANONICAL.columns,
        header=told.header,
        encoding=told.encoding,
        detect=tuple(map(folded, told.detect)),
        patients=told.patients,
        formats=told.formats.said,
        status={keyed(word): ours for ours, words in told.status.items() for word in words},
        constants=told.constants,
        values={column: {keyed(word): ours for word, ours in words.items()} for column, words in told.values.items()},
        codes={theirs.strip().casefold(): ours for theirs, ours in told.codes.items()},
        fields=told.fields,
        order=name.order,
    )
