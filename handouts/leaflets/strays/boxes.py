"""Boxes whose lines do not pair: never closed, closed without being open, one in another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from handouts.leaflets.strays.patterns import Lazy
from handouts.leaflets.strays.sheet import TITLE, Notice, TextSheet

FENCE = Lazy(r"[ \t]*(?:[-+*][ \t]+|\d+[.)][ \t]+)?(:{3,})[ \t]*(.*?)[ \t]*$")
MARKED = Lazy(r"\*+|`+|\]\(|\]\{|(?<!\w)__?(?=\w)|\\|:{3,}|#+$")
CLOSE = "Write ':::' on a line of its own where it ends."
SINGLE = "Close the first one with ':::' before the other begins."


class Opening(NamedTuple):
    """A line that opens a box.  row: its line, from 0; within: it stands in a box of as many colons; sections: lines of headings in it."""

    row: int
    colons: int
    name: str
    within: bool
    sections: list[int]


def boxes(sheet: TextSheet) -> Iterator[Notice]:
    """Every line of colons that has no other to go with it."""
    open_: list[Opening] = []
    nested: list[Opening] = []
    for row, text in enumerate(sheet.raw):
        match = FENCE.fullmatch(text) if ":::" in text else None
        if match is None:
            if text.lstrip(" ").startswith(("# ", "## ")):
                for box in open_:
                    box.sections.append(row)
        elif match[2]:
            open_.append(Opening(row, len(match[1]), match[2], any(box.colons <= len(match[1]) for box in open_), []))
        elif closed := _closed(open_, len(match[1])):
            nested += [closed] if closed.within else []
        else:
            remedy = "Delete the line, or write which box begins here: '::: note Title'."
            yield Notice(sheet.starts[row], f"{match[1]!r} closes nothing here.", remedy)
    yield from _unpaired(sheet, open_, nested)


def titles(sheet: TextSheet) -> Iterator[Notice]:
    """Markup in the title of a box, where it is none."""
    for line in sheet.lines:
        match = MARKED.search(line.text) if line.kind == TITLE else None
        if match:
            yield Notice(line.at + match.start(), f"{match[0]!r} in the title of a box is printed as it stands.", "Write the words alone.")


def _unpaired(sheet: TextSheet, open_: list[Opening], nested: list[Opening]) -> Iterator[Notice]:
    """Boxes that were never closed; if there are none, those that stand in others."""
    for box in open_:
        yield Notice(sheet.starts[box.row], f"The box opened here is never closed{_meanwhile(box, [*open_, *nested], sheet)}.", CLOSE)
    for box in nested if not open_ else ():
        yield Notice(sheet.starts[box.row], "A box cannot stand in a box.", SINGLE)


def _closed(open_: list[Opening], colons: int) -> Opening | None:
    """The box that so many colons close: the last one that has no more."""
    for at in range(len(open_) - 1, -1, -1):
        if open_[at].colons <= colons:
            return open_.pop(at)
    return None


def _meanwhile(box: Opening, others: list[Opening], sheet: TextSheet) -> str:
    """What stands in it that cannot have been meant to."""
    if box.sections:
        return f"; a heading stands inside it at line {sheet.line_of(box.sections[0])}"
    later = [other.row for other in others if other.row > box.row]
    return f"; another box begins inside it at line {sheet.line_of(min(later))}" if later else ""
