"""Which clinic, and which ledger: what nearly every request begins with.

In: a folder, an address or the name of a sample clinic; a ledger's file.  Out: the `Clinic`, the `Ledger`.  Refuses a clinic that there
is not (`ClinicError`), and a ledger that cannot be where it would have to be, or that is not there yet (`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.clinics.clinic import SAMPLES, Clinic, read_clinic, sample_clinic
from handouts.errors import InputError
from handouts.files.places import Place, Url, near, place

if TYPE_CHECKING:
    from handouts.ledger.ledger import Ledger

__all__ = ["SAMPLES", "Where"]


@dataclass(frozen=True, slots=True)
class Where:
    """clinic: its folder, or a sample clinic's name; ledger: its file, None for the usual one."""

    clinic: str
    ledger: Path | None = None

    @property
    def sample(self) -> bool:
        """Whether this names a sample clinic rather than a folder."""
        return self.clinic in SAMPLES and not Path(self.clinic).is_dir()

    @property
    def place(self) -> Place:
        """Where the clinic is."""
        return sample_clinic(self.clinic) if self.sample else place(self.clinic)

    def read(self) -> Clinic:
        """The clinic, as its folder is now.  Raises ClinicError."""
        return read_clinic(near(self.place))

    def own(self, what: str) -> Clinic:
        """The same, for what a sample clinic does not do.  Raises InputError for one."""
        if self.sample:
            raise InputError(f"a sample clinic {what}; name your clinic's folder with --clinic")
        return self.read()

    def file(self, beside: Place | None = None) -> Path:
        """Where the ledger is.  beside: the folder that a sample clinic, which lives inside the program, keeps its ledger in.

        Raises InputError if that is nowhere, or not on this machine.
        """
        from handouts.ledger.ledger import NAME

        if self.ledger:
            return self.ledger
        if self.sample and beside is None:
            raise InputError("a sample clinic keeps its ledger beside what it made; name it with --ledger, or your clinic with --clinic")
        folder = beside if beside is not None and self.sample else self.place
        if isinstance(folder, Url):
            raise InputError(f"{folder}: no ledger can be kept there; say with --ledger where it is on this machine")
        return folder / NAME

    def open(self) -> Ledger:
        """The ledger that is there already, for whoever asks it.  Raises InputError if there is none."""
        from handouts.ledger.ledger import Ledger

        path = self.file()
        if not path.is_file():
            raise InputError(f"{path}: there is no ledger yet; `handouts batch` begins one, or name another with --ledger")
        return Ledger.open(path)
