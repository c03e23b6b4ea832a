"""Strays of tables: rows that are no table, cells that would be dropped, lists in heads."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.leaflets.nodes import Branch
from handouts.leaflets.strays.patterns import Lazy
from handouts.leaflets.strays.sheet import Notice, TextLine, TextSheet, neighbours

PIPE = Lazy(r"(?<!\\)\|")
DELIMITER = Lazy(r"[\s|:-]*-[\s|:-]*")
SPACED = Lazy(r"\S {3,}\S.* {3,}\S|\S {4,}\S")
LISTED = Lazy(r"[-*+•·–]\s+\S|\d{1,2}[.)]\s+\S|\[[ xX]\]\s")
RULED = "A table has a head, below it a line | --- | --- | with as many cells, and its rows; no empty line parts them."
TABBED = "Write the rows of a table as | a | b |, and below the head | --- | --- |."


def unruled(sheet: TextSheet) -> Iterator[Notice]:
    """Lines with strokes that are no table; the first of each paragraph."""
    if "|" not in sheet.bare:
        return
    told = False
    for before, line, after in neighbours(sheet.lines):
        told = told and not line.first
        if not told and line.kind in ("paragraph", "dt", "heading") and _is_row(before, line, after):
            told = True
            yield Notice(line.at, "A row of a table stands in no table: its strokes are printed as they stand.", RULED)


def _is_row(before: TextLine | None, line: TextLine, after: TextLine | None) -> bool:
    """Whether a line looks like a row: it begins or ends with a stroke, or the line beside it in its paragraph has strokes as well."""
    bare = line.bare.strip()
    if not PIPE.search(bare):
        return False
    beside = (None if line.first else before, None if line.last else after)
    edged = bare.startswith("|") or (bare.endswith("|") and not bare.endswith("\\|"))
    return edged or any(other is not None and PIPE.search(other.bare) for other in beside)


def ragged(sheet: TextSheet) -> Iterator[Notice]:
    """Rows with more cells than the head: what is in them is left out."""
    for at, cells, wanted in _rows(sheet):
        if cells > wanted:
            what = f"A row of {cells} cells below a head of {wanted}: the last would be left out."
            yield Notice(at, what, "Give the head as many cells.")


def short(sheet: TextSheet) -> Iterator[Notice]:
    """Rows with fewer cells than the head: the last are empty."""
    for at, cells, wanted in _rows(sheet):
        if cells < wanted:
            what = f"A row of {cells} cells below a head of {wanted}: the last are empty."
            yield Notice(at, what, "Write '| |' for a cell that is to be empty.")


def _rows(sheet: TextSheet) -> Iterator[tuple[int, int, int]]:
    """Each row of each table: its place, its cells, and those of the head."""
    for table in sheet.nodes_of("table"):
        wanted = _cells(sheet.raw[table.line])
        for row in _body(table):
            yield sheet.starts[row.line], _cells(sheet.raw[row.line]), wanted


def _body(table: Branch) -> Iterator[Branch]:
    for part in table.inside:
        if part.kind == "tbody":
            yield from part.inside


def _cells(text: str) -> int:
    """The cells of a row, as GitHub's Markdown counts them."""
    bare = text.strip().removeprefix("|")
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return len(PIPE.split(bare))


def listed(sheet: TextSheet) -> Iterator[Notice]:
    """A list in the head of a table."""
    for line in sheet.lines:
        if line.kind == "th" and LISTED.match(line.text):
            yield Notice(line.at, "A list cannot stand in the head of a table.", "Write what the column holds in one to three words.")


def tabs(sheet: TextSheet) -> Iterator[Notice]:
    """Tabs inside a line."""
    yield from _spaced(sheet)
    if "\t" not in sheet.text:
        return
    for number, text in enumerate(sheet.raw):
        start = len(text) - len(text.lstrip())
        at = text.find("\t", start)
        if 0 <= at < len(text.rstrip()):
            pasted = text.count("\t", start) > 1 or any("\t" in other.strip() for other in sheet.raw[max(number - 1, 0) : number + 2 : 2])
            what = "A tab, in lines that look like a pasted table: it is printed as a space." if pasted else "A tab is printed as a space."
            yield Notice(sheet.starts[number] + at, what, TABBED if pasted else "Write a space, or a table.")


def _spaced(sheet: TextSheet) -> Iterator[Notice]:
    """Lines that are parted by rows of spaces, one below the other."""
    for _, line, after in neighbours(sheet.lines):
        if "   " in line.text and after and not line.last and SPACED.search(line.text) and SPACED.search(after.text):
            yield Notice(line.at, "Lines that look like a pasted table: the spaces in them are printed as one.", TABBED)
