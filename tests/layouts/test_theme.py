"""Layouts as themes: their sizes, and their colours for whatever brand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.clinics.clinic import Brand
from handouts.clinics.looks import read_theme
from layouts.colours import WHITE, colour, contrast, hexadecimal, is_colour
from layouts.errors import ThemeError
from layouts.measures import PAPERS, length
from layouts.theme import Theme
from tests.handouts import clinic


def theme(name: str = "standard", brand: str = "#0b5a7a", page: str = "A4") -> Theme:
    """A built-in layout for a brand."""
    return read_theme(replace(clinic(), brand=Brand(None, brand)), name, page)


@pytest.mark.parametrize(("name", "body"), [("standard", 12), ("large-print", 18)])
def test_the_built_in_layouts_have_their_body_size_and_nothing_that_is_too_small(name: str, body: float) -> None:
    made = theme(name)
    assert made.style("body").size == body
    assert made.smallest >= (10.5 if name == "standard" else 16)
    read = {size for style, size in ((n, s.size) for n, s in made.styles.items()) if style not in ("foot", "foot-quiet", "running")}
    assert name == "standard" or min(*read, made.figure.label) >= 18


def test_measures_hold_sixty_to_seventy_odd_characters() -> None:
    for page in ("A4", "Letter"):
        em_widths = theme(page=page).measure / (12 * 0.55)
        assert 60 <= em_widths <= 66
        assert theme(page=page).measure == pytest.approx(length("146mm"))


def test_a_pale_brand_is_darkened_for_text_and_reported() -> None:
    pale = theme(brand="#88ccee")
    assert contrast(pale.colours["brand"], WHITE) >= 4.5
    assert "4.5:1" in pale.notes[0]
    assert not theme().notes


def test_body_text_and_quiet_text_have_contrast_enough() -> None:
    assert contrast(theme().colours["ink"], WHITE) >= 7
    assert contrast(theme().colours["quiet"], WHITE) >= 7


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), st.sampled_from(["standard", "large-print"]))
def test_whatever_the_brand_its_text_can_be_told_from_white_and_ink_from_its_tint(brand: str, name: str) -> None:
    made = theme(name, brand)
    assert contrast(made.colours["brand"], WHITE) >= 4.5
    assert contrast(made.colours["ink"], made.colours["tint"]) >= 7 and contrast(made.colours["quiet"], made.colours["tint"]) >= 4.5
    assert bool(made.notes) == (contrast(colour(brand), WHITE) < 4.5)


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_is_written_as_it_was_read(number: int) -> None:
    code = f"#{number:06x}"
    assert is_colour(code) and hexadecimal(colour(code)) == code


@pytest.mark.parametrize("text", ["", "blue", "#12", "#12345g", "0b5a7a", "#0b5a7a ", "#0b5a7a\n"])
def test_a_text_that_is_no_colour(text: str) -> None:
    assert not is_colour(text)


def test_a_style_that_there_is_not_is_named() -> None:
    with pytest.raises(ThemeError, match="no style 'nonsense'"):
        theme().style("nonsense")


def test_lengths_have_units() -> None:
    assert length("25.4mm") == pytest.approx(72)
    assert length("1in") == 72 and length("12pt") == 12


@pytest.mark.parametrize("text", ["12", "12em", "-3mm", "1e5mm", "1.mm", "", "\u0661mm", "9999999mm"])
def test_a_text_that_is_no_length(text: str) -> None:
    with pytest.raises(ValueError, match="is no length"):
        length(text)


def test_paper_has_the_sizes_of_its_standard() -> None:
    assert PAPERS["A4"].points == (595.276, 841.89) and PAPERS["Letter"].points == (612.0, 792.0)
    assert PAPERS["A4"].hundredths == (21000, 29700) and PAPERS["Letter"].hundredths == (21590, 27940)


@pytest.mark.parametrize("name", ["standard", "large-print"])
def test_arabic_is_larger_on_a_narrower_measure_and_other_languages_are_as_they_are(name: str) -> None:
    made = theme(name)
    assert made.speaking("es") is made.speaking("he") is made
    arabic = made.speaking("ar")
    for key, style in made.styles.items():
        assert arabic.style(key).size > style.size and arabic.style(key).leading > style.leading
    assert arabic.measure < made.measure and arabic.smallest > made.smallest
    assert arabic.speaking("ar") is arabic and made.speaking("fa").styles == arabic.styles
