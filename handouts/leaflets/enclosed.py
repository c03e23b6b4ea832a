"""The files whose pages follow a leaflet's: which there are, and where.

In: a leaflet and a clinic.  Out: paths in the clinic's `assets`, the leaflet's own before the clinic's; enclosures.  A general edition,
which is for everybody, has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from handouts.clinics.clinic import ASSETS, NAME, Clinic
from handouts.errors import ClinicError, InputError, LeafletError
from handouts.files.enclosures.reading import read_enclosure
from handouts.leaflets.leaflet import Leaflet
from layouts.document.enclosures import Enclosure


def own_places(leaflet: Leaflet, clinic: Clinic) -> tuple[Path, ...]:
    """Where those are that the leaflet names itself, whether they are there or not."""
    return tuple(clinic.folder / ASSETS / name for name in leaflet.append)


def places(leaflet: Leaflet, clinic: Clinic) -> tuple[Path, ...]:
    """Where all are that follow it, each once, in their order."""
    names = (*leaflet.append, *clinic.speaking(leaflet.language).append)
    return tuple(clinic.folder / ASSETS / name for name in dict.fromkeys(names))


def enclosures(leaflet: Leaflet, clinic: Clinic) -> tuple[Enclosure, ...]:
    """All that follow a leaflet.  Raises LeafletError for one of its own that cannot be used, ClinicError for one of the clinic's."""
    return tuple(_read(path, leaflet, clinic) for path in places(leaflet, clinic))


def _read(path: Path, leaflet: Leaflet, clinic: Clinic) -> Enclosure:
    try:
        return read_enclosure(path)
    except InputError as error:
        what, _, remedy = str(error).partition("; ")
        if path.name not in leaflet.append:
            raise ClinicError(f"{clinic.folder / NAME}: append: {error}") from None
        raise LeafletError(leaflet.file, *_line(leaflet), f"append: {what}", remedy=remedy[:1].upper() + remedy[1:]) from None


def _line(leaflet: Leaflet) -> tuple[int, int]:
    """Where the leaflet's head names files; its beginning if that cannot be told."""
    try:
        lines = (leaflet.folder / leaflet.file).read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return 1, 1
    return next(_found(lines), (1, 1))


def _found(lines: list[str]) -> Iterator[tuple[int, int]]:
    return ((number, 1) for number, line in enumerate(lines, start=1) if line.startswith("append:"))
