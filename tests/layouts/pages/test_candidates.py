"""Pages judged together: which way to set a document is taken, and what leaves a panel that is too tall."""

from __future__ import annotations

import io

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.copies.forme import Forme, PlateCache
from layouts.copies.impression import Impression
from layouts.document.blocks import Block, Box, Code, Columns, Heading, Items, KeptTogether, Paragraph, Writing
from layouts.document.inlines import Field, TextRun
from layouts.pages.candidates import FULL, SAVED, SHEET, Candidate, Judged, others
from layouts.pages.moved import coded, lift, ruled
from layouts.pages.setting import StandingType
from layouts.pages.templates import _Flow
from tests.layouts.paper import PRESS, TYPECASE, document, paragraph, theme
from tests.reading import page_texts, tags

THINGS = Items("check", tuple((paragraph(f"Thing {i}"),) for i in range(4)), columns="bring")
BRING = Box("bring", (TextRun("Bring"),), (THINGS,))
LEAD = Paragraph((TextRun("Lead."),), "lead")
COLOPHON = Box("colophon", (), (Columns("colophon", ((paragraph("Left."),), (paragraph("Right."),))),))
FILLED = st.lists(st.floats(0.1, 1.0), min_size=1, max_size=9)


def struck(*blocks: Block, layout: str = "standard", **parts: tuple[Block, ...]) -> Impression:
    forme = Forme(document(*blocks, **parts), theme(layout), TYPECASE, PlateCache(), PRESS.profile)
    return forme.strike((), "2026-12-01T08:00:00+00:00")


def panel(lines: int) -> Box:
    return Box("panel", (), (*(paragraph(f"Line {i}") for i in range(lines)), BRING))


def judged(*filled: float, torn: bool = False, sides: int = 1) -> Judged:
    return Judged(filled, torn, sides=sides)


@given(FILLED, st.booleans())
def test_a_page_more_is_always_worse_and_so_is_a_torn_panel(filled: list[float], torn: bool) -> None:
    full = [1.0] * len(filled)
    assert judged(*full, torn=torn).penalty <= judged(*filled, torn=torn).penalty
    assert judged(1.0, *full, torn=torn).penalty > judged(*full, torn=torn).penalty
    assert judged(*filled, torn=True).penalty > judged(*filled).penalty
    assert not judged(*filled, torn=True).good


def test_holes_and_a_forgotten_last_page_cost() -> None:
    assert judged(0.4, 0.9).penalty > judged(0.9, 0.9).penalty
    assert judged(0.9, 0.1).penalty > judged(0.9, 0.4).penalty
    assert judged(FULL - 0.01, 0.9).penalty - judged(FULL, 0.9).penalty > judged(FULL, 0.9).penalty - judged(FULL + 0.01, 0.9).penalty
    assert judged(0.9, 0.9).good and not judged(0.4, 0.9).good and not judged(0.9, 0.2).good


BLOCKS = st.lists(
    st.one_of(
        st.integers(1, 60).map(lambda words: paragraph("word " * words)),
        st.integers(1, 12).map(panel),
        st.just(Heading(2, (TextRun("Heading"),))),
        st.integers(1, 9).map(lambda lines: KeptTogether(tuple(paragraph(f"Line {i}") for i in range(lines)))),
    ),
    min_size=8, max_size=60,
)  # fmt: skip


@settings(deadline=None, max_examples=30)
@given(BLOCKS)
def test_more_room_between_blocks_takes_no_fewer_sheets(blocks: list[Block]) -> None:
    made, look = document(*blocks), theme("standard")
    flow = _Flow((), TYPECASE, StandingType(), ())
    own = flow.tried(Candidate(made, look))
    for way in others(made, look, own):
        if way.roomy:
            assert flow.tried(way).sheets >= own.sheets
            assert way.least(own) <= way.cost + flow.tried(way).penalty


def test_sheets_count_before_pages() -> None:
    three, four = (0.95, 0.95, 0.95), (0.9, 0.9, 0.9, 0.9)
    assert judged(*four).penalty - judged(*three).penalty >= SHEET
    assert judged(*four, sides=2).penalty == judged(*three, sides=2).penalty
    assert judged(*four, 0.9, sides=2).penalty > judged(*four, sides=2).penalty


def test_a_tight_setting_is_tried_where_it_may_save_a_sheet() -> None:
    made = document(panel(2), LEAD, Code("https://example.org", "A film.", (TextRun("A film."),)), COLOPHON)
    tight = {w.theme.style("body").leading for w in others(made, theme(), judged(0.9, 0.9, 0.3))}
    assert tight == {theme().style("body").leading, theme().style("body").leading * theme().tight.leading}
    assert {w.theme.style("body").leading for w in others(made, theme(), judged(0.9, 0.9, 0.8))} == {theme().style("body").leading}


def test_a_code_stands_beside_the_colophon_unless_it_holds_a_value_or_there_are_two() -> None:
    film = Code("https://example.org", "A film.", (TextRun("A film."),))
    [text, row] = coded(document(film, paragraph("Text."), COLOPHON), theme()).blocks
    assert text == paragraph("Text.")
    assert row == Box("colophon", (), (Columns("coded", ((film,), (paragraph("Right."),))),))  # the letterhead says who the clinic is
    for others_ in ((film, film), (Code("https://example.org", "A film.", (Field(0),)),), (), (film, paragraph("No colophon."))):
        made = document(*others_, COLOPHON) if len(others_) != 2 or others_[1] == film else document(*others_)
        assert coded(made, theme()) is made


def test_what_can_be_lifted_stands_behind_the_lead_as_a_section() -> None:
    made = lift(document(panel(2), LEAD, paragraph("Text.")), theme())
    [box, lead, section, text] = made.blocks
    assert isinstance(box, Box) and BRING not in box.blocks
    assert (lead, section) == (LEAD, KeptTogether((Heading(2, BRING.title, "sub-section"), THINGS)))
    assert text == paragraph("Text.")


def test_a_panel_without_such_a_box_or_with_values_in_it_stays_as_it_is() -> None:
    plain = document(Box("panel", (), (paragraph("x"),)))
    assert lift(plain, theme()) is plain
    personal = document(Box("panel", (), (Box("bring", (), (Paragraph((Field(0),)),)),)))
    assert lift(personal, theme()) is personal


def test_nothing_is_lifted_from_a_panel_that_is_whole() -> None:
    made = document(panel(2), LEAD)
    assert all(other.document is made for other in others(made, theme(), Judged((0.9, 0.1), False, True)))
    assert any(other.document is not made for other in others(made, theme(), judged(0.9, 0.9, torn=True)))


@pytest.mark.parametrize(("lines", "inside"), [(5, True), (27, False)])
def test_the_panel_is_whole_on_the_first_page_and_gives_up_its_list_before_it_is_torn(lines: int, inside: bool) -> None:
    made = struck(Heading(1, (TextRun("Title"),)), panel(lines), LEAD)
    found = tags(made.data)
    assert ('  H2 "Bring"' not in found.splitlines()) is inside  # below the document, or in a box
    assert 'H2 "Bring"' in found
    assert f"Line {lines - 1}" in page_texts(made.data)[0]


@pytest.mark.parametrize("filler", range(0, 30, 3))
def test_what_was_lifted_stands_on_one_page(filler: int) -> None:
    pages = page_texts(struck(Heading(1, (TextRun("Title"),)), panel(27), *(LEAD,) * bool(filler), *(paragraph(f"x{i}") for i in range(filler))).data)
    assert len({number for number, page in enumerate(pages) for thing in ("Bring", "Thing 0", "Thing 3") if thing in page}) == 1


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


def test_lines_for_questions_fill_what_remains_of_the_last_page_above_the_colophon() -> None:
    for texts in (2, 20, 33):
        blocks = (Heading(1, (TextRun("Title"),)), *(paragraph("x") for _ in range(texts)), Heading(2, (TextRun("My questions"),)), Writing(5), COLOPHON)
        plate = struck(*blocks).plate
        without = struck(*blocks[:-2], COLOPHON).plate
        assert len(plate.filled) <= len(without.filled) + 1
        assert plate.filled[-1] > 0.93
    assert struck(*blocks[:-1], COLOPHON, paragraph("After it.")).plate.filled[-1] < 0.93


def test_a_remainder_stands_where_the_last_page_has_room_and_nowhere_else() -> None:
    """It never makes a page more, is whole on the last one, and fills it; the plate's document says whether it is there."""
    heading = Heading(2, (TextRun("My questions"),))
    spare = KeptTogether((heading, paragraph("Write them down."), Writing(5)), spare=True)
    seen = set()
    for texts in range(20, 34):
        blocks = (Heading(1, (TextRun("Title"),)), *(paragraph("x") for _ in range(texts)), COLOPHON)
        without, made = struck(*blocks), struck(*blocks, remainder=(spare,))
        assert made.pages == without.pages
        *before, last = page_texts(made.data)
        there = "My questions" in last
        assert not any("My questions" in text or "Write them down." in text for text in before)
        assert there == ("Write them down." in last) == any(isinstance(b, KeptTogether) for b in made.plate.document.blocks)
        assert made.plate.filled[-1] > 0.93 or not there
        assert there or made.plate.filled == without.plate.filled
        seen.add(there)
    assert seen == {True, False}


def test_lines_for_questions_are_fewer_where_that_saves_a_page() -> None:
    made = document(paragraph("Text."), Writing(5), COLOPHON)
    assert {ruled(w.document, 3) is w.document for w in others(made, theme(), judged(0.9, 0.2))} == {True, False}
    assert ruled(document(Writing(5), paragraph("Text.")), 3).blocks == (Writing(5), paragraph("Text."))


@given(FILLED, FILLED, st.booleans(), st.sampled_from((1, 2)))
def test_no_setting_of_a_text_is_below_what_none_can_be_below(own: list[float], other: list[float], torn: bool, sides: int) -> None:
    if sum(other) >= sum(own) * (1 - SAVED):
        assert Judged(tuple(other), torn, sides=sides).penalty >= Judged(tuple(own), torn=True, sides=sides).least
