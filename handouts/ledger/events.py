"""What somebody did to the ledger itself, or took out of it: purges, recalls, voids, withdrawals; whom somebody called, and what was told.

In: who, what, what was asked for, how many copies it was about.  Out: the same, the newest first.  No patient's data may be in it: a purge
leaves it as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handouts.ledger.data import stamp
from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger

What = Literal["withdraw", "void", "correct", "cancelled", "purge", "recall", "told", "not reached", "passphrase"]
INSERT = "INSERT INTO events (moment, who, what, asked, copies) VALUES (?, ?, ?, ?, ?)"
EVENTS = "SELECT moment, who, what, asked, copies FROM events ORDER BY id DESC LIMIT ?"
OF_KIND = "SELECT moment, who, what, asked, copies FROM events WHERE what = ? ORDER BY id"


@dataclass(frozen=True, slots=True)
class Event:
    """moment: when; asked: what was asked for, never a patient; copies: how many it was about."""

    moment: datetime
    who: str
    what: What
    asked: Mapping[str, object]
    copies: int

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        said = {"who": self.who, "what": self.what, "asked": dict(self.asked), "copies": self.copies}
        return {"moment": self.moment.isoformat(), **said}


def record(ledger: Ledger, what: What, *, who: str, asked: Mapping[str, object], copies: int) -> None:
    """Keep that somebody did something, now.  Inside `ledger.writing` it is kept with whatever else is written there, or not at all.

    asked: plain data without anything of a patient's: copies by their ids, runs by their numbers, days.  Raises LedgerError.
    """
    with ledger.writing() as db:
        db.execute(INSERT, (stamp(ledger.now()), who, what, json.dumps(dict(asked), ensure_ascii=False), copies))


def events(ledger: Ledger, most: int | None = None) -> tuple[Event, ...]:
    """What was recorded, the newest first.  most: of it; None for everything."""
    with understood(ledger.path):
        return tuple(_event(*found) for found in ledger.connection.execute(EVENTS, (-1 if most is None else most,)))


def about(ledger: Ledger, *whats: What) -> dict[str, list[Event]]:
    """What was recorded of these kinds, by the copy that it was about, the oldest first."""
    found: dict[str, list[Event]] = {}
    with understood(ledger.path):
        there = (_event(*row) for what in whats for row in ledger.connection.execute(OF_KIND, (what,)))
        for event in sorted(there, key=lambda event: event.moment):
            found.setdefault(str(event.asked.get("copy", "")), []).append(event)
    return found


def _event(moment: str, who: str, what: What, asked: str, copies: int) -> Event:
    return Event(datetime.fromisoformat(moment), who, what, json.loads(asked), copies)
