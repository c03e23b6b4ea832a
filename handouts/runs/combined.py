"""A planned run -> one file for the printer, with a sheet before each group if that is wanted.

In: a plan, its run, the ledger.  Out: what became of each row.  The file appears whole, and the ledger learns of its copies after
that; a run that was killed before makes the file anew, with the same bytes.  Each copy is proven as a file of its own first; what then
stands in the combined file is read back and compared with it.

Memory: four bytes a copy for the file, a few hundred for what the ledger will say; in another order than the list's, the records too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from handouts.errors import InputError, OutputError
from handouts.files.guard import Outlet
from handouts.files.output import PREFIX, sweep, whole_file
from handouts.language.phrases import Fixed
from handouts.leaflets.fields import LEAFLET
from handouts.leaflets.merge import furnished
from handouts.ledger.data import Run
from handouts.ledger.ledger import Ledger
from handouts.press import Handout, Press
from handouts.proof.kinds import STACK
from handouts.records.appointment import Appointment
from handouts.runs.leavings import clear
from handouts.runs.order import group
from handouts.runs.plan import Job, Plan, Request
from handouts.runs.run import docket, record
from handouts.runs.task import Bench, Receipt, Receipts, batched, struck_of
from layouts.copies.forme import Forme
from layouts.copies.impression import Impression
from layouts.copies.volume import Bound, Volume
from layouts.document.blocks import Document, Heading
from layouts.document.inlines import TextRun
from layouts.errors import LayoutError

CHUNK = 500  # rows that share a transaction


class Sheet(NamedTuple):
    """What goes into the volume: a copy or a separator sheet, and its bookmark."""

    impression: Impression
    bookmark: str
    receipt: Receipt | None = None  # of the row, with its last copy


def bind(plan: Plan, run: Run, ledger: Ledger) -> Iterator[Receipts]:
    """Make the whole file, then enter what is not in the ledger yet, and finish the run.  Gives receipts as copies are bound.

    Raises InputError for a target on another machine, or if no row can be printed; OutputError if the file does not hold what was written.
    """
    request, bench = plan.request, Bench(docket(plan, run))
    press, look = bench.press, request.look
    receipts: list[Receipt] = []
    outlet = outlet_of(request, ledger.path)
    target = outlet.path
    sweep(target.parent, {target.name})
    sheets = _with_more(_sheets(plan, bench, receipts))
    first = next(sheets, None)
    if first is None:
        _enter(plan, run, ledger, receipts)
        ledger.finish_run(run.id)
        if plan.same:
            return
        raise InputError("no row of the list can be printed; the combined file was not made")
    with whole_file(outlet, f"{PREFIX}{target.name}-") as stream:
        volume = Volume(stream, f"{press.clinic.name}, {press.today.isoformat()}", press.profile, duplex=look.duplex)
        for sheet, more in chain((first,), sheets):
            bound = volume.add(sheet.impression, sheet.bookmark, more=more)
            if press.prover.kind != "off":
                read_back(stream, bound, sheet.impression)
            if sheet.receipt:
                yield Receipts((sheet.receipt,), tuple(press.notes))
        volume.finish(press.issued)
        bench.check()
        stream.seek(0)
        written = hashlib.file_digest(stream, "sha256").hexdigest()  # of what was written, whatever befalls the file under its name
    bench.leave()
    _enter(plan, run, ledger, receipts)
    clear(run, ledger)
    ledger.finish_run(run.id, written)


def outlet_of(request: Request, ledger: Path) -> Outlet:
    """Where the file will be.  Raises InputError for a place on another machine, OutputError for one that is not written over."""
    if not isinstance(request.target, Path):
        raise InputError(f"{request.target}: one file for the printer is written on this machine; name a file of its own")
    outlet = request.guard(ledger).outlet(request.target, STACK)
    outlet.clear()
    return outlet


def _enter(plan: Plan, run: Run, ledger: Ledger, receipts: Iterable[Receipt]) -> None:
    """Enter what is missing; an earlier attempt may have been killed in the middle of this."""
    done = {row.row for row in ledger.rows(run.id)}
    for rows in batched((receipt for receipt in receipts if receipt.row not in done), CHUNK):
        record(plan, run, ledger, rows)


def _sheets(plan: Plan, bench: Bench, receipts: list[Receipt]) -> Iterator[Sheet]:
    """Every sheet in the order of printing; the receipts of all rows besides."""
    look, press, counts = plan.request.look, bench.press, dict(plan.groups)
    last = ""
    for job, appointment in _in_order(plan, bench):
        made = bench.make(job, appointment)
        if isinstance(made, Receipt):
            receipts.append(made)
            continue
        name = group(appointment, look.order, press.clinic)
        if look.separators and name != last:
            yield Sheet(separator(press, name, counts[name]), name)
            last = name
        struck = tuple(struck_of(sequence, handout, press.page, plan.request.target.name) for sequence, handout in made)
        receipts.append(Receipt(job.row, job.record, struck))
        patient = appointment.patient
        for number, (_, handout) in enumerate(made, 1):
            words = bookmark(patient.name, patient.identifier, handout, len(made))
            yield Sheet(handout.impression, words, receipts[-1] if number == len(made) else None)


def bookmark(name: str, identifier: str, handout: Handout, copies: int) -> str:
    """The bookmark of a patient's copy; with the leaflet's title if there are several."""
    return f"{name} · {identifier}" + (f" · {handout.leaflet.title}" if copies > 1 else "")


def _in_order(plan: Plan, bench: Bench) -> Iterator[tuple[Job, Appointment]]:
    """Jobs with their appointments in the order of printing."""
    if plan.request.look.order == "list":
        for jobs in batched(plan.jobs, CHUNK):
            yield from bench.read(jobs)
        return
    by_row = tuple(sorted(plan.jobs, key=lambda job: job.row))
    found = {job.row: appointment for job, appointment in bench.read(by_row)} if by_row else {}
    for job in plan.jobs:
        yield job, found.pop(job.row)


def separator(press: Press, name: str, count: int) -> Impression:
    """A plain page of the clinic that names a group and says how many handouts of it stand on the list."""
    clinic = press.clinic
    try:
        return _sheet(press, name, count)
    except LayoutError:  # a letter that no font has: the group's own copies are rejected for it by name
        return _sheet(press, str(clinic.name), count)


def _sheet(press: Press, name: str, count: int) -> Impression:
    clinic = press.clinic
    leaflet = dict.fromkeys(LEAFLET) | dict.fromkeys(("title", "short_title", "version", "status"), Fixed(name))
    document = Document(
        title=name,
        language=clinic.language,
        blocks=(Heading(1, (TextRun(name),)), *furnished(clinic, "separator", page={"count": Fixed(str(count))})),
        head=furnished(clinic, "head", leaflet=leaflet),
        author=str(clinic.name),
    )
    forme = Forme(document, press.theme("standard"), press.typecase, press.plates, press.profile)
    return forme.strike((), press.issued)


def read_back(stream: BinaryIO, bound: Bound, impression: Impression) -> None:
    """Compare the streams of a copy, as they stand in the combined file, with those of the copy that was proven.

    Raises OutputError if they differ.
    """
    end = stream.tell()
    for (start, stop), (_, body) in zip(bound.streams, impression.streams, strict=True):
        stream.seek(start)
        found = stream.read(stop - start)
        if found.split(b" 0 obj\n", 1)[1] != body + b"\nendobj\n":
            raise OutputError("the combined file does not hold what was written to it; look at the disk, and make it again")
    stream.seek(end)


def _with_more(sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, bool]]:
    """Each sheet, and whether another follows."""
    held: list[Sheet] = []
    for sheet in sheets:
        if held:
            yield held.pop(), True
        held.append(sheet)
    if held:
        yield held.pop(), False
