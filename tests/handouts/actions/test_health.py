"""The outbox as a program that watches it sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handouts.actions.health import OutboxHealth, Stuck
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import enqueue, retry, sending
from handouts.ledger.overview import ages
from tests.handouts.delivery import Time, recorded


@pytest.fixture
def time_() -> Time:
    return Time()


@pytest.fixture
def ledger(tmp_path: Path, time_: Time) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / NAME, now=time_.now) as made:
        enqueue(made, recorded(made, 3), "mail")
        yield made


def health(ledger: Ledger) -> OutboxHealth:
    return OutboxHealth(ledger.now(), tuple(Stuck(*one) for one in ages(ledger)))


def test_what_waits_an_hour_is_amiss_however_often_it_is_tried(ledger: Ledger, time_: Time) -> None:
    began = ledger.now()
    assert health(ledger).amiss is None and health(ledger).oldest == began
    for _ in range(8):
        time_.sleep(timedelta(minutes=9).total_seconds())
        with sending(ledger, "mail") as outbox:
            for one in outbox.due():
                outbox.begin(one.id)
                outbox.held(one.id, {"said": "no"})
    found = health(ledger)
    assert "longer than an hour" in str(found.amiss) and found.amiss is not None and found.amiss.exit_code == 8
    assert found.oldest == began + timedelta(minutes=9) and found.as_json()["ok"] is False


def test_what_is_in_doubt_is_amiss_at_once_and_what_is_tried_by_hand_waits_anew(ledger: Ledger, time_: Time) -> None:
    with sending(ledger, "mail") as outbox:
        first, second, third = outbox.due()
        for one in (first, second, third):
            outbox.begin(one.id)
        outbox.sent(first.id)
        outbox.doubt(second.id)
        outbox.failed(third.id)
    assert "1 copy in doubt" in str(health(ledger).amiss)
    assert [(one.state, one.deliveries) for one in health(ledger).stuck] == [("failed", 1), ("in doubt", 1)]
    time_.sleep(7200)
    retry(ledger, third.id)
    assert health(ledger).oldest == ledger.now() and "longer" not in str(health(ledger).amiss)
