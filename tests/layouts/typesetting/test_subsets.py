"""Subsets: exactly the glyphs that were asked for, drawn as their source draws them."""

from __future__ import annotations

import io
import re
import zlib

import pikepdf
import pytest
import uharfbuzz as hb
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.typesetting.faces import Face
from layouts.typesetting.subsets import UNDRAWN_TABLES, font_objects, widths
from tests.layouts.paper import document, face, paragraph, struck

FACES = [face("NotoSans"), face("NotoSans", True), face("NotoSansArabic"), face("NotoSansDevanagari")]
SOME = st.sampled_from(FACES).flatmap(lambda made: st.tuples(st.just(made), st.frozensets(st.sampled_from(sorted(made.meaning)), min_size=1, max_size=20)))


def program(made: Face, glyphs: frozenset[int]) -> bytes:
    body = font_objects(made, glyphs).program
    return zlib.decompress(body[body.index(b"stream\r\n") + 8 : body.rindex(b"\r\nendstream")])


def outline(font: hb.Font, glyph: int) -> list[tuple[object, ...]]:
    out: list[tuple[object, ...]] = []
    pen = hb.DrawFuncs()
    pen.set_move_to_func(lambda x, y, data: out.append(("move", x, y)))
    pen.set_line_to_func(lambda x, y, data: out.append(("line", x, y)))
    pen.set_quadratic_to_func(lambda a, b, x, y, data: out.append(("curve", a, b, x, y)))
    pen.set_cubic_to_func(lambda a, b, c, d, x, y, data: out.append(("cubic", a, b, c, d, x, y)))
    pen.set_close_path_func(lambda data: out.append(("close",)))
    font.draw_glyph(glyph, pen)
    return out


@settings(max_examples=40)
@given(SOME)
def test_a_subset_draws_the_glyphs_asked_for_as_their_source_does(wanted: tuple[Face, frozenset[int]]) -> None:
    made, glyphs = wanted
    subset = hb.Font(hb.Face(hb.Blob(program(made, glyphs))))
    source = hb.Font(made.source)
    for glyph in glyphs:
        assert outline(subset, glyph) == outline(source, glyph)
        assert subset.get_glyph_h_advance(glyph) == source.get_glyph_h_advance(glyph)


@settings(max_examples=40)
@given(SOME)
def test_a_subset_draws_nothing_else_but_the_parts_of_composed_glyphs(wanted: tuple[Face, frozenset[int]]) -> None:
    made, glyphs = wanted
    subset = hb.Font(hb.Face(hb.Blob(program(made, glyphs))))
    drawn = {glyph for glyph in range(made.source.glyph_count) if outline(subset, glyph)}
    parts = set(drawn - glyphs - {0})
    composed = {glyph for glyph in glyphs if outline(subset, glyph)}
    assert len(parts) <= 4 * len(composed)
    assert drawn - parts <= glyphs | {0}


def test_tables_that_nothing_drawn_needs_are_left_out() -> None:
    tables = set(hb.Face(hb.Blob(program(FACES[0], frozenset({36, 37})))).table_tags)
    assert {"glyf", "loca", "head", "hhea", "hmtx", "maxp"} <= tables
    assert not tables & set(UNDRAWN_TABLES)


@given(SOME)
def test_widths_say_the_advance_of_each_glyph(wanted: tuple[Face, frozenset[int]]) -> None:
    made, glyphs = wanted
    said: dict[int, float] = {}
    for first, row in re.findall(r"(\d+)\[([^\]]*)\]", widths(made, glyphs)):
        said.update({int(first) + i: float(width) for i, width in enumerate(row.split())})
    assert said == {glyph: pytest.approx(made.advance(glyph), abs=0.051) for glyph in glyphs}


@given(SOME)
def test_the_unicode_map_says_what_each_glyph_means(wanted: tuple[Face, frozenset[int]]) -> None:
    made, glyphs = wanted
    body = font_objects(made, glyphs).unicode
    text = zlib.decompress(body[body.index(b"stream\r\n") + 8 : body.rindex(b"\r\nendstream")]).decode("ascii")
    pairs = {int(a, 16): bytes.fromhex(b).decode("utf-16-be") for a, b in re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", text, re.M)}
    pairs.pop(0, None)  # the code space
    assert pairs == {glyph: made.meaning[glyph] for glyph in glyphs if glyph}
    blocks = [int(count) for count in re.findall(r"(\d+) beginbfchar", text)]
    assert sum(blocks) == len(pairs) and all(count <= 100 for count in blocks)  # CMap files may have no longer ones


def test_the_same_glyphs_give_the_same_name_and_others_another() -> None:
    one, two = (font_objects(FACES[0], frozenset(glyphs)) for glyphs in ({36, 37}, {36, 38}))
    assert re.fullmatch(r"[A-Z]{6}\+NotoSans-Regular", one.base)
    assert one.base != two.base
    assert font_objects(FACES[0], frozenset({37, 36})) == one


def test_fonts_of_a_file_are_embedded_and_their_keys_agree() -> None:
    with pikepdf.open(io.BytesIO(struck(document(paragraph("Plain, Ελληνικά, עברית."))))) as pdf:
        fonts = list(pdf.pages[0].Resources.Font.values())
        assert len(fonts) >= 2
        for font in fonts:
            below = font.DescendantFonts[0]
            assert font.BaseFont == below.BaseFont == below.FontDescriptor.FontName
            assert font.Encoding == "/Identity-H" and below.CIDToGIDMap == "/Identity"
            embedded = below.FontDescriptor.FontFile2.read_bytes()
            assert len(embedded) == below.FontDescriptor.FontFile2.Length1
            assert "glyf" in hb.Face(hb.Blob(embedded)).table_tags
