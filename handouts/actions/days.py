"""The day at the desk: who comes when, what they get by the rules, what has become of it; and the lists that say so.

In: a list that is brought in; a day and what somebody typed.  Out: the appointments that fit, each with its leaflets, its fate, and who
could be taken for whom.  Refuses a list that cannot be read (`InputError`).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal, TypeAlias

from handouts.actions.counter import LISTS, Counter
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.diary.alike import LookAlike
    from handouts.diary.data import DiaryList, Entry
    from handouts.ledger.fates import CopyFate
    from handouts.rules.rules import Pick
    from handouts.rules.trial import Trials
    from handouts.schedules.rows import Reject, Skipped

State = Literal["none", "todo", "made", "waiting", "delivered", "in doubt", "failed", "outdated"]
NEED_A_LOOK = ("in doubt", "failed", "outdated")
Show = Literal["all", "todo", "look", "have"]
AHEAD, BEHIND = 60, 60  # days that are looked through for the next and the last one with appointments


@dataclass(frozen=True, slots=True)
class BringIn:
    """A list for the diary.

    data: its bytes; called: its name, whose ending tells the format; column_map: a file of the counter's folder that says how it is read,
    None for what the clinic reads lists by; who: brings it.
    """

    counter: Counter
    data: bytes = field(repr=False)
    called: str
    column_map: str | None = None
    who: str = "unknown"


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """A list as the diary has it.

    unmade: (row, why) of those that cannot be used or shall get nothing; warnings: what the reader noticed.
    """

    list: DiaryList
    file: Path
    unmade: tuple[tuple[int, str], ...] = field(repr=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskDay:
    """A day, None for today or the next one that has appointments; typed: by whoever looks for a patient; most: visits in the answer."""

    counter: Counter
    day: date | None = None
    typed: str = field(default="", repr=False)
    show: Show = "all"
    most: int = 100


@dataclass(frozen=True, slots=True)
class Fate:
    """What has become of an appointment's copies.  channel: the way they went, since: that it is so, at the clinic."""

    state: State
    channel: str = ""
    since: datetime | None = None


Gift: TypeAlias = "tuple[tuple[Pick, ...], tuple[str, ...]]"  # leaflets, and their titles


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment at the desk.  picks: the leaflets by rules and record; titles: theirs."""

    entry: Entry
    picks: tuple[Pick, ...]
    titles: tuple[str, ...]
    fate: Fate
    alike: tuple[LookAlike, ...] = ()


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """A day.  more: visits that fit besides; counts: visits by what is shown; before, after: the nearest days with appointments."""

    day: date
    today: date
    visits: tuple[Visit, ...]
    more: int
    counts: Mapping[Show, int]
    before: date | None
    after: date | None
    lists: int


def bring_in(request: BringIn) -> BroughtIn:
    """Read a list, keep it, and enter its appointments.  Raises InputError for one that cannot be read, LedgerError, OutputError."""
    from handouts.files.guard import Guard, begins
    from handouts.files.output import make_folder, write_whole
    from handouts.schedules.opening import open_schedule
    from handouts.schedules.rows import Accepted

    clinic = request.counter.read()
    folder = request.counter.home / LISTS
    make_folder(folder)
    kept = folder / f"{secrets.token_hex(8)}{_ending(request.called)}"
    write_whole(Guard().outlet(kept, begins("a list", rb"(?!)")), request.data)
    try:
        column_map = str(request.counter.home / request.column_map) if request.column_map else None
        schedule = open_schedule(kept, clinic.zone, column_map=column_map, usual=clinic.usual_map)
        rows = list(schedule)
        usable = [(row.row, row.appointment) for row in rows if isinstance(row, Accepted)]
        with request.counter.diary(clinic) as diary:
            made = diary.bring(PurePath(request.called).name[:120], kept.name, request.who, len(rows), usable, request.column_map or "")
    except BaseException as error:
        kept.unlink(missing_ok=True)
        if isinstance(error, InputError):
            raise InputError(str(error).replace(kept.name, PurePath(request.called).name)) from None
        raise
    unmade = tuple((row.row, _why(row)) for row in rows if not isinstance(row, Accepted))
    return BroughtIn(made, kept, unmade, tuple(schedule.warnings))


def _why(row: Reject | Skipped) -> str:
    from handouts.schedules.rows import Reject

    return "; ".join(map(str, row.problems)) if isinstance(row, Reject) else row.reason


def _ending(called: str) -> str:
    """The ending of a name, as a file may have it."""
    found = re.search(r"\.[A-Za-z0-9]{1,8}$", called)
    return found[0].lower() if found else ""


def counted(visits: Sequence[Visit]) -> dict[Show, int]:
    """Visits by the tab that they are found under."""
    counts: dict[Show, int] = {"all": len(visits), "todo": 0, "look": 0, "have": 0}
    for shown in (shown_as(visit.fate) for visit in visits):
        counts[shown] += shown != "all"
    return counts


def gifts_of(clinic: Clinic, entries: Iterable[Entry]) -> list[Gift]:
    """What the rules give for each appointment, with its titles.  Raises ClinicError, LeafletError."""
    from handouts.rules.trial import Trials

    trials = Trials(clinic)
    return [_gift(trials, entry) for entry in entries]


def _gift(trials: Trials, entry: Entry) -> Gift:
    from handouts.schedules.rows import Accepted

    picks = trials.try_row(Accepted(entry.row, entry.appointment)).gifts
    return picks, tuple(trials.shelf.choose(pick.leaflet, pick.language).title for pick in picks)


def visits_of(counter: Counter, clinic: Clinic, entries: Sequence[Entry], gifts: Sequence[Gift]) -> list[Visit]:
    """Appointments, each with its leaflets and its fate.  Raises LedgerError."""
    from handouts.ledger.fates import fates

    with counter.ledger() as ledger:
        known = fates(ledger, (entry.key for entry in entries))
    return [
        Visit(entry, picks, titles, fate_of(entry, picks, known.get(entry.key, ()), clinic))
        for entry, (picks, titles) in zip(entries, gifts, strict=True)
    ]


def fate_of(entry: Entry, picks: Iterable[Pick], copies: Sequence[CopyFate], clinic: Clinic) -> Fate:
    """What has become of an appointment's copies: the worst of it."""
    wanted = {(pick.leaflet, pick.language, pick.layout) for pick in picks}
    if not copies:
        return Fate("todo" if wanted else "none")
    worst = max(copies, key=lambda copy: WORST.get(copy.fate, 0))
    state = _state(entry, worst, copies)
    if state in ("made", "waiting", "delivered") and wanted - {(copy.leaflet, copy.language, copy.layout) for copy in copies}:
        state = "todo"
    return Fate(state, worst.channel, worst.since.astimezone(clinic.zone) if worst.since else None)


def _state(entry: Entry, worst: CopyFate, copies: Sequence[CopyFate]) -> State:
    """What the copies that there are have come to."""
    from handouts.ledger.lineage import tell_apart
    from handouts.ledger.record import record_of

    states: dict[str, State] = {"in doubt": "in doubt", "failed": "failed"}
    if worst.fate in states:
        return states[worst.fate]
    now = record_of(entry.appointment)
    if any(copy.record and tell_apart(copy.record, now) for copy in copies):
        return "outdated"
    if worst.fate == "delivered":
        return "made" if worst.channel == "folder" else "delivered"
    return "waiting" if worst.fate == "waiting" else "todo"


WORST = {"delivered": 1, "waiting": 2, "failed": 3, "in doubt": 4}


def shown_as(fate: Fate) -> Show:
    """Under which of the three a visit is found; 'all' if under none."""
    if fate.state in NEED_A_LOOK:
        return "look"
    return {"todo": "todo", "made": "have", "waiting": "have", "delivered": "have"}.get(fate.state, "all")  # type: ignore[return-value]
