"""What a command to print means for each copy: print it, or leave it out, and why.

In: the ledger and the copies that were chosen.  Out: an `Order`; placed, they wait in the outbox.  Refuses nothing: what is left out is
counted.

Of a run, what goes to the patient by another way is left out, so that nobody gets two letters; a copy that is named is printed.
A copy whose appointment was moved since is not printed.  What was printed is printed again only if that is said, and so is what somebody
withdrew.  What has failed waits again, for whoever orders it has seen to the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from handouts.delivery.chosen import Chosen, stays_out
from handouts.delivery.printing.jobs import Terms, judged
from handouts.delivery.printing.line import SILENT, PrinterLine
from handouts.delivery.printing.submit import job_named
from handouts.language.counting import several
from handouts.ledger.data import Copy
from handouts.ledger.ledger import Ledger
from handouts.ledger.lineage import moved
from handouts.ledger.outbox import Delivery, counting, deliveries, enqueue, retry

CHANNEL = "print"
OPEN = ("waiting", "sending", "in doubt")
ELSEWHERE = ("waiting", "sending", "sent", "in doubt")  # states of a delivery that will, may or did reach the patient


@dataclass(frozen=True, slots=True)
class Order:
    """Copies to be printed; the deliveries in doubt; and how many are left out: printed before, on another way, withdrawn, moved."""

    copies: tuple[Copy, ...]
    printed: int = 0
    elsewhere: int = 0
    doubtful: tuple[Delivery, ...] = ()
    withdrawn: int = 0
    moved: int = 0

    @property
    def pages(self) -> int:
        """Of all copies."""
        return sum(copy.struck.pages for copy in self.copies)


def order(ledger: Ledger, wanted: Chosen, *, again: bool = False) -> Order:
    """What is to be printed.  again: what was printed, too.  Changes nothing."""
    copies, doubtful = list[Copy](), list[Delivery]()
    counts = dict.fromkeys(("printed", "elsewhere", "open", "withdrawn", "moved"), 0)
    for copy in wanted.copies:
        found = counting(ledger, copy.id)
        doubtful += _doubtful(found)
        reason = _left_out(found, wanted, again=again) or ("moved" if moved(ledger, copy) else "")
        if reason:
            counts[reason] += 1
        else:
            copies.append(copy)
    return Order(tuple(copies), counts["printed"], counts["elsewhere"], tuple(doubtful), counts["withdrawn"], counts["moved"])


def _left_out(found: Sequence[Delivery], wanted: Chosen, *, again: bool) -> Literal["elsewhere", "printed", "open", "withdrawn", ""]:
    """Why a copy with these deliveries is not printed; '' if it is."""
    if wanted.run and any(one.channel not in (CHANNEL, "folder") and one.state in ELSEWHERE for one in found):
        return "elsewhere"
    if not again and any(one.channel == CHANNEL and one.state == "sent" for one in found):
        return "printed"
    return "withdrawn" if stays_out(found, wanted, CHANNEL, again=again) else "open" if _doubtful(found) else ""


def _doubtful(found: Iterable[Delivery]) -> list[Delivery]:
    return [one for one in found if one.channel == CHANNEL and one.state in ("in doubt", "sending")]


def place(ledger: Ledger, ordered: Order, *, again: bool = False) -> None:
    """Let these copies wait for the printer."""
    enqueue(ledger, [copy.id for copy in ordered.copies], CHANNEL, again=again)
    for copy in ordered.copies:
        found = deliveries(ledger, copy=copy.id, channel=CHANNEL)
        failed = [one.id for one in found if one.state == "failed"]
        if failed and not any(one.state in OPEN for one in found):
            retry(ledger, failed[-1])


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
            yield found, f"{line.called} still has it: {several(job.impressions or 0, 'page')} printed"
        else:
            terms = Terms(line.called, ledger.copy(found.copy).struck.pages, line.device is not None)
            yield found, judged(job, terms).said
