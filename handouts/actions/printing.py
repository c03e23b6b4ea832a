"""To the printer: print copies, look whether they could be, list the printers.

In: a run or a copy, and how the desk wants it printed.  Out: what came of each copy, by the printer's own count, and what it knows of those
that are in doubt.  Refuses a run or copy that there is not (`InputError`) and settings that are none (`ClinicError`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.where import Where

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.delivery.channel import Channel
    from handouts.delivery.chosen import Chosen
    from handouts.delivery.dispatch import Passed
    from handouts.delivery.printing.order import Order
    from handouts.delivery.printing.printers import Printer
    from handouts.delivery.printing.settings import Settings
    from handouts.errors import HandoutsError
    from handouts.findings import Finding
    from handouts.ledger.ledger import Ledger

SIDES = ("one-sided", "two-sided-long-edge", "two-sided-short-edge")  # RFC 8011, 5.2.8
FACTS = ("printer", "job", "impressions")  # of a receipt, for whoever asks


@dataclass(frozen=True, slots=True)
class PrintCopies:
    """The copies of a run, or one.

    printer, sides, tray, staple: instead of what the clinic's settings say; again: printed ones, too; failed_mail: of a run, only those
    whose letters failed; sure: whoever asks has said yes already; pages: only what stands on these pages of the run's stack, such as 41-60.
    """

    where: Where
    which: str
    printer: str | None = None
    sides: str | None = None
    tray: str | None = None
    staple: bool = False
    again: bool = False
    failed_mail: bool = False
    sure: bool = False
    wait: bool = False
    pages: str | None = None

    def settings(self, clinic: Clinic) -> Settings:
        """How copies are printed."""
        wishes = {"sides": self.sides, "tray": self.tray, "staple": self.staple}
        return settings_of(clinic, self.printer or "", **{key: wish for key, wish in wishes.items() if wish})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many copies are not printed: printed before, on another way to the patient, in doubt from an earlier time, withdrawn by a person,
    void or replaced, of an appointment that was called off, or moved; earlier: of runs that gave what is the same in this list.
    """

    printed: int = 0
    elsewhere: int = 0
    in_doubt: int = 0
    withdrawn: int = 0
    gone: int = 0
    off: int = 0
    moved: int = 0
    earlier: tuple[tuple[int, int], ...] = ()

    def reasons(self) -> dict[str, int]:
        """Why, with what to do; those that there are."""
        said = {
            "were printed before; --again prints them once more": self.printed,
            "go to the patient another way": self.elsewhere,
            "are in doubt from an earlier time; look, and say so with `handouts settle`": self.in_doubt,
            "were withdrawn; name a copy, or say --again, to print it all the same": self.withdrawn,
            "are void, or another copy counts instead; see `handouts history`": self.gone,
            "are of appointments that were called off; see `handouts outdated`": self.off,
            "are of appointments that were moved since; see `handouts outdated`": self.moved,
        }
        said |= {f"are of run {run}, which gave what is the same in this list; see `handouts print {run}`": n for run, n in self.earlier}
        return {reason: count for reason, count in said.items() if count}

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self) | {"earlier": {str(run): count for run, count in self.earlier}}


@dataclass(frozen=True, slots=True)
class PrintOutlook:
    """What would be printed, and every reason why it could not."""

    copies: int
    pages: int
    left_out: LeftOut
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether the printer could."""
        return all(finding.ok for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return _ordered_json(self) | {"findings": [finding.as_json() for finding in self.findings]}


@dataclass(frozen=True, slots=True)
class PrintedCopies:
    """What came of copies that were to be printed.

    copies, pages: that were to be; passed: what came of each; waiting: how many still wait; stopped: why no more was tried; evidence:
    (copy, what the printer knows of it) for those that are in doubt from an earlier time.
    """

    copies: int
    pages: int
    left_out: LeftOut
    passed: tuple[Passed, ...]
    waiting: int
    stopped: HandoutsError | None
    evidence: tuple[tuple[str, str], ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is left for a person to see to."""
        return all(one.delivery.state == "sent" for one in self.passed) and not self.left_out.in_doubt

    @property
    def states(self) -> dict[str, int]:
        """How many copies became what."""
        return Counter(one.delivery.state for one in self.passed)

    @property
    def pages_printed(self) -> int:
        """Of all copies that were printed."""
        return sum(one.copy.struck.pages for one in self.passed if one.delivery.state == "sent")

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        came = [_came(one) for one in self.passed]
        return _ordered_json(self) | {"passed": came, "waiting": self.waiting, "stopped": str(self.stopped) if self.stopped else None}


@dataclass(frozen=True, slots=True)
class KnownPrinter:
    """A printer as the desk sees it.  paper: in it now; look_at: what somebody has to see to."""

    name: str
    state: str
    paper: tuple[str, ...]
    both_sides: bool
    staples: bool
    trays: tuple[str, ...]
    look_at: str
    details: dict[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KnownPrinters:
    """The printers there are."""

    printers: tuple[KnownPrinter, ...]

    def as_json(self) -> list[dict[str, object]]:
        """For `--json`."""
        return [printer.details for printer in self.printers]


def print_copies(request: PrintCopies, attendant: Attendant = NOBODY) -> PrintedCopies:
    """Print copies, each a job of its own, and wait for each until the printer has counted it.

    What stops the printer is in the answer, with what was printed before.  Raises InputError, ClinicError, LedgerError; Stopped at a no.
    """
    from handouts.delivery.dispatch import Errand, dispatch
    from handouts.delivery.logbook import logged
    from handouts.delivery.printing.order import CHANNEL, order, place
    from handouts.delivery.printing.settings import channel
    from handouts.delivery.stock import Shelved
    from handouts.delivery.unsent import once_more

    clinic = request.where.read()
    settings = request.settings(clinic)
    with request.where.open() as ledger:
        wanted = _wanted(ledger, request, clinic)
        if request.again and not request.sure:
            once_more(ledger, wanted, CHANNEL, lambda question: attendant.confirm(question, None))
        ordered = order(ledger, wanted, again=request.again)
        printer = channel(settings, attendant.call)
        place(ledger, ordered, again=request.again)
        errand = Errand(wanted.run, wanted.copy, wanted.only, request.wait)
        passing = logged(dispatch(ledger, printer, Shelved(ledger, clinic), errand), settings.log, clinic.folder, request.where.guard())
        passed, stopped = _passed(passing, len(ordered.copies), attendant)
        waiting = sum(1 for copy in ordered.copies if ledger.copy(copy.id).fate == "waiting")
        known = _evidence(ledger, printer, ordered)
    return PrintedCopies(len(ordered.copies), ordered.pages, _left_out(wanted, ordered), passed, waiting, stopped, known)


def look_before_printing(request: PrintCopies) -> PrintOutlook:
    """What would be printed, and whether the printer could; nothing is."""
    from handouts.delivery.printing.examine import examine
    from handouts.delivery.printing.order import order

    clinic = request.where.read()
    settings = request.settings(clinic)
    with request.where.open() as ledger:
        wanted = _wanted(ledger, request, clinic)
        ordered = order(ledger, wanted, again=request.again)
    findings = tuple(examine(settings, [copy.struck.page for copy in ordered.copies] or ["A4"]))
    return PrintOutlook(len(ordered.copies), ordered.pages, _left_out(wanted, ordered), findings)


def list_printers(where: Where) -> KnownPrinters:
    """The printers there are.  Raises ChannelError if the computer's print server does not answer."""
    from handouts.delivery.printing.examine import listed

    return KnownPrinters(tuple(map(_known, listed(settings_of(where.read())))))


def settings_of(clinic: Clinic, printer: str = "", **wishes: Any) -> Settings:
    """The clinic's settings, but for these wishes.  printer: another than theirs, '' for that."""
    from handouts.delivery.printing.settings import read_settings

    return replace(read_settings(clinic.folder).at(printer), **wishes)


def _wanted(ledger: Ledger, request: PrintCopies, clinic: Clinic) -> Chosen:
    """The copies that are meant.  Raises InputError."""
    from handouts.delivery.chosen import chosen
    from handouts.delivery.unsent import unsent

    wanted = chosen(ledger, request.which, clinic, request.pages)
    return unsent(ledger, wanted, "mail", otherwise=True) if request.failed_mail else wanted


def _passed(results: Any, total: int, attendant: Attendant) -> tuple[tuple[Passed, ...], HandoutsError | None]:
    """What came of each copy, and what stopped the printer."""
    from handouts.delivery.channel import ChannelError

    passed: list[Passed] = []
    try:
        for one in results:
            passed.append(one)
            if one.delivery.state != "sent":
                attendant.note(f"copy {one.copy.id} (row {one.copy.row}): {_state(one)}: {one.came.said}")
            attendant.progress(len(passed), total)
    except ChannelError as error:
        return tuple(passed), error
    return tuple(passed), None


def _state(one: Passed) -> str:
    return "waits for another try" if one.delivery.state == "waiting" else one.delivery.state


def _came(one: Passed) -> dict[str, object]:
    copy, facts = one.copy, one.came.facts
    said = {"copy": copy.id, "row": copy.row, "pages": copy.struck.pages, "state": one.delivery.state, "said": one.came.said}
    return said | {key: facts[key] for key in FACTS if key in facts}


def _left_out(wanted: Chosen, ordered: Order) -> LeftOut:
    gone = wanted.gone, wanted.off, ordered.moved, wanted.earlier
    return LeftOut(ordered.printed, ordered.elsewhere, len(ordered.doubtful), ordered.withdrawn, *gone)


def _ordered_json(answer: PrintOutlook | PrintedCopies) -> dict[str, Any]:
    return {"copies": answer.copies, "pages": answer.pages, "left_out": answer.left_out.as_json()}


def _evidence(ledger: Ledger, printer: Channel, ordered: Order) -> tuple[tuple[str, str], ...]:
    """What the printer itself knows of copies that are in doubt from an earlier time."""
    from handouts.delivery.printing.order import evidence
    from handouts.delivery.printing.printer import Printing

    if not ordered.doubtful or not isinstance(printer, Printing):
        return ()
    return tuple((found.copy, said) for found, said in evidence(printer.line, ordered.doubtful, ledger))


def _known(printer: Printer) -> KnownPrinter:
    from handouts.delivery.printing.printers import size_of
    from handouts.delivery.printing.words import troubles

    name = f"{printer.name} (default)" if printer.default else printer.name
    state = printer.state if printer.accepting else f"{printer.state}, takes no jobs"
    look = "; ".join(troubles(printer.reasons)) or (printer.message if printer.state in ("stopped", "not reached") else "")
    paper = tuple(map(size_of, printer.media))
    return KnownPrinter(name, state, paper, printer.duplex, bool(printer.staples), printer.trays, look, printer.as_json())
