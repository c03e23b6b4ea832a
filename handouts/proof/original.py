"""The font file that a font in a copy was cut from: what it draws for a character, and for a text.

In: the path of a font file.  Out: glyph ids, outlines, advances; whether glyphs that are drawn can be the writing of a text.
HarfBuzz shapes, straight from the file; nothing here knows how a copy is made.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

from handouts.proof.truetype import TrueType, font_file

NEAR = 3.0  # thousandths of the type size: what is rounded in a copy
IGNORABLE = frozenset("\u200b\u200c\u200d\u2060\u00ad\ufe0e\ufe0f")
LAM, ALEFS = "\u0644", "\u0627\u0623\u0625\u0622"
WITH_LIGATURES: dict[str, bool] | None = None
WITHOUT = {"liga": False, "clig": False, "dlig": False}


class Glyph(NamedTuple):
    """A glyph of shaped text: its id, its advance and offsets in thousandths of the type size."""

    code: int
    advance: float
    dx: float
    dy: float


class Drawn(NamedTuple):
    """A glyph as a copy draws it.  x: where the pen stands, rise: how high; thousandths of the type size.

    letter: what the copy's font says that it stands for; run: glyphs of one run follow each other without a move of the pen.
    """

    original: Original
    code: int
    letter: str
    x: float
    rise: float
    run: int


class Original:
    """A font file."""

    def __init__(self, path: Path, index: int) -> None:
        self.outlines: TrueType = font_file(path, index)
        face = hb.Face(hb.Blob.from_file_path(str(path)), index)
        self._font, self._scale = hb.Font(face), 1000 / face.upem

    def nominal(self, letter: str) -> int:
        """The glyph of a character by itself; 0 if there is none."""
        return int(self._font.get_nominal_glyph(ord(letter)) or 0) if len(letter) == 1 else 0

    def is_blank(self, code: int) -> bool:
        """Whether a glyph draws nothing."""
        return not self.outlines.outline(code)

    @lru_cache(4096)  # noqa: B019  an original lives as long as the program
    def shaped(self, text: str, rtl: bool, language: str, ligatures: bool) -> tuple[Glyph, ...]:
        """A text's glyphs in visual order."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.guess_segment_properties()
        if language:
            buffer.language = language
        buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        hb.shape(self._font, buffer, WITH_LIGATURES if ligatures else WITHOUT)
        k = self._scale
        pairs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        return tuple(Glyph(info.codepoint, at.x_advance * k, at.x_offset * k, at.y_offset * k) for info, at in pairs)


@lru_cache(256)
def original_of(path: Path, index: int) -> Original:
    """The original of a path; the same one for the same path."""
    return Original(path, index)


@lru_cache(4096)
def writes(text: str, drawn: tuple[Drawn, ...], languages: tuple[str, ...]) -> bool:
    """Whether these glyphs, in these places, are the writing of a text.

    languages: which of them it may be set in ('' for none).  A text is shaped in stretches, of one font and direction each, and nobody
    says where they end: every way of cutting it is tried, the likeliest first.  Spaces need no glyph.
    """
    if not drawn:
        return not text.strip()
    return _Reading(text, drawn, languages).fits(0, 0, None)


class _Reading:
    """Fits a text to glyphs, from left to right in the text and in the order of drawing."""

    def __init__(self, text: str, drawn: tuple[Drawn, ...], languages: tuple[str, ...]) -> None:
        self.text, self.drawn, self.languages = text, drawn, languages
        self._failed: set[tuple[int, int]] = set()

    def fits(self, at: int, glyph: int, pen: float | None) -> bool:
        """Whether the rest of the text is written by the rest of the glyphs.  pen: where the stretch before left it."""
        if at == len(self.text):
            return glyph == len(self.drawn)
        if (at, glyph) in self._failed:
            return False
        for end in _ends(self.text, at):
            stretch = self.text[at:end]
            if IGNORABLE.issuperset(stretch) and self.fits(end, glyph, pen):
                return True
            if any(self.fits(end, *after) for after in self._after(stretch, glyph, pen)):
                return True
        self._failed.add((at, glyph))
        return False

    def _after(self, stretch: str, glyph: int, pen: float | None) -> list[tuple[int, float]]:
        """Where a stretch ends that begins with a glyph: the next glyph, and the pen; each way of shaping it that fits."""
        if glyph == len(self.drawn):
            return []
        original, found = self.drawn[glyph].original, []
        strong = {unicodedata.bidirectional(letter) for letter in stretch}
        ways = (True,) if strong & {"R", "AL"} else (False,) if "L" in strong else (False, True)
        for rtl in ways:
            for language in self.languages:
                for ligatures in (True, False):
                    end = self._match(original.shaped(stretch, rtl, language, ligatures), glyph, pen)
                    if end and end not in found:
                        found.append(end)
        return found

    def _match(self, shaped: Sequence[Glyph], glyph: int, pen: float | None) -> tuple[int, float] | None:
        """The glyph after those that a shaped stretch has, if they are these and stand as they should."""
        first = self.drawn[glyph]
        start = first.x - self._lead(shaped, first)
        if pen is not None and glyph and self.drawn[glyph - 1].run == first.run and abs(start - pen) > NEAR:
            return None
        x = start
        for wanted in shaped:
            glyph = self._past_blank(glyph)
            if self._needs_none(wanted, glyph, first):
                x += wanted.advance
                continue
            if glyph == len(self.drawn):
                return None
            there = self.drawn[glyph]
            if (there.code, there.original) != (wanted.code, first.original):
                return None
            if (there.run == first.run and abs(there.x - x - wanted.dx) > NEAR) or abs(there.rise - wanted.dy) > NEAR:
                return None
            glyph, x = glyph + 1, x + wanted.advance
        return glyph, x

    def _needs_none(self, wanted: Glyph, glyph: int, first: Drawn) -> bool:
        """Whether a glyph draws nothing and is not there: a word that is cast in one has none for a space."""
        there = self.drawn[glyph].code if glyph < len(self.drawn) else None
        return there != wanted.code and first.original.is_blank(wanted.code)

    @staticmethod
    def _lead(shaped: Sequence[Glyph], first: Drawn) -> float:
        """How far from the beginning of a shaped stretch the first of its glyphs stands that is drawn."""
        lead = 0.0
        for wanted in shaped:
            if wanted.code == first.code or not first.original.is_blank(wanted.code):
                return lead + wanted.dx
            lead += wanted.advance
        return lead

    def _past_blank(self, glyph: int) -> int:
        """Past a glyph that draws nothing and says the alef of the ligature beside it."""
        two = self.drawn[glyph : glyph + 2]
        if len(two) == 2 and two[0].letter in ALEFS and two[1].letter == LAM and two[0].original.is_blank(two[0].code):
            return glyph + 1
        return glyph


def _ends(text: str, at: int) -> list[int]:
    """Where a stretch that begins somewhere may end: at the end of the word, then everywhere else that parts no mark from its letter."""
    word = text.find(" ", at)
    word = len(text) if word < 0 else word
    after = word
    while after < len(text) and text[after] == " ":
        after += 1
    others = [end for end in range(len(text), at, -1) if end == len(text) or unicodedata.category(text[end])[0] != "M"]
    return list(dict.fromkeys(end for end in (after, word, *others) if end > at))
