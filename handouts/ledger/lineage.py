"""What there is already for a patient's appointment, and which record of it counts.

In: the ledger; whose.  Out: the copies that an earlier run gave and that still count; the newest record of an appointment, or that it was
called off.

A copy belongs to appointment, leaflet, language and layout.  What a run finds is what was there when it began, so that one that is gone on
with finds the same.  It is not gone on with if a later run has given anything for its appointments meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

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
LATEST = """
    SELECT record, kept, run FROM (
        SELECT run, row, record, 0 AS kept FROM copies WHERE patient = ?1 AND appointment = ?2 AND record IS NOT NULL AND voided IS NULL
        UNION ALL SELECT run, row, record, 1 FROM news WHERE patient = ?1 AND appointment = ?2
    ) WHERE ?3 OR json_extract(CASE WHEN kept THEN record END, '$.status') IS NULL
    ORDER BY run DESC, row DESC LIMIT 1
"""
STATUS = "status"  # in the record of an appointment that was called off, and in no other
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Latest:
    """What the newest run that read of an appointment knows.  record: its columns; why it is off, '' if it is not: status."""

    record: Mapping[str, str] = field(repr=False)
    run: int
    status: str = ""


def key(copy: Copy) -> Key:
    """What a copy belongs to: appointment ('' once purged), leaflet, language, layout."""
    struck = copy.struck
    return copy.whose.appointment if copy.whose else "", struck.leaflet, struck.language, struck.layout


def given_before(ledger: Ledger, patient: str, before: Run | None = None) -> tuple[Copy, ...]:
    """The copies of a patient that count, oldest first.  before: a run that is gone on with; they counted when that began."""
    run, moment = (before.id, stamp(before.started)) if before else (LAST, NEVER)
    return tuple(ledger.found(STILL, patient, run, moment, run))


def told_after(ledger: Ledger, run: Run) -> frozenset[tuple[str, str]]:
    """(patient, appointment) of the copies that later runs gave, and of what else they have read."""
    asked = "SELECT patient, appointment FROM copies WHERE run > ?1 UNION SELECT patient, appointment FROM news WHERE run > ?1"
    with understood(ledger.path):
        found = ledger.connection.execute(asked, (run.id,))
        return frozenset((patient, appointment) for patient, appointment in found)


def newest(ledger: Ledger, copy: Copy) -> Copy:
    """The copy with the newest record of its appointment, which says where it may go; as it is if it has been purged."""
    return _newest(ledger, copy)[0]


def moved(ledger: Ledger, copy: Copy) -> bool:
    """Whether a later run gave other copies for the appointment at another time or place, so that this one may tell the old one."""
    later, kept = _newest(ledger, copy)
    if kept or copy.whose is None or later.whose is None:
        return False
    return tell_apart(copy.whose.record, later.whose.record)


def tell_apart(old: str, now: str) -> bool:
    """Whether two records, as the ledger keeps them, tell a patient another time or place."""
    return old != now and bool(differs(json.loads(old), Latest(json.loads(now), 0)))


def differs(record: Mapping[str, str], now: Latest) -> tuple[str, ...]:
    """What of a record is another by now: status, if the appointment is off; else start, location.

    A record without a place says nothing of it: lists are partial.
    """
    if now.status:
        return ("status",)
    starts = [datetime.fromisoformat(known["start"]) for known in (record, now.record) if known.get("start")]
    moved = len(starts) == 2 and starts[0] != starts[1]
    place = now.record.get("location", "")
    return ("start",) * moved + ("location",) * bool(place and place != record.get("location", ""))


def latest(ledger: Ledger, patient: str, appointment: str) -> Latest | None:
    """What is known of an appointment by now; None if nothing is, or nothing any more."""
    found = _latest(ledger, patient, appointment, off=True)
    if found is None:
        return None
    record = dict(json.loads(found[0]))
    return Latest(record, found[2], record.pop(STATUS, ""))


def called_off(ledger: Ledger, copy: Copy) -> str:
    """Why the appointment of a copy does not take place, as the newest run that read of it knows; '' if it does."""
    found = latest(ledger, copy.whose.patient, copy.whose.appointment) if copy.whose else None
    return found.status if found else ""


def off_record(patient: str, appointment: str, why: str) -> str:
    """What the ledger keeps of an appointment that was called off, in the place of a record."""
    return json.dumps({STATUS: why, "patient_id": patient, "appointment_id": appointment}, ensure_ascii=False)


def _newest(ledger: Ledger, copy: Copy) -> tuple[Copy, bool]:
    """The copy with the newest record; and whether the run that read it found the copies of the appointment to be as they should."""
    if copy.whose is None:
        return copy, True
    found = _latest(ledger, copy.whose.patient, copy.whose.appointment, off=False)
    if not found or found[0] == copy.whose.record:
        return copy, True
    return replace(copy, whose=whose_of(found[0])), bool(found[1])


def _latest(ledger: Ledger, patient: str, appointment: str, *, off: bool) -> tuple[str, int, int] | None:
    """The newest record, whether it is news, and the run that read it.  off: that the appointment was called off counts, too."""
    with understood(ledger.path):
        found: tuple[str, int, int] | None = ledger.connection.execute(LATEST, (patient, appointment, off)).fetchone()
        return found
