"""Files are written whole or not at all.

In: bytes and a path.  Out: the file, by way of a temporary name in the same folder, synced and renamed.
Refuses what the file system refuses (`OutputError`).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from handouts.errors import OutputError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to (and read back), which appears under its name when all went well."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise OutputError(f"{path}: is a folder; name a file")
        handle, temporary = tempfile.mkstemp(prefix=".handouts-", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
        temporary = ""
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}; free some room or choose another folder") from None
    finally:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    with whole_file(path) as stream:
        stream.write(data)
