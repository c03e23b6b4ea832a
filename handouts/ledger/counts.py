"""A run, added up: every row of its list and every copy.

In: the ledger and the number of a run.  Out: `Counts`, all of one moment, with whatever does not add up.
"""

from __future__ import annotations

from handouts.language.counting import several
from handouts.ledger.data import Counts
from handouts.ledger.ledger import Ledger

FATES = "SELECT fate, count(*) FROM fates WHERE run = ? GROUP BY fate"
OUTCOMES = "SELECT outcome, count(*) FROM rows WHERE run = ? GROUP BY outcome"
COPIES = "SELECT count(*), coalesce(sum(pages), 0) FROM copies WHERE run = ?"
CHANNELS = """
    SELECT channel, state, count(*) FROM deliveries JOIN copies ON copies.id = copy WHERE run = ?
    GROUP BY channel, state ORDER BY 1, 2
"""
WAYS = "SELECT copy, channel, state FROM deliveries JOIN copies ON copies.id = copy WHERE run = ? ORDER BY deliveries.id"
BARE = "SELECT count(*) FROM rows WHERE run = ?1 AND outcome = 'made' AND row NOT IN (SELECT row FROM copies WHERE run = ?1)"


def reconcile(ledger: Ledger, run: int) -> Counts:
    """The counts of a run.  Raises InputError if there is none of that number."""
    rows = ledger.run(run).rows
    with ledger.reading() as db:
        outcomes, fates = (dict(db.execute(query, (run,)).fetchall()) for query in (OUTCOMES, FATES))
        copies, pages = db.execute(COPIES, (run,)).fetchone()
        channels = tuple(db.execute(CHANNELS, (run,)).fetchall())
        bare = db.execute(BARE, (run,)).fetchone()[0]
    made, same, rejected, skipped = (outcomes.get(outcome, 0) for outcome in ("made", "same", "rejected", "skipped"))
    known = [fates.get(fate, 0) for fate in ("delivered", "waiting", "failed", "in doubt", "replaced", "void")]
    wrong = {
        ("row", "are", "not accounted for"): rows - made - same - rejected - skipped,
        ("made row", "have", "no copy"): bare,
        ("copy", "are", "not accounted for"): copies - sum(known),
    }
    faults = tuple(f"{several(count, what, verb)} {amiss}" for (what, verb, amiss), count in wrong.items() if count)
    delivered, waiting, failed, doubtful, replaced, void = known
    return Counts(
        rows, made, same, rejected, skipped, copies, pages, delivered, waiting, failed, doubtful, replaced, void, channels, faults
    )  # fmt: skip


def ways(ledger: Ledger, run: int) -> dict[str, dict[str, str]]:
    """copy -> channel -> the last state on it, of a run's copies that were put on one."""
    out: dict[str, dict[str, str]] = {}
    with ledger.reading() as db:
        for copy, channel, state in db.execute(WAYS, (run,)):
            out.setdefault(copy, {})[channel] = state
    return out
