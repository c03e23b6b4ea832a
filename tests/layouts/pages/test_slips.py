"""Slips to cut off: at the foot of the front of a sheet, with nothing behind or after it; lines to write on."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from layouts.document.blocks import Box, Heading, Items, ReplySlip, Writing
from layouts.document.inlines import TextRun
from layouts.errors import OverfullError
from layouts.pages.flowables import pieces
from layouts.pages.writing import AnswerLine
from tests.layouts.paper import document, field, paragraph, setting, struck, words
from tests.reading import nesting_errors, page_texts, tags

SLIP = ReplySlip(
    "Cut here", (Heading(2, words("Reply slip"), "sub-section"), Items("check", ((paragraph("I will come."),),)), Writing(1, words("Telephone"))),
    (Box("send-to", (), (paragraph("Mill Lane Clinic"),)),),
)  # fmt: skip
LONG = "long words " * 90


def lowest(data: bytes, page: int) -> float:
    """How far above the foot of the page the words of a slip end."""
    text = pdfium.PdfDocument(data)[page].get_textpage()
    searcher = text.search("Telephone")
    index, _ = searcher.get_next()
    return float(text.get_charbox(index)[1])


@pytest.mark.parametrize("layout", ["standard", "large-print"])
def test_it_stands_at_the_foot_of_the_front_of_the_last_sheet_whatever_stands_before(layout: str) -> None:
    heights, counts = set(), set()
    for before in range(16):
        data = struck(document(*(paragraph(f"{n} {LONG}") for n in range(before)), SLIP), layout=layout)
        pages = page_texts(data)
        assert [number for number, text in enumerate(pages) if "Reply slip" in text] == [len(pages) - 1]
        assert len(pages) % 2 == 1 and nesting_errors(data) == []
        heights.add(round(lowest(data, len(pages) - 1)))
        counts.add(len(pages))
    assert len(heights) == 1 and len(counts) > 2


def test_its_lines_are_no_words_and_its_words_are_read_in_order() -> None:
    data = struck(document(SLIP))
    text, found = page_texts(data)[0], tags(data)
    assert text.index("Cut here") < text.index("Reply slip") < text.index("I will come.") < text.index("Telephone") < text.index("Mill Lane")
    assert "Figure" not in found and "_" not in text


def test_a_slip_that_no_page_holds_is_refused() -> None:
    with pytest.raises(OverfullError):
        struck(document(ReplySlip("Cut here", tuple(paragraph(f"{n} {LONG}") for n in range(30)))))


@pytest.mark.parametrize("layout", ["standard", "large-print"])
def test_words_too_long_for_their_line_stand_below_it(layout: str) -> None:
    said = "Cut here along the line, put the slip into an envelope and send it back to us as soon as you can, please"
    data = struck(document(ReplySlip(said, SLIP.blocks)), layout=layout)
    assert said in page_texts(data)[0] and nesting_errors(data) == []


def test_a_line_stands_behind_words_that_leave_it_room_and_below_others() -> None:
    def line(label: tuple[object, ...]) -> AnswerLine:
        [piece] = pieces([Writing(1, label)], setting(("Anna",)))  # type: ignore[arg-type]
        assert isinstance(piece, AnswerLine)
        piece.wrap(200.0, 0)
        return piece

    assert line(words("Telephone")).start > 0
    assert line(words("Whatever else you would like us to know before you come")).start == 0
    assert line((TextRun("For "), field(0))).start == 0, "where it begins is the same in every copy"
