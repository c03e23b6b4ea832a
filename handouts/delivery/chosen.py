"""Which copies a command means: those of a run, or one.

In: the ledger and a word of the command line.  Out: the copies, and the errand that is theirs alone.  Refuses a run or a copy that there is
not (`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass

from handouts.errors import InputError
from handouts.ledger.data import Copy
from handouts.ledger.ledger import Ledger

DIGITS = 9  # of a run's number; the id of a copy is longer


@dataclass(frozen=True, slots=True)
class Chosen:
    """Copies that count, in the order of printing.

    run, copy: what was named, 0 or '' otherwise; gone: how many are replaced or void; some: whether these are not all of the run.
    """

    copies: tuple[Copy, ...]
    run: int = 0
    copy: str = ""
    gone: int = 0
    some: bool = False

    @property
    def only(self) -> tuple[str, ...]:
        """The copies that an errand is for, if it is not for all of the run."""
        return tuple(copy.id for copy in self.copies) if self.some else ()


def chosen(ledger: Ledger, named: str) -> Chosen:
    """The copies of RUN, or COPY itself.  Raises InputError if there is none, or if that copy counts no more."""
    if named.isascii() and named.isdigit() and len(named) <= DIGITS:
        run = ledger.run(int(named)).id
        every = tuple(ledger.copies(run))
        counting = tuple(copy for copy in every if not (copy.replaced_by or copy.void))
        return Chosen(counting, run=run, gone=len(every) - len(counting))
    copy = ledger.copy(named)
    if copy.void:
        raise InputError(f"copy {copy.id} is void: {copy.void}")
    if copy.replaced_by:
        raise InputError(f"copy {copy.id} was replaced; the one that counts is {copy.replaced_by}")
    return Chosen((copy,), copy=copy.id)
