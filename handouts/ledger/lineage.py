"""What there is already for a patient's appointment, and which record of it counts.

In: the ledger; whose.  Out: the copies that an earlier run gave and that still count; the newest record of an appointment.

A copy belongs to appointment, leaflet, language and layout.  What a run finds is what was there when it began, so that one that is gone on
with finds the same.  It is not gone on with if a later run has given anything for its appointments meanwhile.
"""

from __future__ import annotations

import json
from dataclasses import replace

from handouts.ledger.data import Copy, Run, stamp
from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger
from handouts.ledger.record import whose_of

LAST = 2**62  # after every run
NEVER = "9999-12-31T23:59:59+00:00"
STILL = """
    patient = ? AND copies.run < ? AND (voided IS NULL OR voided >= ?)
    AND (replaced_by IS NULL OR (SELECT later.run FROM copies AS later WHERE later.id = copies.replaced_by) >= ?)
    ORDER BY copies.run, sequence
"""
NEWEST = """
    SELECT record, kept FROM (
        SELECT run, row, record, 0 AS kept FROM copies WHERE patient = ?1 AND appointment = ?2 AND record IS NOT NULL AND voided IS NULL
        UNION ALL SELECT run, row, record, 1 FROM news WHERE patient = ?1 AND appointment = ?2
    ) ORDER BY run DESC, row DESC LIMIT 1
"""
Key = tuple[str, str, str, str]


def key(copy: Copy) -> Key:
    """What a copy belongs to: appointment ('' once purged), leaflet, language, layout."""
    struck = copy.struck
    return copy.whose.appointment if copy.whose else "", struck.leaflet, struck.language, struck.layout


def given_before(ledger: Ledger, patient: str, before: Run | None = None) -> tuple[Copy, ...]:
    """The copies of a patient that count, oldest first.  before: a run that is gone on with; they counted when that began."""
    run, moment = (before.id, stamp(before.started)) if before else (LAST, NEVER)
    return tuple(ledger.found(STILL, patient, run, moment, run))


def given_after(ledger: Ledger, run: Run) -> frozenset[tuple[str, str]]:
    """(patient, appointment) of the copies that later runs gave."""
    with understood(ledger.path):
        found = ledger.connection.execute("SELECT DISTINCT patient, appointment FROM copies WHERE run > ?", (run.id,))
        return frozenset((patient, appointment) for patient, appointment in found)


def newest(ledger: Ledger, copy: Copy) -> Copy:
    """The copy with the newest record of its appointment, which says where it may go; as it is if it has been purged."""
    return _newest(ledger, copy)[0]


def moved(ledger: Ledger, copy: Copy) -> bool:
    """Whether a later run gave other copies for the appointment at another time or place, so that this one may tell the old one."""
    later, kept = _newest(ledger, copy)
    if kept or copy.whose is None or later.whose is None or later.whose.record == copy.whose.record:
        return False
    one, other = (json.loads(whose.record) for whose in (copy.whose, later.whose))
    return any(one.get(column) != other.get(column) for column in ("start", "location"))


def _newest(ledger: Ledger, copy: Copy) -> tuple[Copy, bool]:
    """The copy with the newest record; and whether the run that read it found the copies of the appointment to be as they should."""
    if copy.whose is None:
        return copy, True
    with understood(ledger.path):
        found = ledger.connection.execute(NEWEST, (copy.whose.patient, copy.whose.appointment)).fetchone()
        if not found or found[0] == copy.whose.record:
            return copy, True
        return replace(copy, whose=whose_of(found[0])), bool(found[1])
