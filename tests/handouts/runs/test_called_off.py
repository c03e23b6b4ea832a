"""A list that says an appointment is off: what waits of it is withdrawn; and one that says two things of an appointment is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import Problem
from handouts.ledger.events import events
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.lineage import called_off
from handouts.ledger.outbox import deliveries, enqueue
from handouts.ledger.takeback import cancelled_by, void
from handouts.runs.known import DESK
from handouts.runs.newer import newer
from handouts.runs.plan import Only, Request, plan
from handouts.runs.twins import REMEDY, Twins
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import CalledOff, Reject, Skipped
from tests.handouts import CHICAGO
from tests.handouts.runs.test_known import HEAD, outcomes, request_, row, said  # noqa: F401  a fixture

OFF_HEAD = f"{HEAD},status"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / NAME) as opened:
        yield opened


def listed(request: Request, *rows: tuple[int, str]) -> Request:
    """The list, with a status for each row."""
    assert isinstance(request.schedule, Path)
    request.schedule.write_text("\n".join([OFF_HEAD, *(f"{row(n)},{status}" for n, status in rows)]) + "\n", "utf-8")
    return request


def states(ledger: Ledger, copy: str) -> list[str]:
    return [d.state for d in deliveries(ledger, copy=copy, channel="mail")]


def test_a_run_that_reads_that_an_appointment_is_off_withdraws_what_waits(request_: Request, ledger: Ledger) -> None:  # noqa: F811
    _, first = said(listed(request_, (1, "booked"), (2, "booked"), (3, "booked")), ledger)
    ids = [copy.id for copy in ledger.copies(first.id)]
    enqueue(ledger, ids, "mail")
    planned, second = said(listed(request_, (1, "cancelled"), (2, "booked")), ledger)
    assert (second.finished is not None, outcomes(ledger, second)) == (True, ["skipped", "same"])
    assert [states(ledger, copy) for copy in ids] == [["withdrawn"], ["waiting"], ["waiting"]], "of one that is dropped nothing is said"
    assert cancelled_by(ledger, second.id) == (ids[0],) and [event.who for event in events(ledger)] == ["anna"]
    assert [called_off(ledger, ledger.copy(copy)) for copy in ids] == ["cancelled", "", ""]
    said(listed(request_, (1, "booked"), (2, "booked")), ledger)
    assert called_off(ledger, ledger.copy(ids[0])) == "", "and booked again, it takes place"
    assert planned.off == {2: CalledOff("P1", "A1", "cancelled")}


def test_the_first_list_once_more_has_it_booked_again(request_: Request, ledger: Ledger) -> None:  # noqa: F811
    booked = [(1, "booked"), (2, "booked")]
    _, first = said(listed(request_, *booked), ledger)
    copy = next(iter(ledger.copies(first.id))).id
    said(listed(request_, (1, "cancelled"), (2, "booked")), ledger)
    assert called_off(ledger, ledger.copy(copy)) == "cancelled"
    _, third = said(listed(request_, *booked), ledger)
    assert (third.id, outcomes(ledger, third), called_off(ledger, ledger.copy(copy))) == (3, ["same", "same"], "")
    _, again = said(listed(request_, *booked), ledger)
    assert again.id == 3, "and what nobody has said otherwise since is complete"


def test_it_is_so_however_often_it_is_said_and_a_killed_run_ends_as_if_it_had_not_been(request_: Request, ledger: Ledger) -> None:  # noqa: F811
    from handouts.runs.run import begin

    _, first = said(listed(request_, (1, "booked"), (2, "booked")), ledger)
    ids = [copy.id for copy in ledger.copies(first.id)]
    enqueue(ledger, ids, "mail")
    planned = plan(listed(request_, (1, "cancelled"), (2, "booked"), (3, "booked"))).against(ledger)
    ledger.leave_run(begin(planned, ledger, "anna").id)  # killed before the first copy
    _, second = said(request_, ledger)
    assert (outcomes(ledger, second), cancelled_by(ledger, second.id)) == (["skipped", "same", "made"], (ids[0],))
    _, again = said(request_, ledger)
    assert (again.id, len(events(ledger))) == (second.id, 1)


def test_what_is_off_at_one_time_and_booked_at_another_was_moved(request_: Request) -> None:  # noqa: F811
    moved = listed(request_, (1, "cancelled"), (1, "booked"))
    assert isinstance(moved.schedule, Path)
    text = moved.schedule.read_text("utf-8")
    moved.schedule.write_text(text[::-1].replace("09:01"[::-1], "11:15"[::-1], 1)[::-1], "utf-8")
    planned = plan(moved)
    assert (len(planned.jobs), planned.off) == (1, {})


@pytest.mark.parametrize("states_", [("cancelled", "booked"), ("booked", "cancelled"), ("booked", "no show")])
def test_what_is_off_and_booked_at_once_is_rejected_in_both_rows(request_: Request, states_: tuple[str, str]) -> None:  # noqa: F811
    planned = plan(listed(request_, *((1, state) for state in states_), (2, "booked")))
    booked, off = 2 + states_.index("booked"), 2 + 1 - states_.index("booked")
    assert (len(planned.jobs), planned.off) == (1, {}) and [row.row for row in planned.settled] == [2, 3]
    for row_ in planned.settled:
        [problem] = row_.problems
        assert row_.outcome == "rejected" and f"booked in row {booked}, and in row {off} it is" in problem.what


def test_only_rows_that_are_asked_for_call_anything_off(request_: Request, ledger: Ledger) -> None:  # noqa: F811
    listed(request_, (1, "cancelled"), (2, "cancelled"), (3, "booked"))
    assert set(plan(replace(request_, only=Only(((3, 4),)))).off) == {3}
    mine = plan(replace(request_, only=Only(patient="P2")))
    assert (set(mine.off), mine.rows) == ({3}, 1)


def test_an_appointment_that_is_over_is_not_off(request_: Request) -> None:  # noqa: F811
    assert plan(listed(request_, (1, "completed"), (2, "booked"))).off == {}


# -- two things of one appointment


def rows_of(text: str, request: Request) -> dict[int, tuple[Problem, ...]]:
    assert isinstance(request.schedule, Path)
    request.schedule.write_text(text, "utf-8")
    return {row.row: row.problems for row in plan(request).settled if row.outcome == "rejected"}


def clash(rows: str) -> tuple[Problem, ...]:
    return (Problem("appointment_id", f"stands in {rows} with other content", REMEDY),)


def test_all_rows_of_an_appointment_that_contradict_each_other_are_rejected_and_name_the_others(request_: Request) -> None:  # noqa: F811
    again, other = row(1, start="2026-12-09T09:00"), row(1, start="2026-12-10T09:00")
    found = rows_of("\n".join([HEAD, row(1), row(2), again, other]) + "\n", request_)
    assert found == {2: clash("rows 4, 5"), 4: clash("rows 2, 5"), 5: clash("rows 2, 4")}
    assert [job.row for job in plan(request_).jobs] == [3]


def test_wholly_equal_rows_are_made_once_unless_another_contradicts_them(request_: Request) -> None:  # noqa: F811
    assert rows_of("\n".join([HEAD, row(1), row(1), row(2)]) + "\n", request_) == {}
    assert [job.row for job in plan(request_).jobs] == [2, 4]
    found = rows_of("\n".join([HEAD, row(1), row(1), row(1, clinician="Dr. Who")]) + "\n", request_)
    assert found == {2: clash("row 4"), 3: clash("row 4"), 4: clash("rows 2, 3")}


def test_a_contradiction_outside_of_the_rows_that_are_asked_for_counts(request_: Request) -> None:  # noqa: F811
    text = "\n".join([HEAD, row(1), row(1, clinician="Dr. Who")]) + "\n"
    assert set(rows_of(text, replace(request_, only=Only(((2, 2),))))) == {2}


def test_a_contradictory_list_says_nothing_of_what_is_outdated() -> None:
    text = "\n".join([HEAD, row(1), row(1, clinician="Dr. Who"), row(2)]) + "\n"
    found = newer(open_schedule(ListFile("list.csv", data=text.encode()), CHICAGO))
    assert (set(found.known), set(found.rejected)) == ({("P2", "A2")}, {2, 3})


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("xyz")), max_size=12))
def test_a_row_is_refused_exactly_if_another_of_its_appointment_says_something_else(content: list[tuple[int, str]]) -> None:
    """Rows as a reader gives them: the first of an appointment stands, later ones are equal to it or not."""
    twins, first = Twins(), dict[int, tuple[int, str]]()
    for number, (appointment, says) in enumerate(content, 1):
        if appointment in first:
            before, words = first[appointment]
            twins.see(Skipped(number, "", first=before) if words == says else Reject(number, (), before))
        first.setdefault(appointment, (number, says))
    wrong = {n for n, (a, s) in enumerate(content, 1) if any(a == b and s != t for b, t in content)}
    assert set(twins.clashes()) == wrong


# -- what was taken back or corrected, and its list said again


def test_a_void_copy_is_made_anew_by_its_list(request_: Request, ledger: Ledger) -> None:  # noqa: F811
    _, first = said(listed(request_, (1, "booked"), (2, "booked")), ledger)
    old = next(ledger.copies(first.id))
    void(ledger, old, why="spilled", who="anna")
    planned, second = said(request_, ledger)
    assert (second.id, planned.copies, outcomes(ledger, second)) == (2, 1, ["made", "same"])
    assert [(copy.fate, copy.replaced_by) for copy in ledger.copies(first.id)] == [("void", ""), ("delivered", "")]


def test_a_list_that_undoes_a_correction_says_so(request_: Request, ledger: Ledger) -> None:  # noqa: F811
    _, first = said(listed(request_, (1, "booked"), (2, "booked")), ledger)
    old = next(ledger.copies(first.id))
    assert old.whose is not None
    ledger.connection.execute("UPDATE runs SET options = json_set(options, '$.schedule', ?)", (DESK,))
    assert isinstance(request_.schedule, Path)
    request_.schedule.write_text("\n".join([HEAD, row(1, start="2026-12-08T15:30"), row(2)]) + "\n", "utf-8")
    (warning,) = plan(request_).against(ledger).warnings
    assert warning == "row 2: replaces a copy that was made or corrected at the desk; look whether the list has what was right there"
