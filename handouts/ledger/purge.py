"""Patients' data, taken out of old copies; what was made, of what, and how it was delivered stays.

In: the ledger and a moment.  Out: how many copies were purged.  Copies that are still to be delivered or settled are kept as they are.
What is purged is overwritten in the file (secure_delete), the journal is emptied, and a backup that
an update left beside the ledger is taken away.
"""

from __future__ import annotations

from datetime import datetime

from handouts.ledger.columns import PERSONAL
from handouts.ledger.data import Purged, stamp
from handouts.ledger.events import record
from handouts.ledger.file import spoken
from handouts.ledger.ledger import Ledger

OLD = "SELECT id FROM copies WHERE issued < ? AND record IS NOT NULL"
OPEN = "SELECT copy FROM deliveries WHERE state IN ('waiting', 'sending', 'in doubt') AND state <> 'sent'"  # by deliveries_not_sent
FORGET_RECEIPTS = f"UPDATE deliveries SET message = NULL, receipt = NULL WHERE copy IN ({OLD} EXCEPT {OPEN})"  # noqa: S608  names of ours
FORGET_PATIENTS = f"UPDATE copies SET {', '.join(f'{name} = NULL' for name in (*PERSONAL, 'says'))} WHERE id IN ({OLD} EXCEPT {OPEN})"  # noqa: S608
FORGET_NEWS = f"""
    DELETE FROM news WHERE run IN (SELECT id FROM runs WHERE started < ?)
    AND patient NOT IN (SELECT patient FROM copies WHERE patient IS NOT NULL AND id IN ({OPEN}))
"""  # noqa: S608
COUNT_KEPT = f"SELECT count(*) FROM ({OLD} INTERSECT {OPEN})"  # noqa: S608
COUNT_OLD = f"SELECT count(*) FROM ({OLD})"  # noqa: S608


def aged(ledger: Ledger, before: datetime) -> tuple[int, int]:
    """How many copies issued before a moment a purge would take the patients' data out of, and how many it would keep."""
    with ledger.reading() as db:
        found, kept = (db.execute(query, (stamp(before),)).fetchone()[0] for query in (COUNT_OLD, COUNT_KEPT))
    return found - kept, kept


def purge(ledger: Ledger, before: datetime, *, who: str = "unknown") -> Purged:
    """Take the patients' data out of copies issued before a moment.  That it was done, by whom, and how many they were is kept."""
    limit = stamp(before)
    with ledger.writing() as db:
        kept = db.execute(COUNT_KEPT, (limit,)).fetchone()[0]
        db.execute(FORGET_RECEIPTS, (limit,))
        db.execute(FORGET_NEWS, (limit,))
        count = db.execute(FORGET_PATIENTS, (limit,)).rowcount
        record(ledger, "purge", who=who, asked={"before": before.date().isoformat()}, copies=count)
    with spoken(ledger.path):
        for backup in ledger.path.parent.glob(f"{ledger.path.name}.before-[0-9][0-9][0-9]"):
            backup.unlink()  # it would keep what is forgotten
        busy = ledger.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return Purged(count, kept, not busy)
