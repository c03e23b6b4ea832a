"""What tests of actions share: an attendant that remembers, and a clinic with a list."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from handouts.actions.lists import MakeList
from handouts.actions.where import Where
from handouts.clinics.clinic import sample_clinic
from tests.lists import small_schedule


@dataclass
class Remembering:
    """Says what it is told to, and remembers what it heard.  stop: progress at which it raises."""

    answer: bool | None = None
    stop: BaseException | None = None
    steps: list[tuple[int, int]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    asked: list[tuple[str, object]] = field(default_factory=list)

    def progress(self, done: int, total: int) -> None:
        self.steps.append((done, total))
        if self.stop and done:
            raise self.stop

    def note(self, text: str, where: str = "") -> None:
        self.notes.append((where, text))

    def call(self, text: str) -> None:
        self.calls.append(text)

    def confirm(self, question: str, about: object) -> bool | None:
        self.asked.append((question, about))
        return self.answer


def a_clinic(folder: Path) -> Where:
    """A clinic's folder of its own, like the sample's."""
    return Where(str(shutil.copytree(sample_clinic("riverside"), folder / "clinic")))


def a_list(folder: Path, **fields: object) -> MakeList:
    """The request for eight rows, of which five are made, two rejected and one skipped; of the five, two have no e-mail address."""
    rows = list(csv.DictReader(small_schedule().splitlines()))
    with (folder / "list.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "email": f"patient.{n}@example.org" if n % 4 else ""} for n, row in enumerate(rows, 1))
    asked: dict[str, object] = {"where": a_clinic(folder), "schedule": folder / "list.csv", "out": folder / "out", "who": "Kim", **fields}
    return MakeList(**asked)  # type: ignore[arg-type]
