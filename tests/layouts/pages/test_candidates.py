"""Pages judged together: which way to set a document is taken, and what leaves a panel that is too tall."""

from __future__ import annotations

import io

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.blocks import Block, Box, Field, Heading, Items, Paragraph, TextRun
from layouts.copies.forme import Forme, PlateCache
from layouts.copies.impression import Impression
from layouts.pages.candidates import good, lift, others, penalty
from tests.layouts.paper import PRESS, TYPECASE, document, paragraph, theme
from tests.reading import page_texts, tags

THINGS = Items("check", tuple((paragraph(f"Thing {i}"),) for i in range(4)), columns="bring")
BRING = Box("bring", (TextRun("Bring"),), (THINGS,))
LEAD = Paragraph((TextRun("Lead."),), "lead")
FILLED = st.lists(st.floats(0.1, 1.0), min_size=1, max_size=9)


def struck(*blocks: Block, layout: str = "standard") -> Impression:
    forme = Forme(document(*blocks), theme(layout), TYPECASE, PlateCache(), PRESS.profile)
    return forme.strike((), "2026-12-01T08:00:00+00:00")


def panel(lines: int) -> Box:
    return Box("panel", (), (*(paragraph(f"Line {i}") for i in range(lines)), BRING))


@given(FILLED, st.booleans())
def test_a_page_more_is_always_worse_and_so_is_a_torn_panel(filled: list[float], torn: bool) -> None:
    full = [1.0] * len(filled)
    assert penalty(full, torn) <= penalty(filled, torn)
    assert penalty([1.0, *full], torn) > penalty(full, torn)
    assert penalty(filled, True) > penalty(filled, False)
    assert not good(filled, True)


def test_holes_and_a_forgotten_last_page_cost() -> None:
    assert penalty([0.4, 0.9], False) > penalty([0.9, 0.9], False)
    assert penalty([0.9, 0.1], False) > penalty([0.9, 0.4], False)
    assert good([0.9, 0.9], False) and not good([0.4, 0.9], False) and not good([0.9, 0.2], False)


def test_what_can_be_lifted_stands_behind_the_lead_as_a_section() -> None:
    made = lift(document(panel(2), LEAD, paragraph("Text.")), theme())
    [box, lead, title, things, text] = made.blocks
    assert isinstance(box, Box) and BRING not in box.blocks
    assert (lead, title, things) == (LEAD, Heading(2, BRING.title, "sub-section"), THINGS)
    assert text == paragraph("Text.")


def test_a_panel_without_such_a_box_or_with_values_in_it_stays_as_it_is() -> None:
    plain = document(Box("panel", (), (paragraph("x"),)))
    assert lift(plain, theme()) is plain
    personal = document(Box("panel", (), (Box("bring", (), (Paragraph((Field(0),)),)),)))
    assert lift(personal, theme()) is personal


def test_nothing_is_lifted_from_a_panel_that_is_whole() -> None:
    made = document(panel(2), LEAD)
    assert all(other.document is made for other in others(made, theme(), torn=False, short=True))
    assert any(other.document is not made for other in others(made, theme(), torn=True, short=False))


@pytest.mark.parametrize(("lines", "inside"), [(5, True), (27, False)])
def test_the_panel_is_whole_on_the_first_page_and_gives_up_its_list_before_it_is_torn(lines: int, inside: bool) -> None:
    made = struck(Heading(1, (TextRun("Title"),)), panel(lines), LEAD)
    found = tags(made.data)
    assert ('  H2 "Bring"' not in found.splitlines()) is inside  # below the document, or in a box
    assert 'H2 "Bring"' in found
    assert f"Line {lines - 1}" in page_texts(made.data)[0]


def test_items_stand_by_two_on_either_side_of_a_pages_end_and_what_announces_them_stays() -> None:
    for filler in range(20, 40):
        items = Items("bullet", tuple((paragraph(f"Item {i}."),) for i in range(5)))
        texts = page_texts(struck(*(paragraph("x") for _ in range(filler)), paragraph("Call if:"), items).data)
        counts = [sum(f"Item {i}." in text for i in range(5)) for text in texts]
        assert 1 not in counts and sum(counts) == 5
        [colon] = [text for text in texts if "Call if:" in text]
        assert "Item 0." in colon


def test_the_same_pages_are_taken_whatever_was_made_before() -> None:
    blocks = (Heading(1, (TextRun("Title"),)), *(paragraph("word " * 40) for _ in range(30)))
    one, two = struck(*blocks), struck(*blocks)
    assert one.data == two.data
    assert len(pypdf.PdfReader(io.BytesIO(one.data)).pages) == one.pages
