"""The bytes of a copy, as the ledger knows them.

In: a copy of the ledger.  Out: its PDF, whose digest is the ledger's: the file that its run wrote, or, where that is gone or part of a
combined file, the copy made again.  Refuses bytes that are not what was made and proven (`OutputError`).
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from handouts.clinics.clinic import Clinic
from handouts.errors import InputError, OutputError
from handouts.files.places import Place, place
from handouts.ledger.data import Copy, Run
from handouts.ledger.ledger import Ledger
from handouts.runs.again import Again, again


@dataclass(frozen=True, slots=True)
class Shelved:
    """The files of the ledger's runs.  clinic: makes a copy anew where its file is gone; without one that is refused."""

    ledger: Ledger
    clinic: Clinic | None = None
    _folders: dict[int, Place | None] = field(default_factory=dict)
    _remakers: dict[int, Remaker] = field(default_factory=dict)

    def data(self, copy: Copy) -> bytes:
        """The bytes of a copy.  Raises OutputError if they cannot be had, and whatever making it again raises."""
        folder = self._folder(copy.run)
        try:
            data = (folder / copy.struck.file).read_bytes() if folder else b""
        except (OSError, InputError):
            data = b""
        return data if same(data, copy) else checked(self._again(copy), copy)

    def _folder(self, run: int) -> Place | None:
        """Where a run wrote one file a copy; None for a combined file."""
        if run not in self._folders:
            options = self.ledger.run(run).options
            self._folders[run] = place(options.target) if options.target and not options.combined else None
        return self._folders[run]

    def _again(self, copy: Copy) -> bytes:
        if self.clinic is None:
            raise OutputError(f"the file of copy {copy.id} is not where its run wrote it, or is not what was written; put it back")
        if copy.run not in self._remakers:
            self._remakers[copy.run] = Remaker(self.ledger.run(copy.run), self.clinic)
        return self._remakers[copy.run].data(copy)


class Remaker:
    """Makes copies of a run once more, one after the other, by the same press."""

    def __init__(self, run: Run, clinic: Clinic) -> None:
        self.run, self.clinic = run, clinic
        self._wanted: deque[Copy] = deque()
        self._made: Iterator[Again] = iter(())

    def data(self, copy: Copy) -> bytes:
        """The bytes of a copy as it is made now.  Raises HandoutsError."""
        self._wanted.append(copy)
        made = next(self._made, None)
        if made is None:  # the first copy, or the last one was refused
            self._made = again(iter(self._wanted.popleft, None), self.run, self.clinic)
            made = next(self._made)
        return made.handout.data


def same(data: bytes, copy: Copy) -> bool:
    """Whether these are the bytes that were made."""
    return hashlib.sha256(data).hexdigest() == copy.struck.sha256


def checked(data: bytes, copy: Copy) -> bytes:
    """The bytes, if they are what was made.  Raises OutputError if not."""
    if not same(data, copy):
        raise OutputError(f"copy {copy.id} comes out otherwise than when it was made; make its run again with what there is now")
    return data
