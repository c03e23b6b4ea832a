"""Faces: which characters they have, how HarfBuzz shapes them, and the subset that goes into a file.

In: a `fonts.toml` and the font files beside it.  Out: `Shaped` text, ready for a TJ operator, and font programs.
Refuses: a file that is not a TrueType font; a character that no face has (`MissingGlyph`).

Fonts are written as Type 0 with Identity-H and the source font's own glyph ids, so what is drawn never depends on the
subset.  A glyph's Unicode value is a property of its face alone (`Face.meaning`); where those values do not give a text
back exactly, `Shaped.plain` is false and the writer adds /ActualText.
"""

from __future__ import annotations

import tomllib
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import uharfbuzz as hb

from layouts.errors import MissingGlyph, ThemeError
from layouts.objects import number, packed_stream, stream

ZERO_WIDTH_JOINER = "\u200d"
IGNORABLE = frozenset("\u200b\u200c\u200d\u2060\u00ad\ufe0e\ufe0f")
UNDRAWN_TABLES = ("GSUB", "GPOS", "GDEF", "kern", "name", "post", "cmap", "OS/2", "STAT", "DSIG", "meta", "gasp")
ONE_GLYPH_A_LETTER = {"liga": False, "clig": False, "dlig": False}
LAM, ALEFS = "\u0644", "\u0627\u0623\u0625\u0622"
PlacedGlyph = tuple[int, float, float, float]  # glyph, advance, x and y offset; thousandths of the type size


class Shaped(NamedTuple):
    """A piece of text in one face and direction.  Widths are in thousandths of the type size."""

    width: float
    shows: tuple[tuple[float, str], ...]  # (rise in thousandths, content of a TJ array)
    glyphs: frozenset[int]
    plain: bool  # reading the glyphs' meanings in the order of drawing gives the text back


class Face:
    """One font file.

    name, tag: PostScript name and resource name; ascent, descent: thousandths of the type size.
    """

    def __init__(self, name: str, tag: str, path: Path, index: int = 0, **traits: Any) -> None:
        self.name, self.tag, self.path, self.index = name, tag, path, index
        self.alphabet_ranges: Sequence[str] = traits.get("alphabet", ())
        self.extra: Mapping[str, str] = traits.get("extra", {})
        self.joining: bool = traits.get("joining", False)
        self.features = None if traits.get("ligatures", True) else ONE_GLYPH_A_LETTER

    @cached_property
    def _face(self) -> hb.Face:
        face = hb.Face(hb.Blob.from_file_path(str(self.path)), self.index)
        if "glyf" not in face.table_tags:
            raise ThemeError(f"{self.path.name}: only TrueType outlines can be embedded; choose a .ttf face with a glyf table")
        return face

    @cached_property
    def _font(self) -> hb.Font:
        return hb.Font(self._face)

    @cached_property
    def scale(self) -> float:
        """Font units to thousandths."""
        return 1000 / float(self._face.upem)

    @cached_property
    def coverage(self) -> frozenset[int]:
        """The code points the face has glyphs for."""
        return frozenset(self._face.unicodes)

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

    def _shaped_glyphs(self, text: str, rtl: bool, language: str | None) -> list[PlacedGlyph]:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.guess_segment_properties()
        if language:
            buffer.language = language
        buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        hb.shape(self._font, buffer, self.features)
        k = self.scale
        return [
            (info.codepoint, pos.x_advance * k, pos.x_offset * k, pos.y_offset * k)
            for info, pos in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def shape(self, text: str, rtl: bool, language: str | None) -> Shaped:
        """Shape text that this face covers; the result depends on nothing else and is cached."""
        return _shape(self, text, rtl, language)

    def program(self, glyphs: frozenset[int]) -> tuple[int, bytes]:
        """The font program of these glyphs: its length, and it deflated."""
        return _program(self, glyphs)


@lru_cache(8192)
def _shape(face: Face, text: str, rtl: bool, language: str | None) -> Shaped:
    glyphs = face.glyphs(text, rtl, language)
    if any(g[0] == 0 for g in glyphs):
        raise MissingGlyph(next((c for c in text if ord(c) not in face.coverage), text[0]))
    meaning = face.meaning
    read = [meaning.get(g[0], "\ufffd") for g in glyphs]
    shows = _shows(face, glyphs)
    plain = len(shows) < 2 and (not shows or shows[0][0] == 0) and _reads(read, text, rtl)
    return Shaped(sum(g[1] for g in glyphs), shows, frozenset(g[0] for g in glyphs), plain)


def _reads(read: list[str], text: str, rtl: bool) -> bool:
    if rtl and not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text) and text != text[::-1]:
        return False  # signs and spaces that run backwards: nothing in them tells a reader so
    back = "".join(reversed(read) if rtl else read)
    return back == text or back == text.replace("\u00a0", " ")


def _shows(face: Face, glyphs: Iterable[PlacedGlyph]) -> tuple[tuple[float, str], ...]:
    """Positioned glyphs -> TJ arrays; a new one starts where the rise changes."""
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


@lru_cache(512)
def _program(face: Face, glyphs: frozenset[int]) -> tuple[int, bytes]:
    wanted = hb.SubsetInput()
    for glyph in glyphs:
        wanted.glyph_set.add(glyph)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    for table in UNDRAWN_TABLES:
        wanted.drop_table_tag_set.add(int.from_bytes(table.ljust(4).encode(), "big"))
    data = hb.subset(face._face, wanted).blob.data
    return len(data), zlib.compress(data, 9)


@dataclass(frozen=True, slots=True)
class FontObjects:
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
    """The streams and the subset name of a face's glyphs (ISO 32000-1, 9.6.4, 9.10.3)."""
    length, packed = face.program(glyphs)
    seed = zlib.crc32(packed)
    prefix = "".join(chr(65 + seed // 26**i % 26) for i in range(6))
    return FontObjects(packed_stream(packed, f"/Length1 {length}"), stream(_cmap(face, glyphs)), f"{prefix}+{face.name}")


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


@dataclass(frozen=True)
class Family:
    """A design in its weights."""

    name: str
    regular: Face
    bold: Face
    languages: tuple[str, ...] = ()

    def face(self, strong: bool) -> Face:
        """The face of a weight."""
        return self.bold if strong else self.regular


class Typecase:
    """The families, in the order in which a character looks for a face."""

    def __init__(self, families: Sequence[Family]) -> None:
        self.families = tuple(families)

    @classmethod
    def load(cls, path: Path, extra: Sequence[Path] = ()) -> Typecase:
        """Read a `fonts.toml`; `extra` are files of the clinic's own, looked in before the machine's."""
        try:
            rows = tomllib.loads(path.read_text("utf-8"))["family"]
        except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
            raise ThemeError(f"{path}: cannot be read as a list of font families: {error}") from None
        families = []
        for number_, row in enumerate(rows):
            places = [*extra, *map(Path, row["system"])] if "system" in row else [path.parent / row["regular"]]
            found = next((p for p in places if p.is_file()), None)
            if found is None:
                continue
            traits = {key: row[key] for key in ("alphabet", "extra", "joining", "ligatures") if key in row}
            regular = Face(f"{row['name']}-Regular", f"R{number_}", found, **traits)
            bold = regular
            if "bold" in row:
                bold = Face(f"{row['name']}-Bold", f"B{number_}", path.parent / row["bold"], **traits)
            families.append(Family(row["name"], regular, bold, tuple(row.get("languages", ()))))
        return cls(families)

    @lru_cache(64)  # noqa: B019  a typecase lives as long as the program
    def stack(self, language: str) -> Stack:
        """The order of families for a language: its own first."""
        base = language.split("-")[0]
        own = [f for f in self.families if base in f.languages]
        return Stack(language, (*own, *(f for f in self.families if f not in own)), home=len(own) + (self.families[0] not in own))


class Stack:
    """Families in order of preference; the first `home` of them are carried by every plate."""

    def __init__(self, language: str, families: tuple[Family, ...], home: int) -> None:
        self.language = language
        self.families, self.home = families, families[:home]
        self._cache: dict[str, Family] = {}
        self._ascii = _covers(families[0], map(chr, range(0x20, 0x7F)))

    def has_ascii(self, text: str) -> bool:
        """Whether the first family draws this ASCII text."""
        return self._ascii and text.isprintable()

    def missing(self, text: str) -> list[str]:
        """The characters of a text that no family has."""
        return sorted({c for c in text if c not in IGNORABLE and c != "\n" and not any(_covers(f, [c]) for f in self.families)})

    def pick(self, cluster: str, before: Family | None) -> Family:
        """The family for a base character and its marks, staying with `before` where that does not hurt.

        Raises MissingGlyph when no family has them all.
        """
        drawn = [c for c in cluster if c not in IGNORABLE]
        first = self.families[0]
        if before is not None and _covers(before, drawn):
            neutral = not any(c.isalpha() for c in drawn)
            if before is first or neutral or not _covers(first, drawn):
                return before
        family = self._cache.get(cluster)
        if family is None:
            family = self._find(drawn)
            if len(self._cache) < 20_000:
                self._cache[cluster] = family
        return family

    def _find(self, drawn: list[str]) -> Family:
        for family in self.families:
            if _covers(family, drawn):
                return family
        missing = next((c for c in drawn if not any(_covers(f, [c]) for f in self.families)), drawn[-1])
        raise MissingGlyph(missing)


def _covers(family: Family, characters: Iterable[str]) -> bool:
    return all(ord(c) in family.regular.coverage and ord(c) in family.bold.coverage for c in characters)


def ranges(texts: Sequence[str]) -> Iterable[int]:
    """Code points of ranges such as '20-7E'."""
    for text in texts:
        low, high = text.split("-")
        yield from range(int(low, 16), int(high, 16) + 1)
