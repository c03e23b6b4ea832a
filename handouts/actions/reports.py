"""What became of a run, reconciled; the runs there are.

In: the number of a run, perhaps a file for its page.  Out: the report, all of one moment, and moments as the clinic's clock had them.
Refuses a run that there is not (`InputError`).  Nothing in it tells of a patient.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions.copies import today
from handouts.actions.where import Where
from handouts.errors import InputError, LedgerError
from handouts.language.counting import several, verb

if TYPE_CHECKING:
    from handouts.ledger.data import Counts, Run
    from handouts.ledger.report import Report

LAST = 50  # so many runs are listed, if not every one is asked for


@dataclass(frozen=True, slots=True)
class AskReport:
    """A run, or the runs there are; the page of a run, written into a file.  every: of the runs, not only the last."""

    where: Where
    run: int | None = None
    html: Path | None = None
    every: bool = False

    @property
    def of_all(self) -> bool:
        """Whether no run is named."""
        return self.run is None and self.html is None


@dataclass(frozen=True, slots=True)
class KnownRun:
    """A run and its counts.  begun: at the clinic."""

    run: Run
    counts: Counts
    begun: datetime

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        from handouts.ledger.report import run_as_json

        return run_as_json(self.run) | asdict(self.counts)


@dataclass(frozen=True, slots=True)
class KnownRuns:
    """The runs there are, the newest first.  older: whether there are more that were not asked for."""

    runs: tuple[KnownRun, ...]
    older: bool = False

    def as_json(self) -> list[dict[str, Any]]:
        """For `--json`."""
        return [run.as_json() for run in self.runs]


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run, reconciled.  begun: at the clinic; page: the file that was written, None if none was wanted; lost: its files
    that are not what was made.
    """

    report: Report
    begun: datetime
    page: Path | None = None
    lost: tuple[str, ...] = ()

    @property
    def fault(self) -> LedgerError | None:
        """What does not add up, and never may; None if all does."""
        if not self.report.faults and self.lost:
            count, run = len(self.lost), self.report.run
            what = f"{several(count, 'file')} of run {run.id} {verb(count, 'are')} not what was made"
            return LedgerError(f"{what}: {', '.join(self.lost[:5])}; the same `handouts batch`, or `handouts reprint`, makes them again")
        if not self.report.faults:
            return None
        what = f"run {self.report.run.id} does not add up: {'; '.join(self.report.faults)}"
        return LedgerError(f"{what}; keep a copy of the ledger and have somebody look")

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return self.report.as_json() | {"lost": list(self.lost)}


def report_run(request: AskReport) -> RunReport:
    """Reconcile a run; write its page, if a file is named.  Raises InputError if there is none of that number."""
    from handouts.ledger.report import report
    from handouts.runs.kept import look

    clinic = request.where.read()
    if request.run is None:
        raise InputError("say which run the page is of: handouts report RUN --html FILE")
    with request.where.open() as ledger:
        found = report(ledger, request.run, today(clinic))
        lost = look(found.run, ledger).lost
    if request.html:
        from handouts.files.output import write_whole
        from handouts.ledger.page import PAGE, page

        write_whole(request.where.guard().outlet(request.html, PAGE), page(found, clinic, datetime.now(UTC)).encode())
    return RunReport(found, found.run.started.astimezone(clinic.zone), request.html, lost)


def report_page(request: AskReport) -> bytes:
    """The page of a run, in HTML.  Raises InputError if there is none of that number, or if no run is named."""
    from handouts.ledger.page import page
    from handouts.ledger.report import report

    clinic = request.where.read()
    if request.run is None:
        raise InputError("say which run the page is of")
    with request.where.open() as ledger:
        return page(report(ledger, request.run, today(clinic)), clinic, datetime.now(UTC)).encode()


def list_runs(request: AskReport) -> KnownRuns:
    """The last runs with their counts, or every one, the newest first."""
    from handouts.ledger.report import reports

    clinic = request.where.read()
    with request.where.open() as ledger:
        found = reports(ledger, None if request.every else LAST + 1)
    known = tuple(KnownRun(run, counts, run.started.astimezone(clinic.zone)) for run, counts in found)
    return KnownRuns(known) if request.every else KnownRuns(known[:LAST], len(known) > LAST)
