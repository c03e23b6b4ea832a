"""Tables: no word is cut, columns are as wide as their words want, and tall rows go on over a page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.document.blocks import Items, Paragraph, Table
from layouts.document.inlines import Field, TextRun
from layouts.pages.flowables import pieces
from layouts.pages.rows import Rows, TableRow
from layouts.pages.tables import Tabular, columns_of, wanted
from layouts.pages.words import Text
from layouts.typesetting.extents import Extents
from tests.layouts.pages.test_pieces import drawn, said, torn
from tests.layouts.paper import ARABIC, document, setting, struck, theme
from tests.reading import nesting_errors, tags

WIDE = theme().measure
WORDS = st.integers(1, 14).map(lambda n: "m" * n)
TEXTS = st.lists(WORDS, min_size=0, max_size=9).map(" ".join)


def table(head: Sequence[str], *rows: Sequence[str], aligns: tuple[str, ...] = ()) -> Table:
    """A table of plain text."""
    return Table(tuple((TextRun(w),) for w in head), tuple(tuple((TextRun(w),) if w else () for w in row) for row in rows), aligns)


def grid(made: Table, width: float = WIDE) -> Tabular:
    """A table at a width."""
    [piece] = pieces([made], setting())
    assert isinstance(piece, Tabular)
    piece.wrap(width, 0)
    return piece


def widths(made: Table, width: float = WIDE) -> list[float]:
    """The widths of its columns."""
    found = columns_of(wanted(made, setting()), width, theme().table.padding)
    assert found is not None
    return [part for _, part in found]


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(TEXTS, min_size=n, max_size=n), min_size=2, max_size=5)), st.floats(60, 500))
def test_no_word_of_a_table_is_cut_while_the_measure_holds_it(texts: list[list[str]], width: float) -> None:
    found = grid(table(texts[0], *texts[1:]), width)
    canvas = drawn(found)
    longest = max(setting().extents((TextRun(word),), theme().style("table-head")).most for row in texts for word in " ".join(row).split() or [""])
    if isinstance(found.form, Rows) or longest < 0.35 * width:
        assert canvas.cut == {}


@given(st.lists(st.tuples(st.floats(1, 200), st.floats(0, 300)), min_size=1, max_size=6), st.floats(50, 800))
def test_columns_fill_the_width_and_none_is_narrower_than_its_longest_word(sizes: list[tuple[float, float]], width: float) -> None:
    found = [Extents(least, least + more) for least, more in sizes]
    pad = 5.0
    places = columns_of(found, width, pad)
    if sum(e.least for e in found) + 2 * pad * len(found) > width + 0.001:
        assert places is None
        return
    assert places is not None
    assert all(part >= e.least - 0.01 for (_, part), e in zip(places, found, strict=True))
    assert places[-1][0] + places[-1][1] + pad == pytest.approx(width)
    assert all(b[0] >= a[0] + a[1] + 2 * pad - 0.01 for a, b in pairwise(places))


def test_numbers_are_as_wide_as_they_are_and_the_words_take_the_rest() -> None:
    tick, number, words = widths(table(["Tick", "No.", "What to do"], ["", "1", "Drink a glass of water every hour until the evening " * 2]))
    assert tick == pytest.approx(theme().table.writing)
    assert number < 30
    assert words > WIDE / 2


def test_a_table_that_is_all_for_the_pen_has_room_in_each_column() -> None:
    found = widths(table(["My medicine", "Last dose before", "First dose after"], ["", "", ""], ["", "", ""]))
    assert min(found) > 0.25 * WIDE


def test_words_stand_where_the_table_says_and_numbers_in_the_middle() -> None:
    form = grid(table(["Drug", "Dose", "Left", "Right"], ["Aspirin", "1", "word after word", "w w w w w w"], aligns=("", "", "", "end"))).form
    assert isinstance(form, Rows)
    looks = [cell.style.align for cell in form.rows[0].cells if isinstance(cell, Text)]
    assert looks == ["start", "center", "start", "end"]


def test_a_row_taller_than_a_page_goes_on_over_it() -> None:
    long = " ".join(f"w{i}." for i in range(900))
    parts = torn(grid(table(["Question", "Answer"], ["Why?", long])).form, WIDE, 500)
    assert len(parts) > 2
    assert said([drawn(part) for part in parts]).split("Why?")[1].replace(" ", "") == long.replace(" ", "")


def test_a_row_that_is_split_is_one_row_to_a_screen_reader() -> None:
    long = " ".join(f"w{i}." for i in range(900))
    data = struck(document(table(["Question", "Answer"], ["Why?", long], ["Third", "row"])))
    lines = tags(data).splitlines()
    assert sum(line.strip() == "TR" for line in lines) == 3
    assert nesting_errors(data) == []
    assert len(pdfium.PdfDocument(data)) > 1


def test_a_cell_is_split_with_lines_on_either_side_or_not_at_all() -> None:
    form = grid(table(["A", "B"], ["a", "word " * 300])).form
    assert isinstance(form, Rows)
    [row] = form.rows
    assert isinstance(row, TableRow)
    line = theme().style("cell").leading
    parts = row.parts(WIDE, 10 * line)
    assert parts is not None
    for part in parts:
        part.wrap(WIDE, 0)
    assert parts[0].height <= 10 * line
    assert parts[0].height + parts[1].height == pytest.approx(row.height)
    assert row.parts(WIDE, line) is None


def test_where_words_do_not_fit_each_row_is_a_block_with_the_heads_words() -> None:
    made = grid(table(["Medicine", "Morning", "Evening"], ["Hydroxychloroquine", "1", "2"], ["Amoxicillin", "3", ""]), 130)
    assert not isinstance(made.form, Rows)
    canvas = drawn(made)
    assert said([canvas]) == "HydroxychloroquineMorning1Evening2AmoxicillinMorning3Evening"
    assert canvas.cut == {}


def test_an_empty_cell_has_no_text_and_is_still_a_cell() -> None:
    data = struck(document(table(["What", "Tick"], ["Water", ""])))
    assert tags(data).count("TD") == 1
    with pikepdf.open(io.BytesIO(data)) as pdf:
        [page] = pdf.pages
        shown = [str(operation.operator) for operation in pikepdf.parse_content_stream(page)]
    assert shown.count("BT") == shown.count("TJ") == 3


def test_columns_do_not_move_with_a_copys_values() -> None:
    made = Table(((TextRun("When"),), (TextRun("What"),)), (((Field(0),), (TextRun("word " * 30),)),))
    short, long = (setting((value,)) for value in ("May", "Wednesday, 30 September 2026"))
    assert wanted(made, short) == wanted(made, long)


def test_columns_stand_from_the_right_in_arabic() -> None:
    made = table(["سؤال", "جواب"], ["لماذا", "كلمة " * 30])
    [piece] = pieces([made], setting(voice=ARABIC))
    piece.wrap(300, 0)
    seen: list[float] = []
    rows = piece.form  # type: ignore[attr-defined]
    for cell in rows.rows[0].cells:
        cell.draw_at = lambda canvas, x, top: seen.append(x)
    drawn(piece)
    assert seen[0] > seen[1]


def test_a_list_in_a_cell_is_a_list_to_a_screen_reader_and_goes_on_over_a_page() -> None:
    items = Items("bullet", tuple((Paragraph((TextRun(f"item {number} of many"),)),) for number in range(90)))
    ticks = Items("check", ((Paragraph((TextRun("done"),)),), ()))
    made = Table(((TextRun("a"),), (TextRun("b"),)), (((Paragraph((TextRun("Bring:"),)), items), (ticks,)),))
    for layout in ("standard", "large-print"):
        data = struck(document(made), layout=layout)
        found = tags(data)
        assert nesting_errors(data) == [] and found.count("L ListNumbering=Disc") == 1 and found.count("LI\n") == 92
        assert found.count("Lbl Alt=\u2610") == 2
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert len(pdf.pages) > 1


def test_a_column_is_as_wide_as_what_its_lists_hold() -> None:
    long = Items("bullet", ((Paragraph((TextRun("unbreakable" * 2),)),),))
    made = Table(((TextRun("a"),), (TextRun("b"),)), (((TextRun("x"),), (long,)),))
    found = grid(made, 300.0)
    assert drawn(found).cut == {}
