"""Printers and print servers that tests of this room ask for."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from handouts.ledger.ledger import NAME, Ledger
from tests.handouts.delivery import Time
from tests.handouts.delivery.printing.servers import Bus, Cups, Eve


@pytest.fixture
def time_() -> Time:
    return Time()


@pytest.fixture
def ledger(tmp_path: Path, time_: Time) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / NAME, now=time_.now) as made:
        yield made


@pytest.fixture(scope="session")
def bus() -> Iterator[Bus]:
    made = Bus()
    yield made
    made.close()


@pytest.fixture
def eve(tmp_path: Path, bus: Bus) -> Iterator[Eve]:
    made = Eve(tmp_path / "eve", bus)
    yield made
    made.close()


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Cups]]:
    """Starts a CUPS with these queues, which is this computer's; in a folder that its backends may enter as another user."""
    with ExitStack() as stack:

        def started(**queues: str) -> Cups:
            folder = Path(tempfile.mkdtemp(prefix="handouts-cups-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            folder.chmod(0o755)
            made = Cups(folder, queues)
            stack.callback(made.close)
            monkeypatch.setenv("CUPS_SERVER", f"localhost:{made.port}")
            return made

        yield started
