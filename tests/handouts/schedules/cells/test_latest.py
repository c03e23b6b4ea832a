"""Which record is the last, and dates that stand for none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.schedules.cells.identity import is_foreign, suffixed
from handouts.schedules.cells.latest import LastWritten, Written, is_before
from handouts.schedules.cells.nodate import is_no_date

MOMENTS = st.integers(0, 5).map(lambda second: (float(second), second + 1.0))


def seen(written: list[Written], ranks: list[int] | None = None) -> LastWritten:
    """Records of one thing in the order of the file."""
    latest = LastWritten()
    for number, moment in enumerate(written):
        latest.see("A", number, moment, ranks[number] if ranks else 0)
    return latest


@settings(max_examples=200)
@given(st.lists(MOMENTS | st.none(), min_size=1, max_size=6))
def test_the_last_is_never_one_that_was_written_before_another(written: list[Written]) -> None:
    """Where all say when, and of equals the lower one in the file; otherwise the last, or it is doubtful."""
    latest = seen(written)
    last = written[latest.of("A", -1)]
    assert not any(is_before(last, other) for other in written) or latest.is_doubtful("A")
    if None not in written:
        assert latest.of("A", -1) == max(range(len(written)), key=lambda n: (written[n], n)) and latest.is_told("A")
        assert not latest.is_doubtful("A")
    in_order = [moment for moment in written if moment]
    if in_order == sorted(in_order):
        assert latest.of("A", -1) == len(written) - 1 and not latest.is_doubtful("A")


@given(st.lists(st.tuples(st.integers(0, 3), MOMENTS), min_size=1, max_size=6))
def test_a_higher_version_counts_before_all_else(records: list[tuple[int, Written]]) -> None:
    ranks, written = [rank for rank, _ in records], [moment for _, moment in records]
    assert ranks[seen(written, ranks).of("A", -1)] == max(ranks)


def test_what_was_never_seen_is_not_doubtful() -> None:
    latest = LastWritten()
    assert (latest.of("B", 7), latest.is_doubtful("B"), latest.is_told("B")) == (7, False, False)


@pytest.mark.parametrize("text", ["00000000", "0000-00-00", "0001-01-01T00:00:00", "1900-01-01", "1899-12-30", "9999-12-31", "99991231235959", "  /  /    ", "--", "000000000000"])
def test_a_date_that_stands_for_none(text: str) -> None:
    assert is_no_date(text)


@pytest.mark.parametrize("text", ["20261120", "2026-11-20", "2026", "1900-01-02", "Y", "unknown", "1951-04-17T00:00:00Z"])
def test_a_date_that_is_one_and_what_is_none_at_all(text: str) -> None:
    assert not is_no_date(text)


def test_names_and_numbers_in_parts() -> None:
    assert suffixed("Anna", "Lee", "Jr") == ("Anna", "Lee Jr") and suffixed("Anna", "Lee", "") == ("Anna", "Lee")
    assert suffixed("Anna", "", "Jr") == ("Anna Jr", "") and suffixed("", "", "Jr") == ("", "")
    assert is_foreign("SS", "") and is_foreign("", "SSN") and is_foreign("dl", "x")
    assert not (is_foreign("MR", "SSN") or is_foreign("", "https://clinic.example/mrn") or is_foreign("NH", "https://fhir.nhs.uk/Id/nhs-number"))
