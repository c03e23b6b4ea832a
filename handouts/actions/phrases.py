"""The passphrase of one letter, told by telephone: to whoever says the patient's birth date, and the ledger keeps that it was told.

In: a copy that was mailed locked, the birth date as the caller says it, who tells it.  Out: whom to tell, the passphrase.  Refuses a copy
whose letter is not locked (`InputError`) or was locked with another key (`ClinicError`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from handouts.actions.where import Where
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.ledger.data import Copy
    from handouts.ledger.events import Event

LATELY = timedelta(days=30)  # copies that were issued before are asked for by the patient's name


@dataclass(frozen=True, slots=True)
class AskLocked:
    """Whose letters are locked.  most: of them."""

    where: Where
    most: int = 100


@dataclass(frozen=True, slots=True)
class LockedLetter:
    """A letter that is locked.  sent: at the clinic; told: when its passphrase was told last, None if never; by: who told it."""

    copy: str
    sent: datetime
    name: str = field(repr=False)
    identifier: str = field(repr=False)
    phone: str = field(repr=False)
    told: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class TellPhrase:
    """born: the days that the caller may have said; who: tells it."""

    where: Where
    copy: str
    born: Collection[date] = field(repr=False)
    who: str


@dataclass(frozen=True, slots=True)
class ToldPhrase:
    """What to say on the telephone, letter by letter."""

    letter: LockedLetter
    phrase: str = field(repr=False)


def ask_locked(request: AskLocked) -> tuple[LockedLetter, ...]:
    """The letters of late whose passphrase nobody has told yet, oldest first."""
    from handouts.ledger.events import about
    from handouts.ledger.overview import sent_lately

    clinic = request.where.read()
    with request.where.open() as ledger, ledger.reading():
        told = about(ledger, "passphrase")
        lately = [one for one in sent_lately(ledger, "mail", ledger.now() - LATELY) if one.receipt.get("locked") and one.copy not in told]
        return tuple(_letter(ledger.copy(one.copy), one.updated, clinic, []) for one in lately[: request.most])


def letter_of(where: Where, copy: str) -> LockedLetter:
    """A letter that is locked, without its passphrase.  Raises InputError if none of that copy is, ClinicError for another key."""
    from handouts.delivery.mail.phraselist import phrase
    from handouts.ledger.events import about
    from handouts.ledger.outbox import deliveries

    clinic = where.read()
    with where.open() as ledger:
        found = ledger.copy(copy)
        phrase(ledger, found, clinic)
        sent = deliveries(ledger, copy=found.id, channel="mail")[-1].updated
        return _letter(found, sent, clinic, about(ledger, "passphrase").get(found.id, []))


def tell_phrase(request: TellPhrase) -> ToldPhrase | None:
    """The passphrase, once it is kept that it was told; None if that is not the patient's birth date.

    Raises InputError for a copy whose patient's data have been purged, or whose letter is not locked; ClinicError for another key.
    """
    from handouts.delivery.mail.phraselist import phrase
    from handouts.ledger.events import record

    letter, clinic = letter_of(request.where, request.copy), request.where.read()
    with request.where.open() as ledger:
        copy = ledger.copy(request.copy)
        if copy.whose is None:
            raise InputError("the patient's data have been purged; there is nobody to tell the passphrase to")
        if copy.whose.born not in request.born:
            return None
        found = phrase(ledger, copy, clinic)
        record(ledger, "passphrase", who=request.who, asked={"copy": copy.id}, copies=1)
    return ToldPhrase(letter, found)


def _letter(copy: Copy, sent: datetime, clinic: Clinic, told: list[Event]) -> LockedLetter:
    from handouts.ledger.record import appointment_of

    try:
        patient = appointment_of(copy, clinic.zone).patient
    except InputError:  # purged, or a record of an older program
        name, identifier, phone = copy.whose.name if copy.whose else "", copy.whose.patient if copy.whose else "", ""
    else:
        name, identifier, phone = patient.name, patient.identifier, patient.phone
    last = told[-1] if told else None
    when, by = (last.moment.astimezone(clinic.zone), last.who) if last else (None, "")
    return LockedLetter(copy.id, sent.astimezone(clinic.zone), name, identifier, phone, when, by)
