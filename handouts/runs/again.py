"""Copies of a run once more, from the ledger alone: the same bytes, or a word on what has changed since.

In: a ledger, a run, which of its copies.  Out: handouts, each with whether it is the one that was given.  Refuses copies that there are
not, and ones whose patients' data have been purged (`InputError`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handouts.clinics.clinic import Clinic, built_in, read_clinic
from handouts.errors import InputError, LedgerError
from handouts.files.folder import Folder
from handouts.files.output import make_folder, whole_file
from handouts.files.places import near, place
from handouts.leaflets.shelf import Allowed
from handouts.ledger.ledger import Copy, Ledger, Run
from handouts.press import Handout, Press
from handouts.records.appointment import Appointment, read_record
from handouts.runs.combined import bookmark
from handouts.runs.order import group
from handouts.runs.pins import changed
from handouts.runs.task import batched
from layouts.copies.volume import Volume

CHUNK = 64  # files that are synced together
Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Again:
    """A copy made once more.  same: whether these are the bytes that were given."""

    copy: Copy
    handout: Handout
    same: bool


def placed(copies: Iterable[Copy], run: Run, clinic: Clinic) -> Iterator[tuple[Copy, int, int]]:
    """Each copy of a run with its first and last page in the stack, counted from 1: blank backs and separator sheets count."""
    look = json.loads(run.options)
    at, last = 1, None
    for copy in copies:
        if look.get("separators"):
            name = group(appointment_of(copy, clinic), look["order"], clinic)
            at += (2 if look.get("duplex") else 1) if name != last else 0
            last = name
        yield copy, at, at + copy.pages - 1
        at += copy.pages
        if look.get("duplex") and at % 2 == 0:
            at += 1


def choose(
    ledger: Ledger, run: Run, clinic: Clinic, *, pages: Ranges | None = None, copies: Ranges | None = None, patient: str = ""
) -> list[Copy]:
    """Some copies of a run, in the order of printing: that stand on these pages, of these numbers, or from a patient on; else all.

    Raises InputError if there is none.
    """
    every = ledger.copies(run.id)
    if pages is not None:
        chosen = [copy for copy, first, last in placed(every, run, clinic) if _any(pages, first, last)]
    elif copies is not None:
        chosen = [copy for copy in every if _any(copies, copy.sequence, copy.sequence)]
    else:
        chosen = list(every)
        start = next((at for at, copy in enumerate(chosen) if copy.patient == patient), len(chosen)) if patient else 0
        chosen = chosen[start:]
    if not chosen:
        raise InputError(f"run {run.id} has no such copy; see `handouts report {run.id}`")
    return chosen


def ranges(text: str) -> list[tuple[int, int]]:
    """Numbers and spans, such as `3,7` and `41-60`.  Raises InputError."""
    found = []
    for part in text.split(","):
        if not re.fullmatch(r"\d{1,9}(-\d{1,9})?", part.strip(), re.ASCII):
            raise InputError(f"{part.strip()!r} is neither a number nor a span; expected such as 3,7 or 41-60")
        first, _, last = part.strip().partition("-")
        found.append((int(first), int(last or first)))
    return found


def appointment_of(copy: Copy, clinic: Clinic) -> Appointment:
    """The appointment that a copy was made for.  Raises InputError if its patient's data have been purged."""
    if not copy.record:
        raise InputError(f"copy {copy.id} cannot be made again: its patient's data have been purged")
    return read_record(json.loads(copy.record), f"copy {copy.id}", clinic.zone)


def again(copies: Iterable[Copy], run: Run, clinic: Clinic, allowed: Allowed | None = None) -> Iterator[Again]:
    """Make copies of a run once more.  allowed: besides what the run was allowed."""
    press: Press | None = None
    for copy in copies:
        if press is None:
            press = Press(clinic, page=copy.page, issued=copy.issued, allowed=_allowed(json.loads(run.options), allowed))
        handout = press.make(appointment_of(copy, clinic), copy.leaflet, copy.layout)
        yield Again(copy, handout, handout.sha256 == copy.sha256)


def difference(again: Again, run: Run, clinic: Clinic) -> str:
    """What has changed since a copy was made."""
    copy, leaflet = again.copy, again.handout.leaflet
    if (copy.leaflet, copy.version, copy.language) != (leaflet.identifier, leaflet.version, leaflet.language):
        return f"it was {copy.leaflet} version {copy.version} ({copy.language}), it is version {leaflet.version} ({leaflet.language}) now"
    return f"{', '.join(changed(run.pins, clinic)) or 'something it is made of'} changed since then"


def into_folder(copies: Sequence[Copy], run: Run, clinic: Clinic, folder: Path) -> Iterator[Copy]:
    """Write copies into a folder, each the very bytes that were given.  Raises LedgerError at the first that is not."""
    make_folder(folder)
    files = Folder(folder)
    for some in batched(_same(copies, run, clinic), CHUNK):
        for made in some:
            files.put(file_of(made.copy), made.handout.data)
        files.settle()
        yield from (made.copy for made in some)


def into_file(copies: Sequence[Copy], run: Run, clinic: Clinic, file: Path, *, duplex: bool = False) -> Iterator[Copy]:
    """Write copies into one file for the printer."""
    issued = copies[0].issued
    with whole_file(file) as stream:
        volume = Volume(stream, f"{clinic.name}, {issued.date().isoformat()}", built_in("assets") / "srgb.icc", duplex=duplex)
        for number, made in enumerate(_same(copies, run, clinic), 1):
            volume.add(made.handout.impression, bookmark(made.copy.name, made.copy.patient, made.handout, 1), more=number < len(copies))
            yield made.copy
        volume.finish(issued.isoformat())


def file_of(copy: Copy) -> str:
    """The name of a copy's own file, in whatever file it was given."""
    return f"{copy.sequence:05d}-{copy.id}.pdf"


def clinic_of(run: Run, otherwise: Path) -> Clinic:
    """The clinic of a run: where it was, or otherwise where it is now."""
    was = near(place(json.loads(run.options).get("clinic", "")))
    return read_clinic(was if (was / "clinic.toml").is_file() else otherwise)


def _same(copies: Sequence[Copy], run: Run, clinic: Clinic) -> Iterator[Again]:
    for made in again(copies, run, clinic):
        if not made.same:
            what = f"copy {made.copy.sequence} of run {run.id} would be another than was given: {difference(made, run, clinic)}"
            raise LedgerError(f"{what}; put it back, or make the copy as it is now with `handouts again {made.copy.id}`")
        yield made


def _allowed(options: dict[str, Any], more: Allowed | None) -> Allowed:
    was, more = options.get("allowed", {}), more or Allowed()
    names = ("sample", "draft", "withdrawn", "overdue")
    return Allowed(*(bool(was.get(name)) or getattr(more, name) for name in names))


def _any(spans: Ranges, first: int, last: int) -> bool:
    return any(first <= end and start <= last for start, end in spans)
