"""Many files into one folder, each whole, and all of them on the disk before anybody says so.

In: names and bytes.  Out: files.  Refuses what guard and file system refuse (`OutputError`).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

from handouts.errors import OutputError
from handouts.files.guard import Guard, both, resolved
from handouts.files.output import PREFIX, SUFFIX, make_folder, sweep
from handouts.files.system import BINARY, reason, remove, replace, sync_folder


class Folder:
    """Files that appear in a folder together, each of them whole.

    `put` writes under a temporary name, in threads, because a disk takes its time; `settle` waits until all of it is synced, gives
    the files their names, and syncs the folder.  What is there after `settle` is there after a power cut.
    """

    def __init__(self, path: Path, guard: Guard, threads: int = 4) -> None:
        self.path, self._there, self._guard, self._kept = path, resolved(path), guard, guard.names()
        self._token = secrets.token_hex(4)  # another process may be writing the same files
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="disk")
        self._pending: list[tuple[Path, Path, Future[None]]] = []

    def make(self) -> None:
        """Make the folder, if there is none.  Raises OutputError."""
        self._guard.refuse_folder(self.path)
        make_folder(self.path)

    def sweep(self, names: Collection[str]) -> None:
        """Take away what a killed process left half-written of these files."""
        sweep(self.path, names)

    def take_away(self, name: str, sha256: str) -> None:
        """Delete a file, if it is the one of this digest; nothing if it is not there, or somebody's own.  Raises OutputError."""
        path = self.path / name
        try:
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                remove(path)
        except OSError as error:
            raise OutputError(f"{path}: cannot be taken away: {reason(error)}; delete it: another copy counts instead") from None

    def put(self, name: str, data: bytes) -> None:
        """Begin to write a file.  Raises OutputError for one that its guard keeps."""
        path = self.path / name
        if not self._kept.isdisjoint(both(path, self._there)):
            self._guard.refuse(path)
        temporary = self.path / f"{PREFIX}{name}-{self._token}{SUFFIX}"
        self._pending.append((temporary, path, self._pool.submit(_write_synced, temporary, data)))

    def settle(self) -> None:
        """Everything that was put is in the folder, and on the disk.  Raises OutputError; then what has no name yet is taken away."""
        pending, self._pending = self._pending, []
        try:
            for _, _, future in pending:
                future.result()
            for temporary, path, _ in pending:
                replace(temporary, path)
            if pending:
                sync_folder(self.path)
        except OSError as error:
            _take_away(pending)
            raise OutputError(
                f"{self.path}: cannot be written: {reason(error)}; free some room or choose another folder, and say the same again"
            ) from None


    def drop(self) -> None:
        """What was put and has no name yet is taken away."""
        pending, self._pending = self._pending, []
        _take_away(pending)


def _take_away(pending: list[tuple[Path, Path, Future[None]]]) -> None:
    for _, _, future in pending:
        future.cancel()
    wait([future for _, _, future in pending])
    for temporary, _, _ in pending:
        with suppress(OSError):
            remove(temporary)


def _write_synced(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)
