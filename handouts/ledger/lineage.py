"""What there is already for a patient's appointment, and which record of it counts.

In: the ledger; whose.  Out: the copies that an earlier run gave and that still count; the newest record of an appointment.

A copy belongs to appointment, leaflet, language and layout.  What a run finds is what was there when it began, so that one that is gone on
with finds the same, whatever has been given meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from handouts.ledger.data import Copy, Recipient, Run, stamp
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
    SELECT record FROM (
        SELECT run, row, record FROM copies WHERE patient = ?1 AND appointment = ?2 AND record IS NOT NULL AND voided IS NULL
        UNION ALL SELECT run, row, record FROM news WHERE patient = ?1 AND appointment = ?2
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


def newest(ledger: Ledger, copy: Copy) -> Copy:
    """The copy with the newest record of its appointment, which says where it may go; as it is if it has been purged."""
    if copy.whose is None:
        return copy
    with understood(ledger.path):
        found = ledger.connection.execute(NEWEST, (copy.whose.patient, copy.whose.appointment)).fetchone()
        whose: Recipient = whose_of(found[0]) if found and found[0] != copy.whose.record else copy.whose
    return replace(copy, whose=whose)
