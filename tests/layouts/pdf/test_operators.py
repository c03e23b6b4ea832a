from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2 as pdfium
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.pdf.operators import shortened

STATE = st.sampled_from(["0 0 0 rg", "1 0 0 rg", ".2 .4 .6 RG", "1 w", "4 w", "0 J", "1 J", "0 j", "[] 0 d", "[6 3] 0 d", "1 0 0 1 0 0 cm", ".5 0 0 .5 10 10 cm"])
PAINT = st.sampled_from(["n 10 10 40 30 re f", "n 5 5 m 60 50 l S", "n 20.123 60 20 20 re B"])
DRAWING = st.recursive(
    st.lists(st.one_of(STATE, PAINT), max_size=6), lambda inner: st.lists(inner, max_size=4).map(lambda parts: [line for part in parts for line in ("q", *part, "Q")]), max_leaves=8
)


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
    assert len(short) <= len(code)
    assert drawn(short) == drawn(code)


def test_state_that_is_set_already_is_not_set_again() -> None:
    assert shortened("q\n1 0 0 1 0 0 cm\n1 w\nq\n1 0 0 rg\nn 0 0 9 9 re f\nQ\nQ") == "q\n1 0 0 rg\n0 0 9 9 re f\nQ"
    assert not re.search(r"\d\.\d{4}", shortened("n 1.234567 0 m 2 2 l S"))
