"""Which clinic a command is for, and that none is guessed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.clinics.clinic import sample_clinic
from tests.handouts.commands import ANNA, ROOT
from tests.reading import text_of

COMMANDS = [
    ["list"], ["make", "kyphoplasty", *ANNA, "--out", "x.pdf"], ["batch", "list.csv", "--out", "out"], ["batch", "list.csv", "--out", "out", "--dry-run"],
    ["print", "1"], ["printers"], ["reprint", "1", "--out", "out"], ["again", "x", "--out", "x.pdf"], ["schedule", "inspect", "list.csv"],
    ["rules", "test", "list.csv"], ["report"], ["given", "kyphoplasty"], ["history", "P"], ["purge", "--before", "2020-01-01"], ["email", "1"],
    ["passphrases", "1", "--out", "x.csv"], ["outbox"], ["settle", "x", "--sent"], ["adopt", "kyphoplasty"], ["doctor"], ["check"],
    ["withdraw", "1", "--yes"], ["void", "x", "--why", "wrong"], ["correct", "x", "--note", "n"], ["outdated"], ["find", "Lee"], ["events"],
    ["bounces", "list.csv"], ["sign", "kyphoplasty"], ["edition", "kyphoplasty", "--out", "x.pdf"], ["desk", "--port", "0"],
    ["publish", "site", "--to", "site"], ["publish", "openemr", "--to", "education"],
    ["mail", "sign-in"],
    ["new", "own", "--title", "Own"], ["preview", "--out", "x.pdf"], ["preview"], ["staff", "list"], ["import", "list.csv"], ["translate", "status"],
]  # fmt: skip
NONE = {"demo", "init"}  # which bring a clinic along, or make one


def said(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a command says in a folder, where no clinic is named but by these words."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("HANDOUTS")}
    command = [sys.executable, str(ROOT / "generate.py"), *words]
    return subprocess.run(command, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_without_a_clinic_every_command_says_the_two_ways_on_and_makes_nothing(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "list.csv").write_text("appointment_id\n", "utf-8")
    done = said(tmp_path, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "handouts: no clinic is named, and there is no clinic.toml here: go to the clinic's folder, or name it with --clinic DIR" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_every_command_is_asked() -> None:
    import generate

    assert {words[0] for words in COMMANDS} | NONE == set(generate.COMMANDS)


def test_the_folder_that_one_stands_in_is_the_clinic_and_a_name_goes_before_it(tmp_path: Path) -> None:
    shutil.copytree(sample_clinic("harbour"), tmp_path / "clinic")
    for words, environment, clinic in (
        ([], {}, "Harbour"), (["--clinic", "riverside"], {}, "Riverside"), ([], {"HANDOUTS_CLINIC": "riverside"}, "Riverside"),
        (["--clinic", str(tmp_path / "clinic")], {"HANDOUTS_CLINIC": "riverside"}, "Harbour"),
    ):  # fmt: skip
        done = said(tmp_path / "clinic", "make", "kyphoplasty", *ANNA, *words, "--out", str(tmp_path / "a.pdf"), **environment)
        assert done.returncode == 0, done.stderr
        assert clinic in text_of((tmp_path / "a.pdf").read_bytes())
    assert said(tmp_path, "demo", "--out", "demo").returncode == 0
