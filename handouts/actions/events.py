"""What somebody did to the ledger itself, or took out of it: purges, recalls, copies that were made void or withdrawn.

In: how much of it.  Out: who did what and when, the newest first.  Nothing in it tells of a patient, and no purge takes it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handouts.actions.where import Where

if TYPE_CHECKING:
    from handouts.ledger.events import Event

LAST = 50  # so many are listed, if not every one is asked for


@dataclass(frozen=True, slots=True)
class AskEvents:
    """The last events, or every one."""

    where: Where
    every: bool = False


@dataclass(frozen=True, slots=True)
class KnownEvents:
    """Events, each with when it was at the clinic, the newest first.  older: whether there are more that were not asked for."""

    events: tuple[tuple[Event, datetime], ...]
    older: bool = False

    def as_json(self) -> list[dict[str, Any]]:
        """For `--json`."""
        return [event.as_json() | {"moment": moment.isoformat()} for event, moment in self.events]


def list_events(request: AskEvents) -> KnownEvents:
    """What was done, by whom and when."""
    from handouts.ledger.events import events

    clinic = request.where.read()
    with request.where.open() as ledger:
        found = events(ledger, None if request.every else LAST + 1)
    known = tuple((event, event.moment.astimezone(clinic.zone)) for event in found)
    return KnownEvents(known) if request.every else KnownEvents(known[:LAST], len(known) > LAST)
