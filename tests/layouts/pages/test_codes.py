"""Codes on paper that can be scanned: of an address, and of the copy itself."""

from __future__ import annotations

import io
import itertools

import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from layouts.document.blocks import Code, CopyCode
from layouts.document.inlines import Field, TextRun
from layouts.pages.codes import runs
from layouts.pages.modules import qr_modules
from tests.layouts.paper import document, struck, theme
from tests.reading import page_texts, tags


@given(st.binary(max_size=60))
def test_runs_of_modules_are_all_of_them_and_do_not_touch(data: bytes) -> None:
    bits = bytes(b & 1 for b in data)
    found = list(runs(bits))
    back = bytearray(len(bits))
    for start, length in found:
        assert length > 0
        back[start : start + length] = b"\x01" * length
    assert bytes(back) == bits
    assert all(a + b < c for (a, b), (c, _) in itertools.pairwise(found))


@pytest.mark.parametrize("url", ["https://example.org/film", "https://example.org/a?b=c&d=" + "e" * 120])
def test_a_code_on_paper_is_the_code_of_its_address(url: str) -> None:
    """Each module, looked at in its middle on the rendered page, is as dark as it should be; four light ones stand around them."""
    data = struck(document(Code(url, "Opens the film.", (TextRun("Watch"),))))
    page = pdfium.PdfDocument(data)[0]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (link,) = pdf.pages[0].Annots
        quad = [float(x) for x in link.QuadPoints][-8:]
        left, right, bottom, top = min(quad[::2]), max(quad[::2]), min(quad[1::2]), max(quad[1::2])
    scale = 4
    picture = page.render(scale=scale).to_pil().convert("L")
    modules = qr_modules(url)
    unit = (right - left) / len(modules)
    assert [right - left, top - bottom] == pytest.approx([theme().figure.code] * 2, abs=0.002)
    for row, bits in enumerate(modules):
        for column, dark in enumerate(bits):
            x, y = left + (column + 0.5) * unit, page.get_height() - top + (row + 0.5) * unit
            assert (picture.getpixel((x * scale, y * scale)) < 128) == bool(dark)
    assert not any(modules[0]) and not any(row[0] for row in modules)


def test_a_code_and_its_address_are_one_link_that_is_said_once() -> None:
    """A reader heard the sentence as the words for a picture, as a link, and once more."""
    url = "https://example.org/film"
    data = struck(document(Code(url, "Opens the film.", (TextRun("Watch the film"),))))
    said = tags(data)
    assert said.count("Link ") == 1 and "Figure" not in said and said.count("Watch the film") == 1 and "Opens" not in said
    assert url in page_texts(data)[0]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [(str(a.A.URI), str(a.Contents)) for a in pdf.pages[0].Annots] == [(url, "Opens the film.")]


CODE = CopyCode(0, "The number of this copy.", (TextRun("Copy "), Field(0)))


@pytest.mark.parametrize("layout", ["standard", "large-print"])
@pytest.mark.parametrize("copy", ["abcdefghijkl", "222222222222", "zzzzzzzzzzzz"])
def test_a_copys_code_is_read_by_a_scanner(layout: str, copy: str) -> None:
    data = struck(document(CODE), (copy,), layout)
    picture = pdfium.PdfDocument(data)[0].render(scale=200 / 72).to_pil()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"HC{copy.upper()}"]
    assert f"Copy {copy}" in page_texts(data)[0]


def test_a_copys_code_is_a_figure_that_is_described_and_no_link() -> None:
    said = tags(struck(document(CODE), ("abcdefghijkl",)))
    assert "Figure Alt=The number of this copy." in said and "Link" not in said
