"""What has become of the copies of many appointments, asked at once: for whoever has a day before them.

In: the ledger; appointments.  Out: for each, the copies that count, with the last that is known of the way they went.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger

Key = tuple[str, str]  # patient, appointment
ASKED = "CREATE TEMP TABLE IF NOT EXISTS asked (patient TEXT, appointment TEXT, PRIMARY KEY (patient, appointment)) WITHOUT ROWID"
# CROSS JOIN: what is asked is gone through, and never all copies of the ledger (https://www.sqlite.org/optoverview.html, 8.2)
FOUND = """
    SELECT copies.patient, copies.appointment, copies.id, copies.leaflet, copies.language, copies.layout, copies.issued, copies.record,
        fates.fate, last.channel, last.updated
    FROM temp.asked AS asked CROSS JOIN copies ON copies.patient = asked.patient AND copies.appointment = asked.appointment
    JOIN fates ON fates.id = copies.id
    LEFT JOIN deliveries AS last ON last.id = (
        SELECT id FROM deliveries WHERE copy = copies.id AND state <> 'withdrawn'
        ORDER BY channel = 'folder', state <> 'sent', id DESC LIMIT 1
    )
    WHERE copies.voided IS NULL AND copies.replaced_by IS NULL
    ORDER BY copies.run, copies.sequence
"""


@dataclass(frozen=True, slots=True)
class CopyFate:
    """A copy, and what has become of it: delivered, waiting, failed, in doubt, lost.

    channel: the way it went, '' if none; since: that it is so.
    """

    copy: str
    leaflet: str
    language: str
    layout: str
    issued: datetime
    record: str = field(repr=False)
    fate: str = ""
    channel: str = ""
    since: datetime | None = None


def fates(ledger: Ledger, asked: Iterable[Key]) -> dict[Key, tuple[CopyFate, ...]]:
    """The copies of these appointments that count, oldest first; appointments without any are not named."""
    out: dict[Key, list[CopyFate]] = {}
    with understood(ledger.path):
        run = ledger.connection
        run.execute(ASKED)
        run.execute("DELETE FROM temp.asked")
        run.executemany("INSERT OR IGNORE INTO temp.asked VALUES (?, ?)", asked)
        for patient, appointment, id, leaflet, language, layout, issued, record, fate, channel, updated in run.execute(FOUND):
            since = datetime.fromisoformat(updated) if updated else None
            one = CopyFate(id, leaflet, language, layout, datetime.fromisoformat(issued), record or "", fate, channel or "", since)
            out.setdefault((patient, appointment), []).append(one)
    return {key: tuple(found) for key, found in out.items()}
