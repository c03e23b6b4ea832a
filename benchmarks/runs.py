"""How fast a whole run is, everything on, against bare making by the idiomatic ReportLab script.

python -m benchmarks.runs [APPOINTMENTS] [ROUNDS]    rates, in turn, in one run: script; one worker; two workers
python -m benchmarks.runs profile [APPOINTMENTS]     where the time of one worker goes

A run is the command itself in a process of its own: start, reading, plan, proof, sync of every file and folder, ledger.  Of the script
only the making of bytes in a warm process is counted, as many copies as fit into a few seconds.
"""

from __future__ import annotations

import cProfile
import csv
import pstats
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.bytecode import kept_in
from benchmarks.rivals.clinic import laid
from benchmarks.rivals.records import flat_records, records

ROOT = Path(__file__).parent.parent
SCRIPT = 60  # copies by the script in a round
BAR_SCRIPT, BAR_WORKERS = 6.0, 1.7


def schedule(folder: Path, count: int) -> Path:
    """A list of different patients."""
    return written(folder / "list.csv", flat_records(count, seed=9))


def written(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """Rows as a list in CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def script_rate(first: int) -> float:
    """Copies a second by the idiomatic script, warm, nothing written."""
    from benchmarks.rivals import reportlab_idiomatic

    people = records(first + SCRIPT, seed=7)
    reportlab_idiomatic.prepare()
    reportlab_idiomatic.make(people[0])
    start = time.perf_counter()
    for person in people[first:]:
        reportlab_idiomatic.make(person)
    return SCRIPT / (time.perf_counter() - start)


def run_rate(path: Path, clinic: Path, folder: Path, count: int, workers: int, env: Mapping[str, str]) -> float:
    """Appointments a second by the command."""
    shutil.rmtree(folder, ignore_errors=True)
    start = time.perf_counter()
    words = [sys.executable, ROOT / "generate.py", *said(path, clinic, folder), "--workers", str(workers)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=env)
    seconds = time.perf_counter() - start
    if done.returncode or len(list(folder.glob("*.pdf"))) != count:
        raise SystemExit(done.stderr)
    return count / seconds


def said(path: Path, clinic: Path, folder: Path) -> list[str]:
    """The command for a list."""
    return ["batch", str(path), "--out", str(folder), "--clinic", str(clinic), "--ledger", str(folder / "ledger.sqlite3"), "--allow-sample", "--yes"]


def rates(count: int = 10_000, rounds: int = 3) -> None:
    """All three in turn."""
    found: dict[str, list[float]] = {"script": [], "one worker": [], "two workers": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clinic = laid(folder / "clinic")
        env = kept_in(folder / "bytecode")
        run_rate(schedule(folder, 1), clinic, folder / "out", 1, 1, env)  # writes it
        path = schedule(folder, count)
        for number in range(rounds):
            found["script"].append(script_rate(number * SCRIPT))
            found["one worker"].append(run_rate(path, clinic, folder / "out", count, 1, env))
            found["script"].append(script_rate(number * SCRIPT + SCRIPT // 2))
            found["two workers"].append(run_rate(path, clinic, folder / "out", count, 2, env))
            print({who: round(times[-1], 1) for who, times in found.items()}, flush=True)
    script, one, two = (statistics.median(times) for times in found.values())
    for who, times in found.items():
        print(f"{who:12} {statistics.median(times):8.1f} a second ({min(times):.1f}–{max(times):.1f})")
    print(f"one worker against the script: {one / script:.1f}x (bar: {BAR_SCRIPT:.0f})")
    print(f"two workers against one: {two / one:.2f}x (bar: {BAR_WORKERS})")


def profile(count: int = 2000) -> None:
    """One worker, in this process."""
    import generate

    with tempfile.TemporaryDirectory() as name:
        path = schedule(Path(name), count)
        sys.argv = ["handouts", *said(path, laid(Path(name) / "clinic"), Path(name) / "out")]
        profiler = cProfile.Profile()
        profiler.enable()
        try:
            generate.main()
        except SystemExit as done:
            profiler.disable()
            if done.code:
                raise
    for order in ("cumulative", "tottime"):
        pstats.Stats(profiler).sort_stats(order).print_stats(45)


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[:1] == ["profile"]:
        profile(*map(int, words[1:]))
    else:
        rates(*map(int, words))
