"""Bands, dots, ruled lines, what stays together: on paper, and as a screen reader gets them."""

from __future__ import annotations

import io

import pikepdf
import pytest

from layouts.document.blocks import Block, Box, Chance, Columns, Facts, Heading, Items, KeptTogether, Paragraph, Writing
from layouts.document.inlines import TextRun
from layouts.pages.bands import Banded
from layouts.pages.dots import WHOLE
from layouts.pages.flowables import pieces
from layouts.pages.pieces import Piece
from layouts.pages.writing import FEWEST, Ruled
from layouts.theme import Theme
from tests.layouts.pages.test_pieces import drawn, said, torn
from tests.layouts.paper import ARABIC, document, paragraph, setting, struck, theme
from tests.reading import nesting_errors, page_texts, tags

WIDTH = 400.0
ITEMS = Items("bullet", tuple((paragraph(f"item {number} of the list"),) for number in range(4)))


def one(block: Block, **voice: object) -> Piece:
    [piece] = pieces([block], setting(**voice))  # type: ignore[arg-type]
    piece.wrap(WIDTH, 0)
    return piece


def operators(piece: Piece) -> list[str]:
    return [item for item in drawn(piece).pages[0].code if isinstance(item, str)]


@pytest.mark.parametrize("kind", ["danger", "urgent"])
@pytest.mark.parametrize("layout", ["standard", "large-print"])
def test_a_title_on_a_band_is_a_heading_and_can_be_read(kind: str, layout: str) -> None:
    data = struck(document(Box(kind, (TextRun("Call 911 now"),), (ITEMS,))), layout=layout)
    assert nesting_errors(data) == []
    assert "Call 911 now" in page_texts(data)[0]
    assert tags(data).count("H") == 1
    look: Theme = theme(layout)
    assert look.colours[look.style(look.box("danger").title).colour] == (1.0, 1.0, 1.0)


def test_a_banded_box_is_torn_only_if_no_page_could_hold_it() -> None:
    piece = one(Box("danger", (TextRun("Call now"),), (ITEMS,)))
    assert isinstance(piece, Banded) and piece.split(WIDTH, piece.height - 1) == []
    long = one(Box("danger", (TextRun("Call now"),), tuple(paragraph(f"word {n} " * 60) for n in range(30))))
    parts = torn(long, WIDTH, setting().tallest)
    assert len(parts) > 1 and all(part.height <= setting().tallest for part in parts)
    assert said([drawn(part) for part in parts]) == said([drawn(long)])


@pytest.mark.parametrize("count", [1, 3, 28, 100])
def test_a_hundred_dots_are_drawn_and_so_many_filled_in_either_direction(count: int) -> None:
    block = Chance(count, (paragraph("so many"),))
    for voice in ({}, {"voice": ARABIC}):
        code = operators(one(block, **voice))
        assert sum(item.endswith(" B Q") for item in code) == count
        assert sum(item.endswith((" B Q", " S Q")) for item in code) == WHOLE


def test_the_dots_say_nothing_to_a_screen_reader_and_the_words_do() -> None:
    data = struck(document(Chance(3, (paragraph("3 in 100 people"),))))
    assert nesting_errors(data) == [] and "Figure" not in tags(data)
    assert "3 in 100 people" in page_texts(data)[0]


def test_ruled_lines_part_with_no_fewer_than_two_on_either_side() -> None:
    row = theme().table.row
    for count in range(1, 9):
        for room in range(9):
            whole = Ruled(setting(), count)
            whole.wrap(WIDTH, 0)
            parts = whole.split(WIDTH, room * row)
            assert sum(part.count for part in parts if isinstance(part, Ruled)) in (0, count)
            assert all(isinstance(part, Ruled) and part.count >= FEWEST for part in parts)
    assert len([item for item in operators(one(Writing(5))) if item.endswith(" re f")]) == 5


def test_what_stays_together_is_never_parted() -> None:
    piece = one(KeptTogether((Heading(2, (TextRun("Head"),)), paragraph("words " * 200))))
    assert piece.split(WIDTH, piece.height - 1) == [] and piece.needed == piece.height


def test_a_glossary_is_a_table_of_words_and_meanings() -> None:
    data = struck(document(Facts((((TextRun("stent"),), (TextRun("a small tube"),)),), "glossary")))
    found = tags(data)
    assert found.count("TH") == 1 and found.count("TD") == 1 and nesting_errors(data) == []


def test_text_beside_a_picture_comes_first_and_below_it_in_large_print() -> None:
    both = Columns("beside", ((paragraph("left words"),), (paragraph("right words"),)))
    for layout, beside in (("standard", True), ("large-print", False)):
        data = struck(document(both), layout=layout)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert len(pdf.pages) == 1
        assert page_texts(data)[0].index("left") < page_texts(data)[0].index("right")
        assert (len(theme(layout).columns["beside"]) > 1) is beside


def test_nothing_is_left_of_an_empty_group() -> None:
    assert pieces([KeptTogether(())], setting()) == [] and isinstance(one(KeptTogether((Paragraph((TextRun("x"),)),))), Piece)
