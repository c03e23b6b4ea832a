"""A leaflet's file, read as far as it can be: with everything that is wrong with its head.

In: a path.  Out: a `LeafletFile`: the text, the leaflet if its head can be used, and slips.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from handouts.clinics.clinic import Clinic
from handouts.errors import LeafletError, Slip
from handouts.files.frontmatter import HEAD
from handouts.files.written import place
from handouts.leaflets.leaflet import Leaflet, read_leaflet, source_of
from handouts.leaflets.quality.places import key_place
from handouts.leaflets.signature import as_signed

NAME = re.compile(r"(?P<id>[^.]+)\.(?P<language>[A-Za-z0-9-]+)\.md")
LANGUAGE = re.compile(r"language[ \t]*:[ \t]*[\"']?([A-Za-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class LeafletFile:
    """A file.  source: its text; body: the same with the head blanked; leaflet: None if the head cannot be used.

    language: as far as known; misnamed: what is wrong with its name; claimed: the status that its head says, whoever has signed.
    """

    path: Path
    source: str
    body: str
    leaflet: Leaflet | None
    language: str
    slips: tuple[Slip, ...] = ()
    misnamed: Slip | None = None
    claimed: str = ""

    @property
    def first(self) -> int:
        """The line (from 1) on which the text begins."""
        head = HEAD.match(self.source)
        return head[0].count("\n") + 1 if head else 1

    def place_of(self, key: str) -> tuple[int, int]:
        """Where a key of the head stands."""
        return place(self.source, key_place(self.source, key))

    @property
    def tongue(self) -> tuple[int, int]:
        """Where the head says its language."""
        said = LANGUAGE.search(self.source)
        return place(self.source, said.start(1)) if said else (1, 1)


def read_draft(path: Path, clinic: Clinic, text: str | None = None) -> LeafletFile:
    """What can be read of a file, as its signatures make it.  text: what it is to say, if that is not kept yet.

    Raises FileNotFoundError, and LeafletError for one that is no text.
    """
    source = source_of(path) if text is None else text
    head = HEAD.match(source)
    body = "\n" * head[0].count("\n") + source[head.end() :] if head else ""
    said = LANGUAGE.search(head[0] if head else source)
    language = said[1] if said else "en"
    try:
        leaflet = read_leaflet(path, source)
    except LeafletError as error:
        return LeafletFile(path, source, body, None, language, error.slips or (Slip(path.name, 1, 1, str(error)),), _misnamed(path, source))
    slips: tuple[Slip, ...] = ()
    claimed = leaflet.status
    try:
        leaflet = as_signed(leaflet, clinic)
    except LeafletError as error:  # of the signatures' file
        slips = error.slips
    return LeafletFile(path, source, body, leaflet, leaflet.language, slips, _misnamed(path, source), claimed)


def _misnamed(path: Path, source: str) -> Slip | None:
    """What is wrong with a file's name: `list` and `make` would not find it."""
    said = LANGUAGE.search(source)
    line, column = place(source, said.start(1)) if said else (1, 1)
    named = NAME.fullmatch(path.name)
    tag = said[1] if said else "en-US"
    if named is None:
        wanted = f"{path.name.split('.')[0] or 'leaflet'}.{tag}.md"
        return Slip(path.name, line, column, f"the file's name {path.name!r} lacks its language: nobody would find it", f"name it {wanted}")
    if said and named["language"] != said[1]:
        wanted = f"{named['id']}.{said[1]}.md"
        what = f"says its language is {said[1]}, and its name says {named['language']}"
        return Slip(path.name, line, column, what, f"name the file {wanted}, or correct the language")
    return None
