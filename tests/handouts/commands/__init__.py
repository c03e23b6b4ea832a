"""What tests of commands share: the command, run as somebody at a desk runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
ANNA = ["--patient", "Anna Lee", "--born", "1951-04-17", "--id", "RSC-1", "--at", "2026-12-08T09:30"]
RECORD = {
    "appointment_id": "A-1", "start": "2026-12-08T09:30", "patient_id": "RSC-1", "given_name": "Anna", "family_name": "Lee", "date_of_birth": "1951-04-17",
}  # fmt: skip


def handouts(*words: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
    """What a command says, and its exit code.  text: what stands on its standard input."""
    said = [sys.executable, str(ROOT / "generate.py"), *map(str, words)]
    return subprocess.run(said, input=text, capture_output=True, text=True, encoding="utf-8", errors="surrogateescape", check=False)
