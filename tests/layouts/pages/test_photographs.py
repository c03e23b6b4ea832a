"""Photographs print as they are shown, whatever their kind of pixels; what is damaged or beyond measure is refused before it is unpacked."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from layouts.document.blocks import Document, Figure, Heading, Picture
from layouts.document.inlines import TextRun
from layouts.errors import PictureError
from layouts.pages.photographs import MOST_PIXELS, TURNS, Photograph, jpeg, png
from layouts.pages.pictures import MOST_BYTES, opened
from tests.layouts.copies.documents import bound, impression
from tests.layouts.pages.rasters import KINDS, chunk, grey16, raw_png, saved, scene, turned

HUGE = raw_png(13_343, 13_343, 1, 0, (b"\0" + bytes(1668)) * 13_343)  # 178 megapixels in 20 KB
DARK, PALE = 40, 215


def read(name: str, data: bytes) -> Photograph:
    found = opened(Picture(name, data))
    assert isinstance(found, Photograph)
    return found


def shown(photograph: Photograph, size: tuple[int, int] | None = None, ground: str = "1 1 1 rg") -> Image.Image:
    """The picture on a page of its own, rendered by pdfium."""
    width, height = size or (photograph.width, photograph.height)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(width, height))
    image = _xobject(pdf, photograph.body)
    if photograph.mask:
        image.SMask = pdf.make_indirect(_xobject(pdf, photograph.mask))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({f"/{photograph.name}": image}))
    page.Contents = pdf.make_stream(f"{ground} 0 0 {width} {height} re f {photograph.placed(0, 0, width, height)}".encode())
    out = io.BytesIO()
    pdf.save(out)
    return pdfium.PdfDocument(out.getvalue())[0].render(scale=1).to_pil().convert("RGB")


def _xobject(pdf: pikepdf.Pdf, body: bytes) -> pikepdf.Stream:
    head, _, rest = body.partition(b"\nstream\r\n")
    entries = pikepdf.Object.parse(head)
    data = rest.removesuffix(b"\r\nendstream")
    assert len(data) == int(entries.Length)
    made = pikepdf.Stream(pdf, b"")
    made.write(data, filter=entries.Filter)
    for key in ("/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Subtype", "/Type"):
        made[key] = entries[key]
    return pdf.make_indirect(made)


def corners(image: Image.Image) -> list[str]:
    """The colours of the four corners, in words."""
    places = [(x, y) for y in (image.height // 8, image.height * 7 // 8) for x in (image.width // 8, image.width * 7 // 8)]
    return [_colour(image.getpixel(place)) for place in places]


def _colour(rgb: tuple[int, ...]) -> str:
    red, green, blue = rgb
    if min(rgb) > PALE:
        return "white"
    return "red" if red > 1.5 * max(green, blue) else "green" if green > 1.2 * max(red, blue) else "blue" if blue > 1.5 * max(red, green) else f"{rgb}"


SCENE = ["red", "white", "blue", "green"]


@pytest.mark.parametrize("name", ["rgb.png", "palette.png", "rgb.jpg", "untransformed.jpg", "progressive.jpg", "cmyk.jpg"])
def test_colours_stand_where_they_stood(name: str) -> None:
    photograph = read(name, KINDS[name])
    assert corners(shown(photograph)) == SCENE
    assert b"/DeviceRGB" in photograph.body


@pytest.mark.parametrize("name", ["grey.png", "bilevel.png", "grey.jpg"])
def test_greys_stay_greys(name: str) -> None:
    photograph = read(name, KINDS[name])
    assert b"/DeviceGray" in photograph.body
    dark, light, *_ = shown(photograph).convert("L").resize((2, 2), Image.Resampling.BOX).tobytes()
    assert dark < PALE < light


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_stands_as_the_camera_was_held(orientation: int, kind: str) -> None:
    data = turned(orientation, kind)
    photograph = read("turned", data)
    wanted = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert (photograph.width, photograph.height) == wanted.size
    assert corners(shown(photograph)) == corners(wanted.convert("RGB"))


def test_what_tells_how_colours_are_meant_stays() -> None:
    data = KINDS["untransformed.jpg"]
    assert b"Adobe" in data
    assert read("a.jpg", data).body.count(b"\xff\xee\x00\x0eAdobe") == 1


def test_every_turn_keeps_the_rectangle() -> None:
    for a, b, c, d, e, f in TURNS.values():
        points = {(a * u + c * v + e, b * u + d * v + f) for u in (0, 1) for v in (0, 1)}
        assert points == {(0, 0), (0, 1), (1, 0), (1, 1)}
        assert abs(a * d - b * c) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_the_camera_noted_does_not_leave(kind: str) -> None:
    data = turned(6, kind)
    assert b"Ann Lee" in data
    copy = impression(Document("T", "en", (Heading(1, (TextRun("T"),)), Figure(Picture("a", data), "x"))))
    assert b"Ann Lee" not in copy.data
    assert b"Exif" not in copy.data


def test_a_jpegs_own_data_are_kept_to_the_byte() -> None:
    plain, noted = saved(scene(), "JPEG", quality=90), saved(scene(), "JPEG", quality=90, comment=b"said", icc_profile=b"p" * 500)
    bodies = [read("a.jpg", data + tail).body for data in (plain, noted) for tail in (b"", b"after the end\xff\xd8\xff")]
    assert len(set(bodies)) == 1
    assert plain in bodies[0]


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 0xFFFF), min_size=3, max_size=3), min_size=1, max_size=4), st.one_of(st.none(), st.integers(0, 0xFFFF)))
def test_grey_of_16_bits_is_scaled_and_not_cut_off(values: list[list[int]], clear: int | None) -> None:
    """A 16-bit scan came out white."""
    photograph = png("scan.png", grey16(values, clear))
    data = zlib.decompress(photograph.body.partition(b"\nstream\r\n")[2].removesuffix(b"\r\nendstream"))
    assert list(data) == [value >> 8 for row in values for value in row]
    if clear is not None:
        alpha = zlib.decompress(photograph.mask.partition(b"\nstream\r\n")[2].removesuffix(b"\r\nendstream"))
        assert list(alpha) == [0 if value == clear else 255 for row in values for value in row]


@pytest.mark.parametrize("clear", [0x4000, 0x0040, 0x1234, 0xFFFF])
def test_one_grey_of_16_bits_is_clear_and_its_neighbours_are_not(clear: int) -> None:
    values = [clear, clear ^ 1, clear ^ 0x100, (clear >> 8 | clear << 8 & 0xFF00) ^ 2]
    alpha = zlib.decompress(png("scan.png", grey16([values], clear)).mask.partition(b"\nstream\r\n")[2].removesuffix(b"\r\nendstream"))
    assert list(alpha) == [0, 255, 255, 255]


def test_transparency_lets_the_page_through() -> None:
    photograph = read("rgba.png", KINDS["rgba.png"])
    on_white, on_black = shown(photograph), shown(photograph, ground="0 0 0 rg")
    assert on_white.getpixel((10, 0))[0] > PALE
    assert on_black.getpixel((10, 0))[0] < DARK  # alpha is 0 at the top
    assert on_white.getpixel((1, 7)) == pytest.approx(on_black.getpixel((1, 7)), abs=40)  # and nearly 255 at the foot


def test_a_picture_that_is_opaque_has_no_mask() -> None:
    assert read("a.png", saved(scene("RGBA"))).mask == b""
    assert read("p.png", KINDS["palette-clear.png"]).mask != b""


@pytest.mark.parametrize("name", list(KINDS))
def test_every_kind_is_one_sound_picture_of_a_file(name: str) -> None:
    copy = impression(Document("T", "en", (Heading(1, (TextRun("T"),)), Figure(Picture(name, KINDS[name]), "What it shows"))))
    with pikepdf.open(io.BytesIO(bound([copy, copy])[0])) as pdf:
        assert pdf.check_pdf_syntax() == []
        ((key, image),) = pdf.pages[0].Resources.XObject.items()
        assert re.fullmatch(r"/Im[0-9a-f]{16}", key)
        assert str(image.ColorSpace) in ("/DeviceRGB", "/DeviceGray")
        pikepdf.PdfImage(image).as_pil_image().load()
        assert ("/SMask" in image) == bool(read(name, KINDS[name]).mask)


def test_pictures_that_differ_in_their_mask_alone_are_two() -> None:
    """The same black with two alphas, in two leaflets of one combined file."""
    alphas = [Image.new("L", (4, 4), level) for level in (0, 255)]
    alphas[1].putpixel((0, 0), 0)
    data = []
    for alpha in alphas:
        image = Image.new("RGBA", (4, 4), "#000000")
        image.putalpha(alpha)
        data.append(saved(image))
    copies = [impression(Document("T", "en", (Heading(1, (TextRun("T"),)), Figure(Picture("a.png", d), "x")))) for d in data]
    with pikepdf.open(io.BytesIO(bound(copies)[0])) as pdf:
        masks = [image.SMask.read_bytes() for image in pdf.pages[0].Resources.XObject.values()]
    assert sorted(masks) == sorted(alpha.tobytes() for alpha in alphas)


# -- refusals


def test_what_is_no_picture_is_refused_by_its_content_and_no_program_starts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(subprocess, "Popen", _started)
    target = tmp_path / "written"
    script = f"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n({target}) (w) file closefile showpage\n".encode()
    for head in (b"", b"\xc5\xd0\xd3\xc6" + bytes(26)):
        with pytest.raises(PictureError, match=r"logo\.png: is PostScript; save it as SVG, PNG or JPEG"):
            opened(Picture("logo.png", head + script))
    assert not target.exists()


def _started(*_: object, **__: object) -> None:
    raise AssertionError("a program was started")


@pytest.mark.parametrize(
    ("kind", "said"), [("WEBP", "a WebP picture"), ("GIF", "a GIF picture"), ("TIFF", "a TIFF picture"), ("BMP", "a BMP picture"), ("PDF", "a PDF"), ("PPM", "neither SVG")]
)
def test_other_kinds_are_named(kind: str, said: str) -> None:
    with pytest.raises(PictureError, match=f"photo.png: is {said}.*; save it as SVG, PNG or JPEG"):
        opened(Picture("photo.png", saved(scene(), kind)))


@pytest.mark.parametrize("data", [b"", b" ", b"hello", bytes(40), "<svg/>".encode("utf-16")])
def test_what_is_nothing_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError, match=r"^x: is "):
        opened(Picture("x", data))


def test_more_pixels_than_a_page_can_show_are_refused_before_they_are_unpacked() -> None:
    assert len(HUGE) < 25_000
    code = (
        "import resource, sys; from layouts.pages.photographs import png; from layouts.errors import PictureError\n"
        "resource.setrlimit(resource.RLIMIT_AS, (200 << 20, 200 << 20))\n"
        "try: png('huge.png', sys.stdin.buffer.read())\n"
        "except PictureError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=HUGE, capture_output=True, check=False, cwd=Path(__file__).parents[3])
    assert done.stdout.decode().strip() == (
        "huge.png: has 13,343 by 13,343 pixels, and a picture may have 25 millions; make it smaller, a whole page needs no more than 2,500 by 3,500"
    ), done.stderr.decode()


def test_the_largest_that_are_taken_are_taken() -> None:
    side = int(MOST_PIXELS["PNG"] ** 0.5)
    assert png("a.png", raw_png(side, side, 1, 0, (b"\0" + bytes(side // 8)) * side)).width == side
    with pytest.raises(PictureError, match="25 millions"):
        png("a.png", raw_png(side + 8, side, 1, 0, (b"\0" + bytes(side // 8 + 1)) * side))


def test_a_file_of_many_megabytes_is_refused() -> None:
    with pytest.raises(PictureError, match=r"a\.jpg: has 25 MB, and a picture may have 25"):
        opened(Picture("a.jpg", KINDS["rgb.jpg"] + bytes(MOST_BYTES)))


@settings(max_examples=150)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_whatever_is_damaged_is_a_picture_or_a_sentence(name: str, data: st.DataObject) -> None:
    whole = KINDS[name]
    at = data.draw(st.integers(3, len(whole) - 1))
    damaged = data.draw(st.sampled_from([whole[:at], whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :], whole[:at] + whole[at + 4 :], whole[:at] + b"\xff" * 9 + whole[at:]]))
    try:
        photograph = read(name, damaged)
    except PictureError as error:
        assert str(error).startswith(f"{name}: ")
        assert "Traceback" not in str(error)
    else:
        assert photograph.width > 0
        shown(photograph, (8, 8))


def test_chunks_that_unpack_to_gigabytes_are_not_unpacked() -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200 << 20), 9))
    with pytest.raises(PictureError, match="damaged PNG"):
        png("bomb.png", raw_png(2, 2, 8, 0, bytes(6), bomb * 2))


@pytest.mark.parametrize("name", ["rgb.png", "rgb.jpg"])
def test_the_name_in_a_file_is_told_from_the_content_alone(name: str) -> None:
    code = f"from tests.layouts.pages.rasters import KINDS; from layouts.document.blocks import Picture; from layouts.pages.pictures import opened; print(opened(Picture('x', KINDS[{name!r}])).name)"
    names = {
        subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("0", "1", "77")
    }
    assert names == {read("y", KINDS[name]).name + "\n"}


def test_a_jpeg_of_the_most_pixels_is_read_through_and_kept() -> None:
    image = jpeg("big.jpg", saved(Image.new("L", (7000, 7000), 128), "JPEG"))
    assert (image.width, image.height) == (7000, 7000)
    with pytest.raises(PictureError, match="50 millions"):
        jpeg("big.jpg", saved(Image.new("L", (7200, 7000), 128), "JPEG"))
    with pytest.raises(PictureError, match="damaged JPEG"):
        jpeg("cut.jpg", saved(scene(size=(640, 480)), "JPEG")[:-400])


# -- as many dots as paper can show


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(3000, 1500), (900, 450), (200, 100)])
def test_a_photograph_has_no_more_dots_than_a_printer_can_show(kind: str, size: tuple[int, int]) -> None:
    picture = Picture(f"a.{kind.lower()}", saved(Image.radial_gradient("L").resize(size).convert("RGB"), kind))
    copy = impression(Document("T", "en", (Heading(1, (TextRun("T"),)), Figure(picture, "x", (), 0.5))))
    with pikepdf.open(io.BytesIO(copy.data)) as pdf:
        (image,) = pdf.pages[0].Resources.XObject.values()
        inches = max(float(box) for element in pdf.objects if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Figure"
                     for box in [element.A.BBox[2] - element.A.BBox[0]]) / 72  # fmt: skip
    dots = int(image.Width) / inches
    assert int(image.Width) <= size[0] and (dots <= 300 * 1.3 or int(image.Width) == size[0])
    assert int(image.Height) * 2 == pytest.approx(int(image.Width), abs=2)
    assert dict(copy.plate.coarse) == ({picture.name: pytest.approx(size[0] / inches, abs=1)} if size[0] / inches < 150 else {})


def test_a_turned_photograph_is_made_smaller_by_its_width_on_the_page() -> None:
    data = turned(6, "JPEG")
    whole, small = jpeg("a", data), jpeg("a", data, 16)
    assert (whole.width, whole.height) == (32, 48) and (small.width, small.height) == (16, 24)
    assert small.orientation == 6


def _wide() -> bytes:
    """The profile of sRGB with red and green further out, and another name."""
    from PIL import ImageCms

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for name, xyz in ((b"rXYZ", (0.6097, 0.3111, 0.0195)), (b"gXYZ", (0.2053, 0.6257, 0.0609)), (b"bXYZ", (0.1492, 0.0632, 0.7446))):  # Adobe RGB (1998)
        at = data.index(name)
        start = int.from_bytes(data[at + 4 : at + 8], "big") + 8
        data[start : start + 12] = b"".join(round(v * 65536).to_bytes(4, "big") for v in xyz)
    return bytes(data).replace(b"sRGB", b"wide").replace(b"s\0R\0G\0B", b"w\0i\0d\0e")


WIDE = _wide()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_colours_are_those_that_the_pictures_profile_means(kind: str) -> None:
    """Photographs in Adobe RGB came out pale."""
    plain, meant = (read(f"a.{kind.lower()}", data) for data in (saved(Image.new("RGB", (16, 16), (90, 200, 90)), kind), saved(Image.new("RGB", (16, 16), (90, 200, 90)), kind, icc_profile=WIDE)))
    pale, rich = (shown(photograph).getpixel((8, 8)) for photograph in (plain, meant))
    assert rich[0] < pale[0] - 20 and rich[1] >= pale[1] - 4
    assert b"acsp" not in meant.body and b"ICC_PROFILE" not in meant.body


def test_alpha_stays_where_colours_are_changed() -> None:
    image = Image.new("RGBA", (8, 8), (90, 200, 90, 128))
    assert read("a.png", saved(image, icc_profile=WIDE)).mask != b""


def test_a_jpeg_whose_header_ends_too_soon_is_kept_without_it() -> None:
    """A JFIF header that ends after its version is passed over by readers; filled up, it would have eaten what follows."""
    whole = saved(scene(), "JPEG", quality=90)
    assert whole[2:6] == b"\xff\xe0\x00\x10"
    short = whole[:4] + b"\x00\x09" + whole[6:13] + whole[20:]
    assert whole[:2] + whole[20:] in read("short.jpg", short).body
