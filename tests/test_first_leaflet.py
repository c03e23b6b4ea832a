"""The editor's first five minutes, as the docs have them: each command word for word, the text as it stands there."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.reading import text_of

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "docs" / "editor.md").read_text("utf-8")
PART = DOCS[DOCS.index("## Your first leaflet") : DOCS.index("## The bench")]
STEPS = re.findall(r"^    (handouts .+)$", PART, re.M)
(TEXT,) = re.findall(r"^```markdown\n(.+?)^```$", PART, re.M | re.S)
FILE = "our-clinic/handouts/ear-wash.en-GB.md"


def run(step: str, folder: Path, answers: str = "") -> subprocess.CompletedProcess[str]:
    """A command as somebody types it; with answers, at a terminal."""
    words = [sys.executable, str(ROOT / "generate.py"), *shlex.split(step)[1:]]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HANDOUTS")}
    master, slave = pty.openpty()
    os.write(master, answers.encode())
    try:
        return subprocess.run(
            words, cwd=folder, env=environment, stdin=slave if answers else subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
        )
    finally:
        os.close(slave)
        os.close(master)


def test_from_nothing_to_a_leaflet_of_ones_own_on_paper(tmp_path: Path) -> None:
    assert [step.split()[1] for step in STEPS] == ["init", "new", "check", "preview", "sign", "make"]
    begin, new, check, preview, sign, make = STEPS
    for step in (begin, new):
        done = run(step, tmp_path)
        assert done.returncode == 0, (step, done.stderr)
    assert run(check, tmp_path).returncode == 4  # nothing is written yet
    file = tmp_path / FILE
    head = file.read_text("utf-8").partition("owner: ")[0]
    file.write_text(head + TEXT, "utf-8")
    done = run(check, tmp_path)
    assert done.returncode == 0 and "no errors" in done.stdout, done.stdout
    assert run(make, tmp_path).returncode == 5  # nobody has signed it
    for step, answers in ((preview, ""), (sign, "yes\n" * 20), (make, "")):
        done = run(step, tmp_path, answers)
        assert done.returncode == 0, (step, done.stderr)
    assert "draft" in text_of((tmp_path / "look.pdf").read_bytes()).casefold()
    said = " ".join(text_of((tmp_path / "try.pdf").read_bytes()).split())
    assert "Hello, Test." in said and "3 January 2030" in said and "draft" not in said.casefold()
