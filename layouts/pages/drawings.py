"""SVG drawings as PDF operators in their own coordinates, and the labels that are set in the page's type.

In: the bytes of a file.  Out: `Drawing`.  Refuses, with the line of the file, what a printed page cannot hold, and words that do not stand
level (`PictureError`).

svglib reads a tree that was looked through here, not the file: it is given no font of the machine, starts no program and opens no file.
"""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from lxml import etree

from layouts.colours import Rgb
from layouts.errors import PictureError
from layouts.pages.markers import drawn_out
from layouts.pages.svgfile import LARGEST, NO_NUMBER, NUMBER, PLAIN_FILLS, check_count, read_drawing, refused
from layouts.pages.svgwords import DrawnWords, taken_out
from layouts.pdf.operators import shortened

MOST_BYTES = 1_000_000  # of a file
EXPECTED = (
    "This SVG was created with Inkscape",  # of a version that reckoned an inch otherwise
    "Unable to find a suitable font",  # words are set in the page's type
)
LEVEL = 0.005  # how far a line may rise over its length, and still be level
ANCHORS = {"middle": "center", "end": "end"}
_LOG = Lock()
_SET_COLOUR = re.compile(r"(?<!\S)([\d.]+) ([\d.]+) ([\d.]+) (rg|RG)(?!\S)")
_FONT = re.compile(r"BT /F\d+ [\d.]+ Tf [\d.]+ TL ET")


class Label(NamedTuple):
    """DrawnWords on a drawing: baseline point in the drawing's coordinates (y upwards), and which end stands there.

    first: of the lines of one text; what is said instead of them all stands in its place.
    """

    key: str
    text: str
    x: float
    y: float
    anchor: str
    first: bool = True


class Drawing(NamedTuple):
    """A vector drawing: size in its own units, operators, labels.  preface: sets what the operators take for granted."""

    width: float
    height: float
    preface: str
    code: str
    labels: tuple[Label, ...]


@lru_cache(64)
def drawing(name: str, data: bytes) -> Drawing:
    """A drawing, read.  name: of its file, for messages.  Raises PictureError with the file, and the line if it is known."""
    if len(data) > MOST_BYTES:
        raise PictureError(f"{name}: has {len(data) / 1e6:.1f} MB, and a drawing may have {MOST_BYTES / 1e6:.0f}; simplify it")
    root = read_drawing(name, data)
    drawn_out(name, root)
    check_count(name, root)
    words = taken_out(name, root)
    width, height, code, found = _drawn(name, etree.tostring(root))
    if re.search(r"\b(?:gs|Do|sh)\b", code):
        raise PictureError(f"{name}: transparency, gradients and pictures inside a drawing are not printed; {PLAIN_FILLS}")
    if NO_NUMBER.search(code) or any(float(number) > 100 * LARGEST for number in NUMBER.findall(code)):
        raise PictureError(f"{name}: has a number that is too large to print")
    labels = tuple(_label(name, words[int(place.number)], place) for place in found)
    short = shortened(code)
    return Drawing(width, height, short.preface, short.code, labels)


def _label(name: str, words: DrawnWords, place: WordsSpot) -> Label:
    """DrawnWords at the place that they have in the drawing.  Raises PictureError if they do not stand level there."""
    if place.turned:
        raise refused(name, words.row, f"<text>: words that are turned are not printed, such as {words.text[:40]!r}; set them level")
    return Label(words.key, words.text, place.x, place.y, ANCHORS.get(place.anchor, "start"), words.first)


@lru_cache(32)
def recoloured(drawing: Drawing, rgb: Rgb) -> Drawing:
    """The drawing in one colour (signs take the colour of their box); white stays white."""
    wanted = " ".join(f"{c:.3f}" for c in rgb)

    def swap(match: re.Match[str]) -> str:
        return match[0] if float(match[1]) == float(match[2]) == float(match[3]) == 1 else f"{wanted} {match[4]}"

    preface, code = (_SET_COLOUR.sub(swap, operators) for operators in (drawing.preface, drawing.code))
    return drawing._replace(preface=preface, code=code)


# -- drawing it

class WordsSpot(NamedTuple):
    """Where a text stands that has a number in place of its words; turned: it does not run from left to right, level."""

    number: str
    x: float
    y: float
    anchor: str
    turned: bool


def _drawn(name: str, data: bytes) -> tuple[float, float, str, list[WordsSpot]]:
    """Width and height, operators, and the places of words."""
    from reportlab.pdfgen.canvas import Canvas
    from svglib.svglib import svg2rlg

    recorder = _recorder()
    try:
        with _complaints() as said:
            drawn = svg2rlg(io.BytesIO(data), font_map=_fonts())
        if said:
            raise PictureError(f"{name}: {said[0][:100]}; save the drawing again with plain fills and lines")
        width, height = (float(drawn.width or 0), float(drawn.height or 0)) if drawn is not None else (0.0, 0.0)
        if not (0 < width <= LARGEST and 0 < height <= LARGEST):
            raise PictureError(f"{name}: cannot be read as an SVG drawing with a width and height")
        canvas = Canvas(io.BytesIO(), pagesize=(width, height), pageCompression=0)
        canvas._code.clear()
        recorder.draw(drawn, canvas, 0, 0)
    except PictureError:
        raise
    except Exception as error:  # noqa: BLE001  svglib raises whatever its parsers raise
        raise PictureError(f"{name}: cannot be read as an SVG drawing ({type(error).__name__})") from None
    if not all(math.isfinite(place.x + place.y) for place in recorder.words):
        raise PictureError(f"{name}: has words outside of every page")
    return width, height, "\n".join(_plain(canvas._code)), recorder.words


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What svglib says that it passes over; it says so to a log only, and goes on."""
    said: list[str] = []
    log = logging.getLogger("svglib.svglib")
    keeper = logging.Handler(logging.WARNING)
    keeper.emit = lambda record: said.append(record.getMessage()) if not record.msg.startswith(EXPECTED) else None  # type: ignore[method-assign]
    with _LOG:
        before, log.propagate = log.propagate, False
        log.addHandler(keeper)
        try:
            yield said
        finally:
            log.removeHandler(keeper)
            log.propagate = before


def _plain(lines: Iterable[str]) -> Iterator[str]:
    """Operators without those that only choose a font."""
    return (line for line in lines if not _FONT.fullmatch(line))


def _recorder() -> Any:
    """ReportLab's renderer; words are kept aside to be set in the page's type."""
    from reportlab.graphics.renderPDF import _PDFRenderer

    class Recorder(_PDFRenderer):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.words: list[WordsSpot] = []

        def drawString(self, shape: Any) -> None:  # noqa: N802  ReportLab's name
            state = self._tracker.getState()
            a, b, c, d, e, f = state["ctm"]
            x, y = shape.x, shape.y
            turned = a <= 0 or d <= 0 or abs(b) + abs(c) > LEVEL * (a + d)
            self.words.append(WordsSpot(shape.text, a * x + c * y + e, b * x + d * y + f, state["textAnchor"], turned))

    return Recorder()


def _fonts() -> Any:
    """svglib's table of fonts, without its search of the machine: places would depend on what is installed, and a program would start."""
    from svglib.fonts import FontMap

    class Standard(FontMap):  # type: ignore[misc]
        def find_font(self, *_: Any, **__: Any) -> tuple[str, bool]:
            return "Helvetica", True

    return Standard()
