"""The cells of a table: words, or words and lists, whose lines are ended by `<br>` as in other Markdown.

In: the node of a cell, the skeleton it stands in.  Out: inlines where a cell has no list, blocks where it has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from handouts.leaflets.inlines import read_inlines
from handouts.leaflets.nodes import Branch
from handouts.leaflets.skeleton import Skeleton
from layouts.document.blocks import Block, Cell, Items, Paragraph
from layouts.document.inlines import Inline, Inlines, TextRun

MARKS = {
    "check": re.compile(r"(?:[-*+] +)?\[ \](?: +|$)"), "bullet": re.compile(r"[-*+\u2022] +"), "number": re.compile(r"(\d{1,2})[.)] +"),
}  # fmt: skip
LINE_END = re.compile(r" *\n *")
FEWEST_STEPS = 2  # a single number before words is a date: 1. Dezember


class CellLine(NamedTuple):
    """A line of a cell.  kind: of the list that it is an item of, '' of none; number: that it begins with, of a step."""

    kind: str
    words: Inlines
    number: int = 0


def read_cell(node: Branch, skeleton: Skeleton) -> Cell:
    """What stands in a cell.  Raises LeafletError for what a line may not hold."""
    words = read_inlines(node, skeleton)
    lines = [_line(part) for part in _parted(words)]
    runs = [(kind, list(run)) for kind, run in groupby(lines, lambda line: line.kind)]
    if not any(_is_list(kind, run) for kind, run in runs):
        return words
    return tuple(block for kind, run in runs for block in _blocks(kind, run))


def _parted(words: Inlines) -> Iterator[Inlines]:
    """The lines of a cell: runs are parted where a line ends."""
    held: list[Inline] = []
    for inline in words:
        if not isinstance(inline, TextRun):
            held.append(inline)
            continue
        *ended, last = LINE_END.split(inline.text)
        for piece in ended:
            yield (*held, *_run(inline, piece))
            held = []
        held += _run(inline, last)
    yield tuple(held)


def _run(run: TextRun, text: str) -> tuple[TextRun, ...]:
    """A part of a run; nothing of it without letters."""
    return (replace(run, text=text),) if text else ()


def _line(words: Inlines) -> CellLine:
    first = words[0] if words else None
    if not isinstance(first, TextRun):
        return CellLine("", words)
    for kind, mark in MARKS.items():
        match = mark.match(first.text)
        rest = first.text[match.end() :] if match else ""
        if match and (rest or words[1:] or kind == "check"):
            return CellLine(kind, (*_run(first, rest), *words[1:]), int(match[1]) if kind == "number" else 0)
    return CellLine("", words)


def _is_list(kind: str, run: Sequence[CellLine]) -> bool:
    return bool(kind) and (kind != "number" or len(run) >= FEWEST_STEPS)


def _blocks(kind: str, run: Sequence[CellLine]) -> Iterator[Block]:
    """A run of lines as a list, or as a paragraph."""
    if _is_list(kind, run):
        items = tuple((Paragraph(line.words),) if line.words else () for line in run)
        yield Items(kind, items, run[0].number or 1)  # type: ignore[arg-type]
        return
    words: list[Inlines] = [((TextRun(f"{line.number}. "), *line.words) if line.number else line.words) for line in run]
    joined = [inline for number, line in enumerate(words) for inline in ((TextRun(" \n"),) * bool(number) + line)]
    if joined:
        yield Paragraph(tuple(joined))
