"""A planned run -> files in a folder, every row accounted for in the ledger, whatever happens on the way.

    Plan ─ begin ─▶ Run ─ make ─▶ tasks ─ work ─▶ receipts ─▶ ledger

In: a plan, the ledger, and whoever does the work (any `concurrent.futures.Executor`).  Out: what became of each row, as it is recorded.
Refuses what the ledger refuses; stops at what stops a worker, and is then gone on with by the same request.

Files are on the disk before the ledger says that they are made.  Only this process writes the ledger.  Killed at any moment and started
again, a run ends as if it had not been: a copy has the same name and the same bytes whenever it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from handouts.errors import LedgerError, OutputError
from handouts.files.processes import Processes
from handouts.files.store import folder_at
from handouts.ledger.data import Copy, Row, Run, Struck, copy_id
from handouts.ledger.ledger import Ledger
from handouts.ledger.record import digest_of, whose_of
from handouts.ledger.takeback import cancel
from handouts.runs.claim import claimed, refuse_filled
from handouts.runs.known import kept
from handouts.runs.leavings import clear
from handouts.runs.plan import Plan
from handouts.runs.task import CHANGED, Docket, Receipt, Receipts, Task, batched, collect_seldom, end, file_name, work

ROWS = 64  # of a task: so many are made again after a kill, and so many share one transaction
AHEAD = 3  # tasks handed out for each worker


def begin(plan: Plan, ledger: Ledger, who: str) -> Run:
    """The run of a plan: new, gone on with (`mine`), or finished before.  Rows that get nothing are recorded at once.

    What waits of appointments that the list says are off is withdrawn.

    Raises OutputError if the folder of a new one has its files already.
    """
    folder = plan.request.folder
    if isinstance(folder, Path) and not plan.request.look.combined and ledger.find_run(plan.fingerprint) is None:
        refuse_filled(folder, _names(plan))
    options = plan.request.options()
    options = replace(options, look={**options.look, **kept(plan.wish)})
    run = ledger.begin_run(plan.fingerprint, who=who, rows=plan.rows, plan=plan.digest, pins=dict(plan.pins), options=options)
    if run.mine:
        for rows in batched(plan.settled, 1000):
            ledger.record_row(run.id, *rows)
        cancel(ledger, run, plan.off)
        ledger.record_news(run.id, (_news(row.row, plan.records[row.row].decode()) for row in plan.same))
    return run


def _news(row: int, record: str) -> tuple[int, str, str, str]:
    whose = whose_of(record)
    return row, whose.patient, whose.appointment, record


def docket(plan: Plan, run: Run) -> Docket:
    """What the tasks of a run share."""
    return Docket(plan.request, plan.fingerprint, plan.digest, run.started, plan.pins, plan.lists, plan.key, plan.identifiers)


def make(plan: Plan, run: Run, ledger: Ledger, executor: Executor, workers: int = 1, rows: int = 0) -> Iterator[Receipts]:
    """Make what is missing of a run, and finish it.  Gives receipts when they are recorded.

    executor: in this process (`Here`), in others (`processes`), on other machines; it runs `tasks.work`, which sees the same files.
    rows: of a task, if not ROWS.
    """
    where, names = plan.request.folder, _names(plan)
    folder = folder_at(where, plan.request.guard(ledger.path))
    folder.make()
    ahead = 1 if isinstance(executor, Here) else AHEAD * workers
    with claimed(where, plan.fingerprint, ledger.path) if isinstance(where, Path) else nullcontext():
        folder.sweep(names)
        try:
            for receipts in _handed_out(executor, _tasks(plan, run, ledger, rows or ROWS), ahead):
                record(plan, run, ledger, receipts.rows)
                yield receipts
        except BaseException:
            if isinstance(executor, Processes):
                executor.kill()  # what one of them has half written is taken away when none is left to write
            folder.sweep(names)
            raise
        folder.sweep(names)
    end(docket(plan, run))
    clear(run, ledger)
    ledger.finish_run(run.id)


def _names(plan: Plan) -> set[str]:
    """Of the files of a run."""
    return {file_name(plan.fingerprint, sequence) for job in plan.jobs for sequence, _ in job.numbered()}


def _tasks(plan: Plan, run: Run, ledger: Ledger, rows: int) -> Iterator[Task]:
    """What is missing, in the order of the list, which is the quickest to read."""
    done = {row.row for row in ledger.rows(run.id)}
    shared = docket(plan, run)
    for jobs in batched(sorted((job for job in plan.jobs if job.row not in done), key=lambda job: job.row), rows):
        yield Task(shared, jobs)


def _handed_out(executor: Executor, tasks: Iterator[Task], ahead: int) -> Iterator[Receipts]:
    """The receipts of tasks as they come, `ahead` tasks being out at a time; whoever gave the executor ends what is still out."""
    out: set[Future[Receipts]] = set()
    try:
        while True:
            out.update(executor.submit(work, task) for task in islice(tasks, ahead - len(out)))
            if not out:
                return
            done, out = wait(out, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    except BrokenProcessPool:
        raise OutputError("a worker ended before its work was done; what is recorded is safe: say the same again to go on") from None


def record(plan: Plan, run: Run, ledger: Ledger, receipts: tuple[Receipt, ...]) -> None:
    """Enter receipts into the ledger.  Raises LedgerError, and enters nothing, if one is of another record than was planned."""
    for receipt in receipts:
        if receipt.record != digest_of(plan.records[receipt.row].decode(), plan.key):
            raise LedgerError(f"{plan.request.schedule.name}: row {receipt.row} {CHANGED}")
    rejected = [Row(receipt.row, "rejected", receipt.problems) for receipt in receipts if not receipt.copies]
    copies = [copy_of(plan, run, receipt.row, struck) for receipt in receipts for struck in receipt.copies]
    if rejected:
        ledger.record_row(run.id, *rejected)
    if copies:
        forerunners = {copy.id: plan.forerunners.get(copy.struck.sequence, ()) for copy in copies}
        ledger.record_copies(run.id, copies, forerunners=forerunners)


def copy_of(plan: Plan, run: Run, row: int, struck: Struck) -> Copy:
    """What the ledger keeps of a copy."""
    return Copy(copy_id(plan.fingerprint, struck.sequence), run.id, row, run.started, struck, whose_of(plan.records[row].decode()))


# -- who does the work


class Here(Executor):
    """Does each task in this process, when it is handed over."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  it is the asker's
            future.set_exception(error)
        return future


@contextmanager
def workers(count: int) -> Iterator[Executor]:
    """Whoever does the work on this machine: this process, or so many others.  What stops the run stops them at once.

    Others begin at once to make themselves ready, so that a list can be planned meanwhile.
    """
    if count == 1:
        yield Here()
        return
    pool = Processes(count, collect_seldom)
    try:
        pool.wake()
        yield pool
    except BaseException:
        pool.kill()
        raise
    if pool.used:
        pool.shutdown()
    else:
        pool.kill()
