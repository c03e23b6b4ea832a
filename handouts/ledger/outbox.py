"""The outbox: how each copy is on its way to its patient, and what came of it.

    waiting ─▶ sending ─┬▶ sent
       ▲ ▲              ├▶ failed ───▶ waiting     (what is temporary, after a pause; or when somebody says so)
       │ └──────────────┼────┘            (what waits or failed may be withdrawn)
       └── settle ── in doubt ── settle ─▶ sent    (by a person, who is named)

In: copies and the channel that takes them.  Out: `Delivery`s, frozen.  Refuses every other step, and a second sender on a channel
that one works on (`LedgerError`).

That a send begins is on the disk before anything leaves, and what came of it before the next begins.  So a sender that dies leaves
one delivery *sending*; the next sender on the channel puts that *in doubt*: nothing is sent twice by itself, and nothing is lost.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from handouts.errors import InputError, LedgerError
from handouts.ledger import locks
from handouts.ledger.data import stamp
from handouts.ledger.file import spoken, understood
from handouts.ledger.ledger import Ledger

State = Literal["waiting", "sending", "sent", "failed", "in doubt", "withdrawn"]
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480))  # RFC 5321, 4.5.4.1: retries for hours, at growing intervals
DELIVERY = "SELECT id, copy, channel, state, attempts, next_attempt, message, receipt, settled_by, updated FROM deliveries"
DUE = """
    WHERE channel = ?1 AND state = 'waiting' AND next_attempt <= ?2
    AND (?3 = 0 OR copy IN (SELECT copies.id FROM copies WHERE copies.run = ?3)) AND (?4 = '' OR copy = ?4)
    AND (?5 = '[]' OR copy IN (SELECT value FROM json_each(?5)))
    ORDER BY next_attempt, id LIMIT ?6
"""
HELD = "held"  # of a receipt: how many attempts ended by no fault of the copy
SINCE = "since"  # of a receipt: when the delivery was first put off
HAND = "withdrawn_by"  # of a receipt: who has taken the delivery out of the outbox
LAST = "9999-12-31T23:59:59+00:00"
TWIN = """(
    +twin.leaflet = copies.leaflet AND twin.language = copies.language AND twin.layout = copies.layout
    AND twin.appointment = copies.appointment AND twin.says = copies.says
)"""  # the same copy, made once more for another place; the + is for SQLite, which is to look among the patient's and not the leaflet's
OTHERWISE = """EXISTS (
    SELECT 1 FROM copies AS other CROSS JOIN deliveries AS later ON later.copy = other.id AND +later.channel = {0}.channel
    WHERE other.patient = copies.patient AND +other.leaflet = copies.leaflet AND other.language = copies.language
    AND other.layout = copies.layout AND other.appointment = copies.appointment AND other.says <> copies.says
    AND later.state = 'sent' AND (later.updated, later.id) > ({0}.updated, {0}.id)
)"""  # something else was sent since, so that what a delivery brought does not hold any more
ENQUEUE = f"""
    INSERT INTO deliveries (copy, channel, state, next_attempt, updated)
    SELECT id, ?1, 'waiting', ?2, ?2 FROM copies
    WHERE id = ?3 AND record IS NOT NULL AND voided IS NULL AND replaced_by IS NULL AND NOT EXISTS (
        SELECT 1 FROM copies AS twin CROSS JOIN deliveries ON deliveries.copy = twin.id AND +channel = ?1
        WHERE twin.patient = copies.patient AND (
            (twin.id = copies.id AND state = 'failed' AND NOT ?4)
            OR ((twin.id = copies.id OR {TWIN}) AND (
                state IN ('waiting', 'sending', 'in doubt') OR (state = 'sent' AND NOT ?4 AND NOT {OTHERWISE.format("deliveries")})
            ))
        )
    )
"""  # noqa: S608  our own words
SPARE = """
    UPDATE deliveries SET state = 'withdrawn', next_attempt = NULL
    WHERE id = ? AND state = 'waiting'
    AND EXISTS (SELECT 1 FROM copies WHERE copies.id = copy AND (voided IS NOT NULL OR replaced_by IS NOT NULL))
"""  # what counts no more does not wait
COUNTING = f"""
    SELECT d.id, copies.id, channel, state, attempts, next_attempt, message, receipt, settled_by, updated
    FROM copies JOIN copies AS twin ON (twin.patient = copies.patient AND {TWIN}) OR twin.id = copies.id
    JOIN deliveries AS d ON d.copy = twin.id
    WHERE copies.id = ?1 AND channel <> 'folder'
    AND (twin.id = copies.id OR state IN ('waiting', 'sending', 'in doubt') OR (state = 'sent' AND NOT {OTHERWISE.format("d")}))
    ORDER BY d.id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Delivery:
    """One copy on one channel.  message: the message's or the job's identifier; receipt: what the other side answered."""

    id: int
    copy: str
    channel: str
    state: State
    attempts: int
    next_attempt: datetime | None
    message: str = field(repr=False)
    receipt: Mapping[str, object] = field(repr=False)
    settled_by: str
    updated: datetime


def enqueue(ledger: Ledger, copies: Iterable[str], channel: str, *, again: bool = False) -> int:
    """Put copies into the outbox; how many were.  Left out: what has been purged, is void or replaced, or has left by the channel already.

    What left of the same copy made once more, for another folder or file, has left.

    again: only one that is still open keeps a copy out, so that what was sent is sent once more.
    """
    now = stamp(ledger.now())
    with ledger.writing() as db:
        return sum(db.execute(ENQUEUE, (channel, now, copy, again)).rowcount for copy in copies)


def deliveries(ledger: Ledger, *, copy: str = "", channel: str = "", state: State | None = None) -> tuple[Delivery, ...]:
    """The deliveries of a copy, a channel, in a state; oldest first."""
    beside = "+channel" if copy else "channel"  # a copy has few, a channel has years of them
    asked = {name: value for name, value in (("copy", copy), (beside, channel), ("state", state)) if value}
    where = " AND ".join(f"{name} = ?" for name in asked) or "1"
    with understood(ledger.path):
        found = ledger.connection.execute(f"{DELIVERY} WHERE {where} ORDER BY id", tuple(asked.values()))
        return tuple(map(delivery_of, found))


def counting(ledger: Ledger, copy: str) -> tuple[Delivery, ...]:
    """The deliveries that count for a copy, oldest first: its own, and those of the same copy made once more for another place.

    A folder is no delivery that counts: it is where a copy lies.  What was withdrawn of its own is among them, see `by_hand`.
    """
    with understood(ledger.path):
        return tuple(map(delivery_of, ledger.connection.execute(COUNTING, (copy,))))


def by_hand(found: Iterable[Delivery], channel: str) -> bool:
    """Whether a person has taken the last of these deliveries by a channel out of the outbox: it does not go back in by itself."""
    last = [one for one in found if one.channel == channel][-1:]
    return any(one.state == "withdrawn" and HAND in one.receipt for one in last)


def delivery(ledger: Ledger, number: int) -> Delivery:
    """The delivery of this number.  Raises InputError if there is none."""
    with understood(ledger.path):
        found = ledger.connection.execute(f"{DELIVERY} WHERE id = ?", (number,)).fetchone()
        if found:
            return delivery_of(found)
    raise InputError(f"there is no delivery {number}; see `handouts outbox`")


def facts_kept(ledger: Ledger, channel: str, name: str) -> dict[str, datetime]:
    """Each word that the receipts of a channel have for a fact, and when last."""
    asked = f"SELECT json_extract(receipt, '$.{name}'), max(updated) FROM deliveries WHERE channel = ? AND receipt IS NOT NULL GROUP BY 1"  # noqa: S608
    with understood(ledger.path):
        return {word: datetime.fromisoformat(last) for word, last in ledger.connection.execute(asked, (channel,)) if word}


def retry(ledger: Ledger, number: int) -> Delivery:
    """Let what failed wait again, now, as if it had not been tried: somebody has removed the reason."""
    found = delivery(ledger, number)
    receipt = _json({**{name: fact for name, fact in found.receipt.items() if name != SINCE}, HELD: found.attempts})
    return _step(ledger, number, "failed", "waiting", next_attempt=stamp(ledger.now()), receipt=receipt)


def settle(ledger: Ledger, number: int, *, sent: bool, who: str) -> Delivery:
    """A person has looked: it was sent, or it waits again.  Raises LedgerError if it is not in doubt, ValueError if nobody is named."""
    if not who.strip():
        raise ValueError("who settles a doubt is named")
    pause = None if sent else stamp(ledger.now())
    return _step(ledger, number, "in doubt", "sent" if sent else "waiting", settled_by=who, next_attempt=pause)


@contextmanager
def sending(ledger: Ledger, channel: str) -> Iterator[Outbox]:
    """The outbox of a channel, for the one process that sends by it.  What an earlier one left half-sent is in doubt.

    Raises LedgerError if another process sends by it.
    """
    with spoken(ledger.path):
        held = locks.hold(ledger.path, _key(channel))
    if not held:
        raise LedgerError(f"another process sends by {channel}; wait until it has finished, or end that process and try again")
    try:
        doubtful = tuple(d.id for d in deliveries(ledger, channel=channel, state="sending"))
        for number in doubtful:
            _step(ledger, number, "sending", "in doubt")
        yield Outbox(ledger, channel, doubtful)
    finally:
        locks.release(ledger.path, _key(channel))


@dataclass(frozen=True, slots=True)
class Outbox:
    """What one sender may do on one channel.  doubtful: what its predecessor left half-sent."""

    ledger: Ledger
    channel: str
    doubtful: tuple[int, ...] = ()

    def due(self, limit: int = 100, *, run: int = 0, copy: str = "", copies: Collection[str] = ()) -> tuple[Delivery, ...]:
        """What waits, and has waited long enough; longest first.  run, copy, copies: only theirs, 0, '' and none for all."""
        now = stamp(self.ledger.now())
        with understood(self.ledger.path):
            found = self.ledger.connection.execute(f"{DELIVERY} {DUE}", (self.channel, now, run, copy, json.dumps([*copies]), limit))
            return tuple(map(delivery_of, found))

    def next(self, *, run: int = 0, copy: str = "", copies: Collection[str] = ()) -> datetime | None:
        """When the next of what waits is due; None if nothing waits."""
        with understood(self.ledger.path):
            asked = self.channel, LAST, run, copy, json.dumps([*copies]), 1
            found = self.ledger.connection.execute(f"{DELIVERY} {DUE}", asked).fetchone()
            return delivery_of(found).next_attempt if found else None

    def begin(self, number: int, message: str = "") -> Delivery:
        """About to send.  message: the identifier by which staff will find it on the other side."""
        return self._step(number, "waiting", "sending", message=message, next_attempt=None, settled_by=None)

    def sent(self, number: int, receipt: Mapping[str, object] | None = None) -> Delivery:
        """The other side has taken it."""
        return self._step(number, "sending", "sent", receipt=_json(receipt))

    def failed(self, number: int, receipt: Mapping[str, object] | None = None, *, temporary: bool = False) -> Delivery:
        """It was certainly not sent.  temporary: it waits again, for a longer pause each time, and after the last has failed for good."""
        found = delivery(self.ledger, number)
        held = _held(found)
        attempts = found.attempts - held
        again = stamp(self.ledger.now() + PAUSES[attempts - 1]) if temporary and attempts <= len(PAUSES) else None
        kept = {**(receipt or {}), **({HELD: held} if held else {}), **(_since(found) if again else {})}
        return self._step(number, "sending", "failed", again, receipt=_json(kept))

    def held(self, number: int, receipt: Mapping[str, object] | None = None, pause: float = 0.0) -> Delivery:
        """It was certainly not sent, by no fault of its own: it waits as before, and the attempt counts for nothing.  pause: seconds."""
        found = delivery(self.ledger, number)
        again = stamp(self.ledger.now() + timedelta(seconds=pause))
        kept = _json({**(receipt or {}), HELD: _held(found) + 1, **_since(found)})
        if found.state == "failed":
            return self._step(number, "failed", "waiting", receipt=kept, next_attempt=again)
        return self._step(number, "sending", "failed", again, receipt=kept)

    def doubt(self, number: int, receipt: Mapping[str, object] | None = None) -> Delivery:
        """It may have been sent, or not: the connection broke after the last byte left (RFC 1047)."""
        return self._step(number, "sending", "in doubt", receipt=_json(receipt))

    def _step(self, number: int, old: State, new: State, again: str | None = None, **columns: object) -> Delivery:
        if not locks.holds(self.ledger.path, _key(self.channel)):
            raise LedgerError(f"nobody sends by {self.channel} any more; open the outbox again")
        if delivery(self.ledger, number).channel != self.channel:
            raise LedgerError(f"delivery {number} does not go by {self.channel}; nothing was changed")
        return _step(self.ledger, number, old, new, again, **columns)


def _step(ledger: Ledger, number: int, old: State, new: State, again: str | None = None, **columns: object) -> Delivery:
    """One step; if it shall be tried again at a moment, the step back to waiting as well, in the same transaction.

    A copy that is void or replaced by now waits for nothing: what would wait is withdrawn.
    """
    with ledger.writing() as db:
        values: dict[str, object] = {"state": new, "updated": stamp(ledger.now()), **columns}
        attempts = ", attempts = attempts + 1" if new == "sending" else ""
        update = f"UPDATE deliveries SET {', '.join(f'{name} = ?' for name in values)}{attempts} WHERE id = ? AND state = ?"  # noqa: S608
        try:
            done = db.execute(update, (*values.values(), number, old)).rowcount
        except sqlite3.IntegrityError:
            raise LedgerError(f"the copy of delivery {number} is on its way by that channel already; nothing was changed") from None
        if not done:
            raise LedgerError(_refusal(ledger, number, old, new))
        if again:
            db.execute("UPDATE deliveries SET state = 'waiting', next_attempt = ? WHERE id = ?", (again, number))
        db.execute(SPARE, (number,))
    return delivery(ledger, number)


def _refusal(ledger: Ledger, number: int, old: State, new: State) -> str:
    state = delivery(ledger, number).state
    return f"delivery {number} is {state}; only one that is {old} can become {new}: see `handouts outbox`"


def _held(found: Delivery) -> int:
    held = found.receipt.get(HELD, 0)
    return held if isinstance(held, int) else 0


def _since(found: Delivery) -> dict[str, object]:
    """When it was first put off: at an earlier time, or now."""
    return {SINCE: found.receipt.get(SINCE) or stamp(found.updated)}


def _key(channel: str) -> str:
    return f"channel {channel}"


def _json(receipt: Mapping[str, object] | None) -> str:
    return json.dumps(receipt or {}, ensure_ascii=False)


def delivery_of(found: Sequence[Any]) -> Delivery:
    """The delivery in these columns."""
    number, copy, channel, state, attempts, pause, message, receipt, settled_by, updated = found
    moments = datetime.fromisoformat(pause) if pause else None, datetime.fromisoformat(updated)
    answer = dict(json.loads(receipt)) if receipt else {}
    return Delivery(number, copy, channel, state, attempts, moments[0], message or "", answer, settled_by or "", moments[1])
