"""Blocks -> ReportLab flowables.

In: blocks, a `Setting`.  Out: the pieces that Platypus places; one function a kind of block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from layouts.blocks import (
    Block,
    Box,
    Code,
    Columns,
    CopyCode,
    Facts,
    Figure,
    Heading,
    Inlines,
    Items,
    Logo,
    Paragraph,
    Parallel,
    Table,
    TextRun,
)
from layouts.errors import ThemeError
from layouts.pages.boxes import Framed, Item, Rows, TickBox
from layouts.pages.codes import CopySquare, Square
from layouts.pages.elements import Node
from layouts.pages.images import Image, Pictured
from layouts.pages.pieces import Cells, Piece, VerticalList, Whole, Within
from layouts.pages.setting import Setting
from layouts.pages.words import Text
from layouts.theme import Column

HEADING_STYLES = {1: "title", 2: "section", 3: "sub-section"}


def pieces(blocks: Iterable[Block], setting: Setting, style: str = "body") -> list[Piece]:
    """The flowables of blocks; `style` is what a plain paragraph is set in."""
    out: list[Piece] = []
    for block in blocks:
        out.extend(MAKERS[type(block)](block, setting, style))
    return out


def _heading(block: Heading, setting: Setting, style: str) -> list[Piece]:
    return [
        Text(setting, block.content, setting.theme.style(block.style or HEADING_STYLES[block.level]), f"H{block.level}", level=block.level)
    ]


def _paragraph(block: Paragraph, setting: Setting, style: str) -> list[Piece]:
    return [Text(setting, block.content, setting.theme.style(style if block.style == "body" else block.style))]


def _items(block: Items, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    base = theme.style(style)
    numbering = {"bullet": "Disc", "number": "Decimal", "check": "Square"}[block.kind]
    whole = Node("L", attributes=f"<</O/List/ListNumbering/{numbering}>>")
    out: list[Piece] = []
    for i, item in enumerate(block.items):
        node = Node("LI", whole)
        label_node = Node("Lbl", node)
        label: Piece
        if block.kind == "check":
            label = TickBox(setting, base, None)
        elif block.kind == "number":
            figure = replace(theme.style(theme.lists.figure), size=base.size, leading=base.leading, before=0, after=0)
            label = Text(setting, (TextRun(f"{block.start + i}."),), figure, node=label_node)
        else:
            label = Text(
                setting, (TextRun(theme.lists.bullet),), replace(base, before=0, after=0, colour="brand", strong=True), node=label_node
            )
        body, body_node = pieces(item, setting, style), Node("LBody", node)
        if len(body) == 1 and isinstance(body[0], Text):
            body[0].node = body_node
        out.append(Item(setting, label, body, (whole, node), body_node))
    if out:
        out[-1].after = theme.lists.after
    return out


def _facts(block: Facts, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    table = Node("Table")
    label_style, fact_style, column = theme.style("fact-label"), theme.style("fact"), theme.facts

    def columns(width: float) -> list[tuple[float, float]]:
        label = (width - column.gap) * column.part
        return [(0, label), (label + column.gap, width - label - column.gap)]

    out: list[Piece] = []
    for label, value in block.rows:
        row = Node("TR", table)
        nodes = [Node("TH", row, attributes="<</O/Table/Scope/Row>>"), Node("TD", row)]
        cells = [Text(setting, label, label_style, node=nodes[0]), Text(setting, value, fact_style, node=nodes[1])]
        out.append(Within(Cells(setting, cells, columns, nodes, row), table))
        out[-1].before = out[-1].after = label_style.after
    return out


def _box(block: Box, setting: Setting, style: str) -> list[Piece]:
    box = setting.theme.box(block.kind)
    inside: list[Piece] = []
    if block.title:
        inside.append(Text(setting, block.title, setting.theme.style(box.title)))
    inside += pieces(block.blocks, setting, box.style)
    return [Framed(setting, inside, box, None if setting.furniture else Node("Div"))]


def _figure(block: Figure, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    picture = Image(setting, block.picture, Node("Figure", alternative=block.alternative), part=theme.figure.width)
    picture.before, picture.after = theme.figure.before, 4
    inside = [picture]
    if block.caption:
        inside.append(Text(setting, block.caption, theme.style("caption"), "P"))
    whole = Pictured(setting, inside)
    whole.before, whole.after = theme.figure.before, theme.figure.after
    return [whole]


def _code(block: Code, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    side, gap = theme.figure.code, theme.figure.code_gap
    words = Whole(
        setting,
        [
            Text(setting, block.content, theme.style(style)),
            Text(setting, (TextRun(block.url, link=block.url),), theme.style("link")),
        ],
    )
    whole = Cells(setting, [Square(setting, block.url, block.alternative), words], lambda w: [(0, side), (side + gap, w - side - gap)])
    whole.before, whole.after = theme.figure.before, theme.figure.after
    return [whole]


def _copy_code(block: CopyCode, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    side, gap = theme.figure.copy_code, theme.figure.code_gap
    words = Text(setting, block.content, theme.style("caption"))
    whole = Cells(setting, [CopySquare(setting, block), words], lambda w: [(0, side), (side + gap, w - side - gap)])
    whole.before = whole.after = theme.figure.before
    return [whole]


def _table(block: Table, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    count, pad = len(block.head), theme.table.padding
    table, head, body = Node("Table"), Node("THead"), Node("TBody")
    head.parent = body.parent = table

    def columns(width: float) -> list[tuple[float, float]]:
        each = width / count
        return [(i * each + pad, each - 2 * pad) for i in range(count)]

    def row(cells: Iterable[Inlines], kind: str, part: Node) -> Cells:
        line = Node("TR", part)
        scope = "<</O/Table/Scope/Column>>" if kind == "TH" else ""
        nodes = [Node(kind, line, attributes=scope) for _ in range(count)]
        look = theme.style("table-head" if kind == "TH" else "cell")
        texts = [Text(setting, cell, look, node=node) for cell, node in zip(cells, nodes, strict=True)]
        return Cells(setting, texts, columns, nodes, line)

    return [Rows(setting, row(block.head, "TH", head), [row(cells, "TD", body) for cells in block.rows], (table, head, body))]


def _parallel(block: Parallel, setting: Setting, style: str) -> list[Piece]:
    """A table of two columns, each of which is set as its language is; the row runs as the document does."""
    pad = setting.theme.table.padding
    table, head, body = Node("Table"), Node("THead"), Node("TBody")
    head.parent = body.parent = table
    spoken = [setting.speaking(language) for language in block.languages]

    def columns(width: float) -> list[tuple[float, float]]:
        return [(pad, width / 2 - 2 * pad), (width / 2 + pad, width / 2 - 2 * pad)]

    def row(cells: tuple[Inlines, Inlines], kind: str, part: Node) -> Cells:
        line = Node("TR", part)
        scope = "<</O/Table/Scope/Column>>" if kind == "TH" else ""
        nodes = [Node(kind, line, attributes=scope, language=language) for language in block.languages]
        look = setting.theme.style("table-head" if kind == "TH" else "cell")
        texts = [Text(own, cell, look, node=node) for own, cell, node in zip(spoken, cells, nodes, strict=True)]
        return Cells(setting, texts, columns, nodes, line)

    return [Rows(setting, row(block.head, "TH", head), [row(cells, "TD", body) for cells in block.rows], (table, head, body))]


def _logo(block: Logo, setting: Setting, style: str) -> list[Piece]:
    return [Image(setting, block.picture, None, height=setting.theme.figure.logo)]


def _columns(block: Columns, setting: Setting, style: str) -> list[Piece]:
    """Cells in the theme's columns; more cells than columns go on in the next row.  Raises ThemeError for columns that there are not."""
    wanted = setting.theme.columns.get(block.name)
    if wanted is None:
        raise ThemeError(f"the layout has no columns {block.name!r}; there are {', '.join(setting.theme.columns)}")
    rows: list[Piece] = []
    for at in range(0, len(block.cells), len(wanted)):
        cells, columns = block.cells[at : at + len(wanted)], wanted[: len(block.cells) - at]
        aligned = [_aligned(pieces(cell, setting, style), column) for cell, column in zip(cells, columns, strict=True)]
        stacks = [VerticalList(setting, children) for children in aligned]
        rows.append(Cells(setting, stacks, lambda w, s=tuple(stacks), c=columns: _places(w, s, c)))  # type: ignore[misc]
        rows[-1].before = rows[-1].after = 8 if at else 0
    return rows


def _places(width: float, stacks: Sequence[VerticalList], columns: Sequence[Column]) -> list[tuple[float, float]]:
    natural = [
        stack.children[0].natural(0)[0] if c.part == 0 and stack.children and isinstance(stack.children[0], Image) else 0.0
        for stack, c in zip(stacks, columns, strict=True)
    ]
    free = width - sum(natural) - sum(c.gap for c in columns[1:]) - (columns[0].gap if columns else 0)
    shares = [0.0 if own else c.part or 1.0 for own, c in zip(natural, columns, strict=True)]
    out, at = [], 0.0
    for own, share, column in zip(natural, shares, columns, strict=True):
        at += column.gap
        part = own or free * share / sum(shares)
        out.append((at, part))
        at += part
    return out


def _aligned(children: list[Piece], column: Column) -> list[Piece]:
    for child in children:
        if isinstance(child, Text) and column.align == "end":
            child.style = replace(child.style, align="end")
    return children


MAKERS: dict[type, Callable[[Any, Setting, str], list[Piece]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Facts: _facts,
    Box: _box,
    Figure: _figure,
    Code: _code,
    CopyCode: _copy_code,
    Table: _table,
    Parallel: _parallel,
    Logo: _logo,
    Columns: _columns,
}


def kept(children: Sequence[Piece], setting: Setting) -> list[Piece]:
    """A story in which each heading is one flowable with what follows it, so that Platypus cannot part them."""
    out: list[Piece] = []
    held: list[Piece] = []
    for child in children:
        held.append(child)
        if isinstance(child, Text) and child.level > 1:
            continue
        out.append(held[0] if len(held) == 1 else VerticalList(setting, held))
        held = []
    return out + held
