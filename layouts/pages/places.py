"""Lines at their place: the text object that draws them (ISO 32000-1, 9.4).

In: set lines, a place on the page, the marks that open their spans.  Out: operators.  Lengths are points, colours sRGB from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable

from layouts.colours import Rgb
from layouts.pages.elements import Mark
from layouts.pdf.objects import number, numbers
from layouts.styles import Style
from layouts.typesetting.lines import THICK, Line, Span
from layouts.typesetting.text import actual_text

CAP_HEIGHT = 0.714  # of the type size, as in Noto Sans: capitals stand in the middle of their line


class Place:
    """Where lines stand: x of the measure, y of the top of the first line; style and colour.  Lengths in points."""

    def __init__(self, x: float, top: float, style: Style, rgb: Rgb) -> None:
        y = round(top - (style.leading + CAP_HEIGHT * style.size) / 2, 2)
        self.rgb = rgb
        self.x, self.y, self.leading = x, y, -style.leading
        self.begin, self.first, self.next = f"BT {fill(rgb)}", f"{numbers(round(x, 2), y)} Td", f"{numbers(0, -style.leading)} Td"


def lines_code(lines: Iterable[Line], place: Place, marks: Iterable[Mark] | None) -> str:
    """Lines as one text object; each span is opened with the next of the marks, None: spans are not marked."""
    out = [place.begin]
    marked = None if marks is None else iter(marks)
    before: Line | None = None
    for line in lines:
        if before is None:
            out.append(f"{numbers(round(place.x + line.left, 2), place.y)} Td" if line.left else place.first)
        else:
            shift = round(line.left - before.left - before.end, 2)
            out.append(f"{numbers(shift, place.leading)} Td" if shift else place.next)
        before = line
        spans = _inked(line, place.rgb) if line.thick else line.spans
        for _, code, actual in spans:
            if marked is not None:
                out.append(f"{next(marked).open(actual)} {code} EMC")
            else:
                out.append(code if actual is None else f"/Span<<{actual_text(actual)}>>BDC {code} EMC")
    out.append("ET")
    return " ".join(out)


def _inked(line: Line, rgb: Rgb) -> Iterable[Span]:
    """The spans of a line with letters that have a line round them, in the colour that fills them."""
    return [span._replace(code=span.code.replace(THICK, f"{stroke(rgb)} {THICK}")) for span in line.spans]


def fill(rgb: Rgb) -> str:
    """The operator that sets the fill colour."""
    if rgb[0] == rgb[1] == rgb[2]:
        return f"{number(rgb[0])} g"
    return f"{numbers(*rgb)} rg"


def stroke(rgb: Rgb) -> str:
    """The operator that sets the stroke colour."""
    return f"{numbers(*rgb)} RG"


def underline(rect: tuple[float, float, float, float], style: Style) -> tuple[float, float, float, float]:
    """The line under a link, from the rectangle around it."""
    x, bottom, width, height = rect
    return x, bottom + (height - CAP_HEIGHT * style.size) / 2 - 0.13 * style.size, width, 0.055 * style.size
