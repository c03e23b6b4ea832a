"""Reads a struck copy again from its bytes.  Shares no code with what wrote it.

In: the bytes of a file, as they will leave.  Out: its cross-reference table, objects, and the text and geometry of a content
stream.  It knows the few forms that a copy is written in and refuses every other (`Unreadable`): what it cannot read, it
does not pass.  (ISO 32000-1, 7.5, 9.4, 14.6.)
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

MOST_SHOWS = 5000
_OBJECT = re.compile(rb"(\d+) 0 obj\n")
_STREAM = re.compile(rb"\d+ 0 obj\n<<([^\n]*?)/Filter/FlateDecode/Length (\d+)>>\nstream\r\n")
_REFERENCE = re.compile(rb"/(\w+) (\d+) 0 R")
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_WIDTHS = re.compile(rb"(\d+)\[([^\]]*)\]")
_NUMBER = rb"-?\d+(?:\.\d+)?"
_TOKEN = re.compile(
    rb"/(?P<font>\w+) (?P<size>%(n)s) Tf|(?P<begin>\bBT\b)|(?P<dx>%(n)s) (?P<dy>%(n)s) Td|"
    rb"\[(?P<show>[^\]]*)\]TJ|/(?P<tag>\w+)<<(?:/MCID (?P<mcid>\d+))?(?:/ActualText(?P<actual><[0-9A-F]*>|\((?:[^()\\]|\\.)*\)))?>>BDC|"
    rb"(?P<emc>\bEMC\b)|(?P<rise>%(n)s) Ts" % {b"n": _NUMBER}
)
_ITEM = re.compile(rb"<([0-9A-F]+)>|(%s)" % _NUMBER)


class Unreadable(Exception):
    """A file, object or operator in a form that a copy is not written in."""


@dataclass(frozen=True, slots=True)
class Font:
    """What a font says of its codes: their text, and their widths in thousandths."""

    unicode: dict[int, str]
    widths: dict[int, float]
    read: dict[bytes, tuple[str, float, float, float]] = field(default_factory=dict)  # shows that recur

    def shown(self, array: bytes) -> tuple[str, float, float, float]:
        """Text, advance, and where the ink of a TJ array begins and ends; thousandths of the type size."""
        known = self.read.get(array)
        if known is None:
            if len(self.read) > MOST_SHOWS:
                self.read.clear()
            known = self.read[array] = _shown(array, self)
        return known


@dataclass(slots=True)
class Reading:
    """What a content stream says: its text in logical order, everything but text (to be compared), and where text stands.

    boxes: (left, baseline, right, size) of every show, in points.
    """

    text: str = ""
    mask: bytes = b""
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)


class File:
    """A file with one cross-reference stream."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        tail = data[-40:]
        match = re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", tail)
        if not match:
            raise Unreadable("the file does not end in a cross-reference")
        self.cross = int(match[1])
        header, table = self._stream_at(self.cross)
        size = re.search(rb"/Size (\d+)", header)
        if b"/Type/XRef" not in header or b"/W[1 4 2]" not in header or not size or len(table) != int(size[1]) * 7:
            raise Unreadable("the cross-reference is damaged")
        self.trailer = {name: int(ref) for name, ref in _REFERENCE.findall(header)}
        self.table, self.size = table, int(size[1])
        self._packed: dict[int, list[bytes]] = {}

    def entry(self, ref: int) -> tuple[int, int, int]:
        """Kind, offset (or the object stream) and index of an object."""
        row = self.table[ref * 7 : ref * 7 + 7]
        if len(row) != 7:
            raise Unreadable(f"object {ref} is not in the file")
        return row[0], int.from_bytes(row[1:5], "big"), int.from_bytes(row[5:], "big")

    def body(self, ref: int) -> bytes:
        """An object without its frame; a stream's dictionary and deflated data."""
        kind, at, index = self.entry(ref)
        if kind == 2:
            return self._object_stream(at)[index]
        if kind != 1 or not self.data.startswith(b"%d 0 obj\n" % ref, at):
            raise Unreadable(f"object {ref} is not where the cross-reference says")
        end = self.data.find(b"\nendobj\n", at)
        return self.data[at + len(b"%d 0 obj\n" % ref) : end]

    def stream(self, ref: int) -> bytes:
        """The inflated data of a stream."""
        kind, at, _ = self.entry(ref)
        if kind != 1 or not self.data.startswith(b"%d 0 obj\n" % ref, at):
            raise Unreadable(f"stream {ref} is not where the cross-reference says")
        return self._stream_at(at)[1]

    def _stream_at(self, at: int) -> tuple[bytes, bytes]:
        match = _STREAM.match(self.data, at)
        if not match:
            raise Unreadable(f"there is no stream at byte {at}")
        end = match.end() + int(match[2])
        if self.data[end : end + 19] != b"\r\nendstream\nendobj\n":
            raise Unreadable(f"the stream at byte {at} has another length than it says")
        try:
            return match[1], zlib.decompress(self.data[match.end() : end])
        except zlib.error:
            raise Unreadable(f"the stream at byte {at} cannot be inflated") from None

    def end_of(self, at: int) -> int:
        """The byte after the object that begins at a byte."""
        if not _OBJECT.match(self.data, at):
            raise Unreadable(f"there is no object at byte {at}")
        match = _STREAM.match(self.data, at)
        if match:
            return match.end() + int(match[2]) + 19
        return self.data.index(b"\nendobj\n", at) + 8

    def _object_stream(self, ref: int) -> list[bytes]:
        if ref not in self._packed:
            header, data = self._stream_at(self.entry(ref)[1])
            first = re.search(rb"/First (\d+)", header)
            if not first:
                raise Unreadable(f"object stream {ref} is damaged")
            start = int(first[1])
            offsets = [int(n) for n in data[:start].split()[1::2]]
            self._packed[ref] = [data[start + a : start + b].rstrip(b"\n") for a, b in zip(offsets, [*offsets[1:], len(data)], strict=True)]
        return self._packed[ref]

    def fonts(self, ref: int) -> dict[bytes, int]:
        """Resource name -> font object, of a font dictionary."""
        return {name: int(font) for name, font in _REFERENCE.findall(self.body(ref))}

    def font(self, ref: int) -> Font:
        """A Type 0 font's text and widths."""
        parts = dict(_REFERENCE.findall(self.body(ref)))
        descendant = re.search(rb"/DescendantFonts\[(\d+) 0 R\]", self.body(ref))
        if b"ToUnicode" not in parts or not descendant:
            raise Unreadable(f"font {ref} says nothing of its text")
        pairs = _PAIR.findall(self.stream(int(parts[b"ToUnicode"])))
        unicode = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
        row = self.body(int(descendant[1]))
        widths = {}
        for first, values in _WIDTHS.findall(row[row.index(b"/W[") + 3 :]):
            for i, width in enumerate(values.split()):
                widths[int(first) + i] = float(width)
        return Font(unicode, widths)

    def contents(self) -> list[list[int]]:
        """The content streams of each page, in the order of the pages."""
        root = self.body(self.trailer[b"Root"])
        tree = self.body(int(dict(_REFERENCE.findall(root))[b"Pages"]))
        kids = re.search(rb"/Kids\[([^\]]*)\]", tree)
        if not kids:
            raise Unreadable("the page tree is damaged")
        out = []
        for page in re.findall(rb"(\d+) 0 R", kids[1]):
            match = re.search(rb"/Contents\[([^\]]*)\]", self.body(int(page)))
            if not match:
                raise Unreadable(f"page object {int(page)} has no contents")
            out.append([int(ref) for ref in re.findall(rb"(\d+) 0 R", match[1])])
        return out


def read_content(code: bytes, fonts: dict[bytes, Font]) -> Reading:
    """What a content stream says.  Raises Unreadable for a font or glyph that the file does not have."""
    reading = Reading()
    text: list[str] = []
    rest: list[bytes] = []
    at = 0
    font, size, x, y, pen = None, 0.0, 0.0, 0.0, 0.0
    silent = False
    for match in _TOKEN.finditer(code):
        rest.append(code[at : match.start()])
        at = match.end()
        kind = match.lastgroup
        if kind == "show":
            if font is None:
                raise Unreadable("text without a font")
            shown, advance, first, last = font.shown(match["show"])
            if not silent:
                text.append(shown)
            reading.boxes.append((pen + first * size / 1000, y, pen + last * size / 1000, size))
            pen += advance * size / 1000
        elif kind == "size":
            font, size = fonts.get(match["font"]), float(match["size"])
            if font is None:
                raise Unreadable("a font that the file does not have")
        elif kind == "begin":
            x = y = pen = 0.0
            rest.append(b"BT")
        elif kind == "dy":
            x, y = x + float(match["dx"]), y + float(match["dy"])
            pen = x
        elif kind in ("mcid", "actual"):
            silent = match["actual"] is not None
            if silent:
                text.append(string(match["actual"]))
            if match["mcid"]:
                rest.append(b"<%s>" % match["mcid"])
        elif kind == "emc":
            silent = False
    rest.append(code[at:])
    reading.text = "".join(text)
    reading.mask = re.sub(rb"\s+", b" ", b" ".join(rest))
    return reading


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


_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")


def string(token: bytes) -> str:
    """A text string object: hexadecimal UTF-16 or plain ASCII."""
    if token.startswith(b"<"):
        return bytes.fromhex(token[1:-1].decode()).decode("utf-16")
    return re.sub(rb"\\(.)", rb"\1", token[1:-1]).decode("ascii")
