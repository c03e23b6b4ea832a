"""Which copies a command means: those of a run, or one.

In: the ledger and a word of the command line, perhaps pages of the stack.  Out: the copies, and the errand that is theirs alone.  Refuses a
run, a copy or pages that there are not (`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass

from handouts.clinics.clinic import Clinic
from handouts.errors import InputError
from handouts.ledger.data import Copy, Run
from handouts.ledger.ledger import Ledger
from handouts.runs.again import Which, asked, clinic_of, ranges

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


def chosen(ledger: Ledger, named: str, clinic: Clinic | None = None, pages: str | None = None) -> Chosen:
    """The copies of RUN, or COPY itself.

    pages: of the stack, such as 41-60, as `runs.again.placed` counts them; clinic: where they are asked for.  Raises InputError if there is
    none, or if that copy counts no more.
    """
    if named.isascii() and named.isdigit() and len(named) <= DIGITS:
        run = ledger.run(int(named))
        every = tuple(ledger.copies(run.id)) if clinic is None or pages is None else _standing(ledger, run, clinic, pages)
        counting = tuple(copy for copy in every if not (copy.replaced_by or copy.void))
        return Chosen(counting, run=run.id, gone=len(every) - len(counting), some=pages is not None)
    if pages is not None:
        raise InputError("--pages goes with the number of a run")
    copy = ledger.copy(named)
    if copy.void:
        raise InputError(f"copy {copy.id} is void: {copy.void}")
    if copy.replaced_by:
        raise InputError(f"copy {copy.id} was replaced; the one that counts is {copy.replaced_by}")
    return Chosen((copy,), copy=copy.id)


def _standing(ledger: Ledger, run: Run, clinic: Clinic, pages: str) -> tuple[Copy, ...]:
    """The copies that stand on these pages of the stack."""
    there = clinic_of(run, clinic.folder)
    found = tuple(asked(ledger.copies(run.id), run, there, Which(ranges(pages))))
    if not found:
        raise InputError(f"run {run.id} has no such page; see `handouts report {run.id}`")
    return found
