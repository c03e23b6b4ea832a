"""The group of commands, and how one of them ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.clinics.clinic import built_in
from tests.handouts.commands import ANNA, ROOT


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["make", "nonsense", *ANNA, "--out", "x.pdf"], 2, "there is no leaflet 'nonsense'; there are before-your-anesthetic, "),
        (["make", "kyphoplasty", "--out", "x.pdf"], 2, "for a copy without a patient: `handouts edition kyphoplasty --out x.pdf`"),
        (["make", "kyphoplasty", *ANNA[:-1], "yesterday", "--out", "x.pdf"], 2, "start: is not a date and time"),
        (["make", "kyphoplasty", *ANNA, "--layout", "nonsense", "--out", "x.pdf"], 2, "there is no layout 'nonsense'; there are booklet, folded, large-print, large-print-letter, letter, standard"),
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


LONG = "x" * 300
NAMED = ["--patient", "Anna Lee", "--born", "1950-02-01", "--id", "4711", "--at", "2026-12-08T09:30"]


@pytest.mark.parametrize(
    "words",
    [
        ["make", "kyphoplasty", *NAMED, "--clinic", "riverside", "--out", f"{LONG}.pdf"], ["make", LONG, *NAMED, "--clinic", "riverside", "--out", "a.pdf"],
        ["make", "kyphoplasty", "--appointment", LONG, "--clinic", "riverside", "--out", "a.pdf"], ["list", "--clinic", LONG], ["schedule", "inspect", LONG],
        ["batch", LONG, "--clinic", "riverside", "--out", "o"], ["batch", "list.csv", "--clinic", "riverside", "--out", "o", "--map", LONG],
        ["batch", "list.csv", "--clinic", "riverside", "--out", "o", "--ledger", LONG, "--yes", "--allow-draft"], ["outbox", "--ledger", LONG],
        ["rules", "test", "list.csv", "--rules", LONG, "--clinic", "riverside"], ["batch", "list.csv", "--clinic", "riverside", "--out", LONG, "--yes"],
        ["batch", "list.csv", "--clinic", "riverside", "--out", "o", "--patients", LONG], ["doctor", "--clinic", LONG],
    ],
)  # fmt: skip
def test_a_name_that_no_file_can_have_ends_in_a_sentence(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "list.csv").write_bytes((built_in("assets") / "sample" / "schedule.csv").read_bytes())
    done = subprocess.run([sys.executable, str(ROOT / "generate.py"), *words], cwd=tmp_path, capture_output=True, text=True, env=os.environ)
    assert done.returncode in (2, 3, 6, 7) and "Traceback" not in done.stderr and (done.stderr.startswith("handouts: ") or "FAIL" in done.stdout)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_output_to_a_full_device_ends_in_a_sentence() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, str(ROOT / "generate.py"), "list", "--clinic", "riverside"], stdout=full, stderr=subprocess.PIPE, text=True)
        silent = subprocess.run([sys.executable, str(ROOT / "generate.py"), "list", "--clinic", "riverside"], stdout=full, stderr=full)
    assert (done.returncode, silent.returncode) == (6, 6)
    assert done.stderr.startswith("handouts: what was to be said cannot be written: ") and done.stderr.count("\n") == 1


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
@pytest.mark.parametrize("words", [["list"], ["doctor"]])
def test_a_terminal_that_lacks_characters_shows_the_rest(encoding: str, words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "generate.py"), *words, "--clinic", "riverside"], capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}
    )
    assert done.returncode in (0, 3) and {"list": b"kyphoplasty", "doctor": b"ok    clinic"}[words[0]] in done.stdout and b"Traceback" not in done.stderr
