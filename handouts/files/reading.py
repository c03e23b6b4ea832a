"""A text file that somebody else wrote, read with care.

In: a path.  Out: its text.  Refuses a folder, a device or a pipe (which may have no end), a file that is too large, and what is no UTF-8
text (an error of the kind that is asked for); that there is no such file is the asker's to judge.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import BinaryIO

from handouts.errors import HandoutsError, Slip

LONGEST_NAME = 255  # bytes of a file's name, on nearly every file system
LARGEST = 2**18  # bytes; the longest file of settings that anybody has is a tenth of that


def text_of(path: Path, error: type[HandoutsError], *, called: str = "", largest: int = LARGEST, piped: bool = False) -> str:
    """The text of a file, without a byte order mark.  called: its name in what is said; piped: a pipe will do.

    Raises FileNotFoundError, and `error` for a file that cannot be read as text.
    """
    called = called or str(path)
    try:
        data = _bytes_of(path, largest, piped)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(called) from None
    except ValueError as refused:
        if "\0" in str(path):
            raise FileNotFoundError("a name with a character that shows nothing") from None
        raise error(f"{called}: cannot be read: {refused}") from None
    except OSError as failed:
        raise error(f"{called}: cannot be read: {failed.strerror}") from None
    return decoded(data, error, called)


def decoded(data: bytes, error: type[HandoutsError], called: str) -> str:
    """The text of bytes, without a byte order mark.  Raises `error` for what is no UTF-8 text."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failed:
        line = data.count(b"\n", 0, failed.start) + 1
        column = failed.start - data.rfind(b"\n", 0, failed.start)
        what = f"cannot be read: it is not UTF-8 text (byte {failed.start})"
        raise error.at([Slip(called, line, column, what, "save it as UTF-8")]) from None


def _bytes_of(path: Path, largest: int, piped: bool) -> bytes:
    """The bytes of a file.  Raises ValueError with what is wrong, OSError."""
    with opened(path, piped=piped) as stream:
        data = stream.read(largest + 1)
    if len(data) > largest:
        raise ValueError(f"it has more than {largest // 1024} KB")
    return data


def opened(path: Path, *, piped: bool = False) -> BinaryIO:
    """A file to read.  piped: a pipe will do.  Raises ValueError for a folder and for what may have no end, OSError."""
    kind = path.stat().st_mode
    if stat.S_ISDIR(kind):
        raise ValueError("it is a folder")
    if not (stat.S_ISREG(kind) or (piped and stat.S_ISFIFO(kind))):
        raise ValueError("it is a device and not a file")
    return path.open("rb")
