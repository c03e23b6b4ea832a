"""A run that stopped at a file that could not be used, and is said again when that is mended.

In: a plan, the ledger.  Out: the names of the files that have changed since the run was planned, of which it had made nothing.  It goes on
with them as they are now; where a copy was made of one, the run stays as it was planned, and `begin` names the file.
"""

from __future__ import annotations

from handouts.clinics.clinic import read_clinic
from handouts.errors import HandoutsError
from handouts.files.places import near
from handouts.language.pairs import languages_of
from handouts.leaflets.shelf import Shelf
from handouts.ledger.data import Copy, Run
from handouts.ledger.ledger import Ledger
from handouts.ledger.replan import replan
from handouts.runs.pins import pins
from handouts.runs.plan import Plan


def take_up(plan: Plan, ledger: Ledger) -> tuple[str, ...]:
    """Let an unfinished run go on with what was mended.  The names of these files; none if there are none, or it may not go on."""
    run = ledger.find_run(plan.fingerprint)
    changed = tuple(sorted({file for file, _ in set(plan.pins) ^ set(run.pins)})) if run and not run.finished else ()
    if run is None or not changed:
        return ()
    copies = list(ledger.copies(run.id))
    if copies and not (run.plan == plan.digest and _untouched(copies, run, plan)):
        return ()
    done = replan(ledger, run, len(copies), plan=plan.digest, rows=plan.rows, pins=dict(plan.pins))
    return changed if done else ()


def _untouched(copies: list[Copy], run: Run, plan: Plan) -> bool:
    """Whether everything that these copies were made of is as it was when the run was planned."""
    clinic, was = read_clinic(near(plan.request.clinic)), dict(run.pins)
    shelf = Shelf(clinic)
    try:
        which = {(copy.struck.leaflet, tag) for copy in copies for tag in languages_of(copy.struck.language)}
        leaflets = [shelf.choose(*one) for one in which]
        now = pins(clinic, leaflets, {copy.struck.layout for copy in copies})
    except HandoutsError:
        return False
    return all(was.get(name) == digest for name, digest in now.items())
