"""The canvas that writes structure: elements, artifacts, marks, and the pages it records."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.document.inlines import Field, TextRun
from layouts.pages.elements import Link, Mark, Node
from layouts.pages.places import CAP_HEIGHT, Place, fill, lines_code, stroke, underline
from layouts.pages.slots import TRIED, KeptType, Slot, SlotPart
from layouts.pages.tagged import TaggedCanvas
from layouts.styles import Style
from layouts.typesetting.text import galley
from tests.layouts.paper import ENGLISH

BODY = Style(12, 17)
BLACK = (0.0, 0.0, 0.0)


def canvas() -> TaggedCanvas:
    return TaggedCanvas(pagesize=(400, 600))


def code(drawn: TaggedCanvas, page: int) -> str:
    return "\n".join(item for item in drawn.pages[page].code if isinstance(item, str))


def slot(text: str = "Dear ", kept: KeptType | None = None) -> Slot:
    return Slot((TextRun(text), Field(0)), BODY, 200, ENGLISH, BLACK, 0, kept or KeptType())


# -- elements


def test_elements_enter_the_tree_once_and_below_what_is_open() -> None:
    drawn = canvas()
    outer, inner, later = Node("Div"), Node("P"), Node("P")
    with drawn.element(outer):
        with drawn.whole(inner):
            pass
        with drawn.whole(inner):
            pass
    with drawn.whole(later):
        pass
    assert drawn.root.kids == [outer, later]
    assert outer.kids == [inner]
    assert [type(kid) for kid in inner.kids] == [Mark, Mark]


def test_an_element_with_a_parent_takes_its_parents_along() -> None:
    drawn = canvas()
    table = Node("Table")
    row = Node("TR", table)
    cell = Node("TD", row)
    with drawn.whole(cell):
        pass
    assert drawn.root.kids == [table]
    assert table.kids == [row]
    assert row.kids == [cell]
    assert cell.parent is row and row.parent is table and table.parent is drawn.root


def test_one_element_on_two_pages_has_a_mark_on_each() -> None:
    drawn, node = canvas(), Node("P")
    for _ in range(2):
        with drawn.whole(node):
            pass
        drawn.showPage()
    assert [(kid.page, kid.mcid) for kid in node.kids if isinstance(kid, Mark)] == [(0, 0), (1, 0)]
    assert len(drawn.root.kids) == 1


@given(st.lists(st.sampled_from(["artifact", "whole", "page"]), max_size=20))
def test_marks_of_a_page_are_numbered_without_gaps(steps: list[str]) -> None:
    drawn = canvas()
    for step in steps:
        if step == "page":
            drawn.showPage()
        else:
            with drawn.artifact() if step == "artifact" else drawn.whole(Node("P")):
                drawn.fill_rect(BLACK, 0, 0, 1, 1)
    drawn.showPage()
    drawn.finish()
    assert len(drawn.pages) == steps.count("page") + 1
    for number, page in enumerate(drawn.pages):
        said = [int(n) for n in re.findall(r"MCID (\d+)", code(drawn, number))]
        assert said == list(range(len(page.marks)))
        assert code(drawn, number).count("BDC") + code(drawn, number).count("BMC") == code(drawn, number).count("EMC")


def test_marks_of_slots_are_numbered_after_the_static_ones() -> None:
    drawn = canvas()
    part = SlotPart(slot(), 0, 1, 10, 500, None, 17)
    drawn.set_slot(part, ((-1, 1),), lambda key: Node("P"))
    with drawn.whole(Node("P")):
        pass
    drawn.showPage()
    drawn.finish()
    assert part.marks is not None
    assert [mark.mcid for mark in part.marks] == [1, 2]


def test_a_finished_page_can_be_drawn_on_again() -> None:
    drawn = canvas()
    drawn.showPage()
    drawn.showPage()
    with drawn.reopened(0):
        drawn.fill_rect(BLACK, 1, 2, 3, 4)
        assert drawn.page_index == 0
    assert "1 2 3 4 re f" in code(drawn, 0)
    assert code(drawn, 1) == ""
    assert drawn.page_index == 2


def test_links_and_outline_entries_know_their_page() -> None:
    drawn, node = canvas(), Node("Link")
    drawn.showPage()
    link = drawn.add_link(Link(node, 0, "https://example.org/", "a page", ((0, 0, 1, 1),)))
    drawn.add_entry(2, "Here", None, 321.0)
    drawn.save()
    assert link.page == 1 and node.kids == [link]
    [entry] = drawn.entries
    assert (entry.level, entry.title, entry.page, entry.top) == (2, "Here", 1, 321.0)


def test_nothing_is_saved_of_an_empty_last_page() -> None:
    drawn = canvas()
    drawn.fill_rect(BLACK, 0, 0, 1, 1)
    drawn.showPage()
    drawn.save()
    assert len(drawn.pages) == 1


# -- places


@given(st.integers(1, 6), st.floats(0, 300), st.floats(100, 700))
def test_lines_stand_a_leading_apart_from_where_they_are_put(count: int, x: float, top: float) -> None:
    lines = galley((TextRun("\n".join("abc" for _ in range(count))),), (), BODY, 200, ENGLISH).lines
    text = lines_code(lines, Place(x, top, BODY, BLACK), None)
    moves = [(float(a), float(b)) for a, b in re.findall(r"(-?[\d.]+) (-?[\d.]+) Td", text)]
    assert len(moves) == count
    assert moves[0] == (pytest.approx(x, abs=0.006), pytest.approx(top - (17 + CAP_HEIGHT * 12) / 2, abs=0.006))
    assert moves[1:] == [(0, -17)] * (count - 1)
    assert text.startswith("BT 0 g ") and text.endswith(" ET")


def test_centred_lines_of_different_width_each_stand_in_the_middle() -> None:
    lines = galley((TextRun("a\nlonger line\nb"),), (), replace(BODY, align="center"), 200, ENGLISH).lines
    text = lines_code(lines, Place(50, 500, BODY, BLACK), None)
    xs, at = [], 0.0
    for a in re.findall(r"(-?[\d.]+) -?[\d.]+ Td", text):
        at += float(a)
        xs.append(at)
    assert xs == [pytest.approx(50 + (200 - line.width) / 2, abs=0.02) for line in lines]


def test_spans_are_opened_by_their_marks_in_order_and_say_what_their_glyphs_do_not() -> None:
    lines = galley((TextRun("Dear "), Field(0)), ("A\u0325\u030c",), BODY, 200, ENGLISH).lines
    marks = [Mark(Node("P"), 0), Mark(Node("Span"), 0)]
    for number, mark in enumerate(marks):
        mark.number(number)
    text = lines_code(lines, Place(0, 500, BODY, BLACK), marks)
    assert "/P<</MCID 0>>BDC" in text
    assert "/Span<</MCID 1/ActualText<FEFF00410325030C>>>BDC" in text
    assert "/Span<</ActualText<FEFF00410325030C>>>BDC" in lines_code(lines, Place(0, 500, BODY, BLACK), None)


@pytest.mark.parametrize(("rgb", "wanted"), [((0, 0, 0), "0 g"), ((0.5, 0.5, 0.5), "0.5 g"), ((0.1, 0.25, 1), "0.1 0.25 1 rg")])
def test_greys_are_written_as_greys(rgb: tuple[float, float, float], wanted: str) -> None:
    assert fill(rgb) == wanted
    assert stroke(rgb).endswith(" RG") and len(stroke(rgb).split()) == 4


def test_an_outline_is_drawn_inside_its_edges() -> None:
    drawn = canvas()
    drawn.stroke_rect(BLACK, 2, 10, 20, 100, 50)
    drawn.showPage()
    assert code(drawn, 0) == "0 0 0 RG 2 w 11 21 98 48 re S"


def test_an_underline_stands_below_the_letters_and_above_the_next_line() -> None:
    x, y, width, height = underline((10, 100, 50, 17), BODY)
    baseline = 100 + (17 - CAP_HEIGHT * 12) / 2
    assert (x, width) == (10, 50)
    assert 100 < y < y + height < baseline


# -- slots


def test_what_a_slot_set_is_kept_by_its_own_values_only() -> None:
    made = slot()
    first = made.set(("Ann", "one"))
    assert made.set(("Ann", "two")) is first
    assert made.set(("Bo", "one")) is not first


def test_slots_keep_a_bounded_number_of_galleys_together() -> None:
    kept = KeptType(limit=8)
    one, other = slot(kept=kept), slot("Hello ", kept)
    for number in range(40):
        one.set((str(number),))
        other.set((str(number),))
        assert len(kept.young) <= 8
        assert len(kept._old) <= 8


def test_what_is_asked_for_again_and_again_is_kept() -> None:
    made = slot(kept=KeptType(limit=8))
    often = made.set(("Ann",))
    for number in range(100):
        made.set((str(number),))
        assert made.set(("Ann",)) is often


def test_a_slot_that_is_new_in_nearly_every_copy_is_set_and_not_kept() -> None:
    kept = KeptType()
    rare, often = slot(kept=kept), slot("Hello ", kept)
    for number in range(2 * TRIED):
        rare.set((str(number),))
        often.set((str(number % 7),))
    before = len(kept.young)
    assert rare.passing and not often.passing and before < 2 * TRIED
    assert rare.set(("Ann",)) == rare.set(("Ann",)) == slot().set(("Ann",))
    assert len(kept.young) == before
    assert often.set(("3",)) is often.set(("3",))


def test_slots_with_the_same_values_have_their_own_words() -> None:
    kept = KeptType()
    one, other = slot(kept=kept), slot("Hello ", kept)
    assert one.set(("Ann",)) != other.set(("Ann",))
    assert one.set(("Ann",)) is one.set(("Ann",))


def test_parts_of_a_slot_at_the_same_place_are_the_same() -> None:
    made = slot()
    one, two, other = SlotPart(made, 0, 2, 10, 500, None, 17), SlotPart(made, 0, 2, 10, 500, None, 17), SlotPart(made, 0, 2, 10, 480, None, 17)
    assert one == two and hash(one) == hash(two)
    assert one != other


def test_no_element_changes_nothing() -> None:
    drawn = canvas()
    before = drawn.node
    with drawn.element(None):
        assert drawn.node is before
