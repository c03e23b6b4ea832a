"""The group of commands, and how one of them ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.handouts.commands import ANNA, ROOT


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["make", "nonsense", *ANNA, "--out", "x.pdf"], 2, "there is no leaflet 'nonsense'; there are kyphoplasty"),
        (["make", "kyphoplasty", "--out", "x.pdf"], 2, "start: is empty"),
        (["make", "kyphoplasty", *ANNA[:-1], "yesterday", "--out", "x.pdf"], 2, "start: is not a date and time"),
        (["make", "kyphoplasty", *ANNA, "--layout", "nonsense", "--out", "x.pdf"], 2, "there is no layout 'nonsense'; there are large-print, standard"),
        (["make", "kyphoplasty", *ANNA, "--clinic", "nowhere", "--out", "x.pdf"], 2, "there is no clinic.toml"),
        (["make", "kyphoplasty", *ANNA, "--out", "/dev/null/x.pdf"], 6, "cannot be written"),
        (["make", "kyphoplasty", "--language", "es", *ANNA, "--out", "x.pdf"], 5, "is a draft"),
        (["batch", "nowhere.csv", "--out", "x"], 2, "there is no such file"),
        (["batch", ".", "--out", "x"], 2, "is a folder"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_each_mistake_has_its_sentence_and_exit_code(tmp_path: Path, words: list[str], code: int, message: str) -> None:
    done = subprocess.run([sys.executable, str(ROOT / "generate.py"), *words], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert message in done.stderr
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("*.pdf"))
