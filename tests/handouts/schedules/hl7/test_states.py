"""HL7 v2: an appointment that is off, or whose patient is, by other segments than SCH."""

from __future__ import annotations

import pytest

from handouts.schedules.rows import Accepted, Outcome, Reject, Skipped
from tests.handouts.schedules import rows


def message(*more: str, state: str = "", patient: str = "R1", lives: str = "", trigger: str = "S12", number: int = 1) -> str:
    """One message.  state: SCH-25; lives: PID-30."""
    pid = f"PID|1||{patient}||Quill^Anna||19510417{'|' * 23}{lives}"
    lines = [f"MSH|^~\\&|A|B|||2026||SIU^{trigger}|1|P|2.5", f"SCH|P{number}|F{number}|||||||||^^^202612080930{'|' * 14}{state}", pid, *more]
    return "\n".join(lines) + "\n"


def only(text: str) -> Outcome:
    (outcome,) = rows(text)
    return outcome


def service(state: str) -> str:
    return f"AIS|1||K^Kyphoplasty|202612080930||||||{state}"


def person(state: str, family: str = "Okafor", action: str = "") -> str:
    return f"AIP|1|{action}|7^{family}^Miriam|||||||||{state}"


def place(state: str, named: str = "Suite 2", action: str = "") -> str:
    return f"AIL|1|{action}|^^^^^^^^{named}|||||||||{state}"


@pytest.mark.parametrize(("more", "reason"), [
    ([service("Cancelled")], "cancelled"), ([service("CXL^Cancelled")], "cancelled"), ([service("9^No show")], "no-show"), ([person("Cancelled")], "cancelled"),
    ([place("Cancelled")], "cancelled"), ([f"AIG|1||X{'|' * 11}Cancelled"], "cancelled"), ([service("Cancelled"), service("Deleted")], "cancelled"), (["RGS|1|D"], "deleted"),
    (["RGS|1|D", service("")], "deleted"), (["RGS|1|d|x"], "deleted"), (["AIS|1|D|K^Kyphoplasty|202612080930"], "deleted"),
])  # fmt: skip
def test_an_appointment_whose_service_person_or_place_is_off_is_skipped(more: list[str], reason: str) -> None:
    outcome = only(message(*more))
    assert isinstance(outcome, Skipped)
    assert outcome.reason == reason
    assert outcome.off is not None
    assert (outcome.off.patient, outcome.off.appointment) == ("R1", "F1")


@pytest.mark.parametrize("more", [[service("Cancelled")], [service("Cancelled"), place("Booked")], ["RGS|1|D"], ["AIS|1|D|K"]])
def test_a_booked_appointment_whose_service_is_off_is_refused(more: list[str]) -> None:
    outcome = only(message(*more, state="Booked"))
    assert isinstance(outcome, Reject)
    assert outcome.problems[0].what == "says that it is off, and SCH-25 that it is booked"


def test_one_that_is_off_by_one_segment_and_booked_by_another_is_refused() -> None:
    outcome = only(message(service("Cancelled"), place("Booked")))
    assert isinstance(outcome, Reject)
    assert str(outcome.problems[0]).startswith("AIS: says that it is off, and AIL-12 that it is booked")


def test_a_word_that_nobody_knows_is_refused_unless_the_appointment_itself_says_what_it_is() -> None:
    outcome = only(message(service("Quuxed")))
    assert isinstance(outcome, Reject)
    assert [problem.column for problem in outcome.problems] == ["AIS-10"]
    assert isinstance(only(message(service("Quuxed"), state="Booked")), Accepted)


@pytest.mark.parametrize("state", ["", "Booked"])
def test_who_is_no_longer_in_it_is_not_printed(state: str) -> None:
    groups = ["RGS|1|D", person("", "Adler"), place("", "Old wing"), "RGS|2|A"]
    for gone in ([person("Cancelled", "Adler"), place("Cancelled", "Old wing")], [person("", "Adler", "D"), place("", "Old wing", "D")], groups):
        outcome = only(message(*gone, person("Confirmed"), place(""), state=state))
        assert isinstance(outcome, Accepted)
        assert (outcome.appointment.clinician, outcome.appointment.location) == ("Miriam Okafor", "Suite 2")


@pytest.mark.parametrize("more", [[service("Booked"), person("Confirmed"), place("")], [service("")], ["RGS|1|A"], ["RGS|1|U"], ["RGS"], ["AIS|1|U"], [service('""')]])
def test_what_is_booked_or_says_nothing_is_served(more: list[str]) -> None:
    assert isinstance(only(message(*more)), Accepted)


def test_a_record_that_was_merged_is_skipped_and_what_took_one_in_is_refused() -> None:
    own, other = only(message("MRG|R1")), only(message("MRG|R7", lives="N"))
    assert isinstance(own, Skipped)
    assert own.reason == "merged into another record"
    assert isinstance(other, Reject)
    assert "another record was merged into this one" in other.problems[0].what
    assert isinstance(only(message("MRG|")), Accepted)


def test_other_messages_of_the_file_tell_who_has_died_or_is_another_record_by_now() -> None:
    merged = "MSH|^~\\&|A|B|||2026||ADT^A40|1|P|2.5\nPID|1||R1^^^^MR\nMRG|R2^^^^MR~R1^^^^MR\n"
    dead = f"MSH|^~\\&|A|B|||2026||ADT^A08|1|P|2.5\nPID|1||R3{'|' * 27}Y\n"
    alive = dead.replace("|Y\n", "|N\n").replace("R3", "R4")
    texts = [message(patient=f"R{number}", number=number) for number in (1, 2, 3, 4)]
    found = rows(dead.replace("R3", "R4") + "".join(texts) + merged + dead + alive)
    assert [row.reason if isinstance(row, Skipped) else type(row).__name__ for row in found[1:5]] == [
        "Accepted", "merged into another record", "has died", "Accepted",
    ]  # fmt: skip


def dead(moment: str, said: str = "") -> str:
    """A message with PID-29 and PID-30."""
    return message().replace(f"19510417{'|' * 23}", f"19510417{'|' * 22}{moment}|{said}")


@pytest.mark.parametrize("moment", ["00000000", "000000000000", "19000101", "18991230", "0001-01-01", "99991231", "99991231235959+0000", "N", "//", '""'])
def test_a_date_that_stands_for_none_is_nobodys_death(moment: str) -> None:
    found = only(dead(moment))
    assert isinstance(found, Accepted)


@pytest.mark.parametrize(("moment", "said"), [("20261120", ""), ("2026", ""), ("20261120", "Y"), ("", "Y"), ("Y", ""), ("00000000", "Y"), ("20261120", "U")])
def test_a_death_is_one_in_either_field(moment: str, said: str) -> None:
    found = only(dead(moment, said))
    assert isinstance(found, Skipped) and found.reason == "has died"


@pytest.mark.parametrize(("moment", "said"), [("20261120", "N"), ("soon", ""), ("Never", ""), ("", "perhaps"), ("unknown", "N")])
def test_what_is_unclear_of_a_death_is_refused(moment: str, said: str) -> None:
    found = only(dead(moment, said))
    assert isinstance(found, Reject) and [problem.column for problem in found.problems] == ["patient_id"]
