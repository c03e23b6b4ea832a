"""The modules of QR codes (ISO/IEC 18004).

In: a text.  Out: its modules, as rows of bytes, and as the bits of an image.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(64)
def qr_modules(text: str) -> tuple[bytes, ...]:
    """The dark modules of a QR code with error correction M and its quiet zone."""
    import segno

    return tuple(bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4))


def copy_code(copy: str) -> str:
    """What the code of a copy says: its id, and before it two letters, so that no patient's number is taken for it."""
    return f"HC{copy.upper()}"


def mask(modules: tuple[bytes, ...]) -> str:
    """An inline image that paints the dark modules of a code in a square of one (ISO 32000-1, 8.9.7)."""
    count = len(modules)
    rows = [int("".join(map(str, row)), 2) << (-count % 8) for row in modules]
    bits = "".join([f"{row:0{-(-count // 8) * 2}X}" for row in rows])
    return f"BI /W {count} /H {count} /IM true /D [1 0] /F /AHx ID {bits}> EI"
