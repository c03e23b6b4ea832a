"""Copies that were put into their patients' hands: once each, by whom and when.

In: the ledger, copies by their ids, who gives one.  Out: `InHand`s.  No patient's data is in it: a purge leaves it as it is.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from handouts.ledger.data import stamp
from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger

HAND = "INSERT INTO handed (copy, moment, who) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
HANDED = "SELECT copy, moment, who FROM handed WHERE copy IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class InHand:
    """A copy that was handed over.  moment: in UTC; who: gave it."""

    copy: str
    moment: datetime
    who: str


def hand(ledger: Ledger, copy: str, who: str) -> tuple[InHand, bool]:
    """Keep that a copy was handed over, and whether that is new: the first time is the one that counts.  Raises LedgerError."""
    with ledger.writing() as db:
        new = db.execute(HAND, (copy, stamp(ledger.now()), who)).rowcount == 1
    return handed(ledger, [copy])[copy], new


def handed(ledger: Ledger, copies: Collection[str]) -> dict[str, InHand]:
    """Those of these copies that were handed over."""
    with understood(ledger.path):
        found = ledger.connection.execute(HANDED, (json.dumps(list(copies)),)).fetchall()
    return {copy: InHand(copy, datetime.fromisoformat(moment), who) for copy, moment, who in found}
