"""How this clinic prints: `printing.toml` in its folder, and what the command line says instead.

In: the clinic's folder.  Out: frozen `Settings`; the channel they name.  Refuses an unknown key or a value that is none
(`ClinicError`: every slip with line and column), and a printer that nobody named (`InputError`).

    printer = "Desk"                    # a queue (`handouts printers`), ipp://… or ipps://…; the computer's default otherwise
    sides = "two-sided-long-edge"       # one-sided, two-sided-long-edge, two-sided-short-edge; the printer's own way otherwise
    tray = "tray-2"                     # whichever has the paper otherwise
    staple = true
    certificate = "printer.pem"         # of an ipps:// printer that has made its own
    uncounted = true                    # where the printer counts no pages, believe it when it says that a copy is done
    user = "handouts"                   # the name that the printer or print server knows, with
    password = {file = "printer-password"}  # or {env = "…"}, {keyring = "…"}; sent over an encrypted connection only
    pin = {file = "printer-pin"}        # typed in at the printer before a copy comes out
    account = "4711"                    # that pages are counted for
    log = "syslog"                      # or the name of a file in the clinic's folder: one line a delivery
    patience = 600                      # seconds to wait for paper, for another job, for somebody to switch it on
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from handouts.delivery.printing.client import HttpRefusal, NoAnswer, Queue, address, user
from handouts.delivery.printing.credentials import Credentials
from handouts.delivery.printing.jobs import SETTINGS
from handouts.delivery.printing.line import Patience, PrinterLine
from handouts.delivery.printing.printer import Printing
from handouts.delivery.printing.printers import SIDES, Ticket, default_queue
from handouts.delivery.secret import Owner, PasswordTable, Secret, fetched, one_line, secret_in
from handouts.errors import InputError
from handouts.files.kinds import Short
from handouts.files.marks import OneOf, Says, Through
from handouts.files.schema import Fault, build
from handouts.files.system import windows
from handouts.files.tables import read_toml
from layouts.measures import Between, ReadsFile

if TYPE_CHECKING:
    from handouts.delivery.channel import Channel

AWAY = "a table that says where it is, never the secret itself, such as {file = \"printer-password\"}"
HOW = f"with --printer or in {SETTINGS}"  # to name a printer


@dataclass(frozen=True, slots=True)
class Settings:
    """What printing.toml says; patience in seconds; log: syslog, or the name of a file; file: printing.toml itself."""

    printer: Short = ""
    sides: Annotated[str, OneOf(SIDES)] = ""
    tray: Short = ""
    staple: bool = False
    certificate: Annotated[Path | None, ReadsFile(there=False)] = None
    uncounted: bool = False
    patience: Annotated[int, Between(1, 86_400)] = 600
    log: Short = ""
    user: Short = ""
    password: Annotated[Secret | None, Through(PasswordTable, secret_in), Says(AWAY)] = None
    pin: Annotated[Secret | None, Through(PasswordTable, secret_in), Says(AWAY)] = None
    account: Short = ""
    file: Path = Path(SETTINGS)

    @property
    def ticket(self) -> Ticket:
        """How copies are printed.  Raises ClinicError if there is no PIN where it should be."""
        pin = fetched(self.pin, self._owner("pin"), one_line) if self.pin else ""
        return Ticket(self.sides, self.tray, self.staple, self.account, pin)

    @property
    def credentials(self) -> Credentials | None:
        """Name and password for the printer; the password is fetched when it is asked for, which raises ClinicError if it is not there."""
        kept = self.password
        return None if kept is None else Credentials(self.user, lambda: fetched(kept, self._owner(self.user), one_line))

    def at(self, printer: str) -> Settings:
        """The same for another printer, which is told no password of this one's; '' for this one."""
        if printer in ("", self.printer):
            return self
        return replace(self, printer=printer, user="", password=None)

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        if self.password and not self.user:
            yield ("user",), "missing", "it says whose password it is"
        if self.password and not self.printer:
            yield ("printer",), "missing", "it says which printer is told the password"

    def _owner(self, login: str) -> Owner:
        return Owner(self.file, login, self.printer or "the printer")


def read_settings(folder: Path) -> Settings:
    """The settings of a clinic; the usual ones if it has none.  Raises ClinicError with every slip of its printing.toml."""
    try:
        return build(Settings, read_toml(folder / SETTINGS), given={"file": folder / SETTINGS}, quoted=False)
    except FileNotFoundError:
        return Settings(file=folder / SETTINGS)


def channel(settings: Settings, say: Callable[[str], None]) -> Channel:
    """The printer that these settings name.  say: takes sentences for whoever waits.  Raises InputError if no printer is named."""
    if windows() and "://" not in settings.printer:
        from handouts.delivery.printing.sumatra import sumatra

        return sumatra(settings.printer, settings.ticket)
    return Printing(line(settings, say), settings.ticket, settings.uncounted)


def line(settings: Settings, say: Callable[[str], None] = lambda _sentence: None, timeout: float = 30.0) -> PrinterLine:
    """The way to the printer that is named, or to this computer's default.  Raises InputError if there is none."""
    called = settings.printer or _default()
    where = address(called)
    if (settings.password or settings.pin) and not where.private:
        raise InputError(f"{called}: password and PIN are sent over an encrypted connection only; write ipps:// instead of ipp://")
    queue = Queue(where, settings.certificate, timeout, settings.user or user(), settings.credentials)
    return PrinterLine(queue, called, Patience(stuck=settings.patience), say)


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
    if windows():
        return True
    try:
        return bool(default_queue())
    except (NoAnswer, HttpRefusal):
        return False
