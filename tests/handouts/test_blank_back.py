"""The blank back of an odd last page: lines for questions where a clinic or a layout wants them, outside the count of pages, and proven."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from handouts.clinics.clinic import Clinic, read_clinic, sample_clinic
from handouts.clinics.looks import read_theme
from handouts.errors import ClinicError
from handouts.language.phrases import phrases, shipped
from handouts.leaflets.shelf import Allowed
from handouts.press import Handout, Press
from handouts.proof.expected import Kind, page_lines
from handouts.proof.prover import ProofError, Prover
from layouts.copies.volume import Volume
from tests.conftest import ISSUED, an_appointment
from tests.reading import nesting_errors, page_texts, tags

HEAD = "---\ntitle: Leaflet\nlanguage: {language}\nversion: 1\nstatus: draft\n---\n"
LANGUAGES = sorted({"en-US", *shipped()})
LONG = "Drink plenty of water, and walk about a little every hour of the day. " * 40
PAGES = {  # how much text each has: of one page or two, as the layout has it
    "short": "Drink water, {{ patient.given_name }}.\n",
    "long": f"{LONG}\n",
    "longer": f"{LONG}\n\n{LONG[:1400]}\n",
    "slip": "Drink water.\n\n::: slip Reply\n- [ ] I will come.\n\nTelephone ____\n:::\n",
}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """A clinic that wants lines for questions, with leaflets of one page and of two."""
    own = Path(shutil.copytree(sample_clinic("harbour"), tmp_path_factory.mktemp("back") / "clinic"))
    file = own / "clinic.toml"
    file.write_text('blank-back = "questions"\n' + file.read_text("utf-8"), "utf-8")
    (own / "handouts").mkdir(exist_ok=True)
    for name, text in PAGES.items():
        for language in LANGUAGES:
            (own / "handouts" / f"{name}.{language}.md").write_text(HEAD.format(language=language) + text, "utf-8")
    return read_clinic(own)


def made(clinic: Clinic, leaflet: str, language: str = "en-GB", layout: str = "standard", proof: Kind = "full", **fields: str) -> Handout:
    press = Press(clinic, layout=layout, issued=ISSUED, allowed=Allowed(draft=True), proof=proof)
    return press.make(an_appointment(clinic, language=language, **fields), leaflet)


def numbered(text: str, language: str, page: int, pages: int) -> bool:
    """Whether a page says that it is one of so many."""
    wanted = str(phrases(language)("page %(number)s of %(count)s", number=str(page), count=str(pages)))
    return set(re.findall(r"\w+", wanted)) <= set(re.findall(r"\w+", text)) and f"{page}" in text


@pytest.mark.parametrize("layout", ["standard", "large-print"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_back_of_an_odd_last_page_is_for_questions_in_every_language(clinic: Clinic, language: str, layout: str) -> None:
    handout = made(clinic, "short", language, layout)
    document, texts = handout.impression.plate.document, page_texts(handout.data)
    last = handout.pages - document.uncounted
    assert (handout.proof, handout.pages % 2, nesting_errors(handout.data)) == ("full", 0, [])
    if document.uncounted:
        back = texts[-1]
        assert last % 2 == 1
        assert page_lines(document, last + 1, handout.pages) == [str(phrases(language)("back of page %(number)s", number=str(last)))]
        assert page_lines(document, last, handout.pages) == [
            str(phrases(language)("page %(number)s of %(count)s", number=str(last), count=str(last))).replace("\u00a0", " ")
        ]
        assert "RSC-104233" in back and "Anna Lee" in back
        assert not numbered(back, language, handout.pages, handout.pages)
    else:
        assert numbered(texts[-1], language, last, last)
    if layout == "standard":
        assert document.uncounted == 1


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if not tag.startswith("en")])
def test_its_words_are_in_every_catalogue(language: str) -> None:
    for words in ("My questions", "back of page %(number)s", "Write down what you want to ask. Bring this page with you."):
        assert str(phrases(language)(words)) != words


def test_it_is_a_section_to_a_screen_reader_with_a_bookmark_and_lines_that_say_nothing(clinic: Clinic) -> None:
    data = made(clinic, "short").data
    assert re.search(r'H2 "My questions"\s+P "Write down what you want to ask\. Bring this page with yo', tags(data))
    reader = pypdf.PdfReader(io.BytesIO(data))
    [entry] = [each for each in _flat(reader.outline) if each.title == "My questions"]
    assert reader.get_destination_page_number(entry) == 1


def _flat(outline: object) -> list[pypdf.generic.Destination]:
    return [each for item in outline for each in (_flat(item) if isinstance(item, list) else [item])]  # type: ignore[attr-defined]


@pytest.mark.parametrize("layout", ["standard", "large-print"])
def test_an_even_number_of_pages_and_a_slip_have_none(clinic: Clinic, layout: str) -> None:
    seen = []
    for leaflet in PAGES:
        handout = made(clinic, leaflet, layout=layout)
        uncounted, slip = handout.impression.plate.document.uncounted, leaflet == "slip"
        assert uncounted == (0 if slip else 1 - (handout.pages - uncounted + 1) % 2)
        assert ("My questions" in "".join(page_texts(handout.data))) == bool(uncounted)
        assert handout.pages % 2 == slip  # nothing is printed on the back of a slip
        seen.append(uncounted)
    assert set(seen) == {0, 1}


def test_a_clinic_that_asks_for_none_has_none_and_says_the_same(clinic: Clinic, harbour: Clinic) -> None:
    assert read_theme(harbour, "standard").page.blank_back == "empty"
    plain = replace(clinic, blank_back="")
    one, other = (made(each, "short") for each in (plain, clinic))
    assert (one.pages, other.pages) == (1, 2)
    assert one.says == other.says
    assert page_texts(other.data)[0] == page_texts(one.data)[0]


def test_the_general_edition_has_one_too(clinic: Clinic) -> None:
    handout = Press(replace(clinic), issued=ISSUED, allowed=Allowed(draft=True), proof="full").edition("long", "en-GB")
    document = handout.impression.plate.document
    assert handout.pages % 2 == 0
    assert page_lines(document, 1, handout.pages) == [f"page 1 of {handout.pages - document.uncounted}"]


@pytest.mark.parametrize("kind", ["default", "full"])
def test_copies_after_the_first_are_proven_and_a_back_that_is_counted_is_not(clinic: Clinic, kind: Kind) -> None:
    press = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), proof=kind)
    for name in ("Anna", "Ben", "מרים", "محمد"):
        assert press.make(an_appointment(clinic, given_name=name, language="en-GB"), "short").pages == 2
    press = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), proof="off")
    appointment = an_appointment(clinic, language="en-GB")
    handout = press.make(appointment, "short")
    merged = press._merger(handout.leaflet, handout.layout).merge(appointment)
    expected = press._expected(merged, appointment.patient.identifier, handout.layout, handout.impression)
    Prover(kind).prove(handout.data, expected)
    with pytest.raises(ProofError, match="which page of how many"):
        Prover(kind).prove(handout.data, replace(expected, document=replace(expected.document, uncounted=0)))


def test_copies_in_one_file_for_both_sides_need_no_empty_page_between(clinic: Clinic, tmp_path: Path) -> None:
    press = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), proof="full")
    with (tmp_path / "all.pdf").open("wb") as stream:
        volume = Volume(stream, "All", press.profile, duplex=True)
        for name in ("Anna", "Ben"):
            volume.add(press.make(an_appointment(clinic, given_name=name, language="en-GB"), "short").impression, name, more=name == "Anna")
        volume.finish("2026-12-01T08:00:00+00:00")
    assert (volume.pages, volume.blanks) == (4, 0)
    texts = page_texts((tmp_path / "all.pdf").read_bytes())
    assert len(texts) == 4
    assert ["back of page 1" in text for text in texts] == [False, True, False, True]


def test_a_layout_says_so_too_and_only_for_both_sides(tmp_path: Path) -> None:
    own = Path(shutil.copytree(sample_clinic("harbour"), tmp_path / "clinic"))
    (own / "layouts").mkdir()
    layout = own / "layouts" / "both.toml"
    layout.write_text('extends = "standard"\n[page]\nsides = 2\nblank-back = "questions"\n', "utf-8")
    assert read_theme(read_clinic(own), "both").page.blank_back == "questions"
    assert read_theme(replace(read_clinic(own), blank_back="empty"), "both").page.blank_back == "empty"
    layout.write_text('extends = "standard"\n[page]\nblank-back = "questions"\n', "utf-8")
    with pytest.raises(ClinicError, match=r"both\.toml:3.*blank-back.*printed on both sides.*sides = 2"):
        read_theme(read_clinic(own), "both")
    file = own / "clinic.toml"
    file.write_text('blank-back = "notes"\n' + file.read_text("utf-8"), "utf-8")
    with pytest.raises(ClinicError, match="questions or empty"):
        read_clinic(own)


@pytest.mark.parametrize("layout", ["booklet", "folded"])
def test_folded_sheets_are_filled_up_as_before(clinic: Clinic, layout: str) -> None:
    one, other = (made(each, "short", layout=layout) for each in (replace(clinic, blank_back=""), clinic))
    assert one.data == other.data
