"""Families and stacks: which face draws which character."""

from __future__ import annotations

import random
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.errors import MissingGlyph, ThemeError
from layouts.typesetting.chunks import clusters
from layouts.typesetting.faces import IGNORABLE, LARGEST_FONT
from layouts.typesetting.families import CarriedFamily, OwnFamily
from layouts.typesetting.fonts import Family, Typecase
from layouts.typesetting.subsets import font_objects, widths
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
    wanted = next(f for f in stack.families if codes <= f.regular.coverage - f.regular.left and codes <= f.bold.coverage - f.bold.left)
    assert stack.pick(cluster, None) is wanted


def test_latin_and_figures_look_alike_in_every_language_and_signs_of_chinese_are_chinese() -> None:
    """A dose in a Chinese leaflet was drawn by another face than in all others; two of them have ½ and ℃ without ink."""
    stack = TYPECASE.stack("zh-Hans")
    names = {c: stack.pick(c, None).name for c in "aZ0159éǎ½%发，（“℃①"}
    assert {c for c, name in names.items() if name == "NotoSans"} >= set("aZ0159é½%")
    assert {c for c, name in names.items() if name == "EastAsian"} >= set("发，（①")
    family = None
    for cluster in "每天 500 mg 一次":
        family = stack.pick(cluster, family)
        assert family.name == ("EastAsian" if cluster > "\u2000" else "NotoSans") or cluster == " "


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


def test_the_machines_first_face_of_a_row_is_taken_and_a_row_without_one_left_out(tmp_path: Path) -> None:
    real = FONTS / "NotoSansThai-Regular.ttf"
    none = str(tmp_path / "none.ttf")
    rows = [CarriedFamily("A", system=(none, str(real), str(FONTS / "NotoSans-Regular.ttf"))), CarriedFamily("B", system=(none,))]
    made = Typecase.load(FONTS, rows)
    assert [(f.name, f.regular.path, f.bold is f.regular) for f in made.families] == [("A", real, True)]


# -- a clinic's own

THAI, LATIN = FONTS / "NotoSansThai-Regular.ttf", FONTS / "NotoSans-Bold.ttf"
ROWS = [
    CarriedFamily("Latin", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf", alphabet=("41-5A",), ligatures=False),
    CarriedFamily("Thai", "NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf", ("th",)),
    CarriedFamily("Lent", languages=("zh",), system=(str(FONTS / "NotoSansHebrew-Regular.ttf"),)),
]


def names(own: list[OwnFamily], language: str) -> list[str]:
    return [family.name for family in Typecase.load(FONTS, ROWS, own).stack(language).families]


def test_each_of_a_clinics_own_is_a_family_and_stands_first_in_its_languages_and_before_the_machines_in_all() -> None:
    own = [OwnFamily(LATIN, None, ("en", "zh")), OwnFamily(THAI)]
    assert names(own, "en-US") == ["Own3", "Latin", "Thai", "Own4", "Lent"]
    assert names(own, "zh-Hans") == ["Own3", "Lent", "Latin", "Thai", "Own4"]
    assert names(own, "th") == ["Thai", "Latin", "Own3", "Own4", "Lent"]
    assert names([], "zh") == ["Lent", "Latin", "Thai"]


def test_a_family_of_a_clinics_carries_the_alphabet_of_the_one_that_it_stands_before() -> None:
    made = Typecase.load(FONTS, ROWS, [OwnFamily(FONTS / "NotoSans-Regular.ttf", LATIN, ("en",))])
    family = made.stack("en").families[0]
    assert family.regular.alphabet("en") == made.families[0].regular.alphabet("en") and family.regular.features == made.families[0].regular.features
    assert (family.regular.tag, family.bold.tag, family.bold.path) == ("R3", "B3", LATIN)
    assert len({face.tag for family in made.families for face in (family.regular, family.bold)}) == 7


@pytest.mark.parametrize("data", [b"", b"\0" * 5000, b"%!PS-AdobeFont-1.0", b"OTTO" + b"\0" * 400, b"\0\1\0\0\xff\xff" + b"x" * 999])
def test_what_is_no_font_is_refused_by_its_name(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "own.ttf").write_bytes(data)
    with pytest.raises(ThemeError, match=r"own\.ttf: "):
        Typecase.load(FONTS, ROWS, [OwnFamily(tmp_path / "own.ttf")])


def test_a_font_that_is_larger_than_any_font_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "own.ttf").open("wb") as file:
        file.truncate(LARGEST_FONT + 1)
    with pytest.raises(ThemeError, match=r"own\.ttf: has more than 64 MB"):
        Typecase.load(FONTS, ROWS, [OwnFamily(tmp_path / "own.ttf")])


@settings(max_examples=60)
@given(st.integers(0, 2**31), st.integers(1, 400), st.booleans())
def test_a_damaged_font_is_refused_or_draws(seed: int, count: int, cut: bool) -> None:
    """Whatever a damaged file says, it ends in a sentence or in glyphs; now and then its list of tables is hit."""
    rng = random.Random(seed)
    data = bytearray(THAI.read_bytes())
    for _ in range(count):
        data[rng.randrange(300 if rng.random() < 0.005 else len(data))] = rng.randrange(256)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "own.ttf")
        path.write_bytes(data[: rng.randrange(len(data))] if cut else data)
        with suppress(ThemeError, MissingGlyph):
            face = Typecase.load(FONTS, ROWS, [OwnFamily(path, None, ("th",))]).families[2].regular
            shaped = face.shape("".join(chr(c) for c in sorted(face.coverage)[:40]), False, "th")
            objects = font_objects(face, shaped.glyphs)
            assert objects.program and objects.descriptor(face, 1) and widths(face, shaped.glyphs)


def test_the_signs_that_leaflets_use_come_along_whatever_the_machine_has() -> None:
    """Arrows and ticks were there only where a Chinese face was installed."""
    carried = Typecase([family for family in TYPECASE.families if family.name != "EastAsian"])
    assert carried.stack("en").missing("→←↑↓✓✔✗✘☎⚠☐☑☒✉●○■□℃½…") in ([], ["℃"])
