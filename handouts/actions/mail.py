"""By e-mail: send copies, look first what would be sent, and the passphrases that open them.

In: a run or a copy.  Out: who gets a letter, who paper and why, what came of each letter.  Refuses a run or copy that there is not
(`InputError`) and settings that are none (`ClinicError`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.where import Where
from handouts.errors import HandoutsError, InputError

if TYPE_CHECKING:
    from handouts.delivery.chosen import Chosen
    from handouts.delivery.dispatch import Passed
    from handouts.delivery.mail.addressees import Sorted
    from handouts.delivery.mail.channel import Mail
    from handouts.delivery.stock import Shelved
    from handouts.files.guard import Guard
    from handouts.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class SendMail:
    """The copies of a run, or one.

    again: sent ones, too; failed: of a run, only those that failed, once more; sure: whoever asks has said yes already; new_key: begin a
    new passphrase.key; out: of a look beforehand, the folder for the letters.
    """

    where: Where
    which: str
    again: bool = False
    failed: bool = False
    sure: bool = False
    new_key: bool = False
    wait: bool = False
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class SentLetter:
    """What came of one letter.  message: its identifier; said: a sentence for the desk."""

    copy: str
    state: str
    attempts: int
    message: str = field(repr=False)
    said: str = ""

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {name: getattr(self, name) for name in ("copy", "state", "attempts", "message", "said")}


@dataclass(frozen=True, slots=True)
class SentMail:
    """Where copies went, or would go.

    by_mail: by e-mail, locked: those of them with a passphrase; before: put out for e-mail or print at an earlier time;
    printed_instead: (why, how many); stopped: why no more was tried; left_out: void, replaced, or of an appointment that was moved since;
    off: of an appointment that was called off; withdrawn: by a person, who may name them; retried: had failed, and were tried once more;
    waiting, failed, in_doubt: how many copies are now, next_attempt: when the next is due; earlier: runs that gave what is the same in
    this list, and how many of their copies have been put out for nothing yet.
    """

    by_mail: int
    locked: int
    before: int
    printed_instead: tuple[tuple[str, int], ...]
    letters: tuple[SentLetter, ...] = ()
    stopped: HandoutsError | None = None
    left_out: int = 0
    off: int = 0
    withdrawn: int = 0
    retried: int = 0
    waiting: int = 0
    failed: int = 0
    in_doubt: int = 0
    next_attempt: datetime | None = None
    earlier: tuple[tuple[int, int], ...] = ()

    @property
    def plain(self) -> int:
        """Letters without a passphrase."""
        return self.by_mail - self.locked

    @property
    def ok(self) -> bool:
        """Whether every letter that was tried has left, and nothing waits, failed or is in doubt from before."""
        return set(self.states) <= {"sent"} and not (self.waiting or self.failed or self.in_doubt)

    @property
    def states(self) -> dict[str, int]:
        """How many letters became what."""
        return Counter(letter.state for letter in self.letters)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "by_mail": self.by_mail, "locked": self.locked, "printed_instead": dict(self.printed_instead), "before": self.before,
            "left_out": self.left_out, "off": self.off, "withdrawn": self.withdrawn, "retried": self.retried, "waiting": self.waiting,
            "failed": self.failed, "in_doubt": self.in_doubt, "next_attempt": self.next_attempt and self.next_attempt.isoformat(),
            "stopped": str(self.stopped) if self.stopped else None, "states": dict(self.states),
            "copies": [letter.as_json() for letter in self.letters], "earlier": {str(run): count for run, count in self.earlier},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class WritePassphrases:
    """The passphrases of a run's letters, into a file."""

    where: Where
    run: int
    out: Path


@dataclass(frozen=True, slots=True)
class WrittenPassphrases:
    """So many of them, and where."""

    file: Path
    count: int


def send_mail(request: SendMail, attendant: Attendant = NOBODY) -> SentMail:
    """Send copies to those patients who have agreed to e-mail; the others are put out for printing.

    What stops the sending is in the answer, with what was sent before.  Raises InputError, ClinicError, LedgerError, and Stopped at a no.
    """
    from handouts.delivery.dispatch import Errand, dispatch
    from handouts.delivery.logbook import logged
    from handouts.delivery.mail.addressees import NAME, put, sort
    from handouts.delivery.mail.channel import Mail
    from handouts.delivery.mail.settings import read_mail
    from handouts.delivery.stock import Shelved
    from handouts.delivery.unsent import once_more
    from handouts.ledger.standing import standing

    if request.out:
        raise InputError("--out goes with --dry-run")
    clinic = request.where.read()
    settings = read_mail(clinic.folder)
    with request.where.open() as ledger:
        wanted = _wanted(ledger, request)
        if request.again and not request.sure:
            once_more(ledger, wanted, NAME, lambda question: attendant.confirm(question, None))
        found = sort(ledger, wanted, clinic, settings, again=request.again)
        channel, stock = Mail(settings, clinic, ledger, request.new_key), Shelved(ledger, clinic)
        put(ledger, found, again=request.again)
        errand = Errand(wanted.run, wanted.copy, wanted.only, request.wait, settings.pace)
        passing = logged(dispatch(ledger, channel, stock, errand), settings.log, clinic.folder, request.where.guard())
        passed, stopped = _passed(passing, len(found.mailed) or len(found.retried), attendant)
        now = standing(ledger, NAME, run=wanted.run, copy=wanted.copy)
    sent = _sorted(wanted, found, tuple(map(_letter, {one.copy.id: one for one in passed}.values())), stopped)
    return replace(sent, waiting=now.waiting, failed=now.failed, in_doubt=now.in_doubt, next_attempt=now.next_attempt)


def look_before_mailing(request: SendMail) -> SentMail:
    """What would be sent; nothing is sent or recorded.  The letters are written into a folder, if one is named.

    A letter that cannot be composed is in the answer, and the others are written.  Raises ChannelError for what no letter can do without.
    """
    from handouts.delivery.mail.addressees import sort
    from handouts.delivery.mail.channel import Mail
    from handouts.delivery.mail.settings import read_mail
    from handouts.delivery.mail.spool import clear
    from handouts.delivery.stock import Shelved

    clinic = request.where.read()
    settings = read_mail(clinic.folder)
    with request.where.open() as ledger:
        wanted = _wanted(ledger, request)
        found = sort(ledger, wanted, clinic, settings, again=request.again)
        if request.out:
            clear(request.out, ledger, request.where.guard(), found.mailed, wanted.run)
            channel = Mail(settings, clinic, ledger, request.new_key)
            refused = _spool(ledger, found, channel, Shelved(ledger, clinic), request.out, request.where.guard())
            return _sorted(wanted, found, refused)
    return _sorted(wanted, found)


def write_passphrases(request: WritePassphrases) -> WrittenPassphrases:
    """Write what opens a run's letters into a file that only its owner may read.  Raises InputError if no letter is locked."""
    from handouts.delivery.mail.phraselist import PASSPHRASES, entries, write_list

    clinic = request.where.read()
    with request.where.open() as ledger:
        found = entries(ledger, ledger.run(request.run), clinic)
    if not found:
        raise InputError(f"no letter of run {request.run} is locked; send them first with `handouts email {request.run}`")
    write_list(request.where.guard().outlet(request.out, PASSPHRASES), found)
    return WrittenPassphrases(request.out, len(found))


def _wanted(ledger: Ledger, request: SendMail) -> Chosen:
    """The copies that are meant.  Raises InputError."""
    from handouts.delivery.chosen import chosen
    from handouts.delivery.mail.addressees import NAME
    from handouts.delivery.unsent import unsent

    if request.failed and request.again:
        raise InputError("--failed sends what failed, --again what was sent; say one of them")
    wanted = chosen(ledger, request.which)
    return unsent(ledger, wanted, NAME, otherwise=False) if request.failed else wanted


def _spool(ledger: Ledger, found: Sorted, channel: Mail, stock: Shelved, out: Path, guard: Guard) -> tuple[SentLetter, ...]:
    """Write what would be sent into a folder; the letters that could not be composed."""
    from handouts.delivery.channel import Disposition, Parcel
    from handouts.delivery.dispatch import prepared
    from handouts.delivery.mail.message import LETTER
    from handouts.files.output import write_whole

    refused: list[SentLetter] = []
    for id_ in found.mailed:
        copy = ledger.copy(id_)
        message = channel.identify(copy, 0)
        letter = prepared(channel, stock, Parcel(copy, b"", message))
        if isinstance(letter, Disposition):
            refused.append(SentLetter(id_, letter.outcome, 0, message, letter.said))
        else:
            write_whole(guard.outlet(out / f"{id_}.eml", LETTER), letter.data)
    return tuple(refused)


def _passed(passing: Iterable[Passed], total: int, attendant: Attendant) -> tuple[list[Passed], HandoutsError | None]:
    """What came of each letter, and what stopped the sending."""
    passed: list[Passed] = []
    try:
        for one in passing:
            passed.append(one)
            attendant.progress(len(passed), total)
    except HandoutsError as error:
        return passed, error
    return passed, None


def _sorted(
    wanted: Chosen, found: Sorted, letters: tuple[SentLetter, ...] = (), stopped: HandoutsError | None = None
) -> SentMail:  # fmt: skip
    left_out, retried = wanted.gone + len(found.stale), 0 if found.mailed else len(found.retried)
    before, reasons = len(found.had) - retried, tuple(found.reasons().items())
    counts = left_out, wanted.off, len(found.withdrawn), retried
    return SentMail(len(found.mailed), len(found.locked), before, reasons, letters, stopped, *counts, earlier=wanted.earlier)


def _letter(one: Passed) -> SentLetter:
    found = one.delivery
    return SentLetter(found.copy, found.state, found.attempts, found.message, one.came.said)
