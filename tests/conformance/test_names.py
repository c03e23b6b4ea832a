"""Names in sixteen scripts, in a left-to-right and a right-to-left leaflet, are read back exactly by two extractors."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from handouts.press import Press
from tests.conformance.validators import page_validation, qpdf, verapdf
from tests.conftest import an_appointment
from tests.names import ALL, MARKED
from tests.reading import folded, poppler_text, text_of

pytestmark = pytest.mark.conformance


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize(("script", "name"), ALL)
def test_a_name_is_read_back_by_pdfium_and_poppler(press: Press, tmp_path: Path, script: str, name: str, language: str) -> None:
    appointment = an_appointment(press.clinic, given_name=name, family_name="X", language=language)
    made = press.make(appointment)
    file = tmp_path / "name.pdf"
    file.write_bytes(made.data)
    wanted = folded(appointment.patient.given_name)
    assert wanted in text_of(made.data)
    assert wanted in poppler_text(file)


@pytest.fixture(scope="module")
def marked(press: Press, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Path]:
    """A copy for each name with marks in each of two languages."""
    folder, out = tmp_path_factory.mktemp("marked"), {}
    for language in ("en-US", "ar"):
        for given, family in MARKED:
            path = folder / f"{len(out)}.pdf"
            path.write_bytes(press.make(an_appointment(press.clinic, given_name=given, family_name=family, language=language)).data)
            out[given, family, language] = path
    return out


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize(("given", "family"), MARKED)
def test_a_name_with_marks_is_copied_as_it_is(marked: dict[tuple[str, str, str], Path], given: str, family: str, language: str) -> None:
    """By poppler in its own order and in that of drawing, and by pdfium; characters in canonical order (NFC), as records have them."""
    file = marked[given, family, language]
    wanted = unicodedata.normalize("NFC", f"{given} {family}")
    for said in (poppler_text(file), poppler_text(file, "-raw"), text_of(file.read_bytes())):
        assert unicodedata.normalize("NFC", said).count(wanted) >= 2


def test_copies_with_such_names_conform(marked: dict[tuple[str, str, str], Path]) -> None:
    files = list(marked.values())
    assert verapdf(files) == {}
    assert {file.name: found for file in files if (found := page_validation(file))} == {}
    assert [qpdf(file) for file in files] == [""] * len(files)


@pytest.mark.parametrize("name", ["محمد", "יוסף", "مُحَمَّد"])
def test_spaces_beside_a_right_to_left_name_are_copied(press: Press, tmp_path: Path, name: str) -> None:
    made = press.make(an_appointment(press.clinic, given_name=name, family_name="כהן"))
    file = tmp_path / "name.pdf"
    file.write_bytes(made.data)
    for said in (poppler_text(file), poppler_text(file, "-raw")):
        assert f"Hello, {name}. Kyphoplasty" in unicodedata.normalize("NFC", said)


def test_the_leaflet_reads_in_order_by_both(press: Press, tmp_path: Path) -> None:
    made = press.make(an_appointment(press.clinic))
    file = tmp_path / "leaflet.pdf"
    file.write_bytes(made.data)
    for text in (text_of(made.data), poppler_text(file)):
        wanted = ("Anna Lee", "RSC-104233", "Tuesday, December 8, 2026", "9:30 AM", "What is kyphoplasty?", "Benefits, risks", "Get ready", "On the day", "When to get help")
        places = [text.index(words) for words in wanted]
        assert places == sorted(places)
