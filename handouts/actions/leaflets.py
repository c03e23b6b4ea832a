"""The leaflets there are; one of them taken into the clinic's folder; a new one begun.

In: a clinic.  Out: leaflets, with version, status and review.  Refuses to adopt for a sample clinic (`InputError`), and over a file that is
there (`OutputError`); the same for a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.where import Where

if TYPE_CHECKING:
    from handouts.leaflets.leaflet import Leaflet


KINDS = ("procedure", "condition", "medicine", "test", "other")


@dataclass(frozen=True, slots=True)
class KnownLeaflet:
    """A leaflet in one language."""

    id: str
    title: str
    language: str
    version: int
    status: str
    review_due: date | None
    reviewer: str = ""

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        plain = {name: getattr(self, name) for name in ("id", "title", "language", "version", "status", "reviewer")}
        return plain | {"review_due": self.review_due and self.review_due.isoformat()}


@dataclass(frozen=True, slots=True)
class KnownLeaflets:
    """The leaflets there are, by id and language."""

    leaflets: tuple[KnownLeaflet, ...]

    def as_json(self) -> list[dict[str, object]]:
        """For `--json`."""
        return [leaflet.as_json() for leaflet in self.leaflets]


@dataclass(frozen=True, slots=True)
class FindLeaflets:
    """The leaflets of a clinic, its own and the built-in ones.  words: what they are about, a code; () for all of them."""

    where: Where
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adopt:
    """A built-in leaflet, to be edited and reviewed by the clinic."""

    where: Where
    leaflet: str


@dataclass(frozen=True, slots=True)
class BeginLeaflet:
    """A leaflet that is to be written.  language: '' for the clinic's; kind: what it is about, which says what it has to tell."""

    where: Where
    leaflet: str
    title: str
    language: str = ""
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class BegunLeaflet:
    """The file of a new leaflet.  places: how many in it are to be written."""

    file: Path
    leaflet: str
    places: int

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"file": str(self.file), "leaflet": self.leaflet, "places": self.places}


def list_leaflets(request: FindLeaflets) -> KnownLeaflets:
    """The leaflets that all words fit, the nearest first.  Raises LeafletError for one that cannot be read."""
    from handouts.leaflets.search import search
    from handouts.leaflets.shelf import Shelf

    return KnownLeaflets(tuple(map(_known, search(Shelf(request.where.read()).leaflets(), " ".join(request.words)))))


def _known(found: Leaflet) -> KnownLeaflet:
    reviewer = found.reviewer if found.status == "reviewed" else ""
    return KnownLeaflet(found.identifier, found.title, found.language, found.version, found.status, found.review_due, reviewer)


def adopt(request: Adopt) -> tuple[Path, ...]:
    """Copy a built-in leaflet, its languages and pictures into the clinic's folder.  Raises InputError, OutputError."""
    from handouts.leaflets.shelf import Shelf

    return tuple(Shelf(request.where.own("adopts nothing")).adopt(request.leaflet))


def begin(request: BeginLeaflet) -> BegunLeaflet:
    """Write a leaflet's file, with all that is to be filled in.

    Raises InputError with all that will not do, and for a leaflet that comes with the program; OutputError where a file is there already.
    """
    from handouts.authoring.starting import begin_leaflet
    from handouts.leaflets.strays.inside import UNWRITTEN

    clinic = request.where.own("begins no leaflets")
    today = datetime.now(UTC).astimezone(clinic.zone).date()
    file = begin_leaflet(clinic, request.leaflet, request.title, request.kind, request.language or clinic.language, today)
    return BegunLeaflet(file, request.leaflet, len(UNWRITTEN.findall(file.read_text("utf-8"))))
