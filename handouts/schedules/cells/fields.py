"""[fields] of a map: where our columns stand in a record that has none of its own, a message, a resource or an event.

In: a map, and what a format knows of its places.  Out: for each record the texts that stand there, and what they mean.  Refuses a place
that the format has not, and, where it says who, when or which leaflet, one that no record of the list has (`InputError`, with those there
are).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.records.appointment import PARTS, REQUIRED
from handouts.schedules.cells.clock import Clock
from handouts.schedules.cells.columnmap import EXTRA, PATIENT, ColumnMap
from handouts.schedules.cells.person import person

R = TypeVar("R", contravariant=True)
Q = TypeVar("Q")
DECIDING = (*REQUIRED, "name", "start_date", "start_time", "start_utc", "status", "type", "code", "leaflet")
WHEN = ("start", "start_date", "start_time", "start_utc")
DATES = (*WHEN, "end", "date_of_birth")
MOST_SHOWN = 40  # names that a refusal tells of what there is


class Standing(Protocol[R]):
    """One place of a record."""

    def text(self, record: R, /) -> str:
        """What stands there, '' for nothing."""

    def is_in(self, record: R, /) -> bool:
        """Whether a record has such a place, whatever stands there."""

    def beside(self, record: R, /) -> Iterable[str]:
        """The places that it has in its stead, as far as this one leads."""


@dataclass(slots=True)
class _Known(Generic[Q]):
    """A place of the map: what it is for, how it is written; whether any record has it, and what else there is."""

    column: str
    written: str
    place: Standing[Q]
    found: bool = False
    there: set[str] = field(default_factory=set)


class MappedFields(Generic[Q]):
    """The places of a map for one list.

    file: its name; read: a written place -> the place, None for none; example: of places, for messages.  Raises InputError.
    """

    def __init__(
        self, file: str, column_map: ColumnMap, zone: ZoneInfo, read: Callable[[str, str], Standing[Q] | None], example: str
    ) -> None:
        self.file, self.map = file, column_map
        orders = dict.fromkeys(DATES, form if (form := column_map.form("order")) != "auto" else "")
        self.clock = Clock(column_map, zone, orders)
        self._known: list[_Known[Q]] = []
        for column, places in column_map.fields.items():
            for written in places:
                place = read(written, column)
                if place is None:
                    what = f"the map {column_map.name} names a place under [fields] that there cannot be, for {column}"
                    raise InputError(f"{file}: {what}; expected {example}")
                self._known.append(_Known(column, written, place))

    def __bool__(self) -> bool:
        return bool(self._known)

    def see(self, record: Q) -> None:
        """Another record of the list."""
        for known in self._known:
            if not known.found:
                known.found = known.place.is_in(record)
                if not known.found and len(known.there) < MOST_SHOWN:
                    known.there.update(known.place.beside(record))

    def lacking(self) -> list[str]:
        """A warning for each place that no record has.  Raises InputError if one of them says who, when or which leaflet."""
        sentences = {False: list[str](), True: list[str]()}
        for known in self._known:
            if not known.found:
                there = ", ".join(sorted(known.there)[:MOST_SHOWN]) or "nothing of the kind"
                what = f"there is no {known.written}, which the map {self.map.name} names for {known.column}; there is {there}"
                sentences[known.column in DECIDING].append(f"{self.file}: {what}")
        if sentences[True]:
            raise InputError("\n".join(sentences[True]))
        return sentences[False]

    def looked(self, usual: Mapping[str, str]) -> dict[str, str]:
        """Where each column is looked for.  usual: without a map."""
        places = {column: " and ".join(written) for column, written in self.map.fields.items()}
        whole = dict.fromkeys(PARTS, places["name"]) if "name" in places else {}
        return {**usual, **whole, **places}

    def texts(self, record: Q) -> dict[str, str]:
        """Our column -> what stands in its places; several are joined by a space."""
        found: dict[str, list[str]] = {}
        for known in self._known:
            found.setdefault(known.column, []).append(known.place.text(record).strip())
        return {column: " ".join(filter(None, texts)) for column, texts in found.items()}

    def put(self, record: Mapping[str, str], texts: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
        """The record with what the map's places say; what was wrong with the usual ones is forgotten."""
        settled = {*texts, *(PARTS if "name" in texts else ()), *(("start",) if texts.keys() & set(WHEN) else ())}
        problems[:] = [problem for problem in problems if problem.column not in settled]
        told = {column: text for column, text in record.items() if column not in settled}
        told |= {column: text for column, text in texts.items() if column not in (*PATIENT, *EXTRA)}
        told |= person(texts, self.map, self.clock, problems)
        if "start" in settled:
            told["start"] = self.clock.start(texts, problems)
        if texts.keys() & {"end", "duration_minutes"}:
            told["duration_minutes"] = self.clock.duration(texts, told.get("start", ""), problems)
        return told
