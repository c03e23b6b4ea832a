"""CSV as it really comes.

In: a file in UTF-8 (with or without byte order mark), UTF-16, Windows-1252 or what a map names; `,` `;` tab or `|` between cells.  Out: its
rows of cells, numbered as a spreadsheet numbers them (the first is 1; a quoted line break does not count).  A row that is
no CSV is a Problem and the next line is read as a row again.  Refuses a file that is no text (`InputError`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from handouts.errors import Problem
from handouts.schedules.listfile import ListFile
from handouts.schedules.tables.encodings import encoding_of

DELIMITERS = ",;\t|"
LONGEST_CELL = 32_767  # characters, as in Excel
LONGEST_LINE = 2**20
MOST_LINES = 200  # of one row
csv.field_size_limit(LONGEST_CELL)


class CsvRows:
    """The rows of a CSV file; each iteration reads it again from its beginning."""

    format = "CSV"

    def __init__(self, file: ListFile, named: str = "") -> None:
        """named: its encoding, by a map."""
        self.file, self.name = file, file.name
        self.encoding, self.warnings = encoding_of(file, named)
        with self._text() as text:
            first = [line for line, _ in zip(_start(text), range(10), strict=False)]
        told = re.fullmatch(r"\"?sep=(.)\"?", first[0].strip("\ufeff\r\n ")) if first else None
        self.told = bool(told)
        self.delimiter = told[1] if told and told[1] in DELIMITERS else _delimiter(first)

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self.file.open(), encoding=self.encoding, newline="")

    def __iter__(self) -> Iterator[tuple[int, list[str] | Problem]]:
        """Number and cells of each row that is not empty, or what is wrong with it."""
        with self._text() as text:
            lines = _Lines(text)
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            row = 0
            while True:
                lines.mark()
                row += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    lines.back()
                    yield row, Problem("row", f"not a CSV row ({error})", "as many cells as columns; look for a stray quotation mark")
                    continue
                if any(map(str.strip, cells)) and not (row == 1 and self.told):
                    yield row, cells


class _Lines:
    """The lines of a text, which can go back to the second line of the row that is being read."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.row: list[str] = []
        self.again: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.again.pop() if self.again else self.text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.row.append(line)
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            while (rest := self.text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
                pass
            raise csv.Error(f"a line of more than {LONGEST_LINE} characters")
        if len(self.row) > MOST_LINES:
            raise csv.Error(f"more than {MOST_LINES} lines in one row")
        return line

    def mark(self) -> None:
        """A row begins here."""
        self.row = []

    def back(self) -> None:
        """Only the first line was a row: the others are read again."""
        self.again += reversed(self.row[1:])
        self.row = []


def _start(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if line.strip('\ufeff\r\n\t ,;|"'):
            yield line


def _delimiter(lines: list[str]) -> str:
    """Whichever stands in the first line and in most others most often, outside quotation marks."""
    bare = [re.sub(r'"[^"]*"', "", line) for line in lines] or [""]

    def score(delimiter: str) -> tuple[int, int, bool]:
        counts = [line.count(delimiter) for line in bare]
        most = sorted(counts)[(len(counts) - 1) // 2]  # the median; of an even number the lower one in the middle
        return min(counts[0], most), most, delimiter == ","

    return max(DELIMITERS, key=score)
