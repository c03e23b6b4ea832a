"""Pieces: whatever they are split into keeps all of their words, and what stands on a page fits it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.document.blocks import Block, Box, Columns, Facts, Heading, Items, Paragraph, Table
from layouts.document.inlines import TextRun
from layouts.pages.boxes import Framed, Item, sign
from layouts.pages.flowables import pieces
from layouts.pages.pieces import FUZZ, Cells, Piece, VerticalList, Whole, kept
from layouts.pages.rows import Rows
from layouts.pages.slots import SlotPart
from layouts.pages.tables import Tabular
from layouts.pages.tagged import TaggedCanvas
from layouts.pages.words import Text
from layouts.styles import Style
from tests.layouts.paper import ARABIC, ENGLISH, faces_by_tag, field, paragraph, setting, shown, theme

WIDTH = 300.0
WORDS = st.integers(1, 60).map(lambda count: " ".join(f"w{i}." for i in range(count)))
PARAGRAPHS = WORDS.map(paragraph)
INLINES = WORDS.map(lambda text: (TextRun(text),))
SHORT = st.sampled_from(["a", "label", "two words", "x 1"]).map(lambda text: (TextRun(text),))
HEADINGS = st.builds(Heading, st.sampled_from([2, 3]), SHORT)
ITEMS = st.builds(Items, st.sampled_from(["bullet", "number", "check"]), st.lists(st.tuples(PARAGRAPHS), min_size=1, max_size=4).map(tuple))
FACTS = st.lists(st.tuples(SHORT, INLINES), min_size=1, max_size=3).map(lambda rows: Facts(tuple(rows)))
TABLES = st.lists(st.tuples(SHORT, INLINES), min_size=1, max_size=5).map(lambda rows: Table(((TextRun("One"),), (TextRun("Two"),)), tuple(rows)))
SIMPLE = st.one_of(PARAGRAPHS, HEADINGS, ITEMS, FACTS, TABLES)
BOXES = st.builds(Box, st.sampled_from(sorted(theme().boxes)), SHORT, st.lists(SIMPLE, min_size=1, max_size=3).map(tuple))
BLOCKS = st.lists(st.one_of(SIMPLE, BOXES), min_size=1, max_size=5)


def drawn(piece: Piece, x: float = 0.0, top: float = 700.0) -> TaggedCanvas:
    canvas = TaggedCanvas(pagesize=(400, 800))
    piece.draw_at(canvas, x, top)
    canvas.showPage()
    canvas.finish()
    return canvas


def said(canvases: Sequence[TaggedCanvas], *, artifacts: bool = False) -> str:
    """The static words on canvases, in the order of drawing; those of artifacts only if they are asked for."""
    faces, out = faces_by_tag(), []
    for canvas in canvases:
        depth = 0
        for item in canvas.pages[0].code:
            assert isinstance(item, str)
            depth += item.startswith("/Artifact") and not item.endswith("EMC")
            if artifacts or not depth:
                out += [faces[tag].meaning[glyph] for tag, glyphs, _ in shown(item) for glyph in glyphs]
            depth -= item == "EMC" and depth > 0
    return "".join(out)


def torn(piece: Piece, width: float, height: float) -> list[Piece]:
    """The piece in parts that each fit a height, the first of them in a little more than half of it; what is never torn stays whole."""
    out: list[Piece] = []
    waiting, room = [piece], height * 0.6
    while waiting:
        first = waiting.pop(0)
        first.wrap(width, room)
        parts = first.split(width, room) if first.height > room + FUZZ else []
        if parts:
            assert len(parts) == 2
            parts[0].wrap(width, room)
            assert parts[0].height <= room + FUZZ
            out.append(parts[0])
            waiting = [*parts[1:], *waiting]
        else:
            out.append(first)
        room = height
    return out


@settings(max_examples=60)
@given(BLOCKS, st.floats(40, 300))
def test_splitting_loses_no_word_and_says_none_twice(blocks: list[Block], height: float) -> None:
    made = setting()
    made.tallest = height
    whole = VerticalList(made, kept(pieces(blocks, made), made))
    whole.wrap(WIDTH, 0)
    before = said([drawn(whole)])
    again = setting()
    again.tallest = height
    parts = torn(VerticalList(again, kept(pieces(blocks, again), again)), WIDTH, height)
    assert said([drawn(part) for part in parts]) == before
    assert before.count("w0") >= 1 or not any(isinstance(b, (Paragraph, Items, Facts, Table)) for b in blocks)


@settings(max_examples=60)
@given(BLOCKS)
def test_a_piece_is_as_high_as_what_stands_in_it(blocks: list[Block]) -> None:
    made = setting()
    children = pieces(blocks, made)
    whole = VerticalList(made, children)
    _, height = whole.wrap(WIDTH, 0)
    between = [max(a.after, b.before) for a, b in itertools.pairwise(children)]
    assert height == pytest.approx(sum(child.height for child in children) + sum(between))
    assert (whole.before, whole.after) == (children[0].before, children[-1].after)


@given(WORDS, st.floats(20, 400))
def test_no_fewer_than_two_lines_stand_on_either_side_of_a_page(text: str, height: float) -> None:
    made = Text(setting(), (TextRun(text),), Style(12, 17))
    made.wrap(100, 0)
    count = made.last - made.first
    parts = made.split(100, height)
    if parts:
        for part in parts:
            part.wrap(100, 0)
        assert [part.last - part.first >= 2 for part in parts] == [True, True]
        assert sum(part.last - part.first for part in parts) == count
        assert parts[0].height <= height + FUZZ
        assert parts[0].node is parts[1].node is made.node
    else:
        assert count < 4 or height < 2 * 17


def test_a_heading_is_never_torn_nor_left_behind() -> None:
    made = setting()
    [both] = kept(pieces([Heading(2, (TextRun("Head"),)), paragraph("word " * 80)], made), made)
    assert isinstance(both, VerticalList)
    both.wrap(WIDTH, 0)
    heading, words = both.children
    assert heading.split(WIDTH, 10) == []
    assert both.needed == pytest.approx(both.offsets[1] + 2 * theme().style("body").leading)
    assert both.split(WIDTH, heading.height + 10) == []
    first, _ = both.split(WIDTH, heading.height + words.height / 2)
    assert isinstance(first, VerticalList) and first.children[0] is heading


def test_headings_one_after_another_stay_together_with_what_follows() -> None:
    made = setting()
    story = kept(pieces([Heading(2, (TextRun("One"),)), Heading(3, (TextRun("Two"),)), paragraph("Three"), paragraph("Four")], made), made)
    assert [len(p.children) if isinstance(p, VerticalList) else 1 for p in story] == [3, 1]


def test_a_heading_at_the_very_end_is_not_lost() -> None:
    made = setting()
    assert len(kept(pieces([paragraph("One"), Heading(2, (TextRun("Two"),))], made), made)) == 2


def test_what_is_whole_is_never_torn() -> None:
    made = setting()
    piece = Whole(made, pieces([paragraph("word " * 100)], made))
    piece.wrap(WIDTH, 0)
    assert piece.split(WIDTH, piece.height / 2) == []
    assert piece.needed == piece.height


# -- boxes


def framed(blocks: Sequence[Block], tallest: float, kind: str = "panel") -> Framed:
    made = setting()
    made.tallest = tallest
    [box] = pieces([Box(kind, (TextRun("Title"),), tuple(blocks))], made)
    assert isinstance(box, Framed)
    return box


def test_a_box_moves_to_the_next_page_rather_than_being_torn_unless_no_page_could_hold_it() -> None:
    box = framed([paragraph("word " * 100)], tallest=700)
    box.wrap(WIDTH, 0)
    assert box.height < 700
    assert box.split(WIDTH, box.height * 0.2) == []
    taller = framed([paragraph("word " * 600)], tallest=200)
    first, rest = taller.split(WIDTH, 200)
    assert isinstance(first, Framed) and isinstance(rest, Framed)
    assert first.node is rest.node is taller.node


def test_a_box_that_no_page_can_hold_under_its_heading_is_torn() -> None:
    made = setting()
    made.tallest = 400
    [both] = kept(pieces([Heading(2, (TextRun("Head"),)), Box("panel", (), tuple(paragraph("word " * 40) for _ in range(9)))], made), made)
    assert isinstance(both, VerticalList)
    both.wrap(WIDTH, 0)
    made.tallest = both.children[1].height + 1
    assert both.split(WIDTH, made.tallest * 0.9) == []  # it moves to the next page first
    first, rest = both.split(WIDTH, made.tallest)
    assert [type(child) for child in first.children] == [Text, Framed]  # type: ignore[attr-defined]
    assert [type(child) for child in rest.children] == [Framed]  # type: ignore[attr-defined]


def test_a_box_is_its_padding_higher_and_its_text_narrower() -> None:
    for kind in (name for name, style in theme().boxes.items() if not style.band):
        box = framed([paragraph("word " * 30)], 700, kind)
        box.wrap(WIDTH, 0)
        offset, inner = box._inside(WIDTH)
        plain = VerticalList(box.setting, pieces([Box(kind, (), (paragraph("word " * 30),))], setting())[0].children)  # type: ignore[attr-defined]
        plain.wrap(inner, 0)
        assert box.height > plain.height + 2 * box.style.high - FUZZ
        assert offset + inner + box.style.padding == pytest.approx(WIDTH)


@pytest.mark.parametrize("voice", [ENGLISH, ARABIC])
def test_bar_and_sign_stand_on_the_start_side(voice: object) -> None:
    kind = next(k for k, s in theme().boxes.items() if s.bar)
    made = setting(voice=voice)  # type: ignore[arg-type]
    [box] = pieces([Box(kind, (), (paragraph("سلام" if made.voice.rtl else "hello"),))], made)
    box.wrap(WIDTH, 0)
    bar = box.style.bar  # type: ignore[attr-defined]
    rects = [item for item in drawn(box, 50).pages[0].code if isinstance(item, str) and item.endswith("re f")]
    lefts = [float(item.split()[-6]) for item in rects if float(item.split()[-4]) == pytest.approx(bar)]
    assert lefts == [pytest.approx(50 if not made.voice.rtl else 50 + WIDTH - bar, abs=0.01)]


def test_signs_are_drawings_in_one_colour() -> None:
    for style in theme().boxes.values():
        if style.sign:
            assert sign(style.sign).width > 0
            assert sign(style.sign).labels == ()


# -- lists and tables


@pytest.mark.parametrize("kind", ["bullet", "number"])
def test_the_label_of_an_item_that_goes_on_is_said_once(kind: str) -> None:
    made = setting()
    [item] = pieces([Items(kind, ((paragraph("word " * 80),),), start=7)], made)  # type: ignore[arg-type]
    assert isinstance(item, Item)
    item.wrap(WIDTH, 0)
    first, rest = item.split(WIDTH, item.height / 2)
    first.wrap(WIDTH, 0)
    rest.wrap(WIDTH, 0)
    label = "7." if kind == "number" else theme().lists.bullet
    assert said([drawn(first)]).startswith(label)
    assert said([drawn(rest)]).startswith("word")
    assert rest.after == item.after


def test_steps_are_numbered_from_where_they_start() -> None:
    made = setting()
    whole = VerticalList(made, pieces([Items("number", tuple((paragraph(w),) for w in ("one", "two", "three")), start=9)], made))
    whole.wrap(WIDTH, 0)
    assert said([drawn(whole)]) == "9.one10.two11.three"


def test_a_box_to_tick_is_an_empty_square_of_the_layouts_size() -> None:
    made = setting()
    [item] = pieces([Items("check", ((paragraph("do it"),),))], made)
    item.wrap(WIDTH, 0)
    [square] = [c for c in drawn(item).pages[0].code if isinstance(c, str) and c.endswith("re S")]
    width, height = map(float, square.split()[-4:-2])
    assert width == height == pytest.approx(theme().lists.box - 1.1, abs=0.001)


@pytest.mark.parametrize("start", [1, 9, 98, 999])
def test_the_text_of_steps_stands_clear_of_their_numbers(start: int) -> None:
    made = setting()
    items = pieces([Items("number", tuple((paragraph(w),) for w in ("one", "two", "three")), start=start)], made)
    for item in items:
        assert isinstance(item, Item) and isinstance(item.label, Text)
        item.wrap(WIDTH, 0)
        assert item.label.galley is not None and len(item.label.galley.lines) == 1
        assert item.label.galley.lines[0].width + theme().lists.clear <= item.indent + FUZZ
    assert len({item.indent for item in items}) == 1  # type: ignore[attr-defined]


def test_lists_in_lists_have_the_same_room_between_all_items() -> None:
    inner = Items("bullet", tuple((paragraph(w),) for w in ("a", "b")))
    outer = pieces([Items("bullet", ((paragraph("one"), inner), (paragraph("two"),)))], setting())
    [first, _] = outer
    assert isinstance(first, Item)
    assert {room for child in first.body.children for room in (child.before, child.after)} == {theme().lists.between}


def table(rows: int) -> Rows:
    made = setting()
    cells = tuple(((TextRun(f"a{i}"),), (TextRun(f"b{i}"),)) for i in range(rows))
    [piece] = pieces([Table(((TextRun("Head"),), (TextRun("Other"),)), cells)], made)
    assert isinstance(piece, Tabular)
    piece.wrap(WIDTH, 0)
    assert isinstance(piece.form, Rows)
    return piece.form


@given(st.integers(2, 20), st.floats(30, 400))
def test_each_part_of_a_table_has_its_head_and_the_first_alone_says_it_to_a_screen_reader(rows: int, height: float) -> None:
    parts = torn(table(rows), WIDTH, height)
    canvases = [drawn(part) for part in parts]
    assert said(canvases, artifacts=True).count("HeadOther") == len(parts)
    assert said(canvases) == "HeadOther" + "".join(f"a{i}b{i}" for i in range(rows))


def test_a_table_asks_for_its_head_and_one_row_at_the_foot_of_a_page() -> None:
    piece, pad = table(5), theme().table.padding
    assert piece.needed == pytest.approx(piece.head.height + piece.rows[0].height + 4 * pad)
    assert piece.split(WIDTH, piece.head.height) == []


@given(st.lists(st.floats(10, 80), min_size=1, max_size=4), st.sampled_from([ENGLISH, ARABIC]))
def test_cells_stand_side_by_side_from_the_start_side(widths: list[float], voice: object) -> None:
    made = setting(voice=voice)  # type: ignore[arg-type]
    places = [(sum(widths[:i]), width) for i, width in enumerate(widths)]
    seen: list[tuple[float, float]] = []

    class Probe(Piece):
        setting = made

        def measured(self, width: float) -> float:
            return width

        def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
            seen.append((x, self.width))

    row = Cells(made, [Probe() for _ in widths], lambda width: places)
    assert row.wrap(400, 0) == (400, max(widths))
    drawn(row, 30)
    if made.voice.rtl:
        assert seen == [(pytest.approx(30 + 400 - offset - width), width) for offset, width in places]
    else:
        assert seen == [(pytest.approx(30 + offset), width) for offset, width in places]


def test_columns_that_are_too_many_go_on_in_the_next_row() -> None:
    name, wanted = next((name, columns) for name, columns in theme().columns.items() if not any(column.rule for column in columns))
    cells = tuple((paragraph(f"c{i}"),) for i in range(len(wanted) + 1))
    rows = pieces([Columns(name, cells)], setting())
    assert [len(row.cells) for row in rows] == [len(wanted), 1]  # type: ignore[attr-defined]


# -- slots


def test_personal_text_is_a_slot_and_the_same_text_at_the_same_measure_the_same_slot() -> None:
    made = setting(("Ann",))
    one, two, other = (Text(made, (TextRun("Dear "), field(0)), theme().style("body")) for _ in range(3))
    for piece, width in ((one, 200), (two, 200), (other, 150)):
        piece.wrap(width, 0)
    parts = [next(p for p in drawn(piece).pages[0].code if isinstance(p, SlotPart)) for piece in (one, two, other)]
    assert parts[0].slot is parts[1].slot
    assert parts[2].slot is not parts[0].slot
    assert len(made.standing.slots) == 2


def test_furniture_has_no_structure() -> None:
    made = setting().as_furniture()
    piece = Text(made, (TextRun("Page"),), theme().style("body"))
    piece.wrap(200, 0)
    assert piece.node is None
    canvas = drawn(piece)
    assert canvas.root.kids == [] and canvas.pages[0].marks == []


def test_what_is_kept_together_is_parted_where_no_page_can_hold_it() -> None:
    made = setting()
    made.tallest = 200
    whole = Whole(made, pieces([Paragraph((TextRun("word " * 40),))] * 9, made))
    whole.wrap(WIDTH, 200)
    parts = whole.split(WIDTH, 200)
    assert whole.height > 200 and len(parts) == 2 and parts[0].wrap(WIDTH, 200)[1] <= 200
    made.tallest = whole.height
    assert whole.split(WIDTH, 200) == []
