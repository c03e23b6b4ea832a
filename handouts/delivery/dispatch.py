"""What is due leaves: the outbox is emptied by one channel.

In: the ledger, a channel, a way to get a copy's bytes.  Out: what came of each delivery, as it happens; all of it is in the ledger before
the next begins.  Refuses a second sender on the channel (`LedgerError`), and a channel that can deliver nothing (`ChannelError`).

A delivery that may have reached the patient is never begun again by itself: whatever interrupts it leaves it in doubt.  What the journal of
sendings says was sent, and a ledger from a back-up does not, is in doubt as well.

What is withdrawn meanwhile, or whose appointment is off, is passed over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from handouts.delivery.breaker import Breaker
from handouts.delivery.channel import Channel, ChannelError, Disposition, Parcel
from handouts.delivery.pace import HOUR, Pace
from handouts.errors import ClinicError, HandoutsError, LedgerError, OutputError
from handouts.ledger.data import Copy
from handouts.ledger.journal import Journal
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import Delivery, Outbox, deliveries, delivery, sending
from handouts.ledger.takeback import spared
from handouts.ledger.tempo import PACE, left, lowered, postpone

INTERRUPTED = "was interrupted while it was being handed over; look on the other side whether it is there, and say so by `handouts settle`"
FORGOTTEN = (
    "was handed over on {:%Y-%m-%d %H:%M} already: so says the journal of sendings, and this ledger, an older one that was put back, knows "
    "nothing of it; look on the other side whether it is there, and say so by `handouts settle`"
)
LOST = "its bytes cannot be had: {}"
GO_ON = "the same command goes on from {:%Y-%m-%d %H:%M}"
PATIENCE = 120.0  # seconds that a command rests for the sake of its pace, if it was not told to wait
ONCE_MORE = 60.0  # seconds until a channel that could deliver nothing is asked again
AHEAD = 2  # copies that a channel is told of beforehand


class Stock(Protocol):
    """Where the bytes of a copy come from."""

    def data(self, copy: Copy) -> bytes:
        """The bytes that the ledger's digest is of.  Raises HandoutsError if they cannot be had."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What came of one delivery.  delivery: as the ledger has it now; came: what the channel says."""

    copy: Copy
    delivery: Delivery
    came: Disposition


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to leave, and how.

    run, copy, copies: only theirs, 0, '' and none for all; wait: for what failed for a while, until nothing waits.
    """

    run: int = 0
    copy: str = ""
    copies: tuple[str, ...] = ()
    wait: bool = False
    pace: Pace = field(default_factory=Pace)
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class _Coming:
    """The bytes of the copies that come next, which the channel is told of."""

    channel: Channel
    stock: Stock
    _held: dict[str, bytes] = field(default_factory=dict)

    def data(self, copy: Copy) -> bytes:
        """The bytes of a copy.  Raises what the stock raises."""
        return self._held.pop(copy.id, b"") or self.stock.data(copy)

    def tell(self, ledger: Ledger, now: str, later: Sequence[str]) -> None:
        """These copies follow the one that is passed on now; what was held for others is let go."""
        for gone in self._held.keys() - {now, *later}:
            del self._held[gone]
        for number in later:
            if number not in self._held:
                with suppress(HandoutsError):  # it is said when the copy's turn comes
                    copy = ledger.copy(number)
                    self._held[number] = data = self.stock.data(copy)
                    self.channel.foresee(Parcel(copy, data))


@dataclass(frozen=True, slots=True)
class _Sender:
    """Whoever empties an outbox, and with what."""

    outbox: Outbox
    channel: Channel
    stock: _Coming
    journal: Journal
    errand: Errand
    breaker: Breaker = field(default_factory=Breaker)


def dispatch(ledger: Ledger, channel: Channel, stock: Stock, errand: Errand | None = None) -> Iterator[Passed]:
    """Empty the channel's outbox.  What an earlier sender left half-sent is put in doubt and comes first.

    Raises ChannelError if the channel can deliver nothing, or nothing more: what was not begun waits.
    """
    errand = errand or Errand()
    with sending(ledger, channel.name) as outbox, closing(channel):
        sender = _Sender(outbox, channel, _Coming(channel, stock), Journal(ledger, channel.name), errand)
        _keep_pace(outbox, errand.pace)
        yield from _left_behind(outbox)
        while True:
            yield from _due(sender)
            pause = _next(outbox, errand)
            if pause is None or not errand.wait:
                return
            errand.sleep(pause)


def _left_behind(outbox: Outbox) -> Iterator[Passed]:
    for found in deliveries(outbox.ledger, channel=outbox.channel, state="in doubt"):
        if found.id in outbox.doubtful:
            yield Passed(outbox.ledger.copy(found.copy), found, Disposition("in doubt", INTERRUPTED))


def _keep_pace(outbox: Outbox, pace: Pace) -> None:
    """Begin with what has left lately, whoever sent it, and with what the other side wanted an hour ago."""
    pace.begin(left(outbox, pace.span) if pace.span else ())
    if slow := lowered(outbox, HOUR):
        pace.per_minute = min(slow, pace.per_minute or slow)


def _due(sender: _Sender) -> Iterator[Passed]:
    """Every delivery that is due, one after the other."""
    errand = sender.errand
    while due := sender.outbox.due(run=errand.run, copy=errand.copy, copies=errand.copies):
        for number, found in enumerate(due, start=1):
            sender.stock.tell(sender.outbox.ledger, found.copy, [later.copy for later in due[number : number + AHEAD]])
            passed = None if spared(sender.outbox.ledger, found) else _pass(sender, found)
            if passed is None:
                continue
            yield passed
            if passed.came.stop:
                yield from _put_back(sender, passed.came)
                _stop(sender, passed.came)


def _put_back(sender: _Sender, came: Disposition) -> Iterator[Passed]:
    """The copies that were called failed by what turns out to be no fault of theirs wait again."""
    for number in sender.breaker.blamed() if came.either else ():
        now = sender.outbox.held(number, delivery(sender.outbox.ledger, number).receipt)
        yield Passed(sender.outbox.ledger.copy(now.copy), now, came)


def _make_ready(channel: Channel, errand: Errand) -> None:
    """Keep the pace, and wait until the channel is ready, if that was asked for and may happen."""
    while True:
        if pause := errand.pace.pause():
            _rest(errand, pause)
        try:
            return channel.ready()
        except ChannelError as error:
            if not (errand.wait and error.temporary):
                raise
            errand.sleep(ONCE_MORE)


def _rest(errand: Errand, pause: float) -> None:
    """Wait until the next may leave.  Raises ChannelError if that takes long, and nobody said to wait."""
    if pause > PATIENCE and not errand.wait:
        until = datetime.now().astimezone() + timedelta(seconds=pause)
        raise ChannelError(f"as many have left as may (per-minute, per-hour, per-day or provider): {GO_ON.format(until)}", temporary=True)
    errand.sleep(pause)


def _stop(sender: _Sender, came: Disposition) -> None:
    """Nothing more leaves; for a while, if somebody waits and it may get better by itself.  Raises ChannelError otherwise."""
    said, errand = sender.breaker.why or came.said, sender.errand
    if came.pause:
        until = postpone(sender.outbox, came.pause).astimezone()
        said = f"{said}; {GO_ON.format(until)}, at most {errand.pace.per_minute} a minute"
    if not (errand.wait and came.temporary and came.outcome == "failed"):
        raise ChannelError(said, temporary=came.temporary)
    errand.sleep(came.pause or ONCE_MORE)


def _pass(sender: _Sender, found: Delivery) -> Passed | None:
    """One delivery, from waiting to what came of it; None if somebody withdraws it meanwhile.

    Its sending begins when nothing is left to do but to hand it over.
    """
    outbox, journal = sender.outbox, sender.journal
    copy = outbox.ledger.copy(found.copy)
    message = sender.channel.identify(copy, found.id)
    parcel = _asked_first(journal, copy) or prepared(sender.channel, sender.stock, Parcel(copy, b"", message, found.attempts + 1))
    if isinstance(parcel, Parcel):
        _make_ready(sender.channel, sender.errand)
    begun = _begun(outbox, found, message)
    if begun is None:
        return None
    try:
        came = parcel if isinstance(parcel, Disposition) else _handed_over(sender, parcel, begun)
    except BaseException:
        outbox.doubt(found.id, Disposition("in doubt", INTERRUPTED).as_json())
        raise
    return Passed(copy, _recorded(outbox, found.id, came), came)


def _begun(outbox: Outbox, found: Delivery, message: str) -> Delivery | None:
    """The delivery, which is being sent now; None if it was withdrawn meanwhile.  Raises LedgerError for any other that waits no more."""
    try:
        return outbox.begin(found.id, message)
    except LedgerError:
        if delivery(outbox.ledger, found.id).state != "withdrawn":
            raise
    return None


def _asked_first(journal: Journal, copy: Copy) -> Disposition | None:
    """A copy that was sent when there was another ledger is not sent again before somebody has looked."""
    moment = journal.unknown(copy.id)
    return Disposition("in doubt", FORGOTTEN.format(moment.astimezone())) if moment else None


def prepared(channel: Channel, stock: Stock, parcel: Parcel) -> Parcel | Disposition:
    """The copy as it leaves, or why it does not.  Raises ChannelError if none could, by a fault of the clinic's folder or the channel's."""
    try:
        data = stock.data(parcel.copy)
    except ClinicError as error:
        raise ChannelError(str(error)) from None
    except HandoutsError as error:
        return Disposition("failed", LOST.format(error))
    return channel.prepare(replace(parcel, data=data))


def _handed_over(sender: _Sender, parcel: Parcel, begun: Delivery) -> Disposition:
    """What came of it; the journal has it before it leaves."""
    try:
        sender.journal.begun(begun)
    except OutputError as error:
        return Disposition("failed", str(error), temporary=True, stop=True)
    came = sender.channel.deliver(parcel)
    came = _slowed(sender.breaker.told(begun.id, parcel.to or begun.copy, came), sender.errand.pace)
    if came.outcome == "failed":
        with suppress(OutputError):  # then it is asked about once more than needed, and only after a back-up was put back
            sender.journal.failed(begun)
    return came


def _slowed(came: Disposition, pace: Pace) -> Disposition:
    """What has left is counted; who wants fewer gets fewer."""
    if came.outcome != "failed":
        pace.count()
    return replace(came, facts={**came.facts, PACE: pace.slow()}) if came.pause else came


def _recorded(outbox: Outbox, number: int, came: Disposition) -> Delivery:
    match came.outcome:
        case "sent":
            return outbox.sent(number, came.as_json())
        case "failed" if came.stop and (came.held or came.temporary):
            return outbox.held(number, came.as_json(), came.pause)
        case "failed":
            return outbox.failed(number, came.as_json(), temporary=came.temporary)
        case "in doubt":
            return outbox.doubt(number, came.as_json())


def _next(outbox: Outbox, errand: Errand) -> float | None:
    """Seconds until something more is due, None if nothing waits."""
    moment = outbox.next(run=errand.run, copy=errand.copy, copies=errand.copies)
    return None if moment is None else max(1.0, (moment - outbox.ledger.now()).total_seconds())
