"""Ways to set a document that differ in the room between its blocks, and which of them gives the best pages.

In: a document and its theme.  Out: candidates, the layout's own first; of pages that were made, a penalty.  Refuses nothing.

The pages of a whole leaflet are judged at once: their number first, then holes, a panel that is torn or overleaf, a last page with next to
nothing on it.  What is judged depends on the lines of a copy alone, never on what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

from layouts.blocks import Block, Box, Document, Field, Heading, Paragraph
from layouts.theme import Theme, spaced

PAGE, TORN = 100.0, 130.0  # a panel that is torn costs more than another page
FULL, LAST = 2 / 3, 0.3  # a page with less is a hole; a last page with less looks forgotten
HOLE, FORGOTTEN = 60.0, 40.0  # for a page that is empty
LIFTED, OFF = 3.0, 25.0  # for a box that has left its panel, and for twice the room between blocks
ENOUGH = 1.0  # pages that are no worse are taken without trying others


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to set a document.  cost: how far it is from what the layout asks for."""

    document: Document
    theme: Theme
    cost: float = 0.0


def others(document: Document, theme: Theme, torn: bool, short: bool) -> Iterator[Candidate]:
    """Other ways than the layout's own, in which the panel is torn or the last page is short."""
    spacing = theme.page.spacing
    lifted = lift(document, theme) if torn else document
    if lifted is not document:
        yield from (_spaced(document, theme, k, 0.0) for k in spacing if k == min(spacing))
        yield Candidate(lifted, theme, LIFTED)
        yield from (_spaced(lifted, theme, k, LIFTED) for k in spacing)
    else:
        yield from (_spaced(document, theme, k, 0.0) for k in spacing)
    if short:
        yield _spaced(document, theme, theme.page.tighten, 0.0)


def _spaced(document: Document, theme: Theme, k: float, cost: float) -> Candidate:
    return Candidate(document, spaced(theme, k), cost + OFF * abs(1 - k))


def penalty(filled: Sequence[float], torn: bool) -> float:
    """How bad pages are.  filled: of each, how much of its height is used; torn: the panel is not whole on the first page."""
    holes = sum(HOLE * max(0.0, FULL - part) for part in filled[:-1])
    last = FORGOTTEN * max(0.0, LAST - filled[-1]) if len(filled) > 1 else 0.0
    return PAGE * (len(filled) - 1) + holes + last + (TORN if torn else 0.0)


def good(filled: Sequence[float], torn: bool) -> bool:
    """Whether pages need no other candidate: nothing is torn, no page has a hole, and the last one is not nearly empty."""
    return penalty(filled, torn) - PAGE * (len(filled) - 1) <= ENOUGH and (len(filled) == 1 or filled[-1] >= FULL)


def lift(document: Document, theme: Theme) -> Document:
    """The document with its lifted boxes behind the panels that they are in, and the lead after those; the same if there are none."""
    out: list[Block] = []
    held: tuple[Block, ...] = ()
    changed = False
    for block in document.blocks:
        if held and not (isinstance(block, Paragraph) and block.style == "lead"):
            out, held = [*out, *held], ()
        panel, lifted = _parted(block, theme)
        changed = changed or bool(lifted)
        held = lifted or held
        out.append(panel)
    return replace(document, blocks=(*out, *held)) if changed else document


def _parted(block: Block, theme: Theme) -> tuple[Block, tuple[Block, ...]]:
    """A box without those in it that are lifted, and these as sections."""
    inner = tuple(b for b in block.blocks if _lifts(b, theme)) if isinstance(block, Box) else ()
    if not isinstance(block, Box) or not inner:
        return block, ()
    rest = replace(block, blocks=tuple(b for b in block.blocks if b not in inner))
    return rest, tuple(part for box in inner if isinstance(box, Box) for part in _opened(box))


def _opened(box: Box) -> tuple[Block, ...]:
    """A box as a section of its own."""
    return (Heading(2, box.title, "sub-section"), *box.blocks) if box.title else box.blocks


def _lifts(block: Block, theme: Theme) -> bool:
    return isinstance(block, Box) and theme.box(block.kind).lifted and not _personal(block)


def _personal(part: object) -> bool:
    """Whether a value stands in a part: the order of values is that of the document."""
    if isinstance(part, tuple):
        return any(_personal(each) for each in part)
    inside = fields(part) if is_dataclass(part) else ()
    return isinstance(part, Field) or any(_personal(getattr(part, each.name)) for each in inside)
