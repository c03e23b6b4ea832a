from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handouts.proof.identifiers import SMALLEST, Identifiers


@given(st.sets(st.text(max_size=12)), st.sets(st.text(max_size=12)))
def test_it_holds_what_was_taken_in_and_nothing_else(taken: set[str], others: set[str]) -> None:
    identifiers = Identifiers()
    for word in [*taken, *taken]:
        identifiers.add(word)
    assert len(identifiers) == len(taken)
    assert all(word in identifiers for word in taken)
    assert not any(word in identifiers for word in others - taken)


def test_it_grows_and_keeps_what_it_has() -> None:
    identifiers = Identifiers()
    for number in range(3 * SMALLEST):
        identifiers.add(f"RSC-{number}")
    assert all(f"RSC-{number}" in identifiers for number in range(3 * SMALLEST))
    assert not any(f"RSC-{number}" in identifiers for number in range(3 * SMALLEST, 6 * SMALLEST))
