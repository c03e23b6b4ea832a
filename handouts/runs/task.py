"""A part of a run, as a worker does it: read the rows, make their copies, put them on the disk, say so.

    Task ─ work ─▶ Receipts

In: a reference to the list, numbers of rows, and what each shall get; never a record.  Out: receipts without patients' data, once the
files are in the folder and on the disk.  Refuses a list, a leaflet or a clinic that is not what the run was planned with (`LedgerError`).

A worker keeps its press and its place in the list from one task to the next; and its press, once a run has ended, for the next.
"""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from handouts.clinics.clinic import Clinic, read_clinic
from handouts.errors import InputError, LedgerError, Problem, RecordError
from handouts.files.folder import Folder
from handouts.files.places import near
from handouts.files.store import Store, folder_at
from handouts.ledger.data import Struck, copy_id
from handouts.ledger.record import digest_of, record_of
from handouts.press import Handout, Press
from handouts.records.appointment import Appointment
from handouts.rules.rules import Pick
from handouts.runs.pins import changed
from handouts.runs.plan import Job, Lists, Request
from handouts.schedules.rows import Accepted, Outcome, Schedule
from handouts.schedules.tables.schedule import TableSchedule

T = TypeVar("T")
WORKING, RESTING = 2, 2  # benches of runs, presses that no run has
CHANGED = "changed while the run was being made; put it back as it was and say the same command again, or name another folder for a new run"


class Docket(NamedTuple):
    """What all tasks of a run share.  lists: what the list was read from when it was planned, see `Request.lists`.

    key: of the digests of its records; identifiers: those of all its patients, `packed`: no copy may say that of anybody else.
    """

    request: Request
    fingerprint: str
    plan: str
    issued: datetime
    pins: tuple[tuple[str, str], ...]
    lists: Lists
    key: str
    identifiers: bytes = b""


class Task(NamedTuple):
    """Some rows of a run, in the order of the list."""

    docket: Docket
    jobs: tuple[Job, ...]


class Receipt(NamedTuple):
    """What became of a row: its copies, or the problems that it was rejected for.  record: a digest of the record that it was made of."""

    row: int
    record: str
    copies: tuple[Struck, ...]
    problems: tuple[Problem, ...] = ()


class Receipts(NamedTuple):
    """What became of a task.  notes: what the layouts had to change of the clinic's wishes."""

    rows: tuple[Receipt, ...]
    notes: tuple[str, ...] = ()


def work(task: Task) -> Receipts:
    """Do a task: when this returns, its files are in the folder and on the disk."""
    bench = bench_of(task.docket)
    folder = folder_at(task.docket.request.folder, task.docket.request.guard())
    try:
        rows = tuple(_put(task, bench, folder))
        folder.settle()
    except BaseException:
        folder.drop()
        raise
    bench.check()
    return Receipts(rows, tuple(bench.press.notes))


def _put(task: Task, bench: Bench, folder: Folder | Store) -> Iterator[Receipt]:
    """The receipt of each row, whose files are being written."""
    for job, appointment in bench.read(task.jobs):
        made = bench.make(job, appointment)
        if isinstance(made, Receipt):
            yield made
            continue
        struck = []
        for sequence, handout in made:
            file = file_name(task.docket.fingerprint, sequence)
            folder.put(file, handout.data)
            struck.append(struck_of(sequence, handout, bench.press.page, file))
        yield Receipt(job.row, job.record, tuple(struck))


def file_name(fingerprint: str, sequence: int) -> str:
    """The name of a copy's file: its place in the order of printing, and its id.  The same whenever it is made; tells of nobody."""
    return f"{sequence:05d}-{copy_id(fingerprint, sequence)}.pdf"


def struck_of(sequence: int, handout: Handout, page: str, file: str) -> Struck:
    """The receipt of a copy."""
    leaflet = handout.leaflet
    return Struck(
        sequence, leaflet.identifier, leaflet.version, handout.language, handout.layout, page, handout.pages, handout.sha256, file,
        handout.proof, handout.composed, handout.says,
    )  # fmt: skip


class Bench:
    """A press set up for a run, and a place in its list."""

    def __init__(self, docket: Docket) -> None:
        self.docket, self.clinic = docket, read_clinic(near(docket.request.clinic))
        self.press = _taken(docket, self.clinic)
        self._schedule = self._opened()
        self._wanted: dict[int, Job] = {}
        self._rows: Iterator[Outcome] = iter(())
        self._last = 0
        self.check()  # a worker may be another machine, with other files or another program

    def _opened(self) -> Schedule:
        """The list that was planned.  What it says is compared row by row besides: it may change at any moment."""
        with self._unchanged():
            schedule = self.docket.request.open(self.clinic)
        if self.docket.request.lists(self.clinic) != self.docket.lists:
            raise self._other()
        return schedule

    @contextmanager
    def _unchanged(self) -> Iterator[None]:
        """What the list is refused for is its change, if it has changed."""
        try:
            yield
        except InputError:
            if self.docket.request.lists(self.clinic) == self.docket.lists:
                raise
            raise self._other() from None

    def _other(self, row: int = 0) -> LedgerError:
        return LedgerError(f"{self.docket.request.schedule.name}: {f'row {row} ' if row else ''}{CHANGED}")

    def read(self, jobs: tuple[Job, ...]) -> Iterator[tuple[Job, Appointment]]:
        """Each job with its appointment, as the list has them.  Going on from where the last task ended costs nothing twice.

        Raises LedgerError if the list is not the one that was planned.
        """
        self._wanted = {job.row: job for job in jobs}
        with self._unchanged():
            for again in (False, True):
                if again or min(self._wanted) <= self._last:
                    self._rows, self._last = self._reading(), 0
                elif not self._last:
                    self._rows = self._reading()
                yield from self._found()
                if not self._wanted:
                    return
        raise self._other()

    def _found(self) -> Iterator[tuple[Job, Appointment]]:
        """The jobs that are wanted, as the list comes to them, until there are no more."""
        for outcome in self._rows:
            self._last = max(self._last, outcome.row)
            job = self._wanted.pop(outcome.row, None)
            if job is not None:
                if not isinstance(outcome, Accepted) or self._digest(outcome.appointment) != job.record:
                    raise self._other(outcome.row)
                yield job, outcome.appointment
            if not self._wanted:
                return

    def _digest(self, appointment: Appointment) -> str:
        return digest_of(record_of(appointment), self.docket.key)

    def _reading(self) -> Iterator[Outcome]:
        """The rows of the list; where rows stand by themselves, only those that are wanted are read."""
        if isinstance(self._schedule, TableSchedule):
            return self._schedule.reading(self._wants)
        return iter(self._schedule)

    def _wants(self, row: int) -> bool:
        return row in self._wanted

    def make(self, job: Job, appointment: Appointment) -> list[tuple[int, Handout]] | Receipt:
        """The handouts of a row, all of them, with their places in the order of printing; or why it is rejected."""
        try:
            return [(sequence, self._struck(appointment, pick, sequence)) for sequence, pick in job.numbered()]
        except RecordError as error:
            return Receipt(job.row, job.record, (), error.problems)

    def _struck(self, appointment: Appointment, pick: Pick, sequence: int) -> Handout:
        return self.press.make(appointment, pick.leaflet, pick.layout, copy_id(self.docket.fingerprint, sequence), pick.second)

    def check(self) -> None:
        """Raises LedgerError if what the copies are made of is not what the run was planned with."""
        found = changed(self.docket.pins, self.clinic)
        if found:
            raise LedgerError(f"{', '.join(found)} {CHANGED}")

    def leave(self) -> None:
        """Leave the press to the next run that is made of the same, once everything has been checked."""
        _AT_REST[_made_of(self.docket)] = self.press
        while len(_AT_REST) > RESTING:
            _AT_REST.popitem(last=False)


# -- from one task, and one run, to the next

_AT_WORK: OrderedDict[Docket, Bench] = OrderedDict()
_AT_REST: OrderedDict[tuple[object, ...], Press] = OrderedDict()


def bench_of(docket: Docket) -> Bench:
    """This process's bench for a run: kept until that ends, or others are worked on."""
    bench = _AT_WORK.get(docket)
    if bench is None:
        while len(_AT_WORK) >= WORKING:
            _AT_WORK.popitem(last=False)
        bench = _AT_WORK[docket] = Bench(docket)
    return bench


def end(docket: Docket) -> None:
    """A run has ended, and everything has been checked."""
    bench = _AT_WORK.pop(docket, None)
    if bench:
        bench.leave()


def forget() -> None:
    """Lists, clinics and presses of runs that have ended."""
    _AT_WORK.clear()
    _AT_REST.clear()


def _taken(docket: Docket, clinic: Clinic) -> Press:
    """A press for a run: what others that were made of the same have composed and proven serves it, too."""
    look, known = docket.request.look, _AT_REST.pop(_made_of(docket), None)
    if known:
        return known.anew(docket.issued, docket.identifiers)
    return Press(clinic, page=look.page, issued=docket.issued, allowed=look.allowed, proof=look.proof, known=docket.identifiers)


def _made_of(docket: Docket) -> tuple[object, ...]:
    """All that a press depends on besides the moment and who is known: files by their digests, and how copies are made."""
    look = docket.request.look
    return docket.request.clinic, docket.pins, look.page, look.allowed, look.proof


def collect_seldom() -> None:
    """Let Python look for garbage seldom: a copy leaves no cycles behind, and looking for them took three tenths of the time."""
    gc.enable()
    gc.set_threshold(20_000, 20, 100)


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """So many items at a time."""
    left = iter(items)
    while some := tuple(islice(left, size)):
        yield some
