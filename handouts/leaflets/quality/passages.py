"""Blocks -> a flat row of passages: each paragraph, item, heading, cell or picture's description, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from handouts.leaflets.quality.words.tokens import VALUE
from layouts.blocks import Block, Box, Code, Columns, Facts, Field, Figure, Heading, Inlines, Items, Paragraph, Run, Table

Role = Literal["heading", "title", "lead", "text", "item", "label", "value", "head", "cell", "alternative", "caption"]
RUNNING: frozenset[Role] = frozenset({"lead", "text", "item", "value", "caption"})  # may hold sentences


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage before it is placed.

    text: merged values and words in other languages stand in it as one `VALUE`.  printed: with the clinic's values as they are printed.
    strong: where bold words stand in `text`.  block: what it is part of; group: that block's number.  section: its section's number.
    item: which item of a list.
    """

    role: Role
    text: str
    printed: str
    strong: tuple[tuple[int, int], ...]
    block: Block
    group: int
    section: int
    item: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading or in a box.

    level: a heading's; 0 of a box and of what stands before the first heading.  parent: the section around it.
    """

    number: int
    level: int
    kind: str  # a box's, or empty
    parent: int


@dataclass(slots=True)
class Flattener:
    """Walks blocks in reading order."""

    language: str
    sections: list[Section] = field(default_factory=lambda: [Section(0, 0, "", 0)])
    _section: int = 0
    _groups: Iterator[int] = field(default_factory=count)

    def pieces(self, blocks: tuple[Block, ...]) -> Iterator[Piece]:
        """The pieces of blocks."""
        for block in blocks:
            yield from self._pieces(block, next(self._groups))

    def _pieces(self, block: Block, group: int) -> Iterator[Piece]:
        match block:
            case Heading():
                self._open(block.level)
                yield self._piece("heading", block.content, block, group)
            case Paragraph():
                yield self._piece("lead" if block.style == "lead" else "text", block.content, block, group)
            case Items():
                for number, item in enumerate(block.items):
                    yield from self._item(block, group, number, item)
            case Facts():
                for label, value in block.rows:
                    yield self._piece("label", label, block, group)
                    yield self._piece("value", value, block, group)
            case Table():
                yield from (self._piece("head", cell, block, group) for cell in block.head)
                yield from (self._piece("cell", cell, block, group) for row in block.rows for cell in row)
            case Figure():
                yield self._piece("alternative", (Run(block.alternative),), block, group)
                if block.caption:
                    yield self._piece("caption", block.caption, block, group)
            case Code():
                yield self._piece("text", block.content, block, group)
            case Box():
                yield from self._box(block, group)
            case Columns():
                for cell in block.cells:
                    yield from self.pieces(cell)
            case _:  # a logo says nothing
                return

    def _item(self, block: Items, group: int, number: int, item: tuple[Block, ...]) -> Iterator[Piece]:
        """An item's paragraphs are of its list; lists and boxes in it are their own."""
        for part in item:
            if isinstance(part, Paragraph):
                yield self._piece("item", part.content, block, group, number)
            else:
                yield from self.pieces((part,))

    def _box(self, block: Box, group: int) -> Iterator[Piece]:
        around = self._section
        self.sections.append(Section(len(self.sections), 0, block.kind, around))
        self._section = len(self.sections) - 1
        if block.title:
            yield self._piece("title", block.title, block, group)
        yield from self.pieces(block.blocks)
        self._section = around

    def _open(self, level: int) -> None:
        """A heading's section: within the last one of a higher rank."""
        parent = self.sections[self._section]
        while parent.number and not (0 < parent.level < level) and not parent.kind:
            parent = self.sections[parent.parent]
        self.sections.append(Section(len(self.sections), level, "", parent.number))
        self._section = len(self.sections) - 1

    def _piece(self, role: Role, content: Inlines, block: Block, group: int, item: int = 0) -> Piece:
        text, printed, strong = "", "", []
        for inline in content:
            words = inline.text if isinstance(inline, Run) else VALUE if isinstance(inline, Field) else ""
            foreign = isinstance(inline, Run) and (inline.isolated or (inline.language or self.language) != self.language)
            begin = len(text)
            text += VALUE if foreign else words
            printed += words
            if inline.strong:
                strong.append((begin, len(text)))
        return Piece(role, text, printed, tuple(strong), block, group, self._section, item)
