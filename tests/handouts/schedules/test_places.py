"""Wherever bad records stand in a list, of any format, just they are rejected, by their own numbers; and no list is more than refused."""

from __future__ import annotations

import csv
import io
import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks import schedules
from handouts.errors import InputError
from handouts.schedules.cells.columnmap import parse_map
from handouts.schedules.cells.evidence import Evidence
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject
from handouts.schedules.tables.propose import propose
from handouts.schedules.tables.sheets import open_rows
from tests.handouts import CHICAGO, LONDON

COUNT = 24
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORD = st.text("abcdefgh", min_size=1, max_size=6).map(str.title)


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
    if kind == "ndjson":  # its records have no e-mail address, which would be the fourth kind of fault
        bad = frozenset(n for n in bad if n % 5 != 3)
    rows = list(open_schedule(written(kind, bad), CHICAGO))
    assert [row.row for row in rows] == list(places(kind))
    assert [row.row for row in rows if isinstance(row, Reject)] == [places(kind)[n] for n in sorted(bad)]
    accepted = [row.appointment.patient.identifier for row in rows if isinstance(row, Accepted)]
    assert accepted == [f"RSC-{n:06}" for n in range(COUNT) if n not in bad]


def text_of(rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


@quick
@given(
    people=st.lists(st.tuples(WORD, WORD, st.dates()), min_size=1, max_size=8), known=st.sets(st.integers(0, 7)), order=st.randoms(use_true_random=False),
)  # fmt: skip
def test_names_are_joined_to_their_own_patients_in_whatever_order_these_stand(people, known, order) -> None:  # type: ignore[no-untyped-def]
    people = [(given_, family, day.replace(year=1930 + day.year % 60, day=min(day.day, 28))) for given_, family, day in people]
    held = [[f"P{n}", *people[n][:2], people[n][2].isoformat()] for n in range(len(people)) if n in known]
    order.shuffle(held)
    list_ = text_of([["appointment_id", "start", "patient_id"], *([f"A{n}", "2026-12-08T09:30", f"P{n}"] for n in range(len(people)))])
    file = ListFile("people.csv", data=text_of([["patient_id", "given_name", "family_name", "date_of_birth"], *held]))
    rows = list(open_schedule(ListFile("list.csv", data=list_), LONDON, patients=file))
    assert [row.row for row in rows if isinstance(row, Reject)] == [n + 2 for n in range(len(people)) if n not in known]
    for row in rows:
        if isinstance(row, Accepted):
            patient = row.appointment.patient
            assert (patient.given_name, patient.family_name, patient.born) == people[row.row - 2]


HEADS = st.sampled_from(
    ["NHS Number", "MRN", "DOB", "Date of Birth", "First name", "Surname", "Appt Date", "Time", "Start", "Clinic", "Status", "Email", "x", "", "Name", "Booked"]
)
CELLS = st.sampled_from(["", "RSC-1", "1951-04-17", "17/04/1951", "9:30", "0930", "Anna", "Quill", "Booked", "DNA", "a@b.example", "30", "2026-12-08 09:30", "00:00"])


@settings(max_examples=150, deadline=None)
@given(st.lists(HEADS, min_size=1, max_size=8).flatmap(lambda heads: st.lists(st.lists(CELLS, min_size=len(heads), max_size=len(heads)), max_size=6).map(lambda rows: [heads, *rows])))
@example([["NHS Number", "DOB", "Appt Date", "Name"]])
def test_any_table_has_a_proposal_that_is_a_map_or_says_what_is_missing(rows: list[list[str]]) -> None:
    try:
        proposal = propose(open_rows(ListFile("list.csv", data=text_of(rows, ";"))), LONDON)
    except InputError:
        return
    try:
        assert set(parse_map(proposal.text, "proposed.toml").columns) == set(proposal.columns)
    except InputError:
        assert proposal.missing


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text("0123456789/.- ", max_size=12), max_size=12))
def test_whatever_a_column_holds_its_order_is_known_or_refused(cells: list[str]) -> None:
    evidence = Evidence("DOB")
    for row, cell in enumerate(cells, 2):
        evidence.see(cell, row)
    try:
        assert evidence.order("list.csv") in ("auto", "day-first", "month-first", "")
    except InputError as error:
        assert "DOB" in str(error)
