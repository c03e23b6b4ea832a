"""Which program it is, and whether what it brings is its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handouts import __version__
from handouts.clinics.clinic import HOME
from handouts.doctor.program import NEEDED, examine_program, versions
from handouts.files.own import ALONE as ALONE_SAID
from handouts.files.own import OURS, ours

ALONE: dict[str, list[str]] = {name: ["handouts"] for name in OURS}


def amiss(home: Path = HOME, owners: dict[str, list[str]] | None = None) -> list[str]:
    return [str(finding) for finding in examine_program(home, ALONE if owners is None else owners) if not finding.ok]


def test_the_versions_that_matter_are_told() -> None:
    said = versions()
    assert said.startswith(f"handouts, version {__version__}\nPython {sys.version.split()[0]}, ")
    assert re.search(r"ledger's schema \d+; SQLite 3\.\d+", said) and "reportlab 5" in said


def test_here_everything_is_our_own() -> None:
    assert amiss() == []
    assert all(ours(name, HOME) for name in OURS)


@pytest.mark.parametrize("name", OURS)
def test_another_package_that_shares_a_name_is_told(name: str) -> None:
    (said,) = amiss(owners=ALONE | {name: ["Handouts", "flask-assets-of-mine"]})
    assert said.startswith(f"FAIL  program: {name} is not ours alone: flask-assets-of-mine has put files of that name in the same place; install Handouts by itself")


def test_a_folder_of_that_name_that_python_finds_first_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "assets", raising=False)
    assert amiss() == ["FAIL  program: assets is not ours: Python finds another of that name first; install Handouts by itself, with uv tool or pipx, see docs/installing.md"]


def test_a_file_that_somebody_has_taken_away_is_told(tmp_path: Path) -> None:
    for name in NEEDED[1:]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOME / name, tmp_path / name)
    assert any(said.startswith(f"FAIL  program: {NEEDED[0]} is missing in {tmp_path}") for said in amiss(tmp_path))


def test_a_frozen_program_owns_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert amiss(owners=ALONE | {"assets": ["another"]}) == []
    assert "frozen" in versions()


def begun(*path: Path, said: tuple[str, ...] = ("--version",)) -> str:
    environment = {"PYTHONPATH": os.pathsep.join(map(str, path)), "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-P", "-m", "handouts", *said], env=environment, cwd=path[0], capture_output=True, text=True, check=False)
    return done.stdout or done.stderr


@pytest.mark.parametrize("name", ["generate.py", "layouts.py"])
def test_a_program_whose_name_is_another_packages_says_so_where_it_cannot_begin(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine = 1\n", "utf-8")
    taken = name.removesuffix(".py")
    assert begun(tmp_path, HOME, said=("doctor", "--clinic", "riverside")) == f"handouts: {taken} is not ours: another package has put its own in the same place; {ALONE_SAID}\n"
    assert begun(HOME).startswith("handouts, version ")


def test_a_generate_that_was_written_over_ours_is_told(tmp_path: Path) -> None:
    for file in ("handouts/__init__.py", "handouts/__main__.py", "handouts/files/__init__.py", "handouts/files/own.py", "layouts/__init__.py", "assets/__init__.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOME / file, tmp_path / file)
    (tmp_path / "generate.py").write_text("mine = 1\n", "utf-8")
    assert begun(tmp_path).startswith("handouts: generate is not ours: another package has put its own in the same place")
