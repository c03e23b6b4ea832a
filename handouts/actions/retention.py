"""Patients' data leave the ledger, and the desk's diary.

In: a day, and a yes.  Out: how many copies and appointments have lost them; the ledger keeps who has done it, and when.  Refuses a day in
the future (`InputError`), and to go on without a yes (`Stopped`, or `InputError` where nobody is there to say it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.copies import midnight
from handouts.actions.counter import Counter
from handouts.actions.where import Where
from handouts.errors import InputError, Stopped
from handouts.language.counting import several

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic


@dataclass(frozen=True, slots=True)
class Purge:
    """Of copies issued before this day at the clinic, and of the desk's appointments of days before it.

    sure: whoever asks has said yes already; who: asks for it; desk: the desk's folder, if it is not the clinic's.
    """

    where: Where
    before: date
    sure: bool = False
    who: str = "unknown"
    desk: Path | None = None


@dataclass(frozen=True, slots=True)
class PurgeAnswer:
    """purged: copies without patients' data now; kept: older ones, still to be delivered or settled; erased: no trace is left.

    appointments: that the desk has forgotten: those of lists whose last day has passed, with their files, and those that were typed.
    """

    purged: int
    kept: int
    erased: bool
    appointments: int = 0

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"purged": self.purged, "kept": self.kept, "erased": self.erased, "appointments": self.appointments}


def purge(request: Purge, attendant: Attendant = NOBODY) -> PurgeAnswer:
    """Take patients' data out of older copies, for good.

    Raises InputError for a day in the future, and if nobody says yes; Stopped at a no.
    """
    from handouts.ledger.purge import aged
    from handouts.ledger.purge import purge as purged

    clinic = request.where.read()
    today = datetime.now(UTC).astimezone(clinic.zone).date()
    if request.before > today:
        raise InputError(f"{request.before} is in the future, and what is made until then would go as well; name {today} or an earlier day")
    limit = midnight(request.before, clinic)
    old = _old(request, clinic)
    if old.counter and not request.where.ledger and not request.where.file().is_file():  # a desk that has made nothing yet
        return _desk_alone(request, old, clinic, attendant)
    with request.where.open() as ledger:
        copies, kept = aged(ledger, limit)
        if (copies or old.visits) and not request.sure:
            more = f", and {several(old.visits, 'appointment')} of earlier days out of the desk" * bool(old.visits)
            question = f"Take the patients' data out of {several(copies, 'copy')} issued before {request.before}{more}, for good?"
            _agreed(attendant.confirm(question, PurgeAnswer(copies, kept, False, old.visits)), several(copies, "copy"))
        done = purged(ledger, limit, who=request.who)
    _forget(old, request.before, clinic)
    return PurgeAnswer(done.copies, done.kept, done.erased, old.visits)


def _desk_alone(request: Purge, old: _Old, clinic: Clinic, attendant: Attendant) -> PurgeAnswer:
    if old.visits and not request.sure:
        question = f"Take {several(old.visits, 'appointment')} of earlier days out of the desk, for good?"
        _agreed(attendant.confirm(question, PurgeAnswer(0, 0, False, old.visits)), several(old.visits, "appointment"))
    _forget(old, request.before, clinic)
    return PurgeAnswer(0, 0, True, old.visits)


class _Old(NamedTuple):
    """What the desk has of days before.  counter: None if there is no desk; lists: whose last day has passed."""

    counter: Counter | None = None
    lists: tuple[int, ...] = ()
    visits: int = 0


def _old(request: Purge, clinic: Clinic) -> _Old:
    from handouts.diary.file import NAME

    counter = Counter(request.where, request.desk)
    try:
        there = (counter.home / NAME).is_file()
    except InputError:  # no desk can stand there
        there = False
    if not there:
        return _Old()
    with counter.diary(clinic) as diary:
        lists = [one for one in diary.lists() if one.last and one.last < request.before]
        return _Old(counter, tuple(one.id for one in lists), sum(one.entries for one in lists) + diary.typed_before(request.before))


def _forget(old: _Old, before: date, clinic: Clinic) -> None:
    from handouts.actions.brought import take_out

    if old.counter:
        for number in old.lists:
            take_out(old.counter, number)
        with old.counter.diary(clinic) as diary:
            diary.forget_typed(before)


def _agreed(answer: bool | None, what: str) -> None:
    if answer is None:
        raise InputError(f"{what} would lose their patients' data, and nobody is there to say yes; say --yes")
    if not answer:
        raise Stopped("nothing was purged")
