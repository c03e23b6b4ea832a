"""A run, reconciled: every row of its list and every copy, as figures that must add up.

    rows   = made + same + rejected + skipped
    copies = delivered + waiting + failed + in doubt + replaced + void

In: a ledger and the number of a run.  Out: a frozen `Report`, all of one moment; as JSON; `report_page` makes a page of it.  Refuses a
run that there is not (`InputError`).  Nothing in it tells of a patient: rows are numbers, problems name columns and never values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from handouts.language.counting import several
from handouts.ledger.counts import reconcile
from handouts.ledger.data import Counts, Row, Run
from handouts.ledger.ledger import Ledger
from handouts.ledger.outdated import WORDS, Outdated, outdated

LOTS = """
    SELECT leaflet, version, language, layout, pages, proof, count(*) FROM copies WHERE run = ?
    GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
"""


@dataclass(frozen=True, slots=True)
class Lot:
    """The copies that are alike.  pages: of each copy; proof: how they were proven."""

    leaflet: str
    version: int
    language: str
    layout: str
    pages: int
    proof: str
    copies: int


VOID = "SELECT why, count(*) FROM copies WHERE run = ? AND voided IS NOT NULL GROUP BY why ORDER BY 2 DESC, 1"


@dataclass(frozen=True, slots=True)
class Report:
    """A run, reconciled.  void: why copies are, and how many; outdated: copies that tell what is right no more, and that somebody may hold.

    to_go: rows that are still to be made; faults: what does not add up, and never may; attention: what somebody has to see to.
    """

    run: Run
    counts: Counts
    lots: tuple[Lot, ...]
    rejected: tuple[Row, ...]
    skipped: tuple[Row, ...]
    void: tuple[tuple[str, int], ...] = ()
    outdated: tuple[Outdated, ...] = ()

    @property
    def to_go(self) -> int:
        """Rows of an unfinished run that nothing is known of yet."""
        counts = self.counts
        return 0 if self.run.finished else max(0, counts.rows - counts.made - counts.same - counts.rejected - counts.skipped)

    @property
    def faults(self) -> tuple[str, ...]:
        """What does not add up.  Rows that an unfinished run has still to make are none."""
        waited = {f"{several(self.to_go, 'row', 'are')} not accounted for"} if self.to_go else set()
        return tuple(fault for fault in self.counts.faults if fault not in waited)

    @property
    def attention(self) -> tuple[str, ...]:
        """What somebody has to see to, with what to do."""
        counts = self.counts
        said = {
            f"{counts.failed} of the copies could not be delivered; see `handouts outbox`": counts.failed,
            f"{counts.in_doubt} of the copies may or may not have gone out; look, then say `handouts settle`": counts.in_doubt,
            f"{counts.waiting} of the copies wait to be delivered; see `handouts outbox`": counts.waiting,
            f"{counts.rejected} of the rows could not be used; correct them in the list they came from": counts.rejected,
            f"{len(self.outdated)} of the copies tell what is right no more; `handouts outdated` names the patients": len(self.outdated),
            f"{self.to_go} of the rows are still to be made; the same `handouts batch` goes on with them": self.to_go,
        }
        return tuple(what for what, count in said.items() if count)

    def by(self, *fields: str) -> list[tuple[tuple[Any, ...], int, int]]:
        """(values, copies, pages in all) for each combination of these fields of a lot, the most copies first."""
        copies: Counter[tuple[Any, ...]] = Counter()
        pages: Counter[tuple[Any, ...]] = Counter()
        for lot in self.lots:
            key = tuple(getattr(lot, field) for field in fields)
            copies[key] += lot.copies
            pages[key] += lot.copies * lot.pages
        return [(key, count, pages[key]) for key, count in copies.most_common()]

    def problems(self) -> list[tuple[str, int]]:
        """What was wrong, and in how many rows; the most frequent first."""
        return _counted({str(problem) for problem in row.problems} for row in self.rejected)

    def reasons(self) -> list[tuple[str, int]]:
        """Why rows were skipped, and how many; the most frequent first."""
        return _counted({problem.what for problem in row.problems} or {"no reason is recorded"} for row in self.skipped)

    def changes(self) -> list[tuple[str, int, str, int]]:
        """(copy, row, what has changed since, the run that read it) of every outdated copy."""
        told = ((one, " and ".join(WORDS[what] for what in one.changed)) for one in self.outdated)
        return [(one.copy.id, one.copy.row, f"{what}: {one.now.status}" if one.now.status else what, one.now.run) for one, what in told]

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        counts = {name: value for name, value in asdict(self.counts).items() if name not in ("faults", "channels")}
        return {
            "run": run_as_json(self.run),
            "adds_up": not self.faults,
            "faults": list(self.faults),
            "to_go": self.to_go,
            **counts,
            "channels": [{"channel": channel, "state": state, "deliveries": count} for channel, state, count in self.counts.channels],
            "parts": [asdict(lot) for lot in self.lots],
            "void_reasons": [{"why": why, "copies": count} for why, count in self.void],
            "outdated": [
                {"copy": one.copy.id, "row": one.copy.row, "changed": list(one.changed), "status": one.now.status, "read_by": one.now.run}
                for one in self.outdated
            ],
            "rejected_rows": [{"row": row.row, "problems": [str(problem) for problem in row.problems]} for row in self.rejected],
            "skipped_rows": [{"row": row.row, "reason": "; ".join(problem.what for problem in row.problems)} for row in self.skipped],
        }


def report(ledger: Ledger, run: int, since: datetime | None = None) -> Report:
    """The report of a run.  since: appointments before it matter no more, None for now.  Raises InputError if there is no such run."""
    with ledger.reading() as db:
        found, counts = ledger.run(run), reconcile(ledger, run)
        lots = tuple(Lot(*row) for row in db.execute(LOTS, (run,)))
        void = tuple((why or "no reason is recorded", count) for why, count in db.execute(VOID, (run,)))
        others = [row for row in ledger.rows(run) if row.outcome != "made"]
        late = outdated(ledger, since or ledger.now(), run=run)
    rejected, skipped = (tuple(row for row in others if row.outcome == outcome) for outcome in ("rejected", "skipped"))
    return Report(found, counts, lots, rejected, skipped, void, late)


def reports(ledger: Ledger, most: int | None = None) -> list[tuple[Run, Counts]]:
    """The runs with their counts, the newest first.  most: of them; None for every one."""
    with ledger.reading():
        return [(run, reconcile(ledger, run.id)) for run in ledger.runs(most)]


def run_as_json(run: Run) -> dict[str, object]:
    """A run, for `--json`."""
    return {
        "id": run.id, "who": run.who, "started": run.started.isoformat(), "finished": run.finished and run.finished.isoformat(),
        "options": run.options.as_json(),
    }  # fmt: skip


def _counted(said: Iterable[set[str]]) -> list[tuple[str, int]]:
    counter: Counter[str] = Counter()
    for words in said:
        counter.update(sorted(words))
    return sorted(counter.items(), key=lambda entry: (-entry[1], entry[0]))
