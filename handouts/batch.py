"""A whole list -> a folder of PDFs.

In: rows of a schedule, a press, a folder.  Out: what became of each row, as it happens.  One bad row stops nothing.
Names of files are opaque: the row's number and a random word, never a patient's data.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from handouts.errors import Problem, RecordError
from handouts.output import write_whole
from handouts.press import Press
from handouts.schedules.table import Accepted, Reject


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

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {key: getattr(self, key) for key in ("row", "appointment", "leaflet", "language", "layout", "file", "pages", "sha256")}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that gave no handout, and everything that is wrong with it."""

    row: int
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"row": self.row, "problems": [str(problem) for problem in self.problems]}


def run(rows: Iterable[Accepted | Reject], press: Press, folder: Path, leaflet: str = "") -> Iterator[Made | Rejected]:
    """Make the handout of each row and write it into the folder."""
    word = secrets.token_hex(3)
    for row in rows:
        if isinstance(row, Reject):
            yield Rejected(row.row, row.problems)
            continue
        try:
            handout = press.make(row.appointment, leaflet)
        except RecordError as error:
            yield Rejected(row.row, error.problems)
            continue
        file = f"{row.row:05d}-{word}.pdf"
        write_whole(folder / file, handout.data)
        master = handout.leaflet
        yield Made(row.row, handout.appointment, master.identifier, master.language, handout.layout, file, handout.pages, handout.sha256)
