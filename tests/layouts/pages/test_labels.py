"""Labels of drawings wrap where they have no room, give way to each other, and are refused by name where that does not help."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from layouts.document.blocks import Figure, Picture
from layouts.errors import PictureError
from layouts.pages.drawings import drawing
from layouts.pages.labels import Room, SetLabel, placed
from layouts.typesetting.chunks import Voice
from tests.layouts.paper import ARABIC, ENGLISH, document, setting, struck, theme

LONG = "Keep your knee straight all the way up and down"


def svg(*texts: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="200pt" height="100pt" viewBox="0 0 200 100">{"".join(texts)}</svg>'.encode()


def labels(*texts: str, words: dict[str, str] | None = None, scale: float = 1.0, voice: Voice = ENGLISH) -> list[SetLabel]:
    room = Room(50, 100, 200 * scale, 100 * scale, 50, 50 + 300 * scale)
    return placed("a.svg", drawing("a.svg", svg(*texts)), words or {}, room, setting(voice=voice))


def refused(*texts: str, words: dict[str, str] | None = None, scale: float = 1.0) -> PictureError:
    with pytest.raises(PictureError) as caught:
        labels(*texts, words=words, scale=scale)
    return caught.value


def lines(label: SetLabel) -> int:
    return len(label.galley.lines)


@pytest.mark.parametrize(("x", "anchor"), [(190, "start"), (60, "end"), (40, "middle"), (150, "start")])
def test_a_label_that_has_no_room_is_wrapped_inside_its_column(x: int, anchor: str) -> None:
    (label,) = labels(f'<text x="{x}" y="20" text-anchor="{anchor}">{LONG}</text>', scale=1.5)
    assert lines(label) > 1
    assert label.left >= 50 - 0.1 and label.right <= 50 + 450 + 0.1
    assert label.top <= 250 and label.bottom >= 100


@pytest.mark.parametrize(("y", "upwards"), [(40, True), (70, False)])
def test_lines_that_are_more_go_away_from_the_middle_of_the_drawing(y: int, upwards: bool) -> None:
    (short,), (long,) = (labels(f'<text x="190" y="{y}">{text}</text>', scale=2) for text in ("Knee", LONG))
    assert lines(long) > 1
    assert (long.top > short.top + 1) == upwards and (long.bottom < short.bottom - 1) == (not upwards)


def test_where_words_run_from_right_to_left_they_begin_at_the_right() -> None:
    """SVG 1.1, 10.9.1: of a text with direction rtl, `start` is its right end."""
    for anchor, side in (("", "right"), ('text-anchor="start"', "right"), ('text-anchor="end"', "left")):
        there, mirrored = (labels(f'<text x="100" y="40" {way} {anchor}>عظم سليم</text>', voice=ARABIC)[0] for way in ("", 'direction="rtl"'))
        assert getattr(mirrored, side) == pytest.approx(there.left if side == "right" else there.right)


def test_a_label_from_right_to_left_that_has_no_room_is_refused_by_its_name() -> None:
    with pytest.raises(PictureError, match=r"a\.svg: the label “عظم” does not fit on the drawing"):
        labels('<text x="1" y="40" direction="rtl">عظم</text>', voice=ARABIC)


def test_a_label_stays_inside_the_height_of_its_drawing() -> None:
    """Words of 10 points at the very edge of a drawing lay on what stood above it."""
    over, under = labels('<text x="5" y="1">Over</text>', '<text x="5" y="100">Under</text>')
    assert over.top == pytest.approx(200) and under.bottom == pytest.approx(100)


def test_a_word_that_is_wider_than_the_room_is_refused_by_its_label() -> None:
    error = refused('<text id="knee" x="195" y="30">Electroencephalographically</text>')
    assert "a.svg: the label “Electroencephalographically” does not fit on the drawing" in str(error) and "shorten it" in str(error)
    assert error.near == "- knee:"
    assert refused('<text x="195" y="30">Electroencephalographically</text>').near == "a.svg"


def test_lines_that_are_higher_than_the_drawing_are_refused() -> None:
    assert "lines are higher than the drawing" in str(refused(f'<text id="a" x="240" y="30">{"many small words " * 12}</text>'))


def test_neighbours_give_way_by_up_to_a_line() -> None:
    near, far = labels('<text x="5" y="40">One</text>', '<text x="5" y="46">Two</text>')
    assert near.top - far.top >= theme().figure.label * 0.9
    left, right = labels('<text x="5" y="40">One</text>', '<text x="150" y="40">Two</text>')
    assert left.top == right.top


def test_labels_that_lie_on_each_other_are_refused_with_both_named() -> None:
    texts = [f'<text id="{key}" x="5" y="{y}">{key} words</text>' for key, y in (("one", 8), ("two", 9), ("three", 10))]
    error = refused(*texts, scale=0.5)
    assert "lie on each other" in str(error) and "“two words”" in str(error) and error.near.startswith("- ")


def test_words_in_place_of_a_text_stand_where_its_first_line_stands() -> None:
    text = '<text id="a" x="5" y="40"><tspan x="5">One</tspan><tspan x="9" dy="1.2em">two</tspan></text>'
    assert [label.label.text for label in labels(text)] == ["One", "two"]
    (said,) = labels(text, words={"a": "Eins zwei"})
    assert said.label.text == "Eins zwei" and said.top == labels(text)[0].top


def test_a_label_in_a_language_from_right_to_left_stands_where_the_drawing_says() -> None:
    text = '<text id="a" x="100" y="40">One</text>'
    (latin,), (arabic,) = labels(text), labels(text, words={"a": "عظم سليم"}, voice=ARABIC)
    assert latin.left == pytest.approx(arabic.left, abs=0.1)


def test_lines_under_one_another_are_as_far_apart_as_the_pages_type_wants_and_read_as_words() -> None:
    text = '<text x="20" y="30" font-size="4"><tspan x="20">Healthy <tspan font-weight="bold">bone</tspan></tspan><tspan x="20" dy="4">at the side</tspan></text>'
    (label,) = labels(text)
    assert lines(label) == 2 and label.style.leading >= theme().figure.label
    page = pdfium.PdfDocument(struck(document(Figure(Picture("a.svg", svg(text)), "Bones."))))[0]
    assert "Healthy bone at the side" in " ".join(page.get_textpage().get_text_bounded().split())
