"""Raster pictures of every kind that cameras, scanners and drawing programs save, made when they are needed."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

SIZE = (12, 8)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A PNG chunk (PNG, 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def raw_png(width: int, height: int, bits: int, kind: int, rows: bytes, before: bytes = b"") -> bytes:
    """A PNG from its header and rows.  kind: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA; before: chunks before the data."""
    head = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + before + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def grey16(values: list[list[int]], clear: int | None = None) -> bytes:
    """A PNG of 16 bits a pixel; clear: the grey that is transparent."""
    rows = b"".join(b"\0" + struct.pack(f">{len(row)}H", *row) for row in values)
    return raw_png(len(values[0]), len(values), 16, 0, rows, chunk(b"tRNS", struct.pack(">H", clear)) if clear is not None else b"")


def scene(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture with four corners that can be told from each other, red at the top left."""
    image = Image.new("RGB", size, "#ffffff")
    half = size[0] // 2, size[1] // 2
    image.paste("#d00000", (0, 0, *half))
    image.paste("#0000d0", (0, half[1], half[0], size[1]))
    image.paste("#00a000", (half[0], half[1], *size))
    if mode == "P":
        return image.convert("P", palette=Image.Palette.ADAPTIVE)
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The bytes of a picture."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def translucent() -> bytes:
    """A PNG whose left half is half transparent."""
    image = scene("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(SIZE))
    return saved(image)


def turned(orientation: int, kind: str = "JPEG") -> bytes:
    """A picture as a camera saves it that was held in one of eight ways, with a place and an owner noted."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "Owner Ann Lee"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 12.5)  # latitude
    return saved(scene(size=(48, 32)), kind, exif=exif, **({"quality": 95, "comment": b"Comment Ann Lee"} if kind == "JPEG" else {}))


KINDS = {
    "rgb.png": saved(scene()),
    "rgba.png": translucent(),
    "grey.png": saved(scene("L")),
    "grey-alpha.png": saved(scene("LA")),
    "bilevel.png": saved(scene("1")),
    "palette.png": saved(scene("P")),
    "palette-clear.png": saved(scene("P"), transparency=0),
    "grey16.png": grey16([[0, 0x4000, 0x8000, 0xFFFF]] * 3),
    "grey16-clear.png": grey16([[0, 0x4000, 0x4001, 0xFFFF]] * 3, clear=0x4000),
    "rgb16.png": raw_png(2, 1, 16, 2, b"\0" + struct.pack(">6H", 0xFFFF, 0, 0, 0, 0x8000, 0)),
    "rgb.jpg": saved(scene(), "JPEG", quality=90),
    "untransformed.jpg": saved(scene(), "JPEG", quality=95, keep_rgb=True),  # an Adobe segment says that its colours are RGB
    "grey.jpg": saved(scene("L"), "JPEG"),
    "progressive.jpg": saved(scene(size=(64, 48)), "JPEG", progressive=True),
    "cmyk.jpg": saved(scene("CMYK"), "JPEG", quality=95),
    "turned.jpg": turned(6),
    "turned.png": turned(8, "PNG"),
}
