"""The first copy of a plan, to be looked at before anything is made.

In: a plan.  Out: a file beside what would be made; nothing is recorded.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from handouts.output import make_folder, write_whole
from handouts.plans import Plan
from handouts.tasks import Bench, Receipt, Setting, lists_of

NAME = "sample.pdf"


def sample(plan: Plan) -> Path | None:
    """Make the first copy that can be made.  Where it is; None if there is none."""
    request = plan.request
    bench = Bench(Setting(request, plan.fingerprint, plan.digest, datetime.now(UTC), plan.pins, lists_of(request)))
    file = request.target.with_name(f"{request.target.stem}-{NAME}") if request.look.combined else request.target / NAME
    for job in plan.jobs[:50]:
        for _, appointment in bench.read((job,)):
            made = bench.make(job, appointment)
        if not isinstance(made, Receipt):
            make_folder(file.parent)
            write_whole(file, made[0][1].data)
            return file
    return None
