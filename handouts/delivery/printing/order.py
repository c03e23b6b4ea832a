"""What a command to print means for each copy: print it, or leave it out, and why.

In: the ledger and the copies that were chosen.  Out: an `Order`; placed, they wait in the outbox.  Refuses nothing: what is left out is
counted.

Of a run, what goes to the patient by another way is left out, so that nobody gets two letters; a copy that is named is printed.
What was printed is printed again only if that is said.  What has failed waits again, for whoever orders it has seen to the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from handouts.delivery.chosen import Chosen
from handouts.delivery.printing.jobs import Terms, judged
from handouts.delivery.printing.line import SILENT, PrinterLine
from handouts.delivery.printing.submit import job_named
from handouts.ledger.ledger import Copy, Ledger
from handouts.ledger.outbox import Delivery, deliveries, enqueue, retry

CHANNEL = "print"
ELSEWHERE = ("waiting", "sending", "sent", "in doubt")  # states of a delivery that will, may or did reach the patient


@dataclass(frozen=True, slots=True)
class Order:
    """Copies to be printed; how many are left out: printed before, on another way; and the deliveries that are in doubt."""

    copies: tuple[Copy, ...]
    printed: int = 0
    elsewhere: int = 0
    doubtful: tuple[Delivery, ...] = ()

    @property
    def pages(self) -> int:
        """Of all copies."""
        return sum(copy.struck.pages for copy in self.copies)


def order(ledger: Ledger, wanted: Chosen, *, again: bool = False) -> Order:
    """What is to be printed.  again: what was printed, too.  Changes nothing."""
    of = {copy.id: _of(ledger, copy) for copy in wanted.copies}
    elsewhere = {i for i, found in of.items() if wanted.run and any(d.channel not in (CHANNEL, "folder") for d in found)}
    doubtful = tuple(d for found in of.values() for d in found if d.channel == CHANNEL and d.state in ("in doubt", "sending"))
    printed = {i for i, found in of.items() if any(d.channel == CHANNEL and d.state == "sent" for d in found)} if not again else set()
    open_ = {d.copy for d in doubtful}
    copies = tuple(copy for copy in wanted.copies if copy.id not in elsewhere | printed | open_)
    return Order(copies, len(printed - elsewhere), len(elsewhere), doubtful)


def _of(ledger: Ledger, copy: Copy) -> tuple[Delivery, ...]:
    """The deliveries of a copy that count."""
    found = deliveries(ledger, copy=copy.id)
    return tuple(d for d in found if d.channel == CHANNEL or d.state in ELSEWHERE)


def place(ledger: Ledger, ordered: Order, *, again: bool = False) -> None:
    """Let these copies wait for the printer."""
    wanted = {copy.id for copy in ordered.copies}
    enqueue(ledger, [copy.id for copy in ordered.copies], CHANNEL, again=again)
    open_ = {d.copy for d in deliveries(ledger, channel=CHANNEL) if d.state in ("waiting", "sending", "in doubt")}
    last = {d.copy: d for d in deliveries(ledger, channel=CHANNEL, state="failed") if d.copy in wanted - open_}
    for found in last.values():
        retry(ledger, found.id)


def evidence(line: PrinterLine, doubtful: tuple[Delivery, ...], ledger: Ledger) -> Iterator[tuple[Delivery, str]]:
    """What the printer knows of doubtful copies: a sentence each, for whoever settles them; none if it does not answer."""
    with suppress(*SILENT):
        line.look()
        line.meet()
    for found in doubtful:
        try:
            job = job_named(line.device or line.queue, f"{found.message}.{found.attempts}")
        except SILENT:
            return
        if job is None:
            yield found, f"{line.called} knows nothing of it (any more)"
        elif not job.ended:
            yield found, f"{line.called} still has it: {job.impressions or 0} pages printed"
        else:
            terms = Terms(line.called, ledger.copy(found.copy).struck.pages, line.device is not None)
            yield found, judged(job, terms).said
