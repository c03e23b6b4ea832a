"""Mutated pictures and fonts: what clinics put beside their leaflets."""

from __future__ import annotations

import io
import random
import re
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import uharfbuzz as hb
from PIL import Image

from handouts.clinics.clinic import built_in, sample_clinic
from handouts.clinics.looks import FONTS, carried_families
from layouts.document.blocks import Document, Figure, Heading, Logo, Picture
from layouts.document.inlines import TextRun
from layouts.errors import MissingGlyph, PictureError, ThemeError
from layouts.typesetting.faces import Face
from layouts.typesetting.fonts import Family, Typecase
from layouts.typesetting.subsets import font_objects, widths
from tests.fuzz.mutation import TOKENS, Target, mutated
from tests.fuzz.texts import _written
from tests.layouts.copies.documents import bound, impression
from tests.layouts.pages.rasters import KINDS, chunk

SVG_TOKENS = (
    b"<g>", b"</g>", b"<use href='#a'/>", b" id='a'", b"<rect width='9' height='9'/>", b"<image href='data:image/png;base64,AAAA'/>", b"url(#a)", b"url(x.png)",
    b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"&#xD800;", b"transform='scale(1e9)'", b"matrix(0 0 0 0 0 0)", b"rotate(1e400)", b"inf", b"-nan", b"1e-400", b"100%", b"5em", b"1ex",
    b"<style>*{fill:url(#x)}</style>", b"<text>", b"<tspan x='1 2 3'>", b"stroke-dasharray='0 0'", b"stroke-width='-1'", b"A 1 1 0 2 2 5 5", b"d=''", b"points='1'", b"viewBox='0 0 0 0'",
    b"width='0'", b"preserveAspectRatio='x'", b"opacity='.5'", b"<linearGradient id='a'/>", b"<clipPath id='a'>", b"<mask>", b"<symbol>", b"<?pi?>", b"<![CDATA[", b"xmlns:x='y'",
)  # fmt: skip
RASTER_TOKENS = (
    b"IHDR", b"IDAT", b"IEND", b"tRNS", b"PLTE", b"eXIf", b"iCCP", b"zTXt", b"\xff\xd8", b"\xff\xd9", b"\xff\xda", b"\xff\xc0", b"\xff\xc2", b"\xff\xc4", b"\xff\xdb", b"\xff\xdd\0\4\0\1",
    b"\xff\xe1\0\x08Exif\0\0", b"\xff\xee\0\x0eAdobe\0d\0\0\0\0\2", b"\x7f\xff\xff\xff", b"\0\0\0\0",
)  # fmt: skip
VALUES = (
    b"", b"0", b"-1", b"1e5", b"1e6", b"1e-300", b"100%", b"1ex", b"2em", b"none", b"red", b"currentColor", b"transparent", b"inherit", b"rgb(1,2,3)", b"rgb(300%,0,0)", b"#12", b"url(#a)",
    b"matrix(0 0 0 0 0 0)", b"rotate(90,5,5) scale(-1)", b"skewX(90)", b"M0 0", b"M0,0 A 1 1 0 1 1 5 5z", b"M0 0c1", b"m1e5-.5.5.5", b"0 0 0 0", b"0 0 1e-9 1", b"evenodd", b"round",
    b"xMidYMid slice", b"fill:none;stroke:#000;stroke-width:1e5", b"display:none", b"0 0,0 0", b"middle", b"M 1 1 Q 2 2", b"1 1 1", b"M" + b"1 1 " * 400,
)  # fmt: skip
FONT_TOKENS = (b"glyf", b"loca", b"head", b"hmtx", b"cmap", b"maxp", b"\xff\xff", b"\x7f\xff", b"\x80\0", b"\0\0\0\0", b"\0\1\0\0", b"ttcf")
LETTERS = "Anna Lee, 0123456789 Zoë (RSC-7)"


def targets() -> list[Target]:
    """One for each kind of file."""
    drawings = [built_in("handouts/library") / "compression-fracture.svg", sample_clinic("harbour") / "logo.svg", *sorted(built_in("layouts").glob("signs/*.svg"))]
    made = [Target(f"drawing-{path.name}", _drawing(path), _placed, (PictureError,)) for path in drawings]
    made += [Target(f"picture-{name}", _raster(data), _placed, (PictureError,)) for name, data in KINDS.items()]
    return [*made, Target("font.ttf", lambda dice: mutated(_font(), dice, TOKENS + FONT_TOKENS), _set, (ThemeError, MissingGlyph))]


def _drawing(path: Path) -> Callable[[random.Random], bytes]:
    """A drawing with changed bytes, or with values of attributes in each other's places, which is well formed and seldom refused at once."""
    data = path.read_bytes()
    parts = re.split(rb'(?<==")([^"]*)(?=")', data)

    def make(dice: random.Random) -> bytes:
        if dice.random() < 0.4:
            return mutated(data, dice, TOKENS + SVG_TOKENS)
        changed = list(parts)
        for _ in range(dice.randint(1, 3)):
            changed[2 * dice.randrange(len(parts) // 2) + 1] = dice.choice((dice.choice(parts[1::2]), dice.choice(VALUES), b"%d" % dice.randint(-9999, 9999)))
        return b"".join(changed)

    return make


def _raster(data: bytes) -> Callable[[random.Random], bytes]:
    """A picture with changed bytes; a PNG's checksums are often made right again, or nothing behind them would ever be read."""

    def make(dice: random.Random) -> bytes:
        changed = mutated(data, dice, TOKENS + RASTER_TOKENS)
        return _checked(changed) if changed.startswith(b"\x89PNG") and dice.random() < 0.7 else changed

    return make


def _checked(data: bytes) -> bytes:
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if at + 12 + length > len(data):
            break
        out.append(chunk(data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return b"".join([*out, data[at:]])


def _placed(data: bytes) -> int:
    """In a leaflet and as a logo; what was read is decoded again by a reader that shares nothing with the writer."""
    picture = Picture("case", data)
    copy = impression(Document("T", "en", (Heading(1, (TextRun("T"),)), Figure(picture, "x")), head=(Logo(picture),)))
    volume, _ = bound([copy])
    assert b" nan" not in volume and b" inf" not in volume
    for image in {i for page in copy.plate.parts.shared.values() for i in [page] if b"/Subtype/Image" in page[:200]}:
        head, _, body = image.partition(b"\nstream\r\n")
        if b"/FlateDecode" in head:
            zlib.decompress(body.removesuffix(b"\r\nendstream"))
        else:
            Image.open(io.BytesIO(body.removesuffix(b"\r\nendstream")), formats=["JPEG"]).size  # noqa: B018
    return len(copy.data)


@cache
def _font() -> bytes:
    """A small font: the letters of a name, with their tables of kerning and marks."""
    face = Typecase.load(FONTS.parent, carried_families()).families[0].regular
    wanted = hb.SubsetInput()
    for letter in LETTERS:
        wanted.unicode_set.add(ord(letter))
    return bytes(hb.subset(face.source, wanted).blob.data)


def _set(data: bytes) -> int:
    """Read, shaped, cut down and described, as a copy needs it."""
    face = Face("Case", "R9", _written("case.ttf", data))
    Typecase([Family("Case", face, face)]).stack("en").missing(LETTERS)
    glyphs: set[int] = {0}
    for word in LETTERS.split():
        if all(ord(letter) in face.coverage for letter in word):
            glyphs |= face.shape(word, False, "en").glyphs
    parts = font_objects(face, frozenset(glyphs))
    return len(parts.program) + len(parts.descriptor(face, 1)) + len(widths(face, frozenset(glyphs)))
