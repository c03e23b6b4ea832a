"""What every block of a document is set with: theme, voice, the values of one copy, and the slots met so far.

In: inlines, a style, a measure.  Out: galleys.  Refuses a character that no face has (`MissingGlyph`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from layouts.blocks import Field, Inlines
from layouts.pages.slots import Slot
from layouts.theme import Style, Theme
from layouts.typesetting.chunks import Voice
from layouts.typesetting.text import Galley, galley


@dataclass(eq=False)
class Setting:
    """What every block of a document is set with.  `furniture`: page furniture, which has no structure."""

    theme: Theme
    voice: Voice
    values: Sequence[str]
    tallest: float = 0.0  # the height of an empty page's frame
    furniture: bool = False
    slots: dict[object, Slot] = field(default_factory=dict)
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
        return galley(content, (), style, measure, self.voice)

    def slot(self, content: Inlines, style: Style, measure: float) -> Slot:
        """The slot of a personal block; the same content at the same measure is the same slot."""
        key = content, style.size, style.leading, style.colour, style.strong, style.align, measure
        if key not in self.slots:
            self.slots[key] = Slot(content, style, measure, self.voice, self.theme.colours[style.colour], len(self.slots))
        return self.slots[key]


def is_personal(content: Inlines) -> bool:
    """Whether content differs from copy to copy."""
    return any(isinstance(inline, Field) for inline in content)
