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
from layouts.blocks import Block, Cell, Inlines, Items, Paragraph, TextRun

MARKS = {"check": re.compile(r"(?:[-*+] +)?\[ \](?: +|$)"), "bullet": re.compile(r"[-*+\u2022] +"), "number": re.compile(r"(\d{1,2})[.)] +")}
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
    held: list[TextRun] = []
    for inline in words:
        pieces = inline.text.split("\n") if isinstance(inline, TextRun) else None
        if pieces is None:
            held.append(inline)  # type: ignore[arg-type]
            continue
        for number, piece in enumerate(pieces):
            if number:
                yield tuple(held)
                held = []
            assert isinstance(inline, TextRun)
            if number < len(pieces) - 1:
                piece = piece.rstrip(" ")
            if piece:
                held.append(replace(inline, text=piece))
    yield tuple(held)


def _line(words: Inlines) -> CellLine:
    first = words[0] if words and isinstance(words[0], TextRun) else None
    for kind, mark in MARKS.items() if first is not None else ():
        match = mark.match(first.text)
        rest = first.text[match.end() :] if match else ""
        if match and (rest or words[1:] or kind == "check"):
            inside = ((replace(first, text=rest),) if rest else ()) + words[1:]
            return CellLine(kind, inside, int(match[1]) if kind == "number" else 0)
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
