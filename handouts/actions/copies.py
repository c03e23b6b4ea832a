"""Copies that were given out: to whom a leaflet went, what a patient got; and how a copy of the ledger is told.

In: a leaflet or a patient.  Out: the copies, oldest first; of a recall a list of the patients, and an event in the ledger.  What a copy of
the ledger is in a table or in JSON is said here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions.where import Where
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.ledger.data import Copy
    from handouts.ledger.recall import Reached

MADE = ("row", "appointment", "leaflet", "language", "layout", "file", "pages", "sha256", "proof")
REMADE = ("id", "sequence", "leaflet", "language", "layout", "pages", "sha256")
GIVEN = (
    "issued", "purged", "born", "run", "row", "appointment", "patient", "name", "leaflet", "version", "language", "layout", "pages", "file",
    "sha256", "fate", "replaced_by", "void",
)  # fmt: skip
HEAD = ("patient", "name", "date of birth", "phone", "email", "copies", "versions", "first given", "last given")
RECALLED = "an older list of a recall"


@dataclass(frozen=True, slots=True)
class Recall:
    """Who was given a leaflet.

    version: only this; since, until: only copies issued on these days at the clinic or between; out: a file for the list of patients; who:
    asks for it.
    """

    where: Where
    leaflet: str
    version: int | None = None
    since: date | None = None
    until: date | None = None
    out: Path | None = None
    who: str = "unknown"

    def asked(self) -> dict[str, object]:
        """What the ledger keeps of it."""
        days = {name: day and day.isoformat() for name, day in (("since", self.since), ("until", self.until))}
        said = {"leaflet": self.leaflet, "version": self.version, **days, "list": self.out is not None or None}
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class AskHistory:
    """What a patient was given."""

    where: Where
    patient: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GivenCopy:
    """A copy that was given out.  issued: at the clinic; by: whose run made it, '' if nobody has asked."""

    copy: Copy
    issued: datetime
    by: str = ""

    @property
    def purged(self) -> bool:
        """Whether its patient's data have been purged."""
        return self.copy.whose is None

    @property
    def patient(self) -> str:
        """The patient's identifier; '' once it is purged."""
        return self.copy.whose.patient if self.copy.whose else ""

    def whose(self) -> tuple[str, str, str]:
        """Identifier, name, date of birth; '' once they are purged."""
        whose = self.copy.whose
        return (whose.patient, whose.name, whose.born.isoformat()) if whose else ("", "", "")

    def what(self) -> tuple[str, ...]:
        """Leaflet, version, language, run, row, copy, and what became of it."""
        copy, struck = self.copy, self.copy.struck
        return struck.leaflet, str(struck.version), struck.language, str(copy.run), str(copy.row), copy.id, became(copy)

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"copy": self.copy.id, **told(self.copy, GIVEN)}


@dataclass(frozen=True, slots=True)
class GivenCopies:
    """Copies that were given out, oldest first.  file: the list of their patients, if one was wanted."""

    copies: tuple[GivenCopy, ...]
    file: Path | None = None

    @property
    def patients(self) -> int:
        """How many patients are named."""
        return len({copy.patient for copy in self.copies if copy.patient})

    @property
    def purged(self) -> int:
        """How many copies name their patients no more."""
        return sum(copy.purged for copy in self.copies)

    def as_json(self) -> list[dict[str, object]]:
        """For `--json`."""
        return [copy.as_json() for copy in self.copies]


def recall(request: Recall) -> GivenCopies:
    """Everybody who was given a leaflet; a list of them, once each, if a file is named.  The ledger keeps that somebody has asked.

    Raises InputError for a leaflet that nobody has ever heard of: it may be misspelt; OutputError where no list may be written.
    """
    from handouts.files.output import write_whole
    from handouts.files.spreadsheet import list_kind, listed
    from handouts.ledger.events import record
    from handouts.ledger.recall import ever_given, given_out, reached

    outlet = request.where.guard().outlet(request.out, list_kind(RECALLED, HEAD)) if request.out else None
    if outlet:
        outlet.clear()
    clinic = request.where.read()
    since = midnight(request.since, clinic) if request.since else None
    until = midnight(request.until + timedelta(days=1), clinic) if request.until else None
    with request.where.open() as ledger:
        found = given_out(ledger, request.leaflet, request.version, since, until)
        if not found and not ever_given(ledger, request.leaflet):
            _look_on_shelf(request.leaflet, clinic)
        with ledger.writing():  # no list without its event
            record(ledger, "recall", who=request.who, asked=request.asked(), copies=len(found))
            if outlet:
                write_whole(outlet, listed(HEAD, (line(patient, clinic) for patient in reached(ledger, found))))
    return replace(_given(found, clinic), file=request.out)


def line(patient: Reached, clinic: Clinic) -> tuple[str, ...]:
    """A line of a recall's list."""
    days = [copy.issued.astimezone(clinic.zone).date().isoformat() for copy in patient.copies]
    whose = patient.identifier, patient.name, patient.born.isoformat(), patient.phone, patient.email
    return (*whose, str(len(days)), " ".join(map(str, patient.versions)), days[0], days[-1])


def _look_on_shelf(leaflet: str, clinic: Clinic) -> None:
    """Nothing if the clinic has the leaflet, though nobody was given it.  Raises InputError."""
    from handouts.leaflets.shelf import Shelf

    known = Shelf(clinic).identifiers()
    if leaflet not in known:
        there = f"there are {', '.join(known)} (see `handouts list`)"
        raise InputError(f"there is no leaflet {leaflet!r}, and the ledger knows of none; {there}")


def history(request: AskHistory) -> GivenCopies:
    """Everything that a patient was given."""
    from handouts.ledger.recall import given_to

    clinic = request.where.read()
    with request.where.open() as ledger:
        return _given(given_to(ledger, request.patient), clinic)


def _given(copies: Iterable[Copy], clinic: Clinic) -> GivenCopies:
    return GivenCopies(tuple(GivenCopy(copy, copy.issued.astimezone(clinic.zone)) for copy in copies))


def today(clinic: Clinic) -> datetime:
    """The beginning of this day at the clinic."""
    return midnight(datetime.now(UTC).astimezone(clinic.zone).date(), clinic)


def midnight(of: date, clinic: Clinic) -> datetime:
    """The beginning of a day at the clinic."""
    return datetime.combine(of, time.min, clinic.zone)


# -- how a copy of the ledger is told


def became(copy: Copy) -> str:
    """What became of a copy, with the reason or with the copy that counts instead."""
    more = f": {copy.void}" if copy.void else f" by {copy.replaced_by}" if copy.replaced_by else ""
    return f"{copy.fate}{more}"


def told(copy: Copy, names: Iterable[str]) -> dict[str, Any]:
    """These fields of a copy."""
    fields = copy.as_json()
    return {name: fields[name] for name in names}


def made(copy: Copy) -> dict[str, Any]:
    """A copy of a run that was made."""
    return told(copy, MADE)


def remade(copy: Copy) -> dict[str, Any]:
    """A copy that was made again."""
    return told(copy, REMADE)


def counted(copies: Iterable[Copy]) -> list[tuple[str, str, str, int, int]]:
    """(leaflet, language, layout, copies, pages)."""
    counts: dict[tuple[str, str, str], list[int]] = {}
    for struck in (copy.struck for copy in copies):
        counts.setdefault((struck.leaflet, struck.language, struck.layout), []).append(struck.pages)
    return [(*key, len(pages), sum(pages)) for key, pages in sorted(counts.items())]


def plates(copies: Iterable[Copy]) -> int:
    """How many copies had a plate composed for them."""
    return sum(copy.struck.composed for copy in copies)


def files(copies: Iterable[Copy]) -> set[str]:
    """The files that copies lie in."""
    return {copy.struck.file for copy in copies}


def pages(copies: Iterable[Copy]) -> int:
    """Of all of them."""
    return sum(copy.struck.pages for copy in copies)
