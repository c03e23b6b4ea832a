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

The text of an error names where, what, what was expected and what to do.  It never quotes a patient's data.
"""

from __future__ import annotations

from dataclasses import dataclass

ALL_MADE, SOME_REJECTED = 0, 3  # exit codes of a command that came to its end


class HandoutsError(Exception):
    """Base of all; `exit_code` is the command's."""

    exit_code = 1


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
    """A leaflet that says something it may not: `file:line:column`, the line, a caret, what to do."""

    exit_code = 4

    def __init__(self, file: str, line: int, column: int, what: str, source: str = "", remedy: str = "") -> None:
        self.file, self.line, self.column = file, line, column
        self._said = file, line, column, what, source, remedy
        text = f"{file}:{line}:{column}: {what}"
        if source.strip():
            gutter = f"{line} | "
            text += f"\n  {gutter}{source}\n  {' ' * (len(gutter) + max(column - 1, 0))}^"
        super().__init__(text + (f"\n  {remedy}" if remedy else ""))

    def __reduce__(self) -> tuple[object, ...]:
        return LeafletError, self._said


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
