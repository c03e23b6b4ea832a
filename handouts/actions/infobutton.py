"""Leaflets for a record system that asks for them by a code (HL7 Infobutton), without a patient.

In: the parameters of a question, or the name of a file that an answer led to.  Out: bytes and their media type.  Refuses a question that
cannot be answered, and a file that there is not (`InputError`).  Nothing is recorded: neither who asked, nor what for.

Only what may be given out today is answered, each time anew; what was merged and composed is kept as long as the clinic's files stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from handouts.actions.manner import Manner
from handouts.actions.presses import Presses
from handouts.actions.where import Where
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.leaflets.shelf import Shelf
    from handouts.press import Press
    from handouts.publishing.editions import GeneralEdition
    from handouts.publishing.site.pages import Site

MISSING = "there is no such leaflet here; ask for it again"
KINDS = {"html": "text/html", "css": "text/css", "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf"}


class ForSystem(NamedTuple):
    """An answer, or a file.  kind: its media type."""

    kind: str
    data: bytes


class _Kept(NamedTuple):
    """What is known of a shelf on a day."""

    shelf: Shelf
    day: date
    site: Site


@dataclass(frozen=True, slots=True)
class Infobutton:
    """Answers one clinic's record systems.  at: where its files are asked for; _kept: the last site, while it holds."""

    where: Where
    at: str = "/infobutton/"
    _presses: Presses = field(default_factory=Presses, repr=False)
    _kept: list[_Kept] = field(default_factory=list, repr=False)

    @property
    def open(self) -> bool:
        """Whether the clinic has turned it on.  Raises ClinicError."""
        return self.where.read().infobutton

    def answer(self, parameters: Iterable[tuple[str, str]], accept: str, address: str) -> ForSystem:
        """Answer a question.  accept: the header of that name; address: of this desk, for links that are read elsewhere.

        Raises InputError, ClinicError, LeafletError for a leaflet that cannot be read.
        """
        from handouts.publishing.systems.answer import TYPES, answered, fitting, in_language
        from handouts.publishing.systems.request import read_request

        asked = read_request(parameters, accept)
        with self._presses.lock:
            site = self._site(self._press())
            found = fitting([edition.leaflet for edition in site.editions], asked)
            editions = [in_language(site.of(identifier), asked.language, site.clinic.language) for identifier in found]
            return ForSystem(TYPES[asked.form], answered(site, asked, editions, address.rstrip("/") + self.at))

    def file(self, name: str) -> ForSystem:
        """A file that an answer leads to.  Raises InputError if there is none, or none any more; ClinicError, LeafletError."""
        from handouts.actions.brand import brand_sheet
        from handouts.publishing.site.pages import COLOURS, SHEET, leaflet_page, shipped

        kind = KINDS.get(name.rpartition(".")[2], "")
        with self._presses.lock:
            press = self._press()
            site = self._site(press)
            if name in (COLOURS, SHEET):
                return ForSystem(kind, brand_sheet(press.clinic).encode() if name == COLOURS else shipped(name))
            for edition in site.editions:
                if name == f"{edition.key}.html":
                    return ForSystem(kind, leaflet_page(site, edition).encode())
                if (layout := _layout(name, edition)) is not None:
                    return ForSystem(kind, _paper(press, edition, layout))
            return ForSystem(kind, _picture(site, name))

    def _press(self) -> Press:
        return self._presses.press(self.where.read(), Manner())

    def _site(self, press: Press) -> Site:
        """What may be given out today."""
        from handouts.publishing.editions import editions_of
        from handouts.publishing.site.pages import LARGE, STANDARD, Site

        if not any(kept.shelf is press.shelf and kept.day == press.today for kept in self._kept):
            editions, _ = editions_of(press)
            papers = frozenset((edition.key, layout) for edition in editions for layout in (STANDARD, LARGE))
            self._kept[:] = [_Kept(press.shelf, press.today, Site(press.clinic, tuple(editions), papers, feeds=False, at=self.at))]
        return self._kept[0].site


def _layout(name: str, edition: GeneralEdition) -> str | None:
    """The layout of which a name is an edition's PDF."""
    from handouts.publishing.site.pages import LARGE, STANDARD, paper_name

    return next((layout for layout in (STANDARD, LARGE) if name == paper_name(edition.key, layout)), None)


def _paper(press: Press, edition: GeneralEdition, layout: str) -> bytes:
    leaflet = edition.leaflet
    return press.edition(leaflet.identifier, leaflet.language, layout, leaflet.reviewed or leaflet.produced).data


def _picture(site: Site, name: str) -> bytes:
    """A picture of one of the pages.  Raises InputError if none of them has it."""
    from handouts.publishing.site.pages import leaflet_page

    if not name.startswith("picture-"):
        raise InputError(MISSING)
    found = {picture.name: picture.data for picture in site.pictures}
    if name not in found:
        for edition in site.editions:
            leaflet_page(site, edition)
        found = {picture.name: picture.data for picture in site.pictures}
    if name not in found:
        raise InputError(MISSING)
    return found[name]
