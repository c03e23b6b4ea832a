"""The cells of a sheet of XLSX, as text.

In: what stands in each cell, the texts that cells share, what kind of number each style shows.  Out: the rows, packed: a text takes four
times the room as an object of its own.  Refuses (`ValueError`) cells whose places are none or go back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from handouts.records.damage import FORMULA
from handouts.schedules.tables.unpack import whole

CELL, ROW = "\x1f", "\x1e"  # between cells and rows; no XML has them
PACKED = 1000  # rows in a pack
NUMBER, DATE, SPAN = "", "date", "span"
PICTURE, ZERO, DIGIT = "\ue000", "\ue001", "\ue002"  # a kind that says where the digits of a number stand
SHOWN_AS_IT_IS = "-/() :+"
PART = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|.', re.S)
PARTS = re.compile(r'(?:"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[-0#?/() :+])+')
CONDITION = re.compile(r"\[[<>=]")
MOST_EXACT = 1e15
A_DAY = 86_400  # seconds
LAST_DAY = 2_958_465  # 31 December 9999
LEAP = 60  # Excel's 29 February 1900, which there was not
AREA = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", re.A)
WHOLE = re.compile(r"\d{1,15}", re.A)
FIGURE = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([Ee][+-]?\d{1,3})?", re.A)
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ST_Xstring: a character that XML cannot hold
UNSAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]')  # of a format: what is printed as it is, colours, countries


def kind_of(number: int, code: str) -> str:
    """What a number format shows (ECMA-376, 18.8.30): a date or time of day, a span of time, or a number."""
    if not code:
        return SPAN if number == 46 else DATE if number in (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)) else NUMBER
    said = UNSAID.sub("", code.lower()).split(";")[0]
    if re.search(r"\[[hms]+\]", said):
        return SPAN
    return DATE if re.search("[dmyhs]", said) else _picture(code)


def _picture(code: str) -> str:
    """How a number format shows the digits of an identifier: 00000000, 000-00-0000, "RSC-"0000.  NUMBER for all others."""
    parts = PARTS.fullmatch(code.split(";")[0])
    if not parts or CONDITION.search(code):
        return NUMBER
    shape = "".join(map(_place, PART.finditer(parts[0])))
    *_, behind = re.split(f"[{ZERO}{DIGIT}]", shape)
    bare = shape.translate({ord(ZERO): None, ord(DIGIT): None})
    told = len(bare) < len(shape) and (shape.count(ZERO) > 1 or bare)
    return PICTURE + shape if told and not any(map(str.isalpha, behind)) else NUMBER


def _place(part: re.Match[str]) -> str:
    """A digit's place, or the characters that stand between; '' for what is not seen."""
    found = {"0": ZERO, "#": DIGIT, "?": DIGIT}.get(part[0]) or part[1] or part[2]
    return found or (part[0] if part[0] in SHOWN_AS_IT_IS else "")


def _pictured(figure: str, shape: str) -> str:
    """Digits in their places, from the last to the first; where there are more, they stand before the others."""
    digits, shown_, first = list(figure), list[str](), min(shape.find(sign) % (len(shape) + 1) for sign in (ZERO, DIGIT))
    for at in range(len(shape) - 1, -1, -1):
        if shape[at] not in (ZERO, DIGIT):
            shown_.append(shape[at])
        elif at == first:
            shown_.append("".join(digits) or ("0" if shape[at] == ZERO else ""))
        else:
            shown_.append(digits.pop() if digits else "0" if shape[at] == ZERO else "")
    return "".join(reversed(shown_))


def shown(figure: str, kind: str, base: int) -> str:
    """A number as text.  kind: what its style shows; base: days from 30 December 1899 to the first of the workbook's calendar."""
    if kind == NUMBER and WHOLE.fullmatch(figure):
        return str(int(figure))
    if not FIGURE.fullmatch(figure.strip()):
        return figure
    value = float(figure)
    if kind.startswith(PICTURE):
        return _pictured(plain(value), kind[1:]) if WHOLE.fullmatch(plain(value)) else plain(value)
    if kind == SPAN and abs(value) <= LAST_DAY:
        return _span(round(value * A_DAY))
    if kind == DATE and 0 <= value <= LAST_DAY:
        return _moment(round(value * A_DAY) if value >= 1 else min(round(value * A_DAY), A_DAY - 1), base)
    return plain(value)


def plain(value: float) -> str:
    """A number as it is shown without a format: a spreadsheet has lost digits of one that has more than fifteen."""
    if not value.is_integer():
        return str(value)
    return str(int(value)) if abs(value) < MOST_EXACT else f"{value:.5E}"


def _span(seconds: int) -> str:
    """Hours, minutes and seconds."""
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def _moment(seconds: int, base: int) -> str:
    """A date, a time of day, or both, in ISO 8601."""
    days, clock = divmod(seconds, A_DAY)
    moment = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=days + base + (not base and 0 < days < LEAP), seconds=clock)
    if not days:
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%dT%H:%M:%S" if clock else "%Y-%m-%d")


def unescaped(text: str) -> str:
    """A text with the characters that it names by their numbers; those that would part cells are lost."""
    return ESCAPE.sub(_named, text) if "_x" in text else text


def _named(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return "\ufffd" if character in CELL + ROW or "\ud800" <= character <= "\udfff" else character


def spread(rows: Iterable[list[str]], merged: Iterable[tuple[int, int, int]]) -> Iterator[list[str]]:
    """Rows in which each row of merged cells says what the first says, as it is seen.  merged: first row, last row, column."""
    begin: dict[int, list[tuple[int, int]]] = {}
    for first, last, column in merged:
        begin.setdefault(first, []).append((last, column))
    said: dict[int, tuple[int, str]] = {}
    for number, cells in enumerate(rows, 1):
        for last, column in begin.get(number, ()):
            said[column] = (last, cells[column] if column < len(cells) else "")
        for column, (last, text) in list(said.items()):
            if number > last:
                del said[column]
            elif text and column < len(cells) and not cells[column]:
                cells[column] = text
        yield cells


class Grid:
    """The rows of a sheet, as they are read.  measure: is told rows, columns and characters, and refuses too many."""

    def __init__(self, texts: Sequence[str], kinds: Sequence[str], base: int, measure: Callable[[int, int, int], None]) -> None:
        self.texts, self.kinds, self.base, self.measure = texts, kinds, base, measure
        self.unreckoned = False  # whether whoever opens the workbook is to reckon its formulas: a 0 may stand for any value
        self.struck: Collection[str] = ()  # styles of which the text is struck through
        self.merged: list[tuple[int, int, int]] = []  # first row, last row and column of cells that are one
        self.hidden, self.crossed = list[int](), list[int]()  # rows
        self._hidden = self._crossed = False
        self.height = self.width = self.size = self.row = 0
        self.columns: dict[str, int] = {}
        self._packed: list[bytes] = []
        self._rows: list[str] = []
        self._cells: list[str] = []
        self._likely: Sequence[str] = []  # the columns of the row before, if it has no gap
        self._empty = 0

    def begin(self, number: str | None, hidden: bool = False) -> None:
        """A row begins; one without a number follows the row before.  Raises ValueError for one that stands before it."""
        row = whole(number, self.row + 1)
        if row <= self.row:
            raise ValueError("rows that go back")
        self._empty += row - self.row - 1
        self.row, self._cells = row, []
        self._hidden, self._crossed = hidden, False

    def cross(self) -> None:
        """The row has a text that is struck through."""
        self._crossed = True

    def merge(self, reference: str) -> None:
        """Cells that are one, such as G2:G3: what stands in the first is said of all its rows."""
        if (found := AREA.fullmatch(reference)) and found[2] != found[4]:
            self.merged.append((int(found[2]), int(found[4]), self._column(found[1]) - 1))

    def put(self, letters: str, text: str) -> None:
        """A cell of the row.  letters: its column, '' for the next."""
        if letters:
            gap = (self.columns.get(letters) or self._column(letters)) - 1 - len(self._cells)
            if gap:
                self._skip(gap)
        self._cells.append(text)

    def fill(self, columns: Sequence[str], cells: list[str]) -> None:
        """A whole row, which ends with it.  columns: those of the cells."""
        if columns == self._likely:
            self._cells = cells
        else:
            for letters, text in zip(columns, cells, strict=True):
                self.put(letters, text)
            self._likely = columns if len(self._cells) == len(cells) else []
        self.end()

    def end(self) -> None:
        """The row ends."""
        cells = self._cells
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            self._empty += 1
            return
        if self._hidden:
            self.hidden.append(self.row)
        if self._crossed:
            self.crossed.append(self.row)
        row = CELL.join(cells)
        self.height, self.width, self.size = self.row, max(self.width, len(cells)), self.size + len(row)
        self.measure(self.height, self.width, self.size)
        if self._empty:
            self._rows += [""] * self._empty
            self._empty = 0
        self._rows.append(row)
        if len(self._rows) >= PACKED:
            self.pack()

    def pack(self) -> None:
        """Put away what was read so far."""
        if self._rows:
            self._packed.append(ROW.join(self._rows).encode("utf-8"))
            self._rows = []

    def rows(self) -> Iterator[list[str]]:
        """The cells of each row from the first of the sheet, all of one width."""
        return spread(self._unpacked(), self.merged) if self.merged else self._unpacked()

    def _unpacked(self) -> Iterator[list[str]]:
        for packed in self._packed:
            for row in packed.decode("utf-8").split(ROW):
                cells = row.split(CELL)
                yield cells if len(cells) == self.width else cells + [""] * (self.width - len(cells))

    def value(self, kind: str, style: str, text: str, formula: bool = False) -> str:
        """What a cell of a kind (ST_CellType) says.  formula: it has one, whose value a program may have left to others to reckon."""
        if kind == "s":
            return self.texts[int(text)]
        if kind in ("", "n"):
            return self._figure(style, text, formula)
        if kind == "e":
            return text.strip() or FORMULA
        if kind == "b" and text:
            return "true" if text.strip() == "1" else "false"
        return unescaped(text)

    def _figure(self, style: str, text: str, formula: bool) -> str:
        if formula and (not text or (self.unreckoned and text == "0")):
            return FORMULA
        at = int(style or 0)
        return shown(text, self.kinds[at] if at < len(self.kinds) else NUMBER, self.base) if text else ""

    def _skip(self, gap: int) -> None:
        """Put empty cells before one that stands further on."""
        if gap < 0:
            raise ValueError("cells that go back")
        self.measure(self.row, len(self._cells) + gap + 1, self.size)
        self._cells.extend([""] * gap)

    def _column(self, letters: str) -> int:
        """The number of a column: A is 1."""
        if not re.fullmatch(r"[A-Za-z]{1,3}", letters):
            raise ValueError("a cell without a place")
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - 64
        self.columns[letters] = number
        return number
