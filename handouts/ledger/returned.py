"""Letters that came back: what was sent has failed, and is printed.

In: a delivery and what its report says.  Out: the delivery as it is now, and the copy in the outbox of the printer.  Refuses what has not
left (`LedgerError`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from handouts.errors import LedgerError
from handouts.ledger.data import stamp
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import Delivery, delivery, enqueue

RETURN = """
    UPDATE deliveries SET state = 'failed', next_attempt = NULL, updated = ?, receipt = ? WHERE id = ? AND state IN ('sent', 'in doubt')
"""


def returned(ledger: Ledger, number: int, receipt: Mapping[str, object], channel: str) -> Delivery:
    """What was sent, or may have been, came back; its copy waits for the other channel.  Raises LedgerError if it had not left."""
    kept = json.dumps({**receipt, "returned": stamp(ledger.now())}, ensure_ascii=False)
    with ledger.writing() as db:
        if not db.execute(RETURN, (stamp(ledger.now()), kept, number)).rowcount:
            state = delivery(ledger, number).state
            raise LedgerError(f"delivery {number} is {state}; only what was sent can come back: see `handouts outbox`")
    now = delivery(ledger, number)
    enqueue(ledger, (now.copy,), channel)
    return now
