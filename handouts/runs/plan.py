"""What a run will make, before it makes anything.

    Request ─ plan ─▶ Plan: jobs (row -> copies, in the order of printing), rows that get nothing and why, pins

In: a list, a clinic, where to, and how.  Out: a frozen `Plan`; the same for the same request, whenever it is made.  Refuses what
cannot be used or given out at all (`InputError`, `RefusedError`); a row that cannot be used is a row of the plan.

A plan holds the record of every row that is made, for the ledger; nothing of it is shown.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from handouts.clinics.clinic import Clinic, read_clinic
from handouts.clinics.forms import LayoutForms
from handouts.errors import InputError, LedgerError
from handouts.files.guard import Guard
from handouts.files.places import Place, near
from handouts.leaflets.shelf import Allowed
from handouts.ledger.data import Options, Row
from handouts.ledger.ledger import Ledger
from handouts.ledger.record import digest_of
from handouts.proof.expected import Kind
from handouts.rules.rules import Pick
from handouts.runs.choose import Chooser
from handouts.runs.known import Wish, against
from handouts.runs.only import Only
from handouts.runs.order import Order
from handouts.runs.pins import digest, pins
from handouts.runs.sift import Served, Sifted
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import CalledOff, Schedule
from handouts.schedules.starts import Starts
from layouts.styles import FOLDED

MEANWHILE = "it, its patients' file or its column map changed while it was read; see that nobody writes it any more, and say the same again"
LanguageMissing = Literal["warn", "refuse"]
Lists = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Look:
    """How copies are made.  leaflet: for everybody; layout: 'auto' for the rules' and the patient's; form: of the layout, '' for the
    rules'; proof: has no say in the bytes;
    language_missing: 'refuse' rejects a row whose patient would get another language.
    """

    leaflet: str = ""
    layout: str = "auto"
    page: str = ""
    allowed: Allowed = field(default_factory=Allowed)
    order: Order = "list"
    combined: bool = False
    duplex: bool = False
    separators: bool = False
    proof: Kind = "default"
    language_missing: LanguageMissing = "warn"
    form: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for.  clinic: its folder; target: a folder for files, or the one file of a combined run."""

    schedule: Place
    clinic: Place
    target: Place
    look: Look = field(default_factory=Look)
    column_map: str | None = None
    patients: Place | None = None
    only: Only = field(default_factory=Only)
    sheet: str = ""

    @property
    def folder(self) -> Place:
        """Where files go."""
        return self.target.parent if self.look.combined else self.target

    def absolute(self) -> Request:
        """The same, as somebody finds it who works in another folder or on another machine."""
        map_ = self.column_map and (str(Path(self.column_map).resolve()) if Path(self.column_map).is_file() else self.column_map)
        patients = self.patients.resolve() if self.patients else None
        places = self.schedule.resolve(), self.clinic.resolve(), self.target.resolve()
        return Request(*places, self.look, map_, patients, self.only, self.sheet)

    def open(self, clinic: Clinic) -> Schedule:
        """The list."""
        return open_schedule(
            self.schedule, clinic.zone, column_map=self.column_map, patients=self.patients, sheet=self.sheet, usual=clinic.usual_map
        )

    def guard(self, ledger: Path | None = None) -> Guard:
        """What is never written over."""
        read = (self.schedule, self.patients, Path(self.column_map) if self.column_map else None)
        return Guard(tuple(place for place in read if place), self.clinic if isinstance(self.clinic, Path) else None, ledger)

    def options(self) -> Options:
        """What the ledger keeps of it."""
        return Options(self.schedule.name, str(self.clinic.resolve()), str(self.target.resolve()), asdict(self.look))

    def lists(self, clinic: Clinic) -> Lists:
        """Digests of the schedule, the patients' file and the map, its own or the clinic's, as they are now; a shipped map by its name."""
        patients = digest(self.patients) if self.patients else None
        named = self.column_map or clinic.usual_map or None
        return digest(self.schedule), patients, named and (digest(Path(named)) or named)

    def fingerprint(self, lists: Lists) -> str:
        """Names the run: the same list, clinic, options and target, and nothing else."""
        look = asdict(self.look)
        del look["proof"]
        if self.look.language_missing == "warn":  # as runs were named before there was a choice
            del look["language_missing"]
        if not self.look.form:  # nor forms
            del look["form"]
        said = [*lists, str(self.clinic.resolve()), str(self.target.resolve()), look]
        said += [asdict(self.only)] if self.only != Only() else []
        said += [{"sheet": self.sheet}] if self.sheet else []
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Job:
    """The copies of a row.  first: the place of the first of them in the order of printing, counted from 1.

    record: a digest of the record that it was planned with, see `ledger.record.digest_of`; no other may be made for it.
    """

    row: int
    first: int
    copies: tuple[Pick, ...]
    record: str

    def numbered(self) -> Iterator[tuple[int, Pick]]:
        """Each copy with its place in the order of printing."""
        return enumerate(self.copies, self.first)


@dataclass(frozen=True, slots=True)
class Plan:
    """A run before it is made.

    key: names the request, fingerprint: the run; jobs: in the order of printing; settled: rows that get nothing; left_out: leaflets
    kept back because they are sensitive; given: (run, day, copies) of earlier runs that made some of these for another place; lists:
    digests of what it was read from; identifiers: those of all patients of the list; records: row -> the record in JSON; stacks:
    row -> the name of its group; forerunners: place in the order of printing -> the copies of earlier runs that are replaced; off: row ->
    the appointment that does not take place; starts: when all begin.
    """

    request: Request
    key: str
    fingerprint: str
    lists: Lists
    jobs: tuple[Job, ...]
    settled: tuple[Row, ...]
    pins: tuple[tuple[str, str], ...]
    left_out: int
    unit: str
    warnings: tuple[str, ...]
    given: tuple[tuple[int, str, int], ...] = ()
    identifiers: bytes = field(default=b"", repr=False)
    records: dict[int, bytes] = field(default_factory=dict, repr=False)
    stacks: dict[int, str] = field(default_factory=dict, repr=False)
    forerunners: dict[int, tuple[str, ...]] = field(default_factory=dict, repr=False)
    wish: Wish = field(default_factory=Wish)
    off: dict[int, CalledOff] = field(default_factory=dict, repr=False)
    starts: Starts = field(default_factory=Starts, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """Of what is to be made, and what becomes of all other rows."""
        return hashlib.sha256(repr((self.jobs, self.settled)).encode()).hexdigest()

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """Name and number of copies of each group, in the order of printing."""
        counts: dict[str, int] = {}
        for job in self.jobs:
            name = self.stacks[job.row]
            counts[name] = counts.get(name, 0) + len(job.copies)
        return tuple(counts.items())

    @property
    def changed(self) -> int:
        """Copies that replace others."""
        return len(self.forerunners)

    @property
    def same(self) -> tuple[Row, ...]:
        """Rows of which everything is there."""
        return tuple(row for row in self.settled if row.outcome == "same")

    @property
    def rows(self) -> int:
        """Rows of the list."""
        return len(self.jobs) + len(self.settled)

    @property
    def copies(self) -> int:
        """Copies to be made."""
        return sum(len(job.copies) for job in self.jobs)

    def counts(self) -> list[tuple[str, str, str, int]]:
        """Copies by leaflet, language and layout."""
        counted = Counter((w.leaflet, w.language, w.layout) for job in self.jobs for w in job.copies)
        return [(*key_, count) for key_, count in sorted(counted.items())]

    def against(self, ledger: Ledger, wish: Wish | None = None) -> Plan:
        """The plan of what the ledger does not have already, see `runs.known`."""
        return against(self, ledger, wish or self.wish)


def plan(request: Request) -> Plan:
    """Read the list and choose.

    Raises LedgerError if the list, or what it is read by, changes meanwhile, and InputError if it has none of the rows that are asked for.
    """
    clinic = read_clinic(near(request.clinic))
    lists = request.lists(clinic)
    fingerprint = request.fingerprint(lists)
    chooser, schedule = Chooser(request.look, clinic), request.open(clinic)
    drawn = Sifted(request.only.wants, request.look.order, clinic, chooser, Starts(request.schedule.name, schedule.unit))
    for outcome in schedule:
        drawn.draw(outcome)
    if request.lists(clinic) != lists:
        raise LedgerError(f"{request.schedule.name}: {MEANWHILE}")
    if request.only != Only() and not drawn.chosen and not drawn.settled:
        raise InputError(f"{request.schedule.name}: has no such row, or no such patient; nothing was made")
    drawn.part(schedule.unit)
    jobs = tuple(_numbered(drawn.chosen, drawn.records, fingerprint))
    pinned = tuple(pins(clinic, chooser.leaflets.values(), chooser.layouts).items())
    return Plan(
        request, fingerprint, fingerprint, lists, jobs, tuple(drawn.settled), pinned, chooser.left_out, schedule.unit,
        (*schedule.warnings, *_spoken(chooser, drawn, request.schedule.name), *_turned(request, clinic, drawn)),
        identifiers=drawn.whose.packed(), records=drawn.records,
        stacks={chosen.row: chosen.group for chosen in drawn.chosen}, off=drawn.off, starts=drawn.starts,
    )  # fmt: skip


def _spoken(chooser: Chooser, drawn: Sifted, name: str) -> Iterator[str]:
    """Who gets another language than was asked for."""
    languages = {pick.language for served in drawn.chosen for pick in served.copies}
    return (f"{name}: {said}" for said in chooser.tongues.remarks({served.row for served in drawn.chosen}, languages))


def _turned(request: Request, clinic: Clinic, drawn: Sifted) -> Iterator[str]:
    """That one file holds what a printer turns over the short edge, and what it turns over the long one."""
    forms = LayoutForms(clinic)
    lying = {forms.form(pick.layout) in FOLDED for served in drawn.chosen for pick in served.copies} if request.look.combined else set()
    if len(lying) > 1:
        yield (
            f"{request.schedule.name}: booklets and folded leaflets are turned over the short edge, all others over the long one, and no "
            "printer does both with one file; say --out in place of --combined, and `handouts print` prints each copy as it has to be"
        )


def _numbered(draft: Iterable[Served], records: Mapping[int, bytes], key: str) -> Iterator[Job]:
    first = 1
    for chosen in draft:
        yield Job(chosen.row, first, chosen.copies, digest_of(records[chosen.row].decode(), key))
        first += len(chosen.copies)
