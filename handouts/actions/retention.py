"""Patients' data leave the ledger.

In: a day, and a yes.  Out: how many copies have lost them; the ledger keeps who has done it, and when.  Refuses a day in the future
(`InputError`), and to go on without a yes (`Stopped`, or `InputError` where nobody is there to say it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.copies import midnight
from handouts.actions.where import Where
from handouts.errors import InputError, Stopped
from handouts.language.counting import several


@dataclass(frozen=True, slots=True)
class Purge:
    """Of copies issued before this day at the clinic.  sure: whoever asks has said yes already; who: asks for it."""

    where: Where
    before: date
    sure: bool = False
    who: str = "unknown"


@dataclass(frozen=True, slots=True)
class PurgeAnswer:
    """purged: copies without patients' data now; kept: older ones, still to be delivered or settled; erased: no trace is left."""

    purged: int
    kept: int
    erased: bool

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"purged": self.purged, "kept": self.kept, "erased": self.erased}


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
    with request.where.open() as ledger:
        copies, kept = aged(ledger, limit)
        if copies and not request.sure:
            question = f"Take the patients' data out of {several(copies, 'copy')} issued before {request.before}, for good?"
            _agreed(attendant.confirm(question, PurgeAnswer(copies, kept, False)), copies)
        done = purged(ledger, limit, who=request.who)
    return PurgeAnswer(done.copies, done.kept, done.erased)


def _agreed(answer: bool | None, copies: int) -> None:
    if answer is None:
        raise InputError(f"{several(copies, 'copy')} would lose their patients' data, and nobody is there to say yes; say --yes")
    if not answer:
        raise Stopped("nothing was purged")
