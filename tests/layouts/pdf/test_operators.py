from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import ContentStream, StreamObject

from layouts.pdf.operators import shortened

STATE = st.sampled_from(["0 0 0 rg", "1 0 0 rg", ".2 .4 .6 RG", "1 w", "4 w", "0 J", "1 J", "0 j", "[] 0 d", "[6 3] 0 d", "1 0 0 1 0 0 cm", ".5 0 0 .5 10 10 cm"])
PAINT = st.sampled_from(["n 10 10 40 30 re f", "n 5 5 m 60 50 l S", "n 20.123 60 20 20 re B"])
DRAWING = st.recursive(
    st.lists(st.one_of(STATE, PAINT), max_size=6), lambda inner: st.lists(inner, max_size=4).map(lambda parts: [line for part in parts for line in ("q", *part, "Q")]), max_leaves=8
)


DIRTY = "1 0 0 rg 0 1 0 RG 7 w"  # as a page may have been left by what was drawn before


def drawn(code: str) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 100))
    page.Contents = pdf.make_stream(code.encode())
    out = io.BytesIO()
    pdf.save(out)
    return pdfium.PdfDocument(out.getvalue())[0].render(scale=1).to_pil().tobytes()


@settings(max_examples=150, deadline=None)
@given(DRAWING)
def test_shortened_operators_draw_the_same_picture(lines: list[str]) -> None:
    code = "\n".join(lines)
    short = shortened(code)
    assert len(short.code) <= len(code)
    assert drawn(f"{DIRTY}\n{short.preface}\n{short.code}") == drawn(code)


def test_state_that_is_set_already_is_not_set_again() -> None:
    assert shortened("q\n1 0 0 1 0 0 cm\n1 w\nq\n1 0 0 rg\nn 0 0 9 9 re f\nQ\nQ") == ("", "q\n1 0 0 rg\n0 0 9 9 re f\nQ")
    assert not re.search(r"\d\.\d{4}", shortened("n 1.234567 0 m 2 2 l S").code)


@given(st.lists(st.tuples(st.floats(-1e6, 1e6, allow_nan=False), st.floats(-1e6, 1e6, allow_nan=False)), min_size=1, max_size=20))
def test_points_stay_within_half_a_thousandth(points: list[tuple[float, float]]) -> None:
    """Numbers as a renderer writes them: plain decimals of many digits."""
    code = "\n".join(f"n {x:.9f} {y:.9f} m 7 7 l S" for x, y in points)
    content = StreamObject()
    content.set_data(shortened(code).code.encode())
    found = [[float(x) for x in operands] for operands, operator in ContentStream(content, None).operations if operator == b"m"]
    assert len(found) == len(points)
    for (x, y), (a, b) in zip(points, found, strict=True):
        assert abs(x - a) <= 0.00051
        assert abs(y - b) <= 0.00051


@given(DRAWING)
def test_shortening_once_is_enough(lines: list[str]) -> None:
    once = shortened("\n".join(lines))
    assert shortened(once.code) == once
    assert once.code.split("\n").count("q") == once.code.split("\n").count("Q")


@pytest.mark.parametrize(
    ("code", "preface"),
    [
        ("0 0 9 9 re f", "0 0 0 rg"),
        ("0 0 9 9 re S", "0 0 0 RG\n1 w"),
        ("0 0 0 RG\n2 w\n0 0 9 9 re S", "0 0 0 RG"),  # black is what is set already, so it was dropped
        ("1 0 0 rg\n0 0 9 9 re f", ""),
        ("q\n1 0 0 rg\n0 0 9 9 re f\nQ\n0 0 9 9 re f", "0 0 0 rg"),
        ("q\n1 0 0 rg\nQ", ""),
    ],
)
def test_what_a_drawing_takes_for_granted_is_told(code: str, preface: str) -> None:
    assert shortened(code).preface == preface
