"""Columns that are as wide as what is in them: the middle of a foot is never broken, and columns stand alike on every page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.pages.columns import MOST, places
from layouts.pages.pieces import VerticalList
from layouts.pages.words import Text
from layouts.styles import Column
from tests.layouts.paper import ARABIC, ENGLISH, field, setting, theme, words

FOOT = (Column(1), Column(0, gap=8), Column(0, gap=14, align="end"))
WIDTH = 413.0  # of the standard layout


def stacks(*texts: str, voice: object = ENGLISH) -> list[VerticalList]:
    made = setting(("Maria Fernanda",), voice)  # type: ignore[arg-type]
    look = theme().style("foot")
    cells = [Text(made, (field(0),), look), *(Text(made, words(text), look) for text in texts)]
    return [VerticalList(made, [cell]) for cell in cells]


@pytest.mark.parametrize("voice", [ENGLISH, ARABIC])
@given(st.sampled_from(["Kyphoplasty, version 1", "Osteoporosis after a fracture, version 1", "Low back pain, version 3"]), st.integers(1, 99))
def test_words_stand_on_one_line_and_the_rest_is_the_first_columns(voice: object, middle: str, number: int) -> None:
    made = stacks(middle, f"page {number} of 99", voice=voice)
    found = places(WIDTH, made, FOOT)
    for stack, (_, wide) in list(zip(made, found, strict=True))[1:]:
        stack.wrap(wide, 0)
        assert len(stack.children[0].galley.lines) == 1  # type: ignore[attr-defined]
    assert sum(wide for _, wide in found) + 8 + 14 == pytest.approx(WIDTH)
    assert found[0][1] > WIDTH / 4


def test_columns_stand_alike_whatever_the_number_of_the_page() -> None:
    assert places(WIDTH, stacks("Leaflet", "page 1 of 12"), FOOT) == places(WIDTH, stacks("Leaflet", "page 12 of 12"), FOOT)


def test_words_take_no_more_than_their_part() -> None:
    found = places(WIDTH, stacks("word " * 60, "page 1 of 2"), FOOT)
    assert found[1][1] == MOST * WIDTH and found[0][1] > 0
