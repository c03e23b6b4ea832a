"""What the other side said is told without the patient."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.ledger.blot import BLOT, blotted
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.purge import purge
from tests.handouts import RECORD
from tests.handouts.delivery import a_copy, recorded

HERE = {**RECORD, "email": "quenby.z@mail.example.org", "phone": "555 0177", "address_1": "1 Zyxhill", "city": "Zyxton"}
COPY = a_copy(1, "a" * 12, 1, HERE, {})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("550 5.1.1 <quenby.z@mail.example.org>: unknown", f"550 5.1.1 {BLOT}: unknown"),
        ("550 quenby.z@mail.example.org... no such user quenby.z at mail.example.org", f"550 {BLOT} no such user {BLOT} at {BLOT}"),
        ("550 for ZYXWARTH, Quenby born 1951-04-17", f"550 for {BLOT}, {BLOT} born {BLOT}"),
        ("250 2.0.0 queued as 4711", "250 2.0.0 queued as 4711"),
        ("554 <quenby.z=mail.example.org@relay.test> refused", f"554 {BLOT} refused"),
    ],
)
def test_addresses_and_words_of_the_record_are_blotted_out(said: str, told: str) -> None:
    assert blotted(said, COPY) == told


@given(st.lists(st.sampled_from([*HERE.values(), "550", "no", ";", "<", ">", "(", ")", "other@example.net"]), max_size=9), st.sampled_from([" ", "; ", "\n"]))
def test_no_value_of_a_record_is_left(words: list[str], between: str) -> None:
    told = blotted(between.join(words), COPY).casefold()
    for column in ("patient_id", "given_name", "family_name", "email", "date_of_birth", "appointment_id"):
        assert HERE[column].casefold() not in told
    assert "@" not in told


def test_of_a_copy_that_was_purged_nothing_is_told(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / NAME) as ledger:
        (copy,) = recorded(ledger, 1)
        purge(ledger, datetime(2099, 1, 1, tzinfo=UTC))
        assert blotted("550 Zyxwarth", ledger.copy(copy)) == ""
