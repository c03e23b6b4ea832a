"""Slots: blocks whose text differs from copy to copy, and where their lines stand.

In: content with fields, a style, a measure; then the values of each copy.  Out: galleys, kept by their values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from layouts.colours import Rgb
from layouts.document.inlines import Field, Inlines
from layouts.pages.elements import Link, Mark
from layouts.pages.modules import copy_code, mask, qr_modules
from layouts.pages.places import Place
from layouts.styles import Style
from layouts.typesetting.chunks import Voice
from layouts.typesetting.text import Galley, Matter

KEPT_GALLEYS = 1024  # of all slots, half of what is kept: with its lines a galley takes some 2 KB
TRIED, RARE = 500, 0.8  # copies, after which a slot whose text was new in so many of them is not kept: it has a patient's name, or a number


class KeptType:
    """Galleys of all slots that print for one press, by slot and values.

    Those of one generation are kept until so many are set anew again; what was asked for meanwhile stays.
    """

    def __init__(self, limit: int = KEPT_GALLEYS) -> None:
        self.limit = limit
        self.young: dict[tuple[Slot, tuple[str, ...]], Galley] = {}
        self._old: dict[tuple[Slot, tuple[str, ...]], Galley] = {}

    def again(self, slot: Slot, wanted: tuple[str, ...], values: Sequence[str]) -> Galley:
        """The lines of a slot that are not among the young: from the generation before, or set anew."""
        found = self._old.get((slot, wanted))
        if found is None:
            found = slot.matter.galley(values)
            slot.made += 1
            slot.passing = slot.asked > TRIED and slot.made > RARE * slot.asked
        if len(self.young) >= self.limit:
            self._old, self.young = self.young, {}
        self.young[slot, wanted] = found
        return found


@dataclass(eq=False, slots=True)
class Slot:
    """A block whose text differs from copy to copy.  kept: what was set before; days, places and clinicians recur.

    asked, made: how often it was asked for, and set anew; passing: hardly anything of it recurs, and nothing more is kept.
    """

    content: Inlines
    style: Style
    measure: float
    voice: Voice
    rgb: Rgb
    index: int
    kept: KeptType
    fields: tuple[int, ...] = field(init=False)
    matter: Matter = field(init=False)
    asked: int = 0
    made: int = 0
    passing: bool = False

    def __post_init__(self) -> None:
        self.fields = tuple(inline.index for inline in self.content if isinstance(inline, Field))
        self.matter = Matter(self.content, self.style, self.measure, self.voice)

    def set(self, values: Sequence[str]) -> Galley:
        """The slot's lines with a copy's values."""
        if self.passing:
            return self.matter.galley(values)
        self.asked += 1
        wanted = tuple([values[i] for i in self.fields])
        return self.kept.young.get((self, wanted)) or self.kept.again(self, wanted, values)


@dataclass(slots=True)
class SlotPart:
    """Lines of a slot at their place: x of the measure, y of the top of the first line.

    marks: one for each span of the lines, none in page furniture, whose parts can be the same on every page; leading: from line to line,
    in points, which is not the slot's own where a page is set tightly.
    """

    slot: Slot
    first: int
    last: int
    x: float
    top: float
    marks: list[Mark] | None
    leading: float
    links: dict[int, Link] = field(default_factory=dict)
    place: Place = field(init=False, compare=False)

    def __post_init__(self) -> None:
        self.place = Place(self.x, self.top, replace(self.slot.style, leading=self.leading), self.slot.rgb)

    def __hash__(self) -> int:
        return hash((self.slot.index, self.first, self.last, self.x, self.top))


@dataclass(eq=False, slots=True)
class CodePart:
    """The place of the code of a value, number `index`.  matrix: of the square that it fills; whole: the value is all that it says."""

    index: int
    matrix: str
    mark: Mark
    whole: bool = False

    def code(self, values: Sequence[str]) -> str:
        """The code of a copy with these values."""
        return f"{self.mark.opening} q 0 g {self.matrix} cm {mask(qr_modules(self._said(values[self.index])))} Q EMC"

    def _said(self, value: str) -> str:
        return value if self.whole else copy_code(value)
