"""Font files as the proof reads them: what is drawn is what they have, and glyphs write the texts they are said to write."""

from __future__ import annotations

import random
import zlib
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import built_in
from handouts.clinics.looks import read_typecase
from handouts.proof.original import Drawn, Original, original_of, writes
from handouts.proof.reader import Unreadable
from handouts.proof.truetype import TrueType, font_file
from layouts.typesetting.faces import Face
from layouts.typesetting.subsets import font_objects
from tests.handouts import clinic
from tests.names import ALL

LANGUAGES = ("en", "")


@lru_cache(1)
def faces() -> list[Face]:
    """The faces that are carried."""
    case = read_typecase(clinic())
    return [face for family in case.families for face in (family.regular, family.bold)]


def face_of(text: str) -> Face | None:
    """A face that draws a text."""
    return next((face for face in faces() if all(ord(letter) in face.coverage for letter in text)), None)


def drawn(original: Original, text: str, rtl: bool) -> tuple[Drawn, ...]:
    """The glyphs of a text, each where it stands."""
    out, x = [], 0.0
    for glyph in original.shaped(text, rtl, "en", True):
        out.append(Drawn(original, glyph.code, "?", x + glyph.dx, glyph.dy, 0))
        x += glyph.advance
    return tuple(out)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_a_subset_draws_what_its_font_file_has(seed: int) -> None:
    rng = random.Random(seed)
    face = rng.choice(faces())
    glyphs = frozenset([0, *rng.sample(sorted(face.meaning), min(20, len(face.meaning)))])
    body = font_objects(face, glyphs).program
    subset = TrueType(zlib.decompress(body[body.index(b"stream\r\n") + 8 : body.rindex(b"\r\nendstream")]))
    source = font_file(face.path, face.index)
    assert all(subset.outline(glyph) == source.outline(glyph) for glyph in glyphs - {0})
    assert all(subset.advance(glyph) == source.advance(glyph) == pytest.approx(face.advance(glyph)) for glyph in glyphs)


@pytest.mark.parametrize("data", [b"", b"\0" * 400, b"ttcf\0\0\0\0", b"OTTO" + b"\0" * 100])
def test_what_is_no_font_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        TrueType(data)


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=40), st.integers(0, 10**6))
def test_a_damaged_font_is_unreadable_or_read_and_nothing_else(junk: bytes, seed: int) -> None:
    rng = random.Random(seed)
    data = faces()[0].path.read_bytes()
    at = rng.randrange(len(data) - 40)
    try:
        font = TrueType(data[:at] + junk + data[at + len(junk) :])
        for glyph in rng.sample(range(200), 5):
            font.outline(glyph)
            font.advance(glyph)
    except Unreadable:
        pass


@pytest.mark.parametrize(("script", "name"), ALL, ids=[name for _, name in ALL])
def test_a_name_is_written_by_its_glyphs_and_by_no_others(script: str, name: str) -> None:
    word = name.split()[0]
    face = face_of(word)
    if face is None:  # a script that is not carried, and is taken from the machine
        return
    original = original_of(face.path, face.index)
    glyphs = drawn(original, word, script in ("Arabic", "Hebrew"))
    assert writes(word, glyphs, LANGUAGES)
    assert not writes(word, glyphs[:-1], LANGUAGES)
    assert not writes(word, (*glyphs, glyphs[0]), LANGUAGES)
    assert not writes(f"{word}x", glyphs, LANGUAGES)
    moved = glyphs[0]._replace(rise=glyphs[0].rise + 50)
    assert not writes(word, (moved, *glyphs[1:]), LANGUAGES)
    if len({glyph.code for glyph in glyphs}) > 1:
        codes = [glyph.code for glyph in reversed(glyphs)]
        other = tuple(glyph._replace(code=code) for glyph, code in zip(glyphs, codes, strict=True))
        assert other == glyphs or not writes(word, other, LANGUAGES)


def test_letters_that_stand_elsewhere_than_the_font_has_them_do_not_write() -> None:
    original = original_of(built_in("assets") / "fonts" / "NotoSans-Regular.ttf", 0)
    glyphs = drawn(original, "Anna", False)
    assert writes("Anna", glyphs, LANGUAGES)
    assert not writes("Anna", (*glyphs[:2], glyphs[2]._replace(x=glyphs[2].x + 100), glyphs[3]), LANGUAGES)
