"""`sign`, with and without a terminal."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.clinics.clinic import built_in
from tests.handouts.actions.test_signing import ASKED
from tests.handouts.commands import ROOT, handouts


@pytest.fixture
def our(tmp_path: Path) -> Path:
    """A clinic that has adopted a leaflet."""
    folder = tmp_path / "our"
    shutil.copytree(built_in("assets/clinics") / "harbour", folder)
    assert handouts("adopt", "kyphoplasty", "--clinic", folder).returncode == 0
    return folder


def test_without_a_terminal_everything_is_said_at_once(our: Path) -> None:
    done = handouts("sign", "kyphoplasty", "--language", "en-US", "--clinic", our)
    assert done.returncode == 2
    assert "--answer purpose=… is missing" in done.stderr
    answers = [word for name in ASKED for word in ("--answer", f"{name}=yes")]
    done = handouts("sign", "kyphoplasty", "--language", "en-US", "--clinic", our, "--reviewer", "Dr. B", "--role", "nurse", *answers, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["reviewer"] == "Dr. B"
    assert "Nothing has changed." in handouts("sign", "kyphoplasty", "--language", "en-US", "--clinic", our, "--diff").stdout
    path = our / "handouts" / "kyphoplasty.en-US.md"
    path.write_text(path.read_text("utf-8").replace("You may bleed", "You will bleed"), "utf-8")
    assert "[-may-]{+will+}" in handouts("sign", "kyphoplasty", "--language", "en-US", "--clinic", our, "--diff").stdout


def test_at_a_terminal_the_questions_are_asked_and_no_ends_it(our: Path) -> None:
    for last, code in (("n", 130), ("y", 0)):
        master, slave = pty.openpty()
        said = [sys.executable, str(ROOT / "generate.py"), "sign", "kyphoplasty", "--language", "es", "--clinic", str(our), "--role", "doctor"]
        asked = subprocess.Popen(said, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        os.write(master, ("Dra. Ruiz\n" + "yes\n" * len(ASKED) + f"{last}\n").encode())
        _, err = asked.communicate(timeout=60)
        os.close(slave)
        os.close(master)
        assert asked.returncode == code, err
        assert (our / "handouts" / "kyphoplasty.es.signed.toml").exists() == (last == "y")


def test_an_answer_without_its_question_is_wrong_use(our: Path) -> None:
    assert "expected a question's name" in handouts("sign", "kyphoplasty", "--clinic", our, "--answer", "yes").stderr
