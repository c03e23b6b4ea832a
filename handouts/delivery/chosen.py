"""Which copies a command means: those of a run, or one.

In: the ledger and a word of the command line, perhaps pages of the stack.  Out: the copies, and the errand that is theirs alone.  Refuses a
run, a copy or pages that there are not (`InputError`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handouts.clinics.clinic import Clinic
from handouts.errors import InputError
from handouts.ledger.data import Copy, Run
from handouts.ledger.ledger import Ledger
from handouts.ledger.lineage import called_off
from handouts.ledger.outbox import Delivery, by_hand
from handouts.ledger.standing import lying
from handouts.ledger.takeback import gone
from handouts.runs.again import Which, asked, clinic_of
from handouts.runs.spans import ranges

STANDS = "if it takes place all the same, make a list that has it as booked"
DIGITS = 9  # of a run's number; the id of a copy is longer


@dataclass(frozen=True, slots=True)
class Chosen:
    """Copies that count, in the order of printing.

    run, copy: what was named, 0 or '' otherwise; gone: how many are replaced or void; off: how many more are of appointments that were
    called off; some: whether these are not all of the run; earlier: runs that gave what is the same in this list, and how many of their
    copies have been put out for nothing yet.
    """

    copies: tuple[Copy, ...]
    run: int = 0
    copy: str = ""
    gone: int = 0
    off: int = 0
    some: bool = False
    earlier: tuple[tuple[int, int], ...] = ()

    @property
    def only(self) -> tuple[str, ...]:
        """The copies that an errand is for, if it is not for all of the run."""
        return tuple(copy.id for copy in self.copies) if self.some else ()


def chosen(ledger: Ledger, word: str, clinic: Clinic | None = None, pages: str | None = None) -> Chosen:
    """The copies of RUN, or COPY itself.

    pages: of the stack, such as 41-60, as `runs.again.placed` counts them; clinic: where they are asked for.  Raises InputError if there is
    none, if that copy counts no more, or if its appointment is off.
    """
    run, every = named(ledger, word)
    if run:
        if clinic is not None and pages is not None:
            every = _standing(every, ledger.run(run), clinic, pages)
        return _of_run(ledger, run, every, some=pages is not None)
    if pages is not None:
        raise InputError("--pages goes with the number of a run")
    (copy,) = every
    if why := gone(ledger, copy) or _off(ledger, copy):
        raise InputError(why)
    return Chosen((copy,), copy=copy.id)


def _of_run(ledger: Ledger, run: int, every: Sequence[Copy], *, some: bool) -> Chosen:
    """Those copies of a run that count, and whose appointments take place."""
    counting = tuple(copy for copy in every if not (copy.replaced_by or copy.void))
    on = tuple(copy for copy in counting if not called_off(ledger, copy))
    earlier = () if some else lying(ledger, run)
    return Chosen(on, run=run, gone=len(every) - len(counting), off=len(counting) - len(on), some=some, earlier=earlier)


def stays_out(found: Iterable[Delivery], wanted: Chosen, channel: str, *, again: bool) -> bool:
    """Whether a copy of a run with these deliveries is left out, because a person took it out of the outbox of that channel."""
    return bool(wanted.run) and not again and by_hand(found, channel)


def named(ledger: Ledger, word: str) -> tuple[int, tuple[Copy, ...]]:
    """The number of RUN and all its copies, or 0 and COPY itself.  Raises InputError if there is none."""
    if word.isascii() and word.isdigit() and len(word) <= DIGITS:
        run = ledger.run(int(word)).id
        return run, tuple(ledger.copies(run))
    return 0, (ledger.copy(word),)


def _off(ledger: Ledger, copy: Copy) -> str:
    why = called_off(ledger, copy)
    return f"copy {copy.id} goes nowhere, for its appointment is off: {why}; {STANDS}" if why else ""


def _standing(every: tuple[Copy, ...], run: Run, clinic: Clinic, pages: str) -> tuple[Copy, ...]:
    """Those of a run's copies that stand on these pages of the stack."""
    found = tuple(asked(every, run, clinic_of(run, clinic.folder), Which(ranges(pages))))
    if not found:
        raise InputError(f"run {run.id} has no such page; see `handouts report {run.id}`")
    return found
