"""Which copies a command means: those of a run, or one.

In: the ledger and a word of the command line.  Out: the copies, and the errand that is theirs alone.  Refuses a run or a copy that there is
not (`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass

from handouts.ledger.data import Copy
from handouts.ledger.ledger import Ledger

DIGITS = 9  # of a run's number; the id of a copy is longer


@dataclass(frozen=True, slots=True)
class Chosen:
    """Copies, in the order of printing.  run, copy: what was named, 0 or '' otherwise."""

    copies: tuple[Copy, ...]
    run: int = 0
    copy: str = ""


def chosen(ledger: Ledger, named: str) -> Chosen:
    """The copies of RUN, or COPY itself."""
    if named.isascii() and named.isdigit() and len(named) <= DIGITS:
        run = ledger.run(int(named)).id
        return Chosen(tuple(ledger.copies(run)), run=run)
    copy = ledger.copy(named)
    return Chosen((copy,), copy=copy.id)
