"""Reads every page of a copy with pdfium, a library that had no part in writing it.

    bytes ─ look ─▶ Views ─ CHECKS ─▶ Failures

In: the bytes of a copy, what should stand in it.  Out: the checks that failed, with their pages.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from handouts.files.pdfs import ALONE
from handouts.language.counting import several
from handouts.proof.checks import FITTING, OTHERWISE, READABLE
from handouts.proof.expected import Expected, page_lines, printed, strange_words
from handouts.proof.found import Given, given, is_found, together
from handouts.proof.ink import Patch, bare, patches
from handouts.proof.specimen import Failure, Specimen

SLACK = 8.0  # points: a space that hangs out at the end of a line of the largest type counts as text to pdfium


class Shown(NamedTuple):
    """A piece of text on a page.  size: in points; box: left, bottom, right, top in points, None where there is no ink."""

    size: float
    box: tuple[float, ...] | None
    clipped: bool


class View(NamedTuple):
    """A page as pdfium sees it.

    there: its text, to look for others in it; bare: texts that should stand on it where nothing is to be seen; drawn: the boxes of lines,
    tints and pictures, where pieces are looked at.
    """

    number: int
    text: str
    there: Given
    pieces: tuple[Shown, ...]
    bare: tuple[str, ...]
    drawn: tuple[tuple[float, ...], ...] = ()


# -- looking


@lru_cache(1)
def _library() -> Any:
    import pypdfium2
    import pypdfium2.raw

    return pypdfium2.raw


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """A document, to be read by this thread alone; None if it is none."""
    with ALONE:
        pdfium = _library()
        document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        try:
            yield document or None
        finally:
            if document:
                pdfium.FPDF_CloseDocument(document)


def look(data: bytes, wanted: Sequence[Sequence[Patch]], pieces: Callable[[int], bool]) -> tuple[View, ...] | None:
    """Every page of a file; None if pdfium cannot open it.  wanted: where on each page something should be seen.

    pieces: whether of a page (from 0) each piece of text is looked at by itself, too.
    """
    with _opened(data) as document:
        if document is None:
            return None
        count = _library().FPDF_GetPageCount(document)
        return tuple(_view(document, index, wanted[index : index + 1], pieces(index)) for index in range(count))


def _view(document: Any, index: int, wanted: Sequence[Sequence[Patch]], pieces: bool) -> View:
    pdfium = _library()
    page = pdfium.FPDF_LoadPage(document, index)
    try:
        text = _text(page)
        seen = tuple(bare(pdfium, page, chain(*wanted)))
        return View(index + 1, text, given(text), tuple(_pieces(page)) if pieces else (), seen, tuple(_drawn(page)) if pieces else ())
    finally:
        pdfium.FPDF_ClosePage(page)


def _text(page: Any) -> str:
    pdfium = _library()
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        count = pdfium.FPDFText_CountChars(text_page)
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
        return bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _pieces(page: Any) -> Iterator[Shown]:
    """The text objects of a page."""
    pdfium = _library()
    size, matrix, edges = ctypes.c_float(), pdfium.FS_MATRIX(), (ctypes.c_float * 4)()
    places = [ctypes.pointer(ctypes.c_float.from_buffer(edges, 4 * i)) for i in range(4)]
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT:
            pdfium.FPDFTextObj_GetFontSize(item, size)
            pdfium.FPDFPageObj_GetMatrix(item, matrix)
            box = tuple(edges) if pdfium.FPDFPageObj_GetBounds(item, *places) and edges[2] > edges[0] else None
            path = pdfium.FPDFPageObj_GetClipPath(item)
            yield Shown(size.value * abs(matrix.d), box, bool(path) and pdfium.FPDFClipPath_CountPaths(path) > 0)


def _drawn(page: Any) -> Iterator[tuple[float, ...]]:
    """The boxes of what is drawn on a page besides text."""
    pdfium = _library()
    edges = (ctypes.c_float * 4)()
    places = [ctypes.pointer(ctypes.c_float.from_buffer(edges, 4 * i)) for i in range(4)]
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_TEXT and pdfium.FPDFPageObj_GetBounds(item, *places):
            yield tuple(edges)


# -- checking


class Seen(NamedTuple):
    """What pdfium sees of a copy beside what it should see.

    views: of the document's own pages; pages: of the file; others: is a word the identifier of somebody else?
    """

    expected: Expected
    views: tuple[View, ...]
    pages: int
    others: Callable[[str], bool]


def read_in_full(data: bytes, specimen: Specimen, looked: Container[int] = ()) -> list[Failure]:
    """What pdfium does not find as it should be.  looked: pages of the file (from 0) that are such as were looked at before."""

    def first(index: int) -> bool:  # the text of later copies has the places, sizes and colours of the first's
        return specimen.proven is None and index not in looked

    stands, values = specimen.stands(), specimen.expected.values
    sides = [[stand for page in side if page <= len(stands) for stand in stands[page - 1]] for side in specimen.expected.sides]
    views = look(data, [tuple(patches(side, values, everything=first(index))) for index, side in enumerate(sides)], first)
    if views is None:
        return [Failure("pdfium cannot open the file", remedy=OTHERWISE)]
    seen = Seen(specimen.expected, views[: specimen.expected.own_pages], len(views), specimen.others)
    return [failure._replace(remedy=remedy) for _, check, remedy in CHECKS for failure in check(seen)]


def every_page(seen: Seen) -> Iterator[Failure]:
    """There are as many pages as were composed."""
    count = len(seen.expected.sides) + seen.expected.pages - seen.expected.own_pages
    if seen.pages != count:
        yield Failure(f"has {several(seen.pages, 'page')}, not {count}")


def smallest(seen: Seen) -> Iterator[Failure]:
    """No type is smaller than the layout's smallest."""
    for view in seen.views:
        if any(piece.size < seen.expected.smallest - 0.05 for piece in view.pieces):
            yield Failure("type smaller than the layout's smallest", view.number)


def framed(seen: Seen) -> Iterator[Failure]:
    """All text stands inside the frame of its page."""
    for view in seen.views[: len(seen.expected.sides)]:
        frames = [seen.expected.frame_of(page) for page in seen.expected.sides[view.number - 1]]
        boxes = [piece.box for piece in view.pieces if piece.box and not _in_window(piece.box, view, seen.expected)]
        if not all(any(_inside(box, frame) for frame in frames) for box in boxes):
            yield Failure("text outside its frame", view.number)


def _inside(box: tuple[float, ...], frame: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = frame
    return box[0] >= left - SLACK and box[1] >= bottom - 12 and box[2] <= right + SLACK and box[3] <= top + 12


def _in_window(box: tuple[float, ...], view: View, expected: Expected) -> bool:
    """Whether a piece stands in the window of a letter."""
    if expected.window is None or view.number != 1:
        return False
    left, bottom, right, top = expected.window
    return box[0] >= left and box[1] >= bottom and box[2] <= right and box[3] <= top


def open_window(seen: Seen) -> Iterator[Failure]:
    """No line, picture or tint reaches into the window of a letter."""
    for view in seen.views[:1] if seen.expected.window else ():
        left, bottom, right, top = seen.expected.window or (0, 0, 0, 0)
        if any(x0 < right and x1 > left and y0 < top and y1 > bottom for x0, y0, x1, y1 in view.drawn):
            yield Failure("something is drawn in the window", view.number)


def unclipped(seen: Seen) -> Iterator[Failure]:
    """No text is cut off."""
    for view in seen.views:
        if any(piece.clipped for piece in view.pieces):
            yield Failure("text that is clipped", view.number)


def inked(seen: Seen) -> Iterator[Failure]:
    """Where personal text stands there is something to be seen."""
    for view in seen.views:
        if view.bare:
            yield Failure("text that cannot be seen", view.number, view.bare)


def identified(seen: Seen) -> Iterator[Failure]:
    """The patient's identifier stands on every page."""
    for view in seen.views:
        if not is_found(seen.expected.identifier, view.there):
            yield Failure("the patient's identifier is not on it", view.number, (seen.expected.identifier,))


def counted(seen: Seen) -> Iterator[Failure]:
    """Every page says which of how many it is."""
    document, pages = seen.expected.document, seen.expected.pages
    for view, side in zip(seen.views, seen.expected.sides, strict=False):
        lines = [line for page in side for line in page_lines(document, page, pages)]
        if not all(is_found(line, view.there) for line in lines):
            yield Failure("it does not say which page of how many it is", view.number)


def nobody_else(seen: Seen) -> Iterator[Failure]:
    """Nobody else's identifier is said."""
    for view in seen.views:
        if any(map(seen.others, strange_words(view.text, seen.expected))):
            yield Failure("an identifier of somebody else", view.number)


def meaningful(seen: Seen) -> Iterator[Failure]:
    """Every glyph stands for something."""
    for view in seen.views:
        if "\ufffd" in view.text:
            yield Failure("a glyph that stands for nothing", view.number)


def every_value(seen: Seen) -> Iterator[Failure]:
    """Every personal value can be read."""
    there = together(view.there for view in seen.views)
    lost = tuple(value for value in dict.fromkeys(printed(seen.expected)) if not is_found(value, there))
    if lost:
        yield Failure("a personal value is not there to be read", texts=lost)


CHECKS: tuple[tuple[str, Callable[[Seen], Iterator[Failure]], str], ...] = (
    ("every page is there", every_page, OTHERWISE),
    ("type is large enough", smallest, OTHERWISE),
    ("text stands inside its frame", framed, FITTING),
    ("nothing is drawn in the window", open_window, OTHERWISE),
    ("no text is clipped", unclipped, OTHERWISE),
    ("text can be seen", inked, OTHERWISE),
    ("every page names the patient", identified, READABLE),
    ("every page is counted", counted, OTHERWISE),
    ("nobody else is named", nobody_else, OTHERWISE),
    ("every glyph stands for something", meaningful, READABLE),
    ("every value can be read", every_value, READABLE),
)
