"""One ledger fills a folder with a list; and whatever stops a run, nothing half-written is left in it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from handouts.errors import OutputError
from handouts.files.folder import Folder
from handouts.files.guard import Guard
from handouts.leaflets.shelf import Allowed
from handouts.ledger.ledger import Ledger
from handouts.runs.claim import claimed
from handouts.runs.plan import Look, Request, plan
from handouts.runs.run import Here, begin, make, workers
from tests.handouts import own_clinic
from tests.lists import small_schedule

HERE = socket.gethostname()


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    path = tmp_path / "list.csv"
    path.write_text(small_schedule(30), "utf-8")
    return Request(path, own_clinic(tmp_path).folder, tmp_path / "out", Look(allowed=Allowed(draft=True)))


@pytest.fixture
def ledgers(tmp_path: Path) -> Iterator[tuple[Ledger, Ledger]]:
    """Of two machines, each with its own."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with Ledger.open(tmp_path / "one" / "ledger.sqlite3") as one, Ledger.open(tmp_path / "two" / "ledger.sqlite3") as two:
        yield one, two


def test_while_one_machine_fills_a_folder_the_second_is_told_so(request_: Request, ledgers: tuple[Ledger, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = ledgers
    planned = plan(request_)
    first, second = begin(planned, one, "anna"), begin(planned, two, "bert")  # both before there is any file
    making = make(planned, first, one, Here(), rows=2)
    next(making)
    with monkeypatch.context() as patch:
        patch.setattr(socket, "gethostname", lambda: "other-desk")
        with pytest.raises(OutputError, match=f"{HERE} is making this list in this folder, by the ledger .*one.ledger"):
            next(make(planned, second, two, Here()))
    list(making)
    assert not list(request_.target.glob(".*"))
    assert len(list(request_.target.glob("*.pdf"))) == 30


def test_what_another_ledger_has_made_is_not_written_over(request_: Request, ledgers: tuple[Ledger, Ledger]) -> None:
    one, two = ledgers
    planned = plan(request_)
    list(make(planned, begin(planned, one, "anna"), one, Here()))
    before = {path.name: path.read_bytes() for path in request_.target.iterdir()}
    with pytest.raises(OutputError, match="has handouts of this list already, which this ledger knows nothing of"):
        begin(planned, two, "bert")
    assert two.runs() == ()
    assert {path.name: path.read_bytes() for path in request_.target.iterdir()} == before
    assert begin(planned, one, "anna").finished


def test_a_run_that_was_killed_is_gone_on_with_by_its_own_ledger(request_: Request, ledgers: tuple[Ledger, Ledger]) -> None:
    one, two = ledgers
    planned = plan(request_)
    run = begin(planned, one, "anna")
    request_.target.mkdir()
    killed = claimed(request_.target, planned.fingerprint, one.path)
    killed.__enter__()
    (claim,) = request_.target.glob(".handouts-claim-*")
    with pytest.raises(OutputError, match=f"delete {claim.name} in it"), claimed(request_.target, planned.fingerprint, two.path):
        pass
    list(make(planned, run, one, Here()))
    assert not claim.exists()


def test_two_lists_may_be_made_in_one_folder_at_once(tmp_path: Path) -> None:
    with claimed(tmp_path, "a" * 64, tmp_path / "one"), claimed(tmp_path, "b" * 64, tmp_path / "two"):
        assert len(list(tmp_path.iterdir())) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [1, 2])
def test_a_folder_that_fails_one_worker_is_left_without_anything_half_written(request_: Request, ledgers: tuple[Ledger, Ledger], count: int) -> None:
    """A file cannot get its name, as on a full disk, while the other worker is writing."""
    ledger, planned = ledgers[0], plan(request_)
    for number in (7, 15, 23):
        run = begin(planned, ledger, "anna")
        blocked = next(name for name in names_of(planned.fingerprint) if name.startswith(f"{number:05d}-"))
        if (request_.target / blocked).exists():  # the other worker was that quick
            ledger.leave_run(run.id)
            continue
        (request_.target / blocked).mkdir(parents=True)
        with pytest.raises(OutputError, match="cannot be written"), workers(count) as executor:
            list(make(planned, run, ledger, executor, count, rows=2))
        ledger.leave_run(run.id)
        assert not list(request_.target.glob(".*"))
        (request_.target / blocked).rmdir()
    with workers(count) as executor:
        list(make(planned, begin(planned, ledger, "anna"), ledger, executor, count, rows=2))
    assert len(list(request_.target.glob("*.pdf"))) == 30
    assert not list(request_.target.glob(".*"))


def names_of(fingerprint: str) -> list[str]:
    from handouts.runs.task import file_name

    return [file_name(fingerprint, number) for number in range(1, 31)]


def test_what_was_put_and_is_dropped_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, gate, real = Folder(tmp_path, Guard(), threads=2), threading.Event(), os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (gate.wait(5), real(handle)))
    for number in range(6):
        folder.put(f"{number}.pdf", b"x" * 100_000)
    gate.set()
    folder.drop()
    assert list(tmp_path.iterdir()) == []
    folder.put("7.pdf", b"x")
    folder.settle()
    assert [path.name for path in tmp_path.iterdir()] == ["7.pdf"]
