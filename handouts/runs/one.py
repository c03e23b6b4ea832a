"""A single copy, made at the desk: a run of one in the ledger, so that whoever is asked later knows of it.

In: the handout as it was written, its appointment, the ledger.  Out: its copy.  What says the same to the same patient counts besides it;
what says something else for the same appointment is replaced and leaves its folder; so is what lay in the same file.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict
from pathlib import Path

from handouts.ledger.data import Copy, Options, copy_id
from handouts.ledger.ledger import Ledger
from handouts.ledger.lineage import given_before, key
from handouts.ledger.record import record_of, whose_of
from handouts.press import Handout, Press
from handouts.records.appointment import Appointment
from handouts.runs.leavings import clear
from handouts.runs.pins import pins
from handouts.runs.plan import Look
from handouts.runs.task import struck_of

DESK = "made at the desk"  # what stands for the list of such a run


def record_one(press: Press, handout: Handout, appointment: Appointment, file: Path, ledger: Ledger, who: str) -> Copy:
    """Enter a handout that lies in a file.  Raises LedgerError."""
    whose = whose_of(record_of(appointment))
    struck = struck_of(1, handout, press.page, file.name)
    fingerprint = hashlib.sha256(f"{secrets.token_hex(16)} {handout.sha256}".encode()).hexdigest()
    look = Look(handout.leaflet.identifier, handout.layout, press.page, press.allowed, proof=press.prover.kind)
    options = Options(DESK, str(press.clinic.folder.resolve()), str(file.resolve().parent), asdict(look))
    pinned = pins(press.clinic, [handout.leaflet], [handout.layout])
    run = ledger.begin_run(fingerprint, who=who, rows=1, pins=pinned, options=options)
    copy = Copy(copy_id(fingerprint, 1), run.id, 1, press.moment, struck, whose)
    forerunners = tuple(old.id for old in given_before(ledger, whose.patient) if key(old) == key(copy) and _replaced(old, copy, ledger))
    ledger.record_copies(run.id, [copy], forerunners={copy.id: forerunners})
    clear(run, ledger)
    ledger.finish_run(run.id)
    return copy


def _replaced(old: Copy, new: Copy, ledger: Ledger) -> bool:
    """Whether a copy counts no more: it says something else, or has just been written over."""
    target = ledger.run(new.run).options.target
    options = ledger.run(old.run).options
    over = not options.combined and (options.target, old.struck.file) == (target, new.struck.file)
    return over or old.struck.says != new.struck.says
