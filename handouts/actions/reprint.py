"""Copies once more, from what the ledger holds: some of a run, the same bytes or none; or one, as it is now.

In: a run and which of its copies, or a copy.  Out: which were made, and where.  Refuses copies that there are not, and ones that would come
out otherwise (`InputError`, `LedgerError`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions import copies as of_copies
from handouts.actions.manner import Allowed
from handouts.actions.where import Where
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.ledger.data import Copy


@dataclass(frozen=True, slots=True)
class Reprint:
    """Copies of a run, all or some.

    pages: of the stack, copies: by their place in it, such as 3,7 or 41-60; patient: from this one on.  out: a folder, for a file a copy;
    combined: one file; one of them.
    """

    where: Where
    run: int
    pages: str | None = None
    copies: str | None = None
    patient: str = field(default="", repr=False)
    out: Path | None = None
    combined: Path | None = None
    duplex: bool = False

    def check(self) -> None:
        """Look whether the wishes go together.  Raises InputError."""
        if (self.out is None) == (self.combined is None):
            raise InputError("say where to: --out DIR for a file a copy, or --combined FILE.pdf for one file")
        if sum(given not in (None, "") for given in (self.pages, self.copies, self.patient)) > 1:
            raise InputError("--pages, --copies and --from exclude each other")
        if self.duplex and self.combined is None:
            raise InputError("--duplex goes with --combined")


@dataclass(frozen=True, slots=True)
class Reprinted:
    """Copies of a run, made again.  outdated: how many of the run have been replaced since or are void, and are left out."""

    run: int
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
    from handouts.ledger.counts import reconcile
    from handouts.proof.kinds import STACK
    from handouts.runs.again import choose, clinic_of, into_file, into_folder
    from handouts.runs.spans import ranges

    request.check()
    spans = {name: ranges(text) for name, text in (("pages", request.pages), ("copies", request.copies)) if text is not None}
    with request.where.open() as ledger:
        run = ledger.run(request.run)
        clinic = clinic_of(run, request.where.read().folder)
        chosen = choose(ledger, run, clinic, patient=request.patient, **spans)
        counts = reconcile(ledger, run.id)
    outdated = counts.replaced + counts.void
    guard = request.where.guard()
    if request.out:
        return Reprinted(run.id, request.out, tuple(into_folder(chosen, run, clinic, Folder(request.out, guard))), outdated)
    assert request.combined is not None
    outlet = guard.outlet(request.combined, STACK)
    return Reprinted(run.id, request.combined, tuple(into_file(chosen, run, clinic, outlet, duplex=request.duplex)), outdated)


def remake(request: RemakeCopy) -> RemadeCopy:
    """Make one copy again, as leaflet and clinic are now."""
    from handouts.files.output import write_whole
    from handouts.ledger.takeback import gone
    from handouts.proof.kinds import HANDOUT
    from handouts.runs.again import again, clinic_of, difference

    with request.where.open() as ledger:
        found = ledger.copy(request.copy)
        run, outdated = ledger.run(found.run), gone(ledger, found)
    clinic = clinic_of(run, request.where.read().folder)
    made = next(again([found], run, clinic, request.allowed))
    write_whole(request.where.guard().outlet(request.out, HANDOUT), made.handout.data)
    why = "" if made.same else difference(made, run, clinic)
    return RemadeCopy(request.out, made.handout.sha256, found.struck.sha256, why, outdated)
