"""PNG and JPEG photographs as image XObjects (ISO 32000-1, 8.9.5).

In: the bytes of a file.  Out: `Photograph`.  Refuses what is damaged, and, before anything is unpacked, what has more pixels than a page
can show (`PictureError`).  A JPEG's data go into the file as they are, without what its camera noted: place, time, owner, a smaller picture
of what was cut away; unless it has other colours than sRGB, or many more pixels than paper can show.  The turn that a camera noted is taken
by the page.
"""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from layouts.errors import PictureError
from layouts.pages.pixels import SPARE, fitted, in_rgb, is_profiled, parts_of
from layouts.pdf.objects import numbers, plain_stream, stream

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MOST_PIXELS = {"PNG": 25_000_000, "JPEG": 50_000_000}  # an A4 page of 400 dots an inch has 15 millions; a telephone takes up to 50
QUALITY = 90  # of a JPEG that is made anew
ORIENTATION = 0x0112  # Exif 2.32, 4.6.4
TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}  # of the unit square, by which row and column of the picture are its top and left


@dataclass(frozen=True, slots=True)
class Photograph:
    """A raster image: size in pixels as it is shown, the XObject's body, its soft mask's (b'' without), how the page turns it.

    name: what resources call it, from its content alone.
    """

    width: int
    height: int
    body: bytes
    mask: bytes
    orientation: int = 1
    name: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(b"%d " % len(self.body) + self.body + self.mask).hexdigest()
        object.__setattr__(self, "name", f"Im{digest[:16]}")

    @property
    def ratio(self) -> float:
        """Height for a width of 1."""
        return self.height / self.width

    def placed(self, x: float, y: float, width: float, height: float) -> str:
        """The operators that draw it in a rectangle, in points."""
        a, b, c, d, e, f = TURNS[self.orientation]
        matrix = numbers(a * width, b * height, c * width, d * height, x + e * width, y + f * height)
        return f"q {matrix} cm /{self.name} Do Q"


@lru_cache(32)
def png(name: str, data: bytes, across: int = 0) -> Photograph:
    """A PNG picture, whatever its kind of pixels.  name: of its file, for messages; across: how many pixels its width needs, 0: all.

    Raises PictureError.
    """
    from PIL.PngImagePlugin import PngImageFile

    image = _header(name, "PNG", PngImageFile, data)
    _whole(name, image)
    orientation = _orientation(image)
    width = _own_width(image, orientation, across)
    colours, alpha = [part and fitted(part, width) for part in parts_of(in_rgb(image) if is_profiled(image) else image)]
    size = f"/Type/XObject/Subtype/Image/Width {colours.width}/Height {colours.height}/BitsPerComponent 8"
    space = "/DeviceGray" if colours.mode == "L" else "/DeviceRGB"
    mask = stream(alpha.tobytes(), f"{size}/ColorSpace/DeviceGray", level=9) if alpha else b""
    return _turned(colours, stream(colours.tobytes(), f"{size}/ColorSpace{space}", level=9), mask, orientation)


def _own_width(image: Any, orientation: int, across: int) -> int:
    """Pixels from left to right, before a turn, for so many across a page."""
    return across if orientation < 5 else round(across * image.width / image.height)


@lru_cache(32)
def jpeg(name: str, data: bytes, across: int = 0) -> Photograph:
    """A JPEG picture.  name: of its file, for messages; across: how many pixels its width needs, 0: all.  Raises PictureError."""
    from PIL.JpegImagePlugin import JpegImageFile

    image = _header(name, "JPEG", JpegImageFile, data)
    orientation = _orientation(image)
    width = _own_width(image, orientation, across)
    if image.mode in ("RGB", "L") and not is_profiled(image) and not 0 < width < image.width / SPARE:
        return _as_it_is(name, image, data, orientation)
    if width and image.mode in ("RGB", "L"):
        image.draft(image.mode, (2 * width, 1))  # no more is unpacked than is needed
    if image.size[0] * image.size[1] > MOST_PIXELS["PNG"]:
        raise _too_large(name, image.size, MOST_PIXELS["PNG"])
    _whole(name, image)
    made = fitted(image if image.mode == "L" else in_rgb(image), width)
    out = io.BytesIO()
    made.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    size = f"/Type/XObject/Subtype/Image/Width {made.width}/Height {made.height}/BitsPerComponent 8"
    space = "/DeviceRGB" if made.mode == "RGB" else "/DeviceGray"
    return _turned(made, plain_stream(out.getvalue(), f"{size}/ColorSpace{space}/Filter/DCTDecode"), b"", orientation)


def _as_it_is(name: str, image: Any, data: bytes, orientation: int) -> Photograph:
    """A JPEG whose own data are kept, once they have been read to the end."""
    full, mode = image.size, image.mode
    size = f"/Type/XObject/Subtype/Image/Width {full[0]}/Height {full[1]}/BitsPerComponent 8"
    image.draft(mode, (max(full[0] // 8, 1), max(full[1] // 8, 1)))  # an eighth of it is unpacked, which reads all of its data
    _whole(name, image)
    space = "/DeviceRGB" if mode == "RGB" else "/DeviceGray"
    try:
        kept = b"".join(_without_notes(data))
    except (struct.error, IndexError, ValueError):  # it ends in the middle of a segment or a scan
        raise _damaged(name, "JPEG") from None
    if _header(name, "JPEG", type(image), kept).size != full:  # segments lie about their lengths: what is kept is read once more
        raise _damaged(name, "JPEG")
    body = plain_stream(kept, f"{size}/ColorSpace{space}/Filter/DCTDecode")
    width, height = full if orientation < 5 else full[::-1]
    return Photograph(width, height, body, b"", orientation)


def _turned(image: Any, body: bytes, mask: bytes, orientation: int) -> Photograph:
    width, height = image.size if orientation < 5 else image.size[::-1]
    return Photograph(width, height, body, mask, orientation)


# -- reading


def _header(name: str, kind: str, reader: Any, data: bytes) -> Any:
    """The picture with its header read and nothing unpacked."""
    try:
        image = reader(io.BytesIO(data))
        width, height = image.size
    except Exception:  # noqa: BLE001  Pillow raises whatever its parsers raise
        raise _damaged(name, kind) from None
    if width * height > MOST_PIXELS[kind]:
        raise _too_large(name, (width, height), MOST_PIXELS[kind])
    return image


def _whole(name: str, image: Any) -> None:
    """Unpack it."""
    try:
        image.load()
    except Exception:  # noqa: BLE001  Pillow raises whatever its decoders raise
        raise _damaged(name, image.format) from None


def _orientation(image: Any) -> int:
    """How a camera was held; 1 where nothing that can be read says so."""
    try:
        found = image.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001  Pillow raises whatever its parsers raise; the picture may be right for all that
        return 1
    return found if found in TURNS else 1


def _damaged(name: str, kind: str) -> PictureError:
    return PictureError(f"{name}: is a damaged {kind} picture; save it again")


def _too_large(name: str, size: tuple[int, int], most: int) -> PictureError:
    return PictureError(
        f"{name}: has {size[0]:,} by {size[1]:,} pixels, and a picture may have {most // 1_000_000} millions; make it smaller, "
        "a whole page needs no more than 2,500 by 3,500"
    )


# -- JPEG's segments (ISO/IEC 10918-1, Annex B)

SOI, EOI, SOS, APP0, APP14, APP15, COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE, 0xEF, 0xFE


def _without_notes(data: bytes) -> Iterator[bytes]:
    """The segments that draw, in their order; of the others, what tells how colours are meant.  What stands after the end is left out."""
    yield data[:2]
    at = 2
    while True:
        while data[at] != 0xFF or data[at + 1] == 0xFF:  # fill bytes, and what stray bytes there are
            at += 1
        kind = data[at + 1]
        if kind == EOI:
            yield data[at : at + 2]
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        segment = data[at:end]
        if kind == APP0 and segment[4:9] == b"JFIF\0" and len(segment) >= 16:  # a shorter one says nothing of dots
            yield b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"  # without its own small picture
        elif kind == APP14 or not (APP0 <= kind <= APP15 or kind == COM):
            yield segment
        if kind == SOS:
            start, end = end, _scanned(data, end)
            yield data[start:end]
        at = end


def _scanned(data: bytes, at: int) -> int:
    """Where the data of a scan end: at the next marker that is neither a stuffed byte nor a restart."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
