"""The folder: a copy is written where the clinic's other programs fetch it.

In: parcels.  Out: one PDF a copy, under its opaque file name, written whole and synced.  A file that is there already with these bytes
is the copy; one with others is left alone, and the copy fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handouts.delivery.channel import ChannelError, Disposition, Parcel
from handouts.errors import OutputError
from handouts.files.guard import Guard
from handouts.files.output import write_whole
from handouts.ledger.data import Copy
from tests.handouts.delivery.spool import ANY


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that copies are written into."""

    path: Path
    name: str = "folder"

    def identify(self, copy: Copy, delivery: int) -> str:
        """The copy's file."""
        return Path(copy.struck.file).name

    def ready(self) -> None:
        """Make the folder, if it is not there."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ChannelError(f"{self.path}: cannot be made: {error.strerror}; choose another folder") from None

    def foresee(self, parcel: Parcel) -> None:
        """Nothing takes long."""

    def prepare(self, parcel: Parcel) -> Parcel:
        """The copy as it is."""
        return parcel

    def deliver(self, parcel: Parcel) -> Disposition:
        """Write the file."""
        file = self.path / parcel.message
        try:
            if file.exists():
                same = file.read_bytes() == parcel.data
                return Disposition("sent") if same else Disposition("failed", f"{file}: is there already and is another file; move it away")
            write_whole(Guard().outlet(file, ANY), parcel.data)
        except OutputError as error:
            return Disposition("failed", str(error), temporary=True, stop=True)
        except OSError as error:
            return Disposition("failed", f"{file}: cannot be read: {error.strerror}; see to the folder", temporary=True, stop=True)
        return Disposition("sent")

    def close(self) -> None:
        """Nothing is held."""
