"""Patients, found at the desk by what they say of themselves: who it is, and what was given to them.

In: words of a name, a date of birth, an identifier.  Out: the patients whom the ledger knows by that, each with the copies and how these
left.  Refuses to look for nobody (`InputError`).  Whose data have been purged is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from handouts.actions.copies import GivenCopy
from handouts.actions.where import Where
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.ledger.data import Copy
    from handouts.ledger.find import KnownPatient
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.outbox import Delivery

MOST = 50  # patients of an answer; a desk looks at no more
OUTDATED = ("replaced", "void")
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Find:
    """Whom somebody looks for.

    words: of a name, or beginnings of them, in any order; among them perhaps a date of birth; or one alone, an identifier.
    """

    where: Where
    words: tuple[str, ...] = field(default=(), repr=False)
    born: date | None = field(default=None, repr=False)
    identifier: str = field(default="", repr=False)

    def asked(self) -> tuple[str, date | None]:
        """The name, and the date of birth.  Raises InputError for a day that there is not, and if nothing is said."""
        words = " ".join(self.words).split()
        days = [word for word in words if DAY.fullmatch(word)]
        try:
            born = date.fromisoformat(days[0]) if days else self.born
        except ValueError:
            raise InputError("there is no such date of birth; expected such as 1951-04-17") from None
        name = " ".join(word for word in words if word not in days)
        if not (name or born or self.identifier):
            raise InputError("say whom to find: words of the name, a date of birth, or an identifier")
        return name, born


@dataclass(frozen=True, slots=True)
class Way:
    """How a copy left, or is to leave; when that was last heard of, at the clinic."""

    channel: str
    state: str
    moment: datetime

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"channel": self.channel, "state": self.state, "moment": self.moment.isoformat()}


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """A patient.

    last: start of the last appointment, at the clinic, None if no record tells it; copies: oldest first, each with its ways.
    """

    identifier: str = field(repr=False)
    name: str = field(repr=False)
    born: date = field(repr=False)
    last: datetime | None = field(repr=False)
    copies: tuple[tuple[GivenCopy, tuple[Way, ...]], ...] = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        copies = [given.as_json() | {"ways": [way.as_json() for way in ways]} for given, ways in self.copies]
        last = self.last and self.last.isoformat()
        return {"patient": self.identifier, "name": self.name, "born": self.born.isoformat(), "last_appointment": last, "copies": copies}


@dataclass(frozen=True, slots=True)
class FoundPatients:
    """Patients by their names, and how many more there are."""

    patients: tuple[FoundPatient, ...]
    more: int

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"patients": [patient.as_json() for patient in self.patients], "more": self.more}


def find(request: Find) -> FoundPatients:
    """Whom the ledger knows by this.  Raises InputError if nothing is said."""
    from handouts.ledger.find import Wanted
    from handouts.ledger.find import find as found

    name, born = request.asked()
    clinic = request.where.read()
    with request.where.open() as ledger, ledger.reading():
        known, more = found(ledger, Wanted(name, born, request.identifier), MOST)
        if not known and name and " " not in name and not request.identifier:  # a scanner types identifiers
            known, more = found(ledger, Wanted("", born, name), MOST)
        return FoundPatients(tuple(_found(ledger, patient, clinic) for patient in known), more)


def _found(ledger: Ledger, patient: KnownPatient, clinic: Clinic) -> FoundPatient:
    copies = tuple(told(ledger, copy, deliveries, clinic) for copy, deliveries in patient.copies)
    return FoundPatient(patient.identifier, patient.name, patient.born, _last(ledger, patient, clinic), copies)


def told(ledger: Ledger, copy: Copy, deliveries: Iterable[Delivery], clinic: Clinic) -> tuple[GivenCopy, tuple[Way, ...]]:
    """A copy with its ways, as the clinic's clock has them."""
    ways = tuple(Way(one.channel, one.state, one.updated.astimezone(clinic.zone)) for one in deliveries)
    return GivenCopy(copy, copy.issued.astimezone(clinic.zone), ledger.run(copy.run).who), ways


def _last(ledger: Ledger, patient: KnownPatient, clinic: Clinic) -> datetime | None:
    """The start of the last of a patient's appointments, as the newest record of each has it."""
    from handouts.ledger.lineage import newest
    from handouts.ledger.record import appointment_of

    starts = []
    for copy, _ in patient.copies:
        try:
            if copy.fate not in OUTDATED:
                starts.append(appointment_of(newest(ledger, copy), clinic.zone).start)
        except InputError:  # a record of an older program
            continue
    return max(starts, default=None)
