"""Which clinic, and which ledger: what nearly every request begins with.

In: a folder, an address or the name of a sample clinic; a ledger's file.  Out: the `Clinic`, the `Ledger`.  Refuses to guess a clinic
(`InputError`), one that there is not (`ClinicError`), and a ledger that cannot be where it would have to be, or that is not there yet
(`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.clinics.clinic import SAMPLES, Clinic, read_clinic, sample_clinic
from handouts.errors import InputError
from handouts.files.guard import Guard
from handouts.files.places import Place, Url, near, place

if TYPE_CHECKING:
    from handouts.ledger.ledger import Ledger

__all__ = ["SAMPLES", "Where"]

NAME = "clinic.toml"  # where it is, there is a clinic
NOBODYS = (
    f"no clinic is named, and there is no {NAME} here: go to the clinic's folder, or name it with --clinic DIR (or HANDOUTS_CLINIC); "
    f"`handouts init DIR` begins one; to try things out, there are sample clinics: --clinic {SAMPLES[0]}"
)


@dataclass(frozen=True, slots=True)
class Where:
    """clinic: its folder, or a sample clinic's name, '' for the folder that one stands in; ledger: its file, None for the usual one."""

    clinic: str = ""
    ledger: Path | None = None

    @property
    def sample(self) -> bool:
        """Whether this names a sample clinic rather than a folder."""
        return self.clinic in SAMPLES and not Path(self.clinic).is_dir()

    @property
    def place(self) -> Place:
        """Where the clinic is.  Raises InputError if none is named and one does not stand in one's folder."""
        if not self.clinic:
            here = Path.cwd()
            if not (here / NAME).is_file():
                raise InputError(NOBODYS)
            return here
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
        from handouts.ledger.ledger import NAME as LEDGER

        if self.ledger:
            return self.ledger
        if self.sample and beside is None:
            raise InputError("a sample clinic keeps its ledger beside what it made; name it with --ledger, or your clinic with --clinic")
        folder = beside if beside is not None and self.sample else self.place
        if isinstance(folder, Url):
            raise InputError(f"{folder}: no ledger can be kept there; say with --ledger where it is on this machine")
        return folder / LEDGER

    def guard(self, *inputs: Place | None) -> Guard:
        """What is never written over, besides these inputs."""
        place = self.place
        return Guard(tuple(found for found in inputs if found), place if isinstance(place, Path) else None, self.ledger)

    def open(self) -> Ledger:
        """The ledger that is there already, for whoever asks it.  Raises InputError if there is none."""
        path = self.file()
        if not path.is_file():
            raise InputError(f"{path}: there is no ledger yet; `handouts batch` begins one, or name another with --ledger")
        return self.begin(path)

    def begin(self, path: Path) -> Ledger:
        """The ledger in this file, made if there is none, and open to the group that the clinic names.  Raises LedgerError."""
        from handouts.ledger.ledger import Ledger

        return Ledger.open(path, group=self._group())

    def _group(self) -> str | None:
        """The group that the clinic's accounts have in common, '' for none; None if nobody can say."""
        try:
            place = self.place
            return read_clinic(place).ledger.group if isinstance(place, Path) else None
        except InputError:  # a ledger can be asked whatever has become of its clinic's folder
            return None
