"""A plan, held against what the ledger knows: what is new, what has changed, and what is the same as was given.

In: a plan, the ledger.  Out: the plan of what is still to be made.  A copy belongs to appointment, leaflet, language and layout; it is the
same if it says the same to the same patient and lies in the same place, and then it is not made again.  One that says something else
replaces its forerunner.  The same in another place is made for that place.  A row whose patient has another date of birth than the
identifier had before is rejected, unless it is said that this is another person.

A run that is gone on with finds what was there when it began.  One that another list has overtaken, by giving something for the same
appointments since, is given up: what it lacks is made by a new one, which finds what counts now.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from handouts.clinics.clinic import Clinic, read_clinic
from handouts.clinics.looks import postcode_place
from handouts.errors import OutputError, Problem, RecordError
from handouts.files.places import near
from handouts.leaflets.merge import Merged
from handouts.leaflets.pair import merger_of
from handouts.leaflets.shelf import Shelf
from handouts.ledger.data import Copy, Recipient, Row, Run
from handouts.ledger.ledger import Ledger
from handouts.ledger.lineage import given_before, key, told_after
from handouts.ledger.record import read, whose_of
from handouts.ledger.standing import SAME
from handouts.rules.rules import Pick
from handouts.runs.people import same_name
from handouts.schedules.rows import numbered

if TYPE_CHECKING:
    from handouts.runs.plan import Job, Plan

ANOTHER = Problem(
    "date_of_birth", "is another than this identifier had in earlier runs",
    "the date that the ledger has; if this is another person, or the earlier date was wrong, say --new-person",
)  # fmt: skip
DESK = "made at the desk"  # what stands for the list of a run of one
OTHERWISE = "the name is another than this identifier had in earlier runs; look whether it is the same person"
AT_DESK = "replaces a copy that was made or corrected at the desk; look whether the list has what was right there"


@dataclass(frozen=True, slots=True)
class Wish:
    """everything: what is the same, too; new_person: another date of birth is another person's; whole: merge every row, for its slips."""

    everything: bool = False
    new_person: bool = False
    whole: bool = False


def kept(wish: Wish) -> dict[str, object]:
    """What the ledger keeps of a wish, so that a run is gone on with as it was begun."""
    return {name: True for name in ("everything", "new_person") if getattr(wish, name)}


def generation(fingerprint: str, number: int) -> str:
    """The fingerprint of a request when it is made for the so-manieth time, because what it gives has changed."""
    return fingerprint if number == 1 else hashlib.sha256(f"{fingerprint} {number}".encode()).hexdigest()


def against(plan: Plan, ledger: Ledger, wish: Wish) -> Plan:
    """The plan of what is to be made.  It keeps the fingerprint of a run that is finished, if there is nothing to make.

    Raises OutputError if one file of many copies would be written over by a new one that lacks some of them.
    """
    runs = _generations(plan.key, ledger)
    current = _to_go_on_with(plan, ledger, runs)
    if current:
        wish = replace(wish, **{name: bool(current.options.look.get(name)) for name in ("everything", "new_person")})
    finished = [run for run in runs if run.finished]
    held = _Held(plan, ledger, wish, current, _refused(plan, ledger, finished, wish))
    for job in plan.jobs:
        held.hold(job)
    held.spare()
    if current or (finished and not held.jobs and not _overtaken(plan, ledger, finished[-1])):
        return held.plan((current or finished[-1]).fingerprint)
    return held.plan(generation(plan.key, len(runs) + 1))


def _to_go_on_with(plan: Plan, ledger: Ledger, runs: list[Run]) -> Run | None:
    """The last run of this request, if it was stopped, and no later run knows something else of an appointment of this list."""
    return None if not runs or runs[-1].finished or _overtaken(plan, ledger, runs[-1]) else runs[-1]


def _overtaken(plan: Plan, ledger: Ledger, run: Run) -> bool:
    """Whether a later run has given something for an appointment of this list, or read something else of it: what this one says is news."""
    later = told_after(ledger, run)
    people = (whose_of(record.decode()) for record in plan.records.values() if later)
    return any((whose.patient, whose.appointment) in later for whose in people)


def _refused(plan: Plan, ledger: Ledger, finished: list[Run], wish: Wish) -> dict[int, tuple[Problem, ...]]:
    """What the last run of this very list could not print; nothing, if something was mended since."""
    if not finished or dict(finished[-1].pins) != dict(plan.pins) or wish.new_person:
        return {}
    return {row.row: row.problems for row in ledger.rows(finished[-1].id) if row.outcome == "rejected"}


def whole(plan: Plan) -> Plan:
    """A plan without a ledger, of which every row was merged: those that lack what a leaflet prints are rejected."""
    said = _Said(read_clinic(near(plan.request.clinic)), plan.request.look.page)
    rejected = list[Row]()
    for job in plan.jobs:
        try:
            for pick in job.copies:
                said.says(pick, whose_of(plan.records[job.row].decode()))
        except RecordError as error:
            rejected.append(Row(job.row, "rejected", error.problems))
    gone = {row.row for row in rejected}
    settled = sorted((*plan.settled, *rejected), key=lambda row: row.row)
    return replace(plan, jobs=tuple(job for job in plan.jobs if job.row not in gone), settled=tuple(settled))


def _generations(fingerprint: str, ledger: Ledger) -> list[Run]:
    """Every run of this request, the oldest first."""
    runs: list[Run] = []
    while run := ledger.find_run(generation(fingerprint, len(runs) + 1)):
        runs.append(run)
    return runs


@dataclass(slots=True)
class _Held:
    """Rows that were held against the ledger so far.  refused: what the last run of this very list could not print, and still cannot."""

    whole: Plan
    ledger: Ledger
    wish: Wish
    current: Run | None
    refused: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    settled: list[Row] = field(default_factory=list)
    forerunners: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)  # row, place among its copies
    elsewhere: Counter[int] = field(default_factory=Counter)
    otherwise: list[int] = field(default_factory=list)
    desk: list[int] = field(default_factory=list)  # rows that replace what was made, or corrected, at the desk
    staying: int = 0  # copies that lie where they would be made, and are the same
    _said: _Said | None = None
    _places: dict[int, tuple[str, bool]] = field(default_factory=dict)

    def hold(self, job: Job) -> None:
        """Decide what of a row is to be made."""
        if job.row in self.refused:
            self.settled.append(Row(job.row, "rejected", self.refused[job.row]))
            return
        whose = whose_of(self.whole.records[job.row].decode())
        before = given_before(self.ledger, whose.patient, self.current)
        if before and not self._known(whose, before, job.row):
            self.settled.append(Row(job.row, "rejected", (ANOTHER,)))
            return
        try:
            kept, given = self._wanted(job, whose, before)
        except RecordError as error:
            self.settled.append(Row(job.row, "rejected", error.problems))
            return
        if kept:
            self.forerunners |= {(job.row, at): olds for at, (_, olds) in enumerate(kept) if olds}
            self.jobs.append(replace(job, copies=tuple(pick for pick, _ in kept)))
        else:
            self.settled.append(Row(job.row, "same", (Problem("row", SAME.format(given)),)))

    def spare(self) -> None:
        """Nothing, unless what is new would be bound into the file that holds what is the same.  Raises OutputError then."""
        request = self.whole.request
        if self.jobs and self.staying and request.look.combined and not self.current:
            new = sum(len(job.copies) for job in self.jobs)
            raise OutputError(
                f"{request.target}: holds {self.staying} handouts that a file of the {new} new or changed ones would lack; name another "
                "file for these, or say --all to bind the whole list again"
            )

    def _known(self, whose: Recipient, before: Iterable[Copy], row: int) -> bool:
        """Whether this is the person that the identifier was; another name is noted."""
        earlier = [copy.whose for copy in before if copy.whose]
        if earlier and earlier[-1].born != whose.born and not self.wish.new_person:  # the last one that somebody has said yes to
            return False
        if not any(same_name((known.name,), (whose.name,)) for known in earlier):
            self.otherwise.append(row)
        return True

    def _wanted(self, job: Job, whose: Recipient, before: tuple[Copy, ...]) -> tuple[list[tuple[Pick, tuple[str, ...]]], int]:
        """The copies of a row that are to be made, each with those that it replaces; and the run that gave the others last."""
        kept: list[tuple[Pick, tuple[str, ...]]] = []
        given = 0
        for pick in job.copies:
            belongs = whose.appointment, pick.leaflet, pick.language, pick.layout
            found = [copy for copy in before if key(copy) == belongs and _the_same(copy, whose)]
            here, elsewhere = self._alike(found, pick, whose)
            if here and not self.wish.everything and not self._bound_otherwise(here[-1]):
                given = max(given, here[-1].run)
                self.staying += 1
                continue
            self.elsewhere.update(copy.run for copy in elsewhere[-1:])
            gone = [copy for copy in found if copy not in elsewhere]
            self._notice(job.row, gone)
            kept.append((pick, tuple(copy.id for copy in gone)))
        return kept, given

    def _notice(self, row: int, gone: Iterable[Copy]) -> None:
        """Remember a row that replaces what was made at the desk."""
        if any(self.ledger.run(copy.run).options.schedule == DESK for copy in gone):
            self.desk.append(row)

    def _alike(self, found: list[Copy], pick: Pick, whose: Recipient) -> tuple[list[Copy], list[Copy]]:
        """Those copies that say what would be made: where it would be made, and elsewhere."""
        says = self._says(pick, whose) if found or self.wish.whole else ""
        same = [copy for copy in found if self._same(copy, pick, whose, says)]
        here = [copy for copy in same if self._place(copy) == self._target]
        return here, [copy for copy in same if copy not in here]

    def _says(self, pick: Pick, whose: Recipient) -> str:
        if self._said is None:
            self._said = _Said(read_clinic(near(self.whole.request.clinic)), self.whole.request.look.page)
        return self._said.says(pick, whose)

    def _same(self, copy: Copy, pick: Pick, whose: Recipient, says: str) -> bool:
        """Whether a copy says what would be made.  What older programs made says the same if nothing of the record has changed."""
        if copy.struck.says:
            return copy.struck.says == says
        return copy.struck.version == pick.version and copy.whose is not None and copy.whose.record == whose.record

    @property
    def _target(self) -> tuple[str, bool]:
        return str(self.whole.request.target.resolve()), self.whole.request.look.combined

    def _place(self, copy: Copy) -> tuple[str, bool]:
        """Where a copy lies: the folder, or the one file, of its run."""
        if copy.run not in self._places:
            options = self.ledger.run(copy.run).options
            self._places[copy.run] = options.target, options.combined
        return self._places[copy.run]

    def _bound_otherwise(self, copy: Copy) -> bool:
        """Whether the one file that holds a copy has another order, other backs or separators than are wanted: it is then bound anew."""
        look = self.whole.request.look
        bound = self.ledger.run(copy.run).options.look
        return look.combined and any(bound.get(name) != getattr(look, name) for name in ("order", "duplex", "separators"))

    def plan(self, fingerprint: str) -> Plan:
        """The plan of what is left, numbered anew."""
        jobs: list[Job] = []
        forerunners: dict[int, tuple[str, ...]] = {}
        first = 1
        for job in self.jobs:
            jobs.append(replace(job, first=first))
            forerunners |= {first + at: olds for at in range(len(job.copies)) if (olds := self.forerunners.get((job.row, at)))}
            first += len(job.copies)
        settled = sorted((*self.whole.settled, *self.settled), key=lambda row: row.row)
        given = tuple((run, self.ledger.run(run).started.date().isoformat(), count) for run, count in sorted(self.elsewhere.items()))
        return replace(
            self.whole, fingerprint=fingerprint, jobs=tuple(jobs), settled=tuple(settled), forerunners=forerunners, given=given,
            wish=self.wish, warnings=(*self.whole.warnings, *self._warnings()),
        )  # fmt: skip

    def _warnings(self) -> Iterator[str]:
        """What is to be looked at, by row."""
        for rows, what in ((self.otherwise, OTHERWISE), (self.desk, AT_DESK)):
            if rows:
                yield f"{numbered(rows, self.whole.unit)}: {what}"


class _Said:
    """What copies would say, without making them."""

    def __init__(self, clinic: Clinic, page: str) -> None:
        self.clinic, self.page, shelf = clinic, page or clinic.page, Shelf(clinic)
        postcode = cache(lambda layout: postcode_place(clinic, layout, self.page))
        self.merger = cache(lambda leaflet, language, layout: merger_of(shelf, clinic, leaflet, language, postcode(layout)))

    def says(self, pick: Pick, whose: Recipient) -> str:
        """A digest of it.  Raises RecordError where the record lacks what the leaflet prints."""
        merged: Merged = self.merger(pick.leaflet, pick.language, pick.layout).merge(read(whose.record, self.clinic.zone))
        return merged.says(pick.layout, self.page)


def _the_same(copy: Copy, whose: Recipient) -> bool:
    """Whether a copy of the same appointment is this person's: by birth date, or by name where a birth date was corrected."""
    known = copy.whose
    return known is not None and (known.born == whose.born or same_name((known.name,), (whose.name,)))
