"""Contents: when a document has them, what they list, and that their numbers and links lead to where it stands."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from layouts.copies.forme import Forme, PlateCache
from layouts.copies.impression import Impression
from layouts.document.blocks import Block, Box, Columns, Contents, Document, Heading, KeptTogether
from layouts.document.inlines import TextRun
from layouts.pages.contents import FEWEST, editions
from tests.layouts.paper import PRESS, TYPECASE, document, field, paragraph, struck, theme, words
from tests.reading import nesting_errors, page_texts, tags

TITLE = words("Listed here")
LONG = "A sentence with some words that fill a line of the page and then another one. " * 18


def chapters(count: int, paragraphs: int = 2, *more: Block, language: str = "en-US", title: bool = True) -> Document:
    """A document of sections that are about a page long for every four paragraphs."""
    blocks: list[Block] = [Heading(1, words("A title"))]
    for number in range(count):
        blocks += [Heading(2, words(f"Chapter {number}")), *(paragraph(LONG) for _ in range(paragraphs))]
    made = document(*blocks, *more, language=language)
    return replace(made, contents=TITLE) if title else made


def copy(made: Document, values: tuple[str, ...] = (), layout: str = "standard") -> Impression:
    return Forme(made, theme(layout), TYPECASE, PlateCache(), PRESS.profile).strike(values, "2026-12-01T08:00:00+00:00")


def led(data: bytes) -> list[tuple[str, int, int]]:
    """Of each line of the contents its words, the number that it says, and the page that its link leads to (from 1)."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = [page.obj.objgen for page in pdf.pages]
        links = [note for page in pdf.pages for note in page.obj.get("/Annots", []) if "/Dest" in note]
        return [(str(note.Contents), pages.index(note.Dest[0].objgen) + 1, round(float(note.Dest[3]))) for note in links]


@pytest.mark.parametrize(("layout", "count", "there"), [("standard", 6, False), ("standard", 16, True), ("large-print", 3, False), ("large-print", 8, True)])
def test_a_long_document_has_contents_and_a_short_one_has_none(layout: str, count: int, there: bool) -> None:
    made = copy(chapters(count, 1), layout=layout)
    least = theme(layout).page.contents
    assert (made.pages >= least) == there
    assert ("Listed here" in page_texts(made.data)[0]) == there
    assert any(isinstance(block, Contents) for block in made.plate.document.blocks) == there


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize("layout", ["standard", "large-print"])
def test_numbers_and_links_lead_to_the_headings(layout: str, language: str) -> None:
    data = struck(chapters(16, 1, language=language), layout=layout)
    texts = page_texts(data)
    found = led(data)
    assert [title for title, _, _ in found] == [f"Chapter {number}" for number in range(16)]
    for number, (title, page, _) in enumerate(found):
        assert f"{title} " in f"{texts[page - 1]} "
        assert f"{title} {page} " in f"{texts[0]} {texts[1]} " or language == "ar", number
    assert nesting_errors(data) == []
    found_tags = [line.split()[0] for line in tags(data).splitlines()]
    assert [found_tags.count(tag) for tag in ("TOC", "TOCI", "Reference")] == [1, 16, 16]


def test_contents_list_sections_and_where_to_get_help() -> None:
    danger, note = Box("danger", words("Call 911"), (paragraph("if"),)), Box("note", words("Note"), (paragraph("x"),))
    blocks = (
        Heading(1, words("t")), Heading(2, words("one")), Heading(3, words("deeper")), note, KeptTogether((Heading(2, words("two")),)), danger,
        Columns("beside", ((Heading(2, words("three")),), ())), Box("panel", (), (Heading(2, words("inside")),)),
    )  # fmt: skip
    long = editions(replace(document(*blocks), contents=TITLE), theme()).long
    assert long is not None
    [contents] = [block for block in long.blocks if isinstance(block, Contents)]
    assert contents.lines == (words("one"), words("two"), words("Call 911"), words("three"))
    assert long.blocks.index(contents) == 1, "before the first section"


def test_fewer_lines_than_help_are_none_even_by_hand() -> None:
    by_hand = document(Contents(TITLE), *chapters(FEWEST - 1, 30, title=False).blocks)
    assert editions(by_hand, theme()).long is None
    assert "Listed here" not in page_texts(struck(by_hand))[0]
    assert editions(chapters(FEWEST, title=False), theme()).long is None


@pytest.mark.parametrize(("count", "there"), [(3, True), (0, False)])
def test_contents_that_somebody_has_placed_stand_there_from_two_pages_on(count: int, there: bool) -> None:
    made = chapters(3, count, Contents(TITLE), title=False)
    texts = page_texts(struck(made))
    assert (len(texts) > 1) == there
    assert ("Listed here" in texts[-1]) == there


def test_a_heading_that_says_twice_the_same_is_found_in_its_order() -> None:
    same = [Heading(2, words("Same")), paragraph(LONG * 5)]
    found = led(struck(replace(document(Heading(1, words("t")), *same * 6), contents=TITLE)))
    assert len(found) == 6 and [page for _, page, _ in found] == sorted(page for _, page, _ in found)
    assert len({place for _, *place in found for place in [tuple(place)]}) == 6


def test_a_heading_with_a_value_is_listed_with_it_and_a_link_in_it_leads_nowhere_else() -> None:
    held = (Heading(2, (field(0), TextRun(" calls "), TextRun("us", link="tel:+1"))), paragraph(LONG))
    made = chapters(16, 1, *held)
    for name in ("Anna", "Maximiliane"):
        data = copy(made, (name,)).data
        assert f"{name} calls us" in page_texts(data)[0] and len(led(data)) == 17
        assert nesting_errors(data) == []
