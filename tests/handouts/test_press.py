from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import read_clinic, sample_clinic
from handouts.errors import RecordError, RefusedError
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.records.appointment import LONGEST, LONGEST_OTHERWISE, read_record
from tests.conftest import ISSUED, an_appointment
from tests.handouts import leaflet
from tests.reading import marked_text, text_of

FIELDS = ("given_name", "family_name", "title", "patient_id", "location", "clinician", "instructions")
CLINIC = read_clinic(sample_clinic("riverside"))
PRESS = Press(CLINIC, issued=ISSUED)
HOSTILE = [
    "<b>Bob", "{{7*7}}", "{% for x in y %}", "*x*", "**x**", "# x", "</para>", "<para>", "&amp;", "&#65;", "../../etc/passwd", "[a](https://b.c)",
    "![a](b.png)", "`x`", "~~~", "::: note", "---", "a | b", "| a | b |", "\\", "\\*x\\*", "$x$", "%s", "%(x)s", "{0}", "{}", "x" * 100, "<!-- x -->",
    "<img src='/etc/passwd'/>", "1. x", "- [ ] x", "  lead", "O’Neill", "O'Neill", "Smith-Jones", "e\u0301\u0323", "Nguyễn", "Þórður", "Παπαδόπουλος",
    "Иванов", "()<>[]/", "endstream endobj", "EMC ET", "'; DROP TABLE", "=1+1", "@x", "\u200d\u200c",
]  # fmt: skip
ANY = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=40),
    st.text(string.printable, min_size=1, max_size=120),
    st.text(st.characters(codec="utf-8", min_codepoint=0x20, max_codepoint=0x52F, exclude_categories=("C", "Z")), min_size=1, max_size=60),
)


def squeezed(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(FIELDS), ANY, min_size=1))
def test_whatever_a_field_says_is_printed_exactly_or_refused_by_name(fields: dict[str, str]) -> None:
    record = {"appointment_id": "A-1", "start": "2026-12-08T09:30", "patient_id": "P-1", "given_name": "Ann", "family_name": "Lee"}
    record |= {"date_of_birth": "1951-04-17", "leaflet": "kyphoplasty", **fields}
    try:
        appointment = read_record(record, "test", CLINIC.zone)
        made = PRESS.make(appointment)
    except RecordError as refusal:
        assert {problem.column for problem in refusal.problems} <= set(fields)
        return
    text = marked_text(made.data).replace("\f", "")
    patient = appointment.patient
    values = [patient.name, patient.identifier, appointment.location, appointment.clinician, *appointment.instructions.split("\n")]
    for value in values:
        assert value in text


@pytest.mark.parametrize("value", [h for h in HOSTILE if "\u200d" not in h])
def test_hostile_text_is_found_again_by_pdfium(value: str) -> None:
    appointment = an_appointment(CLINIC, family_name=f"{value}Q", instructions=f"see {value} there")  # a name has a letter
    assert squeezed(appointment.patient.family_name) in squeezed(text_of(PRESS.make(appointment).data))


@pytest.mark.parametrize("column", FIELDS)
def test_an_emoji_is_refused_by_column_and_code_point(column: str) -> None:
    with pytest.raises(RecordError) as caught:
        PRESS.make(an_appointment(CLINIC, **{column: "A\U0001f600"}))
    assert [p.column for p in caught.value.problems] == [column]
    assert "U+1F600 GRINNING FACE" in str(caught.value)


@pytest.mark.parametrize("column", FIELDS)
def test_fields_of_the_greatest_length_are_printed_in_full(column: str) -> None:
    longest = LONGEST.get(column, LONGEST_OTHERWISE)
    value = ("W" * longest)[:longest]
    made = PRESS.make(an_appointment(CLINIC, **{column: value}))
    assert marked_text(made.data).count("W") >= longest
    with pytest.raises(RecordError, match=f"at most {longest}"):
        an_appointment(CLINIC, **{column: value + "W"})


def test_a_sample_is_refused_for_a_clinic_that_is_none(tmp_path) -> None:
    text = (CLINIC.folder / "clinic.toml").read_text("utf-8").replace("sample = true", "sample = false")
    (tmp_path / "clinic.toml").write_text(text, "utf-8")
    (tmp_path / "logo.svg").write_bytes((CLINIC.folder / "logo.svg").read_bytes())
    clinic = read_clinic(tmp_path)
    with pytest.raises(RefusedError, match="--allow-sample"):
        Press(clinic).make(an_appointment(clinic))


def test_a_branded_page_shows_the_clinics_name_and_telephone(harbour) -> None:
    text = text_of(Press(harbour, issued=ISSUED).make(an_appointment(harbour)).data)
    assert "Harbour Street Pain & Spine Clinic" in text
    assert "0117 496 0123" in text


@pytest.mark.parametrize("rows", ["| x | |\n| | z |", "| | |\n| x | |"])
def test_a_table_with_empty_cells_is_printed(tmp_path: Path, rows: str) -> None:
    press = Press(CLINIC, issued=ISSUED, allowed=Allowed(draft=True))
    press.shelf.lay(leaflet(tmp_path, f"Before.\n\n| One | Two |\n| --- | --- |\n{rows}\n\nAfter.\n", name="case.en-US.md"))
    for layout in ("standard", "large-print"):
        assert "After." in text_of(press.make(an_appointment(CLINIC), "case", layout).data)
