"""Ways to set a document, and which of them gives the best pages.

In: a document and its theme.  Out: candidates, the layout's own first; of pages that were made, a penalty.  Refuses nothing.

The pages of a whole leaflet are judged at once: sheets of paper first, then holes, a panel that is torn or overleaf, a last page with next
to nothing on it.  What is judged depends on the lines of a copy alone, never on what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from layouts.document.blocks import Document
from layouts.pages.moved import coded, lift, ruled
from layouts.theme import Theme

SHEET, TORN = 100.0, 130.0  # of paper; a panel that is torn costs more than another sheet
FULL, ROOMY, LAST = 2 / 3, 0.9, 0.3  # a page with less is a hole, is not full; a last page with less looks forgotten
HOLE, WHITE, FORGOTTEN = 60.0, 15.0, 40.0  # for a page that is empty
LIFTED, OFF, TIGHT = 3.0, 25.0, 8.0  # for a block that has left its place, for twice the room between blocks, for a tight setting
FEWEST = 3  # lines for questions
ENOUGH = 2.0  # pages that are no worse are taken without trying others
SAVED = 0.14  # of each page: a tight setting saves no more


class Judged(NamedTuple):
    """Pages as they are judged.

    filled: of each, how much of its height is used; torn: the panel is not whole on the first page; short: the last page has a few lines;
    sides: how many pages are printed on a sheet; left: points that are free on the last page.
    """

    filled: tuple[float, ...]
    torn: bool
    short: bool = False
    sides: int = 1
    left: float = 0.0

    @property
    def sheets(self) -> int:
        """How many sheets of paper they take besides the first."""
        return -(-len(self.filled) // self.sides) - 1

    @property
    def penalty(self) -> float:
        """How bad they are."""
        holes = sum(HOLE * max(0.0, FULL - part) + WHITE * max(0.0, ROOMY - part) for part in self.filled[:-1])
        last = FORGOTTEN * max(0.0, LAST - self.filled[-1]) if len(self.filled) > 1 else 0.0
        return SHEET * self.sheets + holes + last + (TORN if self.torn else 0.0)

    @property
    def least(self) -> float:
        """What no other setting is below: the paper that its text takes when it is set as tightly as can be."""
        return SHEET * max(0, ceil(sum(self.filled) * (1 - SAVED) / self.sides) - 1)

    @property
    def good(self) -> bool:
        """Whether they need no other candidate: nothing is torn, no page has a hole, and no setting may save one."""
        alone = len(self.filled) == 1
        return self.penalty - SHEET * self.sheets <= ENOUGH and not self.spare and (alone or self.filled[-1] >= FULL)

    @property
    def spare(self) -> bool:
        """Whether a tight setting may save a sheet."""
        left = (self.sheets or 1) * self.sides  # pages of the other sheets
        return self.sheets > 0 and sum(self.filled) - left < SAVED * left


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to set a document.

    cost: how far it is from what the layout asks for; ended: its remainder stands in it; roomy: it is the layout's own with more room
    between blocks, which takes no fewer sheets.
    """

    document: Document
    theme: Theme
    cost: float = 0.0
    ended: bool = False
    roomy: bool = False

    def least(self, own: Judged) -> float:
        """What its penalty with its cost is not below.  own: how the layout's own way is judged."""
        return self.cost + (SHEET * own.sheets if self.roomy else own.least)


def others(document: Document, theme: Theme, own: Judged) -> Iterator[Candidate]:
    """Other ways than the layout's own, whose pages are given."""
    spacing = theme.page.spacing
    lifted = lift(document, theme) if own.torn else document
    if lifted is not document:
        yield from (_spaced(document, theme, k, 0.0) for k in spacing if k == min(spacing))
        yield Candidate(lifted, theme, LIFTED)
        yield from (_spaced(lifted, theme, k, LIFTED) for k in spacing)
    else:
        yield from (replace(_spaced(document, theme, k, 0.0), roomy=k > 1) for k in spacing)
    if own.short:
        yield _spaced(document, theme, theme.page.tighten, 0.0)
    if (fewer := ruled(document, FEWEST)) is not document:
        yield Candidate(fewer, theme, LIFTED)
    if own.spare:
        yield from _tight(lifted, theme, TIGHT + (LIFTED if lifted is not document else 0.0))


def _tight(document: Document, theme: Theme, cost: float) -> Iterator[Candidate]:
    """The tight settings: the layout's, and with its QR codes beside the colophon."""
    tight = _tightened(theme)
    beside = coded(document, theme) if theme.tight.codes else document
    for each, more in {document: 0.0, beside: LIFTED}.items():
        yield from (_spaced(each, tight, k, cost + more) for k in theme.tight.spacing)


def _spaced(document: Document, theme: Theme, k: float, cost: float) -> Candidate:
    return Candidate(document, _with_room(theme, k), cost + OFF * abs(1 - k))


@lru_cache(16)
def _tightened(theme: Theme) -> Theme:
    """The same theme as it is set where that saves a page."""
    return replace(theme, styles={n: replace(s, leading=s.leading * theme.tight.leading) for n, s in theme.styles.items()})


@lru_cache(64)
def _with_room(theme: Theme, k: float) -> Theme:
    """The same theme with k times the room between blocks."""
    return replace(
        theme,
        styles={n: replace(s, before=s.before * k, after=s.after * k) for n, s in theme.styles.items()},
        boxes={n: replace(b, before=b.before * k, after=b.after * k) for n, b in theme.boxes.items()},
        lists=replace(theme.lists, between=theme.lists.between * k, after=theme.lists.after * k),
        figure=replace(theme.figure, before=theme.figure.before * k, after=theme.figure.after * k),
    )
