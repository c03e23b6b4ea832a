"""What is on its way to patients, and what a person says became of it.

In: a channel, or a copy and what became of it.  Out: counts, and every delivery that somebody has to know of: nothing of the patient,
nothing the other side said.  Refuses to settle what is not open (`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from handouts.actions.where import Where
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.outbox import Delivery

Became = Literal["sent", "again"]


@dataclass(frozen=True, slots=True)
class AskOutbox:
    """The outbox, or that of one channel: folder, print, mail."""

    where: Where
    channel: str = ""


@dataclass(frozen=True, slots=True)
class OpenDelivery:
    """A copy that has not arrived, as far as is known.  said: a sentence for the desk; answer: see `answers`."""

    copy: str
    run: int
    row: int
    channel: str
    state: str
    attempts: int
    next_attempt: datetime | None
    message: str = field(repr=False)
    said: str
    updated: datetime
    answer: str = field(default="", repr=False)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        plain = {name: getattr(self, name) for name in ("copy", "run", "row", "channel", "state", "attempts", "message", "said", "answer")}
        return plain | {"next_attempt": self.next_attempt and self.next_attempt.isoformat(), "updated": self.updated.isoformat()}


@dataclass(frozen=True, slots=True)
class OutboxAnswer:
    """counts: (channel, state, copies); open: what has not arrived."""

    counts: tuple[tuple[str, str, int], ...]
    open: tuple[OpenDelivery, ...]

    @property
    def in_doubt(self) -> int:
        """How many a person has to look for."""
        return sum(count for _, state, count in self.counts if state == "in doubt")

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        counts = [{"channel": channel, "state": state, "deliveries": count} for channel, state, count in self.counts]
        return {"counts": counts, "open": [one.as_json() for one in self.open]}


@dataclass(frozen=True, slots=True)
class Settle:
    """What became of a copy.  became: it has reached the patient, or shall leave again; who: has looked."""

    where: Where
    copy: str
    became: Became | None
    channel: str = ""
    who: str = "unknown"


@dataclass(frozen=True, slots=True)
class SettledCopy:
    """A copy, the way it went by, and what it is now: sent, waiting to be sent again, or withdrawn, if it counts no more."""

    copy: str
    channel: str
    state: str


def ask_outbox(request: AskOutbox) -> OutboxAnswer:
    """What waits, what failed, and what a person must look into."""
    from handouts.ledger.overview import tallies, undelivered

    with request.where.open() as ledger, ledger.reading():
        shown = tuple(_open(*found) for found in undelivered(ledger, request.channel))
        return OutboxAnswer(tallies(ledger, request.channel), shown)


def settle(request: Settle) -> SettledCopy:
    """Say what became of a copy that is in doubt, or let one that failed wait again.  Raises InputError if nothing of it is open."""
    from handouts.ledger.outbox import retry
    from handouts.ledger.outbox import settle as settled

    if request.became is None:
        raise InputError("say what became of it: --sent or --again")
    again = request.became == "again"
    with request.where.open() as ledger:
        found = _unsettled(ledger, request.copy, request.channel, failed=again)
        now = retry(ledger, found.id) if found.state == "failed" else settled(ledger, found.id, sent=not again, who=request.who)
    return SettledCopy(now.copy, now.channel, now.state)


def _open(found: Delivery, run: int, row: int, void: str) -> OpenDelivery:
    said = "; ".join(filter(None, (void and f"the copy is void: {void}", str(found.receipt.get("said", "")))))
    return OpenDelivery(
        found.copy, run, row, found.channel, found.state, found.attempts, found.next_attempt, found.message, said, found.updated
    )


def _unsettled(ledger: Ledger, copy: str, channel: str, *, failed: bool) -> Delivery:
    """The one delivery of a copy that a person can settle."""
    from handouts.ledger.outbox import deliveries

    there = deliveries(ledger, copy=ledger.copy(copy).id, channel=channel)
    found = [d for d in there if d.state == "in doubt"] or [d for d in there if failed and d.state == "failed"]
    ways = sorted({d.channel for d in found})
    if len(ways) > 1:
        raise InputError(f"the copy is open on {' and '.join(ways)}; say which with --channel")
    if not found:
        raise InputError("nothing of that copy is in doubt" + (", and nothing failed" if failed else "") + "; see `handouts outbox`")
    return found[-1]
