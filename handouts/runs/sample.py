"""The first copy of a plan, to be looked at before anything is made.

In: a plan.  Out: a file beside what would be made; nothing is recorded.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from handouts.files.places import Place
from handouts.files.store import folder_at
from handouts.runs.plan import Plan
from handouts.runs.task import Bench, Docket, Receipt

NAME = "sample.pdf"


def sample(plan: Plan) -> Place | None:
    """Make the first copy that can be made.  Where it is; None if there is none."""
    request = plan.request
    bench = Bench(Docket(request, plan.fingerprint, plan.digest, datetime.now(UTC), plan.pins, plan.lists, plan.key, plan.identifiers))
    file = request.folder / f"{Path(request.target.name).stem}-{NAME}" if request.look.combined else request.target / NAME
    for job in plan.jobs[:50]:
        for _, appointment in bench.read((job,)):
            made = bench.make(job, appointment)
        if not isinstance(made, Receipt):
            folder = folder_at(file.parent)
            folder.make()
            folder.put(file.name, made[0][1].data)
            folder.settle()
            return file
    return None
