"""Made is made: what the ledger says that a run made is there, or made again with the same bytes, or named.

In: a run, the ledger, the clinic.  Out: `Kept`: how many files were put back, which are not what was made.  Files that were deleted,
emptied or swapped are found by their digests; what no longer counts is not looked for.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from handouts.errors import HandoutsError, InputError
from handouts.files.guard import Guard
from handouts.files.places import Place, place
from handouts.files.store import folder_at
from handouts.ledger.data import Copy, Run
from handouts.ledger.ledger import Ledger
from handouts.runs.pins import digest


class Kept(NamedTuple):
    """mended: files that were put back; lost: the names of those that are not what was made."""

    mended: int = 0
    lost: tuple[str, ...] = ()


def look(run: Run, ledger: Ledger) -> Kept:
    """Which files of a run are not what was made.  Nothing is changed."""
    if not run.options.target:
        return Kept()
    if run.options.combined:
        target = place(run.options.target)
        counts = any(not (copy.replaced_by or copy.void) for copy in ledger.copies(run.id))  # a newer file may hold what replaced all of it
        return Kept(lost=(target.name,) if counts and run.sha256 and digest(target) != run.sha256 else ())
    return Kept(lost=tuple(copy.struck.file for copy in _gone(run, ledger)))


def mend(run: Run, ledger: Ledger, clinic: Path, guard: Guard) -> Kept:
    """Put back what is not there any more, each the very bytes that were made; what cannot be is named.  clinic: where it is now."""
    if run.options.combined or not run.options.target:
        return look(run, ledger)
    gone = _gone(run, ledger)
    if not gone:
        return Kept()
    from handouts.runs.again import again, clinic_of  # what makes copies once more is seldom needed

    folder, back = folder_at(place(run.options.target), guard), set[str]()
    folder.make()
    try:
        for made in again(gone, run, clinic_of(run, clinic)):
            if made.same:
                folder.put(made.copy.struck.file, made.handout.data)
                back.add(made.copy.id)
    except HandoutsError:
        pass  # what cannot be made again is named
    folder.settle()
    return Kept(len(back), tuple(copy.struck.file for copy in gone if copy.id not in back))


def _gone(run: Run, ledger: Ledger) -> list[Copy]:
    """The copies that count, and whose files are not what was made."""
    folder = place(run.options.target)
    return [copy for copy in ledger.copies(run.id) if not (copy.replaced_by or copy.void) and not _there(folder, copy)]


def _there(folder: Place, copy: Copy) -> bool:
    try:
        return hashlib.sha256((folder / copy.struck.file).read_bytes()).hexdigest() == copy.struck.sha256
    except (OSError, InputError):
        return False
