"""What a ledger with years in it costs whoever asks it: time and memory against one with a hundredth of it.

python -m benchmarks.ledger [SMALL] [LARGE]    2,000 and 200,000 delivered copies

In both the same is on its way and the same is asked for: only what was delivered long ago differs.  Each question is a process of its own,
which asks both ledgers by turns; a time is the quickest answer's.  For the memory, the most that a process had, each is asked alone.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.rivals.records import flat_records
from handouts.actions.copies import AskHistory, history
from handouts.actions.find import Find, find
from handouts.actions.outbox import AskOutbox, ask_outbox
from handouts.actions.reports import AskReport, list_runs, report_run
from handouts.actions.where import Where
from handouts.ledger.data import Copy, Options, Struck, copy_id
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import enqueue
from handouts.ledger.record import record_of, whose_of
from handouts.records.appointment import read_record

ROWS = 200  # of a run
VISITS = 4  # of a patient
OPEN = 20  # copies on their way
BAR = 1.2  # times the small ledger's, for the outbox
ASKED = 15  # times a question
BEGUN = datetime(2020, 1, 6, 8, tzinfo=UTC)
SENT = """
    INSERT INTO deliveries (copy, channel, state, attempts, receipt, updated)
    SELECT id, ?1, 'sent', 1, ?2, issued FROM copies WHERE sequence % 4 = ?3
"""


def fill(path: Path, count: int) -> None:
    """A ledger of so many delivered copies, and of OPEN that are not yet."""
    people = flat_records(max(1, count // VISITS), seed=3)
    moments = iter(BEGUN + timedelta(seconds=n) for n in range(10**9))
    with Ledger.open(path, now=lambda: next(moments)) as ledger:
        ledger.connection.execute("PRAGMA synchronous = OFF")
        for number, first in enumerate(range(0, count, ROWS)):
            _run(ledger, number, [people[n % len(people)] | {"appointment_id": f"A-{n}"} for n in range(first, min(first + ROWS, count))])
        with ledger.writing() as db:
            db.execute(SENT, ("print", "{}", 1))
            db.execute(SENT, ("print", "{}", 2))
            db.execute(SENT, ("mail", json.dumps({"said": "taken", "locked": True, "key": "0123456789ab"}), 3))
        enqueue(ledger, [copy.id for copy in islice(ledger.copies(1), OPEN)], "print", again=True)
        ledger.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _run(ledger: Ledger, number: int, records: list[dict[str, str]]) -> None:
    moment, named = BEGUN + timedelta(days=number), f"list {number}"
    run = ledger.begin_run(named, who="desk", rows=len(records), options=Options("list.csv", look={"combined": True})).id
    copies = []
    for sequence, record in enumerate(records, 1):
        whose = whose_of(record_of(read_record(record, "list", ZoneInfo("America/Chicago"))))
        struck = Struck(sequence, "kyphoplasty", 3, "en-US", "standard", "Letter", 3, f"{number:032x}{sequence:032x}", "all.pdf", "default", says=f"{sequence}")
        copies.append(Copy(copy_id(named, sequence), run, sequence + 1, moment, struck, whose))
    ledger.record_copies(run, copies)
    ledger.finish_run(run)


QUESTIONS: dict[str, Callable[[Where], object]] = {
    "outbox": lambda where: ask_outbox(AskOutbox(where)),
    "history": lambda where: history(AskHistory(where, _somebody(where)[0])),
    "report RUN": lambda where: report_run(AskReport(where, 1)),
    "report": lambda where: list_runs(AskReport(where)),
    "find": lambda where: find(Find(where, tuple(_somebody(where)[1].split()[-2:]))),
    "find, nobody": lambda where: find(Find(where, ("zzz",))),
    "find by id": lambda where: find(Find(where, (), identifier=_somebody(where)[0])),
}


def _somebody(where: Where) -> tuple[str, str]:
    """Identifier and name of the first patient."""
    with sqlite3.connect(where.file()) as db:
        found: tuple[str, str] = db.execute("SELECT patient, name FROM copies WHERE run = 1 AND sequence = 1").fetchone()
        return found


def ask(question: str, *paths: Path) -> None:
    """One question to each of these ledgers, by turns, in this process: milliseconds for each, and megabytes."""
    times: dict[Path, list[float]] = {path: [] for path in paths}
    for _ in range(ASKED):
        for path, taken in times.items():
            start = time.perf_counter()
            QUESTIONS[question](Where("riverside", path))
            taken.append(time.perf_counter() - start)
    print(json.dumps([*(min(taken) * 1000 for taken in times.values()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def asked(question: str, *paths: Path) -> list[float]:
    """The same in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.ledger", "ask", question, *map(str, paths)]
    found: list[float] = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return found


def main(small: int = 2_000, large: int = 200_000) -> None:
    """Both ledgers."""
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / f"{count}.sqlite3" for count in (small, large)]
        for count, path in zip((small, large), paths, strict=True):
            fill(path, count)
            print(f"{count:,} copies: {path.stat().st_size / 2**20:.0f} MB", flush=True)
        print(f"{'':14}{'ms':>9}{'ms':>9}{'times':>7}{'MB':>9}{'MB':>9}")
        for question in QUESTIONS:
            few, many, _ = asked(question, *paths)
            (_, light), (_, heavy) = (asked(question, path) for path in paths)
            bar = f"  (bar: {BAR})" if question == "outbox" else ""
            print(f"{question:14}{few:9.1f}{many:9.1f}{many / few:7.2f}{light:9.0f}{heavy:9.0f}{bar}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["ask"]:
        ask(sys.argv[2], *map(Path, sys.argv[3:]))
    else:
        main(*map(int, sys.argv[1:]))
