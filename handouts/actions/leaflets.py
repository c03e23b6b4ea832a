"""The leaflets there are; one of them taken into the clinic's folder.

In: a clinic.  Out: leaflets, with version, status and review.  Refuses to adopt for a sample clinic (`InputError`), and over a file that is
there (`OutputError`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handouts.actions.where import Where


@dataclass(frozen=True, slots=True)
class KnownLeaflet:
    """A leaflet in one language."""

    id: str
    title: str
    language: str
    version: int
    status: str
    review_due: date | None

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        plain = {name: getattr(self, name) for name in ("id", "title", "language", "version", "status")}
        return plain | {"review_due": self.review_due and self.review_due.isoformat()}


@dataclass(frozen=True, slots=True)
class KnownLeaflets:
    """The leaflets there are, by id and language."""

    leaflets: tuple[KnownLeaflet, ...]

    def as_json(self) -> list[dict[str, object]]:
        """For `--json`."""
        return [leaflet.as_json() for leaflet in self.leaflets]


@dataclass(frozen=True, slots=True)
class Adopt:
    """A built-in leaflet, to be edited and reviewed by the clinic."""

    where: Where
    leaflet: str


def list_leaflets(where: Where) -> KnownLeaflets:
    """The leaflets of a clinic: its own and the built-in ones.  Raises LeafletError for one that cannot be read."""
    from handouts.leaflets.shelf import Shelf

    found = Shelf(where.read()).leaflets()
    return KnownLeaflets(tuple(KnownLeaflet(lf.identifier, lf.title, lf.language, lf.version, lf.status, lf.review_due) for lf in found))


def adopt(request: Adopt) -> tuple[Path, ...]:
    """Copy a built-in leaflet, its languages and pictures into the clinic's folder.  Raises InputError, OutputError."""
    from handouts.leaflets.shelf import Shelf

    return tuple(Shelf(request.where.own("adopts nothing")).adopt(request.leaflet))
