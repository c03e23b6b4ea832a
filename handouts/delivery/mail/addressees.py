"""Who gets a copy by e-mail, and who on paper.

In: copies of the ledger.  Out: for each, mail or the reason why not; the outbox filled accordingly.  Nobody who has an address but has
not agreed, and nobody's sensitive leaflet, is mailed.  Of a run, what goes by the printer is left out, so that nobody gets two letters.
What was sent is sent again only if that is said; what failed waits again if the copy is named, for whoever names it has seen to the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handouts.clinics.clinic import Clinic
from handouts.delivery.chosen import Chosen, stays_out
from handouts.delivery.mail.settings import MailSettings
from handouts.errors import InputError
from handouts.leaflets.shelf import Shelf
from handouts.ledger.data import Copy
from handouts.ledger.ledger import Ledger
from handouts.ledger.lineage import moved, newest
from handouts.ledger.outbox import Delivery, counting, enqueue, retry
from handouts.ledger.record import UNREAD, appointment_of
from handouts.records.appointment import Appointment
from handouts.rules.rules import own_leaflets

NAME, PAPER = "mail", "print"  # the channels
OPEN, WITHDRAWN = ("waiting", "sending", "in doubt"), "withdrawn"
NO_CONSENT, NO_ADDRESS = "the patient has not agreed to e-mail", "the record has no e-mail address"
SENSITIVE = "the leaflet is marked sensitive"


@dataclass(frozen=True, slots=True)
class Sorted:
    """Where copies go.

    mailed, locked: by e-mail, and those of them with a passphrase; paper: copy -> why it is printed; had: they have a delivery by e-mail
    or on paper already; retried: the deliveries that failed and wait again; stale: their appointment was moved since; withdrawn: by a
    person, who may name them.
    """

    mailed: tuple[str, ...]
    locked: tuple[str, ...]
    paper: tuple[tuple[str, str], ...]
    had: tuple[str, ...]
    retried: tuple[int, ...] = ()
    stale: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()

    def reasons(self) -> dict[str, int]:
        """How many are printed for each reason."""
        counted: dict[str, int] = {}
        for _, reason in self.paper:
            counted[reason] = counted.get(reason, 0) + 1
        return counted


def sort(ledger: Ledger, wanted: Chosen, clinic: Clinic, settings: MailSettings, *, again: bool = False) -> Sorted:
    """Decide for each copy; nothing is changed.  again: what was sent, too.  Of some of a run, what failed waits again, as if named."""
    sensitive = _sensitive(Shelf(clinic))
    mailed, locked, paper, had, stale = list[str](), list[str](), list[tuple[str, str]](), list[str](), list[str]()
    withdrawn = list[str]()
    failed: tuple[int, ...] = ()
    for copy in wanted.copies:
        known = counting(ledger, copy.id)
        failed += _failed(known, wanted)
        if _had(known, wanted, again=again):
            had.append(copy.id)
            continue
        appointment, reason = _why_paper(newest(ledger, copy), clinic, sensitive)
        if stays_out(known, wanted, PAPER if reason else NAME, again=again):
            withdrawn.append(copy.id)
        elif moved(ledger, copy):
            stale.append(copy.id)
        elif appointment is None or reason:
            paper.append((copy.id, reason))
        else:
            mailed.append(copy.id)
            locked += [copy.id] if goes_locked(appointment, settings) else []
    return Sorted(tuple(mailed), tuple(locked), tuple(paper), tuple(had), failed, tuple(stale), tuple(withdrawn))


def _why_paper(copy: Copy, clinic: Clinic, sensitive: Callable[[Copy, Appointment], bool]) -> tuple[Appointment | None, str]:
    """The appointment of a copy, and why it is printed; '' if it is mailed."""
    appointment, reason = _read(copy, clinic)
    return appointment, reason or why_not(appointment) or (SENSITIVE if appointment and sensitive(copy, appointment) else "")


def _failed(known: tuple[Delivery, ...], wanted: Chosen) -> tuple[int, ...]:
    """The last delivery by e-mail of a copy that is named, if it failed."""
    named = wanted.copy or wanted.some
    return tuple(found.id for found in _by(known, NAME)[-1:] if named and found.state == "failed")


def _had(known: tuple[Delivery, ...], wanted: Chosen, *, again: bool) -> bool:
    """Whether a copy with these deliveries is left out: it goes by e-mail already, or, of a run, by the printer."""
    by_mail = any(not again or found.state in OPEN for found in _by(known, NAME) if found.state != WITHDRAWN)
    return by_mail or bool(wanted.run and any(found.state not in ("failed", WITHDRAWN) for found in _by(known, PAPER)))


def _by(known: tuple[Delivery, ...], channel: str) -> list[Delivery]:
    return [found for found in known if found.channel == channel]


def put(ledger: Ledger, found: Sorted, *, again: bool = False) -> None:
    """Fill the outbox: what is mailed, and what is printed instead."""
    for number in found.retried if not found.mailed else ():
        retry(ledger, number)
    enqueue(ledger, found.mailed, NAME, again=again)
    enqueue(ledger, (copy for copy, _ in found.paper), PAPER)


def why_not(appointment: Appointment | None) -> str:
    """Why an appointment's copies are not mailed; '' if they are."""
    if appointment is None:
        return UNREAD
    if not appointment.patient.email:
        return NO_ADDRESS
    return "" if appointment.patient.email_consent else NO_CONSENT


def goes_locked(appointment: Appointment, settings: MailSettings) -> bool:
    """Whether the attachment is locked: always, unless both the clinic and the patient's record want it plain."""
    return not (settings.plain and appointment.patient.email_plain)


def _read(copy: Copy, clinic: Clinic) -> tuple[Appointment | None, str]:
    try:
        return appointment_of(copy, clinic.zone), ""
    except InputError as error:
        return None, str(error)


def _sensitive(shelf: Shelf) -> Callable[[Copy, Appointment], bool]:
    """Whether a copy's leaflet is kept out of e-mail, unless the record itself names it (see `rules.allowed`)."""
    known: dict[tuple[str, str], bool] = {}

    def sensitive(copy: Copy, appointment: Appointment) -> bool:
        place = copy.struck.leaflet, copy.struck.language
        if place not in known:
            try:
                known[place] = shelf.choose(*place).sensitive
            except InputError:  # it is there no more, and was perhaps sensitive
                known[place] = True
        return known[place] and copy.struck.leaflet not in own_leaflets(appointment)

    return sensitive
