"""Families and stacks: which face draws which character."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.errors import MissingGlyph, ThemeError
from layouts.typesetting.chunks import clusters
from layouts.typesetting.faces import IGNORABLE
from layouts.typesetting.fonts import Family, Typecase
from tests.layouts.paper import TYPECASE, face

FONTS = Path(face("NotoSans").path).parent
LETTERS = sorted({c for f in TYPECASE.families for c in list(f.regular.coverage & f.bold.coverage)[::29] if unicodedata.category(chr(c))[0] in "LNPS"})
TEXTS = st.text(st.sampled_from([*map(chr, LETTERS), *"aאاक ก1,"]), min_size=1, max_size=12)
LANGUAGES = ["en-US", "ar", "he", "hi", "th", "zh-Hans", "vi", "fa"]


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_every_cluster_is_drawn_by_a_family_that_has_all_of_it_in_both_weights(text: str, language: str) -> None:
    stack = TYPECASE.stack(language)
    before: Family | None = None
    for cluster in clusters(text):
        before = stack.pick(cluster, before)
        for made in (before.regular, before.bold):
            assert {ord(c) for c in cluster if c not in IGNORABLE} <= made.coverage


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_the_first_cluster_takes_the_first_family_that_has_it(text: str, language: str) -> None:
    stack = TYPECASE.stack(language)
    cluster = clusters(text)[0]
    codes = {ord(c) for c in cluster if c not in IGNORABLE}
    wanted = next(f for f in stack.families if codes <= f.regular.coverage and codes <= f.bold.coverage)
    assert stack.pick(cluster, None) is wanted


@given(TEXTS)
def test_clusters_are_the_whole_text_and_never_begin_with_a_mark(text: str) -> None:
    made = clusters(text)
    assert "".join(made) == text
    assert all(unicodedata.category(cluster[0])[0] != "M" for cluster in made[1:])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_languages_own_families_come_first_and_none_is_lost(language: str) -> None:
    stack = TYPECASE.stack(language)
    own = [f for f in TYPECASE.families if language.split("-")[0] in f.languages]
    assert list(stack.families[: len(own)]) == own
    assert sorted(f.name for f in stack.families) == sorted(f.name for f in TYPECASE.families)
    assert set(stack.home) == {*own, TYPECASE.families[0]}


def test_digits_and_signs_stay_with_the_words_around_them_where_their_face_has_them() -> None:
    stack = TYPECASE.stack("en")
    arabic = stack.pick("ا", None)
    assert stack.pick("ب", arabic) is arabic
    assert stack.pick(".", arabic).regular.coverage >= {ord(".")}
    assert stack.pick("a", arabic).name == "NotoSans"


def test_what_no_family_has_is_named_once_and_in_order() -> None:
    stack = TYPECASE.stack("en")
    assert stack.missing("\U0001f600 a \U00012000 \U0001f600\n\u200d") == ["\U00012000", "\U0001f600"]
    with pytest.raises(MissingGlyph) as caught:
        stack.pick("\U0001f600", None)
    assert caught.value.character == "\U0001f600"


def test_a_mark_that_no_family_has_with_its_letter_is_the_one_that_is_named() -> None:
    with pytest.raises(MissingGlyph) as caught:
        TYPECASE.stack("en").pick("a\U0001e000", None)
    assert caught.value.character == "\U0001e000"


def test_ascii_is_the_first_familys_where_it_has_all_of_it() -> None:
    assert TYPECASE.stack("en").has_ascii("Anna Lee, 42")
    assert not TYPECASE.stack("en").has_ascii("a\x00")
    assert not TYPECASE.stack("he").has_ascii("42")


def listed(folder: Path, text: str) -> Path:
    path = folder / "fonts.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("text", ["[[family]\n", "families = []\n", "\x00"])
def test_a_list_that_cannot_be_read_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(ThemeError, match=r"fonts\.toml: cannot be read as a list of font families"):
        Typecase.load(listed(tmp_path, text))


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="cannot be read"):
        Typecase.load(tmp_path / "none.toml")


def test_the_machines_first_face_of_a_row_is_taken_and_a_row_without_one_left_out(tmp_path: Path) -> None:
    real = FONTS / "NotoSansThai-Regular.ttf"
    rows = (
        f"[[family]]\nname = 'A'\nsystem = ['{tmp_path}/none.ttf', '{real}', '{FONTS}/NotoSans-Regular.ttf']\n"
        f"[[family]]\nname = 'B'\nsystem = ['{tmp_path}/none.ttf']\n"
    )
    made = Typecase.load(listed(tmp_path, rows))
    assert [(f.name, f.regular.path, f.bold is f.regular) for f in made.families] == [("A", real, True)]
