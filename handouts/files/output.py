"""Files are written whole or not at all.

In: bytes and an outlet.  Out: the file, by way of a temporary name in the same folder, synced and renamed.
Refuses what the outlet's guard and the file system refuse (`OutputError`).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom
from pathlib import Path

from handouts.errors import OutputError
from handouts.files.guard import Outlet
from handouts.files.system import reason, remove, replace, sync_folder

PREFIX, SUFFIX = ".handouts-", ".part"  # of temporary names


@contextmanager
def whole_file(outlet: Outlet, prefix: str = PREFIX) -> Iterator[BufferedRandom]:
    """A file to write to (and read back), which appears under its name when all went well.  prefix: of its temporary name.

    Raises OutputError if it cannot be written.
    """
    temporary, path = "", outlet.path
    outlet.clear()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=prefix, suffix=SUFFIX, dir=path.parent)
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        outlet.clear()  # it may have taken an hour
        replace(Path(temporary), path)
        temporary = ""
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {reason(error)}; free some room or choose another folder") from None
    finally:
        if temporary:
            with suppress(OSError):
                remove(Path(temporary))


def write_whole(outlet: Outlet, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    with whole_file(outlet) as stream:
        stream.write(data)


def make_folder(path: Path) -> None:
    """A folder to write into.  Raises OutputError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be made: {error.strerror}; choose another folder") from None


def sweep(path: Path, names: Collection[str]) -> None:
    """Take away what a killed process left half-written of these files."""
    with suppress(OSError):
        for found in path.glob(f"{PREFIX}*{SUFFIX}"):
            if of_these(found.name, names):
                found.unlink(missing_ok=True)


def of_these(temporary: str, names: Collection[str]) -> bool:
    """Whether a temporary name is of one of these files."""
    is_one = temporary.startswith(PREFIX) and temporary.endswith(SUFFIX)
    return is_one and temporary.removeprefix(PREFIX).removesuffix(SUFFIX).rpartition("-")[0] in names
