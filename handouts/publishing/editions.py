"""The general editions that there may be: every leaflet in every language that may be given out today, merged with nobody.

In: a press.  Out: editions, in the order of the shelf; what is left out, and why.  Refuses nothing: a leaflet that may not be given out, or
cannot do without a patient, is left out, so that no other has to wait for it.
"""

from __future__ import annotations

from typing import NamedTuple

from handouts.errors import LeafletError, RefusedError
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.merge import Merged, merger
from handouts.leaflets.shelf import permit
from handouts.press import Press


class GeneralEdition(NamedTuple):
    """A leaflet, and what it says to nobody in particular.  key: ID.LANGUAGE; says: a digest of that."""

    leaflet: Leaflet
    merged: Merged
    says: str

    @property
    def key(self) -> str:
        """What it is called on a site."""
        return f"{self.leaflet.identifier}.{self.leaflet.language}"


class Unpublished(NamedTuple):
    """A leaflet that is not published.  broken: it says what it may not; otherwise it may just not be given out."""

    leaflet: str
    language: str
    why: str
    broken: bool = False

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return self._asdict()


def editions_of(press: Press) -> tuple[list[GeneralEdition], list[Unpublished]]:
    """What may be published, and what not.  Raises LeafletError for a leaflet that cannot be read."""
    found, left = [], []
    for leaflet in press.shelf.leaflets():
        try:
            permit(leaflet, press.clinic, press.allowed, press.today)
            found.append(edition_of(press, leaflet))
        except RefusedError as error:
            left.append(Unpublished(leaflet.identifier, leaflet.language, str(error)))
        except LeafletError as error:
            left.append(Unpublished(leaflet.identifier, leaflet.language, str(error), broken=True))
    return found, left


def edition_of(press: Press, leaflet: Leaflet) -> GeneralEdition:
    """The edition of one leaflet.  Raises LeafletError where it cannot do without a patient."""
    merged = merger(leaflet, press.clinic, general=True).edition()
    return GeneralEdition(leaflet, merged, merged.says("", press.page))
