"""Faces: which characters they have, and how HarfBuzz shapes them.

In: a font file; text.  Out: `Shaped` text, ready for a TJ operator.  Refuses a file that is not a TrueType font, and a character that the
face does not have (`MissingGlyph`).

Fonts are written as Type 0 with Identity-H and the source font's own glyph ids, so what is drawn never depends on the
subset.  A glyph's Unicode value is a property of its face alone (`Face.meaning`); where those values do not give a text
back exactly, `Shaped.plain` is false and the writer adds /ActualText.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import uharfbuzz as hb

from layouts.errors import MissingGlyph, ThemeError
from layouts.pdf.objects import number
from layouts.typesetting.ink import draws

ZERO_WIDTH_JOINER = "\u200d"
IGNORABLE = frozenset("\u200b\u200c\u200d\u2060\u00ad\ufe0e\ufe0f")
DAMAGED = "is a damaged font, or draws no text; install it again"
LARGEST_FONT = 2**26  # bytes; the largest with all of Chinese has 30 MB
ONE_GLYPH_A_LETTER = {"liga": False, "clig": False, "dlig": False}
LAM, ALEFS = "\u0644", "\u0627\u0623\u0625\u0622"
PlacedGlyph = tuple[int, float, float, float]  # glyph, advance, x and y offset; thousandths of the type size


class Shaped(NamedTuple):
    """A piece of text in one face and direction.  Widths are in thousandths of the type size."""

    width: float
    shows: tuple[tuple[float, str], ...]  # (rise in thousandths, content of a TJ array)
    glyphs: frozenset[int]
    plain: bool  # reading the glyphs' meanings in the order of drawing gives the text back


class _Drawn(dict[int, bool]):
    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face

    def __missing__(self, code: int) -> bool:
        self[code] = code in self.face.coverage and code not in self.face.left and draws(self.face._font, code)
        return self[code]


class Face:
    """One font file.

    name, tag: PostScript name and resource name; ascent, descent: thousandths of the type size.
    """

    def __init__(self, name: str, tag: str, path: Path, index: int = 0, **traits: Any) -> None:
        self.name, self.tag, self.path, self.index = name, tag, path, index
        self.alphabet_ranges: Sequence[str] = traits.get("alphabet", ())
        self.extra: Mapping[str, str] = traits.get("extra", {})
        self.joining: bool = traits.get("joining", False)
        self.left = frozenset(ranges(traits.get("leaves", ())))
        self.features = None if traits.get("ligatures", True) else ONE_GLYPH_A_LETTER

    @property
    def origin(self) -> Face:
        """The face that its shapes are from."""
        return self

    def behave_like(self, other: Face) -> None:
        """Take another face's alphabet and manners of shaping."""
        self.alphabet_ranges, self.extra = other.alphabet_ranges, other.extra
        self.joining, self.features = other.joining, other.features

    def check(self) -> None:
        """See that the file is a font from which glyphs can be cut and drawn.  Raises ThemeError."""
        if self.path.is_file() and self.path.stat().st_size > LARGEST_FONT:
            raise ThemeError(f"{self.path.name}: has more than {LARGEST_FONT >> 20} MB; choose a file with one face")
        drawn = [self._font.get_nominal_glyph(code) for code in sorted(self.coverage)[:64]]
        if not drawn or not any(any(self._font.get_glyph_extents(glyph) or ()) for glyph in drawn if glyph):
            raise ThemeError(f"{self.path.name}: {DAMAGED}")

    @cached_property
    def source(self) -> hb.Face:
        """The font file, opened.  Raises ThemeError if it is no file, has no TrueType outlines, or is damaged."""
        if not self.path.is_file():
            raise ThemeError(f"{self.path}: is no file; name a TrueType font, .ttf or .ttc")
        try:
            face = hb.Face(hb.Blob.from_file_path(str(self.path)), self.index)
            tags = face.table_tags
        except hb.HarfBuzzError:
            raise ThemeError(f"{self.path.name}: cannot be read; allow this program to read it, or name another font") from None
        except UnicodeDecodeError:
            raise ThemeError(f"{self.path.name}: {DAMAGED}") from None
        if "glyf" not in tags:
            raise ThemeError(f"{self.path.name}: only TrueType outlines can be embedded; choose a .ttf face with a glyf table")
        return face

    @cached_property
    def _font(self) -> hb.Font:
        return hb.Font(self.source)

    @cached_property
    def scale(self) -> float:
        """Font units to thousandths."""
        return 1000 / float(self.source.upem)

    @cached_property
    def coverage(self) -> frozenset[int]:
        """The code points the face has glyphs for."""
        return frozenset(self.source.unicodes)

    @cached_property
    def drawn(self) -> dict[int, bool]:
        """Code point -> whether the face has it and draws it, filled as characters are met."""
        return _Drawn(self)

    @cached_property
    def extents(self) -> tuple[float, float]:
        """Ascent and descent (negative), thousandths of the type size."""
        extents = self._font.get_font_extents("ltr")
        return extents.ascender * self.scale, extents.descender * self.scale

    @cached_property
    def advances(self) -> dict[int, float]:
        """Advance of a glyph, filled as glyphs are met."""
        return {}

    def advance(self, glyph: int) -> float:
        """The advance width that the font file gives a glyph, in thousandths."""
        known = self.advances.get(glyph)
        if known is None:
            known = self.advances[glyph] = self._font.get_glyph_h_advance(glyph) * self.scale
        return known

    @cached_property
    def meaning(self) -> dict[int, str]:
        """Glyph -> the text it stands for, from the character map and, for joining scripts, the joined forms."""
        font = self._font
        compatible: dict[int, str] = {}
        own: dict[int, str] = {}
        for code in sorted(self.coverage, reverse=True):  # the lowest code point wins: a space, not a no-break space
            forms = compatible if 0xFB00 <= code <= 0xFEFF else own
            forms[font.get_nominal_glyph(code)] = chr(code)
        out = {**compatible, **(self._joined_forms() if self.joining else {}), **own}
        for ligature, blank in self.parted.items():
            out[blank], out[ligature] = out[ligature][1:], out[ligature][:1]
        return out

    @cached_property
    def parted(self) -> dict[int, int]:
        """Ligature of lam and alef -> a glyph that draws nothing, which stands beside it for the alef.

        pdfium and poppler take the letters of a glyph in right-to-left text to be in visual order, other readers in logical
        order; with one letter a glyph all of them read the word right.
        """
        if not self.joining:
            return {}
        font, out = self._font, {}
        codes = sorted(self.coverage - {0x20, 0xA0})
        empty = [g for g in map(font.get_nominal_glyph, codes) if g and not any(font.get_glyph_extents(g))]
        blanks = list(dict.fromkeys(empty))
        for alef in ALEFS:
            for before in ("", ZERO_WIDTH_JOINER):
                glyphs = self._shaped_glyphs(before + LAM + alef, True, None)
                if len(glyphs) == 1 and len(blanks) > ALEFS.index(alef):
                    out[glyphs[0][0]] = blanks[ALEFS.index(alef)]
        return out

    def _joined_forms(self) -> dict[int, str]:
        letters = [chr(c) for c in self.coverage if 0x600 <= c < 0x780 and unicodedata.category(chr(c)) == "Lo"]
        forms: dict[int, str] = {}
        for text in letters + [LAM + alef for alef in ALEFS]:
            for before in ("", ZERO_WIDTH_JOINER):
                for after in ("", ZERO_WIDTH_JOINER):
                    glyphs = self._shaped_glyphs(before + text + after, True, None)
                    if len(glyphs) == 1:
                        forms.setdefault(glyphs[0][0], text)
        return forms

    @lru_cache(64)  # noqa: B019  a face lives as long as the program
    def alphabet(self, language: str) -> frozenset[int]:
        """The glyphs that every plate of a language carries of this face."""
        wanted = set(map(chr, ranges(self.alphabet_ranges))) | set(self.extra.get(language.split("-")[0], ""))
        glyphs = {glyph for glyph, text in self.meaning.items() if text in wanted}
        return frozenset(glyphs | {0}) if glyphs else frozenset()

    def glyphs(self, text: str, rtl: bool, language: str | None) -> list[PlacedGlyph]:
        """Text as glyphs in visual order."""
        shaped = self._shaped_glyphs(text, rtl, language)
        if not self.parted:
            return shaped
        out: list[PlacedGlyph] = []
        for glyph in shaped:
            blank = self.parted.get(glyph[0]) if rtl else None
            if blank is not None:
                out.append((blank, 0.0, 0.0, 0.0))
            out.append(glyph)
        return out

    def clustered(self, text: str, language: str | None) -> list[tuple[int, tuple[int, int, int, int]]]:
        """Right-to-left text in visual order: where each glyph's cluster begins, then glyph, advance, x and y offset (font units)."""
        buffer = self._shaped_buffer(text, True, language)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        return [(i.cluster, (i.codepoint, p.x_advance, p.x_offset, p.y_offset)) for i, p in zip(infos, positions, strict=True)]

    def _shaped_buffer(self, text: str, rtl: bool, language: str | None) -> hb.Buffer:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.guess_segment_properties()
        if language:
            buffer.language = language
        buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        hb.shape(self._font, buffer, self.features)
        return buffer

    def _shaped_glyphs(self, text: str, rtl: bool, language: str | None) -> list[PlacedGlyph]:
        buffer = self._shaped_buffer(text, rtl, language)
        k = self.scale
        return [
            (info.codepoint, pos.x_advance * k, pos.x_offset * k, pos.y_offset * k)
            for info, pos in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def shape(self, text: str, rtl: bool, language: str | None) -> Shaped:
        """Shape text that this face covers; the result depends on nothing else and is cached."""
        return _shape(self, text, rtl, language)



@lru_cache(2048)
def _shape(face: Face, text: str, rtl: bool, language: str | None) -> Shaped:
    glyphs = face.glyphs(text, rtl, language)
    codes = [glyph[0] for glyph in glyphs]
    if 0 in codes:
        raise MissingGlyph(next((c for c in text if not face.drawn[ord(c)]), text[0]))
    meaning = face.meaning
    shows = _shows(face, glyphs, codes)
    plain = len(shows) < 2 and (not shows or shows[0][0] == 0) and _reads([meaning.get(code, "\ufffd") for code in codes], text, rtl)
    return Shaped(sum([glyph[1] for glyph in glyphs]), shows, frozenset(codes), plain)


def _reads(read: list[str], text: str, rtl: bool) -> bool:
    if rtl and not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text) and text != text[::-1]:
        return False  # signs and spaces that run backwards: nothing in them tells a reader so
    back = "".join(reversed(read) if rtl else read)
    return back == text or back == text.replace("\u00a0", " ")


def _stands(face: Face, glyphs: Sequence[PlacedGlyph]) -> bool:
    """Whether each glyph stands where the one before it and its font let it stand."""
    return all(dx == dy == 0 and advance == face.advance(code) for code, advance, dx, dy in glyphs)


def _shows(face: Face, glyphs: Sequence[PlacedGlyph], codes: Sequence[int]) -> tuple[tuple[float, str], ...]:
    """Positioned glyphs -> TJ arrays; a new one starts where the rise changes.  codes: of the same glyphs."""
    if codes and _stands(face, glyphs):
        return ((0.0, f"<{'%04X' * len(codes) % tuple(codes)}>"),)
    out: list[tuple[float, str]] = []
    array: list[str] = []
    run, rise, shift = "", 0.0, 0.0
    for glyph, advance, dx, dy in glyphs:
        if dy != rise:
            if run:
                array.append(f"<{run}>")
            if array:
                out.append((rise, "".join(array)))
            array, run, rise = [], "", dy
        shift -= dx
        if abs(shift) > 0.4:
            if run:
                array.append(f"<{run}>")
                run = ""
            array.append(number(round(shift, 1)))
            shift = 0.0
        run += f"{glyph:04X}"
        shift += face.advance(glyph) - advance + dx
    if run:
        array.append(f"<{run}>")
    if abs(shift) > 0.4:
        array.append(number(round(shift, 1)))
    if array:
        out.append((rise, "".join(array)))
    return tuple(out)


def ranges(texts: Sequence[str]) -> Iterable[int]:
    """Code points of ranges such as '20-7E'."""
    for text in texts:
        low, high = text.split("-")
        yield from range(int(low, 16), int(high, 16) + 1)
