"""Whether a face draws a character that it says it has.

In: an opened font, a code point.  Out: yes or no.  A visible character that is mapped to no outline, or a fraction that lacks one of its
figures, would print as nothing or as something else, so the face does not have it, and the next one is asked.
"""

from __future__ import annotations

import unicodedata

import uharfbuzz as hb

from layouts.typesetting.truetype import parts

FRACTION_SLASH = "\u2044"
# Visible by their category, and blank by their nature: fillers, joiners, selectors of variants, inherent vowels.
FILLERS = [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0]
BLANK = frozenset([*FILLERS, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])


def draws(font: hb.Font, code: int) -> bool:
    """Whether the glyph of a character that the font maps looks like something, where the character does."""
    character = chr(code)
    if code in BLANK or unicodedata.category(character)[0] not in "LMNPS":
        return True
    glyph = font.get_nominal_glyph(code)
    if not glyph or not _inked(font, glyph):
        return False
    figures = unicodedata.normalize("NFKD", character) if "VULGAR FRACTION" in unicodedata.name(character, "") else ""
    return FRACTION_SLASH not in figures or _whole(font, glyph, len(figures))


def _inked(font: hb.Font, glyph: int) -> bool:
    extents = font.get_glyph_extents(glyph)
    return extents is not None and bool(extents.width or extents.height)


def _whole(font: hb.Font, glyph: int, figures: int) -> bool:
    """Whether a fraction that is composed of other glyphs has one for each of its figures and the slash; drawn in one it is whole."""
    inked = [part for part in parts(font.face, glyph) if _inked(font, part)]
    return not inked or len(inked) >= figures
