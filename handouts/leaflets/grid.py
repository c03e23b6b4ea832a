"""`::: pictures` … `:::` -> a grid of pictures that belong together, such as exercises, numbered as they stand.

In: a fence, whose inside is read already.  Out: a block.  Refuses what is no picture with its title, its description and its words
(`LeafletError`, all of it at once).

    # Heel slide                                                     its title
    heel-slide.svg: A man lies down and bends one knee.              its file, and what it shows

    Pull your heel in, and slide it back.                            what to do

    **10 times, 3 times a day**
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from handouts.errors import LeafletError, Slip
from handouts.leaflets.fences import Fence
from handouts.leaflets.inlines import plain_words
from layouts.document.blocks import Block, Exhibit, Exhibits, Figure, Heading, Items, Paragraph, Picture
from layouts.document.inlines import Inlines, TextRun

SHOWN = re.compile(r"([\w][\w .-]*\.(?:svg|png|jpe?g)):[ \t]*", re.I)
WORDED = re.compile(rb"<(?:\w+:)?text\b")
WEEK = "week"
TITLE = "Write '# Title', on the next line 'FILE.svg: what it shows', an empty line, and what to do."


class GridPart(NamedTuple):
    """A title with what stands below it.  row: its line; rows: of each block."""

    title: Inlines
    row: int
    blocks: list[Block]
    rows: list[int]


def pictures(fence: Fence) -> Iterable[Block]:
    """A grid of pictures, with boxes to tick for a week where its name is followed by 'week'.  Raises LeafletError."""
    if fence.rest not in ("", WEEK):
        what = "a grid of pictures has no title"
        raise fence.refuse(what, "Write '::: pictures', or '::: pictures week' for boxes to tick each day.", fence.rest)
    plain = len(fence.blocks) == len(fence.rows) and all(isinstance(block, (Heading, Paragraph, Items)) for block in fence.blocks)
    if not plain or not isinstance(next(iter(fence.blocks), None), Heading):
        raise fence.refuse("a grid of pictures is titles, each with a picture and words", TITLE, "pictures")
    yield Exhibits(tuple(_exhibits(fence)), fence.skeleton.week if fence.rest else ())


def _exhibits(fence: Fence) -> Iterator[Exhibit]:
    """The pictures of a grid.  Raises LeafletError for everything that is wrong with any."""
    made = [found for part in _grid_parts(fence) for found in _exhibit(fence, part)]
    if slips := [found for found in made if isinstance(found, Slip)]:
        raise LeafletError.at(slips)
    yield from (found for found in made if isinstance(found, Exhibit))


def _grid_parts(fence: Fence) -> list[GridPart]:
    parts: list[GridPart] = []
    for block, row in zip(fence.blocks, fence.rows, strict=True):
        if isinstance(block, Heading):
            parts.append(GridPart(block.content, row, [], []))
        else:
            parts[-1].blocks.append(block)
            parts[-1].rows.append(row)
    return parts


def _exhibit(fence: Fence, part: GridPart) -> list[Exhibit | Slip]:
    """A picture of the grid, or what is wrong with it."""
    first = part.blocks[0] if part.blocks else None
    head = first.content[0] if isinstance(first, Paragraph) and first.content else None
    shown = SHOWN.match(head.text) if isinstance(head, TextRun) else None
    if not shown or not isinstance(first, Paragraph) or not isinstance(head, TextRun):
        return [fence.slip(part.row, "no picture is named below this title", TITLE)]
    name = shown[1]
    data = fence.skeleton.find_picture(name)
    slips = [*_faults(fence, part, name, data)]
    try:
        said = plain_words(first.content, fence.skeleton, part.rows[0], "a picture's description")
    except LeafletError as error:
        return [*slips, *error.slips]
    alternative = said[shown.end() :].strip()
    if not alternative:
        slips.append(fence.slip(part.rows[0], "a picture needs its description", f"Write it after '{name}:', in the same line.", name))
    return [*slips] if slips else [Exhibit(part.title, Figure(Picture(name, data or b""), alternative), tuple(part.blocks[1:]))]


def _faults(fence: Fence, part: GridPart, name: str, data: bytes | None) -> Iterator[Slip]:
    if data is None:
        remedy = "Put it beside the leaflet, or into the clinic's assets folder."
        yield fence.slip(part.rows[0], f"there is no picture {name!r}", remedy, name)
    elif WORDED.search(data):
        remedy = "Say them below it, and take them out of the drawing; or use '::: picture FILE', which has labels."
        yield fence.slip(part.rows[0], "this drawing has words in it, for which a grid has no room", remedy, name)
    if len(part.blocks) < 2:
        remedy = "Write it below the description, after an empty line."
        yield fence.slip(part.row, "nothing says what to do as this picture shows", remedy)
