"""PDF files read with PDFium, which may be used by one thread at a time: everything that reads a PDF asks here.

In: bytes, or a file.  Out: an open document, which is closed at the end.  PDFium keeps state of its own between calls (fonts, the pages
of a document), and says that it is not to be called from two threads at once (pypdfium2, README, "Thread incompatibility"); the desk
answers in threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

ALONE = RLock()  # held by whoever is inside PDFium


@contextmanager
def opened(source: bytes | Path) -> Iterator[PdfDocument | None]:
    """A document, to be read by this thread alone; None if it is none."""
    with ALONE:
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(source)
        except pypdfium2.PdfiumError:
            document = None
        try:
            yield document
        finally:
            if document is not None:
                document.close()


def lies_on_its_side(data: bytes) -> bool:
    """Whether the first page of a file is wider than it is high, as sheets are that are folded in the middle."""
    with opened(data) as document:
        if not document:
            return False
        width, height = document.get_page_size(0)
        return bool(width > height)
