"""What somebody takes back: deliveries out of the outbox, copies that nobody may have, and whatever waits for an appointment that is off.

In: the ledger, copies, who says so.  Out: what was withdrawn, and what it was too late for.  Refuses a copy that counts no more already
(`InputError`).

All of it is one transaction, with its event: a sender has begun before, and then it is too late, or finds nothing to send.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from handouts.errors import InputError
from handouts.ledger.data import Copy, Run, stamp
from handouts.ledger.events import What, events, record
from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger
from handouts.ledger.lineage import called_off, given_before, latest, off_record
from handouts.ledger.outbox import HAND, Delivery, deliveries, delivery
from handouts.ledger.outdated import holding
from handouts.schedules.rows import CalledOff

FOLDER = "folder"  # no way to the patient: it is where a copy lies
OPEN = ("waiting", "failed")
WITHDRAW = "UPDATE deliveries SET state = 'withdrawn', next_attempt = NULL, updated = ? WHERE id = ? AND state IN ('waiting', 'failed')"
SIGNED = f"UPDATE deliveries SET receipt = json_set(coalesce(receipt, '{{}}'), '$.{HAND}', ?) WHERE id = ?"  # noqa: S608  names of ours
VOID = "UPDATE copies SET voided = ?, voided_by = ?, why = ? WHERE id = ? AND voided IS NULL AND replaced_by IS NULL"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """withdrawn: deliveries that were taken out of the outbox; left: those that it was too late for: sent, being sent, in doubt."""

    withdrawn: tuple[Delivery, ...] = ()
    left: tuple[Delivery, ...] = ()

    @property
    def copies(self) -> tuple[str, ...]:
        """Those of which something was withdrawn."""
        return tuple(dict.fromkeys(found.copy for found in self.withdrawn))


def look(ledger: Ledger, copies: Iterable[str], *, channel: str = "") -> TakenBack:
    """What could be withdrawn of these copies, and what it is too late for: the last delivery of each by each channel, or by this one."""
    withdrawn, left = list[Delivery](), list[Delivery]()
    for copy in copies:
        last = {found.channel: found for found in deliveries(ledger, copy=copy, channel=channel) if found.channel != FOLDER}
        withdrawn += (found for found in last.values() if found.state in OPEN)
        left += (found for found in last.values() if found.state not in (*OPEN, "withdrawn"))
    return TakenBack(tuple(withdrawn), tuple(left))


def withdraw(ledger: Ledger, copies: Iterable[str], *, who: str, asked: Mapping[str, object], channel: str = "") -> TakenBack:
    """Take what waits or failed of these copies out of the outbox.  channel: only by this one.

    asked: what was asked for, for the event.  Nothing is recorded if nothing is there to be taken.
    """
    with ledger.writing():
        taken = _taken(ledger, look(ledger, copies, channel=channel), who)
        _told(ledger, "withdraw", who, asked, taken)
    return taken


def void(ledger: Ledger, copy: Copy, *, why: str, who: str) -> TakenBack:
    """Nobody may be given this copy any more; what waits of it is withdrawn.  Raises InputError if it counts no more already."""
    with ledger.writing() as db:
        if not db.execute(VOID, (stamp(ledger.now()), who, why, copy.id)).rowcount:
            raise InputError(gone(ledger, ledger.copy(copy.id)))
        taken = _taken(ledger, look(ledger, [copy.id]), who)
        record(ledger, "void", who=who, asked={"copy": copy.id}, copies=1)
    return taken


def gone(ledger: Ledger, copy: Copy) -> str:
    """Why a copy counts no more, as a sentence; '' if it does."""
    if copy.void:
        with understood(ledger.path):
            found = ledger.connection.execute("SELECT voided, voided_by FROM copies WHERE id = ?", (copy.id,)).fetchone()
            since = datetime.fromisoformat(found[0]).date()
        return f"copy {copy.id} is void since {since}, as {found[1]} says: {copy.void}"
    return f"copy {copy.id} was replaced; the one that counts is {counts_instead(ledger, copy).id}" if copy.replaced_by else ""


def counts_instead(ledger: Ledger, copy: Copy) -> Copy:
    """The last of those that replaced a copy, one after the other."""
    while copy.replaced_by:
        copy = ledger.copy(copy.replaced_by)
    return copy


def cancel(ledger: Ledger, run: Run, off: Mapping[int, CalledOff]) -> None:
    """Keep which appointments a run has read to be off, by row; what waits of their copies is withdrawn.

    Raises LedgerError if this process does not work on the run.  Said again, it changes nothing.
    """
    news = ((row, one.patient, one.appointment, off_record(one.patient, one.appointment, one.why)) for row, one in off.items())
    with ledger.writing():
        ledger.record_news(run.id, news)
        taken = _taken(ledger, look(ledger, [copy for one in off.values() for copy in _newly(ledger, one, run.id)]))
        _told(ledger, "cancelled", run.who, {"run": run.id, "copies": list(taken.copies)}, taken)


def awaited(ledger: Ledger, off: Iterable[CalledOff]) -> TakenBack:
    """What a run would take out of the outbox that reads that these appointments are off."""
    return look(ledger, [copy.id for one in off for copy in _given(ledger, one)])


def given_out(ledger: Ledger, off: Iterable[CalledOff]) -> int:
    """How many copies of these appointments count and may be with somebody."""
    return sum(holding(ledger, copy.id) is not None for one in off for copy in _given(ledger, one))


def cancelled_by(ledger: Ledger, run: int) -> tuple[str, ...]:
    """The copies that a run has taken out of the outbox, because it read that their appointments are off."""
    told = [event.asked["copies"] for event in events(ledger) if event.what == "cancelled" and event.asked.get("run") == run]
    return tuple(copy for copies in told if isinstance(copies, list) for copy in copies)


def spared(ledger: Ledger, found: Delivery) -> bool:
    """Whether a delivery that waits is withdrawn now, or was meanwhile, because its copy's appointment is off."""
    if called_off(ledger, ledger.copy(found.copy)):
        with ledger.writing() as db:
            db.execute(WITHDRAW, (stamp(ledger.now()), found.id))
    return delivery(ledger, found.id).state == "withdrawn"


def _newly(ledger: Ledger, one: CalledOff, run: int) -> list[str]:
    """The copies of an appointment that is off by a run, unless a later run knows better."""
    known = latest(ledger, one.patient, one.appointment)
    return [copy.id for copy in _given(ledger, one) if copy.run < run] if known and known.run == run else []


def _given(ledger: Ledger, one: CalledOff) -> list[Copy]:
    """The copies of an appointment that count."""
    return [copy for copy in given_before(ledger, one.patient) if copy.whose and copy.whose.appointment == one.appointment]


def _taken(ledger: Ledger, found: TakenBack, who: str = "") -> TakenBack:
    """The same, when it is withdrawn.  who: a person, '' if it goes by itself."""
    with ledger.writing() as db:
        moment = stamp(ledger.now())
        db.executemany(WITHDRAW, [(moment, one.id) for one in found.withdrawn])
        db.executemany(SIGNED, [(who, one.id) for one in found.withdrawn if who])
    return found


def _told(ledger: Ledger, what: What, who: str, asked: Mapping[str, object], taken: TakenBack) -> None:
    if taken.withdrawn:
        record(ledger, what, who=who, asked=asked, copies=len(taken.copies))
