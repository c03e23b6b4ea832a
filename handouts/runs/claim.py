"""One ledger makes a list in a folder, from whichever machine.

In: a folder, the run's fingerprint, the ledger, the names of its files.  Out: the folder, claimed until the end of a `with`.  Refuses one
that another ledger, perhaps of another machine, is filling or has filled with this very list (`OutputError`): the second would write over
what the first says that it has made.

A claim is a hidden file in the folder.  One that a killed run left is taken over by its own ledger; another's is named, with what to do.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from handouts.errors import OutputError
from handouts.files.output import PREFIX, SUFFIX
from handouts.files.system import BINARY

LARGEST = 4096  # bytes


def refuse_filled(folder: Path, names: Collection[str]) -> None:
    """Raises OutputError if files of a list are there that this ledger has never begun to make.  names: of these files."""
    with suppress(OSError), os.scandir(folder) as entries:
        if any(entry.name in names for entry in entries):
            raise OutputError(
                f"{folder}: has handouts of this list already, which this ledger knows nothing of: another computer has made it, or a "
                "back-up of the ledger was put back; choose another folder, or move them away"
            )


@contextmanager
def claimed(folder: Path, fingerprint: str, ledger: Path) -> Iterator[None]:
    """The folder is this ledger's to write the list into.  Raises OutputError."""
    file = folder / f"{PREFIX}claim-{fingerprint[:16]}{SUFFIX}"
    ours = f"{socket.gethostname()}\n{ledger.resolve()}\n".encode("utf-8", "surrogateescape")
    try:
        _claim(file, ours)
    except OSError as error:
        with suppress(OSError):
            if _read(file) in ours:  # or the beginning of it
                file.unlink()
        raise OutputError(f"{folder}: cannot be written: {error.strerror}; free some room or choose another folder") from None
    try:
        yield
    finally:
        with suppress(OSError):
            if _read(file) == ours:
                file.unlink()


def _claim(file: Path, ours: bytes) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o600)
    except FileExistsError:
        if (theirs := _read(file)) not in (ours, b""):
            host, _, ledger = theirs.decode("utf-8", "replace").strip().partition("\n")
            raise OutputError(
                f"{file.parent}: {host} is making this list in this folder, by the ledger {ledger}; choose another folder. If it is not "
                f"any more, delete {file.name} in it"
            ) from None
        handle = os.open(file, os.O_WRONLY | os.O_TRUNC | BINARY)
    try:
        os.write(handle, ours)
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST)
