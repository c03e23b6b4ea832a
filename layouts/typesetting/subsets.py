"""The subset of a face that goes into a file: Type 0 with Identity-H and the source font's own glyph ids (ISO 32000-1, 9.7).

In: a face and the glyphs that are drawn.  Out: the font's streams, and its dictionaries with the references that a writer gives.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import uharfbuzz as hb

from layouts.errors import ThemeError
from layouts.pdf.objects import number, packed_stream, stream
from layouts.typesetting.faces import DAMAGED, Face

UNDRAWN_TABLES = ("GSUB", "GPOS", "GDEF", "kern", "name", "post", "cmap", "OS/2", "STAT", "DSIG", "meta", "gasp")
Used: TypeAlias = tuple[tuple[Face, frozenset[int]], ...]  # the glyphs of each face that something uses
Drawn: TypeAlias = tuple[tuple[Face, Sequence[frozenset[int]]], ...]  # the same, not joined yet


def joined(drawn: Iterable[tuple[Face, Sequence[frozenset[int]]]]) -> Used:
    """The glyphs of each face."""
    return tuple([(face, frozenset().union(*sets)) for face, sets in drawn])


@lru_cache(512)
def _program(face: Face, glyphs: frozenset[int]) -> tuple[int, bytes]:
    wanted = hb.SubsetInput()
    for glyph in glyphs:
        wanted.glyph_set.add(glyph)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    for table in UNDRAWN_TABLES:
        wanted.drop_table_tag_set.add(int.from_bytes(table.ljust(4).encode(), "big"))
    try:
        data = hb.subset(face.source, wanted).blob.data
    except RuntimeError:  # of a table that is damaged
        raise ThemeError(f"{face.path.name}: {DAMAGED}") from None
    return len(data), zlib.compress(data, 9)


class FontObjects(NamedTuple):
    """What a file holds for one font: bodies whose references are filled in by the writer."""

    program: bytes  # stream
    unicode: bytes  # stream
    base: str

    def descriptor(self, face: Face, program: int) -> bytes:
        """The FontDescriptor."""
        ascent, descent = (round(x) for x in face.extents)
        return (
            f"<</Type/FontDescriptor/FontName/{self.base}/Flags 4/ItalicAngle 0/StemV 80/Ascent {ascent}/Descent {descent}"
            f"/CapHeight 714/FontBBox[-1000 {descent - 200} 3000 {ascent + 200}]/FontFile2 {program} 0 R>>"
        ).encode("ascii")

    def descendant(self, descriptor: int, widths: str) -> bytes:
        """The CIDFont."""
        return (
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{self.base}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            f"/Supplement 0>>/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/W[{widths}]>>"
        ).encode("ascii")

    def font(self, descendant: int, unicode: int) -> bytes:
        """The Type 0 font."""
        return (
            f"<</Type/Font/Subtype/Type0/BaseFont/{self.base}/Encoding/Identity-H"
            f"/DescendantFonts[{descendant} 0 R]/ToUnicode {unicode} 0 R>>"
        ).encode("ascii")


@lru_cache(512)
def font_objects(face: Face, glyphs: frozenset[int]) -> FontObjects:
    """The streams and the subset name of a face's glyphs (ISO 32000-1, 9.6.4, 9.10.3).  Raises ThemeError for a damaged font."""
    length, packed = _program(face, glyphs)
    seed = zlib.crc32(packed)
    prefix = "".join(chr(65 + seed // 26**i % 26) for i in range(6))
    return FontObjects(packed_stream(packed, f"/Length1 {length}"), stream(_cmap(face, glyphs), level=9), f"{prefix}+{face.name}")


def widths(face: Face, glyphs: frozenset[int]) -> str:
    """The content of a /W array: consecutive glyphs share a bracket."""
    out: list[str] = []
    last = -2
    for glyph in sorted(glyphs):
        if glyph != last + 1:
            out.append(f"{']' if out else ''}{glyph}[")
        else:
            out.append(" ")
        out.append(number(round(face.advance(glyph), 1)))
        last = glyph
    return "".join(out) + "]"


def _cmap(face: Face, glyphs: frozenset[int]) -> bytes:
    pairs = [f"<{g:04X}> <{face.meaning.get(g, chr(0x200B)).encode('utf-16-be').hex().upper()}>" for g in sorted(glyphs) if g]
    blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    body = "".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar\n" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{body}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")
