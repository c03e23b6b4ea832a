"""What a clinic's leaflets depend on outside of this program: its folder, the ledger's file, the disk, the rules of its time zone.

In: paths, a clinic, a moment.  Out: findings, each with a remedy where something is amiss.  Nothing is made but a file in the clinic's
folder, which is deleted again; of the ledger, nothing is changed.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
import zoneinfo
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path

from handouts.clinics.clinic import Clinic
from handouts.doctor.mounts import share_of
from handouts.errors import LedgerError
from handouts.findings import Finding
from handouts.ledger.ledger import Ledger
from handouts.ledger.sharing import handed_down

LEAST = 500 * 2**20  # bytes; a run of 10,000 copies takes about 400 MB
COPY = 40_000  # bytes: a copy, and what the ledger keeps of it
STALE = 2  # years: the rules of some country change every year


def folder(path: Path) -> Finding:
    """Whether the ledger can be kept in this folder."""
    try:
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(b"\0")
    except OSError as error:
        remedy = "free some room" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "give yourself the right to write in it"
        return Finding(False, f"folder {path}", f"cannot be written: {error.strerror}", remedy)
    return Finding(True, f"folder {path}", "can be written")


def ledger(path: Path) -> Finding:
    """Whether the ledger opens, is whole and can be written; one that is not there yet is begun by the first run."""
    where = f"ledger {path}"
    if share := share_of(path.parent):
        what = f"would stand on a network share ({share}): several machines would write into it, and its journal is shared memory of one"
        return Finding(False, where, what, "keep the clinic's folder on a disk of this machine; what is made may go to the share (--out)")
    if not path.exists():
        return Finding(True, where, "there is none yet; the first run begins it")
    try:
        with Ledger.open(path) as opened:
            opened.verify()
            with opened.writing():
                runs = len(opened.runs())
    except LedgerError as error:
        what, _, remedy = str(error).removeprefix(f"{path}: ").partition("; ")
        return Finding(False, where, what, remedy)
    return Finding(True, where, f"{runs} runs; whole, and can be written")


def group(path: Path, clinic: Clinic) -> Iterator[Finding]:
    """Whether the accounts of the group that the clinic names can use the ledger."""
    name = clinic.ledger.group
    if not name:
        return
    where = f"group {name}"
    try:
        fine = handed_down(path.parent, name)
    except LedgerError as error:
        what, _, remedy = str(error).removeprefix(f"{path.parent}: ").partition("; ")
        yield Finding(False, where, what, remedy)
        return
    what = "may use the ledger" if fine else "cannot use the ledger: the folder does not hand its group down to what is made in it"
    yield Finding(fine, where, what, "" if fine else f"say `chgrp {name} {path.parent}` and `chmod g+rwxs {path.parent}`")


def disk(path: Path) -> Finding:
    """Whether there is room for a run."""
    there = next(place for place in (path, *path.parents) if place.exists())
    free = shutil.disk_usage(there).free
    what = f"{free / 2**30:.1f} GB free, room for about {free // COPY:,} copies"
    return Finding(free >= LEAST, f"disk of {there}", what, "" if free >= LEAST else "free some room")


def zone(clinic: Clinic, now: datetime) -> Iterator[Finding]:
    """Whether the rules of time zones are known, and of late."""
    where, version = f"time zone {clinic.zone.key}", rules()
    old = bool(version) and now.year - int(version[:4]) > STALE
    what = f"it is {now.astimezone(clinic.zone):%H:%M} there; by the rules of {version or 'an unknown year'}"
    yield Finding(not old, where, what, "update tzdata, by the system's updates or `pip install --upgrade tzdata`" if old else "")


def rules() -> str:
    """The version of the time zone data in use, such as '2026a'; '' if it does not say.  zoneinfo takes the system's before PyPI's."""
    for place in map(Path, zoneinfo.TZPATH):
        if (place / "tzdata.zi").is_file():
            with (place / "tzdata.zi").open(encoding="ascii", errors="replace") as file:
                first = file.readline().split()
            return first[2] if first[:2] == ["#", "version"] else ""
        if place.is_dir():
            return ""
    try:
        return str(import_module("tzdata").IANA_VERSION)
    except (ImportError, AttributeError):
        return ""
