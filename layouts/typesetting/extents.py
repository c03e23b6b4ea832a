"""How wide text wants to be: what columns are measured by before there is a measure (CSS Sizing 3, 4.1: min-content, max-content).

In: inlines, a style, a voice.  Out: `Extents` in points.  Refuses a character that no face has (`MissingGlyph`).

A value is measured as digits that stand for it: where the columns of a page stand is the same in every copy of a plate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from layouts.document.inlines import Inlines
from layouts.styles import Style
from layouts.typesetting.chunks import Voice, chunks
from layouts.typesetting.text import passages_of

STAND_IN = "0000000000 0000000000"  # as long as a weekday, a day and a month


class Extents(NamedTuple):
    """least: the widest word; most: the widest line, if no line is broken."""

    least: float
    most: float


class _Anything(Sequence[str]):
    """Values that all say the same."""

    def __getitem__(self, index: object) -> str:
        return STAND_IN

    def __len__(self) -> int:
        return 2**31 - 1


def extents(content: Inlines, style: Style, voice: Voice) -> Extents:
    """The widths of content, in points."""
    least = most = line = 0.0
    hanging = 0.0
    for chunk in chunks(passages_of(content, _Anything(), voice), style, voice):
        if chunk.forced:
            most, line, hanging = max(most, line - hanging), 0.0, 0.0
            continue
        least = max(least, chunk.width - chunk.space)
        line, hanging = line + chunk.width, chunk.space
    return Extents(least, max(most, line - hanging))
