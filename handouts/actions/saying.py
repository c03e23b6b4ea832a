"""What a person says of a delivery: it counts once, whoever says it.

In: a delivery as it was seen, and what became of it, or shall.  Out: what it is now, and who was first if somebody else was.  Refuses a
delivery that there is not (`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handouts.actions.looking import Looking, Said, look_at, may_be_said, seen_as
from handouts.actions.where import Where
from handouts.errors import HandoutsError

if TYPE_CHECKING:
    from handouts.actions.counter import Counter
    from handouts.ledger.data import Copy
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.outbox import Delivery

LEAVES = ("again", "now", "paper")  # what is said of a copy that shall leave at once


@dataclass(frozen=True, slots=True)
class SayOf:
    """What became of a delivery.

    seen: as it was when somebody looked; said: 'paper' prints what could not be e-mailed; who: has looked.
    """

    counter: Counter
    number: int
    seen: str
    said: Said
    who: str


@dataclass(frozen=True, slots=True)
class SaidOf:
    """done: False if it was not so any more; now: the delivery, or the one on paper; why: it has not left yet, '' if it has or need not."""

    done: bool
    now: Looking
    why: str = ""


def say_of(request: SayOf) -> SaidOf:
    """Say what became of a delivery; what shall leave again leaves now, if it can.

    Nothing is done if it is not what was seen, or if this cannot be said of it: somebody else was first.  Raises InputError if there is
    none of that number.
    """
    where = request.counter.where
    with where.open() as ledger:
        with ledger.writing():
            seen = _found(ledger, request.number)
            done = seen_as(seen) == request.seen and request.said in may_be_said(seen)
            if done:
                _done(ledger, seen, request)
        copy = ledger.copy(seen.copy)
    channel = "print" if request.said == "paper" else seen.channel
    why = _leave(request.counter, copy, channel) if done and request.said in LEAVES else ""
    return SaidOf(done, look_at(where, _last(where, copy.id, channel) if done else request.number), why)


def _last(where: Where, copy: str, channel: str) -> int:
    from handouts.ledger.outbox import deliveries

    with where.open() as ledger:
        return deliveries(ledger, copy=copy, channel=channel)[-1].id


def _found(ledger: Ledger, number: int) -> Delivery:
    from handouts.ledger.outbox import delivery

    return delivery(ledger, number)


def _done(ledger: Ledger, seen: Delivery, request: SayOf) -> None:
    from handouts.ledger.outbox import enqueue, retry, settle
    from handouts.ledger.takeback import withdraw

    if request.said == "paper":
        enqueue(ledger, [seen.copy], "print", again=True)
    if request.said in ("paper", "withdraw"):
        withdraw(ledger, [seen.copy], who=request.who, asked={"copy": seen.copy, "channel": seen.channel}, channel=seen.channel)
    elif seen.state == "failed":
        retry(ledger, seen.id)
    elif seen.state == "in doubt":
        settle(ledger, seen.id, sent=request.said == "arrived", who=request.who)


def leave_now(counter: Counter, run: int, channel: str, most: int) -> tuple[int, str]:
    """Let what waits of a run leave by a channel, at most so many: how many have left, and why the others have not, '' if none stopped it.

    Raises InputError if there is no ledger yet.
    """
    from handouts.ledger.overview import undelivered

    with counter.where.open() as ledger:
        waits = [one for one, its, _, _ in undelivered(ledger, channel) if its == run and one.state == "waiting"]
        copies = [ledger.copy(one.copy) for one in waits[:most]]
    for number, copy in enumerate(copies):
        if why := _leave(counter, copy, channel):
            return number, why
    return len(copies), ""


def _leave(counter: Counter, copy: Copy, channel: str) -> str:
    """Why a copy that waits has not left; '' if it has."""
    from handouts.actions.handing import deliver

    try:
        return deliver(counter, copy, "mail" if channel == "mail" else "print")[1]
    except HandoutsError as error:
        return str(error)
