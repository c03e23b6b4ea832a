"""The leaflets to be looked at: each as it stands with the clinic, and its pages as a general edition, or with an invented patient.

In: a clinic, words.  Out: the leaflets that fit, each with its languages; pictures of pages.  Pages are made anew when the leaflet, the
clinic, a frame text or a picture has changed, and kept otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal

from handouts.actions.pictures import drawn
from handouts.actions.where import Where
from handouts.errors import InputError, LeafletError

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

    from handouts.clinics.clinic import Clinic
    from handouts.leaflets.leaflet import Leaflet
    from handouts.leaflets.merge import Stamp

SOON = 60  # days before its end that a review is to be seen to
SHAPE, BELOW = 0.75, 0.42  # height of a tile by its width; where it begins on a page without a heading
KEPT = 48  # leaflets whose pages are kept
StandingWord = Literal["reviewed", "soon", "overdue", "sample", "draft", "withdrawn"]
INVENTED = {
    "given_name": "Alex", "family_name": "Example", "date_of_birth": "1958-03-14", "patient_id": "EXAMPLE-1", "appointment_id": "EXAMPLE-1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShelfState:
    """A leaflet in one language.  left: days until the end of its review, None if it has none."""

    leaflet: Leaflet
    standing: StandingWord
    left: int | None


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A leaflet in the clinic's language, or the nearest there is, and in all of its languages."""

    shown: ShelfState
    languages: tuple[ShelfState, ...]


@dataclass(frozen=True, slots=True)
class ShowLeaflets:
    """The leaflets of a clinic.  words: what they are about, a code; '' for all of them."""

    where: Where
    words: str = ""


@dataclass(frozen=True, slots=True)
class ShowLeaflet:
    """A leaflet in one language."""

    where: Where
    leaflet: str
    language: str


@dataclass(frozen=True, slots=True)
class Example:
    """A leaflet with its finished pages.  general: for no patient; otherwise for one who is invented, as the leaflet cannot do without."""

    leaflet: Leaflet
    data: bytes = field(repr=False)
    pages: int
    general: bool

    def page(self, number: int, width: int) -> bytes:
        """A page, from 1, as a PNG of so many pixels of width.  Raises InputError if there is no such page."""
        return _drawn(self, number, width, tile=False)

    def tile(self, width: int) -> bytes:
        """What stands below the panel of the first page: there leaflets differ."""
        return _drawn(self, 1, width, tile=True)


def show_leaflets(request: ShowLeaflets) -> tuple[OnShelf, ...]:
    """The leaflets that all words fit, the nearest first.  Raises ClinicError, LeafletError."""
    from handouts.leaflets.search import search
    from handouts.leaflets.shelf import Shelf

    clinic = request.where.read()
    shelf, today = Shelf(clinic), datetime.now(clinic.zone).date()
    fits = dict.fromkeys(leaflet.identifier for leaflet in search(shelf.leaflets(), request.words))
    all_ = [_shown(leaflet, today) for leaflet in shelf.leaflets()]
    languages = {name: tuple(one for one in all_ if one.leaflet.identifier == name) for name in fits}
    return tuple(OnShelf(_shown(shelf.choose(name, clinic.language), today), known) for name, known in languages.items())


def specimen(request: ShowLeaflet) -> Example:
    """A leaflet's pages.  Raises ClinicError, LeafletError, RefusedError, and InputError if there is no such leaflet."""
    from handouts.leaflets.merge import stamps

    clinic = request.where.read()
    leaflet = _found(request, clinic)
    return _specimen(leaflet, clinic, stamps(leaflet, clinic), datetime.now(clinic.zone).date())


def _found(request: ShowLeaflet, clinic: Clinic) -> Leaflet:
    from handouts.leaflets.shelf import Shelf

    found = Shelf(clinic).choose(request.leaflet, request.language)
    if found.language != request.language:
        raise InputError(f"there is no leaflet {request.leaflet!r} in {request.language!r} (see the list of leaflets)")
    return found


@lru_cache(KEPT)
def _specimen(leaflet: Leaflet, clinic: Clinic, _stamps: tuple[Stamp, ...], day: date) -> Example:
    from handouts.actions.manner import Allowed, Manner
    from handouts.records.appointment import read_record

    press = Manner(proof="off", allowed=Allowed(sample=True, draft=True, withdrawn=True, overdue=True)).press(clinic)
    try:
        made = press.edition(leaflet.identifier, leaflet.language)
    except LeafletError:
        record = {**INVENTED, "start": f"{day.isoformat()}T09:30", "language": leaflet.language}
        made = press.make(read_record(record, "the example", clinic.zone), leaflet.identifier)
    return Example(leaflet, made.data, made.pages, not made.appointment)


def _shown(leaflet: Leaflet, today: date) -> ShelfState:
    left = (leaflet.review_due - today).days if leaflet.review_due and leaflet.status == "reviewed" else None
    if leaflet.status != "reviewed" or left is None:
        return ShelfState(leaflet, leaflet.status, left)
    return ShelfState(leaflet, "overdue" if left < 0 else "soon" if left <= SOON else "reviewed", left)


@lru_cache(400)
def _drawn(of: Example, number: int, width: int, *, tile: bool) -> bytes:
    return drawn(of.data, number - 1, width, partial(_tile, of.leaflet) if tile else None)


def _tile(leaflet: Leaflet, image: Image, page: PdfPage) -> Image:
    """The part of a first page in which leaflets look different."""
    height = int(image.width * SHAPE)
    top = min(int(_begins(page, leaflet) * image.height), image.height - height)
    return image.crop((0, top, image.width, top + height))


def _begins(page: PdfPage, leaflet: Leaflet) -> float:
    """Where the leaflet's own text begins on its first page, as a share of its height: a little above its first heading."""
    heading = next((line.strip("# \t*_") for line in leaflet.body.split("\n") if line.startswith("## ") and "{" not in line), "")
    text = page.get_textpage()
    at = text.search(heading, match_case=True).get_next() if heading else None
    if at is None:
        return BELOW
    text.count_rects(*at)
    top = float(text.get_rect(0)[3])
    return max(0.0, 1 - top / float(page.get_height()) - 0.02)
