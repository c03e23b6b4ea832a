"""What all leaflets of a clinic stand on: clinic.toml, logo, fonts, layouts, rules, heads and feet.

In: a clinic, what its leaflets are called, now.  Out: remarks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from handouts.authoring.enclosed import enclosed
from handouts.authoring.pages import EVERYTHING
from handouts.authoring.patients import LONG, long, short
from handouts.authoring.told import of_slip, remark, sentence
from handouts.clinics.clinic import ASSETS, NAME, Clinic
from handouts.clinics.looks import layouts, read_theme, read_typecase
from handouts.errors import HandoutsError
from handouts.files.scalars import Called
from handouts.leaflets.fields import made_in, unknown
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.merge import FRAME
from handouts.leaflets.quality.remark import Remark
from handouts.leaflets.tags import slips
from handouts.leaflets.tonguehelp import COMMONEST, passages
from handouts.press import Press
from handouts.records.appointment import ADDRESS
from handouts.rules.rules import NAME as RULES
from handouts.rules.rules import read_rules
from layouts.errors import LayoutError
from layouts.measures import PAPERS
from layouts.pages.pictures import opened

OTHERWISE = "Correct the file."
POSTED = {column: LONG[column] for column in ADDRESS}  # a letter needs it
PAGE = frozenset({"page"})  # what a foot can name besides


def house(clinic: Clinic, leaflets: Called, now: datetime) -> Iterator[Remark]:
    """Everything that is to be said of a clinic but for its leaflets."""
    yield from _logo(clinic)
    following = [*_enclosed(clinic), *_notice(clinic)]
    yield from following
    if any(said.severity == "error" for said in following):
        return
    yield from _tried("clinic", NAME, lambda: read_typecase(clinic))
    broken = [said for name in layouts(clinic) for said in _tried("layout", f"{name}.toml", partial(_themes, clinic, name))]
    yield from broken
    if (clinic.folder / RULES).is_file():
        yield from _tried("rules", RULES, lambda: read_rules(clinic.folder / RULES, leaflets, layouts(clinic), clinic.language))
    if not broken:
        yield from _frame(clinic, now)


def of_error(rule: str, file: str, error: Exception) -> Iterator[Remark]:
    """What an error says of a file, slip by slip."""
    for slip in getattr(error, "slips", ()):
        yield of_slip(rule, slip)
    if not getattr(error, "slips", ()):
        what, _, remedy = str(error).partition("; ")
        yield remark(rule, file, 1, 1, sentence(what), sentence(remedy) or OTHERWISE)


def _tried(rule: str, file: str, does: Callable[[], object]) -> Iterator[Remark]:
    """What is said when something is tried."""
    try:
        does()
    except (HandoutsError, LayoutError) as error:
        yield from of_error(rule, file, error)


def _themes(clinic: Clinic, name: str) -> None:
    for page in PAPERS:
        read_theme(clinic, name, page)


def _logo(clinic: Clinic) -> Iterator[Remark]:
    logo = clinic.logo
    if logo:
        yield from _tried("clinic", NAME, lambda: opened(logo))


def _enclosed(clinic: Clinic) -> Iterator[Remark]:
    """The files that follow every leaflet, in whatever language."""
    names = dict.fromkeys([*clinic.append, *(name for _, said in clinic.words for name in said.append)])
    return enclosed((clinic.folder / ASSETS / name for name in names), clinic, NAME, 1, 1, "clinic")


def _notice(clinic: Clinic) -> Iterator[Remark]:
    """The notice of help with language: words for each that is named, and enough of them where the rule is the United States'."""
    named = clinic.language_help
    if named is None:
        return
    yield from _tried("clinic", NAME, lambda: passages(clinic))
    if clinic.language == "en-US" and len(named.languages) < len(COMMONEST):
        what = f"The notice of help with language is in {len(named.languages)} languages besides English."
        yield remark("language-help", NAME, 1, 1, what, f"Name the {len(COMMONEST)} that are commonest in your state.")


def _frame(clinic: Clinic, now: datetime) -> Iterator[Remark]:
    """Heads, feet and panels: their tags, and a leaflet of one word between them in every layout."""
    found = [said for name in (*FRAME, "separator") for said in _tags(clinic, name)]
    yield from found
    for page in PAPERS if not found else ():
        press = Press(clinic, page=page, issued=now.astimezone(UTC), allowed=EVERYTHING)
        press.shelf.lay(_bare(clinic))
        for layout in layouts(clinic):
            for patient in (long(clinic, clinic.language, now), short(clinic, clinic.language, now, **POSTED)):
                yield from _tried("frame", "handouts/frame", lambda: press.make(patient, "check", layout))  # noqa: B023  tried at once


def _tags(clinic: Clinic, name: str) -> Iterator[Remark]:
    path = clinic.find("handouts/frame", f"{name}.md")
    body = path.read_text("utf-8")
    for slip in slips(path.name, body, unknown(made_in(body) | PAGE)):
        yield of_slip("frame", slip)


def _bare(clinic: Clinic) -> Leaflet:
    """A leaflet of one word."""
    return Leaflet("check", "check.md", "Check", clinic.language, 1, "draft", "Words.\n", clinic.folder)
