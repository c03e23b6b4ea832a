"""The list that the desk reads passphrases from.

In: a run of the ledger.  Out: one line an appointment whose letters are locked, as a CSV file that only its owner may read.  Refuses a
key that is not the one the letters were locked with (`ClinicError`).  The list holds patients' data: it is for the desk, and for as long
as it takes.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from handouts.clinics.clinic import Clinic
from handouts.delivery.mail.addressees import NAME
from handouts.delivery.mail.passphrases import NAME as KEY
from handouts.delivery.mail.passphrases import Keeper, keeper_of
from handouts.errors import ClinicError, InputError
from handouts.files.output import write_whole
from handouts.ledger.data import Copy, Run
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import Delivery, deliveries
from handouts.ledger.record import appointment_of

HEAD = ("row", "appointment", "patient", "identifier", "phone", "passphrase")
FORMULA = ("=", "+", "-", "@", "\t")  # a spreadsheet would reckon with it: OWASP, "CSV injection"


@dataclass(frozen=True, slots=True)
class PhraseLine:
    """A line of the list."""

    row: int
    cells: tuple[str, ...] = field(repr=False)


def entries(ledger: Ledger, run: Run, clinic: Clinic) -> tuple[PhraseLine, ...]:
    """A line for each row of a run whose letters are locked, in the order of the list.  Raises ClinicError for another key than theirs."""
    keeper = keeper_of(clinic.folder)
    copies = {copy.id: copy for copy in ledger.copies(run.id)}
    lines: dict[int, PhraseLine] = {}
    for found in deliveries(ledger, channel=NAME):
        copy = copies.get(found.copy)
        if copy is not None and found.state != "failed" and _locked(found, keeper):
            lines.setdefault(copy.row, PhraseLine(copy.row, _cells(copy, clinic, keeper.passphrase(run.fingerprint, copy.row))))
    return tuple(lines[row] for row in sorted(lines))


def _locked(found: Delivery, keeper: Keeper) -> bool:
    """Whether a letter is locked; one without a receipt is taken to be."""
    said = found.receipt
    key = said.get("key", "")
    if key and key != keeper.name:
        remedy = f"put the one back that was there on {found.updated.date()}"
        raise ClinicError(f"{KEY}: is not the key that the letters were locked with; {remedy}")
    return bool(said.get("locked", True))


def _cells(copy: Copy, clinic: Clinic, passphrase: str) -> tuple[str, ...]:
    try:
        asked = appointment_of(copy, clinic.zone)
    except InputError:
        return str(copy.row), "", "", "", "", passphrase
    patient = asked.patient
    return str(copy.row), f"{asked.start:%Y-%m-%d %H:%M}", patient.name, patient.identifier, patient.phone, passphrase


def write_list(path: Path, found: tuple[PhraseLine, ...]) -> None:
    """Write the list; a temporary file is only its owner's to read, and so is what it becomes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows([_harmless(cell) for cell in entry.cells] for entry in found)
    write_whole(path, text.getvalue().encode("utf-8-sig"))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
