"""Patients, found by what somebody says at the desk.

In: words of a name, a date of birth, an identifier; one of them at least.  Out: whom the ledger knows by that, with what was given to
them.  A patient whose data have been purged is not found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from handouts.language.finding import finder, folded
from handouts.ledger.data import Copy
from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import Delivery, deliveries
from handouts.ledger.recall import given_to

PEOPLE = """
    SELECT name, patient, born FROM copies
    WHERE name IS NOT NULL AND (?1 = '' OR born = ?1) AND {} GROUP BY name, patient, born
"""
OF_ALL, OF_ONE = PEOPLE.format("?2 = ''"), PEOPLE.format("+patient = ?2").replace("name IS NOT NULL", "patient = ?2")
OF_BORN = PEOPLE.format("?2 = ''").replace("name IS NOT NULL AND (?1 = '' OR born = ?1)", "+name IS NOT NULL AND born = ?1")


@dataclass(frozen=True, slots=True)
class Wanted:
    """name: words of it, or beginnings of words, '' for any; born: None for any day; identifier: '' for any."""

    name: str = field(default="", repr=False)
    born: date | None = field(default=None, repr=False)
    identifier: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient of the ledger.  copies: oldest first, each with its deliveries."""

    identifier: str = field(repr=False)
    name: str = field(repr=False)
    born: date = field(repr=False)
    copies: tuple[tuple[Copy, tuple[Delivery, ...]], ...] = field(repr=False)


def find(ledger: Ledger, wanted: Wanted, most: int) -> tuple[tuple[KnownPatient, ...], int]:
    """The patients who are wanted, by name, and how many more there are than `most`."""
    with ledger.reading():
        names: dict[tuple[str, date], str] = {}
        for name, identifier, born in people(ledger, wanted):
            names.setdefault((identifier, born), name)
        known = sorted(names, key=lambda person: (folded(names[person]), person))
        return tuple(_known(ledger, *person) for person in known[:most]), len(known[most:])


def people(ledger: Ledger, wanted: Wanted) -> list[tuple[str, str, date]]:
    """Name, identifier and date of birth of whoever is wanted, as often as somebody's name has changed."""
    asked = wanted.born.isoformat() if wanted.born else "", wanted.identifier
    is_found = cache(finder(wanted.name))
    with understood(ledger.path):
        known = ledger.connection.execute(OF_ONE if wanted.identifier else OF_BORN if wanted.born else OF_ALL, asked)
        return [(name, patient, date.fromisoformat(born)) for name, patient, born in known if is_found(name)]


def _known(ledger: Ledger, identifier: str, born: date) -> KnownPatient:
    """A patient, by the name that the last copy has."""
    copies = [copy for copy in given_to(ledger, identifier) if copy.whose and copy.whose.born == born]
    given = tuple((copy, deliveries(ledger, copy=copy.id)) for copy in copies)
    last = copies[-1].whose
    assert last
    return KnownPatient(identifier, last.name, born, given)
