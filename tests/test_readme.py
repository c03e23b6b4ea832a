"""The first steps, as the README has them: `make demo`, then every command that it names, word for word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lists import COPIES_OF_SAMPLE
from tests.reading import text_of

ROOT = Path(__file__).parents[1]
STEPS = [line.strip() for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("    .venv/bin/")]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The program in a folder of its own, whose .venv is set up already: the Python of these tests."""
    for name in ("handouts", "layouts", "assets", "generate.py", "Makefile", "README.md", "setup.cfg", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    scripts = tmp_path / ".venv" / "bin"
    scripts.mkdir(parents=True)
    for name, words in (("python", ""), ("handouts", f" {tmp_path}/generate.py")):
        (scripts / name).write_text(f'#!/bin/sh\nexec {sys.executable}{words} "$@"\n', "utf-8")
        (scripts / name).chmod(0o755)
    (tmp_path / ".venv" / ".core").touch()
    return tmp_path


def said(command: str, folder: Path) -> str:
    """What a command line says on standard output."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HANDOUTS", "MAKE"))}
    done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), command
    return done.stdout


def test_make_demo_ends_with_the_commands_that_work_and_they_do(clone: Path) -> None:
    end = [line.strip() for line in said("make demo", clone).splitlines()][-len(STEPS) :]
    assert end == STEPS and len(STEPS) == 3
    assert len(list((clone / "demo").glob("*.pdf"))) == COPIES_OF_SAMPLE
    answers = [said(step, clone) for step in end]
    assert "kyphoplasty" in answers[0]
    assert "Anna Lee" in text_of((clone / "anna.pdf").read_bytes())
    assert len(list((clone / "tomorrow").glob("*.pdf"))) == COPIES_OF_SAMPLE


def bare(folder: Path, *words: str, packages: str = "") -> subprocess.CompletedProcess[str]:
    """`python generate.py` by a Python without packages, or with those of a folder."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": packages}
    command = [sys.executable, "-S", str(folder / "generate.py"), *words]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def test_a_missing_package_is_a_sentence_with_the_command_that_works(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    import click

    done = bare(ROOT, "list")
    assert (done.returncode, done.stdout) == (1, "")
    assert "does not have the package 'click'; " in done.stderr
    assert f"-m pip install {ROOT}" in done.stderr
    packages = tmp_path_factory.mktemp("packages")
    (packages / "click").symlink_to(Path(click.__file__).parent)
    late = bare(ROOT, "make", "x", "--clinic", "riverside", "--out", "x.pdf", "--patient", "Anna Lee", packages=str(packages))
    assert late.returncode == 1
    assert "does not have the package '" in late.stderr and "Traceback" not in late.stderr
    assert not late.stdout


def test_where_the_demo_has_been_made_its_python_is_named(clone: Path) -> None:
    (clone / "generate.py").unlink()
    (clone / "generate.py").write_bytes((ROOT / "generate.py").read_bytes())
    done = bare(clone)
    assert f"say: {clone}/.venv/bin/python {clone}/generate.py …" in done.stderr
