"""The words of a drawing, taken out of its tree: each stands in the page's type, whatever face and size the drawing has for it.

In: the root of a drawing.  Out: `DrawnWords`, in whose place the tree keeps their numbers.  Refuses words that are placed letter by
letter, or moved from where the words before them end (`PictureError`): the page's type is not as wide as the drawing's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from layouts.pages.svgfile import called, found, refused

PLACES = ("x", "y", "dx", "dy")
MIRRORED = {"": "end", "start": "end", "end": "start"}  # where words stand of their place (SVG 1.1, 10.9.1), from right to left
UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}  # CSS 2.1, 4.3.2
_LENGTH = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(em|px|pt|pc|mm|cm|in)?")
ONE_BY_ONE = "words whose letters are placed one by one are not printed; write them as one word"
MOVED = "words that are moved from where others end are not printed; give them an x of their own"


class DrawnWords(NamedTuple):
    """Words of a drawing; lines under one another are one.  key: the id of their text; first: of that; row: where it is in the file."""

    key: str
    text: str
    first: bool
    row: int


class _Line(NamedTuple):
    """A line of words while it is read.  at: where it begins; style: the element whose style it has."""

    at: dict[str, float]
    style: Any
    said: list[str]


def taken_out(name: str, root: Any) -> list[DrawnWords]:
    """The words of a drawing; the tree is left with a number for each.  Raises PictureError."""
    out: list[DrawnWords] = []
    for text in list(root.iter("{*}text")):
        parent, made = text.getparent(), []
        for i, (line, said) in enumerate(_stacked([line for line in _lines(name, text) if _spaced(line)])):
            made.append(_numbered(text, line, len(out)))
            if i:
                made[-1].attrib.pop("id", None)
            out.append(DrawnWords(text.get("id", ""), said, i == 0, text.sourceline))
        at = parent.index(text)
        parent[at : at + 1] = made
    return out


def _stacked(lines: list[_Line]) -> list[tuple[_Line, str]]:
    """Lines with what they say; those that all begin at one x are one, as far apart as the page's type wants."""
    if len({line.at["x"] for line in lines}) == 1:
        return [(lines[0], " \n".join(map(_spaced, lines)))]
    return [(line, _spaced(line)) for line in lines]


def _spaced(line: _Line) -> str:
    return " ".join("".join(line.said).split())


def _numbered(text: Any, line: _Line, number: int) -> Any:
    """A text element with a number in place of a line's words."""
    made = etree.Element(text.tag, dict(text.attrib), nsmap=text.nsmap)
    for key in PLACES:
        made.attrib.pop(key, None)
    anchor = found(line.style, "text-anchor", "")
    if found(line.style, "direction", "") == "rtl":  # there a line begins at the right
        anchor = MIRRORED.get(anchor, anchor)
    if anchor:
        made.set("style", f"{made.get('style', '')};text-anchor:{anchor}".lstrip(";"))
    for key, value in line.at.items():
        made.set(key, f"{value:.4f}")
    made.text = str(number)
    return made


def _lines(name: str, text: Any) -> Iterator[_Line]:
    """The lines of a text: a new one begins where something in it says its own x or y."""
    size = _pixels(name, text, "font-size", found(text, "font-size", "16"), 16.0)
    line = _Line(_place(name, text, {"x": 0.0, "y": 0.0}, size), text, [])
    for part, words in _said(text):
        if part is not None and called(part) != "tspan":
            raise refused(name, part.sourceline, f"<{called(part)}>: a text holds words and tspans only; write the words themselves")
        if part is not None and any(part.get(key) for key in ("x", "y", "dy", "rotate")):
            if not part.get("x") and not part.get("rotate"):
                raise refused(name, part.sourceline, f"<tspan>: {MOVED}")
            yield line
            line = _Line(_place(name, part, line.at, size), part, [])
        elif part is not None and part.get("dx"):
            line.said.append(" ")
        line.said.append(words)
    yield line


def _said(element: Any) -> Iterator[tuple[Any, str]]:
    """The words in an element, in their order, each with the element that they begin."""
    yield None, element.text or ""
    for kid in element:
        if isinstance(kid.tag, str):
            yield kid, ""
            yield from _said(kid)
        yield None, kid.tail or ""


def _place(name: str, element: Any, before: dict[str, float], size: float) -> dict[str, float]:
    """Where an element's words begin, in the drawing's own units."""
    turned = element.get("rotate", "0").strip() not in ("", "0")
    if turned or any(len(element.get(key, "").replace(",", " ").split()) > 1 for key in PLACES):
        raise refused(name, element.sourceline, f"<{called(element)}>: {ONE_BY_ONE}")
    out = {}
    for key, shift in (("x", "dx"), ("y", "dy")):
        start = _pixels(name, element, key, element.get(key), size) if element.get(key) else before[key]
        out[key] = start + _pixels(name, element, shift, element.get(shift, "0"), size)
    return out


def _pixels(name: str, element: Any, key: str, text: str, size: float) -> float:
    """A length in the drawing's units; em is the size of type.  Raises PictureError for one that depends on something else."""
    match = _LENGTH.fullmatch(text.strip() or "0")
    if not match:
        what = f"{text[:20]!r} is no length that words can be placed by; write a number"
        raise refused(name, element.sourceline, f"<{called(element)} {key}>: {what}")
    return float(match[1]) * (size if match[2] == "em" else UNITS[match[2] or ""])
