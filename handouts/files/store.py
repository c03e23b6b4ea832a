"""A folder of a run, on this machine or elsewhere: files that appear in it whole.

In: names and bytes.  Out: files.  Refuses what guard and storage refuse (`OutputError`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

from handouts.errors import OutputError
from handouts.files.folder import Folder
from handouts.files.guard import Guard
from handouts.files.output import PREFIX, SUFFIX, of_these
from handouts.files.places import Place, Url, reach, reaching

WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "memory"})  # an object appears when all of it has arrived


def folder_at(place: Place, guard: Guard) -> Folder | Store:
    """The folder at a place."""
    return Folder(place, guard) if isinstance(place, Path) else Store(place, guard)


class Store:
    """A folder that fsspec reaches, with the ways of `Folder`.

    Where the storage shows an object only when all of it has arrived (S3 and its kin), a file is put under its name at once; elsewhere
    (SFTP, FTP, SMB, WebDAV) under a temporary name and moved.  After `settle` the storage has said that it keeps all of them.
    """

    def __init__(self, url: Url, guard: Guard, threads: int = 4) -> None:
        self.path, self._kept = url, guard.names()
        with reaching(url, OutputError, "written"):
            self._files, self._root = reach(url)
        kinds = self._files.protocol
        self._whole = not WHOLE.isdisjoint((kinds,) if isinstance(kinds, str) else kinds)
        self._token = secrets.token_hex(4)  # another process may be writing the same files
        many = bool(getattr(self._files, "async_impl", False))  # the other drivers have one connection, which no two threads may use
        self._pool = ThreadPoolExecutor(threads if many else 1, thread_name_prefix="store")
        self._pending: list[Future[None]] = []

    def make(self) -> None:
        """Make the folder, if there is none."""
        with reaching(self.path, OutputError, "made"):
            self._files.makedirs(self._root, exist_ok=True)

    def sweep(self, names: Collection[str]) -> None:
        """Take away what a killed process left half-written of these files."""
        with suppress(Exception):
            self._files.invalidate_cache()
            for path in self._files.ls(self._root, detail=False):  # some drivers give paths, some give names
                name = path.rpartition("/")[2]
                if of_these(name, names):
                    self._files.rm(f"{self._root}/{name}")

    def take_away(self, name: str, sha256: str) -> None:
        """Delete a file, if it is the one of this digest; nothing if it is not there, or somebody's own.  Raises OutputError."""
        path = f"{self._root}/{name}"
        with reaching(self.path, OutputError, "written"):
            if self._files.exists(path) and hashlib.sha256(self._files.cat_file(path)).hexdigest() == sha256:
                self._files.rm(path)

    def put(self, name: str, data: bytes) -> None:
        """Begin to write a file.  Raises OutputError for one that its guard keeps."""
        if str(self.path / name) in self._kept:
            raise OutputError(f"{self.path / name}: is what this is made from; nothing is written over it: name another folder")
        self._pending.append(self._pool.submit(self._write, name, data))

    def settle(self) -> None:
        """Everything that was put is in the folder.  Raises OutputError."""
        pending, self._pending = self._pending, []
        try:
            with reaching(self.path, OutputError, "written"):
                for future in pending:
                    future.result()
        finally:
            for future in pending:
                future.cancel()
            wait(pending)

    def drop(self) -> None:
        """What was put and is not being written yet is not written."""
        pending, self._pending = self._pending, []
        for future in pending:
            future.cancel()
        wait(pending)

    def _write(self, name: str, data: bytes) -> None:
        path = f"{self._root}/{name}"
        if self._whole:
            self._files.pipe_file(path, data)
            return
        temporary = f"{self._root}/{PREFIX}{name}-{self._token}{SUFFIX}"
        try:
            self._files.pipe_file(temporary, data)
            self._move(temporary, path, data)
        finally:
            with suppress(Exception):
                if self._files.exists(temporary):
                    self._files.rm(temporary)

    def _move(self, temporary: str, path: str, data: bytes) -> None:
        """Some storages move nothing over what is there; what is there may be this very file, from a worker that was killed."""
        try:
            self._files.mv(temporary, path)
        except Exception:
            if not self._files.exists(path) or self._files.cat_file(path) != data:
                raise
