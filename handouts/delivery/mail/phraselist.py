"""The list that the desk reads passphrases from.

In: a run of the ledger.  Out: one line an appointment whose letters are locked, as a CSV file that only its owner may read; of a letter
that was locked with another key the line says so.  Refuses a key with which none was locked (`ClinicError`).  The list holds patients'
data: it is for the desk, and for as long as it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from handouts.clinics.clinic import Clinic
from handouts.delivery.mail.addressees import NAME
from handouts.delivery.mail.passphrases import FACT, Keeper, keeper_of
from handouts.delivery.mail.passphrases import NAME as KEY
from handouts.errors import ClinicError, InputError
from handouts.files.guard import Outlet
from handouts.files.output import write_whole
from handouts.files.spreadsheet import list_kind, listed
from handouts.ledger.data import Copy, Run
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import deliveries, facts_kept
from handouts.ledger.overview import deliveries_of
from handouts.ledger.record import appointment_of

OTHER = "locked with another passphrase.key, that was there on {}: put it back to tell the passphrase"
HEAD = ("row", "appointment", "patient", "identifier", "phone", "passphrase")
PASSPHRASES = list_kind("an older list of passphrases", HEAD)


@dataclass(frozen=True, slots=True)
class PhraseLine:
    """A line of the list."""

    row: int
    cells: tuple[str, ...] = field(repr=False)


def entries(ledger: Ledger, run: Run, clinic: Clinic) -> tuple[PhraseLine, ...]:
    """A line for each row of a run whose letters are locked, in the order of the list.

    A letter that was locked with another key has that instead of its passphrase.  Raises ClinicError if it is so with all of them, or
    if the key is not there.
    """
    newest = {copy.row: (copy, key, moment) for copy, key, moment in _locked(ledger, run)}
    if not newest:
        return ()
    keeper = keeper_of(clinic.folder, lambda: facts_kept(ledger, NAME, FACT))
    if all(key not in ("", keeper.name) for _, key, _ in newest.values()):
        last = max(moment for _, _, moment in newest.values()).date()
        raise ClinicError(f"{KEY}: is not the key that the letters were locked with; put the one back that was there on {last}")
    return tuple(_line(run, keeper, clinic, *newest[row]) for row in sorted(newest))


def phrase(ledger: Ledger, copy: Copy, clinic: Clinic) -> str:
    """What opens the letter of one copy.

    Raises InputError if no letter of it is locked, ClinicError if the key is not there, or if the letter was locked with another.
    """
    found = [one for one in deliveries(ledger, copy=copy.id, channel=NAME) if one.state in ("sent", "in doubt")]
    if not found or not found[-1].receipt.get("locked", True):
        raise InputError("no letter of that copy is locked, so there is no passphrase to tell")
    keeper = keeper_of(clinic.folder, lambda: facts_kept(ledger, NAME, FACT))
    if str(found[-1].receipt.get(FACT, "")) not in ("", keeper.name):
        raise ClinicError(f"{KEY}: the letter was {OTHER.format(found[-1].updated.date())}")
    return keeper.passphrase(ledger.run(copy.run).fingerprint, copy.row)


def _line(run: Run, keeper: Keeper, clinic: Clinic, copy: Copy, key: str, moment: datetime) -> PhraseLine:
    told = keeper.passphrase(run.fingerprint, copy.row) if key in ("", keeper.name) else OTHER.format(moment.date())
    return PhraseLine(copy.row, _cells(copy, clinic, told))


def _locked(ledger: Ledger, run: Run) -> Iterator[tuple[Copy, str, datetime]]:
    """The copies of a run whose letters are locked, as these were sent; the key's name, and when.  One without a receipt may be."""
    copies = {copy.id: copy for copy in ledger.copies(run.id)}
    for found in deliveries_of(ledger, run.id, NAME):
        if found.state != "failed" and found.receipt.get("locked", True):
            yield copies[found.copy], str(found.receipt.get(FACT, "")), found.updated


def _cells(copy: Copy, clinic: Clinic, passphrase: str) -> tuple[str, ...]:
    try:
        asked = appointment_of(copy, clinic.zone)
    except InputError:
        return str(copy.row), "", "", "", "", passphrase
    patient = asked.patient
    return str(copy.row), f"{asked.start:%Y-%m-%d %H:%M}", patient.name, patient.identifier, patient.phone, passphrase


def write_list(outlet: Outlet, found: tuple[PhraseLine, ...]) -> None:
    """Write the list; a temporary file is only its owner's to read, and so is what it becomes."""
    write_whole(outlet, listed(HEAD, (entry.cells for entry in found)))
