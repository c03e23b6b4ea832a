"""Looks: a clinic's layouts and faces, as its copies have them."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from handouts.clinics.clinic import Clinic, read_clinic
from handouts.clinics.looks import FONTS, carried_families, layouts, read_theme, read_typecase
from handouts.errors import ClinicError, InputError
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from tests.handouts import appointment, clinic, own_clinic

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def with_fonts(folder: Path, line: str) -> Clinic:
    """A clinic with a Latin and a Thai face in its folder, and this line."""
    made = own_clinic(folder)
    for name in ("NotoSans-Regular", "NotoSansThai-Regular"):
        shutil.copy(FONTS.parent / f"{name}.ttf", made.folder / f"{name}.ttf")
    file = made.folder / "clinic.toml"
    file.write_text(f"{line}\n{file.read_text('utf-8')}", "utf-8")
    return read_clinic(made.folder)


def families_in(data: bytes) -> set[str]:
    """The names of a PDF's fonts, without weight and subset."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return {str(font["/BaseFont"]).split("+")[1].split("-")[0] for page in pages for font in page["/Resources"]["/Font"].values()}


def test_a_clinics_own_family_is_what_its_copies_are_set_in(tmp_path: Path) -> None:
    made = with_fonts(tmp_path, 'fonts = [{regular = "NotoSans-Regular.ttf", languages = ["en"]}]')
    own = f"Own{len(carried_families())}"
    handout = Press(made, issued=NOON, allowed=Allowed(sample=True)).make(appointment(), "kyphoplasty")
    assert own in families_in(handout.data) and handout.proof != "off"
    other = Press(clinic(), issued=NOON, allowed=Allowed(sample=True)).make(appointment(), "kyphoplasty")
    assert other.pages == handout.pages and own not in families_in(other.data)


def test_of_several_fonts_each_is_asked_and_none_hides_the_machines(tmp_path: Path) -> None:
    made = with_fonts(tmp_path, 'fonts = [{regular = "NotoSans-Regular.ttf"}, {regular = "NotoSansThai-Regular.ttf", languages = ["zh"]}]')
    here, before = read_typecase(made), read_typecase(clinic())
    assert {family.name for family in before.families} <= {family.name for family in here.families}
    assert len(here.families) == len(before.families) + 2
    assert here.stack("zh-Hans").families[0].regular.path == made.folder / "NotoSansThai-Regular.ttf"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('fonts = [{regular = "none.ttf"}]', r"clinic\.toml:1:21: fonts 1: regular: there is no file 'none\.ttf'"),
        ('fonts = [{regular = "/dev/zero"}]', r"clinic\.toml:1:21: fonts 1: regular: there is no file '/dev/zero'"),
        ('fonts = ["NotoSans-Regular.ttf"]', r"clinic\.toml:1:10: fonts 1: is 'NotoSans-Regular\.ttf'; expected a table such as \{regular = "),
        ('fonts = [{regular = "logo.svg"}]', r"clinic\.toml: fonts: logo\.svg: "),
        ('fonts = [{regular = "NotoSans-Regular.ttf", bold = "logo.svg"}]', r"clinic\.toml: fonts: logo\.svg: "),
        ('fonts = [{regular = "NotoSans-Regular.ttf", languages = ["en-US"]}]', "expected a language without its country, such as en, ar or zh"),
        (f'fonts = [{{regular = "{"x" * 300}.ttf"}}]', "there is no file 'x+…'"),
    ],
)  # fmt: skip
def test_a_font_that_is_none_is_refused_before_anything_is_made(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(ClinicError, match=says):
        Press(with_fonts(tmp_path, line))


def test_a_layout_that_there_is_not_is_refused_and_those_there_are_are_named(tmp_path: Path) -> None:
    made = own_clinic(tmp_path)
    (made.folder / "layouts").mkdir()
    (made.folder / "layouts" / "ward.toml").write_text('extends = "large-print"\n')
    assert {"booklet", "folded", "large-print", "letter", "standard", "ward"} < set(layouts(made)) and layouts(made) == sorted(layouts(made))
    assert read_theme(made, "ward").style("body").size == 18
    for name in ("none", "", "../clinic", "x" * 300, "a\0b"):
        with pytest.raises(InputError, match=r"there are .*large-print, .*standard, ward"):
            read_theme(made, name)


def test_the_carried_families_are_read_with_their_alphabets() -> None:
    assert {"NotoSans", "NotoSansArabic", "EastAsian"} <= {row.name for row in carried_families()}
    assert all((FONTS.parent / row.regular).is_file() for row in carried_families() if not row.system)
    assert replace(carried_families()[0], bold="") != carried_families()[0]
