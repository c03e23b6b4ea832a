"""Of a run, the copies whose letters failed; and whether what left shall leave again.

In: copies that were chosen, and whoever asks.  Out: some of them.  Refuses where there is none (`InputError`), and without a yes
(`Stopped`, or `InputError` where nobody is there to say it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from handouts.delivery.chosen import Chosen
from handouts.errors import InputError, Stopped
from handouts.ledger.ledger import Ledger
from handouts.ledger.standing import failed, had


def unsent(ledger: Ledger, wanted: Chosen, channel: str, *, otherwise: bool) -> Chosen:
    """Those of a run that failed by a channel.  otherwise: those too that go, or went, another way.  Raises InputError if there is none."""
    if not wanted.run:
        raise InputError("expected the number of a run; a copy that is named needs no option for that")
    found = failed(ledger, channel, wanted.run)
    copies = tuple(copy for copy in wanted.copies if copy.id in found and (otherwise or not found[copy.id]))
    if not copies:
        more = f", but for {len(found)} that go another way" if found else ""
        raise InputError(f"no copy of run {wanted.run} has failed by {channel}{more}; see `handouts outbox`")
    return replace(wanted, copies=copies, some=True)


def once_more(ledger: Ledger, wanted: Chosen, channel: str, confirm: Callable[[str], bool | None]) -> None:
    """Ask whether copies that left by a channel shall leave again, if there are several.

    confirm: asks, and answers None if nobody is there.  Raises InputError if nobody says yes, Stopped at a no.
    """
    before = had(ledger, channel, (copy.id for copy in wanted.copies)) if wanted.run else 0
    if not before:
        return
    said = f"{before} of {len(wanted.copies)} copies of run {wanted.run} have left by {channel} before"
    answer = confirm(f"{said}, and their patients have them. Shall all of them leave once more?")
    if answer is None:
        raise InputError(f"{said}, and nobody is there to say whether they shall leave once more; say --yes")
    if not answer:
        raise Stopped("nothing was sent again")
