"""Questions as OpenEMR and MedlinePlus Connect document them are read; what cannot be answered is told in a sentence."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.publishing.systems.request import FORMS, Concept, read_request, tag_of


def pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True)


def test_openemrs_question_is_read() -> None:
    """As interface/patient_file/education.php puts it together for MedlinePlus Connect."""
    asked = read_request(pairs("mainSearchCriteria.v.cs=2.16.840.1.113883.6.90&mainSearchCriteria.v.c=M54.5&informationRecipient.languageCode.c=es"))
    assert (asked.concepts, asked.language, asked.form) == ((Concept("icd10", "M54.5", ""),), "es", "html")


def test_a_whole_question_of_hl7_is_read_and_what_it_tells_of_a_patient_is_dropped() -> None:
    asked = read_request(pairs(
        "representedOrganization.id.root=1.2.3&taskContext.c.c=PROBLISTREV&mainSearchCriteria.v.c=38341003&mainSearchCriteria.v.cs=2.16.840.1.113883.6.96"
        "&mainSearchCriteria.v.dn=Hypertension&mainSearchCriteria.v.c1=I10&mainSearchCriteria.v.cs1=2.16.840.1.113883.6.90&subTopic.v.c=Q000628"
        "&subTopic.v.cs=2.16.840.1.113883.6.177&patientPerson.administrativeGenderCode.c=F&age.v.v=77&age.v.u=a&informationRecipient=PAT&performer=PROV"
        "&informationRecipient.languageCode.c=spa&knowledgeResponseType=application/json"
    ))  # fmt: skip
    assert asked.concepts == (Concept("snomed", "38341003", "Hypertension"), Concept("icd10", "I10", ""))
    assert (asked.language, asked.form) == ("es", "json")
    names = [name for name, _ in asked.repeated]
    assert "mainSearchCriteria.v.c1" in names and "taskContext.c.c" in names and "subTopic.v.c" in names
    assert not any(name.startswith(("patientPerson", "age", "representedOrganization")) for name in names)


@pytest.mark.parametrize(
    ("asked", "accept", "form"),
    [
        ("", "", "html"), ("", "text/html,application/xhtml+xml,*/*;q=0.8", "html"), ("", "application/json", "json"), ("", "image/png, text/xml;q=1", "atom"),
        ("&knowledgeResponseType=text/xml", "application/json", "atom"), ("&knowledgeResponseType=application%2Fjson;charset=utf-8", "", "json"),
    ],
)
def test_the_form_is_what_is_asked_for_then_what_is_accepted(asked: str, accept: str, form: str) -> None:
    assert read_request(pairs(f"mainSearchCriteria.v.c=M17{asked}"), accept).form == form


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "nothing is asked for; name a code and its system, such as"), ("mainSearchCriteria.v.cs=2.16.840.1.113883.6.90", "nothing is asked for"),
        ("mainSearchCriteria.v.c=M17&informationRecipient=DOG", "informationRecipient: nobody like that; one of PAT, PROV"),
        ("mainSearchCriteria.v.c=M17&knowledgeResponseType=application/javascript", "knowledgeResponseType: no such answer; one of text/html"),
        ("mainSearchCriteria.v.c=M17%0a", "a sign that shows nothing"), ("mainSearchCriteria.v.c=" + "M" * 300, "too long"), ("a=b&" * 101, "too long"),
    ],
)
def test_what_cannot_be_answered_is_a_sentence(asked: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read_request(pairs(asked))
    assert said in str(error.value)


@pytest.mark.parametrize(("written", "tag"), [("es", "es"), ("spa", "es"), ("eng", "en"), ("en-US", "en-US"), ("zh_Hans", "zh-Hans"), ("../x", ""), ("", "")])
def test_a_language_is_a_tag_or_nothing(written: str, tag: str) -> None:
    assert tag_of(written) == tag


@given(st.lists(st.tuples(st.sampled_from(["mainSearchCriteria.v.c", "mainSearchCriteria.v.cs", "mainSearchCriteria.v.dn2", "informationRecipient.languageCode.c",
                                           "knowledgeResponseType", "performer", "x"]), st.text(max_size=30)), max_size=6), st.text(max_size=30))  # fmt: skip
def test_every_question_is_read_or_refused(parameters: list[tuple[str, str]], accept: str) -> None:
    try:
        asked = read_request(parameters, accept)
    except InputError:
        return
    assert asked.form in FORMS.values() and asked.concepts
