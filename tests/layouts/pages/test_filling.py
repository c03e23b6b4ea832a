"""The back of an odd last page: a page of its own, behind whatever the last page has left, in no table of contents and in no count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layouts.copies.forme import Forme, PlateCache
from layouts.copies.impression import Impression
from layouts.document.blocks import Contents, Document, Heading, Paragraph
from layouts.document.enclosures import Enclosure
from layouts.document.inlines import Inline, PageCount, PageNumber
from layouts.pages.filling import has_back
from layouts.theme import Theme
from tests.layouts.paper import PRESS, TYPECASE, document, paragraph, theme, words
from tests.reading import nesting_errors, page_texts

LONG = "A sentence with some words that fill a line of the page and then another one. " * 18
NUMBERS: tuple[Inline, ...] = (*words("page "), PageNumber(), *words(" of "), PageCount())


def both_sides(layout: str) -> Theme:
    own = theme(layout)
    return replace(own, page=replace(own.page, sides=2, blank_back="questions"))


def copy(chapters: int, layout: str = "standard", language: str = "en-US", contents: bool = False) -> Impression:
    """A document of sections, with a foot that counts pages; its last section is called like the back."""
    blocks = [block for n in range(chapters) for block in (Heading(2, words(f"Chapter {n}")), paragraph(LONG))]
    made: Document = document(Heading(1, words("A title")), *blocks, Heading(2, words("My questions")), paragraph("Some."), language=language, foot=(Paragraph(NUMBERS, "foot"),))
    made = replace(made, questions=words("My questions"), back=(words("Write them down."), (*words("back of "), PageNumber())))
    made = replace(made, contents=words("Listed here")) if contents else made
    return Forme(made, both_sides(layout), TYPECASE, PlateCache(), PRESS.profile).strike((), "2026-12-01T08:00:00+00:00")


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize("layout", ["standard", "large-print"])
def test_every_number_of_pages_comes_out_even_and_counts_its_own(layout: str, language: str) -> None:
    backs = set()
    for chapters in range(8):
        made = copy(chapters, layout, language)
        texts, uncounted = page_texts(made.data), made.plate.document.uncounted
        own = len(texts) - uncounted
        assert len(texts) % 2 == 0 and nesting_errors(made.data) == []
        for number, text in enumerate(texts[:own], start=1):
            assert f"page {number} of {own}" in text and "back of" not in text
        assert [f"back of {own}" in text.replace("\u202a", "") and "Write them down" in text for text in texts[own:]] == [True] * uncounted
        assert f"of {len(texts)}" not in "".join(texts) or not uncounted
        backs.add(uncounted)
    assert backs == {0, 1}


def test_contents_lead_to_a_section_and_not_to_the_back_that_is_called_the_same() -> None:
    seen = 0
    for chapters in range(14, 20):
        made = copy(chapters, contents=True)
        texts, uncounted = page_texts(made.data), made.plate.document.uncounted
        if not uncounted or not any(isinstance(block, Contents) for block in made.plate.document.blocks):
            continue
        seen += 1
        [own] = [number for number, text in enumerate(texts[1:-1], start=2) if "My questions" in text]
        assert "Some." in texts[own - 1]
        assert f"My questions {own}" in " ".join(texts[0].split())
    assert seen


def test_pages_of_other_files_stand_on_a_back_and_no_lines() -> None:
    own = document(paragraph("Short."))
    assert has_back(own, both_sides("standard"), 1)
    assert not has_back(own, both_sides("standard"), 2)
    assert not has_back(own, theme(), 1)
    assert not has_back(replace(own, enclosures=(object.__new__(Enclosure),)), both_sides("standard"), 1)
