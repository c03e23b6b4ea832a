"""Tables -> tables in Markdown, whose cells hold one line each.

In: elements `table`.  Out: a block; the blocks themselves of a table that only sets things side by side.  Cells that were one are told,
and so is whatever a cell cannot hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handouts.authoring.importing.foreign import DraftBlock
from handouts.authoring.importing.inlines import BREAK, Bit, written
from handouts.authoring.importing.lists import around
from handouts.authoring.importing.omissions import shown, without_marks
from handouts.authoring.importing.webpage import html_copy

if TYPE_CHECKING:
    from handouts.authoring.importing.conversion import Conversion

MOST = 40  # columns
PARTS = frozenset(("thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col"))


def table(conversion: Conversion, element: Any) -> list[DraftBlock]:
    """A table with its head; a table of one column, or with tables in it, as what stands in it, one after the other."""
    rows = [row for row in (element, *_own(element)) if row.tag == "tr" or _cells(row)]
    wide = max(map(_wide, rows), default=0)
    above = _above(conversion, element)
    if not 1 < wide <= MOST or element.find(".//table") is not None:
        return above + _one_after_the_other(conversion, rows, wide)
    conversion.inside += 1
    grid, marks = _grid(conversion, rows, wide)
    conversion.inside -= 1
    grid = [row for row in grid if without_marks("".join(row)).strip()]
    if not grid:
        return [*above, DraftBlock("paragraph", marks), *conversion.pictures()]
    if rows[0].find("th") is None:
        marks += conversion.omissions.mark("A table without a head: its first row is the head now.")
    lines = [f"| {' | '.join(row)} |" for row in grid]
    lines[1:1] = [f"|{' --- |' * len(grid[0])}"]
    lines[0] += marks
    return [*above, DraftBlock("table", "\n".join(lines)), *conversion.pictures()]


def _one_after_the_other(conversion: Conversion, rows: list[Any], wide: int) -> list[DraftBlock]:
    found = [block for row in rows for cell in _cells(row) for block in conversion.blocks(cell)]
    if wide > 1 and found:
        mark = conversion.omissions.mark("A table with tables in it, or with very many columns: its cells stand one after the other now.")
        found[0] = found[0]._replace(text=found[0].text + mark)
    return found


def _above(conversion: Conversion, element: Any) -> list[DraftBlock]:
    """The caption, and whatever stands in no cell."""
    rooms = [element, *_own(element)]
    children = [child for room in rooms for child in room]
    loose = around(" ".join([*(room.text or "" for room in rooms), *(child.tail or "" for child in children)]))
    strange = [child for child in children if isinstance(child.tag, str) and child.tag not in PARTS]
    return [block for part in (*strange, loose) for block in conversion.blocks(around(None, html_copy(part)))]


def _wide(row: Any) -> int:
    """How many columns a row takes."""
    return sum(_span(cell, "colspan") for cell in _cells(row))


def _own(element: Any) -> list[Any]:
    """The parts and rows of a table, not those of tables in it."""
    return [part for part in element.iter("thead", "tbody", "tfoot", "tr") if next(part.iterancestors("table")) is element]


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _span(cell: Any, key: str) -> int:
    said = cell.get(key, "1").strip()
    return max(int(said), 1) if said.isdecimal() and len(said) < 4 else 1


def _grid(conversion: Conversion, rows: list[Any], wide: int) -> tuple[list[list[str]], str]:
    """The words of each cell, row by row; the marks of cells that were one."""
    grid: list[list[str]] = []
    marks = ""
    below: dict[int, int] = {}  # column -> how many rows a cell from above still takes
    for row in rows:
        line: list[str] = []
        for cell in _cells(row):
            _from_above(line, below)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            text = _text(conversion, cell)
            if across > 1 or down > 1:
                said = shown(without_marks(text), 60)
                marks += conversion.omissions.mark(
                    f"Cells of a table that were one: {said} stands in the first of them, the others are empty."
                )
            below |= {len(line) + n: down for n in range(across)} if down > 1 else {}
            line += [text, *[""] * (across - 1)]
        while len(line) < wide:
            _from_above(line, below)
            line.append("")
        below = {column: left - 1 for column, left in below.items() if left > 1}
        grid.append(line)
    wide_now = max(map(len, grid), default=0)
    return [row + [""] * (wide_now - len(row)) for row in grid], marks


def _from_above(line: list[str], below: dict[int, int]) -> None:
    """Leave the places free that cells of earlier rows take."""
    while below.get(len(line), 0):
        line.append("")


def _text(conversion: Conversion, cell: Any) -> str:
    """The words of a cell in one line."""
    bits = conversion.inner(cell)
    if any(True for _ in cell.iterdescendants("ul", "ol")):
        bits.append(Bit(conversion.omissions.mark("A list in a cell of a table is one line now."), mark=True))
    spaced = [Bit(" ") if bit.text == BREAK and not bit.mark else bit for bit in bits]
    return written(spaced, conversion.omissions, conversion.language, broken=False)
