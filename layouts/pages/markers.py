"""Arrow heads and other marks at the points of lines (SVG 1.1, 11.6), drawn as shapes of their own: the renderer knows none.

In: the root of a drawing.  Out: the same tree, in which each line with marks stands in a group with them.  Refuses a mark that there is
not, and more of them than a drawing may have parts (`PictureError`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any

from lxml import etree

from layouts.pages.svgfile import HARMLESS, MOST_SHAPES, NUMBER, called, found, refused, stated

ENDS = ("marker-start", "marker-mid", "marker-end")
LINED = ("path", "line", "polyline", "polygon")
OWN = {
    "fill": "black", "stroke": "none", "stroke-width": "1", "stroke-dasharray": "none", "stroke-linejoin": "miter",
    "stroke-linecap": "butt",
}  # fmt: skip
SIGNED = re.compile(rf"[-+]?{NUMBER.pattern}")
Point = tuple[float, float]
Vertex = tuple[Point, Point | None, Point | None]  # where it is; the direction in which a line arrives, and in which it leaves


def drawn_out(name: str, root: Any) -> None:
    """Put the marks of lines into a tree as shapes.  Raises PictureError."""
    markers = list(root.iter("{*}marker"))
    inside = {element for marker in markers for element in marker.iter()}
    lines = [element for element in root.iter() if isinstance(element.tag, str) and called(element) in LINED]
    _marked(name, [line for line in lines if line not in inside], {marker.get("id"): marker for marker in markers})
    for marker in markers:
        marker.getparent().remove(marker)


def _marked(name: str, lines: Iterable[Any], named: dict[str, Any]) -> None:
    parts = 0
    for line in lines:
        marks = _asked(name, line, named)
        parts += sum(sum(1 for _ in marker.iter()) for marker, _, _ in marks)
        if parts > MOST_SHAPES:
            raise refused(name, line.sourceline, f"<{called(line)}>: its marks have more than {MOST_SHAPES:,} parts; simplify the drawing")
        if marks:
            _grouped(line, [_mark(line, *mark) for mark in marks])


def _asked(name: str, line: Any, named: dict[str, Any]) -> list[tuple[Any, Vertex, str]]:
    """The markers that a line asks for, each with its point and the name of its end."""
    wanted = {end: _wanted(name, line, end, named) for end in ENDS}
    if all(marker is None for marker in wanted.values()):
        return []
    return [(marker, vertex, end) for end, vertex in _vertices(line) if (marker := wanted[end]) is not None]


def _wanted(name: str, line: Any, end: str, named: dict[str, Any]) -> Any:
    """The marker that a line asks for at one of its ends; None for none."""
    value = found(line, end, "") or found(line, "marker", "none")
    if value in HARMLESS:
        return None
    match = re.fullmatch(r"""url\(\s*["']?#([^"')]+)["']?\s*\)""", value)
    marker = named.get(match[1]) if match else None
    if marker is None:
        what = f"there is no marker {value[:40]!r} in the drawing; draw the arrow head itself"
        raise refused(name, line.sourceline, f"<{called(line)} {end}>: {what}")
    return marker


def _grouped(line: Any, marks: list[Any]) -> None:
    """A line and its marks in a group, which has the line's name."""
    group = etree.Element(line.tag.replace(called(line), "g"), nsmap=line.nsmap)
    group.tail = line.tail
    if line.get("id"):
        group.set("id", line.attrib.pop("id"))
    parent = line.getparent()
    parent[parent.index(line)] = group
    line.tail = None
    group.append(line)
    group.extend(marks)


def _mark(line: Any, marker: Any, vertex: Vertex, end: str) -> Any:
    """A marker's shapes at a point of a line."""
    (x, y), arriving, leaving = vertex
    turn, scale = _turn(marker, arriving, leaving, end), _scale(line, marker)
    back = f"{-_first(marker.get('refX', '0')):.4f} {-_first(marker.get('refY', '0')):.4f}"
    made = etree.Element(line.tag.replace(called(line), "g"), nsmap=line.nsmap)
    at = f"translate({x:.4f} {y:.4f}) rotate({turn:.3f}) scale({scale:.5f}) translate({back})"
    made.set("transform", f"{line.get('transform', '')} {at}".strip())
    for key, otherwise in OWN.items():
        made.set(key, found(marker, key, otherwise))
    made.extend(_coloured(deepcopy(kid), line) for kid in marker if isinstance(kid.tag, str))
    return made


def _turn(marker: Any, arriving: Point | None, leaving: Point | None, end: str) -> float:
    """How far a mark is turned, in degrees."""
    orient = marker.get("orient", "0").strip()
    if not orient.startswith("auto"):
        return _first(orient)
    return _direction(arriving, leaving) + (180 if orient == "auto-start-reverse" and end == "marker-start" else 0)


def _scale(line: Any, marker: Any) -> float:
    """How large a mark is drawn: by the line's width, and from its own box to its size."""
    scale = _first(found(line, "stroke-width", "1"), 1) if marker.get("markerUnits", "strokeWidth") == "strokeWidth" else 1.0
    box = [float(part) for part in SIGNED.findall(marker.get("viewBox", ""))]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        scale *= min(_first(marker.get("markerWidth", "3")) / box[2], _first(marker.get("markerHeight", "3")) / box[3])
    return scale


def _coloured(shape: Any, line: Any) -> Any:
    """A mark's shape in the colours of its line, where it asks for those (SVG 2, 13.2)."""
    colours = {"context-stroke": found(line, "stroke", "none"), "context-fill": found(line, "fill", "black")}
    for element in shape.iter():
        for key, value in list(stated(element)) if isinstance(element.tag, str) else ():
            if value in colours:
                element.set(key, colours[value])
                if "style" in element.attrib:
                    element.set("style", element.get("style").replace(value, colours[value]))
    return shape


def _first(text: str, otherwise: float = 0.0) -> float:
    match = SIGNED.search(text)
    return float(match[0]) if match else otherwise


def _direction(arriving: Point | None, leaving: Point | None) -> float:
    """The angle of a mark, in degrees: between the directions in which a line arrives and leaves."""
    angles = [math.atan2(way[1], way[0]) for way in (arriving, leaving) if way is not None]
    if not angles:
        return 0.0
    return math.degrees(math.atan2(sum(map(math.sin, angles)), sum(map(math.cos, angles))))


# -- the points of lines


def _vertices(line: Any) -> Iterator[tuple[str, Vertex]]:
    """The points of a line, each with the name of the mark that stands there."""
    strokes = list(_strokes(line))
    if not strokes:
        return
    points: list[Vertex] = [(strokes[0][0], None, strokes[0][1])]
    for i, (_, _, end, arriving) in enumerate(strokes):
        follows = i + 1 < len(strokes) and strokes[i + 1][0] == end
        points.append((end, arriving, strokes[i + 1][1] if follows else None))
    for i, vertex in enumerate(points):
        if i == 0:
            yield "marker-start", vertex
        if 0 < i < len(points) - 1:
            yield "marker-mid", vertex
        if i == len(points) - 1:
            yield "marker-end", vertex


Stroke = tuple[Point, Point | None, Point, Point | None]  # begin, direction there, end, direction there


def _strokes(line: Any) -> Iterator[Stroke]:
    """The parts of a line, from point to point."""
    kind = called(line)
    if kind == "path":
        yield from _of_path(line.get("d", ""))
        return
    if kind == "line":
        points = [(_first(line.get(f"x{i}", "0")), _first(line.get(f"y{i}", "0"))) for i in (1, 2)]
    else:
        numbers = [float(part) for part in SIGNED.findall(line.get("points", ""))]
        points = list(zip(numbers[::2], numbers[1::2], strict=False))
        points += points[:1] if kind == "polygon" else []
    for begin, end in pairwise(points):
        yield _stroke([begin, end])


def _stroke(points: list[Point]) -> Stroke:
    """A straight line, or a curve by its handles: it leaves towards the first point that is elsewhere, and arrives from the last."""
    begin, end = points[0], points[-1]
    there = next((p for p in points if p != begin), None)
    back = next((p for p in reversed(points) if p != end), None)
    leaving = (there[0] - begin[0], there[1] - begin[1]) if there else None
    arriving = (end[0] - back[0], end[1] - back[1]) if back else None
    return begin, leaving, end, arriving


def _of_path(d: str) -> Iterator[Stroke]:
    """The parts of a path (SVG 1.1, 8.3)."""
    from svglib.utils import normalise_svg_path

    steps = normalise_svg_path(d)
    at = start = (0.0, 0.0)
    handle: Point | None = None  # of the curve before, for those that go on smoothly
    for letter, numbers in zip(steps[::2], steps[1::2], strict=True):
        kind, here = letter.upper(), at if letter.islower() else (0.0, 0.0)
        points = [start] if kind == "Z" else _along(kind, list(numbers), at, here)
        if kind in "ST":
            points.insert(0, (2 * at[0] - handle[0], 2 * at[1] - handle[1]) if handle else at)
        handle = points[-2] if kind in "CSQT" and len(points) > 1 else None
        if kind == "M":
            start = points[-1]
        else:
            yield _stroke([at, *points])
        at = points[-1]


def _along(kind: str, n: list[float], at: Point, here: Point) -> list[Point]:
    """The handles and the end of a step of a path.  here: what its numbers are counted from."""
    if kind == "H":
        return [(n[0] + here[0], at[1])]
    if kind == "V":
        return [(at[0], n[0] + here[1])]
    if kind == "A":
        return _bow(at, n[:5], (n[5] + here[0], n[6] + here[1]))
    return [(x + here[0], y + here[1]) for x, y in zip(n[::2], n[1::2], strict=False)]


def _bow(at: Point, shape: list[float], end: Point) -> list[Point]:
    """The handles and the end of a part of an ellipse."""
    from svglib.utils import bezier_arc_from_end_points

    curves = bezier_arc_from_end_points(*at, *shape, *end) if end != at else ()
    return [*(point for curve in curves for point in zip(curve[2::2], curve[3::2], strict=True)), end]
