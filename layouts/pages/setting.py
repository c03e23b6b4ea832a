"""What every block of a document is set with: theme, voice, the values of one copy, and what stands set already.

In: inlines, a style, a measure.  Out: galleys.  Refuses a character that no face has (`MissingGlyph`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from layouts.document.inlines import Field, Inlines
from layouts.pages.slots import KeptType, Slot
from layouts.styles import Style
from layouts.theme import Theme
from layouts.typesetting.chunks import Voice
from layouts.typesetting.extents import Extents, extents
from layouts.typesetting.text import Galley, galley


@dataclass(eq=False, slots=True)
class StandingType:
    """Standing type: what has been set of a document, kept for its next plate, which has most of it too.

    kept: of slots, with others of the press; slots: by what they are set from; galleys: of static text; widths: that content wants.
    """

    kept: KeptType = field(default_factory=KeptType)
    slots: dict[object, Slot] = field(default_factory=dict)
    galleys: dict[object, Galley] = field(default_factory=dict)
    widths: dict[object, Extents] = field(default_factory=dict)


@dataclass(eq=False)
class Setting:
    """What every block of a document is set with.  `furniture`: page furniture, which has no structure."""

    theme: Theme
    voice: Voice
    values: Sequence[str]
    tallest: float = 0.0  # the height of an empty page's frame
    furniture: bool = False
    depth: int = 1  # of the last heading that was set
    standing: StandingType = field(default_factory=StandingType)
    leads: tuple[tuple[int, float], ...] = ()  # where the lines of contents lead: page (from 0) and height
    voiced: Callable[[str], Voice] | None = None  # the voice of another language

    def speaking(self, language: str) -> Setting:
        """The same, for words in another language; its own voice if it knows no other."""
        return replace(self, voice=self.voiced(language)) if self.voiced else self

    def as_furniture(self) -> Setting:
        """The same, for heads and feet."""
        return replace(self, furniture=True)

    def set(self, content: Inlines, style: Style, measure: float) -> Galley:
        """Set content, with this copy's values where it has fields."""
        if is_personal(content):
            return self.slot(content, style, measure).set(self.values)
        key = content, style.size, style.strong, style.align, measure, self.voice.language
        found = self.standing.galleys.get(key)
        if found is None:
            found = self.standing.galleys[key] = galley(content, (), style, measure, self.voice)
        return found

    def extents(self, content: Inlines, style: Style) -> Extents:
        """How wide content wants to be, whatever a copy's values are."""
        key = content, style.size, style.strong, self.voice.language
        found = self.standing.widths.get(key)
        if found is None:
            found = self.standing.widths[key] = extents(content, style, self.voice)
        return found

    def slot(self, content: Inlines, style: Style, measure: float) -> Slot:
        """The slot of a personal block; the same content at the same measure is the same slot."""
        key = content, style.size, style.colour, style.strong, style.align, measure, self.voice.language
        slots = self.standing.slots
        if key not in slots:
            slots[key] = Slot(content, style, measure, self.voice, self.theme.colours[style.colour], len(slots), self.standing.kept)
        return slots[key]


def is_personal(content: Inlines) -> bool:
    """Whether content differs from copy to copy."""
    return any(isinstance(inline, Field) for inline in content)
