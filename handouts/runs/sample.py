"""The first copy of a plan, to be looked at before anything is made.

In: a plan.  Out: a file beside what would be made; nothing is recorded.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from handouts.errors import OutputError
from handouts.files.guard import Guard
from handouts.files.output import write_whole
from handouts.files.places import Place
from handouts.files.store import folder_at
from handouts.proof.kinds import HANDOUT
from handouts.runs.plan import Plan
from handouts.runs.task import Bench, Docket, Receipt

NAME = "sample.pdf"


def sample(plan: Plan, ledger: Path | None = None) -> Place | None:
    """Make the first copy that can be made.  Where it is; None if there is none.  Raises OutputError over what is no older sample."""
    request = plan.request
    bench = Bench(Docket(request, plan.fingerprint, plan.digest, datetime.now(UTC), plan.pins, plan.lists, plan.key, plan.identifiers))
    file = request.folder / f"{Path(request.target.name).stem}-{NAME}" if request.look.combined else request.target / NAME
    for job in plan.jobs[:50]:
        for _, appointment in bench.read((job,)):
            made = bench.make(job, appointment)
        if not isinstance(made, Receipt):
            _write(file, made[0][1].data, request.guard(ledger))
            return file
    return None


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
