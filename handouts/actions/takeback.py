"""What is taken back: letters and print jobs out of the outbox, copies that nobody may be given.

In: a run or a copy, and a yes; a copy, and why it is void.  Out: what was withdrawn, and what it is too late for, with what to do.  Refuses
a run or copy that there is not, and a copy that counts no more (`InputError`); a no stops it (`Stopped`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.where import Where
from handouts.errors import InputError, OutputError, Stopped
from handouts.language.counting import several

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.ledger.data import Copy
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.outbox import Delivery
    from handouts.ledger.takeback import TakenBack

LONGEST_WHY = 200
REMEDIES = {  # what to do about a delivery that cannot be withdrawn any more
    ("mail", "sent"): "the patient has it: tell them",
    ("print", "sent"): "the paper is there: take it out of the stack, or ask for it back",
    ("", "sent"): "it has left: tell the patient",
    ("", "sending"): "it is being sent now; look again in a moment, with `handouts outbox`",
    ("", "in doubt"): "look whether it has arrived, then say `handouts settle COPY --sent`, or `--again` and withdraw it then",
}
WAYS = {"mail": "by e-mail", "print": "on paper"}


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Of a run, or a copy, what waits and what failed.  channel: only this way to the patient; sure: whoever asks has said yes already."""

    where: Where
    which: str
    channel: str = ""
    who: str = "unknown"
    sure: bool = False


@dataclass(frozen=True, slots=True)
class OneDelivery:
    """A delivery.  state: what it was, or is; moment: since when, at the clinic; said: what to do, '' if nothing."""

    copy: str
    channel: str
    state: str
    moment: str
    said: str = ""

    def as_json(self) -> dict[str, str]:
        """For `--json`."""
        return {"copy": self.copy, "channel": self.channel, "state": self.state, "since": self.moment, "said": self.said}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """withdrawn: what was taken out of the outbox, and what it was there; left: what it is too late for."""

    withdrawn: tuple[OneDelivery, ...] = ()
    left: tuple[OneDelivery, ...] = ()

    @property
    def copies(self) -> int:
        """How many copies were withdrawn."""
        return len({one.copy for one in self.withdrawn})

    @property
    def ok(self) -> bool:
        """Whether it was not too late for all of it."""
        return bool(self.withdrawn) or not self.left

    def late(self) -> list[tuple[str, str, str, int]]:
        """(channel, state, what to do, how many) of what it is too late for."""
        counted = Counter((one.channel, one.state, one.said) for one in self.left)
        return [(*key, count) for key, count in sorted(counted.items())]

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"withdrawn": [one.as_json() for one in self.withdrawn], "left": [one.as_json() for one in self.left]}


@dataclass(frozen=True, slots=True)
class VoidCopy:
    """A copy that nobody may be given any more, and why: a few words that name no patient."""

    where: Where
    copy: str
    why: str
    who: str = "unknown"


@dataclass(frozen=True, slots=True)
class VoidedCopy:
    """A copy that is void now.

    taken: what was withdrawn, and what it is too late for; bound: the file with other copies that it stands in, '' if it has its own;
    left_behind: why its own file could not be taken out of its folder, '' if it was.
    """

    copy: Copy = field(repr=False)
    why: str
    taken: Withdrawn
    bound: str = ""
    left_behind: str = ""

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        told = {"copy": self.copy.id, "why": self.why, "bound": self.bound, "left_behind": self.left_behind}
        return told | self.taken.as_json()


def withdraw(request: Withdraw, attendant: Attendant = NOBODY) -> Withdrawn:
    """Take what waits or failed out of the outbox.  Of a run, somebody says yes first.

    Raises InputError for what there is not, and if nobody is there to say yes; Stopped at a no.
    """
    from handouts.delivery.chosen import named
    from handouts.ledger.takeback import look
    from handouts.ledger.takeback import withdraw as taken_out

    if request.channel == "folder":
        raise InputError("a folder is where copies lie, and no way to the patient; say --channel mail or print, or `handouts void COPY`")
    clinic = request.where.read()
    with request.where.open() as ledger:
        run, copies = named(ledger, request.which)
        ids = [copy.id for copy in copies]
        found = look(ledger, ids, channel=request.channel)
        if run and found.withdrawn and not request.sure:
            _agreed(attendant.confirm(_question(found, run), taken_back(found, clinic)), len(found.copies))
        asked: dict[str, object] = {"run": run} if run else {"copy": ids[0]}
        asked |= {"channel": request.channel} if request.channel else {}
        return taken_back(taken_out(ledger, ids, who=request.who, asked=asked, channel=request.channel), clinic)


def _question(found: TakenBack, run: int) -> str:
    counts = Counter(one.channel for one in found.withdrawn)
    ways = " and ".join(f"{count} {WAYS.get(channel, f'by {channel}')}" for channel, count in sorted(counts.items()))
    return f"Take {several(len(found.copies), 'copy')} of run {run} out of the outbox, {ways}?"


def _agreed(answer: bool | None, copies: int) -> None:
    if answer is None:
        raise InputError(f"{several(copies, 'copy')} would be withdrawn, and nobody is there to say yes; say --yes")
    if not answer:
        raise Stopped("nothing was withdrawn")


def void_copy(request: VoidCopy) -> VoidedCopy:
    """Let a copy count as never to be given.  Raises InputError if there is none, if it counts no more already, or without a reason."""
    from handouts.ledger.takeback import void

    why, clinic = _reason(request.why), request.where.read()
    with request.where.open() as ledger:
        copy = ledger.copy(request.copy)
        try:
            taken = void(ledger, copy, why=why, who=request.who)
        finally:
            behind = out_of_folder(copy, ledger)  # if somebody said so before, and was stopped in the middle, it is still there
        options = ledger.run(copy.run).options
        bound = options.target if options.combined else ""
    return VoidedCopy(copy, why, taken_back(taken, clinic), bound, behind)


def _reason(text: str) -> str:
    why = " ".join(text.split())
    if not why or not why.isprintable() or len(why) > LONGEST_WHY:
        raise InputError(f'say why with --why, in at most {LONGEST_WHY} characters, such as --why "wrong leaflet"; name no patient')
    return why


def out_of_folder(copy: Copy, ledger: Ledger) -> str:
    """Take the file of a copy that is void or replaced by now out of its folder; why not, if that cannot be done."""
    from handouts.runs.away import take_away

    now = ledger.copy(copy.id)
    try:
        take_away([now] if now.void or now.replaced_by else [], ledger)
    except OutputError as error:
        return str(error)
    return ""


def taken_back(found: TakenBack, clinic: Clinic) -> Withdrawn:
    """What was taken back, as it is told at the desk."""
    return Withdrawn(tuple(_told(found.withdrawn, clinic, late=False)), tuple(_told(found.left, clinic, late=True)))


def _told(deliveries: Iterable[Delivery], clinic: Clinic, *, late: bool) -> Iterable[OneDelivery]:
    for found in deliveries:
        said = REMEDIES.get((found.channel, found.state)) or REMEDIES.get(("", found.state), "") if late else ""
        yield OneDelivery(found.copy, found.channel, found.state, f"{found.updated.astimezone(clinic.zone):%Y-%m-%d %H:%M}", said)
