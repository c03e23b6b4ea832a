from __future__ import annotations

from pathlib import Path

import pytest

from handouts.clinics.clinic import built_in
from layouts.errors import ThemeError
from layouts.theme import contrast, length, load_theme

ROOM = built_in("layouts")
WHITE = (1.0, 1.0, 1.0)


def theme(name: str = "standard", brand: str = "#0b5a7a", page: str = "A4", folder: Path = ROOM):
    return load_theme(folder / f"{name}.toml", lambda n: ROOM / f"{n}.toml", page=page, brand=brand)


def written(folder: Path, text: str) -> Path:
    (folder / "own.toml").write_text(f'extends = "standard"\n{text}', "utf-8")
    return folder


@pytest.mark.parametrize(("name", "body"), [("standard", 12), ("large-print", 18)])
def test_the_built_in_layouts_have_their_body_size_and_nothing_under_nine_points(name: str, body: float) -> None:
    assert theme(name).style("body").size == body
    assert theme(name).smallest >= (9 if name == "standard" else 14)


def test_measures_hold_sixty_to_seventy_odd_characters() -> None:
    for page in ("A4", "Letter"):
        em_widths = theme(page=page).measure / (12 * 0.55)
        assert 60 <= em_widths <= 75


def test_a_pale_brand_is_darkened_for_text_and_reported() -> None:
    pale = theme(brand="#88ccee")
    assert contrast(pale.colours["brand"], WHITE) >= 4.5
    assert "4.5:1" in pale.notes[0]
    assert not theme().notes


def test_body_text_and_quiet_text_have_contrast_enough() -> None:
    assert contrast(theme().colours["ink"], WHITE) >= 7
    assert contrast(theme().colours["quiet"], WHITE) >= 7


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[styles.body]\nfontsize = 99", "styles.body.fontsize: unknown key; expected one of"),
        ("[styles.body]\nsize = '12em'", "styles.body.size: '12em' is no length"),
        ("[styles.body]\nalign = 'justify'", "styles.body.align: 'justify' is not one of start, end, center"),
        ("[styles.new]\nsize = 12", "styles.new.leading: missing"),
        ("[colours]\nink = 'black'", "colours.ink: 'black' is no colour"),
        ("[styles.body", "cannot be read"),
    ],
)
def test_a_slip_in_a_layout_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ThemeError, match=r"own\.toml") as caught:
        theme("own", folder=written(tmp_path, text))
    assert message in str(caught.value)


def test_an_unknown_page_size_and_style_are_named() -> None:
    with pytest.raises(ThemeError, match="'A5' is not known"):
        theme(page="A5")
    with pytest.raises(ThemeError, match="no style 'nonsense'"):
        theme().style("nonsense")


def test_lengths_have_units() -> None:
    assert length("25.4mm", "") == pytest.approx(72)
    assert length("1in", "") == 72
    assert length(12, "") == 12
