"""Paragraphs broken by least badness: never more lines than need be, and no last line of one word where that can be helped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layouts.document.inlines import TextRun
from layouts.styles import Style
from layouts.typesetting.breaking import LONE, Lines, _first_fit, broken
from layouts.typesetting.chunks import OWN, Chunk, Passage, chunks
from layouts.typesetting.text import galley
from tests.layouts.paper import ENGLISH, galley_text

STYLE = Style(12, 17)
WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=60).map(" ".join)
MEASURES = st.floats(90, 400)


def cut_up(text: str) -> list[Chunk]:
    return chunks([Passage(text, False, OWN, "en-US", False)], STYLE, ENGLISH)


def lines(text: str, measure: float, *, careful: bool = True) -> list[str]:
    return ["".join(part.text for chunk in line for part in chunk.parts) for line in broken(cut_up(text), STYLE, measure, careful=careful)[0]]


def width(line: list[Chunk]) -> float:
    return sum(chunk.width for chunk in line) - line[-1].space


def badness(made: Lines, measure: float) -> float:
    last = LONE if len(made) > 1 and len(made[-1]) == 1 else 0.0
    return sum(((measure - width(line)) / measure) ** 2 for line in made[:-1]) + last


@given(WORDS, MEASURES, st.booleans())
def test_lines_hold_all_words_in_their_order_fit_and_are_as_few_as_the_first_fit_makes(text: str, measure: float, careful: bool) -> None:
    made, cut = broken(cut_up(text), STYLE, measure, careful=careful)
    first, _ = _first_fit(cut_up(text), STYLE, measure)
    assert len(made) == len(first)
    assert cut == ()
    assert [chunk for line in made for chunk in line] == [chunk for line in first for chunk in line]
    assert all(width(line) <= measure + 0.01 for line in made)


@given(WORDS, MEASURES)
def test_nothing_costs_less_than_what_is_taken_and_the_first_fit_never_does(text: str, measure: float) -> None:
    made, _ = broken(cut_up(text), STYLE, measure, careful=True)
    first, _ = _first_fit(cut_up(text), STYLE, measure)
    assert badness(made, measure) <= badness(first, measure) + 1e-3


def test_a_last_line_of_one_word_is_helped_for_copies_and_plates_alike() -> None:
    text, measure = "one two three four five six seven", 170.0
    first, _ = _first_fit(cut_up(text), STYLE, measure)
    assert len(first[-1]) == 1
    for careful in (True, False):
        made = lines(text, measure, careful=careful)
        assert len(made) == len(first) and len(made[-1].split()) > 1


def test_a_date_is_parted_after_its_weekday() -> None:
    assert lines("Tuesday, December 8, 2026", 125, careful=False) == ["Tuesday, ", "December 8, 2026"]
    assert lines("Tuesday, December 29, 2026", 130, careful=False) == ["Tuesday, ", "December 29, 2026"]
    assert lines("Call us by Wednesday, November 25, 2026, before noon.", 150, careful=False)[1:] == ["November 25, 2026, ", "before noon."]
    assert lines("martes, 29 de diciembre de 2026", 140, careful=False) == ["martes, 29 de diciembre ", "de 2026"]


def test_a_year_stands_with_its_month_where_there_is_room() -> None:
    assert lines("You may go on Friday, January 8, 2027, in all", 170, careful=False) == ["You may go on Friday, ", "January 8, 2027, in all"]
    assert lines("Friday, January 8, 2027", 60, careful=False)[-1] == "2027"


@given(st.lists(st.sampled_from(("May", "8,", "2027", "a", "noon.", "(217)", "12", "年", "longerword")), min_size=1, max_size=30).map(" ".join), MEASURES)
def test_numbers_keep_company_at_no_cost_of_a_line(text: str, measure: float) -> None:
    made, _ = broken(cut_up(text), STYLE, measure, careful=False)
    assert len(made) == len(_first_fit(cut_up(text), STYLE, measure)[0])
    assert all(line and width(line) <= measure + 0.01 for line in made)
    assert [chunk for line in made for chunk in line] == cut_up(text)


def test_a_forced_end_is_an_end_and_an_empty_line_a_line() -> None:
    assert lines("one\n\ntwo\n", 200) == ["one", "", "two"]
    assert galley_text(galley((TextRun("one\ntwo"),), (), STYLE, 200, ENGLISH)) == "onetwo"


def test_a_word_wider_than_the_measure_is_cut_and_named() -> None:
    made, cut = broken(cut_up("a " + "m" * 40 + " b"), STYLE, 100, careful=True)
    assert cut == ("m" * 40,)
    assert len(made) > 3


def test_what_is_tied_is_parted_at_its_ties_before_a_word_is_cut() -> None:
    made, cut = broken(cut_up("Call us: (217)\u00a0555-0142 now"), STYLE, 66, careful=False)
    assert ["".join(part.text for chunk in line for part in chunk.parts) for line in made] == ["Call us: ", "(217)\u00a0", "555-0142 ", "now"]
    assert cut == ()
    assert broken(cut_up("(217)\u00a0555-0142"), STYLE, 30, careful=False)[1] == ("(217)\u00a0555-0142",)
