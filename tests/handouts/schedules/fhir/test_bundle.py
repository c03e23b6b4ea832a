"""FHIR: what is written is read back, and nothing falls over."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
