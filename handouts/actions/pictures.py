"""Pages as pictures, of the very bytes.

In: a PDF, a page, a width.  Out: a PNG.  Refuses a page that there is not (`InputError`).
"""

from __future__ import annotations

from collections.abc import Callable
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
    with opened(data) as document:
        if document is None or not 0 <= page < len(document):
            raise InputError("there is no such page")
        one = document[page]
        bitmap = one.render(scale=width / one.get_width())
        image = bitmap.to_pil().copy()
        bitmap.close()
        if change:
            image = change(image, one)
    out = BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=1)
    return out.getvalue()
