"""The pixels of photographs: eight bits of grey or sRGB, alpha apart, and no more of them than paper can show.

In: an image that Pillow has unpacked.  Out: images of the modes L and RGB.
"""

from __future__ import annotations

import io
from typing import Any

SPARE = 1.15  # by so much a picture may be wider than it need be, before it is made anew
SIGNED = b"acsp"  # of a profile (ICC.1:2022, 7.2)


def parts_of(image: Any) -> tuple[Any, Any]:
    """Colours (mode L or RGB) and alpha (mode L, None: opaque) of a PNG."""
    if image.mode.startswith("I"):
        return _of_16_bits(image)
    if image.mode in ("LA", "RGBA") or "transparency" in image.info:
        full = image.convert("RGBA")
        alpha = full.getchannel("A")
        grey = image.mode in ("1", "L", "LA")
        return (full.getchannel("R") if grey else full.convert("RGB")), (alpha if alpha.getextrema() != (255, 255) else None)
    return image.convert("L" if image.mode in ("1", "L") else "RGB"), None


def _of_16_bits(image: Any) -> tuple[Any, Any]:
    """Grey of 16 bits: the upper eight are drawn.  Its transparency is one grey of 16 bits (PNG, 11.3.2.1)."""
    from PIL import Image, ImageChops

    wide = image.mode == "I"
    data = image.convert("I").tobytes() if wide else image.tobytes()
    step, top = (4, 1) if wide else (2, 1)
    if image.mode == "I;16B":
        high, low = (Image.frombytes("L", image.size, data[at::2]) for at in (0, 1))
    else:
        high, low = (Image.frombytes("L", image.size, data[at::step]) for at in (top, 0))
    clear = image.info.get("transparency")
    if not isinstance(clear, int):
        return high, None
    same = [part.point([255 * (v == wanted) for v in range(256)]) for part, wanted in ((high, clear >> 8), (low, clear & 255))]
    return high, ImageChops.invert(ImageChops.darker(*same))


def is_profiled(image: Any) -> bool:
    """Whether a picture's colours are meant otherwise than as sRGB (IEC 61966-2-1), which is what those without a profile are taken for."""
    profile: bytes = (image.info.get("icc_profile") if image.mode in ("RGB", "RGBA", "CMYK") else b"") or b""
    return bool(profile) and profile[36:40] == SIGNED and b"sRGB" not in profile and b"s\0R\0G\0B" not in profile


def in_rgb(image: Any) -> Any:
    """Colours as sRGB: by the picture's own profile where it has one that can be read.  Alpha stays."""
    from PIL import ImageCms

    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if is_profiled(image):
        try:
            source = io.BytesIO(image.info["icc_profile"])
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert(mode)


def fitted(image: Any, width: int) -> Any:
    """An image with no more pixels across than a printer can show; 0: as many as it has."""
    from PIL import Image

    if not 0 < width < image.width / SPARE:
        return image
    return image.resize((width, max(round(image.height * width / image.width), 1)), Image.Resampling.LANCZOS, reducing_gap=3)
