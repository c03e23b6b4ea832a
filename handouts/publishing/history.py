"""What stands in a folder that is published, and what has: the one file that is read again.

In: `handouts-published.json` of a folder; what is to stand there now.  Out: a frozen `Publication`.  Refuses a file that cannot be one
(`OutputError`).  It holds names of files with their digests, and leaflets with days: whoever reads the folder may read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from handouts.errors import OutputError
from handouts.files.guard import PUBLISHED
from handouts.leaflets.leaflet import Leaflet

LARGEST = 2**24  # bytes
REMEMBERED = 500  # leaflets that were withdrawn
Purpose = Literal["site", "openemr"]


class DatedText(Protocol):
    """An edition, as its history is kept."""

    @property
    def leaflet(self) -> Leaflet:
        """Its leaflet."""

    @property
    def key(self) -> str:
        """ID.LANGUAGE."""

    @property
    def says(self) -> str:
        """A digest of what it says."""


@dataclass(frozen=True, slots=True)
class PublishedLeaflet:
    """A leaflet that stands there.  first, updated: days, in ISO 8601; says: a digest of what it says."""

    key: str
    title: str
    version: int
    says: str
    first: str
    updated: str


@dataclass(frozen=True, slots=True)
class GoneLeaflet:
    """A leaflet that stood there, and the day on which it was taken away."""

    key: str
    title: str
    day: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published.  name: an IRI that stays the folder's; files: name -> digests that it may have."""

    purpose: Purpose
    name: str
    files: dict[str, list[str]] = field(default_factory=dict)
    leaflets: tuple[PublishedLeaflet, ...] = ()
    gone: tuple[GoneLeaflet, ...] = ()

    def identifier(self, key: str) -> str:
        """The IRI of a leaflet, or of a feed: the same as long as the folder is."""
        return uuid5(UUID(self.name.removeprefix("urn:uuid:")), key).urn

    @property
    def written(self) -> bytes:
        """Its file."""
        said = asdict(self) | {"files": dict(sorted(self.files.items()))}
        return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def begun(purpose: Purpose, clinic: str) -> Publication:
    """A publication of which nothing stands there yet.  clinic: whatever tells it from all others, such as a name or an address."""
    return Publication(purpose, uuid5(NAMESPACE_URL, f"{purpose} {clinic}").urn)


def read_publication(folder: Path, fresh: Publication) -> Publication | None:
    """What a folder's record says, None if there is none.

    fresh: what is to stand there, `begun`.  Raises OutputError for a record that cannot be read, or is of another purpose or clinic.
    """
    path = folder / PUBLISHED
    try:
        with path.open("rb") as stream:
            found = _publication(json.loads(stream.read(LARGEST)))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror}; choose another folder") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise OutputError(f"{path}: is not as it was written; put it back, or choose an empty folder") from None
    if any(not is_plain(name) for name in found.files):
        raise OutputError(f"{path}: names a file outside of its folder; put back the one that was written, or choose an empty folder")
    if found.purpose != fresh.purpose:
        raise OutputError(f"{folder}: holds what was published for {found.purpose!r}; choose another folder for {fresh.purpose!r}")
    if found.name != fresh.name:
        remedy = "choose another folder; if it is the clinic's name that has changed, empty this one first"
        raise OutputError(f"{folder}: holds what another clinic has published; {remedy}")
    return found


def _publication(said: Any) -> Publication:
    """What a record says.  Raises ValueError, TypeError, KeyError, AttributeError for what is none."""
    return Publication(
        said["purpose"], UUID(said["name"].removeprefix("urn:uuid:")).urn,
        {name: list(map(str, some)) for name, some in said["files"].items()},
        tuple(PublishedLeaflet(**one) for one in said["leaflets"]), tuple(GoneLeaflet(**one) for one in said["gone"]),
    )  # fmt: skip


def is_plain(name: str) -> bool:
    """Whether a name is of a file that lies straight in a folder."""
    return Path(name).name == name and "\\" not in name and ":" not in name and not name.startswith(".")


def advanced(before: Publication | None, fresh: Publication, editions: Iterable[DatedText], today: date) -> Publication:
    """A publication with these editions, and without all others; its files are those of before.

    A folder that is new says of each leaflet the day it was reviewed or written, so that the same leaflets give the same bytes whenever
    they are published.  What comes to it later, or says something else than before, is of today; what stays as it is keeps its days.
    """
    known = {one.key: one for one in before.leaflets} if before else {}
    now = tuple(_published(edition, known.get(edition.key), None if before else _own_day(edition.leaflet), today) for edition in editions)
    return replace(before or fresh, leaflets=now, gone=_gone(before or fresh, {one.key for one in now}, today))


def _gone(before: Publication, there: set[str], today: date) -> tuple[GoneLeaflet, ...]:
    """What stood there and does no more, the newest first."""
    known = sorted(before.leaflets, key=lambda one: one.key)
    lost = [GoneLeaflet(one.key, one.title, today.isoformat()) for one in known if one.key not in there]
    again = there | {one.key for one in lost}
    return tuple([*lost, *(one for one in before.gone if one.key not in again)][:REMEMBERED])


def _published(edition: DatedText, known: PublishedLeaflet | None, own: date | None, today: date) -> PublishedLeaflet:
    leaflet = edition.leaflet
    if known and known.says == edition.says:
        return replace(known, title=leaflet.title, version=leaflet.version)
    day = (own or today).isoformat()
    return PublishedLeaflet(edition.key, leaflet.title, leaflet.version, edition.says, known.first if known else day, day)


def _own_day(leaflet: Leaflet) -> date | None:
    return leaflet.reviewed or leaflet.produced
