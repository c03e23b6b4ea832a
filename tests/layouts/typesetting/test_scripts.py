"""Which words are in another script than their page, and the language that they are told to be in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.document.inlines import Field, TextRun
from layouts.styles import Style
from layouts.typesetting.chunks import inline_of
from layouts.typesetting.scripts import LIKELY, script_of, stretches
from layouts.typesetting.text import Matter, galley
from tests.layouts.paper import ARABIC, ENGLISH, HEBREW, galley_text
from tests.names import NAMES

BODY = Style(12, 17)
NEAR = ("en-US",)
LETTERS = [*"ab Ёж 12 אבג ابت 王小 さく .-()βµ", "שָׁ", "مَ", "x\u0301"]
TEXT = st.lists(st.sampled_from(LETTERS), max_size=30).map("".join)
WRITTEN = {
    "Latin": "en-US", "Vietnamese": "en-US", "Greek": "el", "Cyrillic": "ru", "Arabic": "ar", "Hebrew": "he", "Devanagari": "hi", "Thai": "th",
    "Chinese": "zh", "Japanese": "ja", "Korean": "ko", "Armenian": "hy", "Georgian": "ka", "Bengali": "bn", "Tamil": "ta", "Ethiopic": "am",
}  # fmt: skip


def parted(text: str, language: str = "en-US", near: tuple[str, ...] = NEAR, whole: bool = True) -> list[tuple[str, str]]:
    out, at = [], 0
    for end, tongue in stretches(text, language, near, whole):
        out.append((text[at:end], tongue))
        at = end
    return out


@pytest.mark.parametrize("script", NAMES)
@pytest.mark.parametrize("page", ["en-US", "ar", "he", "zh", "ru", "hi"])
def test_a_name_of_another_script_is_in_its_likely_language(script: str, page: str) -> None:
    for name in NAMES[script]:
        if script == "Japanese" and name in ("山田太郎", "渡邉恵", "鈴木一郎"):
            continue  # nothing tells them from Chinese names
        wanted = [] if script_of(page) == script_of(WRITTEN[script]) else [(name, WRITTEN[script])]
        assert parted(name, page) == wanted


@pytest.mark.parametrize(
    ("text", "language", "whole", "wanted"),
    [
        ("Suite 2", "ar", True, [("Suite 2", "en-US")]),
        ("RSC-104233", "he", True, [("RSC-104233", "en-US")]),
        ("104233", "he", True, []),
        ("ד״ר Cohen לוי", "en-US", True, [("ד״ר", "he"), (" Cohen ", ""), ("לוי", "he")]),
        ("5 µg of β-blockers and Λ", "en-US", False, []),
        ("ויטמין D", "he", False, []),
        ("see שָׁלוֹם, please", "en-US", False, [("see ", ""), ("שָׁלוֹם", "he"), (", please", "")]),
        ("請 call 王", "en-US", False, [("請", "zh"), (" call ", ""), ("王", "zh")]),
        ("漢字", "ja", True, []),
        ("さくら 花", "en-US", True, [("さくら 花", "ja")]),
        ("Ћирилица", "en-US", True, [("Ћирилица", "ru")]),
    ],
)
def test_words_are_parted_where_their_script_changes(text: str, language: str, whole: bool, wanted: list[tuple[str, str]]) -> None:
    assert parted(text, language, whole=whole) == wanted


def test_the_first_language_near_that_has_the_script_is_taken() -> None:
    assert parted("Анна", near=("en-US", "uk", "bg")) == [("Анна", "uk")]
    assert parted("Anna", "ar", near=()) == [("Anna", "en")]
    assert parted("Anna", "ar", near=("ar", "sr-Latn")) == [("Anna", "sr-Latn")]


def test_every_script_has_a_language_that_is_written_in_it() -> None:
    assert {script: script_of(language) for script, language in LIKELY.items()} == {script: script for script in LIKELY}


@given(TEXT, st.sampled_from(["en-US", "ar", "he", "zh", "ja"]), st.booleans())
def test_stretches_are_the_text_in_its_order(text: str, language: str, whole: bool) -> None:
    found = parted(text, language, whole=whole)
    assert not found or "".join(part for part, _ in found) == text
    assert all(part for part, _ in found)
    assert all(tongue != script_of(language) for _, tongue in found)


@given(TEXT, st.sampled_from([ENGLISH, ARABIC, HEBREW]), st.booleans())
def test_type_is_set_the_same_with_languages_told(text: str, voice: object, personal: bool) -> None:
    """All letters are drawn, and each span whose key is no inline's own has its language."""
    content = (TextRun("x "), Field(0)) if personal else (TextRun(text),)
    made = Matter(content, BODY, 300, voice).galley((text,)) if personal else galley(content, (), BODY, 300, voice)  # type: ignore[arg-type]
    said = f"x {text}" if personal else text
    assert sorted(galley_text(made).replace("\u200b", "")) == sorted(said)
    keys = {span.key for line in made.lines for span in line.spans}
    assert {key for key in keys if key != inline_of(key)} <= dict(made.tongues).keys()
