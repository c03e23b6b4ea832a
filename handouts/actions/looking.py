"""What of the outbox a person has to look at, with the patient whose it is.

In: which part of the outbox, or a delivery.  Out: the deliveries, with name, birth date and number from the ledger's copy, and what can be
said of each (see `saying`).  Refuses a delivery that there is not (`InputError`).
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, get_args

from handouts.actions.where import Where
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.ledger.data import Copy
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.outbox import Delivery

Part = Literal["look", "waiting", "mail", "print"]
Said = Literal["arrived", "again", "now", "paper", "withdraw"]
LOOK, WAIT = ("in doubt", "failed"), ("waiting", "sending")
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
    the patient's data have been purged; since: that it is so, at the clinic; said: a sentence for the desk; back: a letter came back;
    by: who said so last, '' if a machine did; run: of the copy.
    """

    number: int
    copy: str
    run: int
    channel: str
    state: str
    attempts: int
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
    back: bool = False

    @property
    def may(self) -> tuple[Said, ...]:
        """What somebody can say of it."""
        return may_be_said(self)


@dataclass(frozen=True, slots=True)
class LookingAnswer:
    """The deliveries, oldest first.

    more: that fit besides; counts: deliveries by part; lots: (run, channel, state, how many) where there are several.
    """

    open: tuple[Looking, ...]
    more: int
    counts: dict[Part, int]
    lots: tuple[tuple[int, str, str, int], ...]


def count_looks(where: Where) -> int:
    """How many deliveries need a person.  Raises InputError if there is no ledger yet."""
    from handouts.ledger.overview import looks

    with where.open() as ledger:
        return len(looks(ledger))


def ask_looking(request: AskLooking) -> LookingAnswer:
    """What of the outbox needs a person, or waits.  Raises ClinicError, LedgerError, InputError if there is no ledger yet."""
    clinic = request.where.read()
    with request.where.open() as ledger, ledger.reading():
        found = _open(ledger)
        fits = [(one, run) for one, run in found if request.part in _parts(one)]
        titles = _titles(clinic)
        shown = tuple(_looking(ledger, one, clinic, titles) for one, _ in fits[: request.most])
    counts: Tally[Part] = Tally(part for one, _ in found for part in _parts(one))
    return LookingAnswer(shown, len(fits) - len(shown), {part: counts[part] for part in get_args(Part)}, _lots(fits))


def _open(ledger: Ledger) -> list[tuple[Delivery, int]]:
    """What has not arrived, each with its run; without what failed and needs nobody."""
    from handouts.ledger.overview import looks, undelivered

    there, needed = undelivered(ledger), looks(ledger)
    return [(one, run) for one, run, _, _ in there if one.channel != FOLDER and (one.state != "failed" or one.id in needed)]


def _lots(found: Iterable[tuple[Delivery, int]]) -> tuple[tuple[int, str, str, int], ...]:
    lots = Tally((run, one.channel, one.state) for one, run in found)
    return tuple((*lot, count) for lot, count in sorted(lots.items()) if count > 1)


def look_at(where: Where, number: int) -> Looking:
    """A delivery as it is.  Raises InputError if there is none of that number."""
    from handouts.ledger.outbox import delivery

    clinic = where.read()
    with where.open() as ledger, ledger.reading():
        return _looking(ledger, delivery(ledger, number), clinic, _titles(clinic))


def may_be_said(of: Looking | Delivery) -> tuple[Said, ...]:
    """What somebody can say of a delivery."""
    if of.state == "in doubt":
        return "arrived", "again"
    if of.state == "failed":
        return ("again", "paper", "withdraw") if of.channel == "mail" else ("again", "withdraw")
    return ("now", "withdraw") if of.state == "waiting" else ()


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
        found.id, copy.id, copy.run, found.channel, found.state, found.attempts, seen_as(found), found.updated.astimezone(clinic.zone),
        found.next_attempt,
        titles.get(copy.struck.leaflet, copy.struck.leaflet), copy.struck.language, copy.struck.pages, whose.name if whose else "",
        whose.patient if whose else "", phone, whose.born if whose else None, start, location, _sentence(found, copy),
        found.settled_by or str(found.receipt.get(HAND, "")), "returned" in found.receipt,
    )  # fmt: skip


def _sentence(found: Delivery, copy: Copy) -> str:
    void = f"the copy is void: {copy.void}" if copy.void else ""
    return "; ".join(filter(None, (void, str(found.receipt.get("said", "")))))
