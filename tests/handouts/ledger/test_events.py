"""Events: who did what to the ledger, and when; kept with what was done, or not at all."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from handouts.errors import LedgerError
from handouts.ledger.events import Event, What, about, events, record
from handouts.ledger.ledger import NAME, Ledger
from tests.ledgers import NOW


def opened(folder: Path) -> Ledger:
    return Ledger.open(folder / NAME, now=lambda: NOW)


def test_an_event_is_kept_as_it_was_told_and_the_newest_comes_first(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        record(ledger, "purge", who="anna", asked={"before": "2024-01-01"}, copies=7)
        record(ledger, "recall", who="bob", asked={"leaflet": "kyphoplasty", "version": 3}, copies=0)
    with opened(tmp_path) as ledger:
        assert events(ledger) == (
            Event(NOW, "bob", "recall", {"leaflet": "kyphoplasty", "version": 3}, 0),
            Event(NOW, "anna", "purge", {"before": "2024-01-01"}, 7),
        )
        assert events(ledger)[1].as_json() == {
            "moment": "2026-12-01T08:00:00+00:00", "who": "anna", "what": "purge", "asked": {"before": "2024-01-01"}, "copies": 7,
        }  # fmt: skip


def test_what_is_written_with_an_event_is_kept_with_it_or_not_at_all(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        with suppress(KeyboardInterrupt), ledger.writing():
            record(ledger, "void", who="anna", asked={}, copies=1)
            raise KeyboardInterrupt
        assert events(ledger) == ()
        with ledger.writing():
            record(ledger, "void", who="anna", asked={}, copies=1)
            record(ledger, "withdraw", who="anna", asked={}, copies=1)
        assert [event.what for event in events(ledger)] == ["withdraw", "void"]


def test_an_event_that_cannot_be_kept_is_a_sentence(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger, opened(tmp_path) as other:
        other.connection.execute("PRAGMA busy_timeout = 0")
        with ledger.writing(), pytest.raises(LedgerError, match="in use by another process"):
            record(other, "purge", who="anna", asked={}, copies=1)


def test_what_was_said_of_copies_is_found_by_the_copy(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        said: tuple[tuple[What, str, str], ...] = (
            ("not reached", "Jon", "a"), ("told", "Kim", "a"), ("recall", "Kim", "a"), ("not reached", "Jon", "a"), ("told", "Jon", "b"),
        )  # fmt: skip
        for what, who, copy in said:
            record(ledger, what, who=who, asked={"copy": copy}, copies=1)
        found = about(ledger, "told", "not reached")
    assert {copy: [(event.what, event.who) for event in events] for copy, events in found.items()} == {
        "a": [("not reached", "Jon"), ("told", "Kim"), ("not reached", "Jon")], "b": [("told", "Jon")],
    }  # fmt: skip
