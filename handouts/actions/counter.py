"""Where a desk stands: which clinic, and the folder that its diary, its lists and the copies made at it lie in.

In: a clinic, perhaps another folder.  Out: the diary, the ledger, the places of files.  Refuses a sample clinic without a folder
(`InputError`), and what cannot be opened (`LedgerError`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.where import Where
from handouts.errors import InputError
from handouts.files.places import Url

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.diary.file import Diary
    from handouts.ledger.ledger import Ledger

LISTS, COPIES = "lists", "copies"  # rooms of the folder


@dataclass(frozen=True, slots=True)
class Counter:
    """The place of a desk.  folder: None for the clinic's own."""

    clinic_and_ledger: Where
    folder: Path | None = None

    @property
    def home(self) -> Path:
        """The folder.  Raises InputError if the clinic's cannot be one."""
        place = self.folder or self.clinic_and_ledger.place
        if isinstance(place, Url) or (self.folder is None and self.clinic_and_ledger.sample):
            raise InputError("a desk keeps its lists and copies in a folder of this computer; name one with --out")
        return place

    @property
    def where(self) -> Where:
        """The clinic, with the ledger that the desk uses."""
        where = self.clinic_and_ledger
        return where if where.ledger else replace(where, ledger=where.file(self.home))

    def read(self) -> Clinic:
        """The clinic, as its folder is now.  Raises ClinicError."""
        return self.clinic_and_ledger.read()

    def diary(self, clinic: Clinic) -> Diary:
        """The diary, made if there is none.  Raises LedgerError, OutputError."""
        from handouts.diary.file import NAME, Diary
        from handouts.files.output import make_folder

        make_folder(self.home)
        return Diary.open(self.home / NAME, clinic.zone)

    def ledger(self) -> Ledger:
        """The ledger, made if there is none.  Raises LedgerError."""
        from handouts.files.output import make_folder

        make_folder(self.home)
        where = self.where
        return where.begin(where.file())
