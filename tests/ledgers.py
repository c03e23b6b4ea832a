"""A ledger with runs in it, of invented patients, for tests of whatever asks it."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from handouts.errors import Problem
from handouts.ledger.data import Copy, Options, Recipient, Row, Struck, copy_id
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import enqueue, sending

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
LONG_AGO = datetime(2024, 12, 1, 8, tzinfo=UTC)  # for what refuses days to come
WORDS = ("Zyxwarth", "Quenby", "Patzyx", "Appzyx", "1951-04-17")  # of the patients, none of which a report may tell
NOT_A_TIME = Problem("start", "is not a date and time", "ISO 8601 such as 2026-12-08T09:30")
NO_NAME = Problem("family_name", "is empty", "the patient's family name")
NO_DAY = Problem("date_of_birth", "is not a date", "a date such as 1951-04-17")


def clock(start: datetime = NOW, step: timedelta = timedelta(seconds=1)):  # type: ignore[no-untyped-def]
    """A clock that goes on by a step whenever it is read."""
    moments = iter(start + step * n for n in range(10**9))
    return lambda: next(moments)


def a_copy(**cells: object) -> Copy:
    """A copy of an invented patient: id, run, row, issued, and whatever is struck or personal, by name."""
    known = {
        "row": 1, "sequence": 1, "appointment": "Appzyx-7", "patient": "Patzyx-3", "name": "Quenby Zyxwarth", "born": date(1951, 4, 17), "record": "{}",
        "leaflet": "kyphoplasty", "version": 3, "language": "en-US", "layout": "standard", "page": "A4", "pages": 3, "sha256": "0" * 64, "issued": NOW,
        "proof": "full", "composed": False, "says": "", **cells,
    }  # fmt: skip
    known = {"file": f"{known['sequence']:05d}.pdf"} | known
    halves = ({f.name: known.pop(f.name) for f in fields(half)} for half in (Struck, Recipient))
    struck, whose = (half(**values) for half, values in zip((Struck, Recipient), halves, strict=True))
    return Copy(**known, struck=struck, whose=whose)  # type: ignore[arg-type]


def copy_of(run: int, row: int, sequence: int, **cells: object) -> Copy:
    """A copy of an invented patient, one of forty."""
    whose = {"appointment": f"Appzyx-{row}", "patient": f"Patzyx-{row % 40}", "record": json.dumps({"a": "Appzyx"})}
    place = {"id": copy_id(f"run {run}", sequence), "run": run, "row": row, "sequence": sequence}
    return a_copy(**{**place, **whose, "proof": "default", **cells})


def kind_of(row: int) -> dict[str, object]:
    """Leaflet, language, layout, length and proof of the copy of a row: several of each."""
    tag = "es" if row % 7 == 0 else "ar" if row % 23 == 0 else "en-US"
    large = row % 9 == 0
    leaflet, version = ("vertebroplasty", 1) if row % 5 == 0 else ("kyphoplasty", 3)
    return {
        "leaflet": leaflet, "version": version, "language": tag, "layout": "large-print" if large else "standard", "pages": 6 if large else 3 + (tag == "es"),
        "proof": "full" if row % 50 == 2 else "default",
    }  # fmt: skip


def outcome_of(row: int) -> Row | None:
    """The row that gave no copies; None for one that is made."""
    if row % 16 == 3:
        return Row(row, "rejected", ((NOT_A_TIME,), (NO_NAME,), (NO_DAY, NO_NAME))[row // 16 % 3])
    return Row(row, "skipped", (Problem("row", "cancelled" if row % 34 == 5 else "no rule gives it a leaflet"),)) if row % 17 == 5 else None


def a_run(folder: Path, rows: int = 400, *, finish: bool = True, mails: int = 0, start: datetime = NOW) -> Ledger:
    """The ledger in this folder, with one run in it.  mails: so many copies are mailed as well: sent, failed, in doubt or waiting."""
    ledger = Ledger.open(folder / NAME, now=clock(start))
    run = ledger.begin_run(f"list {rows}", who="desk", rows=rows, options=Options("tomorrow.csv")).id
    sequence = 0
    for row in range(2, rows + 2 if finish else rows // 2):
        if settled := outcome_of(row):
            ledger.record_row(run, settled)
            continue
        sequence += 1
        ledger.record_copies(run, [copy_of(run, row, sequence, issued=start, **kind_of(row))])
    if finish:
        ledger.finish_run(run)
    else:
        ledger.leave_run(run)
    _mail(ledger, [copy.id for copy in ledger.copies(run)][:mails])
    return ledger


def _mail(ledger: Ledger, copies: list[str]) -> None:
    enqueue(ledger, copies, "mail")
    with sending(ledger, "mail") as outbox:
        for number, delivery in enumerate(outbox.due(len(copies) * 4 // 5)):
            outbox.begin(delivery.id, "message")
            (outbox.failed if number % 25 == 3 else outbox.doubt if number % 25 == 4 else outbox.sent)(delivery.id)
