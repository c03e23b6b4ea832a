"""A document locked up for printing: lay out once, strike one copy after another.

    Document ─ compose ─▶ Plate (static bytes, slots) ─ strike(values) ─▶ Impression

In: a document, a theme, a typecase; then the values of each copy.  Out: copies.  What composition depends on is the number of
lines of each slot and how they are marked (`Galley.shape`, `tongues`); a copy with another shape gets a plate of its own, so every copy
goes the same way.

A copy depends on the document, theme, fonts and values and on the moment of issue, never on what was struck before it.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TypeAlias

from layouts.copies.assembly import assembled
from layouts.copies.impression import Dated, Impression, dated, struck
from layouts.copies.plate import Plate
from layouts.document.blocks import Document
from layouts.pages.contents import editions
from layouts.pages.setting import StandingType
from layouts.pages.slots import KeptType
from layouts.pages.templates import compose
from layouts.theme import Theme
from layouts.typesetting.chunks import Tongues
from layouts.typesetting.fonts import Typecase
from layouts.typesetting.text import Galley, Shape

Shapes: TypeAlias = tuple[tuple[Shape, Tongues], ...]  # what composition depends on, of each slot


class Forme:
    """A document with its slots, and the plates made of it so far."""

    def __init__(self, document: Document, theme: Theme, typecase: Typecase, cache: PlateCache, profile: Path) -> None:
        self.document, self.theme, self.typecase, self.cache, self.profile = document, theme, typecase, cache, profile
        self.editions = editions(document, theme)
        self.standing = StandingType(cache.galleys)
        self._dated: tuple[str, Dated] | None = None

    def strike(self, values: tuple[str, ...], issued: str) -> Impression:
        """One copy.  issued: the moment it is issued, ISO 8601 in UTC; it stands in the file's dates.

        Raises MissingGlyph for a character that no face has, OverfullError for what does not fit, PictureError for a picture that
        cannot be drawn.
        """
        galleys = self._set(values)
        plate = self.cache.get(self, _shape(galleys))
        composed = plate is None
        if plate is None:
            document, canvas = compose(self.editions, values, self.theme, self.typecase, self.standing)
            galleys = self._set(values)
            plate = assembled(canvas, galleys, document, self.theme, self.typecase, self.profile)
            self.cache.put(self, _shape(galleys), plate)
        return struck(plate, galleys, values, self._dates(issued), composed=composed)

    def _dates(self, issued: str) -> Dated:
        """A run has one moment of issue."""
        if self._dated is None or self._dated[0] != issued:
            self._dated = issued, dated(self.document, issued)
        return self._dated[1]

    def _set(self, values: tuple[str, ...]) -> list[Galley]:
        return [slot.set(values) for slot in self.standing.slots.values()]


def _shape(galleys: list[Galley]) -> Shapes:
    return tuple([(galley.shape, galley.tongues) for galley in galleys])


class PlateCache:
    """Plates of all formes, the least recently used thrown away when they take more than `limit` bytes; and galleys of their slots."""

    def __init__(self, limit: int = 256 * 2**20) -> None:
        self.limit, self.size, self.composed = limit, 0, 0
        self.galleys = KeptType()
        self._plates: OrderedDict[tuple[int, Shapes], tuple[Forme, Plate]] = OrderedDict()

    def get(self, forme: Forme, shape: Shapes) -> Plate | None:
        """The plate of a forme for copies of a shape."""
        found = self._plates.get((id(forme), shape))
        if found is None:
            return None
        self._plates.move_to_end((id(forme), shape))
        return found[1]

    def put(self, forme: Forme, shape: Shapes, plate: Plate) -> None:
        """Keep a plate; the forme is kept with it, so that its identity stays its own."""
        self.composed += 1
        _, old = self._plates.pop((id(forme), shape), (None, None))
        self._plates[id(forme), shape] = forme, plate
        self.size += plate.size - (old.size if old else 0)
        while self.size > self.limit and len(self._plates) > 1:
            _, (_, old) = self._plates.popitem(last=False)
            self.size -= old.size
