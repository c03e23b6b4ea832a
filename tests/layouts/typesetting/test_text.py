from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinics.looks import read_typecase
from layouts.document.inlines import Field, TextRun
from layouts.errors import MissingGlyph
from layouts.styles import Style
from layouts.typesetting.chunks import Voice
from layouts.typesetting.direction import visual_order
from layouts.typesetting.text import Matter, galley
from tests.handouts import clinic

TYPECASE = read_typecase(clinic())
ENGLISH = Voice(TYPECASE.stack("en-US"), "en-US", False)
ARABIC = Voice(TYPECASE.stack("ar"), "ar", True)
BODY = Style(12, 17)
LETTERS = st.text(st.characters(codec="utf-8", min_codepoint=0x20, max_codepoint=0x24F, exclude_categories=("C", "Z"), include_characters=" "), max_size=200)


@given(LETTERS, st.floats(40, 500))
def test_no_line_is_wider_than_its_measure(text: str, measure: float) -> None:
    set_type = galley((TextRun(text),), (), BODY, measure, ENGLISH)
    assert all(line.width <= measure + 0.01 for line in set_type.lines)


@settings(max_examples=50)
@given(st.lists(st.sampled_from("abc אבג ابت 123 (.) -"), max_size=60).map("".join), st.booleans())
def test_text_of_both_directions_is_set_in_either(text: str, rtl: bool) -> None:
    set_type = galley((TextRun("Name: "), Field(0), TextRun(".")), (text,), BODY, 200, ARABIC if rtl else ENGLISH)
    assert all(line.width <= 200.01 for line in set_type.lines)


def test_a_character_that_no_face_has_is_refused_with_its_field() -> None:
    with pytest.raises(MissingGlyph, match=r"U\+1F600 GRINNING FACE") as caught:
        galley((TextRun("Dear "), Field(3)), ("", "", "", "Ann \U0001f600"), BODY, 200, ENGLISH)
    assert caught.value.field == 3


def test_a_character_of_the_documents_own_text_is_refused_without_a_field() -> None:
    with pytest.raises(MissingGlyph) as caught:
        galley((TextRun("\U0001f600"),), (), BODY, 200, ENGLISH)
    assert caught.value.field is None


def test_a_thousand_letters_without_a_space_are_broken_to_the_measure() -> None:
    set_type = Matter((Field(0),), BODY, 300, ENGLISH).galley(("W" * 1000,))
    assert len(set_type.lines) > 30
    assert all(line.width <= 300.01 for line in set_type.lines)


def test_a_space_inside_a_word_that_is_too_long_may_hang_out_of_its_line() -> None:
    """UAX #14 has no break between an opening bracket, a space and a digit (LB14)."""
    lines = galley((TextRun("0000W000[ 0"),), (), BODY, 40, ENGLISH).lines
    assert [line.width <= 40 for line in lines] == [True] * len(lines)


def test_a_line_feed_ends_a_line() -> None:
    assert len(galley((Field(0),), ("a\nb\n\nc",), BODY, 300, ENGLISH).lines) == 4


def test_letters_outside_the_carried_alphabet_ask_for_a_font_of_the_copys_own() -> None:
    assert not Matter((Field(0),), BODY, 300, ENGLISH).galley(("José",)).away
    assert Matter((Field(0),), BODY, 300, ENGLISH).galley(("Łukasz",)).away


@given(st.lists(st.integers(0, 3), max_size=30))
def test_visual_order_is_a_permutation_and_keeps_level_nought_in_place(levels: list[int]) -> None:
    order = visual_order(levels)
    assert sorted(order) == list(range(len(levels)))
    if not any(levels):
        assert order == sorted(order)


def test_numbers_inside_right_to_left_text_keep_their_order() -> None:
    assert visual_order([1, 1, 2, 2, 1]) == [4, 2, 3, 1, 0]


@pytest.mark.parametrize(("name", "word", "expected"), [
    ("Hebrew", "יוסף", [25, 89, 124, 138]),  # fe, samekh, vav, yod from the left: Joseph's letters stay apart and in order
    ("Arabic", "محمد", [215, 773, 419, 771]),  # final dal, medial mim, medial hah, initial mim: joined
])  # fmt: skip
def test_a_word_is_shaped_as_its_script_wants(name: str, word: str, expected: list[int]) -> None:
    face = next(f for f in TYPECASE.families if f.name == f"NotoSans{name}").regular
    assert [glyph for glyph, *_ in face.glyphs(word, True, None)] == expected
    assert face.shape(word, True, None).plain
