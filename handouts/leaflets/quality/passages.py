"""Blocks -> a flat row of passages: each paragraph, item, heading, cell or picture's description, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from handouts.leaflets.quality.words.tokens import VALUE
from layouts.document.blocks import (
    Block,
    Box,
    Chance,
    Code,
    Columns,
    Exhibits,
    Facts,
    Figure,
    Heading,
    Items,
    KeptTogether,
    Medicines,
    Paragraph,
    ReplySlip,
    Table,
    Timeline,
    Writing,
    blocks_of,
    words_of,
)
from layouts.document.inlines import Field, Inlines, TextRun

Role = Literal["heading", "title", "lead", "text", "item", "label", "value", "head", "cell", "alternative", "caption"]
RUNNING: frozenset[Role] = frozenset({"lead", "text", "item", "value", "caption"})  # may hold sentences


@dataclass(frozen=True, slots=True)
class Excerpt:
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

    def excerpts(self, blocks: tuple[Block, ...]) -> Iterator[Excerpt]:
        """The excerpts of blocks."""
        for block in blocks:
            maker = MAKERS.get(type(block))  # a logo has none: it says nothing
            if maker:
                yield from maker(self, block, next(self._groups))

    def excerpt(self, role: Role, content: Inlines, block: Block, group: int, item: int = 0) -> Excerpt:
        """The words of one paragraph, cell, heading … of a block."""
        text, printed, strong = "", "", []
        for inline in content:
            words = inline.text if isinstance(inline, TextRun) else VALUE if isinstance(inline, Field) else ""
            foreign = isinstance(inline, TextRun) and (inline.isolated or (inline.language or self.language) != self.language)
            begin = len(text)
            text += VALUE if foreign else words
            printed += words
            if inline.strong:
                strong.append((begin, len(text)))
        return Excerpt(role, text, printed, tuple(strong), block, group, self._section, item)

    def open(self, level: int) -> None:
        """A heading's section: within the last one of a higher rank."""
        parent = self.sections[self._section]
        while parent.number and not (0 < parent.level < level) and not parent.kind:
            parent = self.sections[parent.parent]
        self._section = self._begin(level, "", parent.number)

    @contextmanager
    def boxed(self, kind: str) -> Iterator[None]:
        """A box's section, and after it the one around it again."""
        around = self._section
        self._section = self._begin(0, kind, around)
        yield
        self._section = around

    def _begin(self, level: int, kind: str, parent: int) -> int:
        self.sections.append(Section(len(self.sections), level, kind, parent))
        return len(self.sections) - 1


def _heading(flat: Flattener, block: Heading, group: int) -> Iterator[Excerpt]:
    flat.open(block.level)
    yield flat.excerpt("heading", block.content, block, group)


def _paragraph(flat: Flattener, block: Paragraph, group: int) -> Iterator[Excerpt]:
    yield flat.excerpt("lead" if block.style == "lead" else "text", block.content, block, group)


def _items(flat: Flattener, block: Items, group: int) -> Iterator[Excerpt]:
    """An item's paragraphs are of its list; lists and boxes in it are their own."""
    for number, item in enumerate(block.items):
        for part in item:
            if isinstance(part, Paragraph):
                yield flat.excerpt("item", part.content, block, group, number)
            else:
                yield from flat.excerpts((part,))


def _facts(flat: Flattener, block: Facts, group: int) -> Iterator[Excerpt]:
    for label, value in block.rows:
        yield flat.excerpt("label", label, block, group)
        yield flat.excerpt("value", value, block, group)


def _table(flat: Flattener, block: Table, group: int) -> Iterator[Excerpt]:
    yield from (flat.excerpt("head", cell, block, group) for cell in block.head)
    for cell in (cell for row in block.rows for cell in row):
        words = words_of(cell)
        if words is None:
            yield from flat.excerpts(blocks_of(cell))
        else:
            yield flat.excerpt("cell", words, block, group)


def _figure(flat: Flattener, block: Figure, group: int) -> Iterator[Excerpt]:
    yield flat.excerpt("alternative", (TextRun(block.alternative),), block, group)
    if block.caption:
        yield flat.excerpt("caption", block.caption, block, group)


def _code(flat: Flattener, block: Code, group: int) -> Iterator[Excerpt]:
    yield flat.excerpt("text", block.content, block, group)


def _box(flat: Flattener, block: Box, group: int) -> Iterator[Excerpt]:
    with flat.boxed(block.kind):
        if block.title:
            yield flat.excerpt("title", block.title, block, group)
        yield from flat.excerpts(block.blocks)


def _columns(flat: Flattener, block: Columns, group: int) -> Iterator[Excerpt]:
    for cell in block.cells:
        yield from flat.excerpts(cell)


def _medicines(flat: Flattener, block: Medicines, group: int) -> Iterator[Excerpt]:
    """What was written of each medicine; the words of the program are not judged."""
    for row in block.rows:
        for content in (row.name, row.purpose, *((TextRun(amount),) for amount in row.amounts if any(map(str.isalnum, amount))), row.until):
            if content:
                yield flat.excerpt("cell", content, block, group)


def _writing(flat: Flattener, block: Writing, group: int) -> Iterator[Excerpt]:
    if block.label:
        yield flat.excerpt("label", block.label, block, group)


def _inside(flat: Flattener, block: KeptTogether | Chance | ReplySlip, group: int) -> Iterator[Excerpt]:
    yield from flat.excerpts(block.blocks)


def _timeline(flat: Flattener, block: Timeline, group: int) -> Iterator[Excerpt]:
    for number, event in enumerate(block.events):
        yield flat.excerpt("item", event.content, block, group, number)


def _exhibits(flat: Flattener, block: Exhibits, group: int) -> Iterator[Excerpt]:
    for exhibit in block.exhibits:
        yield flat.excerpt("caption", exhibit.title, block, group)
        yield flat.excerpt("alternative", (TextRun(exhibit.figure.alternative),), block, group)
        yield from flat.excerpts(exhibit.blocks)


MAKERS: dict[type, Callable[[Flattener, Any, int], Iterator[Excerpt]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Facts: _facts,
    Table: _table,
    Figure: _figure,
    Code: _code,
    Box: _box,
    Columns: _columns,
    KeptTogether: _inside,
    Chance: _inside,
    Medicines: _medicines,
    ReplySlip: _inside,
    Writing: _writing,
    Timeline: _timeline,
    Exhibits: _exhibits,
}
