"""Reads every page of a copy with pdfium, a library that had no part in writing it.

In: the bytes of a copy, what should stand in it.  Out: the checks that failed, with their pages.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from typing import Any

from handouts.proof.expected import Expected, own_words, page_lines, plain, words

SLACK = 8.0  # points: a space that hangs out at the end of a line of the largest type counts as text to pdfium
LONG = 60  # characters
_INTRICATE = re.compile(
    r"[\u0300-\u036f\u0590-\u10ff\u1200-\u1dff\u200c\u200d\u20d0-\u20ff\ufb1d-\ufdff\ufe00-\ufeff\U00010000-\U0010ffff]"
)


def read_in_full(data: bytes, expected: Expected, others: Callable[[str], bool]) -> list[str]:
    """What pdfium does not find as it should be."""
    import pypdfium2.raw as pdfium

    _initialise()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        return ["pdfium cannot open the file"]
    try:
        count = pdfium.FPDF_GetPageCount(document)
        failures = [] if count == expected.pages else [f"has {count} pages, not {expected.pages}"]
        texts = []
        for index in range(count):
            page = pdfium.FPDF_LoadPage(document, index)
            try:
                texts.append(_text(pdfium, page))
                failures += [f"page {index + 1}: {what}" for what in _geometry(pdfium, page, expected)]
            finally:
                pdfium.FPDF_ClosePage(page)
    finally:
        pdfium.FPDF_CloseDocument(document)
    own = own_words(expected)
    simple = all(map(_simple, expected.values))
    for number, text in enumerate(texts, start=1):
        squeezed = _squeezed(text)
        if simple and _squeezed(expected.identifier) not in squeezed:
            failures.append(f"page {number}: the patient's identifier is not on it")
        if any(_squeezed(line) not in squeezed for line in page_lines(expected.document, number, expected.pages)):
            failures.append(f"page {number}: it does not say which page of how many it is")
        if any(others(word) and word not in own for word in words(text)):
            failures.append(f"page {number}: an identifier of somebody else")
        if "\ufffd" in text:
            failures.append(f"page {number}: a glyph that stands for nothing")
    whole = _squeezed("".join(texts))
    if simple and not all(_stands_in(value, whole) for value in expected.values):
        failures.append("a personal value is not there to be read")
    return failures


_ready = False


def _initialise() -> None:
    global _ready
    if not _ready:
        import pypdfium2  # noqa: F401  it initialises the library

        _ready = True


def _text(pdfium: Any, page: Any) -> str:
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        count = pdfium.FPDFText_CountChars(text_page)
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
        return bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _geometry(pdfium: Any, page: Any, expected: Expected) -> Iterator[str]:
    """Type smaller than the smallest, text outside its frame, text that is clipped."""
    left, bottom, right, top = expected.frame
    low, size = (ctypes.c_float * 4)(), ctypes.c_float()
    matrix = pdfium.FS_MATRIX()
    edges = [ctypes.pointer(ctypes.c_float.from_buffer(low, 4 * i)) for i in range(4)]
    small = outside = clipped = False
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        pdfium.FPDFTextObj_GetFontSize(item, size)
        pdfium.FPDFPageObj_GetMatrix(item, matrix)
        small |= size.value * abs(matrix.d) < expected.smallest - 0.05
        if pdfium.FPDFPageObj_GetBounds(item, *edges) and low[2] > low[0]:
            outside |= low[0] < left - SLACK or low[1] < bottom - 12 or low[2] > right + SLACK or low[3] > top + 12
        path = pdfium.FPDFPageObj_GetClipPath(item)
        clipped |= bool(path) and pdfium.FPDFClipPath_CountPaths(path) > 0
    if small:
        yield "type smaller than the layout's smallest"
    if outside:
        yield "text outside its frame"
    if clipped:
        yield "text that is clipped"


def _stands_in(value: str, whole: str) -> bool:
    """Whether a value is read in one piece; one that may run over a page, with a foot between its words, word by word."""
    if _squeezed(plain(value)) in whole:
        return True
    return len(value) > LONG and all(len(word) > LONG or _squeezed(word) in whole for word in value.split())


def _simple(value: str) -> bool:
    """Whether pdfium gives a value back as it is: it guesses at the order of mixed directions and of marks, for whole lines.

    Values of a copy with such a line are read by `reader` alone, which goes by what the file says.
    """
    return not _INTRICATE.search(value)


def _squeezed(text: str) -> str:
    """Without white space and the marks that extractors put where lines end."""
    return re.sub(r"[\s\u00a0\ufffe\u0002\u00ad]+", "", text).replace("\u202a", "").replace("\u202b", "").replace("\u202c", "")
