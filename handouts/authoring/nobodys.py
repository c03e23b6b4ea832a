"""A leaflet's general edition, as far as it can be made: whether its text does without a patient, and its pages.

In: a draft whose text can be read, a clinic.  Out: remarks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from handouts.authoring.draft import LeafletFile
from handouts.authoring.told import of_slip, remark, sentence
from handouts.clinics.clinic import Clinic
from handouts.errors import HandoutsError, LeafletError, Slip
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.merge import merger
from handouts.leaflets.quality.remark import Remark

RULE = "edition"


def without_patient(draft: LeafletFile, leaflet: Leaflet, clinic: Clinic) -> Iterator[Remark]:
    """What keeps a leaflet's text from being a general edition."""
    try:
        merger(leaflet, clinic, general=True).edition()
    except LeafletError as error:
        yield from (of_slip(RULE, _placed(slip, draft)) for slip in error.slips)
    except HandoutsError as error:
        yield remark(RULE, leaflet.file, draft.first, 1, sentence(str(error)), "Change the text there.")


def _placed(slip: Slip, draft: LeafletFile) -> Slip:
    """A slip at its place in the file: one of the whole leaflet is of its head, or of its language."""
    if slip.file != draft.path.name or slip.line > 1:
        return slip
    line, column = draft.place_of("edition") if slip.what.startswith("'edition'") else draft.tongue
    return replace(slip, line=line, column=column)
