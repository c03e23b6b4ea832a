"""FHIR, HL7 v2 and iCalendar: what is written is read back, what is asked twice is answered alike, and nothing falls over."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.listfile import LARGEST, ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Outcome, Reject, Skipped
from tests.handouts import CHICAGO
from tests.handouts.schedules import CASES, survive

WORD = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=12)
BORN = st.dates(date(1930, 1, 1), date(2020, 12, 31))
START = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(lambda t: t.replace(second=0, microsecond=0))
PERSON = st.tuples(WORD, WORD, BORN, START)


def rows(data: str | bytes, name: str = "list") -> list[Outcome]:
    """What becomes of each record of a file."""
    return list(open_schedule(ListFile(name, data=data.encode() if isinstance(data, str) else data), CHICAGO))


def refusal(data: str | bytes, name: str = "list") -> str:
    """What is said of a file that is not read."""
    with pytest.raises(InputError) as caught:
        rows(data, name)
    return str(caught.value)


def said(row: Outcome) -> tuple[str, str, date, datetime]:
    """What was asked of a record."""
    assert isinstance(row, Accepted), row
    patient = row.appointment.patient
    return patient.given_name, patient.family_name, patient.born, row.appointment.start.astimezone(UTC)


def normal(people: list[tuple[str, str, date, datetime]]) -> list[tuple[str, str, date, datetime]]:
    """The same, as the door normalises names."""
    from handouts.records.appointment import normalised

    return [(normalised(given), normalised(family), born, start) for given, family, born, start in people]


# -- what is written is read back


@settings(max_examples=60, deadline=None)
@given(
    st.lists(PERSON, min_size=1, max_size=4),
    st.sampled_from(["bundle", "ndjson", "list"]),
    st.sampled_from(["relative", "urn", "absolute", "contained"]),
)
def test_fhir_round_trip(people: list[tuple[str, str, date, datetime]], shape: str, by: str) -> None:
    entries: list[dict[str, Any]] = []
    for n, (given_name, family, born, start) in enumerate(people):
        url = {"urn": f"urn:uuid:{n}"}.get(by, f"https://example.org/Patient/p{n}") if shape == "bundle" else ""
        reference = {"urn": url, "absolute": url, "contained": "#me"}.get(by, "") or f"Patient/p{n}"
        patient = {"resourceType": "Patient", "id": f"p{n}", "name": [{"family": family, "given": [given_name]}], "birthDate": str(born)}
        asked: dict[str, Any] = {"resourceType": "Appointment", "id": f"a{n}", "status": "booked", "start": start.isoformat()}
        asked["participant"] = [{"actor": {"reference": reference}}]
        if by == "contained":
            asked["contained"] = [{**patient, "id": "me"}]
        entries += [{"resource": asked}] + ([{"fullUrl": url, "resource": patient}] if by != "contained" else [])
    resources = [entry["resource"] for entry in entries]
    text = {
        "bundle": json.dumps({"resourceType": "Bundle", "entry": entries}),
        "list": json.dumps(resources, indent=1),
        "ndjson": "\n".join(json.dumps(resource, ensure_ascii=False) for resource in resources),
    }[shape]
    assert [said(row) for row in rows(text, "list.ndjson" if shape == "ndjson" else "list.json")] == normal(people)


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


@settings(max_examples=60, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=4), st.sampled_from(["\r\n", "\n"]), st.booleans())
def test_calendar_round_trip(people: list[tuple[str, str, date, datetime]], end: str, properties: bool) -> None:
    from icalendar import Calendar, Event

    calendar = Calendar()
    for n, (given_name, family, born, start) in enumerate(people):
        event = Event()
        event.add("uid", f"e{n}")
        event.add("dtstart", start)
        if properties:
            for name, value in (("X-MRN", f"R{n}"), ("X-FIRST-NAME", given_name), ("X-SURNAME", family), ("X-DOB", str(born))):
                event.add(name, value)
        else:
            event.add("description", f"MRN: R{n}\nFirst name: {given_name}\nSurname: {family}\nDOB: {born}")
        calendar.add_component(event)
    assert [said(row) for row in rows(calendar.to_ical().decode().replace("\r\n", end))] == normal(people)


# -- nothing falls over


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.suffix != ".expected"))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    whole = (CASES / name).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole)))
        cut = data.draw(st.integers(0, 40))
        whole = whole[:at] + data.draw(st.binary(max_size=12)) + whole[at + cut :]
    survive(name, whole, CHICAGO)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["Patient/p1", "booked", "2026-12-08T09:30:00Z", "official", "MR"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["reference", "actor", "name", "use", "family", "given", "value", "coding", "code", "text", "system"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            (
                "id",
                "status",
                "start",
                "end",
                "minutesDuration",
                "participant",
                "serviceType",
                "identifier",
                "contained",
                "patientInstruction",
            ),
            JSON,
        ),
    ),
    st.fixed_dictionaries({}, optional=dict.fromkeys(("name", "birthDate", "communication", "telecom", "address", "identifier"), JSON)),
)
def test_resources_of_any_shape_are_read_or_rejected(asked: dict[str, Any], patient: dict[str, Any]) -> None:
    good = {"status": "booked", "start": "2026-12-08T09:30:00Z", "participant": [{"actor": {"reference": "Patient/p1"}}]}
    bundle = [{"resourceType": "Appointment", **good, **asked}, {"resourceType": "Patient", "id": "p1", **patient}]
    survive("list.json", json.dumps(bundle).encode(), CHICAGO)


# -- files that are no list


def test_json_that_is_nested_too_deeply_or_is_none_is_refused() -> None:
    for text in ("[" * 100_000, '{"a":' * 100_000, "{", '{"resourceType": NaN}', '{"a": 1}', "[1", '{"resourceType":"Bundle","entry":3}'):
        assert "list.json" in refusal(text, "list.json")


def test_a_bundle_without_appointments_and_a_file_without_messages_or_events_are_refused() -> None:
    assert "has no Appointment" in refusal('{"resourceType":"Bundle","entry":[]}')
    assert "has no message" in refusal("FHS|^~\\&|A\nFTS|0\n")
    assert "has no event" in refusal("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def test_a_bundle_that_is_far_too_large_is_refused_and_ndjson_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handouts.schedules.fhir.schedule.LARGEST_BUNDLE", 100)
    assert "export it as NDJSON" in refusal('{"resourceType":"Bundle","entry":[' + " " * 100 + "]}")


def test_a_file_that_is_far_too_large_is_refused() -> None:
    assert refusal(b"{" + b" " * LARGEST) == "list: has more than 64 MB; split it"


def test_json_in_another_encoding_is_refused() -> None:
    assert "is not UTF-8 text" in refusal('{"resourceType":"Patient","id":"é"}'.encode("cp1252"))


# -- HL7: the last message counts

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
