"""What stands at the end of a leaflet: what it is based on and when it was written, in its language, in every form of a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.authoring.heard import Speaker, heard
from handouts.clinics.clinic import Clinic
from handouts.errors import LeafletError
from handouts.language.phrases import phrases, shipped
from handouts.leaflets.merge import Merger, merge
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from layouts.document.blocks import Box, Columns, Paragraph
from tests.conftest import ISSUED, an_appointment
from tests.handouts import FRONT, appointment, clinic, leaflet, own_clinic
from tests.reading import text_of

DATED = f"{FRONT}produced: 2026-10-01\nreview-due: 2028-10-01\n"
BASED = "sources: ['Kyphoplasty. NICE, 2013']\nbased-on: ' NICE (2013), 100% of it '\n"
PHRASES = {"written %(month)s": "month", "Based on: %(sources)s": "sources"}
WORDS = {
    "en-US": (
        "Basedon:MedlinePlus,RadiologyInfo.org(2026),NICE(2013)",
        "writtenOctober2026",
    ),
    "ar": ("MedlinePlus", "RadiologyInfo", "NICE"),  # readers turn what runs from right to left
}
FORMS = ("standard", "large-print", "letter", "booklet", "folded")


def end(folder: Path, front: str, name: str = "case.en-US.md", own: Clinic | None = None) -> list[str]:
    """The lines at the end of a leaflet, those of the clinic left out."""
    box = merge(leaflet(folder, "Words.\n", front, name), appointment(), own or clinic()).document.blocks[-1]
    assert isinstance(box, Box) and isinstance(box.blocks[0], Columns)
    said = [block for block in box.blocks[0].cells[-1] if isinstance(block, Paragraph)]
    return ["".join(getattr(run, "text", "") for run in block.content) for block in said]


def test_the_end_says_version_month_review_and_sources(tmp_path: Path) -> None:
    assert end(tmp_path, DATED + BASED) == [
        "A leaflet, version 1 · written October 2026 · review due October\u00a01, 2028", "Based on: NICE (2013), 100% of it",
    ]  # fmt: skip


@pytest.mark.parametrize("blank", ["", "based-on: ' '\n", "based-on:\n"])
def test_what_a_head_does_not_say_leaves_nothing(tmp_path: Path, blank: str) -> None:
    assert end(tmp_path, FRONT + blank) == ["A leaflet, version 1"]


def test_it_is_one_line_of_a_length_that_ends(tmp_path: Path) -> None:
    for bad in ('"NICE\\n\\n(2013)"', "N" * 301):
        with pytest.raises(LeafletError, match="based-on: "):
            leaflet(tmp_path, "Words.\n", f"{FRONT}based-on: {bad}\n")


@pytest.mark.parametrize("language", shipped())
def test_every_catalogue_has_words_for_it(language: str) -> None:
    for phrase, part in PHRASES.items():
        said = phrases(language)(phrase, **{part: "☺"})
        assert "☺" in said and (language.startswith("en") or said != phrases("en")(phrase, **{part: "☺"}))


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("es", "escrito en octubre de 2026"),
        ("de", "geschrieben im Oktober 2026"),
        ("he", "נכתב באוקטובר 2026"),
        ("zh-CN", "编写于2026年10月"),
    ],
)
def test_the_month_is_written_as_its_language_does(tmp_path: Path, language: str, written: str) -> None:
    lines = end(tmp_path, DATED.replace("en-US", language), f"case.{language}.md")
    assert written in lines[0]


def test_a_phrase_takes_words_of_the_leaflet_and_never_the_patients(tmp_path: Path) -> None:
    own = own_clinic(tmp_path)
    file = own.folder / "handouts" / "frame" / "after.md"
    file.parent.mkdir(parents=True)
    file.write_text('{{ _("Based on: %(sources)s", sources=patient.name) }}\n', "utf-8")
    with pytest.raises(LeafletError, match="only a phrase in quotes is translated"):
        merge(leaflet(tmp_path, "Words.\n"), appointment(), own)


def test_a_phrase_with_a_part_that_no_head_says_is_refused_at_its_line(tmp_path: Path) -> None:
    own = own_clinic(tmp_path)
    file = own.folder / "handouts" / "frame" / "after.md"
    file.parent.mkdir(parents=True)
    file.write_text('Bye.\n\n{{ _("Based on: %(sources)s", sources=leaflet.based_on) }}\n', "utf-8")
    with pytest.raises(LeafletError, match=r"^after\.md:3:1: prints a value that is empty for everybody"):
        merge(leaflet(tmp_path, "Words.\n"), appointment(), own)


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize("layout", FORMS)
def test_every_layout_and_form_prints_it(riverside: Clinic, layout: str, language: str) -> None:
    press = Press(riverside, layout=layout, issued=ISSUED, allowed=Allowed(draft=True))
    someone = an_appointment(riverside, language=language, address_1="1 Lake Court", city="Springfield, IL", postcode="62704")
    said = "".join(text_of(press.make(someone).data).split())
    for words in WORDS[language]:
        assert words in said, words


def test_a_page_of_a_web_site_and_an_edition_say_it(tmp_path: Path) -> None:
    merged = Merger(leaflet(tmp_path, "Words.\n", DATED + BASED), clinic(), general=True).edition()
    said = heard(merged.document, Speaker(merged.values)).striptags()
    assert "written October 2026 · review due October 1, 2028" in said and "Based on: NICE (2013), 100% of it" in said
