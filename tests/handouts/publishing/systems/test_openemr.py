"""The names that OpenEMR looks for, by its own rule, and which leaflet is whose file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.actions.manner import Allowed, Manner
from handouts.publishing.editions import GeneralEdition, editions_of
from handouts.publishing.systems.openemr import UsedCode, education_files, file_name, read_codes
from tests.handouts.publishing import shelf_of


def looked_for(codetype: str, codevalue: str, language: str) -> str:
    """What education.php opens for these parameters of its address, '' where it dies of the name.

    strtolower("{$codetype}_{$codevalue}_{$lang}.pdf") with $lang 'es' for the languages 'es' and 'spanish' and 'en' for all others; then
    check_file_dir_name, which refuses what fits /[^A-Za-z0-9_.-]/.
    """
    lang = "es" if language.lower() in ("es", "spanish") else "en"
    name = f"{codetype}_{codevalue}_{lang}.pdf".lower()
    return "" if re.search(r"[^A-Za-z0-9_.-]", name) else name


@pytest.fixture
def editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[GeneralEdition]:
    found, left = editions_of(Manner(allowed=Allowed()).press(shelf_of(tmp_path, monkeypatch)))
    assert left == []
    return found


def files(editions: list[GeneralEdition], *used: UsedCode, first: tuple[str, ...] = ()) -> dict[str, str]:
    return {file.name: file.edition.key for file in education_files(editions, used, first, "en-US")}


def test_every_code_of_a_leaflet_is_found_in_its_language(editions: list[GeneralEdition]) -> None:
    found = files(editions)
    for key, code, language, leaflet in (
        ("ICD10", "M17.1", "english", "knee.en-US"), ("ICD10", "M17.1", "spanish", "knee.es"), ("ICD10", "M23", "Spanish", "knee.es"),
        ("ICD10", "M17", "", "worn-knee.en-US"), ("ICD10-PCS", "0SRC0JZ", "english", "knee.en-US"),
    ):  # fmt: skip
        assert found[looked_for(key, code, language)] == leaflet
    assert looked_for("ICD10", "M17", "spanish") not in found  # no leaflet in Spanish says so: an English one is no Spanish file
    assert not any("38341003" in name for name in found)  # what is in Arabic only is in neither of OpenEMR's languages


def test_a_list_of_codes_makes_a_category_found_by_what_records_hold(editions: list[GeneralEdition]) -> None:
    used = read_codes("code,description\nM1711,Unilateral primary osteoarthritis\nICD10:M17.9\n\nA00.0 Cholera\n0SRC0J9\n")
    found = files(editions, *used)
    assert found[looked_for("ICD10", "M17.11", "english")] == "knee.en-US"  # of M17.1, which is nearer than M17
    assert found[looked_for("ICD10", "M17.9", "english")] == "worn-knee.en-US"
    assert not any("a00" in name or "0src0j9" in name for name in found)
    assert "icd10_code_en.pdf" not in found


def test_of_several_leaflets_the_nearest_then_the_kind_then_what_is_said(editions: list[GeneralEdition]) -> None:
    both = [file for file in education_files(editions, [UsedCode("icd10", "M17.11")], (), "en-US") if file.name == "icd10_m17.11_en.pdf"]
    assert [(file.edition.key, file.others) for file in both] == [("knee.en-US", ("worn-knee",))]
    assert files(editions, UsedCode("icd10", "M17.11"), first=("worn-knee",))["icd10_m17.11_en.pdf"] == "worn-knee.en-US"


def test_a_name_that_openemr_dies_of_is_not_written(editions: list[GeneralEdition]) -> None:
    assert file_name("ICD10", "M17 1", "en") == file_name("ICD10", "../M17", "en") == ""


@given(st.sampled_from(["ICD10", "ICD10-PCS", "SNOMED-CT"]), st.text(max_size=10), st.sampled_from(["en", "es"]))
def test_whatever_a_code_is_the_name_is_the_one_that_is_looked_for(key: str, code: str, language: str) -> None:
    assert file_name(key, code, language) == looked_for(key, code, language)


def test_the_order_files_of_the_government_are_read(tmp_path: Path) -> None:
    codes = read_codes("A000    Cholera due to Vibrio cholerae 01, biovar cholerae\nM1711   Unilateral primary osteoarthritis, right knee\n")
    assert codes == [UsedCode("", "A000"), UsedCode("", "M1711")]
