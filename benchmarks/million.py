"""A country's night: a million copies with everything on, into one file a thousand, and then counted again.

python -m benchmarks.million [FILES] [WORKERS] [FOLDER]    1,000 files of 1,000 copies by two processes; FOLDER stays, '' for one that goes

Each file is a list of its own (`make_list`, as `handouts batch --combined` does it: plan, held against the ledger, proof, sync, ledger);
all are entered into one ledger, which both processes write.  At its end everything is reconciled: the ledger's rows and copies with the
lists, each file with the digest and the pages that the ledger knows, and of one copy a file the name on the page that it begins with, by
readers that did not write it.
"""

from __future__ import annotations

import hashlib
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium

from benchmarks.rivals.clinic import laid
from benchmarks.rivals.records import flat_records
from benchmarks.runs import written
from handouts.actions.batch import make_list
from handouts.actions.lists import MakeList
from handouts.actions.manner import Allowed, Manner
from handouts.actions.where import Where
from handouts.ledger.ledger import Ledger

EACH = 1000  # copies of a file
SHOWN = 20  # files between two lines of what it says
LEDGER = "ledger.sqlite3"
COUNTS = """
    SELECT (SELECT count(*) FROM rows WHERE outcome = 'made'), (SELECT count(*) FROM rows), (SELECT count(*) FROM copies),
    (SELECT count(DISTINCT appointment) FROM copies), (SELECT count(DISTINCT patient) FROM copies)
"""


def people_of(number: int) -> Iterator[dict[str, str]]:
    """The rows of a list: patients and appointments that no other list has."""
    for row in flat_records(EACH, seed=number + 1):
        yield row | {"patient_id": f"{row['patient_id']}-{number}", "appointment_id": f"{row['appointment_id']}-{number}"}


def one(folder: Path, number: int) -> tuple[int, int]:
    """Make a file.  Its copies, and the most memory that this process had, in MB."""
    path = written(folder / f"{number:04}.csv", list(people_of(number)))
    where = Where(str(folder / "clinic"), folder / LEDGER)
    made = make_list(MakeList(where, path, combined=folder / f"{number:04}.pdf", manner=Manner(allowed=Allowed(sample=True))))
    if made.fault or not made.ok:
        raise SystemExit(f"{path}: not every row was made")
    return len(made.copies), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def make(folder: Path, files: int, workers: int) -> None:
    """All files; says how it goes."""
    start, copies, last = time.perf_counter(), 0, 0
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for done, future in enumerate(as_completed([pool.submit(one, folder, number) for number in range(files)]), 1):
            count, memory = future.result()
            copies, last = copies + count, max(last, memory)
            if done % SHOWN == 0 or done == files:
                seconds = time.perf_counter() - start
                print(f"{copies:9,} copies, {seconds:7.0f} s, {copies / seconds:6.0f} a second, at most {last} MB a process", flush=True)


def reconcile(folder: Path, files: int, workers: int) -> None:
    """Ledger, lists and files agree, or this ends with what does not."""
    start, total = time.perf_counter(), files * EACH
    with Ledger.open(folder / LEDGER) as ledger:
        ledger.verify()
        counts = ledger.connection.execute(COUNTS).fetchone()
        runs = [run.id for run in ledger.runs()]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        found = pool.map(stands, repeat(folder / LEDGER), runs, chunksize=8)
        wrong = [str(run) for run, right in zip(runs, found, strict=True) if not right]
    size = sum(path.stat().st_size for path in folder.glob("*.pdf"))
    print(f"rows made, rows, copies, appointments, patients: {', '.join(f'{count:,}' for count in counts)} of {total:,}")
    print(f"{len(runs):,} runs of {files:,}, {len(wrong)} of them not as the ledger has them; {size / total:,.0f} bytes a copy")
    print(f"ledger: {(folder / LEDGER).stat().st_size / 2**20:,.0f} MB; reconciled in {time.perf_counter() - start:.0f} s")
    if wrong or len(runs) != files or set(counts) != {total}:
        raise SystemExit(f"not reconciled: {', '.join(wrong[:20])}")


def stands(ledger: Path, number: int) -> bool:
    """Whether a run's file is what the ledger says of it: its bytes, its pages, each row's copy, and one patient's name on the page."""
    with Ledger.open(ledger) as opened:
        run, copies = opened.run(number), list(opened.copies(number))
    path = Path(run.options.target)
    with path.open("rb") as file:
        same = hashlib.file_digest(file, "sha256").hexdigest() == run.sha256
    rows = list(people_of(int(path.stem)))
    whose = [(copy.whose.patient, copy.whose.appointment) for copy in copies if copy.whose]
    with pikepdf.open(path) as read, read.open_outline() as outline:
        pages, bookmarks = len(read.pages), [item.title for item in outline.root]
    at = number % EACH
    return bool(
        same and run.finished and run.rows == EACH
        and pages == sum(copy.struck.pages for copy in copies) and len(bookmarks) == len(copies)
        and whose == [(row["patient_id"], row["appointment_id"]) for row in rows]
        and all(row["patient_id"] in title for row, title in zip(rows, bookmarks, strict=True))
        and _named(path, sum(copy.struck.pages for copy in copies[:at]), rows[at])
    )  # fmt: skip


def _named(path: Path, page: int, row: dict[str, str]) -> bool:
    """Whether a page says the name and the identifier of a patient."""
    with pdfium.PdfDocument(path) as read:
        said = " ".join(read[page].get_textpage().get_text_bounded().split())
    return row["patient_id"] in said and " ".join((row["given_name"], row["family_name"])) in said


def main(files: int = 1000, workers: int = 2, kept: str = "") -> None:
    """Make them, and reconcile."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(kept or name)
        folder.mkdir(exist_ok=True)
        laid(folder / "clinic")
        make(folder, files, workers)
        reconcile(folder, files, workers)


if __name__ == "__main__":
    said = sys.argv[1:]
    main(*map(int, said[:2]), *said[2:])
