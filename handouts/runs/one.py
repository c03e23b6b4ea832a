"""A single copy, made at the desk: a run of one in the ledger, so that whoever is asked later knows of it.

In: the handout as it was written, its appointment, the ledger.  Out: its copy.  What says the same to the same patient counts besides it;
what says something else for the same appointment is replaced and leaves its folder; so is what lay in the same file.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from handouts.errors import OutputError
from handouts.ledger.data import Copy, Options, copy_id
from handouts.ledger.ledger import Ledger
from handouts.ledger.lineage import given_before, key
from handouts.ledger.record import record_of, whose_of
from handouts.press import Handout, Press
from handouts.records.appointment import Appointment
from handouts.runs.known import DESK
from handouts.runs.leavings import clear
from handouts.runs.pins import pins
from handouts.runs.plan import Look
from handouts.runs.task import struck_of


def record_one(
    press: Press, handout: Handout, appointment: Appointment, file: Path, ledger: Ledger, who: str, *, fingerprint: str,
    instead_of: Copy | None = None,
) -> Copy:  # fmt: skip
    """Enter a handout that lies in a file, all of it or nothing; its run is ended by `finish_one`.

    fingerprint: of `fresh`, whose first copy the handout is; instead_of: the copy that it corrects.  Raises LedgerError.
    """
    whose = whose_of(record_of(appointment))
    struck = struck_of(1, handout, press.page, file.name)
    look = Look(handout.leaflet.identifier, handout.layout, press.page, press.allowed, proof=press.prover.kind)
    options = Options(DESK, str(press.clinic.folder.resolve()), str(file.resolve().parent), asdict(look))
    pinned = pins(press.clinic, handout.masters, [handout.layout])
    with ledger.writing():
        run = ledger.begin_run(fingerprint, who=who, rows=1, pins=pinned, options=options)
        copy = Copy(copy_id(fingerprint, 1), run.id, 1, press.moment, struck, whose)
        gone = {old.id for old in given_before(ledger, whose.patient) if key(old) == key(copy) and _replaced(old, copy, ledger)}
        gone |= _corrected(instead_of, copy, ledger) if instead_of else set()
        ledger.record_copies(run.id, [copy], forerunners={copy.id: sorted(gone)})
    return copy


def finish_one(copy: Copy, ledger: Ledger) -> str:
    """End the run of one of a copy; why what it replaced could not be taken out of its folder, '' if it was.  Raises LedgerError."""
    behind = ""
    try:
        clear(ledger.run(copy.run), ledger)
    except OutputError as error:
        behind = str(error)
    ledger.finish_run(copy.run)
    return behind


def _corrected(old: Copy, new: Copy, ledger: Ledger) -> set[str]:
    """The copy that is corrected, and the same made once more for another place."""
    same = given_before(ledger, old.whose.patient) if old.whose else ()
    return {old.id} | {one.id for one in same if key(one) == key(old) and one.struck.says != new.struck.says}


def _replaced(old: Copy, new: Copy, ledger: Ledger) -> bool:
    """Whether a copy counts no more: it says something else, or has just been written over."""
    target = ledger.run(new.run).options.target
    options = ledger.run(old.run).options
    over = not options.combined and (options.target, old.struck.file) == (target, new.struck.file)
    return over or old.struck.says != new.struck.says
