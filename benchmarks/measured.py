"""A finished copy, measured as somebody with a ruler would: from its pages, by PDFium.

In: a PDF.  Out: its lines, and what is asked of them.  Lengths are points.
"""

from __future__ import annotations

import ctypes
import re
import statistics
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

FULL = 0.85  # of the longest line: what is shorter ends a paragraph, or stands beside something
GAP, WIDE_GAP = 0.7, 99.0  # type sizes between two characters of a line; where words run both ways they are not drawn in their order
LONG = 0.7  # of the longest line
APART = 1.6  # times the type size from line to line: a paragraph's lines stand nearer to each other


class Line(NamedTuple):
    """A line of type.  left, right, foot: where it stands; page: from 1."""

    page: int
    left: float
    right: float
    foot: float
    size: float
    text: str

    @property
    def words(self) -> list[str]:
        """Its words, without the bullet or number before them."""
        found = self.text.split()
        return found[1:] if found and re.fullmatch(r"•|\d+\.", found[0]) else found


class Measured(NamedTuple):
    """What was measured.  widest: characters of a full line, at the 90th percentile; lone: paragraphs whose last line is one word,
    though the line before it is a long one.
    """

    pages: int
    widest: int
    lone: int
    smallest: float
    phones: tuple[float, ...]


def lines_of(data: bytes, turned: bool = False) -> list[Line]:
    """The lines of all pages, in the order in which they are drawn.  turned: they run from right to left."""
    document = pdfium.PdfDocument(data)
    out: list[Line] = []
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        out += _lines(number + 1, text, WIDE_GAP if turned else GAP)
        text.close()
        page.close()
    document.close()
    return out


def _lines(page: int, text: pdfium.PdfTextPage, gap: float) -> Iterator[Line]:
    """The lines of a page: characters that stand at one height, and no wider apart than words."""
    held: list[tuple[float, float, float, float, str]] = []
    for at in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, at))
        if letter in "\r\n\0\ufffe" or raw.FPDFText_IsGenerated(text, at):
            continue
        left, _, right, _ = text.get_charbox(at, loose=True)
        foot = _baseline(text, at)
        size = raw.FPDFText_GetFontSize(text, at)
        last = held[-1] if held else None
        if last and (abs(last[2] - foot) > 1.0 or last[3] != size or max(left - last[1], last[0] - right) > gap * size):
            yield _line(page, held)
            held = []
        held.append((left, right, foot, size, letter))
    if held:
        yield _line(page, held)


def _baseline(text: pdfium.PdfTextPage, at: int) -> float:
    """The height that a character stands at, whatever its font."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, at, x, y)
    return y.value


def _line(page: int, held: Sequence[tuple[float, float, float, float, str]]) -> Line:
    text = "".join(each[4] for each in held).strip()
    return Line(page, min(each[0] for each in held), max(each[1] for each in held), held[0][2], held[0][3], text)


def paragraphs(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines that follow each other closely, in one size, from one side or to the other."""
    out: list[list[Line]] = []
    for line in lines:
        last = out[-1][-1] if out else None
        if last and line.page == last.page and line.size == last.size and 0 < last.foot - line.foot < APART * line.size and _beneath(last, line):
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _beneath(last: Line, line: Line) -> bool:
    """Whether two lines overlap: the second goes on from the first."""
    return line.left < last.right and last.left < line.right


def _count(text: str) -> int:
    """Characters, without the marks above and below them."""
    return sum(unicodedata.category(letter) != "Mn" for letter in text)


def _ends_alone(part: Sequence[Line], body: float, long: float) -> bool:
    """Whether a paragraph ends in one word, whose line before had others to give; an address is no word."""
    last = part[-1]
    alone = len(part) > 1 and len(last.words) == 1 and last.size == body and not last.text.startswith("http")
    return alone and part[-2].right - part[-2].left >= long


def measured(data: bytes, body: float, phones: Sequence[str], turned: bool = False) -> Measured:
    """What a copy's pages are like.  body: the type size of running text; phones: the numbers that a patient may call; turned: the
    text runs from right to left.
    """
    lines = [line for line in lines_of(data, turned) if line.text]
    text = [line for line in lines if line.size == body]
    reach = max((line.right - line.left for line in text), default=0.0)
    full = sorted(_count(line.text) for line in text if line.right - line.left >= FULL * reach)
    lone = sum(_ends_alone(part, body, LONG * reach) for part in paragraphs(lines))
    numbers = tuple(sorted({line.size for line in lines for phone in phones if phone in line.text}))
    widest = round(statistics.quantiles(full, n=10, method="inclusive")[-1]) if len(full) > 1 else sum(full)
    return Measured(max((line.page for line in lines), default=0), widest, lone, min((line.size for line in lines), default=0.0), numbers)
