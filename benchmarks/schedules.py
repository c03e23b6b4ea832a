"""How long a long list takes to read, and how much memory: 100,000 rows of which one in twenty is bad.

Each format is read by a process of its own; the figures are of the whole process, interpreter and imports included.
Run: python -m benchmarks.schedules [--rows 100000] [--format csv]
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

HEADER = ["appointment_id", "start", "duration_minutes", "type", "location", "clinician", "patient_id", "title", "given_name", "family_name",
          "date_of_birth", "language", "email", "phone", "address_1", "city", "postcode"]  # fmt: skip
EVERY = 20  # so many rows have one bad among them
READ = """
import json, resource, sys, time
from pathlib import Path
from zoneinfo import ZoneInfo
begun = time.perf_counter()
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject
rows = open_schedule(Path(sys.argv[1]), ZoneInfo("America/Chicago"))
accepted, bad, last = 0, 0, 0
for row in rows:
    if isinstance(row, Accepted):
        accepted += 1
    elif isinstance(row, Reject):
        bad += 1
        last = last * 31 + row.row & 0xFFFFFFFF
status = Path("/proc/self/status")  # getrusage also counts what the parent held before this program began
peak = [int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")] if status.exists() else []
peak = peak or [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]
print(json.dumps({"accepted": accepted, "rejected": bad, "sum": last, "length": len(rows), "seconds": round(time.perf_counter() - begun, 2),
    "megabytes": peak[0] // 1024}))
"""


def records(count: int) -> Iterator[list[str]]:
    """The rows of the list; every twentieth has a fault, in turn of five kinds."""
    first = datetime(2026, 12, 7, 8, 0)
    for n in range(count):
        start = first + timedelta(minutes=5 * (n % 20_000))
        row = [f"A-{n:06}", start.isoformat(timespec="minutes"), "60", "Kyphoplasty", "Procedure Suite 2", "Dr. Miriam Okafor", f"RSC-{n:06}", "Ms.", "Anne-Marie",
               "Smith-Jones", f"19{30 + n % 60}-04-17", "en-US", f"p{n}@example.org", "(217) 555-0101", f"{n} Lakeview Court", "Springfield, IL", "62704"]  # fmt: skip
        if is_bad(n):
            column, cell = ((1, "soon"), (10, "17.4."), (8, ""), (6, "#N/A"), (9, "Smi\ue000th"))[n // EVERY % 5]
            row[column] = cell
        yield row


def is_bad(n: int) -> bool:
    """Whether a record has a fault; the first is number 0, in row 2."""
    return n % EVERY == 7


def bad_sum(count: int) -> int:
    """What READ's sum must be if every bad row is reported with its right number, and in order."""
    last = 0
    for n in range(count):
        if is_bad(n):
            last = last * 31 + n + 2 & 0xFFFFFFFF
    return last


def write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(records(count))


def write_xlsx(path: Path, count: int) -> None:
    from tests.handouts.schedules.tables.books import xlsx

    path.write_bytes(xlsx([HEADER, *records(count)]))


def write_ods(path: Path, count: int) -> None:
    from tests.handouts.schedules.tables.books import ods

    path.write_bytes(ods([HEADER, *records(count)]))


def write_hl7(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for n, r in enumerate(records(count)):
            start = r[1].replace("-", "").replace("T", "").replace(":", "")
            file.write(f"MSH|^~\\&|A|B|||2026||SIU^S12|{n}|P|2.5\rSCH||{r[0]}|||||KYPH^Kyphoplasty||60|min|^^^{start}\r")
            file.write(
                f"PID|1||{r[6]}||{r[9]}^{r[8]}||{r[10].replace('-', '')}||||{r[14]}^^{r[15]}^^{r[16]}||{r[13]}~^NET^Internet^{r[12]}\r"
            )


def write_ndjson(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for n, r in enumerate(records(count)):
            patient = {"resourceType": "Patient", "id": r[6], "name": [{"family": r[9], "given": [r[8]]}], "birthDate": r[10]}
            actor = [{"actor": {"reference": f"Patient/{r[6]}"}}]
            appointment = {
                "resourceType": "Appointment",
                "id": f"a{n}",
                "status": "booked",
                "start": f"{r[1]}:00-06:00",
                "participant": actor,
            }
            file.write(json.dumps(appointment) + "\n" + json.dumps(patient) + "\n")


def write_ics(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("BEGIN:VCALENDAR\r\n")
        for r in records(count):
            start = r[1].replace("-", "").replace(":", "") + "00"
            told = f"MRN: {r[6]}\\nFirst name: {r[8]}\\nSurname: {r[9]}\\nDOB: {r[10]}\\nEmail: {r[12]}"
            file.write(
                f"BEGIN:VEVENT\r\nUID:{r[0]}\r\nDTSTART:{start}\r\nDURATION:PT1H\r\nSUMMARY:Kyphoplasty\r\nDESCRIPTION:{told}\r\nEND:VEVENT\r\n"
            )
        file.write("END:VCALENDAR\r\n")


WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "ods": write_ods, "hl7": write_hl7, "ndjson": write_ndjson, "ics": write_ics}


def read(path: Path) -> dict[str, float]:
    """What a process of its own says of a list."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], check=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent
    )
    return dict(json.loads(done.stdout))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--format", choices=list(WRITERS), default=None)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in [options.format] if options.format else WRITERS:
            path = Path(folder) / f"list.{name}"
            begun = time.perf_counter()
            WRITERS[name](path, options.rows)
            made = time.perf_counter() - begun
            said = read(path)
            print(
                f"{name}: {options.rows} records, {path.stat().st_size / 2**20:.1f} MB: {said['accepted']} accepted, {said['rejected']} rejected; "
                f"{said['seconds']} s, {said['megabytes']} MB (bars for csv: 60 s, 200 MB; made in {made:.0f} s)"
            )


if __name__ == "__main__":
    main()
