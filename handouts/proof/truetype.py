"""The outlines of a TrueType font, as bytes: to see whether what a copy draws is what the font file has.

In: the bytes of a font file, or of the subset that stands in a copy.  Out: of a glyph, its outline and its advance.  Refuses (`Unreadable`)
what is no TrueType font.  (OpenType 1.9: glyf, loca, hmtx.)  Shares no code with what makes subsets.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path

from handouts.proof.reader import Unreadable

INSTRUCTED, SCALE, SCALES, MATRIX, WORDS, PLACES, MORE = 0x100, 0x8, 0x40, 0x80, 0x1, 0x2, 0x20  # flags of a component
REPEATED, SHORT_X, SHORT_Y, SAME_X, SAME_Y = 0x8, 0x2, 0x4, 0x10, 0x20  # flags of a point


class TrueType:
    """A font.  upem: its units to the em.  Raises Unreadable if it has no outlines."""

    def __init__(self, data: bytes, index: int = 0) -> None:
        try:
            start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
            count = struct.unpack_from(">H", data, start + 4)[0]
            rows = [struct.unpack_from(">4sIII", data, start + 12 + 16 * i) for i in range(count)]
            tables = {tag: data[at : at + size] for tag, _, at, size in rows}
            head, self._metrics = tables[b"head"], struct.unpack_from(">H", tables[b"hhea"], 34)[0]
            self.upem: int = struct.unpack_from(">H", head, 18)[0]
            self._glyf, self._loca, self._hmtx = tables[b"glyf"], tables[b"loca"], tables[b"hmtx"]
            self._long = struct.unpack_from(">h", head, 50)[0] != 0
        except (KeyError, struct.error) as error:
            raise Unreadable(f"a font without outlines ({type(error).__name__})") from None
        self._known: dict[int, bytes] = {}

    def advance(self, glyph: int) -> float:
        """How far a glyph moves the pen, in thousandths of the type size.  Raises Unreadable for a glyph that is not there."""
        try:
            width: int = struct.unpack_from(">H", self._hmtx, 4 * min(glyph, self._metrics - 1))[0]
        except struct.error:
            raise Unreadable(f"a font without glyph {glyph}") from None
        return width * 1000 / self.upem

    @property
    def count(self) -> int:
        """How many glyphs it has."""
        return len(self._loca) // (4 if self._long else 2) - 1

    def parts(self, glyph: int) -> tuple[tuple[int, int, int], ...]:
        """The glyphs that a glyph is made of, each at its place (font units); none for one that draws nothing.

        Raises Unreadable for one that is drawn by itself, or whose parts are turned or scaled.
        """
        data, at = self._entry(glyph), 10
        if not data:
            return ()
        out, more = [], True
        if len(data) < 18 or data[0] < 0x80:
            raise Unreadable(f"glyph {glyph} of a font is not made of letters")
        while more:
            try:
                flags, part, x, y = struct.unpack_from(">HHhh", data, at)
            except struct.error:
                raise Unreadable(f"glyph {glyph} of a font is damaged") from None
            if flags & ~MORE != WORDS | PLACES:
                raise Unreadable(f"glyph {glyph} of a font does not draw its letters as they are")
            out.append((part, x, y))
            at, more = at + 8, bool(flags & MORE)
        return tuple(out)

    def outline(self, glyph: int) -> bytes:
        """What a glyph draws: its points, without instructions; empty for one that draws nothing.

        Raises Unreadable for a glyph that is not there, or is damaged.
        """
        known = self._known.get(glyph)
        if known is None:
            known = self._known[glyph] = self._outline(glyph)
        return known

    def _outline(self, glyph: int) -> bytes:
        try:
            data = self._entry(glyph)
            return b"" if not data else _points(data) if data[0] < 0x80 else self._components(data)
        except (struct.error, IndexError):
            raise Unreadable(f"glyph {glyph} of a font is not there, or damaged") from None

    def _entry(self, glyph: int) -> bytes:
        try:
            low, high = struct.unpack_from(">II", self._loca, 4 * glyph) if self._long else struct.unpack_from(">HH", self._loca, 2 * glyph)
        except struct.error:
            raise Unreadable(f"a font without glyph {glyph}") from None
        return self._glyf[low:high] if self._long else self._glyf[2 * low : 2 * high]

    def _components(self, data: bytes) -> bytes:
        """A glyph made of others: where each stands, and what it draws."""
        out, at, more = [data[:10]], 10, True
        while more:
            flags, part = struct.unpack_from(">HH", data, at)
            size = 4 + (4 if flags & WORDS else 2) + (2 if flags & SCALE else 4 if flags & SCALES else 8 if flags & MATRIX else 0)
            out += [(flags & ~INSTRUCTED & ~0x400).to_bytes(2, "big"), data[at + 2 : at + size], self.outline(part)]
            at, more = at + size, bool(flags & MORE)
        return b"".join(out)


def _points(data: bytes) -> bytes:
    """A glyph's contours and points, without its instructions and what fills up its last word."""
    contours = struct.unpack_from(">h", data)[0]
    if not contours:
        return b""
    ends = 10 + 2 * contours
    count = struct.unpack_from(">H", data, ends - 2)[0] + 1
    start = at = ends + 2 + struct.unpack_from(">H", data, ends)[0]
    size = 0
    while count > 0:
        flag = data[at]
        times = 1
        if flag & REPEATED:
            times, at = 1 + data[at + 1], at + 1
        width = (1 if flag & SHORT_X else 0 if flag & SAME_X else 2) + (1 if flag & SHORT_Y else 0 if flag & SAME_Y else 2)
        size, count, at = size + width * times, count - times, at + 1
    if count or at + size > len(data):
        raise IndexError
    return data[:ends] + data[start : at + size]


@lru_cache(256)
def font_file(path: Path, index: int) -> TrueType:
    """A font file of the machine's."""
    return TrueType(path.read_bytes(), index)
