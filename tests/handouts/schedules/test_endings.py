"""A patient who has died, declined, moved away or is another record by now is skipped and named, in whatever format says it; what an
event says in two ways is refused."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handouts.language.dates import zone_of
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Outcome, Reject, Skipped
from handouts.schedules.words import CANCELLED, DECLINED, DIED, IDLE, LEFT, MERGED

LONDON = ZoneInfo("Europe/London")
TOLD = "MRN: P1\\nFirst name: Anna\\nSurname: Lee\\nDOB: 1951-04-17"
OWN = (
    "BEGIN:VTIMEZONE\r\nTZID:{name}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0200\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def only(name: str, text: str) -> Outcome:
    """What becomes of a list's one entry."""
    (outcome,) = open_schedule(ListFile(name, data=text.encode()), LONDON)
    return outcome


def in_table(column: str, cell: str) -> Outcome:
    head = "appointment_id,start,patient_id,given_name,family_name,date_of_birth"
    return only("list.csv", f"{head},{column}\nA1,2026-12-08T09:30,P1,Anna,Lee,1951-04-17,{cell}\n")


def in_bundle(patient: dict[str, Any] | None = None, part: str = "accepted", **booking: object) -> Outcome:
    who = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Lee", "given": ["Anna"]}], "birthDate": "1951-04-17", **(patient or {})}
    taking = [{"actor": {"reference": "Patient/p1"}, "status": part}]
    what = {"resourceType": "Appointment", "id": "a1", "status": "booked", "start": "2026-12-08T09:30:00Z", "participant": taking, **booking}
    return only("list.json", json.dumps({"resourceType": "Bundle", "entry": [{"resource": what}, {"resource": who}]}))


def in_calendar(more: str = "", told: str = "", title: str = "Kyphoplasty", start: str = ":20261208T093000", zones: str = "") -> Outcome:
    event = f"BEGIN:VEVENT\r\nUID:u1\r\nDTSTART{start}\r\nSUMMARY:{title}\r\nDESCRIPTION:{TOLD}{told}\r\n{more}END:VEVENT\r\n"
    return only("list.ics", f"BEGIN:VCALENDAR\r\n{zones}{event}END:VCALENDAR\r\n")


@pytest.mark.parametrize(("column", "cell", "reason"), [
    ("Patient status", "Deceased", DIED), ("PatientStatus", "Moved away", LEFT), ("RSVP", "Declined", DECLINED), ("Vital status", "dead", DIED),
    ("Verstorben am", "01.01.2026", DIED), ("Fecha de defunción", "2026-01-01", DIED), ("Date de décès", "2026-01-01", DIED),
    ("status", "RIP", DIED), ("status", "Patient deceased (family informed)", DIED), ("status", "נפטר", DIED), ("status", "मृत", DIED), ("status", "已去世", DIED),
    ("status", "Declined by patient", DECLINED), ("status", "lehnt ab", DECLINED), ("Declined", "Yes", DECLINED), ("Declined at", "2026-01-01", DECLINED),
    ("status", "weggezogen", LEFT), ("status", "se mudó", LEFT), ("status", "déménagé", LEFT), ("status", "przeprowadził się", LEFT), ("status", "已迁出", LEFT),
    ("Deregistered", "2026-01-01", LEFT), ("Date deregistered", "2026-01-01", LEFT), ("status", "Merged into P7", MERGED), ("Merged to", "P7", MERGED), ("status", "已合并", MERGED),
    ("Active", "No", IDLE), ("IsActive", "false", IDLE), ("active patient", "0", IDLE), ("Active", "N", IDLE), ("Active", "inactive", IDLE), ("Active", "deregistered", IDLE),
    ("Aktiv", "Nein", IDLE), ("Activo", "no", IDLE), ("Активен", "нет", IDLE), ("有效", "否", IDLE), ("Inactive", "Yes", IDLE), ("is_inactive", "TRUE", IDLE), ("Inactive", "✓", IDLE),
    ("Inactif", "oui", IDLE), ("Archived", "1", IDLE), ("Inactivated on", "2026-01-01", IDLE), ("Patient status", "Inactive", IDLE), ("status", "inaktiv", IDLE),
    ("Patient status", "archived", IDLE),
])  # fmt: skip
def test_a_table_says_so_in_many_ways(column: str, cell: str, reason: str) -> None:
    outcome = in_table(column, cell)
    assert isinstance(outcome, Skipped)
    assert outcome.reason == reason


@pytest.mark.parametrize(("column", "cell"), [
    ("Patient status", "Established"), ("Patient status", "Outpatient"), ("RSVP", "No response"), ("Vital status", "Alive"), ("Declined", "No"), ("Date of death", ""),
    ("Deregistered", "N"), ("Active", "Yes"), ("Active", "TRUE"), ("Active", "1"), ("Active", ""), ("Active", "-"), ("Active", "n/a"), ("Active", "null"), ("Active", "active"),
    ("Aktiv", "ja"), ("Inactive", "No"), ("Inactive", ""), ("Inactive", "0"), ("Patient status", "active"), ("status", "Active"),
])  # fmt: skip
def test_what_says_nothing_of_the_kind_costs_nobody_the_leaflet(column: str, cell: str) -> None:
    assert isinstance(in_table(column, cell), Accepted)


@pytest.mark.parametrize("column", ["Active", "Inactive"])
def test_what_does_not_say_whether_a_record_is_in_use_is_refused(column: str) -> None:
    outcome = in_table(column, "perhaps")
    assert isinstance(outcome, Reject)
    assert column in outcome.problems[0].column


@pytest.mark.parametrize(("patient", "part", "reason"), [
    ({"deceasedBoolean": True}, "accepted", DIED), ({"deceasedBoolean": "true"}, "accepted", DIED), ({"deceasedDateTime": "2026-01-01"}, "accepted", DIED),
    ({"active": False}, "accepted", IDLE), ({"link": [{"type": "replaced-by"}]}, "accepted", MERGED), ({}, "declined", DECLINED),
])  # fmt: skip
def test_so_does_a_bundle(patient: dict[str, Any], part: str, reason: str) -> None:
    outcome = in_bundle(patient, part)
    assert isinstance(outcome, Skipped)
    assert outcome.reason == reason


def test_a_record_in_use_and_one_that_took_another_in_are_served() -> None:
    assert isinstance(in_bundle({"deceasedBoolean": False, "active": True, "link": [{"type": "replaces"}]}), Accepted)


@pytest.mark.parametrize("booking", [{"cancelationReason": {"text": "ill"}}, {"cancellationDate": "2026-01-01"}])
def test_a_booked_appointment_that_was_cancelled_is_refused(booking: dict[str, Any]) -> None:
    outcome = in_bundle(**booking)
    assert isinstance(outcome, Reject)
    assert "cancelled" in outcome.problems[0].what


@pytest.mark.parametrize(("said", "reason"), [
    ({"told": "\\nPatient status: deceased"}, DIED), ({"told": "\\nDate of death: 1 Jan 2026"}, DIED), ({"more": "X-MERGED-INTO:P7\r\n"}, MERGED),
    ({"title": "Declined: Kyphoplasty"}, DECLINED), ({"title": "Kyphoplasty (cancelled)"}, CANCELLED), ({"title": "Kyphoplasty - CANCELLED"}, CANCELLED),
    ({"title": "Kyphoplasty [abgesagt]"}, CANCELLED), ({"title": "(moved away) Kyphoplasty"}, LEFT), ({"more": "ATTENDEE;PARTSTAT=DECLINED:mailto:a@example.org\r\n"}, DECLINED),
])  # fmt: skip
def test_so_does_a_calendar(said: dict[str, str], reason: str) -> None:
    outcome = in_calendar(**said)
    assert isinstance(outcome, Skipped)
    assert outcome.reason == reason


@pytest.mark.parametrize("title", ["Kyphoplasty (left)", "Kyphoplasty - new", "Kyphoplasty (with sedation)", "Check: missed period"])
def test_a_title_that_ends_in_another_word_is_a_title(title: str) -> None:
    assert isinstance(in_calendar(title=title), Accepted)


@pytest.mark.parametrize(("said", "column"), [
    ({"more": "STATUS:CONFIRMED\r\nSTATUS:CANCELLED\r\n"}, "status"), ({"more": "SUMMARY:Another\r\n"}, "type"), ({"more": "DTSTART:20261208T103000\r\n"}, "start"),
    ({"more": "DTEND:20261208T083000\r\n"}, "end"), ({"more": "DTEND:20261208T103000\r\nDURATION:PT30M\r\n"}, "end"), ({"more": "LOCATION:A\r\nLOCATION:B\r\n"}, "location"),
    ({"told": "\\nAppointment time: 10:30"}, "start"), ({"told": "\\nAppointment date: 9 December 2026"}, "start"), ({"told": "\\nDOB: 1951-04-18"}, "date_of_birth"),
    ({"told": "\\nLocation: Suite 3", "more": "LOCATION:Suite 2\r\n"}, "location"), ({"told": "\\nOrt: Haus B", "more": "LOCATION:Haus A\r\n"}, "location"),
])  # fmt: skip
def test_what_an_event_says_in_two_ways_is_refused(said: dict[str, str], column: str) -> None:
    outcome = in_calendar(**said)
    assert isinstance(outcome, Reject)
    assert column in {problem.column for problem in outcome.problems}


@pytest.mark.parametrize("said", [
    {"more": "STATUS:CONFIRMED\r\nSTATUS:CONFIRMED\r\n"}, {"more": "DTEND:20261208T103000\r\nDURATION:PT1H\r\n"}, {"told": "\\nAppointment time: 9:30 am"},
    {"told": "\\nAppointment date: 8 December 2026"}, {"told": "\\nAppointment time: in the morning"},
    {"told": "\\nLocation: Suite 2", "more": "LOCATION:suite 2.\r\n"}, {"told": "\\nLocation: Suite 2\\, ground floor", "more": "LOCATION:Suite 2\r\n"},
    {"told": "\\nLocation: Suite 2"}, {"more": "LOCATION:Suite 2\r\n"},
])  # fmt: skip
def test_what_agrees_is_no_contradiction(said: dict[str, str]) -> None:
    assert isinstance(in_calendar(**said), Accepted)


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "right/Europe/London", "posix/Europe/London"])
def test_what_stands_beside_the_zones_is_none(name: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone"):
        zone_of(name)
    outcome = in_calendar(start=f";TZID={name}:20261208T093000")
    assert isinstance(outcome, Reject)
    assert outcome.problems[0].what == "is in a time zone that is not known"
    assert isinstance(in_table("zone", name), Accepted)  # our own columns have no zone: not read
    own = in_calendar(start=f";TZID={name}:20261208T093000", zones=OWN.format(name=name))
    assert isinstance(own, Accepted)
    assert own.appointment.start.isoformat() == "2026-12-08T07:30:00+00:00"


@pytest.mark.parametrize(("column", "cell"), [
    ("phone", "07\ue000"), ("address_1", "12 Caf\ufffd"), ("address_2", "x" * 300), ("city", "\ue000"), ("postcode", "\u202e12"), ("email", "a\ue000@b"), ("email", "nope"),
    ("title", "Ms\ue000"), ("title", "M" * 101), ("duration_minutes", "half an hour"),
])  # fmt: skip
def test_a_junk_cell_that_the_copy_does_not_need_costs_nobody_the_leaflet(column: str, cell: str) -> None:
    head = "appointment_id,start,patient_id,given_name,family_name,date_of_birth"
    others = {"address_1": "12 High Street", "city": "Leeds", "postcode": "LS1"} | {column: cell}
    text = f"{head},{','.join(others)}\nA1,2026-12-08T09:30,P1,Anna,Lee,1951-04-17,{','.join(others.values())}\n"
    schedule = open_schedule(ListFile("list.csv", data=text.encode()), LONDON)
    (outcome,) = schedule
    assert isinstance(outcome, Accepted)
    assert any(f"list.csv: {column} " in said and "is left out, in row 2" in said for said in schedule.warnings)
    half = column in ("address_1", "address_2", "city", "postcode")
    assert bool(outcome.appointment.patient.address) != half  # half an address is a wrong one
    holder = outcome.appointment if column == "duration_minutes" else outcome.appointment.patient
    assert not getattr(holder, column)


@pytest.mark.parametrize(("column", "cell", "taken", "said"), [
    ("language", "Klingon (spoken)", "", "language is not a language tag, and is left out (the clinic's own is taken), in rows 2, 4"),
    ("language", "\ufffdesky", "", "which stands for a letter that was lost, and is left out (the clinic's own is taken), in rows 2, 4"),
    ("format", "Braille", "standard", "format is not one of the known words, and is left out (standard is taken; "),
    ("format", "easy read", "standard", "is left out (standard is taken; write large-print for who needs it), in rows 2, 4"),
])  # fmt: skip
def test_what_nobody_understands_is_the_clinics_own_and_whoever_reads_the_list_is_told(column: str, cell: str, taken: str, said: str) -> None:
    head = f"appointment_id,start,patient_id,given_name,family_name,date_of_birth,{column}"
    rows = [f"A{n},2026-12-0{n}T09:30,P{n},Anna,Lee,1951-04-17,{text}" for n, text in ((1, cell), (2, ""), (3, cell))]
    schedule = open_schedule(ListFile("list.csv", data="\n".join([head, *rows, ""]).encode()), LONDON)
    outcomes = list(schedule)
    assert all(isinstance(outcome, Accepted) and getattr(outcome.appointment.patient, column) == taken for outcome in outcomes)
    assert len(schedule.warnings) == 1
    assert said in schedule.warnings[0]


@pytest.mark.parametrize("column", ["location", "clinician", "type", "instructions"])
def test_one_that_is_printed_does(column: str) -> None:
    assert isinstance(in_table(column, "Caf\ufffd"), Reject)
