"""A text and its translation side by side.

In: a block of rows in two languages, a `Setting`.  Out: a flowable.
"""

from __future__ import annotations

from layouts.document.blocks import Parallel
from layouts.document.inlines import Inlines
from layouts.pages.elements import Node
from layouts.pages.rows import Rows, TableRow
from layouts.pages.setting import Setting
from layouts.pages.words import Text


def parallel(block: Parallel, setting: Setting) -> Rows:
    """A table of two columns, each of which is set as its language is; the row runs as the document does."""
    pad = setting.theme.table.padding
    table, head, body = Node("Table"), Node("THead"), Node("TBody")
    head.parent = body.parent = table
    spoken = [setting.speaking(language) for language in block.languages]

    def columns(width: float) -> list[tuple[float, float]]:
        return [(pad, width / 2 - 2 * pad), (width / 2 + pad, width / 2 - 2 * pad)]

    def row(cells: tuple[Inlines, Inlines], kind: str, part: Node) -> TableRow:
        line = Node("TR", part)
        scope = "<</O/Table/Scope/Column>>" if kind == "TH" else ""
        nodes = [Node(kind, line, attributes=scope, language=language) for language in block.languages]
        look = setting.theme.style("table-head" if kind == "TH" else "cell")
        texts = [Text(own, cell, look, node=node) for own, cell, node in zip(spoken, cells, nodes, strict=True)]
        return TableRow(setting, texts, columns, nodes, line)

    return Rows(setting, row(block.head, "TH", head), [row(cells, "TD", body) for cells in block.rows], (table, head, body))
