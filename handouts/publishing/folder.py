"""A folder is brought up to date: what is new is written, what we wrote and is no more is taken away, what is somebody else's stays.

In: a folder, its guard, what it held by its record, the files that it is to hold.  Out: what was done.  Refuses, before anything is
written, a name that somebody else's file has (`OutputError`).

A file is ours if the record names it and it has one of the digests that stand there.  The record is written first, with the digests of
before and of now, and once more at the end: whenever this is stopped, the same command goes on with it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from handouts.errors import OutputError
from handouts.files.guard import PUBLISHED, Guard, Outlet, OutputKind, begins
from handouts.files.output import make_folder, whole_file
from handouts.publishing.history import Publication

READABLE = 0o644  # by the web server, which is somebody else
OURS = "an older one that was published here"
RECORDED = begins("an older record of what was published", rb'\A\{\s*"purpose": "')


class Refreshed(NamedTuple):
    """Names: written, taken away, and left alone although they are no more of ours, because somebody has changed them."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def refresh(folder: Path, guard: Guard, before: Publication | None, after: Publication, files: Mapping[str, bytes]) -> Refreshed:
    """Make a folder hold these files.  Raises OutputError."""
    guard = guard._replace(publishes=True)
    guard.refuse_folder(folder)
    held = before.files if before else {}
    final = replace(after, files={name: [_digest(data)] for name, data in files.items()})
    may_be = replace(after, files=_either(held, final.files))
    record, outlets = _outlets(folder, guard, {name: may_be.files[name] for name in files})
    stale = sorted(held.keys() - files.keys())
    fresh = _fresh(folder, final.files)
    if not fresh and not stale and _found(record.path) == _digest(final.written):
        return Refreshed((), (), ())
    make_folder(folder)
    _write(record, may_be.written)
    for name in fresh:
        _write(outlets[name], files[name])
    removed = tuple([name for name in stale if _removed(folder / name, held[name])])
    _write(record, final.written)
    return Refreshed(tuple(fresh), removed, _left(folder, stale))


def _outlets(folder: Path, guard: Guard, files: Mapping[str, Sequence[str]]) -> tuple[Outlet, dict[str, Outlet]]:
    """The places of the record and of files, all of which may be written to.  files: their digests.  Raises OutputError."""
    outlets = {name: guard.outlet(folder / name, _kind(digests)) for name, digests in files.items()}
    record = guard.outlet(folder / PUBLISHED, RECORDED)
    for outlet in (record, *outlets.values()):
        outlet.clear()
    return record, outlets


def _fresh(folder: Path, files: Mapping[str, Sequence[str]]) -> list[str]:
    """The files that are not there yet, or say something else."""
    return [name for name, digests in files.items() if _found(folder / name) not in digests]


def _either(held: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The digests that files may have meanwhile."""
    return {name: sorted({*held.get(name, ()), *now.get(name, ())}) for name in (*held, *now)}


def _kind(digests: Sequence[str]) -> OutputKind:
    return OutputKind(OURS, lambda path: _found(path) in digests)


def _write(outlet: Outlet, data: bytes) -> None:
    with whole_file(outlet) as stream:
        stream.write(data)
        if hasattr(os, "fchmod"):
            os.fchmod(stream.fileno(), READABLE)


def _removed(path: Path, digests: Sequence[str]) -> bool:
    """Whether a file was ours, and is no more.  Raises OutputError if it cannot be taken away."""
    if path.is_symlink() or _found(path) not in digests:
        return False
    try:
        path.unlink()
    except OSError as error:
        raise OutputError(f"{path}: cannot be taken away: {error.strerror}; delete it: it is published no more") from None
    return True


def _left(folder: Path, stale: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in stale if os.path.lexists(folder / name))


def _found(path: Path) -> str:
    """The digest of a file, '' if there is none."""
    try:
        return _digest(path.read_bytes())
    except OSError:
        return ""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
