"""How long the first handout takes: `generate.py make` against importing its three main libraries.

Both are whole processes, run in turn; the ratio of medians is what counts.  The leaflet is the benchmarks' own.
Run: python -m benchmarks.startup
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bytecode import kept_in
from benchmarks.rivals.clinic import laid

ROOT = Path(__file__).parent.parent
IMPORTS = [sys.executable, "-c", "import reportlab.platypus, jinja2, uharfbuzz"]
MAKE = [
    sys.executable, str(ROOT / "generate.py"), "make", "kyphoplasty", "--patient", "Anna Lee", "--born", "1950-02-01", "--id", "4711",
    "--at", "2026-12-08T09:30", "--allow-sample",
]  # fmt: skip


def main(rounds: int = 15) -> None:
    times: dict[str, list[float]] = {"make": [], "imports": []}
    with tempfile.TemporaryDirectory() as folder:
        env, clinic = kept_in(Path(folder) / "bytecode"), laid(Path(folder) / "clinic")
        make = [*MAKE, "--clinic", str(clinic), "--out", f"{folder}/anna.pdf"]
        for _ in range(rounds + 1):
            for name, command in (("imports", IMPORTS), ("make", make)):
                start = time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
                times[name].append(time.perf_counter() - start)
    first, imports = (statistics.median(times[name][1:]) for name in ("make", "imports"))
    print(f"make {first * 1000:.0f} ms, imports {imports * 1000:.0f} ms, ratio {first / imports:.2f} (bar: 3)")


if __name__ == "__main__":
    main()
