"""Wherever bad records stand in a list, of any format, just they are rejected, by their own numbers; and no list is more than refused."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import schedules
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject
from tests.handouts import CHICAGO

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COUNT = 24


def written(kind: str, bad: frozenset[int]) -> ListFile:
    """A list of COUNT records in a format, of which these are bad; each has a fault of another kind than the one before."""
    with tempfile.TemporaryDirectory() as folder, patch.object(schedules, "is_bad", bad.__contains__), patch.object(schedules, "EVERY", 1):
        path = Path(folder) / f"list.{kind}"
        schedules.WRITERS[kind](path, COUNT)
        return ListFile(path.name, data=path.read_bytes())


@cache
def places(kind: str) -> tuple[int, ...]:
    """Where each record of a list without faults stands."""
    found = tuple(row.row for row in open_schedule(written(kind, frozenset()), CHICAGO))
    assert len(found) == len(set(found)) == COUNT
    return found


@pytest.mark.parametrize("kind", schedules.WRITERS)
@quick
@given(bad=st.frozensets(st.integers(0, COUNT - 1)))
def test_bad_records_are_rejected_where_they_stand_and_the_others_read(kind: str, bad: frozenset[int]) -> None:
    rows = list(open_schedule(written(kind, bad), CHICAGO))
    assert [row.row for row in rows] == list(places(kind))
    assert [row.row for row in rows if isinstance(row, Reject)] == [places(kind)[n] for n in sorted(bad)]
    accepted = [row.appointment.patient.identifier for row in rows if isinstance(row, Accepted)]
    assert accepted == [f"RSC-{n:06}" for n in range(COUNT) if n not in bad]
