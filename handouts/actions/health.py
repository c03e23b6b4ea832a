"""Whether the outbox is being emptied, for a program that watches.

In: all channels or one.  Out: counts, since when the oldest waits, and whether somebody has to look: nothing of a patient, not even a
copy's number.  Changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handouts.actions.outbox import AskOutbox
from handouts.errors import DeliveryError
from handouts.language.counting import several

LONG = timedelta(hours=1)  # so long may a copy wait


@dataclass(frozen=True, slots=True)
class Stuck:
    """What has not arrived by a channel.  state: waiting, sending, failed, in doubt; oldest: since when the first of them is."""

    channel: str
    state: str
    deliveries: int
    oldest: datetime

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"channel": self.channel, "state": self.state, "deliveries": self.deliveries, "oldest": self.oldest.isoformat()}


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """How the outbox stands at a moment."""

    moment: datetime
    stuck: tuple[Stuck, ...]

    @property
    def in_doubt(self) -> int:
        """How many somebody has to look for."""
        return sum(one.deliveries for one in self.stuck if one.state == "in doubt")

    @property
    def oldest(self) -> datetime | None:
        """Since when the oldest waits that shall leave."""
        return min((one.oldest for one in self.stuck if one.state in ("waiting", "sending")), default=None)

    @property
    def amiss(self) -> DeliveryError | None:
        """Why somebody has to look; None if nobody has."""
        said = []
        if self.oldest and self.moment - self.oldest > LONG:
            said.append("a copy waits longer than an hour; see `handouts outbox`, and give `email` or `print` again")
        if self.in_doubt:
            said.append(f"{several(self.in_doubt, 'copy')} in doubt; look on the other side and say `handouts settle`")
        return DeliveryError("\n".join(said)) if said else None

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        oldest = self.oldest.isoformat() if self.oldest else None
        return {"ok": self.amiss is None, "oldest": oldest, "in_doubt": self.in_doubt, "open": [one.as_json() for one in self.stuck]}


def ask_health(request: AskOutbox) -> OutboxHealth:
    """How the outbox stands now."""
    from handouts.ledger.overview import ages

    with request.where.open() as ledger, ledger.reading():
        return OutboxHealth(ledger.now(), tuple(Stuck(*one) for one in ages(ledger, request.channel)))
