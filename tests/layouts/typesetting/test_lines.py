"""Set lines, read back from their operators: everything is said once, in order, within the measure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.document.inlines import Field, TextRun
from layouts.styles import Style
from layouts.typesetting.chunks import OWN, Voice
from layouts.typesetting.faces import Face
from layouts.typesetting.lines import Line
from layouts.typesetting.text import Galley, Matter, galley
from tests.layouts.paper import ARABIC, ENGLISH, HEBREW, drawn_width, faces_by_tag, faces_of, galley_text, read, shown, spans

BODY = Style(12, 17)
LEFT_TO_RIGHT = st.text(st.sampled_from("abc xyz ÄÖ é… 12/3-4 (.), Ωμ яю"), max_size=60)
MIXED = st.text(st.sampled_from("ab cd 12 34 אבג דה ابت جحخ (.) -"), max_size=60)


def placed(line: Line, size: float, more: Sequence[Face] = ()) -> list[tuple[float, float]]:
    """Where the drawn stretches of a line begin and end, in the order of drawing; points from its left end.  more: faces of its own."""
    faces, out = {**faces_by_tag(), **{made.tag: made for made in more}}, []
    x = at = 0.0
    tag = ""
    for found in re.finditer(r"(-?[\d.]+) 0 Td|\[[^\]]*\]TJ|/\S+ [\d.]+ Tf", " ".join(span.code for span in line.spans)):
        if found[1]:
            x += float(found[1])
            at = x
        elif found[0].endswith("Tf"):
            tag = found[0].split()[0][2:]
        else:
            [(tag, glyphs, shifts)] = shown(found[0], tag)
            wide = (sum(faces[tag].advance(g) for g in glyphs) - sum(shifts)) * size / 1000
            out.append((at, at + wide))
            at += wide
    return out


def hanging(line: Line) -> float:
    """The width of the spaces at its end, which hang out of the measure; points at a size of 12."""
    return (len(read(line)) - len(read(line).rstrip(" "))) * 260 * 12 / 1000


@given(LEFT_TO_RIGHT, st.floats(60, 400))
def test_left_to_right_text_is_said_whole_and_in_order(text: str, measure: float) -> None:
    assert galley_text(galley((TextRun(text),), (), BODY, measure, ENGLISH)) == text


@given(LEFT_TO_RIGHT, st.floats(600, 900))
def test_a_line_is_drawn_as_wide_as_it_says(text: str, measure: float) -> None:
    for line in galley((TextRun(text),), (), BODY, measure, ENGLISH).lines:
        assert drawn_width(line, 12) == pytest.approx(line.width + hanging(line), abs=0.02 + 0.01 * len(text))


@given(st.one_of(LEFT_TO_RIGHT, st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويآ"), max_size=60)), st.floats(40, 200))
def test_nothing_is_drawn_outside_the_measure(text: str, measure: float) -> None:
    for line in galley((TextRun(text),), (), BODY, measure, ENGLISH).lines:
        assert drawn_width(line, 12) - hanging(line) <= measure + 0.1


@given(MIXED, st.floats(600, 900), st.sampled_from([ENGLISH, ARABIC, HEBREW]))
def test_stretches_of_both_directions_stand_side_by_side(text: str, measure: float, voice: Voice) -> None:
    """Sorted from left to right they leave no gap and do not overlap; all of them together are the line."""
    made = galley((TextRun(text),), (), BODY, measure, voice)
    for line in made.lines:
        stretches = sorted(placed(line, 12, faces_of(made)))
        for (_, end), (start, _) in itertools.pairwise(stretches):
            assert start == pytest.approx(end, abs=0.1)
        if stretches:
            spaces = len(re.findall(r"^ +| +$", read(line, faces_of(made))))
            assert stretches[-1][1] - stretches[0][0] >= line.width - 0.1 - spaces


@given(MIXED, st.sampled_from([ENGLISH, ARABIC]))
def test_every_character_of_both_directions_is_drawn_once(text: str, voice: Voice) -> None:
    drawn = sorted(galley_text(galley((TextRun(text),), (), BODY, 300, voice)).replace("\u200b", ""))
    assert drawn == sorted(text)


@pytest.mark.parametrize(("align", "voice", "left"), [
    ("start", ENGLISH, 0.0), ("end", ENGLISH, 1.0), ("center", ENGLISH, 0.5), ("start", HEBREW, 1.0), ("end", HEBREW, 0.0), ("center", HEBREW, 0.5),
])  # fmt: skip
def test_start_and_end_are_the_languages_own(align: str, voice: Voice, left: float) -> None:
    [line] = galley((TextRun("שלום" if voice.rtl else "word"),), (), Style(12, 17, align=align), 200, voice).lines  # type: ignore[arg-type]
    assert line.left == pytest.approx(left * (200 - line.width))


def test_a_value_is_one_span_and_the_blocks_own_text_another() -> None:
    [line] = galley((TextRun("Dear "), Field(0), TextRun(", hello")), ("Anna Maria",), BODY, 300, ENGLISH).lines
    assert [span.key for span in line.spans] == [OWN, 1, OWN]
    assert spans(line) == ["Dear ", "Anna Maria", ", hello"]


def test_a_link_says_where_it_stands_on_each_line() -> None:
    link = TextRun("a rather long address to go to", link="https://example.org/")
    made = galley((TextRun("Go to "), link, TextRun(" now")), (), BODY, 120, ENGLISH)
    found = [(key, x, width) for line in made.lines for key, x, width in line.links]
    assert len(found) >= 2
    assert {key for key, _, _ in found} == {1}
    assert all(x >= 0 and width > 0 and x + width <= 120 + 4 for _, x, width in found)  # a space may hang out


def test_a_link_from_right_to_left_stands_left_of_what_comes_before_it() -> None:
    made = galley((TextRun("ראו "), TextRun("כאן", link="https://example.org/")), (), BODY, 300, HEBREW)
    [(key, x, width)] = made.lines[0].links
    assert (key, x) == (1, pytest.approx(0))
    assert x + width < made.lines[0].width


def test_a_space_at_the_end_of_a_line_hangs_out_on_its_far_side() -> None:
    first, *_ = galley((TextRun("שלום לכם חברים"),), (), BODY, 60, HEBREW).lines
    left, right = min(placed(first, 12))[0], max(end for _, end in placed(first, 12))
    assert left < -2  # the space, left of the line
    assert right == pytest.approx(first.width, abs=0.05)


def used(made: Galley) -> dict[bool, set[str]]:
    return {home: {face.name for face, _ in (made.home if home else made.away)} for home in (True, False)}


def test_fonts_of_the_copys_own_are_for_values_only() -> None:
    own = Matter((TextRun("Łukasz "), Field(0)), BODY, 300, ENGLISH).galley(("Ann",))
    assert used(own) == {True: {"NotoSans-Regular"}, False: set()}
    value = Matter((TextRun("Ann "), Field(0)), BODY, 300, ENGLISH).galley(("Łukasz",))
    assert used(value) == {True: {"NotoSans-Regular"}, False: {"NotoSans-Regular"}}
    assert "/XR0 12 Tf" in value.lines[0].spans[1].code


@given(LEFT_TO_RIGHT)
def test_the_glyphs_a_galley_names_are_those_it_draws(text: str) -> None:
    made = galley((TextRun(text),), (), BODY, 200, ENGLISH)
    drawn: dict[str, set[int]] = {}
    for line in made.lines:
        for tag, glyphs, _ in shown(" ".join(span.code for span in line.spans)):
            drawn.setdefault(tag, set()).update(glyphs)
    assert {face.tag: set(glyphs) for face, glyphs in made.home} == drawn


def test_shifts_are_so_small_that_no_stretch_is_moved_twice() -> None:
    [line] = galley((TextRun("אב cd דה"),), (), BODY, 300, ENGLISH).lines
    assert line.end == pytest.approx(sum(float(x) for x in re.findall(r"(-?[\d.]+) 0 Td", " ".join(s.code for s in line.spans))), abs=0.01)
