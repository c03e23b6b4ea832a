"""What can go wrong, said so that somebody can do something about it.

    HandoutsError                     exit code
    ├── InputError                        2      a file or option that cannot be used
    │   └── ClinicError                   2      the clinic's folder says something it may not
    ├── RecordError                       3      a record with problems; the others are made
    ├── LeafletError                      4      a leaflet says something it may not
    ├── RefusedError                      5      a leaflet that may not be given out as it is
    ├── OutputError                       6      a file that cannot be written
    ├── LedgerError                       7      the ledger cannot be used, or would stop being true
    ├── DeliveryError                     8      a printer or mail server that takes nothing; what was to be delivered waits
    └── Stopped                         130      stopped by whoever asked for it; what is recorded is safe

The text of an error names where, what, what was expected and what to do.  It never quotes a patient's data.  What a person wrote into a
file and may not stand there is a `Slip`; an error about such a file holds all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

ALL_MADE, SOME_REJECTED = 0, 3  # exit codes of a command that came to its end


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing that may not stand where it stands in a file; line and column count from 1.

    remedy: what is expected, a clause without a full stop; source: the line itself, '' if it is not to be shown.
    """

    file: str
    line: int
    column: int
    what: str
    remedy: str = ""
    source: str = ""

    def __str__(self) -> str:
        """One line: `file:line:column: what; remedy`."""
        return f"{self.file}:{self.line}:{self.column}: {self.what}" + (f"; {self.remedy}" if self.remedy else "")

    @property
    def shown(self) -> str:
        """With its line and a caret below the place, for whoever writes longer texts."""
        text = f"{self.file}:{self.line}:{self.column}: {self.what}"
        if self.source.strip():
            gutter = f"{self.line} | "
            text += f"\n  {gutter}{self.source}\n  {' ' * (len(gutter) + max(self.column - 1, 0))}^"
        return text + (f"\n  {_sentence(self.remedy)}" if self.remedy else "")


def _sentence(clause: str) -> str:
    return clause[0].upper() + clause[1:] + ("" if clause[-1] in ".?!" else ".")


class HandoutsError(Exception):
    """Base of all; `exit_code` is the command's.  slips: what is wrong in a file, all of it, if that is what it is about."""

    exit_code = 1
    slips: tuple[Slip, ...] = ()

    @classmethod
    def at(cls, slips: Iterable[Slip]) -> Self:
        """The error of a file with slips, at least one."""
        found = tuple(slips)
        made = cls("\n".join(map(str, found)))
        made.slips = found
        return made


class InputError(HandoutsError):
    """A file or option that cannot be used."""

    exit_code = 2


class ClinicError(InputError):
    """The clinic's folder says something it may not."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of a record: the column, what is wrong, what is expected."""

    column: str
    what: str
    expected: str = ""

    def __str__(self) -> str:
        return f"{self.column}: {self.what}" + (f"; expected {self.expected}" if self.expected else "")


class RecordError(HandoutsError):
    """A record with problems: all of them, with the place it stands at."""

    exit_code = 3

    def __init__(self, where: str, problems: tuple[Problem, ...]) -> None:
        self.where, self.problems = where, problems
        super().__init__("\n".join(f"{where}: {problem}" for problem in problems))

    def __reduce__(self) -> tuple[object, ...]:
        return RecordError, (self.where, self.problems)  # so that a worker can hand it to its parent


class LeafletError(HandoutsError):
    """A leaflet that says something it may not: `file:line:column`, the line, a caret, what to do.  more: what else is wrong with it."""

    exit_code = 4

    def __init__(
        self, file: str, line: int, column: int, what: str, source: str = "", remedy: str = "", more: tuple[Slip, ...] = ()
    ) -> None:
        self.file, self.line, self.column = file, line, column
        self.slips = (Slip(file, line, column, what, remedy, source), *more)
        super().__init__("\n".join(slip.shown for slip in self.slips))

    @classmethod
    def at(cls, slips: Iterable[Slip]) -> Self:
        """The error of a leaflet with slips, at least one."""
        first, *more = slips
        return cls(first.file, first.line, first.column, first.what, first.source, first.remedy, tuple(more))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self).at, (self.slips,)  # so that a worker can hand it to its parent


class RefusedError(HandoutsError):
    """A leaflet that may not be given out as it is: a sample, a draft, withdrawn, or past its review."""

    exit_code = 5


class OutputError(HandoutsError):
    """A file that cannot be written."""

    exit_code = 6


class LedgerError(HandoutsError):
    """The ledger cannot be used, or what was asked of it would make it say something untrue."""

    exit_code = 7


class DeliveryError(HandoutsError):
    """A way to the patient that cannot be used: a printer or a mail server.  What was to be delivered waits."""

    exit_code = 8


class Stopped(HandoutsError):
    """Whoever asked for it has stopped it, or said no to a question.  What is recorded is safe."""

    exit_code = 130  # 128 + SIGINT, as shells have it
