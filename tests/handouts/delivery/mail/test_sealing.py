"""Many PDFs are locked by another process, each as it would be here; whatever becomes of that process, each is locked."""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Iterator

import pytest

from handouts.delivery.mail import sealing as room
from handouts.delivery.mail.sealing import BEGUN, MANY, Sealer
from handouts.errors import OutputError
from tests.handouts.delivery import a_pdf

pytestmark = pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="another process to lock is started where there is a second processor")


@pytest.fixture
def sealer() -> Iterator[Sealer]:
    made = Sealer()
    yield made
    made.close()


def opened(data: bytes, passphrase: str) -> bool:
    import pikepdf

    with pikepdf.open(io.BytesIO(data), password=passphrase) as document:
        return document.is_encrypted and len(document.pages) > 0


def awake(sealer: Sealer) -> None:
    """Locks until the other process is ready."""
    for number in range(MANY + 1):
        sealer.begin(a_pdf(), f"warm-{number}-passphrase")
        sealer.sealed(a_pdf(), f"warm-{number}-passphrase")
    deadline = time.monotonic() + 60
    while not (sealer._awake and sealer._awake.done()):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_was_begun_in_time_is_locked_by_the_other_process(sealer: Sealer) -> None:
    awake(sealer)
    for number in range(4):
        sealer.begin(a_pdf(), f"{number}-kmtrw-hbxqd")
    assert len(sealer._begun) == 4
    for number in range(4):
        assert opened(sealer.sealed(a_pdf(), f"{number}-kmtrw-hbxqd"), f"{number}-kmtrw-hbxqd")
    assert not sealer._begun


def test_what_is_begun_and_never_wanted_is_let_go(sealer: Sealer) -> None:
    awake(sealer)
    for number in range(5 * BEGUN):
        sealer.begin(a_pdf(), f"{number}-kmtrw-hbxqd")
        assert len(sealer._begun) <= BEGUN
    for number in (0, 5 * BEGUN - 1):
        assert opened(sealer.sealed(a_pdf(), f"{number}-kmtrw-hbxqd"), f"{number}-kmtrw-hbxqd")


def test_another_document_or_passphrase_than_was_begun_is_locked_as_it_is(sealer: Sealer) -> None:
    awake(sealer)
    sealer.begin(a_pdf(), "first-kmtrw-hbxqd")
    locked = sealer.sealed(a_pdf(), "other-kmtrw-hbxqd")
    assert opened(locked, "other-kmtrw-hbxqd")
    import pikepdf

    with pytest.raises(pikepdf.PasswordError):
        opened(locked, "first-kmtrw-hbxqd")


def test_few_are_locked_here(sealer: Sealer) -> None:
    for number in range(MANY):
        sealer.begin(a_pdf(), f"{number}-kmtrw-hbxqd")
        assert opened(sealer.sealed(a_pdf(), f"{number}-kmtrw-hbxqd"), f"{number}-kmtrw-hbxqd")
    assert sealer._beside is None


def test_a_process_that_is_killed_takes_nothing_with_it(sealer: Sealer) -> None:
    awake(sealer)
    assert sealer._beside is not None
    for number in range(6):
        sealer.begin(a_pdf(), f"{number}-kmtrw-hbxqd")
        if number == 2:
            for process in sealer._beside._processes:
                os.kill(process, signal.SIGKILL)
                time.sleep(0.2)
    for number in range(8):
        assert opened(sealer.sealed(a_pdf(), f"{number}-kmtrw-hbxqd"), f"{number}-kmtrw-hbxqd")


def test_what_is_no_pdf_is_refused_when_its_turn_comes(sealer: Sealer) -> None:
    awake(sealer)
    sealer.begin(b"no PDF", "kmtrw-hbxqd-nfgzp")
    with pytest.raises(OutputError, match="is not a PDF"):
        sealer.sealed(b"no PDF", "kmtrw-hbxqd-nfgzp")


@pytest.mark.parametrize("error", [OSError(11, "no more processes"), ImportError("no semaphores"), RuntimeError("can't start new thread")])
def test_where_no_process_can_be_started_all_are_locked_here(sealer: Sealer, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    asked = []

    def none(count: int) -> None:
        asked.append(count)
        raise error

    monkeypatch.setattr(room, "Processes", none)
    for number in range(MANY + 3):
        sealer.begin(a_pdf(), f"{number}-kmtrw-hbxqd")
        assert opened(sealer.sealed(a_pdf(), f"{number}-kmtrw-hbxqd"), f"{number}-kmtrw-hbxqd")
    assert asked == [1]


def test_no_process_is_left_behind() -> None:
    sealer = Sealer()
    awake(sealer)
    assert sealer._beside is not None
    [process] = sealer._beside._processes.values()
    sealer.begin(a_pdf(), "begun-and-never-wanted")
    sealer.close()
    assert not process.is_alive()
    assert opened(sealer.sealed(a_pdf(), "kmtrw-hbxqd-nfgzp"), "kmtrw-hbxqd-nfgzp")  # and it can be gone on with
    sealer.close()
