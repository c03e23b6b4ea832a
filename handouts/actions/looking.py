"""What of the outbox a person has to look at, with the patient whose it is; and what the person says of it, which counts once.

In: which part of the outbox; a delivery as it was seen, and what became of it.  Out: the deliveries, with name, birth date and number from
the ledger's copy; what it is now, and who was first if somebody else was.  Refuses a delivery that there is not (`InputError`).
"""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from handouts.actions.where import Where
from handouts.errors import HandoutsError, InputError

if TYPE_CHECKING:
    from handouts.actions.counter import Counter
    from handouts.clinics.clinic import Clinic
    from handouts.ledger.data import Copy
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.outbox import Delivery

Part = Literal["look", "waiting", "mail", "print"]
Said = Literal["arrived", "again", "withdraw"]
LOOK, WAIT, OPEN = ("in doubt", "failed"), ("waiting", "sending"), ("waiting", "failed")
FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class AskLooking:
    """A part of the outbox: what needs a person, what waits, or everything by one channel.  most: deliveries in the answer."""

    where: Where
    part: Part = "look"
    most: int = 100


@dataclass(frozen=True, slots=True)
class Looking:
    """A delivery, for who looks into it.

    seen: names the delivery as it is now; title: the leaflet's; start: of the appointment, None where no record tells it; born: None once
    the patient's data have been purged; since: that it is so, at the clinic; said: a sentence for the desk; by: who said so last, '' if a
    machine did; run: of the copy.
    """

    number: int
    copy: str
    run: int
    channel: str
    state: str
    seen: str
    since: datetime
    due: datetime | None
    title: str
    language: str
    pages: int
    name: str = field(repr=False)
    identifier: str = field(repr=False)
    phone: str = field(repr=False)
    born: date | None = field(repr=False)
    start: datetime | None = field(repr=False)
    location: str = field(repr=False)
    said: str = ""
    by: str = ""

    @property
    def may(self) -> tuple[Said, ...]:
        """What somebody can say of it."""
        if self.state == "in doubt":
            return "arrived", "again"
        return ("again", "withdraw") if self.state == "failed" else ("withdraw",) if self.state == "waiting" else ()


@dataclass(frozen=True, slots=True)
class LookingAnswer:
    """The deliveries, oldest first.

    more: that fit besides; counts: deliveries by part; lots: (run, channel, state, how many) where there are several.
    """

    open: tuple[Looking, ...]
    more: int
    counts: dict[Part, int]
    lots: tuple[tuple[int, str, str, int], ...]


@dataclass(frozen=True, slots=True)
class SayOf:
    """What became of a delivery.  seen: as it was when somebody looked; who: has looked."""

    counter: Counter
    number: int
    seen: str
    said: Said
    who: str


@dataclass(frozen=True, slots=True)
class SaidOf:
    """done: False if it was not so any more; now: the delivery; why: it has not left yet, '' if it has or need not."""

    done: bool
    now: Looking
    why: str = ""


def count_looks(where: Where) -> int:
    """How many deliveries need a person.  Raises InputError if there is no ledger yet."""
    from handouts.ledger.overview import tallies

    with where.open() as ledger:
        return sum(count for channel, state, count in tallies(ledger) if state in LOOK and channel != FOLDER)


def ask_looking(request: AskLooking) -> LookingAnswer:
    """What of the outbox needs a person, or waits.  Raises ClinicError, LedgerError, InputError if there is no ledger yet."""
    from handouts.ledger.overview import undelivered

    clinic = request.where.read()
    with request.where.open() as ledger, ledger.reading():
        found = [(one, run) for one, run, _, _ in undelivered(ledger) if one.channel != FOLDER]
        fits = [(one, run) for one, run in found if request.part in _parts(one)]
        titles = _titles(clinic)
        shown = tuple(_looking(ledger, one, clinic, titles) for one, _ in fits[: request.most])
    counts: Tally[Part] = Tally(part for one, _ in found for part in _parts(one))
    lots = Tally((run, one.channel, one.state) for one, run in fits)
    several = tuple((*lot, count) for lot, count in sorted(lots.items()) if count > 1)
    return LookingAnswer(shown, len(fits) - len(shown), {part: counts[part] for part in ("look", "waiting", "mail", "print")}, several)


def look_at(where: Where, number: int) -> Looking:
    """A delivery as it is.  Raises InputError if there is none of that number."""
    from handouts.ledger.outbox import delivery

    clinic = where.read()
    with where.open() as ledger, ledger.reading():
        return _looking(ledger, delivery(ledger, number), clinic, _titles(clinic))


def say_of(request: SayOf) -> SaidOf:
    """Say what became of a delivery; what shall leave again leaves now, if it can.

    Nothing is done if it is not what was seen, or if this cannot be said of it: somebody else was first.  Raises InputError if there is
    none of that number.
    """
    where = request.counter.where
    clinic = where.read()
    with where.open() as ledger:
        with ledger.writing():
            seen = _found(ledger, request.number)
            done = seen_as(seen) == request.seen and request.said in _looking(ledger, seen, clinic, {}).may
            if done:
                _done(ledger, seen, request)
        copy = ledger.copy(seen.copy)
    why = _leave(request.counter, copy, seen.channel) if done and request.said == "again" else ""
    return SaidOf(done, look_at(where, request.number), why)


def _found(ledger: Ledger, number: int) -> Delivery:
    from handouts.ledger.outbox import delivery

    return delivery(ledger, number)


def _done(ledger: Ledger, seen: Delivery, request: SayOf) -> None:
    from handouts.ledger.outbox import retry, settle
    from handouts.ledger.takeback import withdraw

    if request.said == "withdraw":
        withdraw(ledger, [seen.copy], who=request.who, asked={"copy": seen.copy, "channel": seen.channel}, channel=seen.channel)
    elif seen.state == "failed":
        retry(ledger, seen.id)
    else:
        settle(ledger, seen.id, sent=request.said == "arrived", who=request.who)


def _leave(counter: Counter, copy: Copy, channel: str) -> str:
    """Why a copy that waits has not left; '' if it has."""
    from handouts.actions.handing import deliver

    try:
        return deliver(counter, copy, "mail" if channel == "mail" else "print")[1]
    except HandoutsError as error:
        return str(error)


def seen_as(found: Delivery) -> str:
    """Names a delivery as it is now: another when anything has become of it."""
    return f"{found.id}.{found.state}.{found.attempts}.{found.updated.isoformat()}"


def _parts(found: Delivery) -> tuple[Part, ...]:
    state: tuple[Part, ...] = ("look",) if found.state in LOOK else ("waiting",) if found.state in WAIT else ()
    return *state, "mail" if found.channel == "mail" else "print"


def titles_of(where: Where) -> dict[str, str]:
    """The titles of the leaflets there are, in the clinic's language.  Raises ClinicError."""
    return _titles(where.read())


def _titles(clinic: Clinic) -> dict[str, str]:
    """The titles of the leaflets there are, in the clinic's language."""
    from handouts.leaflets.shelf import Shelf

    shelf = Shelf(clinic)
    return {leaflet: shelf.choose(leaflet, clinic.language).title for leaflet in shelf.identifiers()}


def _looking(ledger: Ledger, found: Delivery, clinic: Clinic, titles: dict[str, str]) -> Looking:
    from handouts.ledger.outbox import HAND
    from handouts.ledger.record import appointment_of

    copy = ledger.copy(found.copy)
    try:
        visit = appointment_of(copy, clinic.zone)
        phone, start, location = visit.patient.phone, visit.start, visit.location
    except InputError:  # purged, or a record of an older program
        phone, start, location = "", None, ""
    whose = copy.whose
    return Looking(
        found.id, copy.id, copy.run, found.channel, found.state, seen_as(found), found.updated.astimezone(clinic.zone), found.next_attempt,
        titles.get(copy.struck.leaflet, copy.struck.leaflet), copy.struck.language, copy.struck.pages, whose.name if whose else "",
        whose.patient if whose else "", phone, whose.born if whose else None, start, location, _sentence(found, copy),
        found.settled_by or str(found.receipt.get(HAND, "")),
    )  # fmt: skip


def _sentence(found: Delivery, copy: Copy) -> str:
    void = f"the copy is void: {copy.void}" if copy.void else ""
    return "; ".join(filter(None, (void, str(found.receipt.get("said", "")))))
