"""Copies that tell what is right no more, and that somebody may hold: their appointment has another time or place by now, or is off.

In: the ledger, from when on appointments matter; perhaps what a list says of them.  Out: such copies, each with what is right now, and how
it was given.  A copy that is void tells nobody anything; one that was replaced does, if it was printed or mailed and the one that counts
was not yet.  An appointment that a list does not name is not called off: lists are partial.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handouts.ledger.data import Copy, stamp
from handouts.ledger.ledger import Ledger
from handouts.ledger.lineage import Latest, differs, latest
from handouts.ledger.outbox import counting, deliveries

FOLDER = "folder"
HELD = ("sent", "in doubt", "sending", "waiting")  # states of a delivery that has reached the patient, or may have, or will
LATER = """
    EXISTS (
        SELECT 1 FROM {} AS later WHERE later.patient = copies.patient AND later.appointment = copies.appointment AND later.run > copies.run
        AND (json_extract(copies.record, '$.start') >= ?2 OR json_extract(later.record, '$.start') >= ?2)
    )
"""
OF_RUN = f"voided IS NULL AND issued >= ?1 AND copies.run = ?3 AND ({LATER.format('copies')} OR {LATER.format('news')})"
COMING = "SELECT patient, appointment FROM {} WHERE json_extract(record, '$.start') >= ?2"
OF_ALL = f"""
    voided IS NULL AND issued >= ?1 AND record IS NOT NULL
    AND (patient, appointment) IN ({COMING.format('copies')} UNION {COMING.format('news')})
"""
OF_PATIENT = "voided IS NULL AND patient = ? AND appointment = ? AND issued >= ?"
ORDER = "ORDER BY copies.run, sequence"
EVER = "0001-01-01T00:00:00+00:00"
WORDS = {"start": "another time", "location": "another place", "status": "off"}  # what has changed, as it is told
Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Holding:
    """How a copy is with somebody, as far as is known, or will be.  channel: folder, if it was taken from there, if at all; since: when."""

    channel: str
    state: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Outdated:
    """A copy, and what is right now.  changed: start, location, status; instead: the copy that counts, '' if it is this one."""

    copy: Copy = field(repr=False)
    now: Latest = field(repr=False)
    changed: tuple[str, ...]
    held: Holding
    instead: str = ""

    @property
    def said(self) -> Mapping[str, str]:
        """The record that the copy was made of."""
        return dict(json.loads(self.copy.whose.record)) if self.copy.whose else {}


def outdated(ledger: Ledger, since: datetime, *, run: int = 0, issued: datetime | None = None) -> tuple[Outdated, ...]:
    """The copies whose appointments a later run knows otherwise.  since: appointments before that matter no more.

    run: only of this one, 0 for all; issued: only copies issued from then on.
    """
    day = min(since.date().isoformat(), stamp(since)[:10])  # starts are kept by a clinic's clock: a day too much is compared below
    asked = (stamp(issued) if issued else EVER, day)
    found = ledger.found(f"{OF_RUN} {ORDER}", *asked, run) if run else ledger.found(f"{OF_ALL} {ORDER}", *asked)
    return tuple(_outdated(ledger, found, since))


def against(ledger: Ledger, known: Mapping[Identity, Latest], since: datetime, issued: datetime | None = None) -> tuple[Outdated, ...]:
    """The same by what a list says: (patient, appointment) -> it."""
    from_ = stamp(issued) if issued else EVER
    found = (copy for whose in known for copy in ledger.found(f"{OF_PATIENT} {ORDER}", *whose, from_))
    return tuple(_outdated(ledger, found, since, known))


def holding(ledger: Ledger, copy: str) -> Holding | None:
    """How a copy, or the same made once more for another place, is with somebody; None if it is with nobody, and will not be."""
    there = counting(ledger, copy)
    for channels in (there, () if there else deliveries(ledger, copy=copy, channel=FOLDER)):
        for state in HELD:
            held = [one for one in channels if one.state == state]
            if held:
                return Holding(held[-1].channel, held[-1].state, held[-1].updated)
    return None


def _outdated(
    ledger: Ledger, copies: Iterable[Copy], since: datetime, known: Mapping[Identity, Latest] | None = None
) -> Iterator[Outdated]:  # fmt: skip
    for copy in copies:
        if copy.whose is None:
            continue
        whose = copy.whose.patient, copy.whose.appointment
        now = known.get(whose) if known is not None else latest(ledger, *whose)
        changed = differs(json.loads(copy.whose.record), now) if now else ()
        if now and changed and _matters(since, json.loads(copy.whose.record), now.record):
            held, instead = holding(ledger, copy.id), _instead(ledger, copy)
            if held and (not instead or (held.channel != FOLDER and not _given(ledger, instead))):
                yield Outdated(copy, now, changed, held, instead)


def _matters(since: datetime, *records: Mapping[str, str]) -> bool:
    """Whether one of these starts is still to come."""
    return any(datetime.fromisoformat(record["start"]) >= since for record in records if record.get("start"))


def _instead(ledger: Ledger, copy: Copy) -> str:
    """The copy that counts instead of one, '' if it is that itself."""
    last = copy
    while last.replaced_by:
        last = ledger.copy(last.replaced_by)
    return "" if last is copy else last.id


def _given(ledger: Ledger, copy: str) -> bool:
    """Whether a copy was printed or mailed."""
    found = holding(ledger, copy)
    return found is not None and found.channel != FOLDER and found.state != "waiting"
