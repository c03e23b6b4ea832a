"""The check: a leaflet's file, or a clinic with all its leaflets -> everything that is to be said, in the order of files and lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from handouts.authoring.draft import LeafletFile, read_draft
from handouts.authoring.enclosed import enclosed
from handouts.authoring.house import house, of_error
from handouts.authoring.nobodys import without_patient
from handouts.authoring.pages import Between, nothing, pages
from handouts.authoring.sides import sides
from handouts.authoring.spelling import has_dictionary, spelling
from handouts.authoring.told import remark, sorted_once
from handouts.authoring.wording import manuscripts, transcripts, wording
from handouts.clinics.clinic import Clinic, built_in
from handouts.errors import LeafletError
from handouts.leaflets.enclosed import own_places
from handouts.leaflets.quality.remark import Remark
from handouts.leaflets.shelf import Shelf

NO_PAGES = frozenset({"front-matter", "template", "block"})  # what has one of these cannot be composed

SOON = timedelta(days=60)  # in which somebody finds the time to read a leaflet


def check_file(
    path: Path, clinic: Clinic, now: datetime, *, composed: bool = True, text: str | None = None, between: Between = nothing
) -> tuple[Remark, ...]:
    """Everything that is to be said of a leaflet's file.

    now: aware, at the clinic; composed: its pages are made, too; text: what the file is to say, if that is not kept yet; between: called
    before each copy, and may raise.  Raises FileNotFoundError if there is no such file.
    """
    try:
        draft = read_draft(path, clinic, text)
    except LeafletError as error:
        return _named(of_error("front-matter", path.name, error), path)
    found = [*wording(draft, clinic, now.date()), *_spelt(draft, clinic, now)]
    if draft.leaflet is not None and not any(_hinders(said) for said in found):
        found += enclosed(own_places(draft.leaflet, clinic), clinic, path.name, *draft.place_of("append"), "block")
        found += sides(draft, draft.leaflet, clinic, now.date())
        found += without_patient(draft, draft.leaflet, clinic)
        found += pages(draft, draft.leaflet, clinic, now, between) if composed else ()
    return _named(sorted_once([*found, *licensed_codes(draft), *_signature(draft, now.date())]), path)


def _spelt(draft: LeafletFile, clinic: Clinic, now: datetime) -> Iterator[Remark]:
    if draft.leaflet is not None and has_dictionary(draft.language):
        readings = list(transcripts(draft, clinic))
        yield from spelling(manuscripts(draft, draft.leaflet, readings, clinic, now.date()), clinic)


def _hinders(said: Remark) -> bool:
    """Whether a leaflet of which this is said cannot be composed."""
    return said.severity == "error" and (said.rule in NO_PAGES or said.line == 0)


def check_house(clinic: Clinic, now: datetime) -> tuple[Remark, ...]:
    """Everything that is to be said of a clinic but for its leaflets."""
    return sorted_once(house(clinic, Shelf(clinic).called, now))


def _named(found: Iterator[Remark] | tuple[Remark, ...], path: Path) -> tuple[Remark, ...]:
    """Remarks that name the file as it was asked for."""
    return tuple(replace(said, file=str(path)) if said.file == path.name else said for said in found)


def _signature(draft: LeafletFile, today: date) -> Iterator[Remark]:
    """A head that says reviewed where nobody has signed this text, and a signature that ends soon."""
    leaflet, at = draft.leaflet, (draft.path.name, *draft.place_of("status"))
    if leaflet is None or draft.slips:
        return
    sign = f"handouts sign {leaflet.identifier}"
    if draft.claimed == "reviewed" and leaflet.status != "reviewed":
        what = "The head says that the leaflet is reviewed, and nobody has signed this text: it is a draft."
        yield remark("unsigned", *at, what, f"Have it read and signed: {sign}.")
    due = leaflet.review_due
    if leaflet.status == "reviewed" and due and today <= due <= today + SOON:
        yield remark("signature-ends", *at, f"The signature ends on {due}.", f"Have it read and signed again before: {sign}.")


def licensed_codes(draft: LeafletFile) -> Iterator[Remark]:
    """Codes that may not be shipped, in a leaflet that comes with the program."""
    if draft.leaflet is not None and draft.path.parent == built_in("handouts/library"):
        for system, _ in draft.leaflet.codes:
            if system.casefold().startswith("cpt"):
                line, column = draft.place_of("codes")
                what = "The leaflet names codes of CPT, which are licensed."
                yield remark("codes", draft.path.name, line, column, what, "Delete them.")
