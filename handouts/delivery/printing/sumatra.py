"""The printer on Windows, by way of the SumatraPDF program, if that is installed.

In: parcels.  Out: dispositions: Windows has taken the copy into its queue.  Refuses to begin without the program (`ChannelError`).

What came out is not known here: the queue of Windows keeps no count that this program can read.  A printer named by ipp:// is
counted on Windows as well, and needs no program.  SumatraPDF is GPL: it is called, and not brought along.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from handouts.delivery.channel import ChannelError, Disposition, Parcel
from handouts.delivery.printing.printers import Printer, Ticket, ticket_for
from handouts.errors import InputError
from handouts.files.system import passing_folder
from handouts.ledger.data import Copy

PROGRAM = "SumatraPDF"
PLACES = ("LOCALAPPDATA", "ProgramFiles", "ProgramFiles(x86)")  # where its installer puts it, for one user or for all
DUPLEX = {"": "", "one-sided": "simplex", "two-sided-long-edge": "duplexlong", "two-sided-short-edge": "duplexshort"}
REFUSED = 1  # its exit code when it has not printed
PATIENCE = 300.0  # seconds that the program may take to hand one copy to Windows
LIST = (
    "powershell.exe", "-NoProfile", "-NonInteractive", "-Command",
    "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-CimInstance Win32_Printer | "
    "Select-Object Name, DriverName, Location, Default, WorkOffline, PrinterStatus | ConvertTo-Json",
)  # fmt: skip
MISSING = (
    "to print from Windows, install SumatraPDF (https://www.sumatrapdfreader.org), or name the printer by its address: --printer ipp://…"
)


def found() -> Path | None:
    """The program, None if it is not installed."""
    places = [Path(os.environ[place]) / PROGRAM / f"{PROGRAM}.exe" for place in PLACES if place in os.environ]
    on_path = shutil.which(PROGRAM)
    return next((place for place in (*places, *([Path(on_path)] if on_path else ())) if place.is_file()), None)


def sumatra(printer: str, ticket: Ticket) -> Sumatra:
    """The channel.  printer: as Windows calls it, '' for its default.  Raises InputError for what cannot be asked of it."""
    if ticket.staple:
        raise InputError("SumatraPDF cannot ask for staples; set that in the printer's own settings, or name the printer by ipp://…")
    if ticket.pin or ticket.account:
        raise InputError("SumatraPDF knows no PIN and no account; leave pin and account out, or name the printer by ipps://…")
    return Sumatra(printer, ticket)


@dataclass(frozen=True, slots=True)
class Sumatra:
    """A printer of Windows; '' is its default."""

    printer: str
    ticket: Ticket = Ticket()
    name: str = "print"

    def identify(self, copy: Copy, delivery: int) -> str:
        """The beginning of the file's name, which the queue of Windows shows."""
        return f"{copy.id}.{delivery}"

    def ready(self) -> None:
        """Raises ChannelError if the program is not there."""
        if found() is None:
            raise ChannelError(MISSING)

    def foresee(self, parcel: Parcel) -> None:
        """Nothing that takes long can begin before."""

    def prepare(self, parcel: Parcel) -> Parcel:
        """The copy as it is."""
        return parcel

    def deliver(self, parcel: Parcel) -> Disposition:
        """Hand one copy to Windows."""
        program = found()
        if program is None:
            return Disposition("failed", MISSING, temporary=True, stop=True)
        with passing_folder() as folder:
            file = folder / f"{parcel.message}.{parcel.attempt}.pdf"
            file.write_bytes(parcel.data)
            return self._called([str(program), *self._options(parcel), str(file)])

    def _options(self, parcel: Parcel) -> list[str]:
        """Of SumatraPDF's command line (its manual, "Command-line arguments", Printing)."""
        target = ["-print-to", self.printer] if self.printer else ["-print-to-default"]
        tray = f"bin={self.ticket.tray}" if self.ticket.tray else ""
        sides = DUPLEX[ticket_for(self.ticket, parcel.data).sides]
        settings = [setting for setting in ("noscale", f"paper={parcel.copy.struck.page}", sides, tray) if setting]
        return [*target, "-print-settings", ",".join(settings), "-silent"]

    def _called(self, command: list[str]) -> Disposition:
        called = self.printer or "the default printer"
        try:
            ended = subprocess.run(command, timeout=PATIENCE, capture_output=True, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            return Disposition("in doubt", f"{called}: SumatraPDF did not end; look whether the copy came out, and settle it")
        except OSError as error:
            return Disposition("failed", f"SumatraPDF cannot be started: {error.strerror}; install it again", temporary=True, stop=True)
        if ended.returncode == REFUSED:
            return Disposition("failed", f"{called}: SumatraPDF could not print; see that Windows has a printer of that name", stop=True)
        if ended.returncode:
            said = f"{called}: SumatraPDF broke off (exit code {ended.returncode}); look whether the copy came out, and settle it"
            return Disposition("in doubt", said, stop=True)
        said = f"{called}: in the queue of Windows; whether it came out is not counted"
        return Disposition("sent", said, facts=MappingProxyType({"printer": called, "impressions": None}))

    def close(self) -> None:
        """Nothing is held."""


def windows_printers() -> list[Printer]:
    """The printers of Windows.  Raises ChannelError if it does not say."""
    try:
        ended = subprocess.run(LIST, timeout=60, capture_output=True, stdin=subprocess.DEVNULL, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        raise ChannelError("Windows does not say which printers it has; look in its settings under Printers") from None
    return printers_in(ended.stdout.decode("utf-8", "replace"))


def printers_in(text: str) -> list[Printer]:
    """The printers in what Windows answered: one object, or a list of them; nothing if there is none."""
    found = json.loads(text or "[]")
    states = {3: "idle", 4: "printing", 5: "printing"}  # Win32_Printer.PrinterStatus
    return [
        Printer(
            str(p["Name"]), "", str(p.get("DriverName") or ""), str(p.get("Location") or ""),
            "stopped" if p.get("WorkOffline") else states.get(p.get("PrinterStatus", 3), "stopped"),
            default=bool(p.get("Default")),
        )
        for p in (found if isinstance(found, list) else [found])
    ]  # fmt: skip
