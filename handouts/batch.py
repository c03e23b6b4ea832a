"""A whole list -> a folder of PDFs, or one PDF for the printer.

In: rows of a schedule, a press, a folder or file.  Out: what became of each row, as it happens.  One bad row stops nothing.
Names of files are opaque: the row's number and a random word, never a patient's data.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias, TypeVar

from handouts.errors import InputError, OutputError, Problem, RecordError
from handouts.output import whole_file, write_whole
from handouts.press import Handout, Press
from handouts.schedules.table import Outcome, Reject, Skipped
from layouts.plate import Copy
from layouts.volume import Place, Volume

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Made:
    """A handout that lies in the folder."""

    row: int
    appointment: str
    leaflet: str
    language: str
    layout: str
    file: str
    pages: int
    sha256: str
    proof: str

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {
            key: getattr(self, key) for key in ("row", "appointment", "leaflet", "language", "layout", "file", "pages", "sha256", "proof")
        }


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that gave no handout, and everything that is wrong with it."""

    row: int
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"row": self.row, "problems": [str(problem) for problem in self.problems]}


def run(rows: Iterable[Outcome], press: Press, folder: Path, leaflet: str = "") -> Iterator[Made | Rejected | Skipped]:
    """Make the handout of each row and write it into the folder."""
    word = secrets.token_hex(3)
    for row, _, handout in _handouts(rows, press, leaflet):
        if isinstance(handout, (Rejected, Skipped)):
            yield handout
            continue
        file = f"{row:05d}-{word}.pdf"
        write_whole(folder / file, handout.data)
        yield _made(row, handout, file)


def run_combined(
    rows: Iterable[Outcome], press: Press, file: Path, leaflet: str = "", *, duplex: bool = False
) -> Iterator[Made | Rejected | Skipped]:
    """Make the handouts of all rows and write them into one file.

    Each copy is proven as a file of its own first; what then stands in the combined file is read back and compared with it.
    """
    others: list[Rejected | Skipped] = []
    with whole_file(file) as stream:
        volume = Volume(stream, f"{press.clinic.name}, {press.today.isoformat()}", press.profile, duplex=duplex)
        for (row, patient, handout), more in _with_more(_split(_handouts(rows, press, leaflet), others)):
            place = volume.add(handout.copy, patient, more=more)
            if press.prover.kind != "off":
                read_back(stream, place, handout.copy)
            yield from others
            others.clear()
            yield _made(row, handout, file.name)
        yield from others
        if not volume.copies:
            raise InputError("no row of the list can be printed; the combined file was not made")
        volume.finish(press.issued)


def read_back(stream: BinaryIO, place: Place, copy: Copy) -> None:
    """Compare the streams of a copy, as they stand in the combined file, with those of the copy that was proven."""
    end = stream.tell()
    for (start, stop), (_, body) in zip(place.streams, copy.streams, strict=True):
        stream.seek(start)
        found = stream.read(stop - start)
        if found.split(b" 0 obj\n", 1)[1] != body + b"\nendobj\n":
            raise OutputError("the combined file does not hold what was written to it; look at the disk, and make it again")
    stream.seek(end)


Result: TypeAlias = "tuple[int, str, Handout | Rejected | Skipped]"


def _handouts(rows: Iterable[Outcome], press: Press, leaflet: str) -> Iterator[Result]:
    """(row, bookmark, handout) of each row that can be made, (row, '', what is wrong) of the others."""
    for row in rows:
        if isinstance(row, Reject):
            yield row.row, "", Rejected(row.row, row.problems)
            continue
        if isinstance(row, Skipped):
            yield row.row, "", row
            continue
        patient = row.appointment.patient
        try:
            yield row.row, f"{patient.name} · {patient.identifier}", press.make(row.appointment, leaflet)
        except RecordError as error:
            yield row.row, "", Rejected(row.row, error.problems)


def _split(results: Iterable[Result], others: list[Rejected | Skipped]) -> Iterator[tuple[int, str, Handout]]:
    for row, patient, handout in results:
        if isinstance(handout, (Rejected, Skipped)):
            others.append(handout)
        else:
            yield row, patient, handout


def _with_more(items: Iterable[T]) -> Iterator[tuple[T, bool]]:
    """Each item, and whether another follows."""
    held: list[T] = []
    for item in items:
        if held:
            yield held.pop(), True
        held.append(item)
    if held:
        yield held.pop(), False


def _made(row: int, handout: Handout, file: str) -> Made:
    master, layout = handout.leaflet, handout.layout
    return Made(row, handout.appointment, master.identifier, master.language, layout, file, handout.pages, handout.sha256, handout.proof)
