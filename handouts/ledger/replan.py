"""An unfinished run, planned anew: what it is made of was mended before anything was made of it.

In: the run as it was looked at, and its plan as it is now.  Out: whether it is the ledger's.  Refuses nothing: where another process works
on the run, or has gone on with it meanwhile, nothing is changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from handouts.ledger import locks
from handouts.ledger.data import Run, stamp
from handouts.ledger.file import spoken
from handouts.ledger.ledger import Ledger

COPIES = "SELECT count(*) FROM copies WHERE run = ?"
FORGET = ("DELETE FROM rows WHERE run = ?", "DELETE FROM news WHERE run = ?")
PLANNED = "UPDATE runs SET plan = ?, rows = ?, pins = ?, started = ? WHERE id = ?"


def replan(ledger: Ledger, seen: Run, copies: int, *, plan: str, rows: int, pins: Mapping[str, str]) -> bool:
    """Give a run another plan and other pins; whether it has them now.

    copies: how many it had when it was looked at; where it has none, it begins now, and no row is settled.
    """
    key = f"run {seen.id}"
    with spoken(ledger.path):
        held = locks.hold(ledger.path, key)
    if not held:
        return False
    try:
        with ledger.writing() as db:
            now, (count,) = ledger.run(seen.id), db.execute(COPIES, (seen.id,)).fetchone()
            if now.finished or (now.pins, now.plan, count) != (seen.pins, seen.plan, copies):
                return False
            for statement in FORGET if not count else ():
                db.execute(statement, (seen.id,))
            started = seen.started if count else ledger.now()
            db.execute(PLANNED, (plan, rows, json.dumps(sorted(pins.items())), stamp(started), seen.id))
            return True
    finally:
        locks.release(ledger.path, key)
