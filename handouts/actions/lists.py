"""A list, before anything is made: what each row would get, and the first copy as a sample.

In: a list, where to, and how.  Out: the plan, as somebody looks at it.  Refuses wishes that exclude each other (`InputError`), and what
cannot be planned.  Nothing is recorded.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions.manner import Manner
from handouts.actions.where import Where
from handouts.errors import InputError
from handouts.language.counting import several
from handouts.runs.order import ORDERS, Order

if TYPE_CHECKING:
    from handouts.files.places import Place
    from handouts.ledger.data import Row, Run
    from handouts.ledger.ledger import Ledger
    from handouts.runs.known import Wish
    from handouts.runs.plan import LanguageMissing, Plan, Request

__all__ = ["ORDERS", "Hands", "MakeList", "Order", "PlannedList", "Unmade", "plan_list"]


@dataclass(frozen=True, slots=True)
class Hands:
    """Who makes copies: so many processes here, or a cluster.  ca, cert, key: files for its tls://."""

    workers: int = 1
    cluster: str = ""
    cluster_ca: str = ""
    cluster_cert: str = ""
    cluster_key: str = ""

    @property
    def certified(self) -> bool:
        """Whether a certificate is named."""
        return bool(self.cluster_ca or self.cluster_cert or self.cluster_key)


@dataclass(frozen=True, slots=True)
class MakeList:
    """The handouts of a list.  out: a folder, for a file a copy; combined: one file; one of them.  who: asks for it.

    everything: what is the same as was given, too; new_person: who has another date of birth than the ledger knows is another person;
    rows, patient: only these rows of the list, such as 3,6-9, or this patient's, '' for all; language_missing: 'refuse' rejects rows whose
    patients would get another language than they asked for.
    """

    where: Where
    schedule: Place
    out: Place | None = None
    combined: Path | None = None
    leaflet: str = ""
    column_map: str | None = None
    patients: Place | None = None
    sheet: str = ""
    duplex: bool = False
    order: Order = "list"
    separators: bool = False
    manner: Manner = field(default_factory=Manner)
    hands: Hands = field(default_factory=Hands)
    who: str = "unknown"
    everything: bool = False
    new_person: bool = False
    rows: str = ""
    patient: str = field(default="", repr=False)
    language_missing: LanguageMissing = "warn"

    def wish(self) -> Wish:
        """What shall become of that which was given before."""
        from handouts.runs.known import Wish

        return Wish(self.everything, self.new_person)

    def planned(self) -> Request:
        """The request, as a plan is made of it.  Raises InputError for wishes that exclude each other."""
        from handouts.runs.only import Only
        from handouts.runs.plan import Look, Request
        from handouts.runs.spans import ranges

        for wrong, said in self._slips():
            if wrong:
                raise InputError(said)
        target, bound, how = self.out or self.combined, self.combined is not None, self.manner
        assert target is not None
        look = Look(
            self.leaflet, how.layout, how.page or "", how.allowed, self.order, bound, self.duplex, self.separators, how.proof,
            self.language_missing, how.form or "",
        )  # fmt: skip
        only = Only(tuple(ranges(self.rows)) if self.rows else (), self.patient)
        request = Request(self.schedule, self.where.place, target, look, self.column_map, self.patients, only, self.sheet)
        return request.absolute() if self.hands.cluster else request

    def _slips(self) -> tuple[tuple[bool, str], ...]:
        """(whether, what): every wish that another excludes."""
        bound, hands = self.combined is not None, self.hands
        return (
            ((self.out is None) != bound, "say where to: --out DIR for a file a copy, or --combined FILE.pdf for one file"),
            (self.duplex and not bound, "--duplex goes with --combined"),
            (self.separators and not bound, "--separators goes with --combined"),
            (self.separators and self.order == "list", "--separators goes with an --order that makes groups, such as clinician"),
            (hands.workers > 1 and bound, "--workers goes with --out; one file is written by one process"),
            (bool(hands.cluster) and bound, "--cluster goes with --out"),
            (bool(hands.cluster) and hands.workers > 1, "--cluster goes with --out, and without --workers"),
            (hands.certified and not hands.cluster, "--cluster-ca, --cluster-cert and --cluster-key go with --cluster"),
        )


@dataclass(frozen=True, slots=True)
class Unmade:
    """A row that gets nothing, and why: every problem of a rejected one, the reason of a skipped one or of the same."""

    row: int
    outcome: str
    said: tuple[str, ...]

    @property
    def rejected(self) -> bool:
        """Whether it cannot be used."""
        return self.outcome == "rejected"

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"row": self.row, "problems": list(self.said)} if self.rejected else {"row": self.row, "reason": self.said[0]}


def unmade(row: Row) -> Unmade:
    """A row of plan or ledger that gets nothing."""
    rejected = row.outcome == "rejected"
    return Unmade(row.row, row.outcome, tuple(str(problem) if rejected else problem.what for problem in row.problems))


@dataclass(frozen=True, slots=True)
class PlannedList:
    """What a list would give.

    served: rows that get copies; by: (leaflet, language, layout, copies); groups: (name, copies), in the order of printing; left_out:
    copies of sensitive leaflets; given: (run, day, copies) of earlier runs that made the same for another place; changed: copies that
    replace others; run: the one that this is already; sample: the first copy; withdrawing: copies that leave the outbox, because their
    appointments are off; days: each with its number of appointments; warnings: what was noticed about the list, to be looked at before
    anything is made.
    """

    schedule: str
    target: Place
    unit: str
    rows: int
    served: int
    copies: int
    by: tuple[tuple[str, str, str, int], ...]
    groups: tuple[tuple[str, int], ...]
    unmade: tuple[Unmade, ...]
    left_out: int
    given: tuple[tuple[int, str, int], ...]
    run: Run | None = None
    sample: Place | None = None
    changed: int = 0
    withdrawing: int = 0
    days: tuple[tuple[date, int], ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def rejected(self) -> tuple[Unmade, ...]:
        """Rows that cannot be used."""
        return tuple(row for row in self.unmade if row.rejected)

    @property
    def skipped(self) -> tuple[Unmade, ...]:
        """Rows that shall get nothing."""
        return tuple(row for row in self.unmade if row.outcome == "skipped")

    @property
    def same(self) -> tuple[Unmade, ...]:
        """Rows of which everything was given by an earlier run."""
        return tuple(row for row in self.unmade if row.outcome == "same")

    @property
    def ok(self) -> bool:
        """Whether every row can be used."""
        return not self.rejected

    @property
    def spanned(self) -> str:
        """8–12 December 2026, 96 appointments; '' of none."""
        return spanned(self.days)

    def problems(self) -> list[tuple[str, str]]:
        """(where, what) for every row that gets nothing."""
        lines = []
        for row in (*self.rejected, *self.skipped):
            unit, before = ("row", "") if row.rejected else (self.unit, "skipped, ")
            lines += [(f"{self.schedule}: {unit} {row.row}", f"{before}{said}") for said in row.said]
        return lines

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        keys = ("leaflet", "language", "layout", "copies")
        return {
            "rows": self.rows,
            "copies": self.copies,
            "by": [dict(zip(keys, count, strict=True)) for count in self.by],
            "groups": [{"group": name, "copies": count} for name, count in self.groups],
            "rejected": [row.as_json() for row in self.rejected],
            "skipped": [row.as_json() for row in self.skipped],
            "same": [row.as_json() for row in self.same],
            "changed": self.changed,
            "withdrawing": self.withdrawing,
            "left_out": self.left_out,
            "given": [{"run": run, "day": day, "copies": count} for run, day, count in self.given],
            "days": on_days(self.days),
            "warnings": list(self.warnings),
            "sample": str(self.sample) if self.sample else None,
            "run": self.run and self.run.id,
        }


def on_days(days: tuple[tuple[date, int], ...]) -> list[dict[str, Any]]:
    """Days with their numbers of appointments, for `--json`."""
    return [{"day": day.isoformat(), "appointments": count} for day, count in days]


def spanned(days: tuple[tuple[date, int], ...]) -> str:
    """From which day to which, and how many appointments; '' of none."""
    from handouts.schedules.starts import span

    count = sum(count for _, count in days)
    return f"{span(days[0][0], days[-1][0])}, {several(count, 'appointment')}" if days else ""


def plan_list(request: MakeList) -> PlannedList:
    """Plan a list, and make its first copy as a sample beside what would be made.  Raises what a plan raises."""
    from handouts.runs.known import whole
    from handouts.runs.plan import plan
    from handouts.runs.sample import sample

    wanted = request.planned()
    path = request.where.file(wanted.folder)
    look_at_target(wanted, path)
    with request.where.begin(path) if path.is_file() else nullcontext() as ledger:
        planned = plan(wanted)
        wish = replace(request.wish(), whole=True)
        planned = planned.against(ledger, wish) if ledger else whole(planned)
        shown = told(planned, ledger)
    return replace(shown, sample=sample(planned, path))


def told(planned: Plan, ledger: Ledger | None) -> PlannedList:
    """A plan, as somebody looks at it."""
    from handouts.ledger.takeback import awaited

    run = ledger.find_run(planned.fingerprint) if ledger else None
    withdrawing = len(awaited(ledger, planned.off.values()).copies) if ledger else 0
    rejected = {row.row for row in planned.settled if row.outcome == "rejected"}
    return PlannedList(
        planned.request.schedule.name, planned.request.target, planned.unit, planned.rows, len(planned.jobs), planned.copies,
        tuple(planned.counts()), tuple((name, count) for name, count in planned.groups if name), tuple(map(unmade, planned.settled)),
        planned.left_out, planned.given, run, changed=planned.changed, withdrawing=withdrawing, days=planned.starts.days(rejected),
        warnings=(*planned.warnings, *planned.starts.remarks(rejected)),
    )  # fmt: skip


def look_at_target(wanted: Request, ledger: Path) -> None:
    """Refuse a target that nothing may be written over, before anybody waits for the plan.  Raises OutputError."""
    if wanted.look.combined:
        from handouts.runs.combined import outlet_of

        outlet_of(wanted, ledger)
    elif isinstance(wanted.folder, Path):
        wanted.guard(ledger).refuse_folder(wanted.folder)
