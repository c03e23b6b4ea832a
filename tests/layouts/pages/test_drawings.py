"""Drawings print the same wherever they stand; what could do more than draw is refused with its line."""

from __future__ import annotations

import io
import re
import subprocess
import time
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Raster

from layouts.document.blocks import Block, Box, Document, Figure, Heading, Paragraph, Picture, Table
from layouts.document.inlines import TextRun
from layouts.errors import PictureError
from layouts.pages.drawings import MOST_BYTES, Drawing, drawing, recoloured
from layouts.pages.pictures import opened
from layouts.pages.svgfile import DEEPEST, LARGEST, MOST_SHAPES
from tests.layouts.copies.documents import impression

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{w}" height="{h}" viewBox="0 0 100 100">{body}</svg>'
BLACK = '<rect x="10" y="10" width="30" height="80" fill="#000000"/><rect x="60" y="10" width="30" height="80" fill="none" stroke="#000000" stroke-width="1"/>'


def svg(body: str, w: str = "100", h: str = "100") -> bytes:
    return SVG.format(body=body, w=w, h=h).encode()


def refused(data: bytes) -> str:
    with pytest.raises(PictureError) as caught:
        opened(Picture("a.svg", data))
    return str(caught.value)


# -- the same everywhere


BEFORE: list[tuple[Block, ...]] = [
    (),
    (Box("call-us", (TextRun("Call"),), (Paragraph((TextRun("Text."),)),)),),
    (Box("important", (TextRun("Mind"),), (Paragraph((TextRun("Text."),)),)),),
    (Heading(2, (TextRun("In the brand's colour"),)),),
    (Paragraph((TextRun("A link", link="https://a.example"),)),),
    (Table(((TextRun("A"),), (TextRun("B"),)), (((TextRun("1"),), (TextRun("2"),)),)),),
    (Figure(Picture("red.svg", svg('<rect x="10" y="10" width="80" height="80" fill="#ff0000" stroke="#00ff00" stroke-width="9"/>')), "red"),),
]


@pytest.mark.parametrize("before", BEFORE, ids=range(len(BEFORE)))
def test_a_black_drawing_is_black_whatever_was_drawn_before_it(before: tuple[Block, ...]) -> None:
    """It took colour and line width from the box, the heading or the rule above it."""
    document = Document("T", "en", (Heading(1, (TextRun("T"),)), *before, Figure(Picture("black.svg", svg(BLACK)), "black")))
    page = pdfium.PdfDocument(impression(document).data)[0].render(scale=2).to_pil().convert("RGB")
    box = _figure(impression(document).data)
    left, bottom, right, top = (2 * x for x in box)
    piece = page.crop((round(left), round(page.height - top), round(right), round(page.height - bottom)))
    bars = piece.resize((10, 10), Raster.Resampling.BOX)
    assert max(bars.getpixel((2, 5))) < 30
    assert bars.getpixel((7, 5)) == (255, 255, 255)
    assert all(max(pixel) - min(pixel) < 12 for _, pixel in piece.getcolors(1 << 24))  # no colour in it
    assert _line(piece) < 0.03 * piece.width  # of one unit, not of the nine that were left


def _line(piece: Raster.Image) -> int:
    """How many dots of the middle row belong to the right bar's left line."""
    row = [max(piece.getpixel((x, piece.height // 2))) < 128 for x in range(piece.width // 2, piece.width * 3 // 4)]
    return sum(row)


def _figure(data: bytes) -> tuple[float, ...]:
    """Where the last figure of a file stands."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        boxes = [o.A.BBox for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        return tuple(float(x) for x in min(boxes, key=lambda box: float(box[1])))


def test_recolouring_changes_every_colour_but_white() -> None:
    read = drawing("a.svg", svg('<rect width="9" height="9" fill="#112233"/><rect width="5" height="5" fill="#ffffff" stroke="#445566"/>'))
    code = recoloured(read, (0.5, 0.25, 1)).code
    assert set(re.findall(r"[\d.]+ [\d.]+ [\d.]+ rg", code)) == {"0.500 0.250 1.000 rg", "1 1 1 rg"}
    assert re.findall(r"[\d.]+ [\d.]+ [\d.]+ RG", code) == ["0.500 0.250 1.000 RG"]


def test_labels_have_their_words_keys_places_and_anchors() -> None:
    texts = '<text id="a" x="10" y="20">One</text><text x="50" y="60" text-anchor="middle">Two &amp; 2</text><text id="c" x="90" y="80" text-anchor="end">Three</text>'
    labels = drawing("a.svg", svg(texts)).labels
    assert [(label.key, label.text, label.anchor) for label in labels] == [("a", "One", "start"), ("", "Two & 2", "center"), ("c", "Three", "end")]
    assert [(label.x, label.y) for label in labels] == [pytest.approx((0.75 * x, 0.75 * (100 - y)), abs=0.1) for x, y in ((10, 20), (50, 60), (90, 80))]


@settings(max_examples=30, deadline=None)
@given(st.text("abc ,", max_size=30), st.sampled_from(["font-family", "style"]))
def test_no_font_of_the_machine_is_looked_for(family: str, key: str) -> None:
    """svglib asks fontconfig's program for a family that it does not know."""
    from xml.sax.saxutils import quoteattr

    value = quoteattr(family if key == "font-family" else f"font-family: Nowhere{family}")
    started = subprocess.Popen
    try:
        subprocess.Popen = _started  # type: ignore[assignment, misc]
        read = drawing("a.svg", svg(f'<text x="1" y="9" {key}={value}>Word</text>'))
    finally:
        subprocess.Popen = started  # type: ignore[misc]
    assert [label.text for label in read.labels] == ["Word"]


def _started(*_: object, **__: object) -> None:
    raise AssertionError("a program was started")


def test_a_plain_doctype_and_other_namespaces_do_no_harm() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><!-- made by hand -->'
    assert opened(Picture("a.svg", head.encode() + svg(BLACK))) == opened(Picture("a.svg", svg(BLACK)))
    assert opened(Picture("a.svg", b"\xef\xbb\xbf" + svg(BLACK))) == opened(Picture("a.svg", svg(BLACK)))


# -- refusals

BOMB = "<!DOCTYPE svg [" + '<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "&{a};&{a};&{a};&{a};&{a};&{a};&{a};&{a};&{a};&{a};">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"

# The same declaration in an encoding that has no byte of it as it stands.
UTF_7 = (
    b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE svg [+ADwAIQ-ENTITY a +ACI-b+ACI-+AD4AXQA+-'
    b"+ADw-svg xmlns=+ACI-http://www.w3.org/2000/svg+ACI- width=+ACI-9+ACI- height=+ACI-9+ACI-+AD4-+ADw-text+AD4AJg-a+ADsAPA-/text+AD4-+ADw-/svg+AD4-"
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BOMB.encode() + svg("<text>&i;</text>"), "may not declare entities"),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg("<text>&x;</text>"), "may not declare entities"),
        (b'<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://a.example/p"> %p;]>' + svg(""), "may not declare entities"),
        (UTF_7, "may not declare entities"),
        ('<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16-le") + BOMB.encode("utf-16-le"), "is "),
        (svg('\n\n<image xlink:href="data:image/png;base64,AAAA" width="5" height="5"/>'), "line 3: <image>: pictures inside a drawing"),
        (svg('\n<use xlink:href="other.svg#a"/>'), "line 2: <use>: a drawing may not refer to anything outside itself"),
        (svg('<a href=" https://a.example"/>'), "line 1: <a>: a drawing may not refer"),
        (svg('\n<rect width="5" height="5" fill="url(http://a.example/x)"/>'), "line 2: <rect>: a drawing may not refer"),
        (svg("<style>@import 'x.css';</style>"), "line 1: <style>: a drawing may not refer"),
        (svg('<style>rect{fill:URL( "//a.example")}</style>'), "<style>: a drawing may not refer"),
        (b'<?xml-stylesheet href="a.css"?>' + svg(""), "has a style sheet outside itself"),
        (svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'), "<foreignObject>: pictures inside"),
        (svg("<g>\n<rect>"), "line 2: is not well-formed XML"),
        (b"<html><body>login</body></html>", "line 1: is no SVG drawing: it begins with <html>"),
        (b"<", "is not well-formed XML"),
        (svg('\n\n<rect x="nan" width="5" height="5"/>'), "line 3: <rect x>: 'nan' is no number"),
        (svg('<path d="M0 0 L 1e400 5"/>'), "<path d>: '1e400' is no number"),
        (svg('<circle r="-inf" cx="5"/>'), "<circle r>: 'inf' is no number"),
        (svg('<g transform="scale(1e99)"><rect width="1" height="1"/></g>'), "<g transform>: '1e99' is no number"),
        (svg('<rect width="1" height="1" style="stroke-width:1e308"/>'), "<rect style>: '1e308' is no number"),
        (svg("", w="1e400"), "<svg width>: '1e400' is no number"),
        (svg("", w="0"), "with a width and height"),
        (svg("", w="9" * 30), "<svg width>:"),
        (svg("<style>rect{stroke-width:1e308;stroke:#000}</style><rect width='5' height='5'/>"), "a.svg: "),
        (svg('<rect width="5" height="5" fill="#123" fill-opacity="0.5"/>'), "line 1: <rect fill-opacity>: transparency"),
        (svg('<g id="a"><use xlink:href="#a"/></g>'), "is nested too deep, or in itself"),
        (svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), "is nested too deep, or in itself"),
        (svg("<g>" * (DEEPEST + 1) + "</g>" * (DEEPEST + 1)), "is nested too deep"),
        (svg("<g>" * 5000 + "</g>" * 5000), "a.svg"),
        (svg("<g/>" * (MOST_SHAPES + 1)), f"has more than {MOST_SHAPES:,} parts"),
    ],
)  # fmt: skip
def test_what_could_do_more_than_draw_is_refused_with_its_line(data: bytes, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", _started)
    start = time.process_time()
    assert said in refused(data)
    assert refused(data).startswith("a.svg")
    assert time.process_time() - start < 5


def test_uses_of_uses_are_counted_and_not_drawn() -> None:
    """Thirty lines that draw a thousand million rectangles."""
    levels = "".join(f'<g id="l{n}">' + f'<use xlink:href="#l{n - 1}"/>' * 10 + "</g>" for n in range(1, 10))
    start = time.process_time()
    assert "parts; simplify the drawing" in refused(svg(f'<defs><rect id="l0" width="1" height="1"/>{levels}</defs><use xlink:href="#l9"/>'))
    assert time.process_time() - start < 1


def test_a_drawing_of_some_uses_is_drawn() -> None:
    read = drawing("a.svg", svg('<defs><rect id="r" width="9" height="9" fill="#ff0000"/></defs><use xlink:href="#r" x="5" y="5"/><use xlink:href="#r" x="50" y="50"/>'))
    assert read.code.count("1 0 0 rg") == 2


def test_a_drawing_of_many_megabytes_is_refused() -> None:
    assert "a drawing may have 1; simplify it" in refused(svg(f"<!--{'x' * MOST_BYTES}-->"))


def test_the_largest_path_that_is_taken_is_drawn_in_seconds() -> None:
    data = svg(f'<path stroke="#000" d="M0 0{" L1 1 L5 9" * 25_000}"/>')
    assert MOST_BYTES * 0.2 < len(data) < MOST_BYTES
    start = time.process_time()
    assert isinstance(opened(Picture("a.svg", data)), Drawing)
    assert time.process_time() - start < 20


NUMBERS = st.one_of(st.floats(), st.sampled_from([0.0, 1e-320, 1e6, 1.0000001e6, 1e20, -1e6]), st.integers(-(10**9), 10**9))


@settings(max_examples=150)
@given(st.lists(NUMBERS, min_size=4, max_size=4), st.sampled_from(["rect", "path", "polygon", "transform", "viewBox"]))
def test_any_numbers_are_drawn_or_refused(numbers: list[float], where: str) -> None:
    a, b, c, d = numbers
    body = {
        "rect": f'<rect x="{a}" y="{b}" width="{c}" height="{d}"/>',
        "path": f'<path d="M {a} {b} L {c} {d} Z"/>',
        "polygon": f'<polygon points="{a},{b} {c},{d} 1,1"/>',
        "transform": f'<g transform="matrix({a} {b} {c} {d} 0 0)"><rect width="3" height="4"/></g>',
        "viewBox": "<g/>",
    }[where]
    data = svg(body) if where != "viewBox" else svg("<rect width='3' height='4'/>").replace(b"0 0 100 100", f"{a} {b} {c} {d}".encode())
    try:
        read = opened(Picture("a.svg", data))
    except PictureError as error:
        assert str(error).startswith("a.svg")
    else:
        assert isinstance(read, Drawing)
        assert all(abs(float(x)) <= 100 * LARGEST for x in re.findall(r"(?<![\w.])-?[\d.]+(?![\w.])", read.code))


@settings(max_examples=150)
@given(st.data())
def test_whatever_is_damaged_is_a_drawing_or_a_sentence(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(SHIPPED))
    at = data.draw(st.integers(1, len(whole) - 1))
    insert = data.draw(st.sampled_from([b"", b"<", b'"', b"&x;", b"1e999", b"<g>", b"url(x)", b"\0", b"\xff", b"--", b"<use href='#a'/>", b"9" * 400]))
    cut = data.draw(st.integers(0, 9))
    try:
        read = opened(Picture("a.svg", whole[:at] + insert + whole[at + cut :]))
    except PictureError as error:
        assert str(error).startswith("a.svg")
    else:
        assert isinstance(read, Drawing)


ROOT = Path(__file__).parents[3]
SHIPPED = [path.read_bytes() for path in sorted((*ROOT.glob("layouts/**/*.svg"), *ROOT.glob("handouts/**/*.svg"), *ROOT.glob("assets/**/*.svg")))]


# -- what the renderer would pass over without a word


@pytest.mark.parametrize(("body", "said"), [
    ('\n<rect width="5" height="5" opacity="0.5"/>', "line 2: <rect opacity>: transparency is not printed"),
    ('\n<g style="opacity:40%"><rect width="5" height="5"/></g>', "line 2: <g opacity>: transparency"),
    ("<style>.a{\n/* pale */ opacity : .3 }</style>", "line 1: <style opacity>: transparency"),
    ('<line x2="9" stroke="#000" stroke-opacity="0"/>', "<line stroke-opacity>: transparency"),
    ('<defs><linearGradient id="g"><stop offset="1"/></linearGradient></defs>\n<rect width="5" height="5" fill="url(#g)"/>', "line 2: <rect fill>: gradients and patterns"),
    ('<rect width="5" height="5" mask="url(#m)"/>', "<rect mask>: masks are not printed"),
    ('<rect width="5" height="5" style="filter:url(#f)"/>', "<rect filter>: filters are not printed"),
    ('<g style="mix-blend-mode:multiply"/>', "<g mix-blend-mode>: blended colours"),
    ('<path id="p" d="M0 0L9 9"/><text><textPath href="#p">Round</textPath></text>', "<textPath>: words along a path"),
    ('\n<text transform="rotate(-20)" x="9" y="9">Slanted</text>', "line 2: <text>: words that are turned are not printed, such as 'Slanted'"),
    ('<g transform="rotate(90)"><text x="9" y="9">Down</text></g>', "words that are turned"),
    ('<g transform="scale(-1,1)"><text x="-9" y="9">Mirrored</text></g>', "words that are turned"),
    ('<text transform="matrix(0 1 -1 0 0 0)" x="9" y="9">Up</text>', "words that are turned are not printed, such as 'Up'"),
    ('<defs><text id="t" x="9" y="9">Axis</text></defs>\n<use href="#t" transform="rotate(90)"/>', "line 1: <text>: words that are turned"),
    ('\n<g style="transform: rotate(90deg)"><text x="9" y="9">Axis</text></g>', "line 2: <g transform>: what this turns or moves would be printed"),
    ("<style>text{/* up */ rotate : 90deg }</style>", "line 1: <style rotate>: what this turns or moves"),
    ('<g transform="rotate(90)" transform-origin="center"><path d="M0 0h9"/></g>', "<g transform-origin>: what this turns or moves"),
    ('<svg width="9" height="9" transform="rotate(90)"><text x="9" y="9">Axis</text></svg>', "<svg transform>: what this turns or moves"),
    ('<text x="1 5 9" y="9">abc</text>', "<text>: words whose letters are placed one by one"),
    ('<text x="1" y="9">a<tspan rotate="30">b</tspan></text>', "<tspan>: words whose letters are placed one by one"),
    ('<text x="1" y="9">H<tspan dy="3">2</tspan>O</text>', "<tspan>: words that are moved from where others end"),
    ('<text x="50%" y="9">a</text>', "<text x>: '50%' is no length that words can be placed by"),
    ('<text x="1" y="9" writing-mode="tb">a</text>', "<text writing-mode>: words that run down"),
    ('<text x="1" y="9"><a href="#x">b</a></text>', "<a>: a text holds words and tspans only"),
])  # fmt: skip
def test_what_the_renderer_would_leave_out_is_refused_by_name_with_its_line(body: str, said: str) -> None:
    assert said in refused(svg(body))


@pytest.mark.parametrize("body", [
    '<rect width="5" height="5" opacity="1" fill-opacity="1.0" style="opacity:1;mix-blend-mode:normal;filter:none"/>',
    '<path d="M0 0L9 9" fill="none" stroke="#000" fill-opacity="0.5"/>',
    '<g stroke="none"><rect width="5" height="5" stroke-opacity="0.2"/></g>',
    '<g fill="none"><path d="M0 0L9 9" stroke="#000" style="fill-opacity:.5"/></g>',
    '<text x="1" y="9" transform="translate(5 5) scale(2)">level</text>',
    '<g style="transform:none" transform="translate(5 5)"><text x="1" y="9" style="translate:none">level</text></g>',
])  # fmt: skip
def test_what_says_so_and_changes_nothing_is_drawn(body: str) -> None:
    """As programs for drawing write it at every shape."""
    assert isinstance(opened(Picture("a.svg", svg(body))), Drawing)


@pytest.mark.parametrize(("body", "words"), [
    ('<text id="a" x="10" y="20">Turn <tspan font-weight="bold">this</tspan> way</text>', ["Turn this way"]),
    ('<text x="10" y="20"><tspan x="10" y="20">One</tspan><tspan x="10" y="40">two</tspan></text>', ["One \ntwo"]),
    ('<text x="10" y="20">One<tspan x="30" y="40">two</tspan></text>', ["One", "two"]),
    ('<text x="10" y="20"><tspan>a<tspan>b</tspan>c</tspan>d<tspan dx="4">e</tspan></text>', ["abcd e"]),
    ('<text x="10" y="20">  \n </text><text x="1" y="2">x</text>', ["x"]),
    ('<defs><text id="t" x="1" y="9">twice</text></defs><use href="#t"/><use href="#t" x="50"/>', ["twice", "twice"]),
])  # fmt: skip
def test_words_in_parts_are_one_label_unless_each_has_its_place(body: str, words: list[str]) -> None:
    """Parts stood as far from each other as another face would have put them."""
    assert [label.text for label in drawing("a.svg", svg(body)).labels] == words
