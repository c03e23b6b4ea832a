"""What a content stream says: its text, where that stands, and everything else, to be compared.

    stream ─ _TOKEN ─▶ operators ─ STEPS ─▶ Reading

In: a content stream and the fonts it may use.  Out: a frozen `Reading`.  Refuses (`Unreadable`) a font or glyph that the file does not
have.  Shares no code with what wrote it.  (ISO 32000-1, 9.4, 14.6.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handouts.proof.reader import REFERENCE, File, Unreadable, string

MOST_SHOWS = 5000
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_WIDTHS = re.compile(rb"(\d+)\[([^\]]*)\]")
_NUMBER = rb"-?\d+(?:\.\d+)?"
_TOKEN = re.compile(
    rb"/(?P<font>\w+) (?P<size>%(n)s) Tf|(?P<begin>\bBT\b)|(?P<dx>%(n)s) (?P<dy>%(n)s) Td|"
    rb"\[(?P<show>[^\]]*)\]TJ|/(?P<tag>\w+)<<(?:/MCID (?P<mcid>\d+))?(?:/ActualText(?P<actual><[0-9A-F]*>|\((?:[^()\\]|\\.)*\)))?>>BDC|"
    rb"(?P<emc>\bEMC\b)|(?P<rise>%(n)s) Ts" % {b"n": _NUMBER}
)
_ITEM = re.compile(rb"<([0-9A-F]+)>|(%s)" % _NUMBER)
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
Box = tuple[float, float, float, float]  # left, baseline, right, size of a show; points


@dataclass(frozen=True, slots=True)
class Font:
    """What a font says of its codes: their text, and their widths in thousandths."""

    unicode: Mapping[int, str]
    widths: Mapping[int, float]
    read: dict[bytes, tuple[str, float, float, float]] = field(default_factory=dict, compare=False)  # shows that recur

    def shown(self, array: bytes) -> tuple[str, float, float, float]:
        """Text, advance, and where the ink of a TJ array begins and ends; thousandths of the type size.  Raises Unreadable."""
        known = self.read.get(array)
        if known is None:
            if len(self.read) > MOST_SHOWS:
                self.read.clear()
            known = self.read[array] = _shown(array, self)
        return known


def read_font(file: File, ref: int) -> Font:
    """A Type 0 font's text and widths (9.7, 9.10.3).  Raises Unreadable if it says nothing of its text."""
    body = file.body(ref)
    parts = dict(REFERENCE.findall(body))
    descendant = re.search(rb"/DescendantFonts\[(\d+) 0 R\]", body)
    if b"ToUnicode" not in parts or not descendant:
        raise Unreadable(f"font {ref} says nothing of its text")
    pairs = _PAIR.findall(file.stream(int(parts[b"ToUnicode"])))
    unicode = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
    row = file.body(int(descendant[1]))
    widths: dict[int, float] = {}
    for first, values in _WIDTHS.findall(row[row.index(b"/W[") + 3 :]):
        widths.update(enumerate(map(float, values.split()), int(first)))
    return Font(unicode, widths)


def _shown(array: bytes, font: Font) -> tuple[str, float, float, float]:
    """Text, advance, and where its ink begins and ends, in thousandths; right-to-left text is drawn in visual order."""
    letters: list[str] = []
    advance, first, last = 0.0, None, 0.0
    for codes, shift in _ITEM.findall(array):
        if shift:
            advance -= float(shift)
            continue
        for i in range(0, len(codes), 4):
            code = int(codes[i : i + 4], 16)
            letter = font.unicode.get(code)
            if letter is None:
                raise Unreadable(f"glyph {code} stands for nothing")
            letters.append(letter)
            ink = letter not in " \u00a0"
            if ink and first is None:
                first = advance
            advance += font.widths.get(code, 0.0)
            if ink:
                last = advance
    shown = "".join(letters)
    return shown[::-1] if _RTL.search(shown) else shown, advance, first or 0.0, max(last, first or 0.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a content stream says: its text in logical order, everything but text, and where text stands."""

    text: str
    mask: bytes
    boxes: tuple[Box, ...]


class _Pen:
    """Goes through a content stream, operator by operator: what is set, where it stands, what it has written."""

    __slots__ = ("boxes", "font", "fonts", "pen", "rest", "silent", "size", "text", "x", "y")

    def __init__(self, fonts: Mapping[bytes, Font]) -> None:
        self.fonts = fonts
        self.font: Font | None = None
        self.size = self.x = self.y = self.pen = 0.0
        self.silent = False
        self.text: list[str] = []
        self.rest: list[bytes] = []
        self.boxes: list[Box] = []

    def begin(self, match: re.Match[bytes]) -> None:
        """BT: the text matrix is the page's."""
        self.x = self.y = self.pen = 0.0
        self.rest.append(b"BT")

    def choose(self, match: re.Match[bytes]) -> None:
        """Tf."""
        self.font, self.size = self.fonts.get(match["font"]), float(match["size"])
        if self.font is None:
            raise Unreadable("a font that the file does not have")

    def move(self, match: re.Match[bytes]) -> None:
        """Td."""
        self.x, self.y = self.x + float(match["dx"]), self.y + float(match["dy"])
        self.pen = self.x

    def show(self, match: re.Match[bytes]) -> None:
        """TJ."""
        if self.font is None:
            raise Unreadable("text without a font")
        shown, advance, first, last = self.font.shown(match["show"])
        if not self.silent:
            self.text.append(shown)
        k = self.size / 1000
        self.boxes.append((self.pen + first * k, self.y, self.pen + last * k, self.size))
        self.pen += advance * k

    def mark(self, match: re.Match[bytes]) -> None:
        """BDC: a text that is to be read in place of the glyphs silences them."""
        self.silent = match["actual"] is not None
        if self.silent:
            self.text.append(string(match["actual"]))
        if match["mcid"]:
            self.rest.append(b"<%s>" % match["mcid"])

    def unmark(self, match: re.Match[bytes]) -> None:
        """EMC."""
        self.silent = False

    def rise(self, match: re.Match[bytes]) -> None:
        """Ts."""


# by the group of _TOKEN that an operator's pattern ends with
STEPS: Mapping[str | None, Callable[[_Pen, re.Match[bytes]], None]] = {
    "begin": _Pen.begin, "size": _Pen.choose, "dy": _Pen.move, "show": _Pen.show, "tag": _Pen.mark, "mcid": _Pen.mark, "actual": _Pen.mark,
    "emc": _Pen.unmark, "rise": _Pen.rise,
}  # fmt: skip


def read_content(code: bytes, fonts: Mapping[bytes, Font]) -> Reading:
    """What a content stream says.  Raises Unreadable for a font or glyph that the file does not have."""
    pen = _Pen(fonts)
    at = 0
    for match in _TOKEN.finditer(code):
        pen.rest.append(code[at : match.start()])
        at = match.end()
        STEPS[match.lastgroup](pen, match)
    pen.rest.append(code[at:])
    return Reading("".join(pen.text), re.sub(rb"\s+", b" ", b" ".join(pen.rest)), tuple(pen.boxes))
