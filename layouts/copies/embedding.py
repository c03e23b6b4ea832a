"""Fonts as they stand in a file: which glyphs are carried, and the five objects of each face.

In: faces and glyphs.  Out: bodies with their numbers, and font resources.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from layouts.pages.tagged import TaggedCanvas
from layouts.pdf.objects import name
from layouts.pdf.writer import Numbers
from layouts.typesetting.faces import Face
from layouts.typesetting.fonts import Typecase
from layouts.typesetting.subsets import font_objects, widths
from layouts.typesetting.text import Galley

Carried: TypeAlias = dict[Face, frozenset[int]]  # the glyphs of each face, by the source font's own ids

ZERO = frozenset({0})  # the glyph of what has none, which every font has (ISO 32000-1, 9.7.6.3)


class Embedded(NamedTuple):
    """A font's objects (ISO 32000-1, 9.7): streams, and dictionaries; ref: the one that resources name."""

    ref: int
    streams: tuple[tuple[int, bytes], ...]
    dictionaries: tuple[tuple[int, bytes], ...]


def embedded(face: Face, glyphs: frozenset[int], take: Numbers) -> Embedded:
    """A font with these glyphs."""
    parts = font_objects(face, glyphs)
    program, unicode, descriptor, descendant, font = (take.new() for _ in range(5))
    return Embedded(
        font,
        ((program, parts.program), (unicode, parts.unicode)),
        (
            (descriptor, parts.descriptor(face, program)),
            (descendant, parts.descendant(descriptor, widths(face, glyphs))),
            (font, parts.font(descendant, unicode)),
        ),
    )


def by_tag(carried: Carried) -> list[tuple[Face, frozenset[int]]]:
    """Faces with their glyphs, in the order of their names in a file."""
    return sorted(carried.items(), key=lambda pair: pair[0].tag)


def resource(prefix: str, face: Face, ref: int) -> str:
    """An entry of font resources.  prefix: F for what a plate carries, X for a copy's own."""
    return f"{name(prefix + face.tag)} {ref} 0 R"


def added(carried: Carried, used: Iterable[tuple[Face, Iterable[int]]], least: frozenset[int] = ZERO) -> None:
    """More glyphs for a file to carry.  least: what a face that is new has besides them."""
    for face, glyphs in used:
        carried[face] = carried.get(face, least).union(glyphs)


def static_glyphs(canvas: TaggedCanvas, galleys: Sequence[Galley], typecase: Typecase, language: str) -> Carried:
    """What a plate carries: the glyphs of its static text, and the alphabets of the language, which every plate of it has."""
    carried: Carried = {}
    added(carried, canvas.glyphs.items())
    for set_type in galleys:
        added(carried, set_type.home)
    stack = typecase.stack(language)
    weights = {slot.style.strong or any(i.strong for i in slot.content) for slot in canvas.slots}
    faces = [family.face(strong) for family in stack.home for strong in weights]
    added(carried, ((face, alphabet) for face in faces if (alphabet := face.alphabet(stack.language))))
    return carried


def own_glyphs(galleys: Iterable[Galley]) -> Carried:
    """What a copy needs besides what its plate carries."""
    away: Carried = {}
    for galley in galleys:
        if galley.away:
            added(away, galley.away)
    return away
