"""How fast a channel may go on: what has left lately, whoever sent it, and what the other side said of the pace.

In: an outbox, by the one process that sends by its channel.  Out: when deliveries left; the pace that an earlier sender was put to.
Changes only when what waits is due.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from handouts.ledger.data import stamp
from handouts.ledger.file import understood
from handouts.ledger.outbox import Outbox

PACE = "pace"  # of a receipt: so many a minute, after the other side wanted fewer
LEFT = "SELECT updated FROM deliveries WHERE channel = ? AND updated >= ? AND +state IN ('sent', 'in doubt', 'sending') ORDER BY updated"
POSTPONE = "UPDATE deliveries SET next_attempt = ?1 WHERE channel = ?2 AND state = 'waiting' AND next_attempt < ?1"
LOWERED = """
    SELECT min(json_extract(receipt, '$.pace')) FROM deliveries
    WHERE channel = ? AND state = 'waiting' AND receipt IS NOT NULL AND updated >= ?
"""


def left(outbox: Outbox, seconds: float) -> tuple[float, ...]:
    """How many seconds ago each delivery left that did so in the last so many, or may have; oldest first."""
    ledger = outbox.ledger
    now = ledger.now()
    with understood(ledger.path):
        found = ledger.connection.execute(LEFT, (outbox.channel, stamp(now - timedelta(seconds=seconds))))
        return tuple(max(0.0, (now - datetime.fromisoformat(moment)).total_seconds()) for (moment,) in found)


def lowered(outbox: Outbox, seconds: float) -> int:
    """How many a minute an earlier sender was put to in the last so many seconds, if what was held back then still waits; 0 for none."""
    ledger = outbox.ledger
    since = stamp(ledger.now() - timedelta(seconds=seconds))
    with understood(ledger.path):
        (found,) = ledger.connection.execute(LOWERED, (outbox.channel, since)).fetchone()
        return int(found or 0)


def postpone(outbox: Outbox, seconds: float) -> datetime:
    """Whatever waits on the channel waits for so long at least; until when."""
    until = outbox.ledger.now() + timedelta(seconds=seconds)
    with outbox.ledger.writing() as db:
        db.execute(POSTPONE, (stamp(until), outbox.channel))
    return until
