"""A whole list: planned, asked about, begun, made and finished.

In: a list, where to, how, and whoever waits.  Out: what the ledger says of the run.  Refuses what a plan refuses; stops at what stops a
worker, at Ctrl-C and at a no (`Stopped`).  Said again, it goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions import copies as of_copies
from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.lists import Hands, MakeList, PlannedList, Unmade, look_at_target, on_days, told, unmade
from handouts.actions.manner import Allowed, Manner
from handouts.actions.where import Where
from handouts.errors import LedgerError, Stopped
from handouts.language.counting import several, verb

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from handouts.files.places import Place
    from handouts.ledger.data import Copy, Run
    from handouts.ledger.ledger import Ledger
    from handouts.runs.known import Wish
    from handouts.runs.plan import Plan
    from handouts.runs.task import Receipts


NEW, ALL, NONE = "new", "all", "none"  # what somebody may answer, where some of a list was given before


@dataclass(frozen=True, slots=True)
class MadeList:
    """A run that is complete, as the ledger has it.

    before: when it was complete already, None if it was made now; mended: files that were not what was made, and were
    put back; lost: those that could not be; notes: what the layouts had to say; withdrawn: the copies that left the outbox, because their
    appointments are off; held: how many copies of such appointments somebody may hold; days: each with its number of appointments;
    warnings: what was noticed about the list.
    """

    run: int
    target: Place
    folder: Place
    proof: str
    copies: tuple[Copy, ...] = field(repr=False)
    unmade: tuple[Unmade, ...]
    before: date | None
    mended: int
    lost: tuple[str, ...]
    notes: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()
    held: int = 0
    days: tuple[tuple[date, int], ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def rejected(self) -> int:
        """Rows that could not be used."""
        return sum(row.rejected for row in self.unmade)

    @property
    def skipped(self) -> int:
        """Rows that got nothing, as they should."""
        return sum(row.outcome == "skipped" for row in self.unmade)

    @property
    def same(self) -> int:
        """Rows of which everything was given by an earlier run."""
        return sum(row.outcome == "same" for row in self.unmade)

    @property
    def ok(self) -> bool:
        """Whether every row could be used."""
        return not self.rejected

    @property
    def fault(self) -> LedgerError | None:
        """What the ledger calls made and is not there; None if all is."""
        if not self.lost:
            return None
        named = ", ".join(self.lost[:5]) + (f" and {len(self.lost) - 5} more" if len(self.lost) > 5 else "")
        what = f"{named} in {self.folder} {'is' if len(self.lost) == 1 else 'are'} not what run {self.run} made"
        return LedgerError(f"{what}, and could not be made again; put it back, or make it elsewhere with `handouts reprint {self.run}`")

    def by(self) -> list[tuple[str, str, str, int, int]]:
        """(leaflet, language, layout, copies, pages)."""
        return of_copies.counted(self.copies)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "run": self.run,
            "made": [of_copies.made(copy) for copy in self.copies],
            "rejected": [row.as_json() for row in self.unmade if row.rejected],
            "skipped": [row.as_json() for row in self.unmade if row.outcome == "skipped"],
            "same": [row.as_json() for row in self.unmade if row.outcome == "same"],
            "withdrawn": list(self.withdrawn),
            "days": on_days(self.days),
            "warnings": [*self.warnings, *self.notes],
            "mended": self.mended,
            "lost": list(self.lost),
            "plates": of_copies.plates(self.copies),
            "struck": len(self.copies),
            "proof": self.proof,
        }


def sample_list(out: Place, clinic: str) -> MakeList:
    """The request for the sample list of a sample clinic; translations are drafts, and marked.

    Raises OutputError for a folder with real copies.
    """
    from handouts.clinics.clinic import built_in
    from handouts.runs.sample import refuse_in_use

    if isinstance(out, Path):
        refuse_in_use(out)
    return MakeList(Where(clinic), built_in("assets/sample") / "schedule.csv", out, manner=Manner(allowed=Allowed(draft=True)))


def make_list(request: MakeList, attendant: Attendant = NOBODY) -> MadeList:
    """Make the handouts of a list.  Raises Stopped when it is stopped or a no is said; what is recorded is then safe."""
    from handouts.files.output import make_folder
    from handouts.runs.mended import take_up
    from handouts.runs.plan import plan
    from handouts.runs.run import begin, workers
    from handouts.runs.task import collect_seldom

    collect_seldom()
    wanted = request.planned()
    path = request.where.file(wanted.folder)
    look_at_target(wanted, path)
    alone = wanted.look.combined or request.hands.cluster
    with workers(1 if alone else request.hands.workers) as executor:
        planned = plan(wanted)  # what cannot be used is refused before anything is written
        make_folder(path.parent)
        with request.where.begin(path) as ledger:
            planned = _agreed(planned, request.wish(), ledger, attendant)
            mended = take_up(planned, ledger)
            run = begin(planned, ledger, request.who)
            if mended:
                attendant.note(f"run {run.id} goes on with {', '.join(mended)} as now: nothing was made of that yet")
            results = _results(planned, run, ledger, request.hands, executor) if run.mine else None
            notes = _make(planned, run, ledger, results, attendant) if results else ()
            return _made(planned, run, ledger, notes)


def _agreed(whole: Plan, wish: Wish, ledger: Ledger, attendant: Attendant) -> Plan:
    """What is to be made, when it has been said and asked.  Raises Stopped at a no; where nobody is there, the request is the yes."""
    planned = whole.against(ledger, wish)
    shown = told(planned, ledger)
    _note_plan(shown, attendant)
    if shown.same and shown.copies and not (shown.run and not shown.run.finished):
        question = f"Make {several(shown.copies, 'new and changed handout')} in {shown.target}, or all of them?"
        answer = attendant.choose(question, (NEW, ALL, NONE), shown)
    else:
        answer = NONE if attendant.confirm(f"Make {several(shown.copies, 'handout')} in {shown.target}?", shown) is False else NEW
    if answer == NONE:
        raise Stopped("nothing was made")
    return whole.against(ledger, replace(wish, everything=True)) if answer == ALL else planned


def _note_plan(shown: PlannedList, attendant: Attendant) -> None:
    """What is to be known before anything is made."""
    for where, what in shown.problems():
        attendant.note(what, where)
    for warning in shown.warnings:
        attendant.note(warning)
    for run, day, count in shown.given:
        attendant.note(f"{count} of these copies {verb(count, 'were')} given already, by run {run} on {day}")
    if (same := len(shown.same)) == 1:
        attendant.note("1 row is the same as was given, and is not made again; --all makes it, too")
    elif same:
        attendant.note(f"{several(same, 'row', 'are')} the same as were given, and are not made again; --all makes them, too")
    if shown.withdrawing:
        waiting, go = several(shown.withdrawing, "copy", "wait"), verb(shown.withdrawing, "are")
        attendant.note(f"{waiting} in the outbox for appointments that are off, and {go} withdrawn")


def _make(planned: Plan, run: Run, ledger: Ledger, results: Generator[Receipts, None, None], attendant: Attendant) -> tuple[str, ...]:
    """Make what is missing.  What the layouts had to change of the clinic's wishes."""
    total = len(planned.jobs)
    done = sum(1 for _ in ledger.rows(run.id)) - len(planned.settled)
    if done:
        attendant.note(f"run {run.id} goes on: {done} of {several(total, 'row', 'are')} made")
    notes: set[str] = set()
    try:
        attendant.progress(done, total)
        with closing(results):
            for receipts in results:
                done += len(receipts.rows)
                notes.update(receipts.notes)
                _note_rejected(planned, receipts, attendant)
                attendant.progress(done, total)
    except KeyboardInterrupt:
        raise Stopped(f"run {run.id} was stopped; what is recorded is safe: say the same again to go on") from None
    return tuple(sorted(notes))


def _results(planned: Plan, run: Run, ledger: Ledger, hands: Hands, executor: Executor) -> Generator[Receipts, None, None]:
    """What becomes of each task, by whoever does it.  executor: on this machine."""
    from handouts.runs.run import docket, make

    if planned.request.look.combined:
        from handouts.runs.combined import bind

        yield from bind(planned, run, ledger)
    elif hands.cluster:
        from handouts.runs.cluster import Tls, join, rows_of_task

        tls = Tls(hands.cluster_ca, hands.cluster_cert, hands.cluster_key)
        with join(hands.cluster, tls, docket(planned, run)) as others:
            yield from make(planned, run, ledger, others, others.workers, rows_of_task(len(planned.jobs), others.workers))
    else:
        yield from make(planned, run, ledger, executor, hands.workers)


def _note_rejected(planned: Plan, receipts: Receipts, attendant: Attendant) -> None:
    for receipt in receipts.rows:
        for problem in receipt.problems:
            attendant.note(str(problem), f"{planned.request.schedule.name}: row {receipt.row}")


def _made(planned: Plan, run: Run, ledger: Ledger, notes: tuple[str, ...]) -> MadeList:
    """What the ledger says of the run, when it is complete; its files are looked for, and put back where they are not what was made."""
    from handouts.files.places import near
    from handouts.ledger.takeback import cancelled_by, given_out
    from handouts.runs.kept import mend
    from handouts.runs.sample import take_away

    request = planned.request
    copies = tuple(ledger.copies(run.id))
    rows = tuple(unmade(row) for row in ledger.rows(run.id) if row.outcome != "made")
    before = None if run.mine or run.finished is None else run.finished.date()
    take_away(request, ledger)
    kept = mend(ledger.run(run.id), ledger, near(request.clinic), request.guard(ledger.path))
    off = cancelled_by(ledger, run.id), given_out(ledger, planned.off.values())
    rejected = {row.row for row in rows if row.rejected}
    noticed = planned.starts.days(rejected), (*planned.warnings, *planned.starts.remarks(rejected))
    return MadeList(
        run.id, request.target, request.folder, request.look.proof, copies, rows, before, kept.mended, kept.lost, notes, *off, *noticed,
    )  # fmt: skip
