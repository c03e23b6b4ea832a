"""Pictures: SVG drawings and PNG or JPEG photographs, ready to be placed.

In: the bytes of a file.  Out: for a drawing, PDF operators in its own coordinates and the labels that are set in the
page's type; for a photograph, an image XObject.  Refuses what a printed page cannot hold (`PictureError`).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from layouts.blocks import Picture
from layouts.colours import Rgb
from layouts.errors import PictureError
from layouts.pdf.objects import plain_stream, stream
from layouts.pdf.operators import shortened


@dataclass(frozen=True, slots=True)
class Label:
    """Words on a drawing: baseline point in the drawing's coordinates (y upwards), and which end stands there."""

    key: str
    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A vector drawing: size in its own units, operators, labels."""

    width: float
    height: float
    code: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Photograph:
    """A raster image: size in pixels, the XObject's body, and its soft mask's (b'' without)."""

    width: int
    height: int
    body: bytes
    mask: bytes

    @property
    def ratio(self) -> float:
        """Height for a width of 1."""
        return self.height / self.width


def opened(picture: Picture) -> Drawing | Photograph:
    """The picture, read; the kind is told from its content.

    Raises PictureError for what cannot be printed.
    """
    if picture.data.lstrip()[:1] == b"<":
        return _drawing(picture.name, picture.data)
    return _photograph(picture.name, picture.data)


def _refuse_strangers(name: str, data: bytes) -> None:
    if re.search(rb"<!ENTITY|<!DOCTYPE[^>]*\[", data):
        raise PictureError(f"{name}: a drawing may not declare entities; remove its DOCTYPE")
    if re.search(rb"""(?:href|src)\s*=\s*["'](?!#)""", data) or b"@import" in data:
        raise PictureError(f"{name}: a drawing may not refer to anything outside itself; put its parts into the file")


@lru_cache(64)
def _drawing(name: str, data: bytes) -> Drawing:
    _refuse_strangers(name, data)
    from reportlab.graphics.renderPDF import _PDFRenderer
    from reportlab.pdfgen.canvas import Canvas
    from svglib.svglib import svg2rlg

    class Recorder(_PDFRenderer):  # type: ignore[misc]
        """ReportLab's renderer; words are kept aside to be set in the page's type."""

        def drawString(self, shape: Any) -> None:  # noqa: N802  ReportLab's name
            state = self._tracker.getState()
            a, b, c, d, e, f = state["ctm"]
            x, y = shape.x, shape.y
            found.append((shape.text, a * x + c * y + e, b * x + d * y + f, state["textAnchor"]))

    found: list[tuple[str, float, float, str]] = []
    try:
        drawing = svg2rlg(io.BytesIO(data))
    except Exception as error:  # noqa: BLE001  svglib raises whatever its parsers raise
        raise PictureError(f"{name}: cannot be read as an SVG drawing ({type(error).__name__})") from None
    if drawing is None or not drawing.width or not drawing.height:
        raise PictureError(f"{name}: cannot be read as an SVG drawing with a width and height")
    canvas = Canvas(io.BytesIO(), pagesize=(drawing.width, drawing.height), pageCompression=0)
    canvas._code.clear()
    Recorder().draw(drawing, canvas, 0, 0)
    code = "\n".join(line for line in canvas._code if not re.fullmatch(r"BT /F\d+ [\d.]+ Tf [\d.]+ TL ET", line))
    if re.search(r"\bgs\b|\bDo\b|\bsh\b", code):
        raise PictureError(f"{name}: transparency, gradients and pictures inside a drawing are not printed; use plain fills and lines")
    code = shortened(code)
    ids = _label_ids(data)
    labels = tuple(
        Label(ids[i] if i < len(ids) else "", text, x, y, {"middle": "center", "end": "end"}.get(anchor, "start"))
        for i, (text, x, y, anchor) in enumerate(found)
    )
    return Drawing(drawing.width, drawing.height, code, labels)


def _label_ids(data: bytes) -> list[str]:
    tags = re.findall(rb"<text\b[^>]*>", data)
    found = (re.search(rb"""\bid\s*=\s*["']([^"']*)["']""", tag) for tag in tags)
    return [m[1].decode("utf-8", "replace") if m else "" for m in found]


@lru_cache(32)
def recoloured(drawing: Drawing, rgb: Rgb) -> Drawing:
    """The drawing in one colour (signs take the colour of their box); white stays white."""
    wanted = " ".join(f"{c:.3f}" for c in rgb)

    def swap(match: re.Match[str]) -> str:
        return match[0] if float(match[1]) == float(match[2]) == float(match[3]) == 1 else f"{wanted} {match[4]}"

    code = re.sub(r"(?<!\S)([\d.]+) ([\d.]+) ([\d.]+) (rg|RG)(?!\S)", swap, drawing.code)
    return Drawing(drawing.width, drawing.height, code, drawing.labels)


@lru_cache(32)
def _photograph(name: str, data: bytes) -> Photograph:
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(data))
        image.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise PictureError(f"{name}: cannot be read as SVG, PNG or JPEG ({type(error).__name__})") from None
    size = f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}/BitsPerComponent 8"
    if image.format == "JPEG" and image.mode in ("RGB", "L"):
        space = "/DeviceRGB" if image.mode == "RGB" else "/DeviceGray"
        return Photograph(image.width, image.height, plain_stream(data, f"{size}/ColorSpace{space}/Filter/DCTDecode"), b"")
    mask = b""
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        mask = stream(image.getchannel("A").tobytes(), f"{size}/ColorSpace/DeviceGray", level=9)
    body = stream(image.convert("RGB").tobytes(), f"{size}/ColorSpace/DeviceRGB", level=9)
    return Photograph(image.width, image.height, body, mask)
