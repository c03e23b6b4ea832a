"""Faces: what they have, what a glyph means, and that glyphs reach exactly as far as they say."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.errors import MissingGlyph, ThemeError
from layouts.typesetting.faces import ALEFS, LAM, Face, Shaped, ranges
from tests.layouts.paper import TYPECASE, face, shown
from tests.names import ALL

CARRIED = [family for family in TYPECASE.families if family.name != "EastAsian"]
LATIN, ARABIC, HEBREW = face("NotoSans"), face("NotoSansArabic"), face("NotoSansHebrew")


def texts_of(made: Face, low: int = 0x20, high: int = 0xFFFF) -> st.SearchStrategy[str]:
    letters = [chr(code) for code in sorted(made.coverage) if low <= code <= high and unicodedata.category(chr(code))[0] in "LNPZ"]
    return st.text(st.sampled_from(letters), min_size=1, max_size=30)


def reach(made: Face, shaped: Shaped) -> float:
    """How far what is written moves, in thousandths: advances from the file less the numbers between the glyphs."""
    arrays = shown(" ".join(f"[{array}]TJ" for _, array in shaped.shows))
    return sum(made.advance(glyph) for _, glyphs, _ in arrays for glyph in glyphs) - sum(sum(shifts) for _, _, shifts in arrays)


@given(texts_of(LATIN))
def test_latin_glyphs_read_back_and_reach_as_far_as_they_say(text: str) -> None:
    shaped = LATIN.shape(text, False, "en")
    assert reach(LATIN, shaped) == pytest.approx(shaped.width, abs=0.5 + 0.06 * len(text))
    if shaped.plain:
        drawn = [glyph for _, glyphs, _ in shown(f"[{shaped.shows[0][1]}]TJ") for glyph in glyphs]
        assert "".join(LATIN.meaning[glyph] for glyph in drawn).replace("\u00a0", " ") == text.replace("\u00a0", " ")


@pytest.mark.parametrize(("script", "name"), ALL)
def test_names_reach_as_far_as_they_say(script: str, name: str) -> None:
    made = next((family.regular for family in TYPECASE.families if all(ord(c) in family.regular.coverage for c in name)), None)
    if made is None:  # Chinese on a machine that has no face for it, and names in several scripts
        return
    rtl = script in ("Arabic", "Hebrew")
    shaped = made.shape(name, rtl, None)
    assert reach(made, shaped) == pytest.approx(shaped.width, abs=0.5 + 0.06 * len(name))
    assert shaped.glyphs == {glyph for _, array in shaped.shows for _, glyphs, _ in shown(f"[{array}]TJ") for glyph in glyphs}


@given(st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئة "), min_size=1, max_size=24))
def test_arabic_letters_join_and_still_stand_for_themselves(text: str) -> None:
    """One letter a glyph, from right to left: readers that reverse glyphs and readers that reverse letters agree."""
    glyphs = [glyph for glyph, *_ in ARABIC.glyphs(text, True, None)]
    assert [ARABIC.meaning[glyph] for glyph in reversed(glyphs)] == list(text)


@pytest.mark.parametrize("alef", list(ALEFS))
@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_lam_and_alef_are_one_shape_and_two_letters(alef: str, weight: str) -> None:
    made = face("NotoSansArabic", weight == "bold")
    glyphs = made.glyphs(LAM + alef, True, None)
    assert [made.meaning[glyph] for glyph, *_ in glyphs] == [alef, LAM]
    assert [glyph[1] > 0 for glyph in glyphs] == [False, True]


@given(texts_of(HEBREW, 0x5D0, 0x5EA))
def test_hebrew_without_points_is_one_glyph_a_letter(text: str) -> None:
    shaped = HEBREW.shape(text, True, "he")
    assert shaped.plain
    assert [HEBREW.meaning[glyph] for glyph, *_ in HEBREW.glyphs(text, True, "he")] == list(reversed(text))


def test_letters_of_latin_are_never_joined_into_one_glyph() -> None:
    assert len(LATIN.glyphs("official fjord", False, "en")) == 14


@pytest.mark.parametrize("family", CARRIED, ids=lambda family: family.name)
def test_a_glyphs_meaning_is_the_lowest_character_it_is_mapped_from(family: object) -> None:
    for made in (family.regular, family.bold):  # type: ignore[attr-defined]
        assert made.meaning[made.glyphs(" ", False, None)[0][0]] == " "
        assert all(text for glyph, text in made.meaning.items() if glyph not in made.parted.values())


@pytest.mark.parametrize("family", CARRIED, ids=lambda family: family.name)
def test_what_every_plate_carries_is_in_the_face_in_both_weights(family: object) -> None:
    for made in (family.regular, family.bold):  # type: ignore[attr-defined]
        wanted = {code for code in ranges(made.alphabet_ranges) if unicodedata.name(chr(code), "")}
        meant = {made.meaning[glyph] for glyph in made.alphabet("en") if glyph}
        assert {chr(code) for code in wanted if code in made.coverage} <= meant | set(ALEFS) | {"\u00a0"}


def test_a_languages_own_letters_are_carried_in_its_leaflets_only() -> None:
    assert LATIN.alphabet("zz") < LATIN.alphabet("vi")
    assert {LATIN.meaning[g] for g in LATIN.alphabet("pl") - LATIN.alphabet("zz")} == set("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
    assert LATIN.alphabet("pl") == LATIN.alphabet("pl-PL")


@given(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF))
def test_a_character_the_face_lacks_is_refused(character: str) -> None:
    if ord(character) not in LATIN.coverage:
        with pytest.raises(MissingGlyph) as caught:
            LATIN.shape(f"A{character}", False, None)
        assert caught.value.character == character


def test_marks_that_rise_are_written_with_their_rise_and_are_not_called_plain() -> None:
    shaped = LATIN.shape("A\u0325\u030c", False, None)
    assert not shaped.plain
    assert len({rise for rise, _ in shaped.shows}) > 1


def test_no_break_spaces_read_as_spaces() -> None:
    assert LATIN.shape("8\u00a0a.m.", False, None).plain


def test_ranges_take_both_ends() -> None:
    assert list(ranges(["41-43", "61-61"])) == [0x41, 0x42, 0x43, 0x61]


def test_scale_and_extents_are_in_thousandths_of_the_size() -> None:
    assert LATIN.extents == (pytest.approx(1069), pytest.approx(-293))
    assert LATIN.advance(LATIN.glyphs("A", False, None)[0][0]) == pytest.approx(639)


def test_a_face_without_truetype_outlines_is_refused(tmp_path: Path) -> None:
    data = (LATIN.path).read_bytes()
    other = tmp_path / "cff.otf"
    other.write_bytes(re.sub(rb"glyf", b"CFF ", data[:1000]) + data[1000:])
    with pytest.raises(ThemeError, match=r"cff\.otf: only TrueType outlines"):
        _ = Face("X", "X", other).source
