"""Pages as pictures, of the very bytes.

In: a PDF, a page, a width.  Out: a PNG.  Refuses a page that there is not (`InputError`).
"""

from __future__ import annotations

from collections.abc import Callable, Container
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING

from handouts.errors import InputError
from handouts.files.pdfs import opened

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

Change = Callable[["Image", "PdfPage"], "Image"]


def drawn(data: bytes, page: int, width: int, change: Change | None = None) -> bytes:
    """A page, from 0, of so many pixels of width.  change: what is made of the picture.  Raises InputError if there is no such page."""
    return _png(_image(data, page, width, change))


def drawn_anew(data: bytes, page: int, width: int, known: Container[str]) -> tuple[str, bytes]:
    """The name of a page's picture, the same as long as the page looks the same; and the picture, b'' if its name is known.

    Raises InputError if there is no such page.
    """
    image = _image(data, page, width)
    name = blake2b(image.tobytes(), digest_size=12).hexdigest()
    return name, b"" if name in known else _png(image)  # four fifths of the time are the PNG's


def _image(data: bytes, page: int, width: int, change: Change | None = None) -> Image:
    with opened(data) as document:
        if document is None or not 0 <= page < len(document):
            raise InputError("there is no such page")
        one = document[page]
        bitmap = one.render(scale=width / one.get_width())
        image: Image = bitmap.to_pil().copy()
        bitmap.close()
        return change(image, one) if change else image


def _png(image: Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=1)
    return out.getvalue()
