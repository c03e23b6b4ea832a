"""How this clinic prints: `printing.toml` in its folder, and what the command line says instead.

In: the clinic's folder.  Out: frozen `Settings`; the channel they name.  Refuses an unknown key or a value that is none
(`ClinicError`: every slip with line and column), and a printer that nobody named (`InputError`).

    printer = "Desk"                    # a queue (`handouts printers`), ipp://… or ipps://…; the computer's default otherwise
    sides = "two-sided-long-edge"       # one-sided, two-sided-long-edge, two-sided-short-edge; the printer's own way otherwise
    tray = "tray-2"                     # whichever has the paper otherwise
    staple = true
    certificate = "printer.pem"         # of an ipps:// printer that has made its own
    uncounted = true                    # where the printer counts no pages, believe it when it says that a copy is done
    log = "syslog"                      # or the name of a file in the clinic's folder: one line a delivery
    patience = 600                      # seconds to wait for paper, for another job, for somebody to switch it on
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from handouts.delivery.printing.client import HttpRefusal, NoAnswer, Queue, address
from handouts.delivery.printing.jobs import SETTINGS
from handouts.delivery.printing.line import Patience, PrinterLine
from handouts.delivery.printing.printer import Printing
from handouts.delivery.printing.printers import SIDES, Ticket, default_queue
from handouts.errors import InputError
from handouts.files.kinds import Short
from handouts.files.marks import OneOf
from handouts.files.schema import build
from handouts.files.tables import read_toml
from layouts.measures import Between, ReadsFile

if TYPE_CHECKING:
    from handouts.delivery.channel import Channel

HOW = f"with --printer or in {SETTINGS}"  # to name a printer


@dataclass(frozen=True, slots=True)
class Settings:
    """What printing.toml says; patience in seconds; log: syslog, or the name of a file."""

    printer: Short = ""
    sides: Annotated[str, OneOf(SIDES)] = ""
    tray: Short = ""
    staple: bool = False
    certificate: Annotated[Path | None, ReadsFile(there=False)] = None
    uncounted: bool = False
    patience: Annotated[int, Between(1, 86_400)] = 600
    log: Short = ""

    @property
    def ticket(self) -> Ticket:
        """How copies are printed."""
        return Ticket(self.sides, self.tray, self.staple)


def read_settings(folder: Path) -> Settings:
    """The settings of a clinic; the usual ones if it has none.  Raises ClinicError with every slip of its printing.toml."""
    try:
        return build(Settings, read_toml(folder / SETTINGS))
    except FileNotFoundError:
        return Settings()


def channel(settings: Settings, say: Callable[[str], None]) -> Channel:
    """The printer that these settings name.  say: takes sentences for whoever waits.  Raises InputError if no printer is named."""
    if sys.platform == "win32" and "://" not in settings.printer:
        from handouts.delivery.printing.sumatra import sumatra

        return sumatra(settings.printer, settings.ticket)
    return Printing(line(settings, say), settings.ticket, settings.uncounted)


def line(settings: Settings, say: Callable[[str], None] = lambda _sentence: None, timeout: float = 30.0) -> PrinterLine:
    """The way to the printer that is named, or to this computer's default.  Raises InputError if there is none."""
    called = settings.printer or _default()
    return PrinterLine(Queue(address(called), settings.certificate, timeout), called, Patience(stuck=settings.patience), say)


def _default() -> str:
    try:
        found = default_queue()
    except (NoAnswer, HttpRefusal):
        raise InputError(f"the print server of this computer does not answer; start CUPS, or name an ipp:// printer {HOW}") from None
    if not found:
        raise InputError(f"this computer has no default printer; name one of `handouts printers` {HOW}")
    return found


def has_default() -> bool:
    """Whether this computer has a default printer, as far as it says."""
    if sys.platform == "win32":
        return True
    try:
        return bool(default_queue())
    except (NoAnswer, HttpRefusal):
        return False
