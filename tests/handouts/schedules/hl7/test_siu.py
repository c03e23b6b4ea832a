"""HL7 v2: what is written is read back, and the last message of an appointment counts."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.schedules.rows import Accepted, Reject, Skipped
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
