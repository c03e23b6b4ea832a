"""The file that a list comes in.

In: a path, an address, or bytes that are held already.  Out: a `ListFile`, which can be opened as often as a reader needs.  Refuses
what is no file, what is too large, and a file that changes while it is read (`InputError`).
"""

from __future__ import annotations

import codecs
import io
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from handouts.errors import InputError
from handouts.files.places import Place, Url

LARGEST = 64 * 2**20  # bytes
CHUNK = 2**18
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file, or bytes in its stead.  name: what messages call it; stamp: its size and time of change when first seen."""

    name: str
    path: Path | None = None
    data: bytes = b""
    stamp: tuple[int, int] = (0, 0)

    @property
    def size(self) -> int:
        """Bytes."""
        return self.stamp[0] if self.path else len(self.data)

    def open(self) -> BinaryIO:
        """The bytes from their beginning.  Raises InputError if the file is not what it was."""
        if self.path is None:
            return io.BytesIO(self.data)
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read: {error.strerror}") from None
        if _stamp(self.path) != self.stamp:
            file.close()
            raise InputError(f"{self.name}: changed while it was read; start again when nothing writes to it")
        return file

    def head(self, length: int = 4096) -> bytes:
        """The first bytes."""
        with self.open() as file:
            return file.read(length)

    def whole(self) -> bytes:
        """All of it; bounded by LARGEST."""
        with self.open() as file:
            return file.read(LARGEST + 1)


def list_file(path: Place | ListFile) -> ListFile:
    """A file to be read.  Raises InputError if there is none, it is a folder, empty or too large."""
    if isinstance(path, ListFile):
        found = path
    elif isinstance(path, Url):
        found = ListFile(path.name, data=path.read_bytes(LARGEST + 1))
    else:
        try:
            _must_be_a_file(path)
            found = ListFile(path.name, path, stamp=_stamp(path))
        except FileNotFoundError:
            raise InputError(f"{path}: there is no such file; look at its name and folder") from None
        except ValueError:
            raise InputError(f"{path!r}: is not the name of a file") from None
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    if found.size > LARGEST:
        raise InputError(f"{found.name}: has more than {LARGEST // 2**20} MB; split it")
    return found


def _must_be_a_file(path: Path) -> None:
    """Raise InputError for what has no end, or would be waited for: a folder, a device, a pipe."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise InputError(f"{path}: is a folder; expected a file such as a CSV file")
    if not stat.S_ISREG(mode):
        raise InputError(f"{path}: is a device or a pipe, not a file; save the list as a file")


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def encoding(file: ListFile, fallback: str = "cp1252") -> str:
    """The encoding of a text file: by its byte order mark, UTF-8, or the fallback.

    Raises InputError for bytes that are no text, and for a NUL byte, naming the line.
    """
    with file.open() as stream:
        start = stream.read(4)
    candidates = ("utf-16",) if start.startswith(WIDE_MARKS) else ("utf-8-sig", fallback)
    fault = 0
    for candidate in candidates:
        try:
            _try(file, candidate)
            return candidate
        except UnicodeDecodeError as error:
            fault = error.start
    raise InputError(f"{file.name}: is not UTF-8, UTF-16 or Windows-1252 text (byte {fault}); save it as CSV UTF-8")


def must_be(file: ListFile, named: str) -> None:
    """See that a file is a text in the encoding that a map names.  Raises InputError if not."""
    try:
        _try(file, named)
    except UnicodeDecodeError as error:
        raise InputError(f"{file.name}: is no text in {named}, as the map says (byte {error.start}); name another encoding") from None


def _try(file: ListFile, candidate: str) -> None:
    """Decode the whole file in pieces; UnicodeDecodeError names the byte of the file."""
    decoder = codecs.getincrementaldecoder(candidate)()
    lines, done = 1, 0
    with file.open() as stream:
        while True:
            chunk = stream.read(CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                error.start += done - pending
                raise
            if "\x00" in text:
                line = lines + text.count("\n", 0, text.index("\x00"))
                raise InputError(
                    f"{file.name}: line {line}: a NUL byte; this is no text file, or UTF-16 without its mark: save it as CSV UTF-8"
                )
            lines += text.count("\n")
            done += len(chunk)
            if not chunk:
                return
