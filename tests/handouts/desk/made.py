"""A desk of a clinic of its own, at which a list was made: run 1, five copies; for tests of what becomes of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from handouts.actions.batch import make_list
from handouts.actions.counter import Counter
from handouts.actions.where import Where
from handouts.desk.app import Desk
from handouts.ledger.data import Copy
from handouts.ledger.outbox import enqueue, sending
from tests.handouts.actions import a_list


def made(folder: Path) -> Desk:
    """The desk, which keeps its things in the clinic's folder."""
    return Desk(Counter(make_list(a_list(folder)) and Where(str(folder / "clinic"))))


def again(original: Path, folder: Path) -> Desk:
    """The same desk once more, for a test to write to."""
    shutil.copytree(original / "out", folder / "out")
    return Desk(Counter(Where(str(shutil.copytree(original / "clinic", folder / "clinic")))))


def copies(desk: Desk) -> tuple[Copy, ...]:
    """The copies of run 1."""
    with desk.counter.where.open() as ledger:
        return tuple(ledger.copies(1))


def on_their_way(desk: Desk, channel: str = "print", doubts: int = 2, failed: int = 1) -> list[int]:
    """Puts every copy into the outbox; so many were sent, and may have arrived, so many failed.  Their deliveries, oldest first."""
    with desk.counter.where.open() as ledger:
        enqueue(ledger, [copy.id for copy in ledger.copies(1)], channel)
        with sending(ledger, channel) as outbox:
            due = [one.id for one in outbox.due()]
            for number in due[: doubts + failed]:
                outbox.begin(number, f"job-{number}")
            for number in due[:doubts]:
                outbox.doubt(number, {"said": "the printer stopped after page 3", "answer": "aborted-by-system"})
            for number in due[doubts : doubts + failed]:
                outbox.failed(number, {"said": "the printer has no paper"})
    return due
