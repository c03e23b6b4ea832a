"""The columns of a list that nobody knows: looked at, confirmed by a person, and remembered for further lists of the same columns.

In: a list's bytes; what a person says that its columns are.  Out: the columns with their first cells and how these would be read; the file
of a map.  Refuses what is no table, and columns that do not go together (`InputError`).

A map is named by the columns that it is for and by what it says, so that none is written over: a list that was read by one stays so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from handouts.actions.counter import LISTS, Counter

if TYPE_CHECKING:
    from handouts.schedules.tables.propose import Proposal

MAPS = "maps"  # a room of the counter's folder
BEGINS = "# A map kept at the desk"
ONCE = "once"  # instead of the columns that a map is remembered for
ORDERED = ("start", "start_date", "start_utc", "date_of_birth")
DateOrder = Literal["", "day-first", "month-first"]


@dataclass(frozen=True, slots=True)
class ColumnOfList:
    """A column of theirs.  ours: what it seems to be, '' for nothing; cells: its first ones; read: how these are read, a reading each."""

    name: str
    ours: str
    cells: tuple[str, ...] = field(repr=False)
    read: tuple[tuple[str, ...], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ColumnsSeen:
    """The columns of a list.  asks: whether somebody has to say if day or month stands first; headed: whether a row names them."""

    columns: tuple[ColumnOfList, ...]
    missing: tuple[str, ...]
    asks: bool
    headed: bool
    forms: Mapping[str, str]

    @property
    def mark(self) -> str:
        """What lists of the same columns have in common; '' if nothing tells them from others."""
        if not self.headed:
            return ""
        names = "\n".join(sorted(column.name.casefold() for column in self.columns))
        return hashlib.sha256(names.encode()).hexdigest()[:16]


def look_at_columns(counter: Counter, data: bytes, called: str) -> ColumnsSeen:
    """The columns of a list.  Raises InputError for what is no table, ClinicError."""
    from handouts.schedules.tables.propose import propose
    from handouts.schedules.tables.sheets import open_rows

    clinic = counter.read()
    with _laid(counter, data, called) as file:
        made = propose(open_rows(file), clinic.zone)
    ours = {theirs: column for column, theirs in made.columns.items()}
    columns = tuple(_column(name, ours.get(name, ""), cells, made) for name, cells in made.first.items())
    return ColumnsSeen(columns, made.missing, made.forms.get("order") == "auto", made.headed, made.forms)


@contextmanager
def _laid(counter: Counter, data: bytes, called: str) -> Iterator[Path]:
    """A list in a file of its own, for as long as it is looked at."""
    from handouts.files.output import make_folder

    make_folder(counter.home / LISTS)
    with TemporaryDirectory(dir=counter.home / LISTS) as near:
        file = Path(near) / f"list{PurePath(called).suffix[:8]}"
        file.write_bytes(data)
        yield file


def _column(name: str, ours: str, cells: tuple[str, ...], made: Proposal) -> ColumnOfList:
    return ColumnOfList(name, ours, cells, tuple(_readings(cell, ours, made.forms) for cell in cells) if ours in ORDERED else ())


def _readings(cell: str, ours: str, forms: Mapping[str, str]) -> tuple[str, ...]:
    """How a cell of a date is read, as ISO 8601: once, or in both orders if nothing shows which is meant."""
    from handouts.schedules.cells.dates import DAY_FIRST, MONTH_FIRST, Moment, read_as, read_moment

    form = forms.get("utc" if ours == "start_utc" else ours, "auto")
    if form != "auto":
        found = read_as(cell, form)
        return (found.iso,) if isinstance(found, Moment) else ()
    order = forms.get("order", "auto")
    orders = (MONTH_FIRST, DAY_FIRST) if order == "auto" else (order,)
    return tuple(dict.fromkeys(read.iso for order in orders if (read := read_moment(cell, order))))


def known_map(counter: Counter, seen: ColumnsSeen) -> str | None:
    """The map that was last kept for lists of these columns, as a file of the counter's folder."""
    found = (counter.home / MAPS).glob(f"{seen.mark}-*.toml") if seen.mark else ()
    last = max(found, key=lambda path: path.stat().st_mtime, default=None)
    return f"{MAPS}/{last.name}" if last else None


def keep_map(counter: Counter, seen: ColumnsSeen, ours: Sequence[str], order: DateOrder = "", *, remember: bool = True) -> tuple[str, bool]:
    """Keep what a person says that each column is, '' for nothing.  The map, as a file of the counter's folder, and whether it is new.

    Raises InputError for columns that do not go together.
    """
    from handouts.files.guard import begins
    from handouts.files.output import make_folder, write_whole
    from handouts.schedules.cells.mapfile import parse_map

    text = _text(seen, ours, order)
    parse_map(text, "these columns")
    mark = seen.mark if remember and seen.mark else ONCE
    kept = counter.home / MAPS / f"{mark}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.toml"
    new = not kept.is_file()
    make_folder(kept.parent)
    write_whole(counter.where.guard().outlet(kept, begins("an older map kept at the desk", rb"\A" + BEGINS.encode())), text.encode())
    return f"{MAPS}/{kept.name}", new


def _text(seen: ColumnsSeen, ours: Sequence[str], order: DateOrder) -> str:
    """The map in TOML.  Several columns of theirs that are one of ours are joined."""
    from handouts.files.quoting import quoted

    theirs: dict[str, list[str]] = {}
    for column, said in zip(seen.columns, ours, strict=True):
        theirs.setdefault(said, []).append(column.name)
    theirs.pop("", None)
    forms = _forms(seen, ours, order)
    lines = [f"{BEGINS}, and confirmed there.", 'name = "the columns confirmed at the desk"']
    lines += [] if seen.headed else ["header = false"]
    lines += ["", "[columns]", *(f"{column} = [{', '.join(map(quoted, names))}]" for column, names in theirs.items())]
    lines += ["", "[formats]", *(f"{kind} = {quoted(form)}" for kind, form in forms.items())] if forms else []
    return "\n".join(lines) + "\n"


def _forms(seen: ColumnsSeen, ours: Sequence[str], order: DateOrder) -> dict[str, str]:
    """How dates and lengths are written: as the columns show it that are what they seemed to be, and as somebody says."""
    same = {column.ours for column, said in zip(seen.columns, ours, strict=True) if column.ours == said}
    forms = {kind: form for kind, form in seen.forms.items() if kind in ("order", "utc", "duration") or kind in same}
    return forms | ({"order": order} if order else {})
