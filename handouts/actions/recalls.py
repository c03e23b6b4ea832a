"""A recall to work through: whom to call, who was told, who was not reached; and the same as a list for a spreadsheet.

In: a leaflet and its version; a call, as somebody made it.  Out: the patients, once each, with the calls that were made.  Refuses a leaflet
that nobody has heard of (`InputError`).  The calls are events of the ledger and name a copy, never a patient: a purge leaves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from handouts.actions.where import Where
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.ledger.data import Copy
    from handouts.ledger.events import Event
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.recall import Reached

Called = Literal["told", "not reached"]


@dataclass(frozen=True, slots=True)
class AskRecall:
    """A leaflet that was given, and its version; None for all."""

    where: Where
    leaflet: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ToCall:
    """A patient of a recall.  copy: the last that was given; calls: (what, who, when at the clinic), the last one last."""

    copy: str
    identifier: str = field(repr=False)
    name: str = field(repr=False)
    born: date = field(repr=False)
    phone: str = field(repr=False)
    email: str = field(repr=False)
    copies: int
    versions: tuple[int, ...]
    last: datetime
    calls: tuple[tuple[str, str, datetime], ...]

    @property
    def told(self) -> bool:
        """Whether somebody has told the patient."""
        return any(what == "told" for what, _, _ in self.calls)


@dataclass(frozen=True, slots=True)
class RecallList:
    """The patients, in the order of their first copies.  purged: copies that name their patients no more."""

    leaflet: str
    version: int | None
    patients: tuple[ToCall, ...]
    purged: int

    @property
    def told(self) -> int:
        """How many were told."""
        return sum(patient.told for patient in self.patients)


@dataclass(frozen=True, slots=True)
class NoteCall:
    """A call.  copy: of the patient's, as the list has it; calls: how many had been made when the list was looked at; who: called."""

    recall: AskRecall
    copy: str
    called: Called
    calls: int
    who: str


def recallable(where: Where) -> tuple[tuple[str, int, int], ...]:
    """(leaflet, version, copies) of what was ever given out, the newest version of each first."""
    from handouts.ledger.recall import ever

    with where.open() as ledger:
        return ever(ledger)


def recall_list(request: AskRecall) -> RecallList:
    """Whom the recall has to reach.  Nothing is recorded: whoever begins a recall asks `copies.recall` first."""
    clinic = request.where.read()
    with request.where.open() as ledger, ledger.reading():
        found, calls = _reached(request, ledger), _calls(ledger)
        copies = tuple(_to_call(one, calls, clinic) for one in found)
        return RecallList(request.leaflet, request.version, copies, _purged(request, ledger))


def note_call(request: NoteCall) -> ToCall:
    """Keep that a patient was called, unless somebody else has called meanwhile: the patient, with the calls by now.

    Raises InputError for a copy that the recall does not have.
    """
    from handouts.ledger.events import record

    clinic, recall = request.recall.where.read(), request.recall
    with recall.where.open() as ledger:
        with ledger.writing():
            one = _of_copy(request, ledger)
            if len(_to_call(one, _calls(ledger), clinic).calls) == request.calls:
                asked = {"copy": one.copies[-1].id, "leaflet": recall.leaflet, "version": recall.version}
                asked = {name: value for name, value in asked.items() if value is not None}
                record(ledger, request.called, who=request.who, asked=asked, copies=len(one.copies))
        return _to_call(one, _calls(ledger), clinic)


def recall_csv(request: AskRecall, who: str) -> bytes:
    """The list for a spreadsheet; the ledger keeps that somebody has it."""
    from handouts.actions.copies import HEAD, line
    from handouts.files.spreadsheet import listed
    from handouts.ledger.events import record

    clinic = request.where.read()
    with request.where.open() as ledger, ledger.writing():
        found, calls = _reached(request, ledger), _calls(ledger)
        asked = {"leaflet": request.leaflet, "version": request.version, "list": True}
        asked = {name: value for name, value in asked.items() if value is not None}
        record(ledger, "recall", who=who, asked=asked, copies=sum(len(one.copies) for one in found))
        rows = ((*line(one, clinic), _last(_to_call(one, calls, clinic))) for one in found)
        return listed((*HEAD, "called"), rows)


def _last(one: ToCall) -> str:
    return "told" if one.told else one.calls[-1][0] if one.calls else ""


def _reached(request: AskRecall, ledger: Ledger) -> tuple[Reached, ...]:
    from handouts.ledger.recall import given_out, reached

    return reached(ledger, given_out(ledger, request.leaflet, request.version))


def _purged(request: AskRecall, ledger: Ledger) -> int:
    from handouts.ledger.recall import given_out

    return sum(copy.whose is None for copy in given_out(ledger, request.leaflet, request.version))


def _of_copy(request: NoteCall, ledger: Ledger) -> Reached:
    from handouts.ledger.recall import given_to, reached

    copy = ledger.copy(request.copy)
    if copy.whose is None or not _counts(copy, request.recall):
        raise InputError("that copy is not of this recall, or its patient's data have been purged; open the recall again")
    fits = [one for one in given_to(ledger, copy.whose.patient) if _counts(one, request.recall)]
    return next(one for one in reached(ledger, fits) if one.born == copy.whose.born)


def _counts(copy: Copy, recall: AskRecall) -> bool:
    return copy.struck.leaflet == recall.leaflet and recall.version in (None, copy.struck.version)


def _calls(ledger: Ledger) -> Mapping[str, Sequence[Event]]:
    from handouts.ledger.events import about

    return about(ledger, "told", "not reached")


def _to_call(one: Reached, calls: Mapping[str, Sequence[Event]], clinic: Clinic) -> ToCall:
    made = sorted((event for copy in one.copies for event in calls.get(copy.id, ())), key=lambda event: event.moment)
    told = tuple((event.what, event.who, event.moment.astimezone(clinic.zone)) for event in made)
    last = one.copies[-1]
    given = len(one.copies), one.versions, last.issued.astimezone(clinic.zone)
    return ToCall(last.id, one.identifier, one.name, one.born, one.phone, one.email, *given, told)
