"""What is in doubt is settled: of one copy, or of all of a run at once, after a question that names how many.

In: a run, and what became of its doubtful copies.  Out: how many were settled.  Refuses a run without any (`InputError`), and to go on
without a yes (`Stopped`, or `InputError` where nobody is there to say it).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.outbox import Became
from handouts.actions.where import Where
from handouts.errors import InputError, Stopped

if TYPE_CHECKING:
    from handouts.ledger.ledger import Ledger

ASKED = {
    "sent": "Say of all of them that they have reached their patients?",
    "again": "Shall all of them leave again? Whoever has one already gets a second",
}


@dataclass(frozen=True, slots=True)
class SettleRun:
    """What became of all of a run's copies that are in doubt.  who: has looked; sure: and has said yes already."""

    where: Where
    run: int
    became: Became | None
    channel: str = ""
    who: str = "unknown"
    sure: bool = False


@dataclass(frozen=True, slots=True)
class SettledRun:
    """So many copies of a run; by channel; had: how many of them had left that way once before."""

    run: int
    became: str
    channels: tuple[tuple[str, int], ...]
    had: int = 0

    @property
    def copies(self) -> int:
        """How many in all."""
        return sum(count for _, count in self.channels)

    def __str__(self) -> str:
        """Such as '12 copies of run 3, by mail'."""
        ways = ", ".join(f"{count} by {channel}" for channel, count in self.channels)
        return f"{self.copies} {'copy' if self.copies == 1 else 'copies'} of run {self.run} ({ways})"


def settle_run(request: SettleRun, attendant: Attendant = NOBODY) -> SettledRun:
    """Say what became of all of a run's copies that are in doubt.

    Raises InputError if there is none, or nobody says yes; Stopped at a no.
    """
    from handouts.ledger.outbox import settle
    from handouts.ledger.standing import doubtful

    if request.became is None:
        raise InputError("say what became of them: --sent or --again")
    with request.where.open() as ledger:
        open_ = doubtful(ledger, ledger.run(request.run).id, request.channel)
        found = SettledRun(request.run, request.became, tuple(sorted(Counter(way for _, way in open_).items())), _had(ledger, open_))
        if not open_:
            raise InputError(f"nothing of run {request.run} is in doubt; see `handouts outbox`")
        if not request.sure:
            _agreed(found, attendant)
        for number, _ in open_:
            settle(ledger, number, sent=request.became == "sent", who=request.who)
    return found


def _had(ledger: Ledger, found: tuple[tuple[int, str], ...]) -> int:
    from handouts.ledger.outbox import delivery
    from handouts.ledger.standing import had

    return sum(had(ledger, way, (delivery(ledger, number).copy,)) for number, way in found)


def _agreed(found: SettledRun, attendant: Attendant) -> None:
    before = f", {found.had} of which have left once before" if found.had else ""
    said = f"{found} are in doubt{before}"
    answer = attendant.confirm(f"{said}. {ASKED[found.became]}", found)
    if answer is None:
        raise InputError(f"{said}, and nobody is there to say yes; say --yes")
    if not answer:
        raise Stopped("nothing was settled")
