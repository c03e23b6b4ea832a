"""Documents flowed over pages, struck, and read back by readers that did not write them."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.document.blocks import Block, Columns, Document, Heading, Paragraph
from layouts.document.inlines import Field, PageCount, PageNumber, TextRun
from layouts.errors import LayoutError, OverfullError
from layouts.pages.templates import paged
from tests.layouts.pages.test_pieces import BLOCKS
from tests.layouts.paper import document, paragraph, struck, theme
from tests.reading import marked_text, nesting_errors, page_texts, tags

FOOT: tuple[Block, ...] = (Paragraph((TextRun("page "), PageNumber(), TextRun(" of "), PageCount())),)
MANY = tuple(paragraph(f"Paragraph {i}. " + "word " * 60) for i in range(30))


def texts_in(blocks: tuple[object, ...] | object) -> list[str]:
    """The texts of blocks in reading order, whatever they are in."""
    if isinstance(blocks, TextRun):
        return [blocks.text]
    if isinstance(blocks, tuple):
        return [text for block in blocks for text in texts_in(block)]
    slots = getattr(type(blocks), "__slots__", ())
    return [text for name in slots for text in texts_in(getattr(blocks, name))]


@settings(max_examples=12)
@given(st.lists(BLOCKS, min_size=1, max_size=6).map(lambda lists: tuple(block for blocks in lists for block in blocks)))
def test_every_word_of_a_document_is_in_its_file_once_and_in_order(blocks: tuple[Block, ...]) -> None:
    data = struck(document(*blocks, foot=FOOT))
    found = re.findall(r"w\d+\.", re.sub(r"page \d+ of \d+", "", marked_text(data)))
    assert found == re.findall(r"w\d+\.", " ".join(texts_in(blocks)))
    assert nesting_errors(data) == []


@settings(max_examples=12)
@given(st.lists(BLOCKS, min_size=1, max_size=4).map(lambda lists: tuple(block for blocks in lists for block in blocks)))
def test_the_structure_tree_nests_and_every_mark_is_in_it_once(blocks: tuple[Block, ...]) -> None:
    with pikepdf.open(io.BytesIO(struck(document(*blocks, foot=FOOT)))) as pdf:
        root = pdf.Root.StructTreeRoot
        parents = {int(root.ParentTree.Nums[i]): root.ParentTree.Nums[i + 1] for i in range(0, len(root.ParentTree.Nums), 2)}
        seen: set[tuple[int, int]] = set()
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}

        def walk(element: pikepdf.Object, above: pikepdf.Object) -> None:
            assert element.P.objgen == above.objgen
            for kid in element.K:
                if isinstance(kid, int) or kid.get("/Type") == "/MCR":
                    mcid = int(kid) if isinstance(kid, int) else int(kid.MCID)
                    page = pages[(element if isinstance(kid, int) else kid).Pg.objgen]
                    assert (page, mcid) not in seen
                    seen.add((page, mcid))
                    assert parents[page][mcid].objgen == element.objgen
                elif kid.get("/Type") == "/StructElem":
                    walk(kid, element)

        walk(root.K, root)
        assert root.ParentTreeNextKey == len(parents)
        assert {(page, mcid) for page in range(len(pdf.pages)) for mcid in range(len(parents[page]))} == seen


def test_a_value_may_grow_over_pages_and_stays_whole() -> None:
    value = " ".join(f"w{i}." for i in range(2000))
    data = struck(document(Paragraph((TextRun("Note: "), Field(0))), foot=FOOT), (value,))
    assert re.findall(r"w\d+\.", marked_text(data)) == value.split()
    assert len(page_texts(data)) > 2


def test_feet_count_the_pages_and_heads_change_after_the_first() -> None:
    data = struck(document(*MANY, head=(paragraph("First head"),), running=(paragraph("Running head"),), foot=FOOT))
    pages = page_texts(data)
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in text
        assert ("First head" in text) == (number == 1)
        assert ("Running head" in text) == (number > 1)
    said = tags(data)
    assert said.splitlines()[1:3] == ["  Div", '    P "First head"']  # who sends it is content, and comes first
    assert "Running head" not in said and "page 1" not in said  # what recurs is no part of what a screen reader reads


@pytest.mark.parametrize("layout", ["standard", "large-print"])
def test_all_type_stands_inside_the_frame(layout: str) -> None:
    left, bottom, right, top = theme(layout).frame
    reader = pypdf.PdfReader(io.BytesIO(struck(document(*MANY, foot=FOOT, head=(paragraph("Head"),)), layout=layout)))
    spots: list[tuple[float, float]] = []
    for page in reader.pages:
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: spots.append((tm[4], tm[5])) if text.strip() else None)
    assert len(spots) > 100
    assert all(left - 0.01 <= x <= right and bottom - 0.01 <= y <= top for x, y in spots)


def test_headings_are_bookmarks_of_the_page_they_stand_on() -> None:
    blocks = [block for i in range(12) for block in (Heading(2, (TextRun(f"Section {i}"),)), *MANY[:2])]
    data = struck(document(Heading(1, (TextRun("Title"),)), *blocks))
    reader = pypdf.PdfReader(io.BytesIO(data))
    pages = page_texts(data)
    [top, below] = reader.outline
    assert top.title == "Title"
    assert [entry.title for entry in below] == [f"Section {i}" for i in range(12)]
    for entry in below:
        assert entry.title in pages[reader.get_destination_page_number(entry)]


def test_a_heading_with_a_value_is_a_bookmark_with_that_value() -> None:
    made = document(Heading(1, (TextRun("For "), Field(0))))
    assert pypdf.PdfReader(io.BytesIO(struck(made, ("Zoë",)))).outline[0].title == "For Zoë"


def test_a_last_page_with_a_line_or_two_is_drawn_back_where_that_is_enough() -> None:
    lines, page = theme().style("body"), theme().page
    counts = {}
    for extra in range(12):
        blocks = [paragraph("one line") for _ in range(25 + extra)]
        counts[extra] = len(page_texts(struck(document(*blocks))))
    room = theme().height - page.top - page.bottom - page.foot_gap
    natural = [25 + extra for extra in counts if (25 + extra) * (lines.leading + lines.after) > room]
    assert set(counts.values()) <= {1, 2}
    assert natural, "the documents never reach the foot of a page"
    assert any(counts[count - 25] == 1 for count in natural)  # more than fits at the layout's own distances, and yet on one page


def test_what_no_page_can_hold_is_refused() -> None:
    tall = Paragraph((TextRun("\n".join("x" for _ in range(400))),), "body")
    with pytest.raises(OverfullError, match="taller than an empty page"):
        struck(document(Columns(next(iter(theme().columns)), ((tall,),))))


def test_furniture_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(OverfullError, match="leave no room for the text"):
        struck(document(paragraph("x"), foot=tuple(paragraph("foot") for _ in range(60))))


def test_page_numbers_are_filled_in_wherever_they_stand_in_the_furniture() -> None:
    inside = Columns("head", ((Paragraph((PageNumber(strong=True),)),), (Paragraph((PageCount(),)), Heading(2, (TextRun("x"),)))))
    made = paged(inside, "3", "9")
    assert made == Columns("head", ((Paragraph((TextRun("3", True),)),), (Paragraph((TextRun("9"),)), Heading(2, (TextRun("x"),)))))


def test_page_numbers_and_values_do_not_share_a_paragraph() -> None:
    with pytest.raises(LayoutError, match="make two paragraphs"):
        paged(Paragraph((PageNumber(), Field(0))), "1", "2")


@pytest.mark.parametrize("language", ["en-US", "ar", "he"])
def test_language_title_and_reading_order_are_the_documents(language: str) -> None:
    with pikepdf.open(io.BytesIO(struck(document(paragraph("x"), language=language)))) as pdf:
        assert str(pdf.Root.Lang) == language
        assert str(pdf.docinfo["/Title"]) == "A title"
        assert all(page.Tabs == "/S" for page in pdf.pages)
        assert "/Direction" not in pdf.Root.ViewerPreferences, "PDFium would turn the words of every Latin name round"
        assert ("/A" in pdf.Root.StructTreeRoot.K) == (language != "en-US")


def test_the_same_document_gives_the_same_bytes() -> None:
    made = Document("T", "en-US", (*MANY, Paragraph((Field(0),))), foot=FOOT)
    assert struck(made, ("Ann",)) == struck(made, ("Ann",))
