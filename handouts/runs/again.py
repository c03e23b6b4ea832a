"""Copies of a run once more, from the ledger alone: the same bytes, or a word on what has changed since.

In: a ledger, a run, which of its copies.  Out: handouts, each with whether it is the one that was given.  Refuses copies that there are
not, and ones whose patients' data have been purged (`InputError`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, dropwhile, starmap
from pathlib import Path
from typing import cast

from handouts.clinics.clinic import Clinic, built_in, read_clinic
from handouts.errors import InputError, LedgerError
from handouts.files.folder import Folder
from handouts.files.guard import Outlet
from handouts.files.output import whole_file
from handouts.files.places import near, place
from handouts.language.pairs import second_of
from handouts.leaflets.shelf import Allowed
from handouts.ledger.data import Copy, Options, Run
from handouts.ledger.ledger import Ledger
from handouts.ledger.lineage import given_before, key
from handouts.ledger.record import appointment_of
from handouts.press import Handout, Press
from handouts.records.appointment import Appointment
from handouts.runs.combined import bookmark
from handouts.runs.order import Order, group
from handouts.runs.pins import changed
from handouts.runs.task import batched
from layouts.copies.volume import Volume

CHUNK = 64  # files that are synced together
Ranges = Sequence[tuple[int, int]]
Part = tuple[Sequence[Copy], Run, Clinic]  # copies of a run, and the clinic that they were made for
OUTDATED = ("replaced", "void")  # fates of copies that count no more


@dataclass(frozen=True, slots=True)
class Which:
    """Which copies of a run: on these pages, of these places in the order of printing, from a patient onward, of one; else all."""

    pages: Ranges | None = None
    copies: Ranges | None = None
    onward: str = field(default="", repr=False)
    patient: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Again:
    """A copy made once more.  same: whether these are the bytes that were given."""

    copy: Copy
    appointment: Appointment = field(repr=False)
    handout: Handout
    same: bool


def placed(copies: Iterable[Copy], run: Run, clinic: Clinic) -> Iterator[tuple[Copy, int, int]]:
    """Each copy of a run with its first and last page in the stack, counted from 1: blank backs and separator sheets count."""
    look = run.options.look
    at, last = 1, None
    for copy in copies:
        if look.get("separators"):
            name = group(_appointment(copy, clinic), cast(Order, look["order"]), clinic)
            at += (2 if look.get("duplex") else 1) if name != last else 0
            last = name
        yield copy, at, at + copy.struck.pages - 1
        at += copy.struck.pages
        if look.get("duplex") and at % 2 == 0:
            at += 1


def choose(ledger: Ledger, run: Run, clinic: Clinic, which: Which | None = None) -> list[Copy]:
    """Some copies of a run, in the order of printing, or all.

    What has been replaced since, or is void, is not among them: a patient must not be handed what counts no more.
    Raises InputError if there is none.
    """
    found = list(asked(ledger.copies(run.id), run, clinic, which or Which()))
    chosen = [copy for copy in found if copy.fate not in OUTDATED]
    if found and not chosen:
        said = "has been replaced or is void" if len(found) == 1 else "have been replaced or are void"
        raise InputError(f"{len(found)} of these copies {said}; `handouts again COPY` makes one all the same")
    if not chosen:
        raise InputError(f"run {run.id} has no such copy; see `handouts report {run.id}`")
    return chosen


def current(ledger: Ledger, patient: str) -> list[Copy]:
    """The copies of a patient that count, of whatever runs; the same copy that was made for several places once.

    Raises InputError if there is none.
    """
    found = {(key(copy), copy.struck.says or copy.id): copy for copy in given_before(ledger, patient)}
    if not found:
        raise InputError("the ledger has no copy of this patient that counts; see `handouts find`")
    return list(found.values())


def asked(every: Iterable[Copy], run: Run, clinic: Clinic, which: Which) -> Iterator[Copy]:
    """Of the copies of a run those that are asked for, whether they count or not."""
    if (pages := which.pages) is not None:
        return (copy for copy, first, last in placed(every, run, clinic) if _any(pages, first, last))
    if (copies := which.copies) is not None:
        return (copy for copy in every if _any(copies, copy.struck.sequence, copy.struck.sequence))
    if which.patient:
        return (copy for copy in every if _is(copy, which.patient))
    return dropwhile(lambda copy: bool(which.onward) and not _is(copy, which.onward), every)


def _is(copy: Copy, patient: str) -> bool:
    return copy.whose is not None and copy.whose.patient == patient


def again(copies: Iterable[Copy], run: Run, clinic: Clinic, allowed: Allowed | None = None) -> Iterator[Again]:
    """Make copies of a run once more.  allowed: besides what the run was allowed."""
    press: Press | None = None
    for copy in copies:
        if press is None:
            press = Press(clinic, page=copy.struck.page, issued=copy.issued, allowed=allowed_by(run.options, allowed))
        appointment = _appointment(copy, clinic)
        handout = press.make(appointment, copy.struck.leaflet, copy.struck.layout, copy.id, second_of(copy.struck.language))
        yield Again(copy, appointment, handout, handout.sha256 == copy.struck.sha256)


def difference(again: Again, run: Run, clinic: Clinic) -> str:
    """What has changed since a copy was made."""
    was, leaflet = again.copy.struck, again.handout.leaflet
    language = again.handout.language
    if (was.leaflet, was.version, was.language) != (leaflet.identifier, leaflet.version, language):
        return f"it was {was.leaflet} version {was.version} ({was.language}), it is version {leaflet.version} ({language}) now"
    return f"{', '.join(changed(run.pins, clinic)) or 'something it is made of'} changed since then"


def into_folder(parts: Sequence[Part], files: Folder) -> Iterator[Copy]:
    """Write copies into a folder, each the very bytes that were given.  Raises LedgerError at the first that is not."""
    files.make()
    for some in batched(chain.from_iterable(starmap(_same, parts)), CHUNK):
        for made in some:
            files.put(file_of(made.copy), made.handout.data)
        files.settle()
        yield from (made.copy for made in some)


def into_file(parts: Sequence[Part], outlet: Outlet, *, duplex: bool = False) -> Iterator[Copy]:
    """Write copies into one file for the printer."""
    (first, *_), _, clinic = parts[0]
    issued, count = first.issued, sum(len(copies) for copies, _, _ in parts)
    with whole_file(outlet) as stream:
        volume = Volume(stream, f"{clinic.name}, {issued.date().isoformat()}", built_in("assets") / "srgb.icc", duplex=duplex)
        for number, made in enumerate(chain.from_iterable(starmap(_same, parts)), 1):
            patient = made.appointment.patient
            words = bookmark(patient.name, patient.identifier, made.handout, 1)
            volume.add(made.handout.impression, words, more=number < count)
            yield made.copy
        volume.finish(issued.isoformat())


def file_of(copy: Copy) -> str:
    """The name of a copy's own file, in whatever file it was given."""
    return f"{copy.struck.sequence:05d}-{copy.id}.pdf"


def clinic_of(run: Run, otherwise: Path) -> Clinic:
    """The clinic of a run: where it was, or otherwise where it is now."""
    was = near(place(run.options.clinic))
    return read_clinic(was if (was / "clinic.toml").is_file() else otherwise)


def _same(copies: Sequence[Copy], run: Run, clinic: Clinic) -> Iterator[Again]:
    for made in again(copies, run, clinic):
        if not made.same:
            what = f"copy {made.copy.struck.sequence} of run {run.id} would be another than was given: {difference(made, run, clinic)}"
            raise LedgerError(f"{what}; put it back, or make the copy as it is now with `handouts again {made.copy.id}`")
        yield made


def _appointment(copy: Copy, clinic: Clinic) -> Appointment:
    try:
        return appointment_of(copy, clinic.zone)
    except InputError as error:
        raise InputError(f"copy {copy.id} cannot be made again: {error}") from None


def allowed_by(options: Options, more: Allowed | None) -> Allowed:
    """What a run was allowed to give out, and more."""
    was, more = cast(Mapping[str, object], options.look.get("allowed", {})), more or Allowed()
    names = ("sample", "draft", "withdrawn", "overdue")
    return Allowed(*(bool(was.get(name)) or getattr(more, name) for name in names))


def _any(spans: Ranges, first: int, last: int) -> bool:
    return any(first <= end and start <= last for start, end in spans)
