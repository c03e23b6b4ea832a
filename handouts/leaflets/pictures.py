"""The pictures that a leaflet names, and where each is found.

In: a leaflet and a clinic.  Out: paths.  A name is looked for beside the leaflet, in the clinic's assets, and in the built-in library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import nodes

from handouts.clinics.clinic import Clinic
from handouts.files.reading import LONGEST_NAME
from handouts.leaflets.fences import file_and_width
from handouts.leaflets.grid import SHOWN
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.nodes import Branch, read_nodes
from handouts.leaflets.sandbox import sandbox

FENCE, PICTURE, GRID = "container_box", "picture", "pictures"
ONE = (PICTURE, "beside")  # boxes that are named with a file


def place_of(name: str, leaflet: Leaflet, clinic: Clinic) -> Path | None:
    """Where the picture of a name is; None if there is none."""
    return next((place for place in _places(name, leaflet, clinic) if place.is_file()), None)


def _places(name: str, leaflet: Leaflet, clinic: Clinic) -> tuple[Path, ...]:
    """Where a picture is looked for, in this order; nowhere if it has no name for a file."""
    if not re.fullmatch(r"[\w][\w .-]*", name) or len(name.encode()) > LONGEST_NAME:
        return ()
    return leaflet.folder / name, clinic.folder / "assets" / name, clinic.find("handouts/library", name)


def pictures_of(text: str, leaflet: Leaflet, clinic: Clinic) -> set[Path]:
    """Every place where a picture is looked for that a template names, whichever branch of a condition it stands in.

    A place without a file counts: one that is put there would be taken.
    Raises jinja2.TemplateSyntaxError for a text that is no template.
    """
    return {place for name in set(_named(text)) for place in _places(name, leaflet, clinic)}


def _named(text: str) -> Iterator[str]:
    """The pictures in the words of a template, read as its copies are read."""
    words = "".join(data.data for data in sandbox().parse(text).find_all(nodes.TemplateData))
    if PICTURE in words or ONE[1] in words:  # most templates have none, and need not be read
        yield from _in(read_nodes(words))


def _in(branches: Iterable[Branch]) -> Iterator[str]:
    for branch in branches:
        name, _, rest = branch.token.info.strip().partition(" ") if branch.kind == FENCE else ("", "", "")
        if name in ONE:
            yield file_and_width(rest)[0]
        elif name == GRID:
            yield from (shown[1] for inner in branch.inside for words in inner.inside if (shown := SHOWN.match(words.token.content)))
        yield from _in(branch.inside)
