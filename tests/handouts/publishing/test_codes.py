"""A system has one name by whatever it is called; a leaflet of a category fits what is more exact, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.publishing.codes import codes_of, nearness, plain_code, system_of
from tests.handouts import FRONT, leaflet


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("2.16.840.1.113883.6.90", "icd10"), ("urn:oid:2.16.840.1.113883.6.90", "icd10"), ("ICD-10-CM", "icd10"), ("ICD10", "icd10"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "icd10"), ("2.16.840.1.113883.6.4", "icd10pcs"), ("ICD-10-PCS", "icd10pcs"),
        ("2.16.840.1.113883.6.96", "snomed"), ("http://snomed.info/sct", "snomed"), ("SNOMED CT", "snomed"), ("RxNorm", "rxcui"),
        ("2.16.840.1.113883.6.1", "loinc"), ("2.16.840.1.113883.6.103", "icd9"), ("our own codes", "ourowncodes"), ("", ""),
    ],
)  # fmt: skip
def test_a_system_has_one_name(called: str, name: str) -> None:
    assert system_of(called) == name


def test_no_two_systems_have_a_name_in_common() -> None:
    from handouts.publishing.codes import _KNOWN, SYSTEMS

    assert len(_KNOWN) == sum(1 + len(system.oids) + len(system.others) for system in SYSTEMS)


@pytest.mark.parametrize(
    ("system", "code", "signs"),
    [
        ("icd10", "M48.5", 4), ("icd10", "M48.56XA", 4), ("icd10", "m4856xa", 4), ("icd10", "M48", 0), ("icd10", "M48.4", 0), ("", "M48.5", 4),
        ("icd10pcs", "0PS43ZZ", 7), ("icd10pcs", "M48.5", 0), ("snomed", "38341003", 8), ("snomed", "383410030", 0), ("icd10", "", 0),
    ],
)  # fmt: skip
def test_a_category_fits_what_is_more_exact(tmp_path: Path, system: str, code: str, signs: int) -> None:
    found = leaflet(tmp_path, "words", FRONT + "codes: {ICD-10-CM: [M48.5], icd10pcs: [0PS43ZZ], snomed: ['38341003']}\n")
    assert nearness(found, system, code) == signs
    assert next(iter(codes_of(found))) == ("icd10", "M48.5")


@given(st.text(max_size=12))
def test_a_plain_code_stays_as_it_is(code: str) -> None:
    assert plain_code(plain_code(code)) == plain_code(code)
