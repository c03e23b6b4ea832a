"""A plan of medicines on paper: a table where it has room, a block for each in large print; the words of both are the same."""

from __future__ import annotations

import pytest

from layouts.document.blocks import Medicine, Medicines
from layouts.document.inlines import TextRun
from layouts.pages.flowables import pieces
from layouts.pages.medicines import MedicinePlan
from layouts.pages.pieces import VerticalList
from layouts.pages.rows import Rows
from tests.layouts.pages.test_pieces import drawn
from tests.layouts.paper import ARABIC, document, field, setting, struck, theme, words
from tests.reading import nesting_errors, page_texts, tags

TIMES = (("morning", "Morning"), ("noon", "Noon"), ("evening", "Evening"), ("night", "Night"))


def medicine(name: str, *amounts: str, stops: bool = False) -> Medicine:
    said = tuple(amounts) or ("–",) * 4
    return Medicine(words(name), words("pain"), said, words("Morning 2"), "STOP" if stops else "Keep taking", words("until May"), stops)


def plan(*rows: Medicine) -> Medicines:
    return Medicines(("Medicine", "What to do"), TIMES, rows)


def made(block: Medicines, width: float) -> MedicinePlan:
    [piece] = pieces([block], setting())
    assert isinstance(piece, MedicinePlan)
    piece.wrap(width, 0)
    return piece


def test_every_cell_belongs_to_its_medicine_and_its_time() -> None:
    data = struck(document(plan(medicine("Paracetamol", "2", "–", "1", "–"), medicine("Warfarin", stops=True))))
    found = tags(data)
    assert nesting_errors(data) == []
    assert found.count("TH Scope=Column") == 6 and found.count("TH Scope=Row") == 2 and found.count('TD "') == 8
    assert found.index("Paracetamol") < found.index('TD "2"') < found.index("Keep taking") < found.index("Warfarin") < found.index("STOP")


def test_large_print_has_a_block_for_each() -> None:
    data = struck(document(plan(medicine("Paracetamol", "2", "–", "–", "–"), medicine("Warfarin", stops=True))), layout="large-print")
    text = page_texts(data)[0]
    assert "Table" not in tags(data) and nesting_errors(data) == []
    assert text.index("Paracetamol") < text.index("Morning 2") < text.index("Keep taking") < text.index("Warfarin") < text.index("STOP")


@pytest.mark.parametrize("width", [80.0, 200.0, 300.0, theme().measure, 700.0])
def test_a_word_is_cut_only_where_the_whole_width_does_not_hold_it(width: float) -> None:
    piece = made(plan(medicine("Levothyroxine", "2", "½", "–", "10 ml")), width)
    assert isinstance(piece.form, Rows) is (width >= theme().measure)
    assert drawn(piece).cut == {} or width == 80.0


def test_it_goes_on_over_a_page_between_medicines_with_its_head() -> None:
    rows = [medicine(f"Drug{number}", "1", "–", "–", "–") for number in range(60)]
    for layout in ("standard", "large-print"):
        pages = page_texts(struck(document(plan(*rows)), layout=layout))
        assert len(pages) > 2 and all(f"Drug{number}" in " ".join(pages) for number in range(60))
        assert layout == "large-print" or all("Morning" in page and "What to do" in page for page in pages)


def test_right_to_left_the_first_time_stands_on_the_right() -> None:
    [piece] = pieces([plan(medicine("A", "1", "2", "3", "4"))], setting(voice=ARABIC))
    assert isinstance(piece, MedicinePlan)
    piece.wrap(theme().measure, 0)
    assert isinstance(piece.form, Rows)
    row = piece.form.rows[0]
    xs = [row.mirrored(0, row.width, *place) for place in row.places]
    assert xs == sorted(xs, reverse=True)


def test_a_value_may_stand_beside_each() -> None:
    row = Medicine((TextRun("For "), field(0)), (), ("1", "–", "–", "–"), words("Morning 1"), "New", (TextRun("until "), field(1)))
    for layout in ("standard", "large-print"):
        assert all(said in page_texts(struck(document(plan(row)), ("Anna", "May"), layout))[0] for said in ("For Anna", "until May"))


def test_without_times_or_advice_there_are_no_such_columns() -> None:
    bare = Medicines(("Medicine", "What to do"), TIMES[:1], (Medicine(words("A"), (), ("1",), words("Morning 1"), "", ()),))
    piece = made(bare, theme().measure)
    assert isinstance(piece.form, Rows) and len(piece.form.rows[0].cells) == 2
    alone = Medicines(("Medicine", "What to do"), (), (Medicine(words("A"), (), (), (), "STOP", (), True),))
    assert len(made(alone, theme().measure).form.rows[0].cells) == 2  # type: ignore[attr-defined]
    assert isinstance(made(alone, 60.0).form, VerticalList)
