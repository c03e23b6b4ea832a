"""Layout files: a name -> what the file of that name says, with what it extends -> a theme; and the faces to set it in.

In: a clinic and the name of a layout; a size of paper.  Out: a frozen `Theme`.  Refuses a layout that there is not,
and one that says what it may not (`ClinicError`: every slip with line and column, whichever file it stands in).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from handouts.clinics.clinic import NAME, Clinic, built_in
from handouts.errors import ClinicError
from handouts.files.schema import build
from handouts.files.tables import read_toml
from handouts.files.written import Written
from layouts.errors import ThemeError
from layouts.styles import BLANK_BACKS, FOLDED, PostcodePlace
from layouts.theme import Layout, Theme, dressed
from layouts.typesetting.families import CarriedFamilies, CarriedFamily
from layouts.typesetting.fonts import Typecase

EXTENDS = "extends"
FONTS = built_in("assets") / "fonts" / "fonts.toml"


def layouts(clinic: Clinic) -> list[str]:
    """The names of the layouts there are."""
    folders = (built_in("layouts"), clinic.folder / "layouts")
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def read_theme(clinic: Clinic, name: str, page: str = "") -> Theme:
    """The theme of a layout, in the clinic's colour, for a size of paper ('' is the clinic's).

    Raises ClinicError if there is no such layout, and with every slip of its file.
    """
    names = layouts(clinic)
    if name not in names:
        raise ClinicError(f"there is no layout {name[:60]!r}; there are {', '.join(names)}")
    layout = _backed(build(Layout, _written(clinic, name)), clinic.blank_back)
    return dressed(layout, name, page=page or clinic.page, brand=clinic.colour, window=clinic.window, language=clinic.language)


def _backed(layout: Layout, back: str) -> Layout:
    """A layout as a clinic wants the back of an odd last page: one with questions is for sheets that are printed on both sides."""
    found = next((known for known in BLANK_BACKS if known == back), layout.page.blank_back)
    sides = 2 if back == "questions" and layout.form not in FOLDED else layout.page.sides
    return replace(layout, page=replace(layout.page, blank_back=found, sides=sides))


def postcode_place(clinic: Clinic, name: str, page: str = "") -> PostcodePlace:
    """Where a postcode stands in an address, in a layout of letters; '' in any other.  Raises ClinicError."""
    return read_theme(clinic, name, page).postcode(clinic.postcode)


def said(clinic: Clinic, name: str, key: str) -> object:
    """What a layout's file, or what it extends, says under a key; None for nothing.  Raises ClinicError for one that cannot be read."""
    return _written(clinic, name).data.get(key)


def files_of(clinic: Clinic, name: str) -> list[Path]:
    """The files of a layout: its own, and those that it extends.  Raises ClinicError if one of them cannot be read."""
    written: Written | None = _written(clinic, name)
    found = []
    while written is not None:
        assert written.folder is not None
        found.append(written.folder / written.file)
        written = written.below
    return found


def read_typecase(clinic: Clinic) -> Typecase:
    """The faces there are for a clinic: those that come along, its own, and the machine's.  Raises ClinicError for a file that is none."""
    try:
        return Typecase.load(FONTS.parent, carried_families(), clinic.fonts)
    except ThemeError as error:
        raise ClinicError(f"{clinic.folder / NAME}: fonts: {error}") from None


@lru_cache(1)
def carried_families() -> tuple[CarriedFamily, ...]:
    """The families that come along."""
    return build(CarriedFamilies, read_toml(FONTS)).family


def _written(clinic: Clinic, name: str, above: tuple[str, ...] = ()) -> Written:
    """What a layout's file says, over what the one says that it extends."""
    path: Path = clinic.find("layouts", f"{name}.toml")
    written = read_toml(path, called=path.name)
    base = written.data.get(EXTENDS, "")
    if not base:
        return written
    if base in (*above, name):
        raise ClinicError.at([written.slip((EXTENDS,), "extends: the layout extends itself", "name another one")])
    if not isinstance(base, str) or base not in layouts(clinic):
        known = ", ".join(other for other in layouts(clinic) if other != name)
        raise ClinicError.at([written.slip((EXTENDS,), "extends: there is no such layout", f"expected one of {known}")])
    return written.over(_written(clinic, base, (*above, name)))
