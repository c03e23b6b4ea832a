"""Rendered Markdown -> blocks: a function for each kind of block.

    skeleton ─ read_nodes ─▶ nodes ─ MAKERS, FENCES ─▶ blocks

In: a skeleton (Markdown whose only strangers are placeholders) and what its placeholders stand for.  Out: blocks.
Refuses what a leaflet may not hold (`LeafletError`: file:line:column, the line, a caret, what to do).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from handouts.errors import LeafletError, Slip
from handouts.language.characters import PLACEHOLDER, STRANGER
from handouts.leaflets.cells import read_cell
from handouts.leaflets.fences import Fence
from handouts.leaflets.forms import form_of
from handouts.leaflets.inlines import Stretch, read_inlines, unboxed
from handouts.leaflets.listing import listing
from handouts.leaflets.nodes import Branch, read_nodes
from handouts.leaflets.skeleton import PLAIN, Skeleton
from handouts.leaflets.strays.sheet import TextSheet
from handouts.leaflets.strays.table import Stray, strays
from layouts.document.blocks import Block, Facts, Heading, Items, Paragraph, Table
from layouts.document.inlines import Inlines

NEEDLE = 20  # characters by which a place in a line is found again
ENTITY = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
ALIGNED = {"text-align:left": "start", "text-align:center": "center", "text-align:right": "end"}
DEEPEST = {"#": 1, "##": 2, "=": 1, "-": 2}  # what marks a heading -> its depth


def parse(skeleton: Skeleton) -> tuple[Block, ...]:
    """The blocks of a rendered skeleton.  Raises LeafletError for what a leaflet may not hold."""
    for entity in ENTITY.finditer(skeleton.text):
        character = int(entity[1], 16) if entity[1] else int(entity[2])
        if character <= 0x10FFFF and STRANGER.match(chr(character)):
            line = skeleton.text.count("\n", 0, entity.start())
            raise skeleton.refuse(line, f"U+{character:04X} may not stand in a leaflet", "Delete the character.", entity[0])
    nodes = read_nodes(skeleton.text)
    if found := strays(TextSheet(skeleton.text, nodes, skeleton.line_of), errors_only=True):
        slips = (*(_slip(stray, skeleton) for stray in found), *faults(nodes, skeleton))
        raise LeafletError.at(sorted(slips, key=lambda slip: (slip.line, slip.column)))
    if misplaced := tuple(listing(nodes, skeleton)):
        raise LeafletError.at(misplaced)
    return read_blocks(nodes, skeleton)


def faults(nodes: Sequence[Branch], skeleton: Skeleton) -> tuple[Slip, ...]:
    """Everything that a leaflet may not hold, where `read_blocks` stops at the first."""
    return tuple(dict.fromkeys([*listing(nodes, skeleton), *_faults(nodes, skeleton)]))


def _faults(nodes: Iterable[Branch], skeleton: Skeleton) -> Iterator[Slip]:
    for node in nodes:
        try:
            nameless = node.kind == "container_box" and not node.token.info.strip()  # `strays.boxes` says where it belongs
            if (node.kind in MAKERS or node.kind in REFUSED) and not nameless:
                tuple(_block(node, skeleton))
                continue
        except LeafletError as error:
            yield from error.slips
        yield from _faults_of_words(node, skeleton) if node.kind == "inline" else _faults(node.inside, skeleton)


def _faults_of_words(node: Branch, skeleton: Skeleton) -> Iterator[Slip]:
    for child in node.inside:
        try:
            tuple(Stretch(node, skeleton).read([child], PLAIN))
        except LeafletError as error:
            yield from error.slips


def _slip(stray: Stray, skeleton: Skeleton) -> Slip:
    """A stray as it is told."""
    line = skeleton.text.count("\n", 0, stray.at)
    rest = skeleton.text[stray.at : skeleton.text.find("\n", stray.at) % (len(skeleton.text) + 1)]
    start = skeleton.text.rfind("\n", 0, stray.at) + 1
    needle = PLACEHOLDER.split(rest)[0][:NEEDLE]
    return skeleton.slip(line, as_clause(stray.what), stray.remedy, needle, skeleton.text[start : stray.at].count(needle) if needle else 0)


def read_blocks(nodes: Iterable[Branch], skeleton: Skeleton) -> tuple[Block, ...]:
    """The blocks of nodes that stand one under the other.  Raises LeafletError for one that a leaflet may not hold."""
    return tuple(block for node in nodes for block in _block(node, skeleton))


def _block(node: Branch, skeleton: Skeleton) -> Iterable[Block]:
    maker = MAKERS.get(node.kind)
    if maker is None:
        what, remedy = REFUSED.get(node.kind, ("a leaflet has no such block", "Write it as a paragraph or list."))
        raise skeleton.refuse(node.line, what, remedy)
    return maker(node, skeleton)


def _words(node: Branch, skeleton: Skeleton) -> Inlines:
    """The words of a node that holds nothing else."""
    return read_inlines(node.inside[0], skeleton)


def as_clause(sentence: str) -> str:
    """A sentence as errors are told: its first letter small, without its full stop."""
    return sentence[0].lower() + sentence[1:].removesuffix(".")


# -- a function for each kind of block


def heading(node: Branch, skeleton: Skeleton) -> Iterator[Block]:
    """`#` is a section (level 2, the title is 1), `##` a sub-section.  Raises LeafletError for a deeper or an empty one."""
    depth = DEEPEST.get(node.token.markup)
    if depth is None:
        remedy = "Use '##', or a bold first sentence."
        raise skeleton.refuse(node.line, "headings go two levels deep ('#' and '##')", remedy)
    content = _words(node, skeleton)
    if not content:
        raise skeleton.refuse(node.line, "an empty heading", "Write its words, or delete it.")
    yield Heading(2 if depth == 1 else 3, content)


def paragraph(node: Branch, skeleton: Skeleton) -> Iterator[Block]:
    """Running text."""
    yield Paragraph(_words(node, skeleton))


def bullets(node: Branch, skeleton: Skeleton) -> Iterator[Block]:
    """A list; one whose items all begin with `[ ]` is a checklist."""
    yield _items(node, skeleton, "bullet", 1)


def steps(node: Branch, skeleton: Skeleton) -> Iterator[Block]:
    """A numbered list, which may begin with any number."""
    yield _items(node, skeleton, "number", int(node.token.attrs.get("start", 1)))


def _items(node: Branch, skeleton: Skeleton, kind: Literal["bullet", "number"], start: int) -> Items:
    items = tuple(read_blocks(item.inside, skeleton) for item in node.inside)
    boxed = [_unboxed(item) for item in items]
    if boxed and all(boxed):
        return Items("check", tuple(item for item in boxed if item))
    return Items(kind, items, start)


def _unboxed(item: tuple[Block, ...]) -> tuple[Block, ...] | None:
    """An item without its leading '[ ] ', None if it has none."""
    first = item[0] if item else None
    content = unboxed(first.content) if isinstance(first, Paragraph) else None
    return (replace(first, content=content), *item[1:]) if isinstance(first, Paragraph) and content is not None else None


def facts(node: Branch, skeleton: Skeleton) -> Iterator[Block]:
    """A definition list: each term with its one definition.  Raises LeafletError for a definition of several blocks."""
    rows: list[tuple[Inlines, Inlines]] = []
    label: Inlines = ()
    for part in node.inside:
        if part.kind == "dt":
            label = _words(part, skeleton)
            continue
        blocks = read_blocks(part.inside, skeleton)
        if len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
            raise skeleton.refuse(part.line, "a fact has one paragraph", "Write it on one line after ': '.")
        rows.append((label, blocks[0].content))
    yield Facts(tuple(rows))


def table(node: Branch, skeleton: Skeleton) -> Iterator[Block]:
    """A table with its head row; `:---:` and `---:` say where the words of a column stand."""
    head, *body = [row.inside for part in node.inside for row in part.inside]
    titles = tuple(_words(cell, skeleton) for cell in head)
    rows = tuple(tuple(read_cell(cell.inside[0], skeleton) for cell in row) for row in body)
    aligns = tuple(ALIGNED.get(str(cell.token.attrs.get("style", "")), "") for cell in head)
    yield Table(titles, rows, aligns if any(aligns) else ())


def fence(node: Branch, skeleton: Skeleton) -> Iterable[Block]:
    """`::: NAME rest` … `:::`.  Raises LeafletError for a name that there is not, and what its form does not hold."""
    name, _, rest = node.token.info.strip().partition(" ")

    def refuse(what: str, remedy: str, needle: str) -> LeafletError:
        return skeleton.refuse(node.line, what, remedy, needle)

    form = form_of(name, refuse)
    parts = _between_rules(node.inside) if form.ruled else [node.inside]
    blocks = tuple(read_blocks(part, skeleton) for part in parts)
    rows = tuple(inner.line for inner in node.inside)
    items = tuple(item.line for inner in node.inside for item in inner.inside if item.kind == "list_item")
    return form.make(Fence(name, rest.strip(), node.line, blocks, skeleton, rows, items))


def _between_rules(nodes: Iterable[Branch]) -> list[list[Branch]]:
    parts: list[list[Branch]] = [[]]
    for node in nodes:
        if node.kind == "hr":
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


MAKERS: dict[str, Callable[[Branch, Skeleton], Iterable[Block]]] = {
    "heading": heading, "paragraph": paragraph, "bullet_list": bullets, "ordered_list": steps, "dl": facts, "table": table,
    "container_box": fence,
}  # fmt: skip
REFUSED = {
    "hr": ("a rule ('---') separates columns and nothing else", "Use a heading instead."),
    "fence": ("a leaflet has no code blocks", "Delete the ``` lines."),
    "blockquote": ("a leaflet has no quotations ('>')", "Use '::: note' … ':::'."),
}
