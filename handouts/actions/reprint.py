"""Copies once more, from what the ledger holds: some of a run, the same bytes or none; or one, as it is now.

In: a run and which of its copies, or a copy.  Out: which were made, and where.  Refuses copies that there are not, and ones that would come
out otherwise (`InputError`, `LedgerError`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions import copies as of_copies
from handouts.actions.manner import Allowed
from handouts.actions.where import Where
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.ledger.data import Copy
    from handouts.ledger.ledger import Ledger
    from handouts.runs.again import Part


@dataclass(frozen=True, slots=True)
class Reprint:
    """Copies of a run, all or some; or, without a run, every copy of a patient that counts.

    pages: of the stack, copies: by their place in it, such as 3,7 or 41-60; onward: from this patient on; patient: only this one's.  out: a
    folder, for a file a copy; combined: one file; one of them.
    """

    where: Where
    run: int | None = None
    pages: str | None = None
    copies: str | None = None
    onward: str = field(default="", repr=False)
    patient: str = field(default="", repr=False)
    out: Path | None = None
    combined: Path | None = None
    duplex: bool = False

    def check(self) -> None:
        """Look whether the wishes go together.  Raises InputError."""
        if (self.out is None) == (self.combined is None):
            raise InputError("say where to: --out DIR for a file a copy, or --combined FILE.pdf for one file")
        some = [given for given in (self.pages, self.copies, self.onward, self.patient) if given not in (None, "")]
        if len(some) > 1:
            raise InputError("--pages, --copies, --from and --patient exclude each other")
        if self.run is None and not self.patient:
            raise InputError("say which: a run, by its number, or --patient ID for every copy of a patient that counts")
        if self.duplex and self.combined is None:
            raise InputError("--duplex goes with --combined")


@dataclass(frozen=True, slots=True)
class Reprinted:
    """Copies, made again.

    run: None for a patient's of all runs; outdated: how many of the run have been replaced since or are void, and are left out.
    """

    run: int | None
    target: Path
    copies: tuple[Copy, ...] = field(repr=False)
    outdated: int = 0

    @property
    def pages(self) -> int:
        """Of all copies."""
        return of_copies.pages(self.copies)

    def as_json(self) -> list[dict[str, Any]]:
        """For `--json`."""
        return [of_copies.remade(copy) for copy in self.copies]


@dataclass(frozen=True, slots=True)
class RemakeCopy:
    """One copy, as it is now.  allowed: besides what its run was allowed."""

    where: Where
    copy: str
    out: Path
    allowed: Allowed = field(default_factory=Allowed)


@dataclass(frozen=True, slots=True)
class RemadeCopy:
    """One copy, made again.

    was: the digest of the one that was given; why: what has changed since, '' if nothing has; outdated: why it must not be handed out any
    more, '' if it may.
    """

    file: Path
    sha256: str
    was: str
    why: str
    outdated: str = ""

    @property
    def ok(self) -> bool:
        """Whether these are the bytes that were given."""
        return self.sha256 == self.was

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        told = {"file": str(self.file), "same": self.ok, "sha256": self.sha256, "was": self.was, "why": self.why}
        return told | {"outdated": bool(self.outdated)}


def reprint(request: Reprint) -> Reprinted:
    """Make copies of a run again.  Raises LedgerError, and writes nothing, if one would not be what was given."""
    from handouts.files.folder import Folder
    from handouts.proof.kinds import STACK
    from handouts.runs.again import into_file, into_folder

    request.check()
    with request.where.open() as ledger:
        parts, outdated = _of_patient(request, ledger) if request.run is None else _of_run(request, request.run, ledger)
    guard = request.where.guard()
    if request.out:
        return Reprinted(request.run, request.out, tuple(into_folder(parts, Folder(request.out, guard))), outdated)
    assert request.combined is not None
    outlet = guard.outlet(request.combined, STACK)
    return Reprinted(request.run, request.combined, tuple(into_file(parts, outlet, duplex=request.duplex)), outdated)


def _of_run(request: Reprint, number: int, ledger: Ledger) -> tuple[list[Part], int]:
    """The copies of a run that are wanted, and how many of it count no more."""
    from handouts.ledger.counts import reconcile
    from handouts.runs.again import Which, choose, clinic_of
    from handouts.runs.spans import ranges

    pages, copies = (None if text is None else ranges(text) for text in (request.pages, request.copies))
    run = ledger.run(number)
    clinic = clinic_of(run, request.where.read().folder)
    chosen = choose(ledger, run, clinic, Which(pages, copies, request.onward, request.patient))
    counts = reconcile(ledger, run.id)
    return [(chosen, run, clinic)], counts.replaced + counts.void


def _of_patient(request: Reprint, ledger: Ledger) -> tuple[list[Part], int]:
    """Every copy of a patient that counts, run by run."""
    from handouts.runs.again import clinic_of, current

    here = request.where.read().folder
    by_run = groupby(current(ledger, request.patient), lambda copy: copy.run)
    found = ((list(copies), ledger.run(number)) for number, copies in by_run)
    return [(copies, run, clinic_of(run, here)) for copies, run in found], 0


def remake(request: RemakeCopy) -> RemadeCopy:
    """Make one copy again, as leaflet and clinic are now."""
    from handouts.files.output import write_whole
    from handouts.ledger.older import older_copy
    from handouts.ledger.takeback import gone
    from handouts.runs.again import again, clinic_of, difference

    with request.where.open() as ledger:
        found = ledger.copy(request.copy)
        run, outdated = ledger.run(found.run), gone(ledger, found)
        older = older_copy(ledger, found.whose, found.struck.leaflet) if found.whose else None
    clinic = clinic_of(run, request.where.read().folder)
    made = next(again([found], run, clinic, request.allowed))
    assert older  # whose data have been purged is not made again
    write_whole(request.where.guard().outlet(request.out, older), made.handout.data)
    why = "" if made.same else difference(made, run, clinic)
    return RemadeCopy(request.out, made.handout.sha256, found.struck.sha256, why, outdated)
