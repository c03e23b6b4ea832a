"""The fonts of a copy: what their codes stand for, how wide they are, and whether they draw what the font file draws.

In: a font object of a file, and the font file that it should have been cut from.  Out: a frozen `Font`; `Show`s, what a TJ operator says.
Refuses (`Unreadable`) a font that says nothing of its text, and a glyph that stands for nothing.  (ISO 32000-1, 9.4.3, 9.7, 9.10.3.)
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from handouts.proof.original import Original
from handouts.proof.reader import NUMBER, REFERENCE, File, Unreadable, inflated
from handouts.proof.truetype import TrueType

MOST_SHOWS = 2000  # of a font, of some 700 bytes
NEAR = 0.06  # thousandths: what is rounded of a width
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_WIDTHS = re.compile(rb"(\d+)\[([^\]]*)\]")
_ITEM = re.compile(rb"<([0-9A-F]+)>|(%s)" % NUMBER)
_RTL = re.compile(r"[\u0590-\u08ff\u202b\ufb1d-\ufdff\ufe70-\ufefe]")  # U+202B: a show of signs alone that runs so, too
Part = tuple[int, float, float]  # a glyph of the font file; its place, in thousandths of the type size
SPACES = " \u00a0"
UNREAD = dict.fromkeys(map(ord, "\u202a\u202b"))  # they say which way what stands beside them runs, and are no part of a text


class Show(NamedTuple):
    """What a TJ operator says; lengths in thousandths of the type size.

    text: in logical order; first, last: where its ink begins and ends; words: where that of each word does; kern: the largest shift
    between glyphs; odd: some glyph is not what its letter looks like by itself; array: the operator's operand.
    """

    text: str
    advance: float
    first: float
    last: float
    words: tuple[tuple[float, float], ...]
    kern: float
    odd: bool
    array: bytes


@dataclass(frozen=True, slots=True)
class Font:
    """What a font says of its codes.  widths: in thousandths; nominal: codes that are what their letter looks like by itself.

    original: the font file; faults: how it differs from that; cast: of codes that the font file does not have, what they draw: its glyphs
    and their places, in thousandths.
    """

    unicode: Mapping[int, str]
    widths: Mapping[int, float]
    nominal: frozenset[int]
    original: Original
    faults: tuple[str, ...] = ()
    cast: Mapping[int, tuple[Part, ...]] = field(default_factory=dict)
    read: dict[bytes, Show] = field(default_factory=dict, compare=False)  # shows that recur

    def shown(self, array: bytes) -> Show:
        """What a TJ array says.  Raises Unreadable for a glyph that stands for nothing."""
        known = self.read.get(array)
        if known is None:
            if len(self.read) > MOST_SHOWS:
                self.read.clear()
            known = self.read[array] = _show(array, self)
        return known

    def drawn(self, shown: Show) -> list[tuple[int, str, float, float]]:
        """The font file's glyphs that a show draws: their code, the letter they are said to be, x and rise in thousandths."""
        out = []
        for code, letter, x in _placed(shown.array, self):
            parts = self.cast.get(code)
            out += [(code, letter, x, 0.0)] if parts is None else [(part, letter, x + dx, dy) for part, dx, dy in parts]
        return out


def _show(array: bytes, font: Font) -> Show:
    letters: list[str] = []
    words: list[tuple[float, float]] = []
    advance, kern, spaced, odd = 0.0, 0.0, True, False
    unicode, widths, nominal = font.unicode, font.widths, font.nominal
    for text, shift in _ITEM.findall(array):
        if shift:
            advance -= float(shift)
            kern = max(kern, abs(float(shift)))
            continue
        codes = _codes(text)
        odd = odd or not nominal.issuperset(codes)
        for code in codes:
            letter = unicode.get(code) or _letter(code, unicode)
            letters.append(letter)
            start, advance = advance, advance + widths.get(code, 0.0)
            if letter in SPACES:
                spaced = True
            elif spaced:
                words.append((start, advance))
                spaced = False
            else:
                words[-1] = words[-1][0], advance
    drawn = "".join(letters)
    said = drawn.translate(UNREAD)
    first, last = (words[0][0], words[-1][1]) if words else (0.0, 0.0)
    return Show(said[::-1] if _RTL.search(drawn) else said, advance, first, last, tuple(words), kern, odd, array)


def _placed(array: bytes, font: Font) -> Iterator[tuple[int, str, float]]:
    """The glyphs of a TJ array: their codes, the letters they are said to be, and where the pen stands, in thousandths."""
    pen = 0.0
    for text, shift in _ITEM.findall(array):
        pen -= float(shift or 0)
        for code in _codes(text):
            yield code, _letter(code, font.unicode), pen
            pen += font.widths.get(code, 0.0)


def _letter(code: int, unicode: Mapping[int, str]) -> str:
    letter = unicode.get(code)
    if letter is None:
        raise Unreadable(f"glyph {code} stands for nothing")
    return letter


def _codes(text: bytes) -> Sequence[int]:
    """The codes of a hexadecimal string, four digits each.  Raises Unreadable for another number of digits."""
    if len(text) % 4:
        raise Unreadable("a string with half a glyph")
    codes: Sequence[int] = struct.unpack(f">{len(text) // 4}H", bytes.fromhex(text.decode("ascii")))
    return codes


def read_font(file: File, ref: int, original: Original) -> Font:
    """A Type 0 font, and how it differs from the font file that it should be cut from.

    Raises Unreadable if it says nothing of its text, or draws nothing.
    """
    body = file.body(ref)
    parts, descendant = dict(REFERENCE.findall(body)), re.search(rb"/DescendantFonts\[(\d+) 0 R\]", body)
    if b"ToUnicode" not in parts or b"/Encoding/Identity-H/" not in body or not descendant:
        raise Unreadable(f"font {ref} says nothing of its text")
    row = file.body(int(descendant[1]))
    descriptor = re.search(rb"/FontDescriptor (\d+) 0 R/CIDToGIDMap/Identity/", row)
    program = re.search(rb"/FontFile2 (\d+) 0 R", file.body(int(descriptor[1]))) if descriptor else None
    if not program:
        raise Unreadable(f"font {ref} draws nothing")
    return _font(file.deflated(int(parts[b"ToUnicode"])), row[row.index(b"/W[") + 3 :], file.deflated(int(program[1])), original)


@lru_cache(256)
def _font(meanings: bytes, row: bytes, program: bytes, original: Original) -> Font:
    """The same font for the same bytes, all of them deflated."""
    pairs = _PAIR.findall(inflated(meanings))
    unicode = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
    unicode.pop(0, None)  # the sign for what a font does not have
    widths: dict[int, float] = {}
    for first, values in _WIDTHS.findall(row):
        widths.update(enumerate(map(float, values.split()), int(first)))
    nominal = frozenset(code for code, letter in unicode.items() if original.nominal(letter) == code)
    subset, source = TrueType(inflated(program)), original.outlines
    k = 1000 / subset.upem
    cast = {code: tuple((part, x * k, y * k) for part, x, y in subset.parts(code)) for code in unicode if code >= source.count}
    return Font(unicode, widths, nominal, original, tuple(_faults(subset, unicode, widths, source, cast)), cast)


def _faults(
    subset: TrueType, unicode: Mapping[int, str], widths: Mapping[int, float], source: TrueType, cast: Mapping[int, Sequence[Part]]
) -> list[str]:
    """How the glyphs of a subset differ from those of the font file.  What is cast draws the file's glyphs, and is as wide as it says."""
    out = []
    own = unicode.keys() - cast.keys()
    parts = {part for parts in cast.values() for part, _, _ in parts}
    if any(code >= source.count or subset.outline(code) != source.outline(code) for code in own | parts):
        out.append("a letter that does not look as its font has it")
    if any(subset.advance(code) != source.advance(code) for code in own) or any(
        abs(widths.get(code, 0.0) - subset.advance(code)) > NEAR for code in unicode
    ):
        out.append("a letter that is not as wide as its font has it")
    return out


