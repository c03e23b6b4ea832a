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
from layouts.blocks import Block, Exhibit, Exhibits, Figure, Heading, Inlines, Items, Paragraph, Picture, TextRun

SHOWN = re.compile(r"([\w][\w .-]*\.(?:svg|png|jpe?g)):\s*(?=\S)", re.I)
WORDED = re.compile(rb"<(?:\w+:)?text\b")
WEEK = "week"
TITLE = "Write '# Title', on the next line 'FILE.svg: what it shows', an empty line, and what to do."


class Piece(NamedTuple):
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
    strange = next((block for block in fence.blocks if not isinstance(block, (Heading, Paragraph, Items))), None)
    if not fence.blocks or strange or not isinstance(fence.blocks[0], Heading):
        raise fence.refuse("a grid of pictures is titles, each with a picture and words", TITLE, "pictures")
    made = [_exhibit(fence, piece) for piece in _pieces(fence)]
    if slips := [slip for each in made for slip in each if isinstance(slip, Slip)]:
        raise LeafletError.at(slips)
    found = tuple(exhibit for each in made for exhibit in each if isinstance(exhibit, Exhibit))
    yield Exhibits(found, fence.skeleton.week if fence.rest else ())


def _pieces(fence: Fence) -> list[Piece]:
    pieces: list[Piece] = []
    for block, row in zip(fence.blocks, fence.rows, strict=True):
        if isinstance(block, Heading):
            pieces.append(Piece(block.content, row, [], []))
        else:
            pieces[-1].blocks.append(block)
            pieces[-1].rows.append(row)
    return pieces


def _exhibit(fence: Fence, piece: Piece) -> list[Exhibit | Slip]:
    """A picture of the grid, or what is wrong with it."""
    first = piece.blocks[0] if piece.blocks else None
    head = first.content[0] if isinstance(first, Paragraph) and first.content else None
    shown = SHOWN.match(head.text) if isinstance(head, TextRun) else None
    if not shown or not isinstance(first, Paragraph) or not isinstance(head, TextRun):
        return [fence.slip(piece.row, "no picture is named below this title", TITLE)]
    name = shown[1]
    data = fence.skeleton.find_picture(name)
    slips = [*_faults(fence, piece, name, data)]
    try:
        said = plain_words(first.content, fence.skeleton, piece.rows[0], "a picture's description")
    except LeafletError as error:
        return [*slips, *error.slips]
    alternative = said[shown.end() :].strip()
    return [*slips] if slips else [Exhibit(piece.title, Figure(Picture(name, data or b""), alternative), tuple(piece.blocks[1:]))]


def _faults(fence: Fence, piece: Piece, name: str, data: bytes | None) -> Iterator[Slip]:
    if data is None:
        remedy = "Put it beside the leaflet, or into the clinic's assets folder."
        yield fence.slip(piece.rows[0], f"there is no picture {name!r}", remedy, name)
    elif WORDED.search(data):
        remedy = "Say them below it, and take them out of the drawing; or use '::: picture FILE', which has labels."
        yield fence.slip(piece.rows[0], "this drawing has words in it, for which a grid has no room", remedy, name)
    if len(piece.blocks) < 2:
        remedy = "Write it below the description, after an empty line."
        yield fence.slip(piece.row, "nothing says what to do as this picture shows", remedy)
