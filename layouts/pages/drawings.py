"""SVG drawings as PDF operators in their own coordinates, and the labels that are set in the page's type.

In: the bytes of a file.  Out: `Drawing`.  Refuses, with the line of the file, what a printed page cannot hold: entities, anything outside
the file, pictures and transparency, numbers that are none or have no end, parts that are repeated without end (`PictureError`).

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
from layouts.pdf.operators import shortened

MOST_BYTES = 1_000_000  # of a file
DEEPEST = 60  # elements inside each other
MOST_SHAPES = 20_000  # elements, each repeated one (`use`) counted as often as it is drawn
LARGEST = 1e6  # of a number
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
RASTER = {"image", "feImage", "foreignObject"}
MEASURED = {
    "cx", "cy", "d", "dx", "dy", "font-size", "height", "points", "r", "rx", "ry", "stroke-dasharray", "stroke-dashoffset",
    "stroke-miterlimit", "stroke-width", "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
ENTITIES = "{}: a drawing may not declare entities; remove its DOCTYPE"
HARMLESS = (
    "This SVG was created with Inkscape",  # of a version that reckoned an inch otherwise
    "Unable to find a suitable font",  # words are set in the page's type
)
ANCHORS = {"middle": "center", "end": "end"}
_LOG = Lock()
_NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NO_NUMBER = re.compile(r"(?i)(?<![a-z#])(?:nan|inf(?:inity)?)(?![a-z])")
_OUTSIDE = re.compile(r"""(?i)@import|url\(\s*["']?(?!["']?#)""")
_SET_COLOUR = re.compile(r"(?<!\S)([\d.]+) ([\d.]+) ([\d.]+) (rg|RG)(?!\S)")
_FONT = re.compile(r"BT /F\d+ [\d.]+ Tf [\d.]+ TL ET")


class Label(NamedTuple):
    """Words on a drawing: baseline point in the drawing's coordinates (y upwards), and which end stands there."""

    key: str
    text: str
    x: float
    y: float
    anchor: str


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
    root = _read(name, data)
    _look_through(name, root)
    width, height, code, found = _drawn(name, etree.tostring(root))
    if re.search(r"\b(?:gs|Do|sh)\b", code):
        raise PictureError(f"{name}: transparency, gradients and pictures inside a drawing are not printed; use plain fills and lines")
    if _NO_NUMBER.search(code) or any(float(number) > 100 * LARGEST for number in _NUMBER.findall(code)):
        raise PictureError(f"{name}: has a number that is too large to print")
    ids = [text.get("id", "") for text in root.iter("{*}text")]
    labels = tuple(
        Label(ids[i] if i < len(ids) else "", text, x, y, ANCHORS.get(anchor, "start")) for i, (text, x, y, anchor) in enumerate(found)
    )
    short = shortened(code)
    return Drawing(width, height, short.preface, short.code, labels)


@lru_cache(32)
def recoloured(drawing: Drawing, rgb: Rgb) -> Drawing:
    """The drawing in one colour (signs take the colour of their box); white stays white."""
    wanted = " ".join(f"{c:.3f}" for c in rgb)

    def swap(match: re.Match[str]) -> str:
        return match[0] if float(match[1]) == float(match[2]) == float(match[3]) == 1 else f"{wanted} {match[4]}"

    preface, code = (_SET_COLOUR.sub(swap, operators) for operators in (drawing.preface, drawing.code))
    return drawing._replace(preface=preface, code=code)


# -- what is in the file


def _read(name: str, data: bytes) -> Any:
    """The root of a file that is well formed and declares nothing."""
    if b"<!ENTITY" in data:
        raise PictureError(ENTITIES.format(name))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise _refused(name, line, "is not well-formed XML; save the drawing again as plain SVG") from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():  # in whatever encoding
        raise PictureError(ENTITIES.format(name))
    if _called(root) != "svg":
        raise _refused(name, root.sourceline, f"is no SVG drawing: it begins with <{_called(root)}>")
    if any(isinstance(before, etree._ProcessingInstruction) for before in root.itersiblings(preceding=True)):
        raise _refused(name, 1, "has a style sheet outside itself; put the styles into the drawing")
    return root


def _look_through(name: str, root: Any) -> None:
    """Refuse what must not be given to a renderer."""
    for element in root.iter():
        if isinstance(element, etree._Entity):
            raise _refused(name, element.sourceline, "uses an entity; write the character itself")
        if not isinstance(element.tag, str):
            continue
        line, tag = element.sourceline, _called(element)
        if tag in RASTER:
            raise _refused(name, line, f"<{tag}>: pictures inside a drawing are not printed; use plain fills and lines")
        if any(not element.get(key, "#").strip().startswith("#") for key in HREFS):
            raise _refused(name, line, f"<{tag}>: a drawing may not refer to anything outside itself; put its parts into the file")
        words = [element.text or "" if tag == "style" else "", *element.attrib.values()]
        if any(_OUTSIDE.search(text) for text in words) or "src" in element.attrib:
            raise _refused(name, line, f"<{tag}>: a drawing may not refer to anything outside itself; put its parts into the file")
        _check_numbers(name, element, line)
    _check_count(name, root)


def _check_numbers(name: str, element: Any, line: int | None) -> None:
    for key, text in element.attrib.items():
        if key not in MEASURED and key != "style":
            continue
        plain = re.sub(r"#[0-9a-fA-F]{3,8}", "", text)
        bad = _NO_NUMBER.search(plain) if key != "style" else None
        large = next((n for n in _NUMBER.findall(plain) if not float(n) <= LARGEST), "")
        if bad or large:
            what = f"{bad[0] if bad else large[:20]!r} is no number that can be drawn"
            raise _refused(name, line, f"<{_called(element)} {key}>: {what}; the largest is {LARGEST:.0f}")


def _check_count(name: str, root: Any) -> None:
    """Refuse what is nested or repeated beyond measure: uses of uses grow as their powers."""
    named = {element.get("id"): element for element in root.iter() if isinstance(element.tag, str) and element.get("id")}
    counted: dict[Any, int] = {}
    open_: set[Any] = set()

    def count(element: Any, depth: int) -> int:
        if element in counted:
            return counted[element]
        if depth > DEEPEST or element in open_:
            raise _refused(name, element.sourceline, f"<{_called(element)}>: is nested too deep, or in itself; flatten the drawing")
        open_.add(element)
        found = 1 + sum(count(kid, depth + 1) for kid in element if isinstance(kid.tag, str))
        used = next((named.get(element.get(key)[1:]) for key in HREFS if element.get(key)), None) if _called(element) == "use" else None
        found += count(used, depth + 1) if used is not None else 0
        open_.discard(element)
        counted[element] = found
        if found > MOST_SHAPES:
            raise _refused(name, element.sourceline, f"<{_called(element)}>: has more than {MOST_SHAPES:,} parts; simplify the drawing")
        return found

    count(root, 0)


def _called(element: Any) -> str:
    """The name of an element, whatever namespace it stands in."""
    return str(etree.QName(element).localname)


def _refused(name: str, line: int | None, what: str) -> PictureError:
    return PictureError(f"{name}{f', line {line}' if line else ''}: {what}")


# -- drawing it

Words = tuple[str, float, float, str]


def _drawn(name: str, data: bytes) -> tuple[float, float, str, list[Words]]:
    """Width and height, operators, and words with their places and anchors."""
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
    if not all(math.isfinite(x + y) for _, x, y, _ in recorder.words):
        raise PictureError(f"{name}: has words outside of every page")
    return width, height, "\n".join(_plain(canvas._code)), recorder.words


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What svglib says that it passes over; it says so to a log only, and goes on."""
    said: list[str] = []
    log = logging.getLogger("svglib.svglib")
    keeper = logging.Handler(logging.WARNING)
    keeper.emit = lambda record: said.append(record.getMessage()) if not record.msg.startswith(HARMLESS) else None  # type: ignore[method-assign]
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
            self.words: list[Words] = []

        def drawString(self, shape: Any) -> None:  # noqa: N802  ReportLab's name
            state = self._tracker.getState()
            a, b, c, d, e, f = state["ctm"]
            x, y = shape.x, shape.y
            self.words.append((shape.text, a * x + c * y + e, b * x + d * y + f, state["textAnchor"]))

    return Recorder()


def _fonts() -> Any:
    """svglib's table of fonts, without its search of the machine: places would depend on what is installed, and a program would start."""
    from svglib.fonts import FontMap

    class Standard(FontMap):  # type: ignore[misc]
        def find_font(self, *_: Any, **__: Any) -> tuple[str, bool]:
            return "Helvetica", True

    return Standard()
