"""Which clinic, and which ledger."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handouts.actions.where import Where
from handouts.clinics.clinic import read_clinic, sample_clinic
from handouts.errors import ClinicError, InputError
from handouts.ledger.ledger import NAME


def test_a_sample_clinic_keeps_its_ledger_beside_what_is_made(tmp_path: Path) -> None:
    where = Where("riverside")
    assert where.sample
    assert where.file(tmp_path) == tmp_path / NAME
    with pytest.raises(InputError, match="keeps its ledger beside what it made"):
        where.file()
    with pytest.raises(InputError, match="a sample clinic adopts nothing"):
        where.own("adopts nothing")


def test_a_folder_of_a_samples_name_is_that_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "riverside").mkdir()
    monkeypatch.chdir(tmp_path)
    assert not Where("riverside").sample
    with pytest.raises(ClinicError, match=r"there is no clinic\.toml in it"):
        Where("riverside").read()


def test_no_clinic_is_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    nobodys = Where()
    for ask in (nobodys.read, nobodys.file, nobodys.open, lambda: nobodys.file(tmp_path), lambda: nobodys.own("adopts nothing")):
        with pytest.raises(InputError, match=r"no clinic is named.* go to the clinic's folder, or name it with --clinic DIR"):
            ask()
    shutil.copytree(sample_clinic("harbour"), tmp_path, dirs_exist_ok=True)
    assert nobodys.read() == read_clinic(tmp_path)
    assert nobodys.file() == tmp_path / NAME
    assert not nobodys.sample


def test_a_ledger_is_in_the_clinics_folder_unless_it_is_named(known: Where, tmp_path: Path) -> None:
    assert known.file(tmp_path) == Path(known.clinic) / NAME
    assert Where(known.clinic, tmp_path / "other").file(tmp_path) == tmp_path / "other"
    with pytest.raises(InputError, match="no ledger can be kept there"):
        Where("memory://clinic").file(tmp_path)


def test_a_ledger_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no ledger yet"):
        Where("riverside", tmp_path / NAME).open()
    assert not list(tmp_path.iterdir())
