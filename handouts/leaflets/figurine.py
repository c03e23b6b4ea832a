"""A body from the front and from behind, as a drawing: plain lines, a ring with hatching where something is, and a line to its words.

In: the places to ring, in the measures of `body.PLACES`.  Out: SVG, whose words are texts with ids.  It is mirrored in no language: the
patient's left is on the right of the front view.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

WIDTH, HEIGHT = 164.0, 110.0
LINE, RING, HATCH = 1.0, 2.0, 0.6
CLEAR, LINES = 2.0, 9.0  # between a line and its words, and between two lines of these
XY = re.compile(r"([\d.]+) ([\d.]+)")
FRONT, BACK, DASH = "front", "back", "2.6 1.8"
# The right half of an outline on the page, from the neck to the crotch: a first point, then Bézier curves (x from the axis, y down).
HALF = (
    (2.9, 15.4), (2.9, 18.2, 4.0, 19.2, 7.2, 20.1), (11.2, 21.2, 13.4, 22.6, 14.0, 26.4), (14.9, 32.5, 16.9, 40.0, 18.2, 46.4),
    (19.4, 49.2, 19.8, 52.4, 18.3, 54.3), (17.2, 55.4, 15.8, 53.4, 15.5, 50.0), (14.6, 45.4, 12.2, 37.6, 10.7, 30.4),
    (10.2, 35.6, 9.5, 39.4, 10.4, 45.2), (11.3, 50.6, 11.0, 58.4, 9.7, 66.0), (10.0, 74.0, 9.0, 82.4, 7.7, 90.0),
    (9.9, 93.0, 9.8, 95.4, 8.0, 95.6), (6.2, 95.8, 4.4, 95.8, 3.4, 95.6), (2.7, 94.0, 3.3, 92.0, 3.7, 90.0),
    (2.6, 82.2, 2.4, 74.4, 2.8, 66.2), (2.4, 60.4, 1.3, 55.2, 0.0, 51.8),
)  # fmt: skip
DETAILS = {  # of one half, mirrored like it; what crosses the axis is drawn twice
    FRONT: (
        "M2.2 7.4 L2.21 7.4", "M0 12 Q1.3 12 2.2 11", "M1.6 21.6 Q5 20.8 8.4 22.2", "M0 43.4 Q0.8 43.6 1.4 42.8",
        "M4.2 66.6 Q6.2 67.8 8.2 66.4",
    ),
    BACK: ("M0 20 L0 45", "M3.4 25.2 Q6.6 27.6 5.6 33", "M0 51.8 Q4.2 54.6 8.6 52.6", "M4.0 66.6 L8.4 66.6"),
}


class Ring(NamedTuple):
    """A ring.  x: from the axis, to the patient's left; y, radius; views: those on which it is drawn, the first with hatching."""

    x: float
    y: float
    radius: float
    views: tuple[str, ...]


class Stance(NamedTuple):
    """Where the two views stand.  before: the words stand before both."""

    axes: dict[str, float]
    before: bool

    def words(self, view: str) -> tuple[float, str]:
        """x of the words of what is marked on a view, and which end of them stands there."""
        if self.before:
            return 58.0, "end"
        return (54.0, "start") if view == FRONT else (110.0, "end")


BETWEEN = Stance({FRONT: 24.0, BACK: 140.0}, False)  # the words stand between the views
BEFORE = Stance({FRONT: 82.0, BACK: 138.0}, True)  # or before both


def figurine(rings: tuple[Ring, ...], lines: int) -> bytes:
    """The drawing, with `lines` texts `word-1` … for what is marked, and the texts `front` and `back`."""
    stance = BEFORE if all(ring.x < 0 for ring in rings) else BETWEEN
    drawn = [shape for ring in rings for shape in _rings(ring, stance)]
    shapes, words = "".join([*_bodies(stance), *drawn, *_leader(rings[0], stance)]), "".join(_words(rings[0], stance, lines))
    root = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}" height="{HEIGHT:g}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">'
    style = f'<g fill="none" stroke="#1a1a1a" stroke-width="{LINE}" stroke-linecap="round" stroke-linejoin="round">'
    return f"{root}{style}{shapes}</g>{words}</svg>".encode()


def _bodies(stance: Stance) -> Iterator[str]:
    for view, axis in stance.axes.items():
        yield f'<ellipse cx="{axis:g}" cy="8.6" rx="5.6" ry="7"/>'
        yield from (f'<path d="{_outline(axis, side)}"/>' for side in (1, -1))
        for detail in DETAILS[view]:
            yield from (f'<path d="{_placed(detail, axis, side)}" stroke-width="{LINE * 0.8:g}"/>' for side in (1, -1))


def _outline(axis: float, side: int) -> str:
    """Half an outline: to the right of its axis, or mirrored to its left."""
    first, *curves = HALF
    said = [f"M{axis + side * first[0]:g} {first[1]:g}"]
    for curve in curves:
        said.append("C" + " ".join(f"{axis + side * curve[i]:g} {curve[i + 1]:g}" for i in (0, 2, 4)))
    return " ".join(said)


def _placed(detail: str, axis: float, side: int) -> str:
    """A detail at its place: each x is from the axis, and comes before its y."""
    return XY.sub(lambda point: f"{axis + side * float(point[1]):g} {point[2]}", detail)


def _rings(ring: Ring, stance: Stance) -> Iterator[str]:
    for number, view in enumerate(ring.views):
        x, radius = _x(ring, view, stance), ring.radius
        if number:
            yield f'<circle cx="{x:g}" cy="{ring.y:g}" r="{radius:g}" stroke-width="{RING * 0.7:g}" stroke-dasharray="{DASH}"/>'
            continue
        yield f'<circle cx="{x:g}" cy="{ring.y:g}" r="{radius:g}" stroke-width="{RING:g}"/>'
        yield from (f'<path d="{chord}" stroke-width="{HATCH:g}"/>' for chord in _hatching(x, ring.y, radius))


def _x(ring: Ring, view: str, stance: Stance) -> float:
    """Where a ring stands: the patient's left is on the right of the front view, and on the left of the back view."""
    return stance.axes[view] + (ring.x if view == FRONT else -ring.x)


def _hatching(x: float, y: float, radius: float) -> Iterator[str]:
    """Chords of a circle at 45 degrees."""
    offset = -radius + 1.0
    while offset < radius:
        half = math.sqrt(radius * radius - offset * offset)
        k = math.sqrt(0.5)
        middle_x, middle_y = x + offset * k, y + offset * k
        yield f"M{middle_x - half * k:.2f} {middle_y + half * k:.2f} L{middle_x + half * k:.2f} {middle_y - half * k:.2f}"
        offset += 1.5


def _leader(ring: Ring, stance: Stance) -> Iterator[str]:
    """From the ring to its words."""
    x, (words, anchor) = _x(ring, ring.views[0], stance), stance.words(ring.views[0])
    toward = -1 if anchor == "start" else 1  # where the ring is, seen from the words
    start, end = x - toward * (ring.radius + RING / 2), words + toward * CLEAR
    yield f'<path d="M{start:g} {ring.y:g} L{end:g} {ring.y:g}" stroke-width="{LINE * 0.8:g}"/>'


def _words(ring: Ring, stance: Stance, lines: int) -> Iterator[str]:
    """The texts: what is marked, and which view is which."""
    x, anchor = stance.words(ring.views[0])
    for number in range(lines):
        y = ring.y + 2.6 + (number - (lines - 1) / 2) * LINES
        yield f'<text id="word-{number + 1}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">x</text>'
    for view, axis in stance.axes.items():
        yield f'<text id="{view}" x="{axis:g}" y="{HEIGHT - 1.5:g}" text-anchor="middle">x</text>'
