"""TrueType files with glyphs composed of others (OpenType 1.9: glyf, hmtx, loca, maxp, head).

In: a font file, the glyphs that stand in it, new glyphs as parts of those at their places.  Out: a font file.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import uharfbuzz as hb

WORDS, XY, MORE = 0x0001, 0x0002, 0x0020  # ARG_1_AND_2_ARE_WORDS, ARGS_ARE_XY_VALUES, MORE_COMPONENTS
SCALE, SCALES, MATRIX = 0x0008, 0x0040, 0x0080  # WE_HAVE_A_SCALE, WE_HAVE_AN_X_AND_Y_SCALE, WE_HAVE_A_TWO_BY_TWO
LONG_OFFSETS = 50  # where head says how long loca's entries are
MAGIC = 0xB1B0AFBA  # checkSumAdjustment
Ink = tuple[int, int, int]  # glyph, x and y of its origin; font units


class Composed(NamedTuple):
    """A glyph that draws others.  advance: font units."""

    advance: int
    ink: tuple[Ink, ...] = ()


def composed_font(source: hb.Face, tables: Sequence[str], glyphs: Sequence[Composed]) -> bytes:
    """A font of these glyphs, numbered from where those of `source` end; what they draw keeps its numbers.

    tables: those of the source that are left out.
    """
    small = _subset(source, tables, sorted({glyph for composed in glyphs for glyph, _, _ in composed.ink}))
    font, blanks = hb.Font(small), source.glyph_count - small.glyph_count
    made = [_composed(composed, font) for composed in glyphs]
    bearings = [struct.unpack(">h", outline[2:4])[0] if outline else 0 for outline in made]
    metrics = [(font.get_glyph_h_advance(glyph), _bearing(font, glyph)) for glyph in range(small.glyph_count)]
    added = [(composed.advance, bearing) for composed, bearing in zip(glyphs, bearings, strict=True)]
    return _file(small, [*_outlines(small), *[b""] * blanks, *made], [*metrics, *[(0, 0)] * blanks, *added])


def _subset(source: hb.Face, tables: Sequence[str], glyphs: Sequence[int]) -> hb.Face:
    wanted = hb.SubsetInput()
    for glyph in glyphs:
        wanted.glyph_set.add(glyph)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    for table in tables:
        wanted.drop_table_tag_set.add(int.from_bytes(table.ljust(4).encode(), "big"))
    return hb.Face(hb.subset(source, wanted).blob)


def _table(face: hb.Face, tag: str) -> bytes:
    blob = face.reference_table(tag)
    return bytes(blob.data) if blob else b""


def _outlines(face: hb.Face) -> list[bytes]:
    """The entries of glyf, by loca."""
    glyf, loca = _table(face, "glyf"), _table(face, "loca")
    long = _is_long(face)
    count = face.glyph_count + 1
    offsets = struct.unpack(f">{count}{'I' if long else 'H'}", loca[: count * (4 if long else 2)])
    scale = 1 if long else 2
    return [glyf[a * scale : b * scale] for a, b in pairwise(offsets)]


def parts(face: hb.Face, glyph: int) -> list[int]:
    """The glyphs that a glyph is composed of; none for one that is drawn by itself, or damaged."""
    out, at, more = [], 10, True
    try:
        entry = _entry(face, glyph)
        while more and entry[:2] >= b"\x80":
            flags, part = struct.unpack_from(">HH", entry, at)
            out.append(part)
            at += 4 + (4 if flags & WORDS else 2)
            at += 2 if flags & SCALE else 4 if flags & SCALES else 8 if flags & MATRIX else 0
            more = bool(flags & MORE)
    except struct.error:
        return []
    return out


def _entry(face: hb.Face, glyph: int) -> bytes:
    """A glyph's entry in glyf."""
    long, loca = _is_long(face), _table(face, "loca")
    low, high = struct.unpack_from(">II", loca, 4 * glyph) if long else struct.unpack_from(">HH", loca, 2 * glyph)
    return _table(face, "glyf")[low:high] if long else _table(face, "glyf")[2 * low : 2 * high]


def _is_long(face: hb.Face) -> bool:
    return bool(struct.unpack_from(">h", _table(face, "head"), LONG_OFFSETS)[0])


def _bearing(font: hb.Font, glyph: int) -> int:
    extents = font.get_glyph_extents(glyph)
    return extents.x_bearing if extents else 0


def _composed(composed: Composed, font: hb.Font) -> bytes:
    """The glyf entry of a glyph that draws others; b'' where it draws nothing."""
    parts = [ink for ink in composed.ink if any(font.get_glyph_extents(ink[0]) or ())]
    if not parts:
        return b""
    boxes = [_box(font, *part) for part in parts]
    out = struct.pack(">hhhhh", -1, min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    for i, (glyph, x, y) in enumerate(parts):
        out += struct.pack(">HHhh", WORDS | XY | (MORE if i + 1 < len(parts) else 0), glyph, x, y)
    return out


def _box(font: hb.Font, glyph: int, x: int, y: int) -> tuple[int, int, int, int]:
    e = font.get_glyph_extents(glyph)
    return x + e.x_bearing, y + e.y_bearing + e.height, x + e.x_bearing + e.width, y + e.y_bearing


def _file(face: hb.Face, outlines: Sequence[bytes], metrics: Sequence[tuple[int, int]]) -> bytes:
    """A font file with other glyphs: glyf, loca, hmtx, and what head, hhea and maxp say of them."""
    padded = [outline + bytes(-len(outline) % 4) for outline in outlines]
    offsets = list(accumulate(map(len, padded), initial=0))
    head, hhea = bytearray(_table(face, "head")), bytearray(_table(face, "hhea"))
    struct.pack_into(">I", head, 8, 0)
    struct.pack_into(">h", head, LONG_OFFSETS, 1)
    struct.pack_into(">H", hhea, 10, max(advance for advance, _ in metrics))
    struct.pack_into(">H", hhea, 34, len(metrics))
    tables = {
        "glyf": b"".join(padded) or bytes(4),  # an empty one is taken for damage
        "head": bytes(head),
        "hhea": bytes(hhea),
        "hmtx": b"".join([struct.pack(">Hh", *metric) for metric in metrics]),
        "loca": struct.pack(f">{len(offsets)}I", *offsets),
        "maxp": _profile(face, outlines),
    }
    return _sfnt(tables)


def _profile(face: hb.Face, outlines: Sequence[bytes]) -> bytes:
    """maxp: how many glyphs there are, and the most that one of them can hold."""
    maxp = bytearray(_table(face, "maxp"))
    points, contours = struct.unpack_from(">HH", maxp, 6)
    elements, depth = struct.unpack_from(">HH", maxp, 28)
    most = max([len(outline) // 8 for outline in outlines if outline[:2] == b"\xff\xff"], default=1)
    struct.pack_into(">H", maxp, 4, len(outlines))
    struct.pack_into(">HH", maxp, 10, min(points * most * 2, 0xFFFF), min(contours * most * 2, 0xFFFF))
    struct.pack_into(">HH", maxp, 28, max(most, elements), depth + 1)
    return bytes(maxp)


def _sfnt(tables: Mapping[str, bytes]) -> bytes:
    """Tables as a file, with their checksums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    out = struct.pack(">IHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    at = len(out) + 16 * count
    body, head_at = b"", 0
    for tag, data in sorted(tables.items()):
        head_at = at if tag == "head" else head_at
        out += struct.pack(">4sIII", tag.encode(), _checksum(data), at, len(data))
        padded = data + bytes(-len(data) % 4)
        body += padded
        at += len(padded)
    whole = bytearray(out + body)
    struct.pack_into(">I", whole, head_at + 8, (MAGIC - _checksum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    return int(sum(struct.unpack(f">{len(padded) // 4}I", padded))) & 0xFFFFFFFF
