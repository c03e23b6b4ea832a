"""Pictures on paper: what a drawing and a photograph become, and where they stand."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Raster

from layouts.document.blocks import Figure, Logo, Picture
from layouts.document.inlines import TextRun
from layouts.errors import PictureError
from layouts.pages.drawings import Drawing, recoloured
from layouts.pages.flowables import pieces
from layouts.pages.images import TALLEST_PART
from layouts.pages.photographs import Photograph
from layouts.pages.pictures import opened
from tests.layouts.paper import document, paragraph, setting, struck, theme
from tests.reading import page_texts, tags


def svg(inside: str, size: str = 'width="200" height="100"') -> Picture:
    return Picture("drawing.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'.encode())


def raster(mode: str = "RGB", size: tuple[int, int] = (40, 20), kind: str = "PNG") -> Picture:
    made = Raster.linear_gradient("L").resize(size).convert(mode)
    out = io.BytesIO()
    made.save(out, kind)
    return Picture(f"photo.{kind.lower()}", out.getvalue())


SQUARE = svg('<rect x="10" y="10" width="80" height="80" fill="#ff0000"/>')


# -- drawings


def test_a_drawing_is_operators_in_its_own_units() -> None:
    made = opened(SQUARE)
    assert isinstance(made, Drawing)
    assert (made.width, made.height) == (150, 75)  # 96 pixels an inch (CSS 2.1, 4.3.2)
    assert re.search(r"\b1 0 0 rg\b", made.code)
    assert "BT" not in made.code


@pytest.mark.parametrize(("inside", "why"), [
    ('<image href="file:///etc/passwd" width="10" height="10"/>', "pictures inside a drawing"),
    ('<a href="https://example.org/"><rect width="1" height="1"/></a>', "refer to anything outside"),
    ("<style>@import url(x.css)</style>", "refer to anything outside"),
    ('<rect width="10" height="10" fill-opacity="0.5"/>', "transparency"),
])  # fmt: skip
def test_what_a_drawing_may_not_hold_is_refused_with_its_name_and_a_remedy(inside: str, why: str) -> None:
    with pytest.raises(PictureError, match=rf"drawing\.svg(, line 1)?: .*{why}"):
        opened(svg(inside))


def test_entities_are_refused_before_anything_is_read() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    with pytest.raises(PictureError, match="may not declare entities"):
        opened(Picture("bomb.svg", bomb))


def test_words_of_a_drawing_are_kept_aside_with_their_place_and_their_side() -> None:
    text = '<text id="disc" x="20" y="30">Disc</text><text x="100" y="40" text-anchor="middle">Bone</text>'
    made = opened(svg(text))
    assert isinstance(made, Drawing)
    assert [(label.key, label.text, label.anchor) for label in made.labels] == [("disc", "Disc", "start"), ("", "Bone", "center")]
    assert [(label.x, label.y) for label in made.labels] == [(15, 52.5), (75, 45)]  # points, y upwards


def test_a_drawings_words_are_set_in_the_pages_type_and_can_be_translated() -> None:
    picture = Picture("d.svg", svg('<text id="disc" x="20" y="30">Disc</text>').data, (("disc", "Bandscheibe"),))
    data = struck(document(Figure(picture, "A spine."), language="de"))
    assert "Bandscheibe" in page_texts(data)[0] and "Disc" not in page_texts(data)[0]
    assert 'Figure Alt=A spine. "Bandscheibe"' in tags(data)


def test_one_colour_takes_all_but_white() -> None:
    drawn = opened(svg('<rect width="9" height="9" fill="#00ff00"/><rect width="3" height="3" fill="#ffffff"/>'))
    assert isinstance(drawn, Drawing)
    made = recoloured(drawn, (0.0, 0.0, 0.5))
    fills = re.findall(r"(\S+ \S+ \S+) rg", made.code)
    assert "0.000 0.000 0.500" in fills and "0 1 0" not in fills
    assert any(float(c) == 1 for fill in fills for c in fill.split()[:1])
    assert (made.width, made.height) == (drawn.width, drawn.height)


# -- photographs


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "1"])
def test_a_png_has_the_same_pixels_on_paper(mode: str) -> None:
    picture = raster(mode)
    with pikepdf.open(io.BytesIO(struck(document(Figure(picture, "x"))))) as pdf:
        [image] = pdf.pages[0].Resources.XObject.values()
        found = pikepdf.PdfImage(image).as_pil_image().convert("RGB")
    assert found.tobytes() == Raster.open(io.BytesIO(picture.data)).convert("RGB").tobytes()


def test_a_transparent_png_has_a_soft_mask_of_its_alpha() -> None:
    made = Raster.new("RGBA", (4, 2), (255, 0, 0, 128))
    out = io.BytesIO()
    made.save(out, "PNG")
    with pikepdf.open(io.BytesIO(struck(document(Figure(Picture("a.png", out.getvalue()), "x"))))) as pdf:
        [image] = pdf.pages[0].Resources.XObject.values()
        assert image.SMask.read_bytes() == bytes([128] * 8)


def test_a_jpeg_is_put_in_as_it_is() -> None:
    picture = raster(kind="JPEG")
    with pikepdf.open(io.BytesIO(struck(document(Figure(picture, "x"))))) as pdf:
        [image] = pdf.pages[0].Resources.XObject.values()
        assert image.read_raw_bytes() == picture.data
        assert image.Filter == "/DCTDecode"


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0junk", raster().data[:60]])
def test_what_is_no_picture_is_refused_by_its_name(data: bytes) -> None:
    with pytest.raises(PictureError, match=r"odd\.png: "):
        opened(Picture("odd.png", data))


@settings(max_examples=20)
@given(st.integers(1, 300), st.integers(1, 300))
def test_a_picture_keeps_its_shape_and_stays_in_the_measure(width: int, height: int) -> None:
    made = setting()
    [whole] = pieces([Figure(raster("L", (width, height)), "x")], made)
    image = whole.children[0]  # type: ignore[attr-defined]
    wide, high = image.natural(300)
    assert high / wide == pytest.approx(height / width)
    assert wide <= 300 * theme().figure.width + 0.001
    assert high <= made.tallest * TALLEST_PART + 0.001


def test_a_picture_shrinks_a_little_to_fit_the_rest_of_a_page_but_not_more() -> None:
    made = setting()
    [whole] = pieces([Figure(raster("L", (300, 300)), "x", (TextRun("A caption"),))], made)
    _, full = whole.wrap(300, 1000)
    assert whole.wrap(300, full - 5)[1] == pytest.approx(full - 5)
    least = whole.children[0].height * theme().figure.shrink  # type: ignore[attr-defined]
    assert whole.wrap(300, full - least)[1] == pytest.approx(full)


def test_a_logo_is_an_artifact_of_the_layouts_height() -> None:
    made = setting()
    [logo] = pieces([Logo(SQUARE)], made)
    assert logo.wrap(300, 0) == (300, theme().figure.logo)
    assert "Figure" not in tags(struck(document(Logo(SQUARE), paragraph("x"))))


def test_a_picture_stands_where_its_box_in_the_tree_says() -> None:
    data = struck(document(Figure(raster("RGB", (40, 20)), "A gradient.")))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        [figure] = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        said = [float(x) for x in figure.A.BBox]
    page = pdfium.PdfDocument(data)[0]
    [image] = [o for o in page.get_objects() if o.type == 3]
    assert list(image.get_bounds()) == pytest.approx(said, abs=0.01)


def test_a_photographs_ratio_is_its_height_for_a_width_of_one() -> None:
    made = opened(raster("RGB", (40, 20)))
    assert isinstance(made, Photograph)
    assert made.ratio == 0.5


def caption_of(words: str, label: str = "Bone") -> str:
    """Where the caption of a picture in large print begins: beside it, or below."""
    picture = svg(f'<rect x="1" y="1" width="198" height="98" fill="none" stroke="#000"/><text x="140" y="50">{label}</text>')
    data = struck(document(Figure(picture, "A bone.", (TextRun(words),)), paragraph("After.")), layout="large-print")
    page = pdfium.PdfDocument(data)[0].get_textpage()
    left = min(page.get_charbox(at)[0] for at in range(page.count_chars()) if page.get_text_range(at, 7) == words[:7])
    assert '"A bone."' in tags(data) or "Alt=A bone." in tags(data)
    return "beside" if left > theme("large-print").width / 2 else "below"


def test_in_large_print_a_caption_stands_at_the_side_where_that_is_lower_and_labels_have_room() -> None:
    assert caption_of("Caption: a bone of the knee.") == "beside"
    assert caption_of("Caption: " + "many words about it " * 20) == "below"  # it would be much higher than the picture
    assert caption_of("Caption: a bone of the knee.", "Sternocleidomastoid") == "below"  # its word is too wide for a picture that is smaller
