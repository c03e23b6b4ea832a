"""What no output is ever written over.

In: what a request reads and keeps (lists, records, maps, the clinic's folder, the ledger), a place to write to, and the kind of file that
will stand there.  Out: an `Outlet`, which is the only thing that a writer takes.  Refuses (`OutputError`) an input by whatever name it is
reached (links, `..`, other letter case), the ledger and what SQLite keeps beside it, the clinic's own files, whatever is no plain file,
and any file that is not an older output of the same kind.  What is published for everybody and what is not for everybody never lie in one
folder: nothing else is written into a published one, and none is published into that has a clinic's files or patients' copies in it.

Copies of a run are named by digests of the run: what lies under such a name is theirs, and may be emptied or swapped; for them only the
rest is looked at.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import NamedTuple

from handouts.errors import OutputError
from handouts.files.places import Place, Url
from handouts.files.system import reason, unnameable

ROOMS = frozenset({"handouts", "layouts", "assets"})  # of a clinic's folder
OWN = re.compile(r".+\.(toml|key|pem|sqlite3(-\w+)?)")  # in a clinic's folder: settings, keys, certificates, the ledger
BESIDE = ("", "-wal", "-shm", "-journal", "-locks", "-sendings")  # of a ledger: SQLite's, its locks, the journal of sendings
PRIVATE = re.compile(r"clinic\.toml|.+\.(key|pem|sqlite3(-\w+)?)|\d{5,}-[a-z2-7]{12}\.pdf", re.ASCII)  # a clinic's, and patients' copies
PUBLISHED = "handouts-published.json"  # the record of a folder that is published
START = 8192  # bytes by which a kind is known


class OutputKind(NamedTuple):
    """A kind of file that is made.  called: with its article, such as 'an older handout'; known: whether a file is one of them."""

    called: str
    known: Callable[[Path], bool]

    def fits(self, path: Path) -> bool:
        """Whether a file is of this kind; one that cannot be read is not."""
        try:
            return self.known(path)
        except OSError:
            return False


def begins(called: str, pattern: bytes) -> OutputKind:
    """A kind that is known by what stands at its beginning."""

    def known(path: Path) -> bool:
        with path.open("rb") as file:
            return re.search(pattern, file.read(START), re.M) is not None

    return OutputKind(called, known)


class Guard(NamedTuple):
    """inputs: files that are read; clinic: its folder; ledger: its file; publishes: what is written is for everybody."""

    inputs: tuple[Place, ...] = ()
    clinic: Path | None = None
    ledger: Path | None = None
    publishes: bool = False

    def outlet(self, path: Path, kind: OutputKind) -> Outlet:
        """A place for a file of this kind."""
        return Outlet(path, kind, self)

    def names(self) -> frozenset[str]:
        """Every file that is read or kept: addresses as they are; paths by their own names and by what these lead to, folded."""
        kept = [Path(f"{self.ledger}{part}") for part in BESIDE] if self.ledger else []
        paths = [*kept, *(place for place in self.inputs if isinstance(place, Path))]
        urls = (place.text for place in self.inputs if isinstance(place, Url))
        return frozenset({*urls, *(name for path in paths for name in both(path))})

    def refuse(self, path: Path) -> None:
        """Nothing if the place may be written to, as far as its name goes.  Raises OutputError."""
        if not self.names().isdisjoint(both(path)) or any(_same(path, place) for place in self._paths()):
            raise OutputError(f"{path}: is what this is made from, or the ledger; nothing is written over it: name another file")
        if self.clinic and any(_owned(name, self.clinic) for name in both(path)):
            raise OutputError(f"{path}: is for the clinic's own files; name another file or folder")
        self._refuse_mixture(path.parent)

    def refuse_folder(self, folder: Path) -> None:
        """The same for a folder that files are written into.  Raises OutputError."""
        if self.clinic and any(_owned(f"{name}{os.sep}x", self.clinic) for name in both(folder)):
            raise OutputError(f"{folder}: is for the clinic's own files; name another folder")
        self._refuse_mixture(folder)
        real = Path(os.path.realpath(folder))
        for there in (real, *real.parents):
            if os.path.lexists(there):
                if not there.is_dir():
                    raise OutputError(f"{there}: is no folder; name another")
                return

    def _refuse_mixture(self, folder: Path) -> None:
        """Nothing if what is for everybody and what is not stay apart here.  Raises OutputError."""
        real = Path(os.path.realpath(folder))
        if not self.publishes:
            for there in (real, *real.parents):
                if os.path.lexists(there / PUBLISHED):
                    raise OutputError(f"{folder}: is published for everybody, so nothing else is written there; name another folder")
            return
        if any(place and Path(os.path.realpath(place)).is_relative_to(real) for place in (self.clinic, self.ledger)):
            raise OutputError(f"{folder}: holds the clinic's own files, and what is published anybody may read; name a folder of its own")
        if private := next((name for name in _names(real) if PRIVATE.fullmatch(name)), None):
            raise OutputError(f"{folder}: holds {private}, which is not for everybody; name a folder of its own")

    def _paths(self) -> list[Path]:
        return [place for place in (*self.inputs, self.ledger) if isinstance(place, Path)]


class Outlet(NamedTuple):
    """A place that a file may be written to, if its guard lets it."""

    path: Path
    kind: OutputKind
    guard: Guard

    def clear(self) -> None:
        """Nothing if a file may be written here, now.  Raises OutputError."""
        path = self.path
        if why := unnameable(path.name):
            raise OutputError(f"{path}: {why}; choose another name")
        self.guard.refuse(path)
        try:
            found = (Path(os.path.realpath(path.parent)) / path.name).lstat()  # a folder on the way may not be there yet
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise OutputError(f"{path}: cannot be written: {reason(error)}; choose another folder") from None
        if stat.S_ISDIR(found.st_mode):
            raise OutputError(f"{path}: is a folder; name a file")
        if stat.S_ISLNK(found.st_mode):  # /dev/stdout, for one, would be replaced itself
            raise OutputError(f"{path}: is a link; name the file that it leads to, or another")
        if not stat.S_ISREG(found.st_mode):
            raise OutputError(f"{path}: is not a file that can be written; name another")
        if found.st_size and not self.kind.fits(path):
            raise OutputError(f"{path}: is there already, and is not {self.kind.called}; name another file, or move that one away")


def both(path: Path, folder: Path | None = None) -> set[str]:
    """A file by its own name and by what that leads to, if it is a link; folded, as file systems compare that know no letter case.

    folder: that it is in, `resolved`, where somebody knows it.
    """
    own = (folder or resolved(path.parent)) / path.name
    return {folded(own), folded(resolved(path))} if path.name == ".." or path.is_symlink() else {folded(own)}


def resolved(path: Path) -> Path:
    """What a path leads to."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return path.absolute()


def folded(path: Path) -> str:
    """A path in one letter case and one form of Unicode."""
    return unicodedata.normalize("NFC", str(path)).casefold()


def _names(folder: Path) -> list[str]:
    """The names in a folder, none if there is none."""
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:  # whoever writes there says why that cannot be
        return []


def _same(path: Path, other: Path) -> bool:
    """Whether both are one file, by whatever names (a hard link, a mount)."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def _owned(name: str, clinic: Path) -> bool:
    """Whether a folded path is one that a clinic keeps its own files at."""
    path, folder = PurePath(name), folded(clinic.resolve())
    if not path.is_relative_to(folder) or name == folder:
        return False
    first, *rest = path.relative_to(folder).parts
    return first in ROOMS if rest else OWN.fullmatch(first) is not None
