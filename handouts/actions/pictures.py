"""Pages as pictures, of the very bytes.

In: a PDF, a page, a width.  Out: a PNG.  Refuses a page that there is not (`InputError`).
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

from handouts.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

Change = Callable[["Image", "PdfPage"], "Image"]


def drawn(data: bytes, page: int, width: int, change: Change | None = None) -> bytes:
    """A page, from 0, of so many pixels of width.  change: what is made of the picture.  Raises InputError if there is no such page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        if not 0 <= page < len(document):
            raise InputError("there is no such page")
        one = document[page]
        image = one.render(scale=width / one.get_width()).to_pil()
        out = BytesIO()
        (change(image, one) if change else image).save(out, "PNG", optimize=False, compress_level=1)
        return out.getvalue()
    finally:
        document.close()
