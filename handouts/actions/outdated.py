"""Copies that tell what is right no more: whom to call, because the appointment has another time or place by now, or is off.

In: a newer list, or nothing: what newer runs have read.  Out: for each copy that somebody may hold, whose it is and how to reach them, what
it says, what is right now, how it was given and when.  Refuses what the readers of lists refuse (`InputError`).  Nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from handouts.actions.copies import midnight, today
from handouts.actions.where import Where

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.files.places import Place
    from handouts.ledger.outdated import Holding, Outdated

GIVEN = {  # (channel, state of the delivery) -> how a copy was given, as it is told
    ("mail", "sent"): "mailed", ("mail", "in doubt"): "mailed, perhaps", ("mail", "sending"): "being mailed",
    ("mail", "waiting"): "waits to be mailed", ("print", "sent"): "printed", ("print", "in doubt"): "printed, perhaps",
    ("print", "sending"): "being printed", ("print", "waiting"): "waits to be printed", ("folder", "sent"): "in its folder",
}  # fmt: skip
TOLD = ("start", "location")


@dataclass(frozen=True, slots=True)
class AskOutdated:
    """schedule: a newer list, None for what newer runs have read; since: only copies issued on that day at the clinic, or later."""

    where: Where
    schedule: Place | None = None
    column_map: str | None = None
    patients: Place | None = None
    sheet: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class OutdatedCopy:
    """A copy, and whom to tell.

    said, now: start and location, by the copy and by what is right; status: why the appointment is off, '' if it is not; given: how, since
    when; instead: the copy that counts, '' if none was made yet; read_by: the run that knows it, 0 for the list.
    """

    copy: str
    run: int
    row: int
    leaflet: str
    patient: str = field(repr=False)
    name: str = field(repr=False)
    phone: str = field(repr=False)
    email: str = field(repr=False)
    said: Mapping[str, str] = field(repr=False)
    now: Mapping[str, str] = field(repr=False)
    changed: tuple[str, ...]
    status: str
    given: str
    since: datetime
    instead: str
    read_by: int

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        plain = {name: getattr(self, name) for name in ("copy", "run", "row", "leaflet", "patient", "name", "phone", "email")}
        plain |= {"says": dict(self.said), "now": dict(self.now), "changed": list(self.changed), "status": self.status}
        return plain | {"given": self.given, "since": self.since.isoformat(), "instead": self.instead, "read_by": self.read_by}


@dataclass(frozen=True, slots=True)
class OutdatedCopies:
    """The copies, by the start they tell; rejected: (row, what is wrong) of the list; warnings: what its reader noticed."""

    copies: tuple[OutdatedCopy, ...]
    rejected: tuple[tuple[int, str], ...] = ()
    warnings: tuple[str, ...] = ()
    unit: str = "row"

    @property
    def ok(self) -> bool:
        """Whether every row of the list could be used."""
        return not self.rejected

    @property
    def patients(self) -> int:
        """How many there are to tell."""
        return len({copy.patient for copy in self.copies})

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        rejected = [{"row": row, "problem": said} for row, said in self.rejected]
        return {"outdated": [copy.as_json() for copy in self.copies], "rejected": rejected, "warnings": list(self.warnings)}


def list_outdated(request: AskOutdated) -> OutdatedCopies:
    """The copies that tell what is right no more, and that somebody may hold.  Of an appointment that is past nothing is said."""
    from handouts.ledger.outdated import against, outdated
    from handouts.runs.newer import newer
    from handouts.schedules.opening import open_schedule

    clinic = request.where.read()
    issued = midnight(request.since, clinic) if request.since else None
    with request.where.open() as ledger:
        if request.schedule is None:
            return OutdatedCopies(_told(outdated(ledger, today(clinic), issued=issued), clinic))
        schedule = open_schedule(
            request.schedule, clinic.zone, column_map=request.column_map, patients=request.patients, sheet=request.sheet,
            usual=clinic.usual_map,
        )  # fmt: skip
        said = newer(schedule)
        found = against(ledger, said.known, today(clinic), issued)
    rejected = tuple((row, str(problem)) for row, problems in said.rejected.items() for problem in problems)
    return OutdatedCopies(_told(found, clinic), rejected, tuple(schedule.warnings), schedule.unit)


def _told(found: tuple[Outdated, ...], clinic: Clinic) -> tuple[OutdatedCopy, ...]:
    return tuple(sorted((_one(one, clinic) for one in found), key=lambda one: (one.said.get("start", ""), one.name, one.copy)))


def how_given(held: Holding, clinic: Clinic) -> tuple[str, datetime]:
    """How a copy is with somebody, and since when at the clinic."""
    return GIVEN.get((held.channel, held.state), f"{held.state} by {held.channel}"), held.since.astimezone(clinic.zone)


def _one(one: Outdated, clinic: Clinic) -> OutdatedCopy:
    copy, said, now = one.copy, one.said, one.now.record
    assert copy.whose is not None
    reach = {column: now.get(column) or said.get(column, "") for column in ("phone", "email")}
    given, since = how_given(one.held, clinic)
    return OutdatedCopy(
        copy.id, copy.run, copy.row, copy.struck.leaflet, copy.whose.patient, copy.whose.name, reach["phone"], reach["email"],
        {column: said.get(column, "") for column in TOLD}, {column: now.get(column, "") for column in TOLD}, one.changed, one.now.status,
        given, since, one.instead, one.now.run,
    )  # fmt: skip
