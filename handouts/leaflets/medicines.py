"""A plan of medicines: a table with known columns -> `Medicines`.

In: a fence that holds one table.  Out: a heading, if it has one, and the plan.  Refuses (`LeafletError`, with all that is wrong) what
could be read in two ways: a medicine that is stopped and has an amount, one that goes on and has none.  No amount is ever made up, worked
out or changed: what is printed is what was written.

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
from layouts.document.blocks import Block, Cell, Heading, Medicine, Medicines, Table, words_of
from layouts.document.inlines import Inlines, TextRun

TIMES = {"morning": "Morning", "noon": "Noon", "evening": "Evening", "night": "Night"}
COLUMNS = {"medicine": "Medicine", "for": "For", **TIMES, "what to do": "What to do", "until": "Until"}
ADVICE = {"continue": "Keep taking", "stop": "STOP", "new": "New", "changed": "Changed"}
NOTHING = ("", "-", "\u2013", "\u2014", "0")
NONE, APART = "\u2013", " \u00b7 "
HEAD = "| Medicine | For | Morning | Noon | Evening | Night | What to do | Until |"
SHAPE = f"Write a table: {HEAD}, below it | --- | for each column, and a row for each medicine."


class MedicineTable(NamedTuple):
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
    plan = MedicineTable(fence, table, _columns(fence, table), fence.skeleton.phrase)
    if slips := [slip for row in range(len(table.rows)) for slip in _faults(plan, row)]:
        raise LeafletError.at(slips)
    if fence.rest:
        yield Heading(2, fence.skeleton.inline(fence.rest, PLAIN))
    times = tuple((key, plan.say(word)) for key, word in TIMES.items() if key in plan.columns)
    head = plan.say("Medicine, and what it is for" if "for" in plan.columns else "Medicine"), plan.say("What to do")
    yield Medicines(head, times, tuple(_medicine(plan, row) for row in range(len(table.rows))))


def _columns(fence: Fence, table: Table) -> dict[str, int]:
    """What each column is.  Raises LeafletError for one that there is not, one that stands there twice, and without those it needs."""
    names, line = _spoken(COLUMNS, fence.skeleton.phrase), fence.rows[0]
    found: dict[str, int] = {}
    for number, title in enumerate(table.head):
        said = plain_words(title, fence.skeleton, line, "the head of a table of medicines")
        column = names.get(said.casefold())
        if column is None:
            near = meant(said.casefold(), list(names))
            close = f" Did you mean {near!r}?" if near else ""
            what = f"a table of medicines has no column {said!r}"
            raise fence.skeleton.refuse(line, what, f"It has {_choice(fence)}.{close}", said)
        if column in found:
            raise fence.skeleton.refuse(line, f"the column {said!r} stands here twice", "Delete one of the two.", said)
        found[column] = number
    if "medicine" not in found or not found.keys() & {*TIMES, "what to do"}:
        what = "a table of medicines says at least the medicine, and when to take it or what to do"
        raise fence.skeleton.refuse(line, what, f"Its columns are {_choice(fence)}.")
    return found


def _faults(plan: MedicineTable, row: int) -> Iterator[Slip]:
    """What is wrong with a row."""
    for column in (*TIMES, "what to do"):
        if words_of(plan.cell(row, column)) is None or not all(isinstance(part, TextRun) for part in plan.cell(row, column)):
            what = f"a list or a merged value may not stand under {COLUMNS[column]!r}"
            yield plan.fence.slip(plan.line(row), what, "Write the words or the figure.")
    if not plan.plain(row, "medicine"):
        yield plan.fence.slip(plan.line(row), "a row without a medicine", "Write its name and strength, or delete the row.")
    if "what to do" in plan.columns:
        yield from _unclear(plan, row)


def _unclear(plan: MedicineTable, row: int) -> Iterator[Slip]:
    """What to do, where nothing says it, or the amounts say something else."""
    said = plan.plain(row, "what to do")
    advice = _spoken(ADVICE, plan.say).get(said.casefold())
    amounts = [_amount(plan, row, time) for time in TIMES if time in plan.columns]
    if advice is None:
        what = f"there is no {said!r} under 'What to do'" if said else "nothing says what to do with this medicine"
        yield plan.fence.slip(plan.line(row), what, f"Write {', '.join(ADVICE)}; the rest belongs under 'Until'.", said)
    elif advice == "stop" and any(amounts):
        what = "a medicine that is stopped has an amount"
        yield plan.fence.slip(plan.line(row), what, "Leave the times empty; or write two rows, one until it is stopped.")
    elif advice != "stop" and amounts and not any(amounts):
        remedy = "Write how much; words such as 'if needed' can stand there."
        yield plan.fence.slip(plan.line(row), "a medicine that is taken has no amount at any time", remedy)


def _medicine(plan: MedicineTable, row: int) -> Medicine:
    advice = _spoken(ADVICE, plan.say).get(plan.plain(row, "what to do").casefold(), "")
    amounts = {time: _amount(plan, row, time) for time in TIMES if time in plan.columns}
    said = plan.say(ADVICE[advice]) if advice else ""
    taken = [_taken(plan.say(TIMES[time]), amount) for time, amount in amounts.items() if amount]
    line = tuple(run for number, runs in enumerate(taken) for run in ((TextRun(APART),) * bool(number) + runs))
    name, purpose, until = (_inlines(plan, row, column) for column in ("medicine", "for", "until"))
    return Medicine(name, purpose, tuple(amount or NONE for amount in amounts.values()), line, said, until, advice == "stop")


def _taken(time: str, amount: str) -> tuple[TextRun, ...]:
    """A time, and how much is taken then."""
    return TextRun(time, isolated=True), TextRun("\u00a0"), TextRun(amount, strong=True, isolated=True)


def _inlines(plan: MedicineTable, row: int, column: str) -> Inlines:
    """The words of a cell.  Raises LeafletError for a list."""
    words = words_of(plan.cell(row, column))
    if words is None:
        raise plan.fence.skeleton.refuse(plan.line(row), f"a list may not stand under {COLUMNS[column]!r}", "Write it as a sentence.")
    return words


def _amount(plan: MedicineTable, row: int, time: str) -> str:
    """How much is taken at a time, as it was written; '' for nothing."""
    said = plan.plain(row, time)
    return "" if said in NOTHING else said


def _plain(cell: Cell) -> str:
    return "".join(getattr(part, "text", "\ufffc") for part in cell).strip()


def _spoken(words: Mapping[str, str], say: Callable[[str], str]) -> dict[str, str]:
    """What each word may be written as: its key, its English, and its words in the leaflet's language."""
    return {said.casefold(): key for key, word in words.items() for said in (key, word, say(word))}


def _choice(fence: Fence) -> str:
    """The columns that there are, in the leaflet's language."""
    return ", ".join(fence.skeleton.phrase(word) for word in COLUMNS.values())
