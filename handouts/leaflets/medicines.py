"""A plan of medicines: a table with known columns -> `Medicines`.

In: a fence that holds one table.  Out: a heading, if it has one, and the plan.  Refuses (`LeafletError`, with all that is wrong) what could be
read in two ways: a medicine that is stopped and has an amount, one that goes on and has none.  No amount is ever made up, worked out or
changed: what is printed is what was written.

Columns and what to do are named in English or in the leaflet's language; they are printed in the words of its catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from handouts.errors import LeafletError, Slip
from handouts.files.guess import meant
from handouts.leaflets.fences import Fence
from handouts.leaflets.inlines import plain_words
from handouts.leaflets.skeleton import PLAIN
from layouts.blocks import Block, Cell, Heading, Inlines, Medicine, Medicines, Table, TextRun, words_of

TIMES = {"morning": "Morning", "noon": "Noon", "evening": "Evening", "night": "Night"}
COLUMNS = {"medicine": "Medicine", "for": "For", **TIMES, "what to do": "What to do", "until": "Until"}
ADVICE = {"continue": "Keep taking", "stop": "STOP", "new": "New", "changed": "Changed"}
NOTHING = ("", "-", "\u2013", "\u2014", "0")
NONE, APART = "\u2013", " \u00b7 "
SHAPE = "Write a table: | Medicine | For | Morning | Noon | Evening | Night | What to do | Until |, below it | --- | for each, and a row for each."


class Grid(NamedTuple):
    """A table of medicines while it is read.  columns: what each is, by its number; say: a phrase of the catalogue."""

    fence: Fence
    table: Table
    columns: Mapping[str, int]
    say: Callable[[str], str]

    def line(self, row: int) -> int:
        """The line of a row, which stands two below the head."""
        return self.fence.rows[0] + 2 + row

    def cell(self, row: int, column: str) -> Cell:
        """What stands in a column of a row; nothing where there is no such column."""
        at = self.columns.get(column)
        return () if at is None else self.table.rows[row][at]

    def plain(self, row: int, column: str) -> str:
        """The words of a cell."""
        return _plain(self.cell(row, column))


def medicines(fence: Fence) -> Iterable[Block]:
    """A heading, if it has one, and the plan.  Raises LeafletError."""
    table = fence.blocks[0] if len(fence.blocks) == 1 else None
    if not isinstance(table, Table):
        raise fence.refuse("medicines stand in one table", SHAPE, "medicines")
    if not table.rows:
        raise fence.refuse("a table of medicines without a medicine", SHAPE, "medicines")
    grid = Grid(fence, table, _columns(fence, table), fence.skeleton.phrase)
    if slips := [slip for row in range(len(table.rows)) for slip in _faults(grid, row)]:
        raise LeafletError.at(slips)
    if fence.rest:
        yield Heading(2, fence.skeleton.inline(fence.rest, PLAIN))
    times = tuple((key, grid.say(word)) for key, word in TIMES.items() if key in grid.columns)
    head = grid.say("Medicine, and what it is for" if "for" in grid.columns else "Medicine"), grid.say("What to do")
    yield Medicines(head, times, tuple(_medicine(grid, row) for row in range(len(table.rows))))


def _columns(fence: Fence, table: Table) -> dict[str, int]:
    """What each column is.  Raises LeafletError for one that there is not, one that stands there twice, and if there is none that is needed."""
    names, line = _spoken(COLUMNS, fence.skeleton.phrase), fence.rows[0]
    found: dict[str, int] = {}
    for number, title in enumerate(table.head):
        said = plain_words(title, fence.skeleton, line, "the head of a table of medicines")
        column = names.get(said.casefold())
        if column is None:
            near = meant(said.casefold(), list(names))
            close = f" Did you mean {near!r}?" if near else ""
            raise fence.skeleton.refuse(line, f"a table of medicines has no column {said!r}", f"It has {_choice(COLUMNS, fence)}.{close}", said)
        if column in found:
            raise fence.skeleton.refuse(line, f"the column {said!r} stands here twice", "Delete one of the two.", said)
        found[column] = number
    if "medicine" not in found or not found.keys() & {*TIMES, "what to do"}:
        what = "a table of medicines says at least the medicine, and when to take it or what to do"
        raise fence.skeleton.refuse(line, what, f"Its columns are {_choice(COLUMNS, fence)}.")
    return found


def _faults(grid: Grid, row: int) -> Iterator[Slip]:
    """What is wrong with a row."""
    fence, line = grid.fence, grid.line(row)
    advice = _spoken(ADVICE, grid.say).get(grid.plain(row, "what to do").casefold())
    amounts = [_amount(grid, row, time) for time in TIMES if time in grid.columns]
    for column in (*TIMES, "what to do"):
        if words_of(grid.cell(row, column)) is None or not all(isinstance(part, TextRun) for part in grid.cell(row, column)):
            yield fence.slip(line, f"a list or a merged value may not stand under {COLUMNS[column]!r}", "Write the words or the figure.")
    if not grid.plain(row, "medicine"):
        yield fence.slip(line, "a row without a medicine", "Write its name and strength, or delete the row.")
    if "what to do" in grid.columns and advice is None:
        said = grid.plain(row, "what to do")
        what = f"there is no {said!r} under 'What to do'" if said else "nothing says what to do with this medicine"
        yield fence.slip(line, what, f"Write {_choice(ADVICE, fence)}; the rest belongs under 'Until'.", said)
    elif advice == "stop" and any(amounts):
        what = "a medicine that is stopped has an amount"
        yield fence.slip(line, what, "Leave the times empty; or write two rows, one until it is stopped.")
    elif advice != "stop" and amounts and not any(amounts):
        yield fence.slip(line, "a medicine that is taken has no amount at any time", "Write how much; words such as 'if needed' can stand there.")


def _medicine(grid: Grid, row: int) -> Medicine:
    advice = _spoken(ADVICE, grid.say).get(grid.plain(row, "what to do").casefold(), "")
    amounts = {time: _amount(grid, row, time) for time in TIMES if time in grid.columns}
    said = grid.say(ADVICE[advice]) if advice else ""
    taken = [_taken(grid.say(TIMES[time]), amount) for time, amount in amounts.items() if amount]
    line = tuple(run for number, runs in enumerate(taken) for run in ((TextRun(APART),) * bool(number) + runs))
    name, purpose, until = (_inlines(grid, row, column) for column in ("medicine", "for", "until"))
    return Medicine(name, purpose, tuple(amount or NONE for amount in amounts.values()), line, said, until, advice == "stop")


def _taken(time: str, amount: str) -> tuple[TextRun, ...]:
    """A time, and how much is taken then."""
    return TextRun(time, isolated=True), TextRun("\u00a0"), TextRun(amount, strong=True, isolated=True)


def _inlines(grid: Grid, row: int, column: str) -> Inlines:
    """The words of a cell.  Raises LeafletError for a list."""
    words = words_of(grid.cell(row, column))
    if words is None:
        raise grid.fence.skeleton.refuse(grid.line(row), f"a list may not stand under {COLUMNS[column]!r}", "Write it as a sentence.")
    return words


def _amount(grid: Grid, row: int, time: str) -> str:
    """How much is taken at a time, as it was written; '' for nothing."""
    said = grid.plain(row, time)
    return "" if said in NOTHING else said


def _plain(cell: Cell) -> str:
    return "".join(getattr(part, "text", "\ufffc") for part in cell).strip()


def _spoken(words: Mapping[str, str], say: Callable[[str], str]) -> dict[str, str]:
    """What each word may be written as: its key, its English, and its words in the leaflet's language."""
    return {said.casefold(): key for key, word in words.items() for said in (key, word, say(word))}


def _choice(words: Mapping[str, str], fence: Fence) -> str:
    """What there is to choose from, as it is written in the leaflet's language."""
    said = [fence.skeleton.phrase(word) for word in words.values()] if words is COLUMNS else [*words]
    return ", ".join(said)
