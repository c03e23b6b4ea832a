"""A patient's card: who comes and when, what was given before, who could be taken for the patient.

In: an entry of the diary.  Out: a `Card`.  Refuses an entry that is not there any more (`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handouts.actions.counter import Counter
from handouts.actions.days import Visit
from handouts.actions.newcomer import LedgerTwin, ledger_twins
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.actions.copies import GivenCopy
    from handouts.actions.daybook import Daybook
    from handouts.actions.find import Way
    from handouts.diary.data import Entry
    from handouts.diary.file import Diary

SHOWN = 6  # copies given before, on a card
GONE = "that appointment is not in the diary any more: a newer list has changed it, or its list was taken out; look for the patient again"


@dataclass(frozen=True, slots=True)
class AskCard:
    """A patient of the diary.  entry: its id."""

    counter: Counter
    entry: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the desk sees of a patient before anything is made: the visit, what was given before, the leaflets there are besides.

    given: the newest first, each with its ways; twins: those in the ledger who could be taken for the patient.
    """

    visit: Visit
    given: tuple[tuple[GivenCopy, tuple[Way, ...]], ...] = field(repr=False)
    twins: tuple[LedgerTwin, ...] = field(repr=False)
    leaflets: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    layouts: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Whether anybody could be taken for the patient."""
        return bool(self.visit.alike or self.twins)


def ask_card(request: AskCard, days: Daybook) -> Card:
    """A patient of the diary.  days: those that the desk has open.

    Raises InputError if the entry is not there any more, ClinicError, LedgerError.
    """
    from handouts.actions.find import told
    from handouts.clinics.looks import layouts
    from handouts.leaflets.shelf import Shelf
    from handouts.ledger.lineage import given_before
    from handouts.ledger.outbox import deliveries

    clinic = request.counter.read()
    with request.counter.diary(clinic) as diary:
        found = entry_of(diary, request.entry)
        seen = days.visit(request.counter, clinic, diary, found)
    with request.counter.ledger() as ledger:
        copies = given_before(ledger, found.appointment.patient.identifier)[: -SHOWN - 1 : -1]
        given = tuple(told(ledger, copy, deliveries(ledger, copy=copy.id), clinic) for copy in copies)
        twins = ledger_twins(ledger, found.appointment.patient)
    shelf = Shelf(clinic)
    titles = {leaflet.identifier: shelf.choose(leaflet.identifier, clinic.language).title for leaflet in shelf.leaflets()}
    languages = tuple(dict.fromkeys(leaflet.language for leaflet in shelf.leaflets()))
    return Card(seen, given, twins, tuple(titles.items()), languages, tuple(layouts(clinic)))


def looks_alike(request: AskCard, days: Daybook) -> bool:
    """Whether anybody could be taken for a patient of the diary, as their card has it; asked for each picture.

    days: those that the desk has open.  Raises InputError if the entry is not there any more, ClinicError, LedgerError.
    """
    clinic = request.counter.read()
    with request.counter.diary(clinic) as diary:
        found = entry_of(diary, request.entry)
        alike = days.opened(request.counter, clinic, diary, found.day).alike(found)
    if alike:
        return True
    with request.counter.ledger() as ledger:
        return bool(ledger_twins(ledger, found.appointment.patient))


def entry_of(diary: Diary, id: str) -> Entry:
    """An entry of the diary.  Raises InputError if it is not there any more."""
    found = diary.find(id)
    if found is None:
        raise InputError(GONE)
    return found
