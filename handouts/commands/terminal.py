"""The terminal: answers in JSON or as tables, a bar for what takes long, questions to whoever sits there.

In: answers of `handouts.actions`.  Out: text.  A `Terminal` is an attendant of actions: progress, notes and questions.
"""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

RIGHT = ("copies", "pages", "version", "row", "run")  # heads of columns of numbers
WIDEST = 140  # columns of a table that goes into a file
NO_WIDTH = ("Mn", "Me", "Cf", "Cc")


class Plain(Protocol):
    """An answer that a program can read."""

    def as_json(self) -> Any:
        """Plain data."""


A = TypeVar("A", bound=Plain)


def show(answer: A, said: Callable[[A], None], *, as_json: bool) -> None:
    """An answer on standard output: in JSON, or as `said` says it."""
    if as_json:
        click.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
    else:
        said(answer)


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """A table on standard output; one that is too wide for the terminal has lines folded in its columns."""
    widths = [max(map(columns, column)) for column in zip(heads, *rows, strict=True)]
    wide = sum(widths) + 3 * len(widths) + 1 > (shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDEST)
    if wide or any("\n" in cell for row in rows for cell in row):
        _folded(heads, rows)
        return
    bold = [click.style(text, bold=True) for text in _padded(heads, heads, widths)]
    lines = (_padded(row, heads, widths) for row in rows)
    rule = " " + "─" * (sum(widths) + 3 * len(widths) - 1)
    click.echo("\n".join(["", _line(bold), rule, *map(_line, lines), ""]))


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: two a wide letter (UAX #11), none a mark or a sign that shows nothing."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def _padded(cells: Sequence[str], heads: Sequence[str], widths: Sequence[int]) -> list[str]:
    spaces = [" " * (width - columns(cell)) for cell, width in zip(cells, widths, strict=True)]
    return [space + cell if head in RIGHT else cell + space for cell, space, head in zip(cells, spaces, heads, strict=True)]


def _line(cells: Sequence[str]) -> str:
    return ("  " + "   ".join(cells)).rstrip()


def _folded(heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    """A table in the width that there is."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE)
    for head in heads:
        drawn.add_column(head, justify="right" if head in RIGHT else "left")
    for row in rows:
        drawn.add_row(*map(Text, row))
    Console(width=None if sys.stdout.isatty() else WIDEST).print(drawn)


def warn(text: str, where: str = "handouts") -> None:
    """A line on standard error."""
    click.echo(f"{where}: {text}", err=True)


def iso(moment: date | None) -> str:
    """A date as a table has it."""
    return moment.isoformat() if moment else ""


def minute(moment: datetime) -> str:
    """A moment as a table has it."""
    return moment.strftime("%Y-%m-%d %H:%M")


def times(count: int) -> str:
    """How often, in words."""
    return "once" if count == 1 else f"{count} times"


class Terminal:
    """Whoever sits at the terminal.

    doing: the word before the bar; quiet: without bar and notes, for a program; asks: whether there are questions; shown: shows
    what a question is about; usual: the answer that Enter gives.
    """

    def __init__(
        self, doing: str = "", *, quiet: bool = False, asks: bool = False, shown: Callable[[Any], None] | None = None, usual: bool = False
    ) -> None:
        self.doing, self.quiet, self.asks, self.shown, self.usual = doing, quiet, asks, shown, usual
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def progress(self, done: int, total: int) -> None:
        """A bar, the rate and the time left."""
        if self.quiet or not sys.stderr.isatty():
            return
        bar, task = self._drawn(done, total)
        speed = bar.tasks[task].speed
        bar.update(task, completed=done, total=total, rate=f"{speed:.0f} a second" if speed else "")

    def note(self, text: str, where: str = "") -> None:
        """A line, unless a program asks."""
        if not self.quiet:
            warn(text, where or "handouts")

    def call(self, text: str) -> None:
        """A line."""
        warn(text)

    def choose(self, question: str, answers: tuple[str, ...], about: object) -> str | None:
        """One of the answers; None without a terminal.  Ctrl-C raises Abort."""
        if not self.asks:
            return None
        if self.shown:
            self.shown(about)
        return str(click.prompt(question, type=click.Choice(answers), default=answers[0], err=True))

    def confirm(self, question: str, about: object) -> bool | None:
        """Yes or no; None without a terminal.  Ctrl-C raises Abort."""
        if not self.asks:
            return None
        if self.shown:
            self.shown(about)
        return click.confirm(question, default=self.usual, err=True)

    def _drawn(self, done: int, total: int) -> tuple[Progress, TaskID]:
        """The bar and its line; drawn when there is something to tell."""
        if self._bar is None or self._task is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            rate = TextColumn("{task.fields[rate]}")
            columns = TextColumn(self.doing), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn()
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=total, completed=done, rate="")
            self._bar.start()
        return self._bar, self._task
