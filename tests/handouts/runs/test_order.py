"""The order of printing: every stack has a name of its own, and all of a name lie in one stack."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.runs.order import ORDERS, Order, group, key
from tests.handouts import appointment, clinic

ROWS = st.fixed_dictionaries(
    {
        "language": st.sampled_from(["", "en-US", "en", "he", "iw", "fil", "tl", "es", "es-419", "xx"]), "location": st.sampled_from(["", "A", "A · B", "B"]),
        "clinician": st.sampled_from(["", "A", "B", "Dr. A"]), "start": st.sampled_from(["2026-12-08T09:30", "2026-12-08T13:00", "2026-12-09T09:30", "2026-12-08T00:10"]),
    }
)  # fmt: skip


@pytest.mark.parametrize("order", [order for order in ORDERS if order != "list"])
@given(rows=st.lists(ROWS, max_size=12))
def test_no_two_stacks_have_one_name(order: Order, rows: list[dict[str, str]]) -> None:
    asked = sorted((appointment(**row) for row in rows), key=lambda a: key(a, order, clinic()))
    stacks = [name for name, _ in groupby(asked, lambda a: group(a, order, clinic()))]
    assert len(stacks) == len(set(stacks))
    for _, stack in groupby(asked, lambda a: group(a, order, clinic())):
        starts = [a.start for a in stack]
        assert starts == sorted(starts)


def test_a_patient_without_a_language_lies_with_those_who_speak_the_clinics() -> None:
    rows = [appointment(language=tag) for tag in ("es", "", "ar", "en-US", "")]
    asked = sorted(rows, key=lambda a: key(a, "language", clinic()))
    assert [group(a, "language", clinic()) for a in asked] == ["Arabic", *["English (United States)"] * 3, "Spanish"]


def test_the_lists_own_order_is_left_as_it_is() -> None:
    assert key(appointment(), "list", clinic()) == () and group(appointment(), "list", clinic()) == ""
