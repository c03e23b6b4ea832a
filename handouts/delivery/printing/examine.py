"""Looking at the printer before anything is printed.

In: settings, the copies that shall be printed.  Out: findings, each with a remedy where something is amiss.  Nothing is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from handouts.delivery.channel import ChannelError
from handouts.delivery.printing import words
from handouts.delivery.printing.client import HttpRefusal, NoAnswer
from handouts.delivery.printing.line import SILENT
from handouts.delivery.printing.printer import Printing
from handouts.delivery.printing.printers import MEDIA, Printer, job_attributes, queues, size_of
from handouts.delivery.printing.release import held
from handouts.delivery.printing.settings import Settings, channel, line
from handouts.delivery.printing.sumatra import windows_printers
from handouts.errors import HandoutsError, InputError
from handouts.files.system import windows
from handouts.findings import Finding

QUICK = 10.0  # seconds


def examine(settings: Settings, pages: Iterable[str]) -> Iterator[Finding]:
    """The printer: reached, takes jobs, prints these pages (A4, Letter) as the settings say, and has paper for them."""
    try:
        found = channel(settings, lambda _sentence: None)
        found.ready()
    except HandoutsError as error:
        yield _amiss("printer", str(error))
        return
    if not isinstance(found, Printing):
        yield Finding(True, "printer", "SumatraPDF hands copies to Windows; what comes out is not counted")
        return
    printer, where = found.line.printer, f"printer {found.line.called}"
    yield Finding(True, where, f"{printer.model or 'reached'}, {printer.state}, {printer.queued} jobs waiting")
    yield from _certificate(where, found)
    yield from _troubles(where, printer)
    for page in dict.fromkeys(pages):
        yield from _prints(where, found, page)
    if found.line.device is None:
        yield _uncounted(where, trusted=settings.uncounted)


def _amiss(where: str, said: str) -> Finding:
    what, _, remedy = said.partition("; ")
    return Finding(False, where, what, remedy)


def _troubles(where: str, printer: Printer) -> Iterator[Finding]:
    for trouble in words.troubles(printer.reasons):
        what, _, remedy = trouble.partition(": ")
        yield Finding(False, where, what, remedy)


def _certificate(where: str, found: Printing) -> Iterator[Finding]:
    """Say so if the printer's certificate soon runs out; one that is named itself may."""
    with suppress(NoAnswer):
        if found.line.queue.address.tls and (end := found.line.queue.certificate_ends()):
            yield Finding(True, where, f"its certificate ends on {end}; have it renewed")


def _prints(where: str, found: Printing, page: str) -> Iterator[Finding]:
    """Whether it would take such a job (Validate-Job), and has the paper."""
    printer, queue = found.line.printer, found.line.queue
    try:
        answer = queue.validate("handouts-test", job_attributes(printer, found.ticket, page), held(printer, found.ticket.pin))
        paper = found.line.paper()
    except InputError as error:
        yield _amiss(where, str(error))
        return
    except SILENT as error:
        yield Finding(False, where, f"does not say whether it prints {page}: {error}", "look at its display or its web page")
        return
    if answer.status >= 0x100:
        yield _amiss(where, words.refused(answer))
    elif not paper:
        yield Finding(True, where, f"prints {page}; which paper lies in it is not known")
    elif MEDIA[page] in paper:
        yield Finding(True, where, f"prints {page}, and has the paper")
    else:
        yield Finding(False, where, f"has no {page} paper, only {', '.join(map(size_of, paper))}", f"put {page} in")


def _uncounted(where: str, *, trusted: bool) -> Finding:
    what = "its pages are not counted by the printer itself"
    if trusted:
        return Finding(True, where, f"{what}; it is believed when it says that a copy is done")
    return Finding(False, where, what, "print to it by ipp:// or an IPP queue, or write `uncounted = true` into printing.toml")


def listed(settings: Settings) -> Iterator[Printer]:
    """The printer that the settings name by address, then the queues of this computer.  Raises ChannelError if nothing answers."""
    if "://" in settings.printer:
        try:
            yield line(settings, timeout=QUICK).look()
        except SILENT as error:
            yield Printer(settings.printer, settings.printer, state="not reached", message=str(error))
    try:
        yield from windows_printers() if windows() else queues(QUICK)
    except (NoAnswer, HttpRefusal) as error:
        if "://" not in settings.printer:
            what = "the print server of this computer (CUPS) does not answer"
            raise ChannelError(f"{what}: {error}; start it, or name a printer by its address, ipp://…", temporary=True) from None
