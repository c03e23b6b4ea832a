"""CSV as it really comes.

In: a file in UTF-8 (with or without byte order mark), UTF-16 or Windows-1252; `,` `;` or tab between cells; columns in
any order and letter case.  Out: `Accepted` or `Reject` for each row, numbered as a spreadsheet numbers them (the header
is row 1; a quoted line break does not count).  Refuses a file that is no such list (`InputError`).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem, RecordError
from handouts.records import COLUMNS, REQUIRED, read_record
from handouts.schedules.table import Accepted, Reject

LARGEST = 64 * 2**20
DELIMITERS = ",;\t"
csv.field_size_limit(2**20)


class Schedule:
    """A list of appointments in a CSV file.  warnings: what its reader noticed, for the person at the desk."""

    def __init__(self, path: Path, zone: ZoneInfo) -> None:
        self.path, self.zone = path, zone
        self.warnings: list[str] = []
        text = _text(path)
        self._lines = max(text.count("\n") - 1, 0)
        self._rows = self._records(text)
        header = next(self._rows, None)
        if header is None or not any(cell.strip() for cell in header[1]):
            raise InputError(f"{path.name}: the file is empty; expected a header row with {', '.join(REQUIRED)}")
        self._columns = self._read_header(header[1])

    def _records(self, text: str) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        row = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise InputError(f"{self.path.name}: row {row + 1}: not a CSV table ({error}); look for a stray quotation mark") from None
            row += 1
            yield row, cells

    def _read_header(self, cells: list[str]) -> list[str]:
        names = [cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in cells]
        missing = [name for name in REQUIRED if name not in names]
        if missing:
            found = ", ".join(name for name in names if name in COLUMNS) or "none of the known ones"
            raise InputError(f"{self.path.name}: row 1: the column{'s' * (len(missing) > 1)} {', '.join(missing)} missing; found {found}")
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if twice:
            raise InputError(f"{self.path.name}: row 1: the column {', '.join(twice)} stands there twice; delete or rename one")
        unknown = [name for name in names if name and name not in COLUMNS]
        if unknown:
            self.warnings.append(f"{self.path.name}: row 1: unknown column{'s' * (len(unknown) > 1)} {', '.join(unknown)}, not read")
        return names

    def __len__(self) -> int:
        """About how many rows there are, for a progress bar."""
        return self._lines

    def __iter__(self) -> Iterator[Accepted | Reject]:
        """Each row in turn; empty rows are passed over."""
        for row, cells in self._rows:
            if not any(cell.strip() for cell in cells):
                continue
            yield self._read(row, cells)

    def _read(self, row: int, cells: list[str]) -> Accepted | Reject:
        if (len(cells) != len(self._columns) and any(cell.strip() for cell in cells[len(self._columns) :])) or len(cells) < len(
            self._columns
        ):
            what = f"has {len(cells)} cells, the header has {len(self._columns)}"
            return Reject(row, (Problem("row", what, "as many cells as columns; look for a missing or unquoted separator"),))
        record = {name: cell for name, cell in zip(self._columns, cells, strict=False) if name in COLUMNS}
        try:
            return Accepted(row, read_record(record, f"{self.path.name}: row {row}", self.zone))
        except RecordError as error:
            return Reject(row, error.problems)


def _text(path: Path) -> str:
    """The file's text, by its byte order mark, as UTF-8, or as Windows-1252."""
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; expected a CSV file")
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path.name}: has more than {LARGEST // 2**20} MB; split it")
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    if not data.strip():
        raise InputError(f"{path.name}: the file is empty; expected a header row with {', '.join(REQUIRED)}")
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as error:
            raise InputError(f"{path.name}: is not UTF-8, UTF-16 or Windows-1252 text (byte {error.start}); save it as CSV UTF-8") from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise InputError(f"{path.name}: line {line}: a NUL byte; this is no text file, or UTF-16 without its mark: save it as CSV UTF-8")
    return text


def _delimiter(text: str) -> str:
    """Whichever of comma, semicolon and tab stands in the header most often."""
    header = text.split("\n", 1)[0]
    return max(DELIMITERS, key=lambda d: (header.count(d), d == ","))
