"""A glyph without ink is no glyph, and a font that is none is a sentence."""

from __future__ import annotations

import random
import struct
import unicodedata
from pathlib import Path

import pytest
import uharfbuzz as hb

from layouts.errors import MissingGlyph, ThemeError
from layouts.styles import Style
from layouts.typesetting.chunks import Voice
from layouts.typesetting.faces import Face
from layouts.typesetting.fonts import Family, OwnFamily, Stack, Typecase
from layouts.typesetting.ink import _whole
from layouts.typesetting.subsets import font_objects
from layouts.typesetting.text import galley
from layouts.typesetting.truetype import Composed, composed_font, parts
from tests.layouts.paper import TYPECASE, face, words

REAL = face("NotoSans")


def spoilt(folder: Path, characters: str) -> Face:
    """Noto Sans in which some characters are mapped to glyphs that draw nothing."""
    data = bytearray(REAL.path.read_bytes())
    tables = {bytes(data[at : at + 4]): struct.unpack_from(">II", data, at + 8) for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)}
    long = struct.unpack_from(">h", data, tables[b"head"][0] + 50)[0]
    font, loca = hb.Font(REAL.source), tables[b"loca"][0]
    for glyph in sorted({font.get_nominal_glyph(ord(c)) for c in characters}, reverse=True):
        kind, size = (">I", 4) if long else (">H", 2)
        struct.pack_into(kind, data, loca + size * glyph, *struct.unpack_from(kind, data, loca + size * (glyph + 1)))
    path = folder / "spoilt.ttf"
    path.write_bytes(data)
    return Face("Spoilt", "S", path)


def stack(*faces: Face) -> Stack:
    families = tuple(Family(made.name, made, made) for made in faces)
    return Stack("en", families, 1)


def test_a_face_does_not_have_what_it_draws_blank_and_the_next_one_is_asked(tmp_path: Path) -> None:
    blank = spoilt(tmp_path, "0123456789é")
    both = stack(blank, REAL)
    for character in "0123456789é":
        assert ord(character) in blank.coverage
        assert not blank.drawn[ord(character)]
        assert both.pick(character, both.families[0]).regular is REAL
    for character in "aZ. \u00a0\u200d":
        assert both.pick(character, None).regular is blank
    assert not both.has_ascii("a")


def test_what_no_face_draws_is_missing(tmp_path: Path) -> None:
    alone = stack(spoilt(tmp_path, "7"))
    assert alone.missing("67") == ["7"]
    with pytest.raises(MissingGlyph) as caught:
        galley(words("Room 7"), (), Style(12, 17), 300, Voice(alone, "en", False))
    assert caught.value.character == "7"


def test_a_fraction_that_lacks_a_figure_is_none() -> None:
    source = hb.Font(REAL.source)
    one, slash, two, space = (source.get_nominal_glyph(ord(c)) for c in "1⁄2 ")
    made = [(one, slash, two), (one, slash), (slash, two), (one, space, two), (one,)]
    composed = [Composed(900, tuple((glyph, 300 * i, 0) for i, glyph in enumerate(glyphs))) for glyphs in made]
    font = hb.Font(hb.Face(hb.Blob(composed_font(REAL.source, (), composed))))
    first = REAL.source.glyph_count
    assert [_whole(font, first + i, 3) for i in range(len(made))] == [True, False, False, False, False]
    assert [len(parts(font.face, first + i)) for i in range(len(made))] == [3, 2, 2, 2, 1]  # a space draws nothing and is left out
    assert _whole(font, one, 3)  # drawn in one piece
    assert all(REAL.drawn[ord(c)] for c in "½¼¾⅓")


@pytest.mark.parametrize("family", [f for f in TYPECASE.families if f.name != "EastAsian"], ids=lambda family: family.name)
def test_the_carried_faces_draw_all_they_have(family: Family) -> None:
    for made in (family.regular, family.bold):
        assert {chr(code) for code in made.coverage if not made.drawn[code]} == set()


def test_chinese_from_the_machine_draws_every_sign_or_leaves_it_to_another() -> None:
    """Of wqy-microhei ℃, ½ and ǎ are blank or broken; whichever face the machine has, or none, they are printed."""
    chinese = TYPECASE.stack("zh-Hans")
    for character in "℃℉½¾ǎǐǒǔ12":
        made = chinese.pick(character, None).regular
        font = hb.Font(made.source)
        extents = font.get_glyph_extents(font.get_nominal_glyph(ord(character)))
        assert extents.width > 0 and extents.height < 0


def test_blanks_by_nature_are_not_missed() -> None:
    made = [code for code in REAL.coverage if unicodedata.category(chr(code))[0] in "ZC" or code == 0xFE00]
    assert len(made) > 10
    assert all(REAL.drawn[code] for code in made)


# -- files that are no fonts


@pytest.mark.parametrize("path", ["/dev/zero", "/nowhere/none.ttf", "/tmp"])
def test_what_is_no_file_is_refused_before_it_is_read(path: str) -> None:
    with pytest.raises(ThemeError, match=rf"{path}: is no file; name a TrueType font, \.ttf or \.ttc"):
        Typecase.load(REAL.path.parent, (), [OwnFamily(Path(path))])
    with pytest.raises(ThemeError, match="is no file"):
        _ = Face("X", "X", Path(path)).source


@pytest.mark.parametrize("data", [b"", b"not a font", b"\x00\x01\x00\x00", b"ttcf" + bytes(100), b"OTTO" + bytes(60), b"%PDF-1.7\n" * 50])
def test_what_is_no_font_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "font.ttf"
    path.write_bytes(data)
    with pytest.raises(ThemeError, match=r"font\.ttf: "):
        _ = Face("X", "X", path).source


@pytest.mark.parametrize("seed", range(24))
def test_a_damaged_font_ends_in_a_sentence_or_in_a_copy(tmp_path: Path, seed: int) -> None:
    """Cut off, or with bytes changed anywhere; a face that is asked for everything neither hangs nor ends in another error."""
    dice = random.Random(seed)
    data = bytearray(REAL.path.read_bytes())
    if seed % 3 == 0:
        data = data[: dice.randrange(len(data))]
    for _ in range(dice.choice((1, 20, 2000))):
        data[dice.randrange(1 + (len(data) - 1) * (seed % 2) + 600 * (1 - seed % 2)) % len(data)] = dice.randrange(256)
    path = tmp_path / "damaged.ttf"
    path.write_bytes(data)
    made = Face("Damaged", "D", path)
    try:
        set_type = galley(words("Anna Müller ½ ﬁ 12"), (), Style(12, 17), 200, Voice(stack(made), "en", False))
        for face_, glyphs in set_type.home:
            assert font_objects(face_, glyphs).program
    except (ThemeError, MissingGlyph) as error:
        assert str(error)
