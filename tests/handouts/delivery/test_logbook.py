"""One line a delivery, and nothing of a patient in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from handouts.delivery.channel import Disposition
from handouts.delivery.dispatch import Passed
from handouts.delivery.logbook import logged
from handouts.errors import OutputError
from handouts.files.guard import Guard
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import deliveries, enqueue
from tests.handouts.delivery import Time, recorded


@pytest.fixture
def passed(tmp_path: Path) -> Iterator[list[Passed]]:
    with Ledger.open(tmp_path / NAME, now=Time().now) as ledger:
        enqueue(ledger, recorded(ledger, 2, {"email": "x@example.org"}, {}), "mail")
        came = Disposition("failed", "550: refused; print the copy", "550 5.1.1 <x@example.org> Quenby Zyxwarth")
        yield [Passed(ledger.copy(one.copy), one, came) for one in deliveries(ledger, channel="mail")]


def test_a_line_names_the_copy_and_not_the_patient(tmp_path: Path, passed: list[Passed]) -> None:
    guard = Guard((), tmp_path, tmp_path / NAME)
    for _ in range(2):
        assert list(logged(passed, "deliveries.log", tmp_path, guard)) == passed
    file = tmp_path / "deliveries.log"
    lines = [json.loads(text) for text in file.read_text("utf-8").splitlines()]
    assert [one["copy"] for one in lines] == [one.copy.id for one in passed] * 2 and lines[0]["said"] == "550: refused; print the copy"
    assert file.stat().st_mode & 0o777 == 0o600
    assert not [word for word in ("example.org", "Quenby", "Zyxwarth", "1951") if word in file.read_text("utf-8")]


@pytest.mark.parametrize("called", ["mail.toml", NAME, "notes.txt", "link.log", "open.log"])
def test_no_log_is_written_over_what_is_none_nor_where_others_read(tmp_path: Path, passed: list[Passed], called: str) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "open.log").write_text("")
    (tmp_path / "open.log").chmod(0o644)
    (tmp_path / "link.log").symlink_to(tmp_path / "notes.txt")
    taken = iter(passed)
    with pytest.raises(OutputError):
        list(logged(taken, called, tmp_path, Guard((), tmp_path, tmp_path / NAME)))
    assert list(taken) == passed and (tmp_path / "notes.txt").read_text() == "mine"


def test_the_systems_log_takes_the_same_line(monkeypatch: pytest.MonkeyPatch, passed: list[Passed]) -> None:
    syslog = pytest.importorskip("syslog")
    said: list[tuple[int, str]] = []
    monkeypatch.setattr(syslog, "syslog", lambda level, text: said.append((level, text)))
    assert list(logged(passed, "syslog", Path(), Guard())) == passed
    assert [(level, json.loads(text)["delivery"]) for level, text in said] == [(syslog.LOG_WARNING, one.delivery.id) for one in passed]


def test_a_disk_that_is_full_stops_after_what_came_was_passed_on(tmp_path: Path, passed: list[Passed]) -> None:
    found: list[Passed] = []
    with pytest.raises(OutputError, match="cannot be written"):
        found.extend(logged(passed, "gone/deliveries.log", tmp_path, Guard((), tmp_path)))
    assert found == []
    (tmp_path / "gone").mkdir()
    passing = logged(passed, "gone/deliveries.log", tmp_path, Guard((), tmp_path))
    found.append(next(passing))
    (tmp_path / "gone" / "deliveries.log").unlink()
    (tmp_path / "gone").rmdir()
    with pytest.raises(OutputError, match="make room"):
        found.extend(passing)
    assert found == passed
