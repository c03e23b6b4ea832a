"""Blocks -> ReportLab flowables.

In: blocks, a `Setting`.  Out: the pieces that Platypus places; one function a kind of block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from layouts.document.blocks import (
    Block,
    Box,
    Chance,
    Code,
    Columns,
    Contents,
    CopyCode,
    Exhibits,
    Facts,
    Figure,
    Heading,
    Items,
    KeptTogether,
    Logo,
    Medicines,
    Paragraph,
    ReplySlip,
    Table,
    Timeline,
    Writing,
)
from layouts.document.inlines import Inlines, TextRun
from layouts.errors import ThemeError
from layouts.pages.bands import banded
from layouts.pages.boxes import Framed, Item, TickBox
from layouts.pages.codes import CopySquare, Square
from layouts.pages.columns import rows, side_by_side
from layouts.pages.contents import lines
from layouts.pages.dots import SIDE, Dots
from layouts.pages.elements import Node
from layouts.pages.exhibits import DECIMAL, shown
from layouts.pages.images import Aside, Image, Pictured
from layouts.pages.medicines import MedicinePlan
from layouts.pages.parallel import in_tongues
from layouts.pages.pieces import Cells, Piece, VerticalList, Whole, Within
from layouts.pages.rail import rail
from layouts.pages.setting import Setting
from layouts.pages.slips import CutLine, CutOff
from layouts.pages.tables import Tabular
from layouts.pages.words import Text
from layouts.pages.writing import AnswerLine, Ruled
from layouts.styles import Column, Style

WIDEST_LABEL = 0.45  # of the measure
HEADING_STYLES = {1: "title", 2: "section", 3: "sub-section"}


def pieces(blocks: Iterable[Block], setting: Setting, style: str = "body") -> list[Piece]:
    """The flowables of blocks; `style` is what a plain paragraph is set in."""
    out: list[Piece] = []
    for block in blocks:
        out.extend(MAKERS[type(block)](block, setting, style))
    return out


def _heading(block: Heading, setting: Setting, style: str) -> list[Piece]:
    setting.depth = block.level
    look = setting.theme.style(block.style or HEADING_STYLES[block.level])
    return [Text(setting, block.content, look, f"H{block.level}", level=block.level)]


def _paragraph(block: Paragraph, setting: Setting, style: str) -> list[Piece]:
    return [Text(setting, block.content, setting.theme.style(style if block.style == "body" else block.style))]


def _items(block: Items, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    numbering = {"bullet": "Disc", "number": "Decimal", "check": "Square"}[block.kind]
    whole = Node("L", attributes=f"<</O/List/ListNumbering/{numbering}>>")
    labels = [f"{block.start + i}." if block.kind == "number" else theme.lists.bullet for i in range(len(block.items))]
    widths = [_label_width(label, setting, style) + theme.lists.clear for label in labels] if block.kind == "number" else []
    indent = max([theme.lists.indent, *widths])
    out: list[Piece] = []
    for text, item in zip(labels, block.items, strict=True):
        node = Node("LI", whole)
        label = _label(text, block.kind, setting, style, Node("Lbl", node))
        body, body_node = pieces(item, setting, style), Node("LBody", node)
        if len(body) == 1 and isinstance(body[0], Text):
            body[0].node = body_node
        for child in body:
            child.before = child.after = theme.lists.between
        out.append(Item(setting, label, body, (whole, node), body_node, indent))
    _bound(out, theme.lists.after)
    return side_by_side(out, _kinds(block.columns, setting), setting) if block.columns and out else out


def _bound(items: Sequence[Piece], after: float) -> None:
    """Two items stand on either side of a page's end; after the last there is room."""
    for i, item in enumerate(items):
        item.binds = i + 1 < len(items) and i in (0, len(items) - 2)
        item.after = item.after if i + 1 < len(items) else after


def _label(text: str, kind: str, setting: Setting, style: str, node: Node) -> Piece:
    """What stands before an item: a figure, a bullet, or a box that a pen can tick."""
    base = setting.theme.style(style)
    if kind == "check":
        return TickBox(setting, base, None if setting.furniture else node)
    look = _figure_style(setting, style) if kind == "number" else replace(base, before=0, after=0, colour="brand", strong=True)
    return Text(setting, (TextRun(text),), look, node=node)


def _figure_style(setting: Setting, style: str) -> Style:
    base = setting.theme.style(style)
    return replace(setting.theme.style(setting.theme.lists.figure), size=base.size, leading=base.leading, before=0, after=0)


def _label_width(label: str, setting: Setting, style: str) -> float:
    return setting.extents((TextRun(label),), _figure_style(setting, style)).most


def _facts(block: Facts, setting: Setting, style: str) -> list[Piece]:
    theme, table = setting.theme, Node("Table")
    fact_style, column = theme.style("fact"), theme.facts
    label_style = theme.style("fact-label") if block.kind == "facts" else replace(fact_style, strong=True)
    wants = [(*setting.extents(label, label_style), setting.extents(value, fact_style).least) for label, value in block.rows]
    word, natural, longest = map(max, zip(*wants, strict=True)) if wants else (0.0, 0.0, 0.0)

    def columns(width: float) -> list[tuple[float, float]]:
        label = (width - column.gap) * column.part if column.part else min(natural, (width - column.gap) * WIDEST_LABEL)
        label = max(label, min(word, width - column.gap - longest))  # no word is cut that need not be
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
    title = _box_title(block.title, setting, box.title) if block.title else None
    inside = pieces(block.blocks, setting, box.style)
    if title and box.band:
        return [banded(setting, title, inside, box)]
    return [Framed(setting, [title, *inside] if title else inside, box, None if setting.furniture else Node("Div"))]


def _box_title(title: Inlines, setting: Setting, style: str) -> Text:
    """The title of a box is a heading: of a section, or of what stands in one."""
    look = setting.theme.style(style)
    if setting.furniture:
        return Text(setting, title, look)
    level = 2 if setting.depth < 2 else 3
    setting.depth = level
    return Text(setting, title, look, f"H{level}", level=level)


def _figure(block: Figure, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    part = 1.0 if block.beside and len(_kinds("beside", setting)) > 1 else block.part or theme.figure.width
    figure = Node("Figure", alternative=block.alternative)
    picture = Image(setting, block.picture, figure, part=part)
    picture.before, picture.after = theme.figure.before, 4
    inside = [picture]
    if block.caption:
        inside.append(Text(setting, block.caption, theme.style("caption"), node=Node("Caption", figure)))
    whole: Piece = Whole(setting, inside) if block.rigid else Pictured(setting, inside)
    if isinstance(whole, Pictured) and theme.figure.aside and block.caption and part < 1:
        caption = Text(setting, block.caption, theme.style("caption"), node=Node("Caption", figure))
        whole = Aside(setting, Image(setting, block.picture, figure), caption, whole, min(part, theme.figure.aside_width))
    whole.before, whole.after = theme.figure.before, theme.figure.after
    return [whole]


def _code(block: Code, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    side, gap = theme.figure.code, theme.figure.code_gap
    address = Text(setting, (TextRun(block.url, link=block.url),), theme.style("link"))
    address.described = block.alternative
    words = Whole(setting, [Text(setting, block.content, theme.style(style)), address])
    whole = Cells(setting, [Square(setting, block.url, address), words], lambda w: [(0, side), (side + gap, w - side - gap)])
    whole.before, whole.after = theme.figure.before, theme.figure.after
    return [whole]


def _copy_code(block: CopyCode, setting: Setting, style: str) -> list[Piece]:
    theme = setting.theme
    side, gap = theme.figure.code if block.whole else theme.figure.copy_code, theme.figure.code_gap
    words = Text(setting, block.content, theme.style(style if block.whole else "caption"))
    whole = Cells(setting, [CopySquare(setting, block, side), words], lambda w: [(0, side), (side + gap, w - side - gap)])
    whole.before = whole.after = theme.figure.before
    return [whole]


def _table(block: Table, setting: Setting, style: str) -> list[Piece]:
    return [Tabular(setting, block, lambda inside: pieces(inside, setting, "cell"))]


def _logo(block: Logo, setting: Setting, style: str) -> list[Piece]:
    return [Image(setting, block.picture, None, height=setting.theme.figure.logo)]


def _columns(block: Columns, setting: Setting, style: str) -> list[Piece]:
    """Cells in the theme's columns.  Raises ThemeError for columns that there are not."""
    kinds = _kinds(block.name, setting)
    cells = [() if kinds[i % len(kinds)].omit else cell for i, cell in enumerate(block.cells)]
    after = setting.theme.style(style).after if block.name == "beside" else 0.0  # text goes on below as after any paragraph
    return rows([pieces(cell, setting, style) for cell in cells], kinds, setting, after)


def _group(block: KeptTogether, setting: Setting, style: str) -> list[Piece]:
    inside = pieces(block.blocks, setting, style)
    return [Whole(setting, inside)] if inside else []


def _writing(block: Writing, setting: Setting, style: str) -> list[Piece]:
    if block.label:
        return [AnswerLine(setting, Text(setting, block.label, setting.theme.style(style)))]
    return [Ruled(setting, block.lines)]


def _chance(block: Chance, setting: Setting, style: str) -> list[Piece]:
    gap = setting.theme.figure.code_gap
    words = VerticalList(setting, pieces(block.blocks, setting, style))
    whole = Cells(setting, [Dots(setting, block.count), words], lambda width: [(0, SIDE), (SIDE + gap, width - SIDE - gap)])
    whole.before, whole.after = setting.theme.figure.before, setting.theme.figure.after
    return [whole]


def _medicines(block: Medicines, setting: Setting, style: str) -> list[Piece]:
    return [MedicinePlan(setting, block, _kinds("medicines", setting))]


def _slip(block: ReplySlip, setting: Setting, style: str) -> list[Piece]:
    cells = [pieces(block.blocks, setting, "panel"), pieces(block.to, setting, "panel")]
    return [CutOff(setting, [CutLine(setting, block.cut), *rows(cells, _kinds("slip", setting), setting)])]


def _timeline(block: Timeline, setting: Setting, style: str) -> list[Piece]:
    look = replace(setting.theme.style(style), before=0, after=0)
    return [rail(block, setting, look, replace(look, strong=True))]


def _contents(block: Contents, setting: Setting, style: str) -> list[Piece]:
    if not block.lines:
        return []
    title = _heading(Heading(2, block.title, "sub-section"), setting, style) if block.title else []
    listed: list[Piece] = [*lines(block, setting)]
    _bound(listed, setting.theme.lists.after)
    return [*title, *side_by_side(listed, _kinds("contents", setting), setting)]


def _exhibits(block: Exhibits, setting: Setting, style: str) -> list[Piece]:
    kinds, whole = _kinds("pictures", setting), Node("L", attributes=DECIMAL)
    cells: list[list[Piece]] = [
        [shown(exhibit, number, pieces(exhibit.blocks, setting, style), block.week, setting, whole)]
        for number, exhibit in enumerate(block.exhibits, start=1)
    ]
    out = rows([*cells, *([] for _ in range(-len(cells) % len(kinds)))], kinds, setting)
    for row in out:
        row.before = row.after = setting.theme.figure.after
    return out


def _kinds(name: str, setting: Setting) -> tuple[Column, ...]:
    wanted = setting.theme.columns.get(name)
    if wanted is None:
        raise ThemeError(f"the layout has no columns {name!r}; there are {', '.join(setting.theme.columns)}")
    return wanted


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
    **in_tongues(lambda blocks, setting, style: pieces(blocks, setting, style)),
    Logo: _logo,
    Columns: _columns,
    KeptTogether: _group,
    Writing: _writing,
    Chance: _chance,
    Medicines: _medicines,
    ReplySlip: _slip,
    Timeline: _timeline,
    Contents: _contents,
    Exhibits: _exhibits,
}
