"""FHIR: what is written is read back, and nothing falls over."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Outcome, Reject, Skipped
from tests.handouts import CHICAGO
from tests.handouts.schedules import PERSON, normal, refusal, rows, said, survive


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


def test_json_that_is_nested_too_deeply_or_is_none_is_refused() -> None:
    for text in ("[" * 100_000, '{"a":' * 100_000, "{", '{"resourceType": NaN}', '{"a": 1}', "[1", '{"resourceType":"Bundle","entry":3}'):
        assert "list.json" in refusal(text, "list.json")


def test_a_bundle_that_is_far_too_large_is_refused_and_ndjson_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handouts.schedules.fhir.schedule.LARGEST_BUNDLE", 100)
    assert "export it as NDJSON" in refusal('{"resourceType":"Bundle","entry":[' + " " * 100 + "]}")


def test_json_in_another_encoding_is_refused() -> None:
    assert "is not UTF-8 text" in refusal('{"resourceType":"Patient","id":"é"}'.encode("cp1252"))


def entry(resource: dict[str, Any], method: str = "", **more: object) -> dict[str, Any]:
    return {"resource": resource, **({"request": {"method": method, "url": ""}} if method else {}), **more}


def booking(**more: object) -> dict[str, Any]:
    asked = {"resourceType": "Appointment", "id": "a1", "status": "booked", "start": "2026-12-08T09:30:00-06:00"}
    return {**asked, "participant": [{"actor": {"reference": "Patient/p1"}}], **more}


def patient(**more: object) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "p1", "name": [{"family": "Quill", "given": ["Anna"]}], "birthDate": "1951-04-17", **more}


def bundle(*entries: dict[str, Any], **more: object) -> list[Outcome]:
    return rows(json.dumps({"resourceType": "Bundle", "entry": entries, **more}), "list.json")


def warnings(*entries: dict[str, Any], **more: object) -> list[str]:
    text = json.dumps({"resourceType": "Bundle", "entry": entries, **more})
    return open_schedule(ListFile("list.json", data=text.encode()), CHICAGO).warnings


def one(patient_: dict[str, Any], **more: object) -> Outcome:
    (found,) = bundle(entry(booking(**more)), entry(patient_))
    return found


NEXT = {"relation": "next", "url": "https://example.org?page=2"}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"link": [NEXT]}, "is one page of several:"), ({"link": [{"relation": "self", "url": "x"}, NEXT], "total": 300}, "has 1 of 300 entries"),
        ({"total": 300}, "has 1 of 300 entries"), ({"total": 1}, ""), ({"total": True}, ""), ({"link": {"relation": "self"}}, ""), ({}, ""),
    ],
)  # fmt: skip
def test_a_page_of_several_is_told(more: dict[str, object], told: str) -> None:
    found = warnings(entry(booking(), search={"mode": "match"}), entry(patient(), search={"mode": "include"}), **more)
    assert len(found) == bool(told) and told in "".join(found)


@pytest.mark.parametrize("by", ["Patient/p1", "urn:uuid:p", "https://example.org/Patient/p1"])
def test_a_patient_who_is_two_is_nobody_and_one_who_stands_twice_alike_is_one(by: str) -> None:
    url = {"fullUrl": by} if ":" in by else {}
    asked = entry(booking(participant=[{"actor": {"reference": by, "type": "Patient"}}]))
    other = patient(name=[{"family": "Weir", "given": ["Bo"]}])
    (alike,) = bundle(asked, entry(patient(), **url), entry(patient(meta={"versionId": "2"}), **url))
    assert isinstance(alike, Accepted)
    (twice,) = bundle(asked, entry(patient(), **url), entry(other, **url))
    assert isinstance(twice, Reject)
    assert [problem.what for problem in twice.problems] == ["the Patient it refers to stands in the file twice with other content"]


def test_a_contained_patient_who_is_two_is_nobody() -> None:
    who = [patient(id="me"), patient(id="me", birthDate="1951-04-18")]
    (found,) = bundle(entry(booking(contained=who, participant=[{"actor": {"reference": "#me"}}])))
    assert isinstance(found, Reject) and "twice" in str(found.problems)


@pytest.mark.parametrize("method", ["DELETE", "delete"])
def test_what_an_entry_deletes_is_off(method: str) -> None:
    (found,) = bundle(entry(booking(), method), entry(patient()))
    assert isinstance(found, Skipped) and found.reason == "deleted" and found.off


@pytest.mark.parametrize("url", ["Appointment/a1", "https://example.org/fhir/Appointment/a1", "Appointment/a1/_history/3"])
def test_what_is_deleted_by_its_address_is_off_in_the_whole_file(url: str) -> None:
    found = bundle({"request": {"method": "DELETE", "url": url}}, entry(booking(), "PUT"), entry(patient()))
    assert [row.reason for row in found if isinstance(row, Skipped)] == ["deleted", "deleted"]


def test_a_search_that_deletes_is_refused_and_a_patient_who_is_deleted_gets_nothing() -> None:
    search = {"request": {"method": "DELETE", "url": "Appointment?date=2026-12-08"}}
    first, second = bundle(search, entry(booking()), entry(patient()))
    assert isinstance(first, Reject) and isinstance(second, Accepted)
    for gone in ({"request": {"method": "DELETE", "url": "Patient/p1"}}, entry(patient(), "DELETE")):
        (found,) = bundle(entry(booking()), entry(patient()), gone)
        assert not isinstance(found, Accepted)


@given(st.permutations(range(3)))
@settings(max_examples=12, deadline=None)
def test_the_last_version_counts_in_whatever_order_they_stand(order: list[int]) -> None:
    versions = [booking(meta={"lastUpdated": f"2026-12-0{n + 1}T12:00:00.123Z"}, status="cancelled" if n == 2 else "booked") for n in range(3)]
    found = bundle(*(entry(versions[n]) for n in order), entry(patient()))
    last = f"superseded by entry {order.index(2) + 1}"
    assert [row.reason for row in found if isinstance(row, Skipped)] == ["cancelled" if n == 2 else last for n in order]


def test_versions_that_do_not_say_when_they_were_written_contradict_each_other() -> None:
    first, second = bundle(entry(booking()), entry(booking(status="cancelled")), entry(patient()))
    assert isinstance(first, Reject) and first.problems[0].column == "status"
    assert isinstance(second, Skipped)


@pytest.mark.parametrize(
    "other",
    [
        {"system": "http://hl7.org/fhir/sid/us-ssn"}, {"system": "ssn"}, {"type": {"coding": [{"code": "SS"}]}}, {"type": {"coding": [{"code": "DL"}]}},
        {"system": "urn:oid:2.16.840.1.113883.4.1"}, {"type": {"text": "SSN"}}, {"system": "http://hl7.org/fhir/sid/passport-USA"},
        {"system": "x", "period": {"start": "2999"}}, {"system": "x", "period": {"end": "1999-12-31"}},
    ],
)  # fmt: skip
def test_another_authoritys_number_is_not_printed_as_the_patients(other: dict[str, Any]) -> None:
    numbers = [{"value": "123-45-6789", **other}, {"system": "https://clinic.example/mrn", "value": "R1"}]
    for identifier, printed in ((numbers, "R1"), (numbers[:1], "p1")):
        found = one(patient(identifier=identifier))
        assert isinstance(found, Accepted) and found.appointment.patient.identifier == printed


@pytest.mark.parametrize("period", [{"start": "2999"}, {"start": "2999-05-01T00:00:00Z"}, {"end": "1999"}, {"start": "1990", "end": "1999-01-01"}])
def test_a_name_is_used_in_its_time(period: dict[str, str]) -> None:
    names = [{"use": "official", "family": "Weir", "given": ["Anna"], "period": period}, {"use": "usual", "family": "Quill", "given": ["Anna"]}]
    found = one(patient(name=names))
    assert isinstance(found, Accepted) and found.appointment.patient.family_name == "Quill"
    names[0]["period"] = {"start": "1990", "end": "2999-01"}
    found = one(patient(name=names))
    assert isinstance(found, Accepted) and found.appointment.patient.family_name == "Weir"


def test_what_is_written_behind_a_name_is_kept() -> None:
    found = one(patient(name=[{"family": "Quill", "given": ["Anna", "M."], "suffix": ["Jr."]}]))
    assert isinstance(found, Accepted) and found.appointment.patient.name == "Anna M. Quill Jr."


@pytest.mark.parametrize(
    ("dead", "kind"),
    [
        ({"deceasedBoolean": True}, Skipped), ({"deceasedDateTime": "2026-11"}, Skipped), ({"deceasedBoolean": False}, Accepted),
        ({"deceasedDateTime": "0001-01-01T00:00:00Z"}, Accepted), ({"deceasedDateTime": "9999-12-31"}, Accepted), ({"deceasedDateTime": ""}, Accepted),
        ({"deceasedDateTime": "unknown"}, Reject), ({"deceasedBoolean": "perhaps"}, Reject),
        ({"deceasedBoolean": False, "deceasedDateTime": "2026-11-20"}, Reject), ({"deceasedBoolean": True, "deceasedDateTime": "2026-11-20"}, Skipped),
    ],
)  # fmt: skip
def test_a_death_is_what_is_clearly_said(dead: dict[str, Any], kind: type) -> None:
    assert isinstance(one(patient(**dead)), kind)
