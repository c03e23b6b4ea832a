"""What the other side said of a copy: read by whoever runs the mail or the printer, without the patient.

In: a copy, or what the outbox shows.  Out: each delivery with the other side's own words, in which addresses and every word of the record
are blotted out.  Refuses a copy that there is not (`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handouts.actions.outbox import OpenDelivery, OutboxAnswer
from handouts.actions.where import Where

if TYPE_CHECKING:
    from handouts.ledger.data import Copy
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.outbox import Delivery


@dataclass(frozen=True, slots=True)
class AskAnswers:
    """What became of a copy, on every way or on one."""

    where: Where
    copy: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A delivery.  said: a sentence for the desk; answer: the other side's words, '' if it said none; message: how it is found there."""

    channel: str
    state: str
    attempts: int
    updated: datetime
    said: str
    answer: str = field(repr=False)
    message: str = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        plain = {name: getattr(self, name) for name in ("channel", "state", "attempts", "said", "answer", "message")}
        return plain | {"updated": self.updated.isoformat()}


@dataclass(frozen=True, slots=True)
class Answers:
    """The deliveries of a copy, oldest first."""

    copy: str
    deliveries: tuple[Answer, ...]

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"copy": self.copy, "deliveries": [one.as_json() for one in self.deliveries]}


def ask_answers(request: AskAnswers) -> Answers:
    """What became of a copy, and what the other side said."""
    from handouts.ledger.outbox import deliveries

    with request.where.open() as ledger:
        copy = ledger.copy(request.copy)
        found = deliveries(ledger, copy=copy.id, channel=request.channel)
        return Answers(copy.id, tuple(_answer(copy, one) for one in found))


def with_answers(where: Where, shown: OutboxAnswer) -> OutboxAnswer:
    """What the outbox shows, each with what the other side said."""
    with where.open() as ledger:
        return replace(shown, open=tuple(_told(ledger, one) for one in shown.open))


def _told(ledger: Ledger, shown: OpenDelivery) -> OpenDelivery:
    from handouts.ledger.outbox import deliveries

    found = [one for one in deliveries(ledger, copy=shown.copy, channel=shown.channel) if one.state == shown.state]
    said = [one for one in found if one.receipt.get("answer")]
    return replace(shown, answer=_answer(ledger.copy(shown.copy), said[-1]).answer) if said else shown


def _answer(copy: Copy, found: Delivery) -> Answer:
    from handouts.ledger.blot import blotted

    said, answer = str(found.receipt.get("said", "")), blotted(str(found.receipt.get("answer", "")), copy)
    return Answer(found.channel, found.state, found.attempts, found.updated, said, answer, found.message)
