"""Ink: text that can be seen is seen, and text that cannot is not."""

from __future__ import annotations

import pytest
from pypdfium2 import raw

from handouts.proof.ink import Patch, bare

PAGE = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length %d>>stream
%s
endstream endobj
trailer<</Root 1 0 R>>
"""
WORDS = Patch(50, 98, 150, 112, "words that stand here")


def unseen(code: bytes, *patches: Patch) -> list[str]:
    """What of these cannot be seen on a page with this content."""
    data = PAGE % (len(code), code)
    document = raw.FPDF_LoadMemDocument64(data, len(data), None)
    page = raw.FPDF_LoadPage(document, 0)
    try:
        return bare(raw, page, patches)
    finally:
        raw.FPDF_ClosePage(page)
        raw.FPDF_CloseDocument(document)


SAID = b"BT /F1 12 Tf 50 100 Td (words that stand here) Tj ET"


@pytest.mark.parametrize("before", [b"", b"0.3 g", b"0 0.4 0.7 rg", b"0.9 g 0 0 300 300 re f 0 g", b"0 g 0 0 300 300 re f 1 g"])
def test_text_that_can_be_seen_is_seen(before: bytes) -> None:
    assert unseen(before + b" " + SAID, WORDS) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"1 g", b""), (b"3 Tr", b""), (b"0 0 1 1 re W n", b""), (b"", b"1 g 0 0 300 300 re f"), (b"1 0 0 1 0 50 cm", b""), (b"0 g 0 0 300 300 re f", b"")],
)
def test_text_that_cannot_be_seen_is_told(before: bytes, after: bytes) -> None:
    assert unseen(b" ".join((before, SAID, after)), WORDS) == [WORDS.text]


def test_every_patch_of_a_page_is_looked_at() -> None:
    here, there = WORDS, WORDS._replace(bottom=198, top=212, text="there")
    assert unseen(SAID, here, there) == ["there"]


@pytest.mark.parametrize("x", [50 + 0.25 * step for step in range(16)])
def test_a_small_sign_is_seen_wherever_it_stands_and_told_where_it_is_not(x: float) -> None:
    patch, said = Patch(x, 98, x + 3.3, 110, "."), b"BT /F1 12 Tf %.2f 100 Td (.) Tj ET" % x
    assert unseen(said, patch) == []
    assert unseen(b"1 g " + said, patch) == unseen(said, patch._replace(left=x + 9, right=x + 12.3)) == ["."]
