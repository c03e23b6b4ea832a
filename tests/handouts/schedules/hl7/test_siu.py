"""HL7 v2: what is written is read back, and the last message of an appointment counts."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.schedules.cells.columnmap import CANONICAL, ColumnMap
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject, Skipped
from tests.handouts import CHICAGO
from tests.handouts.schedules import PERSON, normal, rows, said


@settings(max_examples=60, deadline=None)
@given(
    st.lists(PERSON, min_size=1, max_size=4),
    st.sampled_from(["\r", "\n", "\r\n"]),
    st.booleans(),
    st.sampled_from(["^~\\&", "$%@!"]),
    st.booleans(),
)
def test_hl7_round_trip(people: list[tuple[str, str, date, datetime]], end: str, framed: bool, marks: str, quantity: bool) -> None:
    c = marks[0]
    text = ""
    for n, (given_name, family, born, start) in enumerate(people):
        stamp = f"{start:%Y%m%d%H%M}+0000"
        when = [f"SCH|P{n}|F{n}|||||||||", f"TQ1|1||||||{stamp}"] if quantity else [f"SCH|P{n}|F{n}|||||||||{c * 3}{stamp}"]
        lines = [f"MSH|{marks}|A|B|||2026||SIU{c}S12|{n}|P|2.5", *when, f"PID|1||R{n}||{family}{c}{given_name}||{born:%Y%m%d}"]
        message = end.join(lines) + end
        text += f"\x0b{message}\x1c\r" if framed else message
    assert [said(row) for row in rows(text)] == normal(people)
HEAD = "MSH|^~\\&|A|B|||2026||SIU^{}|1|P|2.5\nSCH|P1|{}|||||||||^^^202612080930\nPID|1||R1||Quill^Anna||19510417\n"


@pytest.mark.parametrize(
    ("triggers", "outcomes"),
    [
        (["S12", "S15"], ["superseded by message 2", "cancelled"]),
        (["S12", "S17"], ["superseded by message 2", "deleted"]),
        (["S12", "S26"], ["superseded by message 2", "no-show"]),
        (["S15", "S12"], ["superseded by message 2", "accepted"]),
        (["S12", "S13", "S14"], ["superseded by message 3", "superseded by message 3", "accepted"]),
        (["S12", "S18"], ["superseded by message 2", "rejected"]),
        (["S12", "S23"], ["accepted", "not a patient's appointment"]),
    ],
)
def test_the_last_message_of_an_appointment_counts(triggers: list[str], outcomes: list[str]) -> None:
    found = rows("".join(HEAD.format(trigger, "F1") for trigger in triggers))
    assert [
        row.reason
        if isinstance(row, Skipped)
        else type(row).__name__.lower().replace("reject", "rejected").replace("rejecteded", "rejected")
        for row in found
    ] == outcomes


def test_a_message_with_only_the_placers_number_belongs_to_the_fillers() -> None:
    assert [row.reason for row in rows(HEAD.format("S12", "F1") + HEAD.format("S15", "")) if isinstance(row, Skipped)] == [
        "superseded by message 2",
        "cancelled",
    ]


def test_a_message_that_cannot_be_used_still_supersedes() -> None:
    found = rows(HEAD.format("S12", "F1") + HEAD.format("S13", "F1").replace("202612080930", "soon"))
    assert isinstance(found[0], Skipped) and isinstance(found[1], Reject)


def test_a_message_with_delimiters_that_cannot_be_used_is_rejected_and_the_others_read() -> None:
    found = rows(HEAD.format("S12", "F1") + "MSH|^^^^|\nPID|1\n" + HEAD.format("S12", "F2").replace("P1", "P2"))
    assert [type(row) for row in found] == [Accepted, Reject, Accepted]


def siu(trigger: str = "S12", stamp: str = "20261201120000", *, start: str = "202612080930", pid: str = "", more: str = "", key: str = "F1") -> str:
    """A message.  pid: the patient's segment; more: further segments."""
    pid = pid or "PID|1||R1^^^H^MR||Quill^Anna||19510417"
    return f"MSH|^~\\&|A|B|||{stamp}||SIU^{trigger}|1|P|2.5\nSCH|P1|{key}|||||||||^^^{start}\n{pid}\n{more}"


def adt(trigger: str, stamp: str, pid: str) -> str:
    return f"MSH|^~\\&|A|B|||{stamp}||ADT^{trigger}|1|P|2.5\n{pid}\n"


@given(st.permutations(range(4)), st.sampled_from(["20261201120{}00", "2026120112000{}.5-0600", "2026120{}", "20260{}", "202{}", "2026020{}120000-0600"]))
@settings(max_examples=40, deadline=None)
def test_the_last_by_its_time_counts_in_whatever_order_messages_stand(order: list[int], stamp: str) -> None:
    found = rows("".join(siu("S13", stamp.format(n + 1), start=f"2026120{n + 1}0930") for n in order))
    (kept,) = (row for row in found if not isinstance(row, Skipped))
    assert isinstance(kept, Accepted) and kept.appointment.start.day == 4 and kept.row == order.index(3) + 1


def test_what_was_cancelled_later_is_off_wherever_the_message_stands() -> None:
    first, second = rows(siu("S15", "20261202120000") + siu("S12", "20261201120000"))
    assert isinstance(first, Skipped) and first.reason == "cancelled"
    assert isinstance(second, Skipped) and second.reason == "superseded by message 1"


def test_times_of_other_zones_are_compared_as_moments() -> None:
    first, _ = rows(siu("S15", "20261201180000+0000") + siu("S12", "20261201110000-0600"))
    assert isinstance(first, Skipped) and first.reason == "cancelled"


@pytest.mark.parametrize("silent", ["", "soon", "20261301"])
def test_an_order_that_cannot_be_known_is_refused(silent: str) -> None:
    found = rows(siu("S15", "20261202120000") + siu("S12", silent) + siu("S13", "20261201120000"))
    (kept,) = (row for row in found if not isinstance(row, Skipped))
    assert isinstance(kept, Reject) and kept.problems[0].column == "MSH-7"
    assert isinstance(rows(siu("S12", silent) + siu("S13", "20261201120000"))[1], Accepted)


@pytest.mark.parametrize(
    "more",
    [
        "AIS|1||K|202612081100\n", "AIS|1||K|202612080900\nAIS|2||K|202612080930\n", "AIP|1||7^Okafor^M|||202612081100\n", "AIL|1||S2|||202612090930\n",
        "AIG|1||X|||||202612081100\n", "AIS|1||K|202612081100|60|min\n",
    ],
)  # fmt: skip
def test_a_start_that_is_another_elsewhere_is_refused(more: str) -> None:
    (found,) = rows(siu(more=more))
    assert isinstance(found, Reject) and "are different times" in str(found.problems)


@pytest.mark.parametrize(
    "more",
    [
        "AIS|1||K|202612080930\nAIS|2||K|202612081000\n", "AIS|1||K|202612081100|90|min\n", "AIS|1||K|20261208\n", "AIS|1||K|202612080930-0600\n",
        "AIL|1||S2|||202612080915|-15|min\n", "AIP|1||7^Okafor^M|||202612080930\nAIP|2||8^Weir^B|||202612081030\n",
    ],
)  # fmt: skip
def test_what_begins_later_within_the_appointment_contradicts_nothing(more: str) -> None:
    (found,) = rows(siu(more=more))
    assert isinstance(found, Accepted) and (found.appointment.start.hour, found.appointment.start.minute) == (9, 30)


@pytest.mark.parametrize(
    ("stamp", "start", "served"),
    [
        ("20261201120000-0600", "202612080930", True), ("20261020120000-0500", "202612080930", True), ("20261201120000+0000", "202612080930", False),
        ("20261201120000+0000", "202612080930-0600", True), ("20261201120000", "202612080930", True), ("20261201+0000", "202612080930", False),
        ("20260701120000-0600", "202612080930", False),
    ],
)  # fmt: skip
def test_a_time_without_offset_in_a_message_of_other_clocks_is_refused(stamp: str, start: str, served: bool) -> None:
    (found,) = rows(siu(stamp=stamp, start=start))
    assert isinstance(found, Accepted) is served
    if isinstance(found, Reject):
        assert "MSH-7" in str(found.problems)


@pytest.mark.parametrize(
    ("adt_stamp", "pid", "served"),
    [
        ("20261202120000", "PID|1||R1||Weir^Anna||19510417", False), ("20261202120000", "PID|1||R1||Quill^Anna||19510418", False),
        ("20261130120000", "PID|1||R1||Weir^Anna||19510417", True), ("20261202120000", "PID|1||R1||QUILL^Anna^Maria||19510417", True),
        ("20261202120000", "PID|1||R2||Weir^Anna||19510417", True), ("20261202120000", "PID|1||R1", True), ("", "PID|1||R1||Weir^Anna", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("first", [True, False])
def test_a_patient_who_has_another_name_since_is_refused(adt_stamp: str, pid: str, served: bool, first: bool) -> None:
    texts = [siu(), adt("A08", adt_stamp, pid)]
    found = rows("".join(reversed(texts) if first and adt_stamp else texts))
    (row,) = (row for row in found if not isinstance(row, Skipped))
    assert isinstance(row, Accepted) is served and "weir" not in str(getattr(row, "problems", "")).casefold()


def test_the_later_word_of_whether_a_patient_lives_counts() -> None:
    died, lives = (adt("A08", stamp, f"PID|1||R1{'|' * 27}{said}") for stamp, said in (("20261203", "Y"), ("20261202", "N")))
    assert [row.reason for row in rows(died + lives + siu()) if isinstance(row, Skipped)][-1] == "has died"


@pytest.mark.parametrize(("pid_5", "name"), [("Quill^Anna^^Jr", "Anna Quill Jr"), ("Quill^Anna^M^III^Dr", "Dr Anna M Quill III"), ("^Anna^^Jr", "Anna Jr")])
def test_what_is_written_behind_a_name_is_kept(pid_5: str, name: str) -> None:
    (found,) = rows(siu(pid=f"PID|1||R1||{pid_5}||19510417"))
    if name == "Anna Jr":
        assert isinstance(found, Reject)
    else:
        assert isinstance(found, Accepted) and found.appointment.patient.name == name


@pytest.mark.parametrize(
    ("pid_3", "number"),
    [("123456789^^^SSA^SS~R1^^^H^PI", "R1"), ("123456789^^^SSN~R1", "R1"), ("X1^^^TX^DL~R1^^^H^MR", "R1"), ("R1~R2", "R1"), ("R9^^^SSN^MR", "R9")],
)  # fmt: skip
def test_another_authoritys_number_is_not_the_patients(pid_3: str, number: str) -> None:
    (found,) = rows(siu(pid=f"PID|1||{pid_3}||Quill^Anna||19510417"))
    assert isinstance(found, Accepted) and found.appointment.patient.identifier == number


@pytest.mark.parametrize(("stamp", "more"), [("20261201120000+0000", ""), ("20261201120000", "AIS|1||K|202612081100\n")])
def test_a_map_says_which_time_is_meant_and_by_which_clocks(stamp: str, more: str) -> None:
    known = ColumnMap("ours", CANONICAL.columns, fields={"start": ("SCH-11.4",)})
    (found,) = open_schedule(ListFile("list.hl7", data=siu(stamp=stamp, more=more).encode()), CHICAGO, column_map=known)
    assert isinstance(found, Accepted) and found.appointment.start.isoformat() == "2026-12-08T09:30:00-06:00"
