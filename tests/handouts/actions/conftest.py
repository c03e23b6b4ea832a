"""A list that has been made, for tests that ask about it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handouts.actions.batch import make_list
from handouts.actions.where import Where
from tests.handouts.actions import a_list


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clinic, its list, and run 1 of it; not to be written to."""
    folder = tmp_path_factory.mktemp("finished")
    make_list(a_list(folder))
    return folder


@pytest.fixture(scope="session")
def known(finished: Path) -> Where:
    """The clinic of that folder."""
    return Where(str(finished / "clinic"))


@pytest.fixture
def own(finished: Path, tmp_path: Path) -> Where:
    """The same clinic and ledger, for a test to write to; the copies stay where they are."""
    return Where(str(shutil.copytree(finished / "clinic", tmp_path / "clinic")))
