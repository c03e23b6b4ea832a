"""Arrow heads stand at the points of lines, turned as these run, in the colour of these where they ask for it."""

from __future__ import annotations

import re

import pytest

from layouts.document.blocks import Picture
from layouts.errors import PictureError
from layouts.pages.drawings import Drawing, drawing
from layouts.pages.pictures import opened

HEAD = '<defs><marker id="a" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="5" markerHeight="5" orient="{orient}"><path d="M0 0L10 5L0 10z" fill="{fill}"/></marker></defs>'


def drawn(body: str, orient: str = "auto", fill: str = "#00f") -> Drawing:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="100pt" height="100pt" viewBox="0 0 100 100">{HEAD.format(orient=orient, fill=fill)}{body}</svg>'
    return drawing("a.svg", svg.encode())


def turns(read: Drawing) -> list[tuple[float, float]]:
    """Of each turned group the direction in which it runs, y upwards; then its place tells nothing."""
    found = re.findall(r"^([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) [-\d.]+ [-\d.]+ cm$", read.code, re.M)
    return [(round(float(a), 2), round(float(b), 2)) for a, b, _, _ in found]


def filled(read: Drawing) -> int:
    return read.code.count("0 0 1 rg")


@pytest.mark.parametrize(("line", "heads"), [
    ('<line x1="10" y1="10" x2="90" y2="10" stroke="#000" marker-end="url(#a)"/>', 1),
    ('<line x1="10" y1="10" x2="90" y2="10" stroke="#000" style="marker-start:url(#a);marker-end:url(#a)"/>', 2),
    ('<g marker-end="url(#a)"><line x1="10" y1="10" x2="90" y2="10" stroke="#000"/></g>', 1),
    ('<polyline points="10,10 50,50 90,10" fill="none" stroke="#000" marker-start="url(#a)" marker-mid="url(#a)" marker-end="url(#a)"/>', 3),
    ('<polygon points="10,10 50,50 90,10" fill="none" stroke="#000" marker-mid="url(#a)"/>', 2),
    ('<path d="M10 10 h40 v40 l10 10 c0 10 10 10 10 20 a5 5 0 0 1 10 0" fill="none" stroke="#000" marker-mid="url(#a)" marker-end="url(#a)"/>', 5),
    ('<path d="M10 10 H90" stroke="#000" marker-end="none"/>', 0),
    ('<path d="" stroke="#000" marker-end="url(#a)"/>', 0),
])  # fmt: skip
def test_each_point_that_asks_for_one_has_its_head(line: str, heads: int) -> None:
    """The renderer leaves them all out without a word."""
    assert len(re.findall(r"\d+ \d+ l|h f", drawn(line).code)) >= heads
    assert drawn(line).code.count(" rg") >= (heads > 0)
    bare = re.sub(r"marker-\w+(=\"[^\"]*\"|:[^;\"]*;?)", "", line)
    assert len(turns(drawn(line))) - len(turns(drawn(bare))) >= heads


@pytest.mark.parametrize(("d", "way"), [
    ("M50 50 H90", (1, 0)), ("M50 50 H10", (-1, 0)), ("M50 50 V90", (0, -1)), ("M50 50 V10", (0, 1)),
    ("M10 90 C10 50 50 50 90 50", (1, 0)), ("M10 90 Q10 10 90 10", (1, 0)), ("M30 50 a20 20 0 0 1 40 0", (0, -1)),
    ("M10 50 Q30 90 50 50 T90 50", None),
])  # fmt: skip
def test_a_head_points_where_its_line_runs(d: str, way: tuple[float, float] | None) -> None:
    """way: to the right and upwards on paper; heads are as wide as five lines, of ten units."""
    read = drawn(f'<path d="{d}" fill="none" stroke="#000" stroke-width="2" marker-end="url(#a)"/>')
    a, b = turns(read)[-1]
    length = (a * a + b * b) ** 0.5
    assert length == pytest.approx(1.0, abs=0.02)  # 2 wide, 5 of them in a box of 10
    if way is not None:
        assert (a / length, b / length) == pytest.approx((way[0], -way[1]), abs=0.02)
    else:
        assert abs(b) > 0.1  # a curve that goes on smoothly does not end level


def test_heads_take_the_colour_of_their_line_where_they_ask_for_it() -> None:
    read = drawn('<line x1="1" y1="9" x2="90" y2="9" stroke="#ff0000" marker-end="url(#a)"/>', fill="context-stroke")
    assert "1 0 0 rg" in read.code


def test_a_head_at_the_start_is_turned_round_where_it_says_so() -> None:
    line = '<line x1="10" y1="50" x2="90" y2="50" stroke="#000" marker-start="url(#a)"/>'
    assert turns(drawn(line))[-1][0] > 0 > turns(drawn(line, "auto-start-reverse"))[-1][0]


@pytest.mark.parametrize(("body", "said"), [
    ('\n<line x1="1" x2="9" stroke="#000" marker-end="url(#b)"/>', "line 2: <line marker-end>: there is no marker 'url(#b)' in the drawing"),
    ("\n<style>.x{marker-end:url(#a)}</style>", "line 2: <style marker-end>: say which arrow head a line has at the line itself"),
    (f'<g marker-mid="url(#a)"><polyline points="{"1,1 " * 15_000}"/></g>', "its marks have more than 20,000 parts"),
])  # fmt: skip
def test_heads_that_cannot_be_drawn_are_refused_with_their_line(body: str, said: str) -> None:
    with pytest.raises(PictureError) as caught:
        drawn(body)
    assert said in str(caught.value) and str(caught.value).startswith("a.svg")
    assert caught.value.near == "a.svg"


def test_no_head_is_drawn_where_a_marker_only_stands_in_the_file() -> None:
    assert filled(drawn('<rect width="5" height="5" fill="#ff0000"/>')) == 0
    assert isinstance(opened(Picture("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><marker/></svg>')), Drawing)
