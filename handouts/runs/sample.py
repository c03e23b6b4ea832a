"""The first copy of a plan, to be looked at before anything is made.

In: a plan.  Out: a file where copies would be made; nothing is recorded.

It is a patient's copy that nobody has recorded, so it never lies among those that are: where a run has made copies already it stands beside
their folder, and when the run is made it is taken away.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from handouts.clinics.clinic import NAME as CLINIC
from handouts.clinics.clinic import is_sample
from handouts.errors import OutputError
from handouts.files.guard import Guard
from handouts.files.output import write_whole
from handouts.files.places import Place
from handouts.files.store import folder_at
from handouts.ledger.ledger import NAME as LEDGER
from handouts.ledger.ledger import Ledger
from handouts.ledger.older import made_into
from handouts.proof.kinds import HANDOUT, OF_A_RUN, STACK
from handouts.runs.plan import Plan, Request
from handouts.runs.task import Bench, Docket, Receipt

NAME = "sample.pdf"


def sample(plan: Plan, ledger: Path | None = None) -> Place | None:
    """Make the first copy that can be made.  Where it is; None if there is none.  Raises OutputError over what is no older sample."""
    request = plan.request
    file = beside(request) if _holds_copies(request) else within(request)
    bench = Bench(Docket(request, plan.fingerprint, plan.digest, datetime.now(UTC), plan.pins, plan.lists, plan.key, plan.identifiers))
    for job in plan.jobs[:50]:
        for _, appointment in bench.read((job,)):
            made = bench.make(job, appointment)
        if not isinstance(made, Receipt):
            _write(file, made[0][1].data, request.guard(ledger))
            return file
    return None


def within(request: Request) -> Place:
    """Where the sample is: in the folder of the copies, or by the name of the one file."""
    return request.folder / f"{Path(request.target.name).stem}-{NAME}" if request.look.combined else request.target / NAME


def beside(request: Request) -> Place:
    """Where it is if there are copies in the folder: beside that, by its name."""
    folder = request.target.resolve()
    return folder.parent / f"{folder.name}-{NAME}"


def _holds_copies(request: Request) -> bool:
    """Whether copies of a run lie where those of the plan would.  Of another machine's folder nobody asks: it may hold a million."""
    if request.look.combined or not isinstance(request.target, Path):
        return False
    with suppress(OSError), os.scandir(request.target) as entries:
        return any(OF_A_RUN.fullmatch(entry.name) for entry in entries)
    return False


def take_away(request: Request, ledger: Ledger) -> None:
    """Delete the samples of what is made now; nothing that is no handout, or that somebody has made by that name."""
    for file in {within(request), *(() if request.look.combined else (beside(request),))}:
        if not isinstance(file, Path) or file.is_symlink() or not file.is_file() or not HANDOUT.fits(file):
            continue
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        if digest not in made_into(ledger, file):
            folder_at(file.parent, request.guard(ledger.path)).take_away(file.name, digest)


def refuse_in_use(folder: Path) -> None:
    """Raises OutputError for a folder in which invented patients' copies would lie among real ones: a clinic's, or with handouts in it.

    What the sample list made there before is known by the ledger that it left.
    """
    invented = None if (folder / CLINIC).exists() else _invented(folder / LEDGER)
    unknown = (path for path in folder.glob("*.pdf") if invented is not None and path.name not in invented)
    if invented is None or any(OF_A_RUN.fullmatch(path.name) or HANDOUT.fits(path) or STACK.fits(path) for path in unknown):
        what = "holds real handouts or is a clinic's folder; invented ones do not belong there"
        raise OutputError(f"{folder}: {what}: name another with --out")


def _invented(ledger: Path) -> set[str] | None:
    """The names of files that hold invented patients' copies, as far as a ledger knows; None if it knows of a real clinic's runs."""
    if not ledger.is_file():
        return {NAME}
    with Ledger.open(ledger) as there:
        runs = there.runs()
        if not all(is_sample(Path(run.options.clinic)) for run in runs):
            return None
        return {NAME, *(copy.struck.file for run in runs for copy in there.copies(run.id))}


def _write(file: Place, data: bytes, guard: Guard) -> None:
    """Write the sample where there is none yet, or an older one."""
    if isinstance(file, Path):
        write_whole(guard.outlet(file, HANDOUT), data)
        return
    with TemporaryDirectory() as near:
        older = Path(near) / "older.pdf"
        older.write_bytes(file.read_bytes() if file.is_file() else b"")
        if older.stat().st_size and not HANDOUT.fits(older):
            raise OutputError(f"{file}: is there already, and is not {HANDOUT.called}; name another folder, or move that one away")
    folder = folder_at(file.parent, guard)
    folder.make()
    folder.put(file.name, data)
    folder.settle()
