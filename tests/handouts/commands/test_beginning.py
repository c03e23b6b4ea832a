"""`init`, as somebody at a terminal goes through it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from handouts.clinics.clinic import read_clinic
from tests.handouts.commands import ROOT, handouts


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    done = handouts("init", tmp_path / "our", "--name", "Our Clinic")
    assert done.returncode == 2
    assert [line.split(":")[0].removeprefix("handouts") for line in done.stderr.splitlines()] == ["", "--time-zone", "--emergency"]
    words = ["--name", "Our Clinic", "--phone", "555 0100", "--time-zone", "America/Chicago", "--emergency", "911"]
    done = handouts("init", tmp_path / "our", *words)
    assert done.returncode == 0, done.stderr
    assert "handouts adopt kyphoplasty" in done.stdout
    assert read_clinic(tmp_path / "our").page == "Letter"


def test_at_a_terminal_each_question_is_asked_until_it_is_answered(tmp_path: Path) -> None:
    folder = tmp_path / "our"
    master, slave = pty.openpty()
    said = [sys.executable, str(ROOT / "generate.py"), "init", str(folder), "--colour", "#335577"]
    asked = subprocess.Popen(said, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    answers = ["Our Clinic", "555 0100", "", "1 High Street; Anytown", "Marz", "Europe/London", "", "", "999", ""]
    os.write(master, "".join(f"{answer}\n" for answer in answers).encode())
    out, err = asked.communicate(timeout=60)
    os.close(slave)
    os.close(master)
    assert asked.returncode == 0, err
    clinic = read_clinic(folder)
    assert (clinic.name, clinic.language, clinic.page, clinic.emergency, clinic.hours) == ("Our Clinic", "en-US", "A4", "999", "")
    assert "time-zone: is 'Marz'" in err
    assert f"{folder / 'clinic.toml'}" in out
