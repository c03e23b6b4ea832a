"""The general edition of a leaflet: a copy without a patient, to be signed, put in a rack or shown on a web site.

In: a leaflet, a language, a manner.  Out: the edition, in a file.  Refuses what the press refuses, and a file that is no older general
edition (`OutputError`): no patient's copy is written over.  Nothing is recorded, since nobody is given anything.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.manner import Manner
from handouts.actions.where import Where

if TYPE_CHECKING:
    from handouts.press import Handout


@dataclass(frozen=True, slots=True)
class MakeEdition:
    """A leaflet without a patient.  language: '' for the clinic's; of its manner, the layout 'auto' is standard."""

    where: Where
    leaflet: str
    out: Path
    _: KW_ONLY
    language: str = ""
    manner: Manner = field(default_factory=Manner)


@dataclass(frozen=True, slots=True)
class MadeEdition:
    """A general edition, and where it is."""

    file: Path
    handout: Handout = field(repr=False)

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        made = self.handout
        return {
            "leaflet": made.leaflet.identifier, "language": made.leaflet.language, "version": made.leaflet.version,
            "status": made.leaflet.status, "layout": made.layout, "file": str(self.file), "pages": made.pages, "sha256": made.sha256,
            "proof": made.proof,
        }  # fmt: skip


def make_edition(request: MakeEdition) -> MadeEdition:
    """Make a leaflet's general edition.

    Raises InputError for a leaflet that there is not, LeafletError for one that cannot do without a patient, RefusedError for one that may
    not be given out, OutputError where nothing may be written.
    """
    from handouts.files.output import write_whole
    from handouts.proof.kinds import EDITION

    outlet = request.where.guard().outlet(request.out, EDITION)
    outlet.clear()
    press = request.manner.press(request.where.read())
    made = press.edition(press.shelf.named(request.leaflet), request.language)
    write_whole(outlet, made.data)
    return MadeEdition(request.out, made)
