"""Where a table's columns stand: its header found and matched with a map.

In: the rows of a table, a map.  Out: `MatchedColumns`: the row of the header, and for each of our columns the places of theirs.
Refuses a table that has no such header (`InputError`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from operator import itemgetter
from typing import Protocol

from handouts.errors import InputError, Problem
from handouts.records.appointment import COLUMNS, PARTS, REQUIRED, REQUIRED_WHOLE
from handouts.schedules.cells.columnmap import CANONICAL, PATIENT, ColumnMap, position
from handouts.schedules.cells.mapfile import shipped_maps
from handouts.schedules.flags import ACTION, HINT, Flag, flag_of
from handouts.schedules.words import folded, meant

MOST_CELLS = 500
TITLES = 20  # so many rows may stand above the header
AS_TEXT = re.compile(r'="([^"]*)"')  # how programs keep a spreadsheet from taking an identifier for a number
INSPECT = "name a column map, or let `handouts schedule inspect` propose one"
EMPTY = f"the file is empty; expected a header row with {', '.join(REQUIRED)}"


class TableRows(Protocol):
    """The rows of a table: number and cells, or what is wrong with the row.  Can be iterated more than once."""

    @property
    def name(self) -> str:
        """What messages call the file."""

    @property
    def format(self) -> str:
        """CSV, XLSX or ODS."""

    @property
    def warnings(self) -> Sequence[str]:
        """What was noticed."""

    def __iter__(self) -> Iterator[tuple[int, list[str] | Problem]]:
        """Each row that is not empty."""


@dataclass(frozen=True, slots=True)
class MatchedColumns:
    """Where the columns of a table are.

    header: its row, 0 if there is none; width: cells in each row; places: our column -> indices; names: -> theirs; also: further columns
    that say a status, and flags: columns that say one thing of it, such as `Cancelled At`: index, their name, what it means; unread: the
    others, and their names.
    """

    map: ColumnMap
    header: int
    width: int
    places: Mapping[str, tuple[int, ...]]
    names: Mapping[str, str]
    warnings: tuple[str, ...] = field(default=())
    also: tuple[tuple[int, str], ...] = ()
    flags: tuple[tuple[int, str, Flag], ...] = ()
    unread: tuple[tuple[int, str], ...] = ()
    _first: itemgetter[int] = field(init=False, repr=False, compare=False)
    _parted: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first = (places[0] for places in self.places.values())
        object.__setattr__(self, "_first", itemgetter(*first, 0))  # of one place alone it would give no row
        object.__setattr__(self, "_parted", {ours: places for ours, places in self.places.items() if len(places) > 1})

    def texts(self, cells: Sequence[str]) -> dict[str, str]:
        """Our column -> text, for one row."""
        texts: dict[str, str] = dict(zip(self.places, self._first(cells), strict=False))
        for ours, places in self._parted.items():
            texts[ours] = " ".join(filter(None, (cells[place].strip() for place in places)))
        if '="' in "".join(cells):
            texts = {ours: found[1] if (found := AS_TEXT.fullmatch(text)) else text for ours, text in texts.items()}
        return texts

    def ragged(self, cells: Sequence[str]) -> Problem | None:
        """What is wrong with a row that has too few or too many cells."""
        if len(cells) == self.width or (len(cells) > self.width and not any(cell.strip() for cell in cells[self.width :])):
            return None
        what = f"has {len(cells)} cells, the {'header' if self.header else 'first row'} has {self.width}"
        return Problem("row", what, "as many cells as columns; look for a missing or unquoted separator")


def find_columns(rows: TableRows, column_map: ColumnMap | None) -> MatchedColumns:
    """The columns of a list by the map, or by our own names, or by a shipped map that knows the list.

    Raises InputError if the table is empty, has more than MOST_CELLS columns, or lacks some that are needed.
    """
    first = _first(rows)
    if column_map is None:
        for known in _known_maps():
            found = next((_match(row, cells, known) for row, cells in first if _knows(known, cells)), None)
            if found:
                note = (f"{rows.name}: read by the column map {known.name}, which knows its columns",) if known is not CANONICAL else ()
                return _sound(rows, found, note)
        return _sound(rows, _match(*first[0], CANONICAL), ())
    return _sound(rows, _mapped(first, column_map), ())


def fits(column_map: ColumnMap, first: Sequence[list[str]]) -> bool:
    """Whether one of the first rows has all the columns that a map names; whether there are so many, for a list without a header."""
    if not column_map.header:
        return bool(first) and max(position(n) for names in column_map.columns.values() for n in names) <= len(first[0])
    wanted = {folded(name) for names in column_map.columns.values() for name in names if not position(name)}
    return any(wanted <= {folded(cell) for cell in cells} for cells in first)


def knows_itself(rows: TableRows, column_map: ColumnMap) -> bool:
    """Whether a list has our own columns, or those of a shipped map, and not all that this map names.  Raises InputError."""
    first = _first(rows)
    return not fits(column_map, [cells for _, cells in first]) and any(_knows(one, cells) for one in _known_maps() for _, cells in first)


def find_patients(rows: TableRows, column_map: ColumnMap) -> MatchedColumns:
    """The columns of the file that has the patients' names: by the map's [patients], or by our own names.

    Raises InputError if one that the map names is not there, or none by which the two files are joined.
    """
    wanted = ColumnMap(column_map.name, column_map.patients or {column: (column,) for column in PATIENT}, formats=column_map.formats)
    first = _first(rows)
    found = next((made for made in (_match(row, cells, wanted) for row, cells in first) if "patient_id" in made.places), None)
    if found is None:
        raise InputError(f"{rows.name}: the column {wanted.columns['patient_id'][0]} missing, by which the two files are joined; {INSPECT}")
    missing = [" ".join(wanted.columns[c]) for c in wanted.columns if c not in found.places] if column_map.patients else []
    if missing:
        raise InputError(f"{rows.name}: row {found.header}: {_missing(missing)}; {INSPECT}")
    return found


def _first(rows: TableRows) -> list[tuple[int, list[str]]]:
    """The rows that may be the header."""
    first: list[tuple[int, list[str]]] = []
    for row, cells in islice(rows, TITLES):
        if isinstance(cells, Problem):
            if not first:
                raise InputError(f"{rows.name}: row {row}: {cells}")
            continue
        if len(cells) > MOST_CELLS and any(cell.strip() for cell in cells[MOST_CELLS:]):
            raise InputError(f"{rows.name}: row {row}: has more than {MOST_CELLS} columns; delete those that are not needed")
        first.append((row, cells))
    if not first:
        raise InputError(f"{rows.name}: {EMPTY}")
    return first


def _known_maps() -> Iterator[ColumnMap]:
    """Our own columns, then the shipped maps, those first that ask for most; these are read when a list has not our own."""
    yield CANONICAL
    yield from sorted(shipped_maps().values(), key=lambda known: -len(known.detect))


def _knows(known: ColumnMap, cells: list[str]) -> bool:
    names = {folded(cell) for cell in cells}
    if known is CANONICAL:
        return names.issuperset(REQUIRED) or names.issuperset(REQUIRED_WHOLE)
    return bool(known.detect) and names.issuperset(known.detect)


def _mapped(first: list[tuple[int, list[str]]], column_map: ColumnMap) -> MatchedColumns:
    """The header that has most of the map's columns, or none if the list has no header."""
    if not column_map.header:
        places = {ours: tuple(int(name[1:]) - 1 for name in theirs) for ours, theirs in column_map.columns.items()}
        names = {ours: " ".join(theirs) for ours, theirs in column_map.columns.items()}
        read, width = {index for found in places.values() for index in found}, len(first[0][1])
        return MatchedColumns(column_map, 0, width, places, names, unread=tuple((n, f"#{n + 1}") for n in range(width) if n not in read))
    return max((_match(row, cells, column_map) for row, cells in first), key=lambda made: len(made.places))


def _match(row: int, cells: list[str], column_map: ColumnMap) -> MatchedColumns:
    """The map's columns that this row names."""
    at: dict[str, int] = {}
    for index, cell in enumerate(cells):
        at.setdefault(folded(cell), index)
    sought = {ours: tuple(_place(name, at, len(cells)) for name in names) for ours, names in column_map.columns.items()}
    places = {ours: found for ours, found in sought.items() if min(found) >= 0}
    theirs = {ours: " ".join(column_map.columns[ours]) for ours in places}
    if "patient_id" not in places:
        return MatchedColumns(column_map, row, len(cells), places, theirs, _unknown(row, cells, column_map))
    stated, flags = _stated(cells, set(chain.from_iterable(places.values())))
    if "status" not in column_map.columns and stated:  # a cancelled appointment is not to be missed, wherever it is said
        (index, _), *stated = stated
        places["status"], theirs["status"] = (index,), "status"
    unknown, unread = _unknown(row, cells, column_map), _unread(cells, (*places.values(), (n for n, _ in stated), (n for n, *_ in flags)))
    return MatchedColumns(column_map, row, len(cells), places, theirs, unknown, tuple(stated), tuple(flags), unread)


def _unread(cells: list[str], places: Iterable[Iterable[int]]) -> tuple[tuple[int, str], ...]:
    """The columns of which nothing is read.  places: of those that are."""
    read = set(chain.from_iterable(places))
    return tuple((index, cell.strip()) for index, cell in enumerate(cells) if index not in read and cell.strip())


def _stated(cells: list[str], read: set[int]) -> tuple[list[tuple[int, str]], list[tuple[int, str, Flag]]]:
    """The columns that say a status, and those that say one thing of it; read: what is read as something else."""
    named = {meant(cell) for cell in cells}
    stated, flags = list[tuple[int, str]](), list[tuple[int, str, Flag]]()
    for index, cell in enumerate(cells):
        if index in read:
            continue
        if flag := flag_of(cell):
            flags.append((index, cell.strip(), flag))
        elif meant(cell) == "status" and not (folded(cell) == "state" and named & {"city", "postcode"}):  # of an address
            stated.append((index, cell.strip()))
    return stated, flags


def _place(name: str, at: Mapping[str, int], width: int) -> int:
    if name.startswith("#") and name[1:].isdigit():
        return int(name[1:]) - 1 if int(name[1:]) <= width else -1
    return at.get(folded(name), -1)


def _unknown(row: int, cells: Iterable[str], column_map: ColumnMap) -> tuple[str, ...]:
    if not column_map.canonical:
        return ()
    strange = (cell for cell in cells if folded(cell) and folded(cell) not in column_map.columns)
    unknown = [folded(cell) for cell in strange if meant(cell) != "status" and (not (flag := flag_of(cell)) or flag.kind in (ACTION, HINT))]
    return (f"row {row}: unknown column{'s' * (len(unknown) > 1)} {', '.join(unknown)}, not read",) if unknown else ()


def _sound(rows: TableRows, found: MatchedColumns, note: tuple[str, ...]) -> MatchedColumns:
    """The columns, if all that the map names are there, and each once.  Raises InputError."""
    where = f"{rows.name}: row {found.header or 1}"
    lacking = _lacking_own(found) if found.map.canonical else _lacking_theirs(found)
    if lacking:
        raise InputError(f"{where}: {lacking}; {INSPECT}")
    if twice := sorted(_twice(rows, found)):
        raise InputError(f"{where}: the column {', '.join(twice)} stands there twice; delete or rename one")
    return replace(found, warnings=tuple(f"{rows.name}: {warning}" for warning in found.warnings) + note)


def _lacking_own(found: MatchedColumns) -> str:
    """What a list with our own columns lacks, '' if nothing."""
    required = REQUIRED_WHOLE if "name" in found.places and not found.places.keys() & set(PARTS) else REQUIRED
    missing = [name for name in required if name not in found.places and name not in found.map.constants]
    there = ", ".join(name for name in COLUMNS if name in found.places) or "none of the known ones"
    return f"{_missing(missing)}; found {there}" if missing else ""


def _lacking_theirs(found: MatchedColumns) -> str:
    """What a list lacks that its map names, '' if nothing."""
    if not found.header and any(index >= found.width for places in found.places.values() for index in places):
        return f"has {found.width} cells, fewer than the column map {found.map.name} names"
    missing = [" ".join(theirs) for ours, theirs in found.map.columns.items() if ours not in found.places]
    return f"{_missing(missing)}, which the column map {found.map.name} names" if missing else ""


def _missing(names: Sequence[str]) -> str:
    return f"the column{'s' * (len(names) > 1)} {', '.join(names)} missing"


def _twice(rows: TableRows, found: MatchedColumns) -> set[str]:
    """Columns that are read and stand in the header twice."""
    if not found.header:
        return set()
    header = next(cells for row, cells in rows if row == found.header)
    assert not isinstance(header, Problem)
    names = [folded(cell) for cell in header]
    read = {names[index] for places in found.places.values() for index in places}
    return {name for name in read if name and names.count(name) > 1}
