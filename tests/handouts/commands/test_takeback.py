"""`withdraw` and `void`, run as somebody at a desk runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import deliveries
from tests.handouts.commands import handouts
from tests.ledgers import WORDS, a_run


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A ledger of 40 rows: ten letters, two of which wait."""
    a_run(tmp_path, 40, mails=10).close()
    return tmp_path / NAME


def there(own: Path, state: str) -> list[str]:
    with Ledger.open(own) as ledger:
        return [d.copy for d in deliveries(ledger, channel="mail", state=state)]  # type: ignore[arg-type]


def test_a_run_is_withdrawn_when_somebody_says_yes(own: Path) -> None:
    open_ = {*there(own, "waiting"), *there(own, "failed")}
    assert open_
    asked = handouts("withdraw", "1", "--clinic", "riverside", "--ledger", own)
    assert (asked.returncode, asked.stdout) == (2, "") and f"{len(open_)} copies would be withdrawn" in asked.stderr
    done = handouts("withdraw", "1", "--yes", "--clinic", "riverside", "--ledger", own)
    assert done.returncode == 0 and f"{len(open_)} copies withdrawn." in done.stdout
    assert "by mail, sent: the patient has it: tell them" in done.stderr
    assert set(there(own, "withdrawn")) == open_
    assert not any(word in done.stdout + done.stderr for word in WORDS)
    nothing = handouts("withdraw", "1", "--json", "--clinic", "riverside", "--ledger", own)
    assert json.loads(nothing.stdout)["withdrawn"] == [] and nothing.returncode == 3, "all that there was has left"


def test_a_copy_is_void_with_its_reason_and_its_history_says_so(own: Path) -> None:
    (copy, *_) = there(own, "waiting")
    done = handouts("void", copy, "--why", "wrong leaflet", "--who", "Kim", "--json", "--clinic", "riverside", "--ledger", own)
    assert (done.returncode, json.loads(done.stdout)["why"]) == (0, "wrong leaflet")
    again = handouts("void", copy.upper(), "--why", "x", "--clinic", "riverside", "--ledger", own)
    assert again.returncode == 2 and f"copy {copy} is void since" in again.stderr and "as Kim says: wrong leaflet" in again.stderr
    report = handouts("report", "1", "--clinic", "riverside", "--ledger", own)
    assert "1 void: wrong leaflet" in report.stdout
    assert handouts("void", copy, "--clinic", "riverside", "--ledger", own).returncode == 2, "without a reason there is no void"
