"""Whether a batch may give a leaflet out: it has no errors.

In: a leaflet, a clinic, today.  Out: nothing.  Refuses a leaflet with errors (`LeafletError`: all of them).

A batch asks for the text alone, in every branch: of a draft, which leaves as a marked proof only, for what would be lost or printed as
code; of all others for the rules of quality as well.  Pages are not composed for it: each copy is composed and proven as it is made.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from handouts.authoring.draft import read_draft
from handouts.authoring.told import sorted_once
from handouts.authoring.wording import wording
from handouts.clinics.clinic import Clinic
from handouts.errors import LeafletError, Slip
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.markdown import as_clause
from handouts.leaflets.quality.rules.table import RULES

QUALITY = frozenset(row.rule for row in RULES)


def refuse_faults(leaflet: Leaflet, clinic: Clinic, today: date) -> None:
    """Let a leaflet pass that has no errors.  Raises LeafletError with all that it has."""
    if found := _faults(leaflet, clinic, today):
        raise LeafletError.at(found)


@lru_cache(256)
def _faults(leaflet: Leaflet, clinic: Clinic, today: date) -> tuple[Slip, ...]:
    """The errors of a leaflet; looked for once for each text, clinic and day."""
    draft = read_draft(leaflet.folder / leaflet.file, clinic)
    lines = draft.source.split("\n")
    found = sorted_once(said for said in wording(draft, clinic, today) if said.severity == "error")
    return tuple(
        Slip(said.file, said.line, said.column, as_clause(said.what), said.remedy, lines[said.line - 1])
        for said in found
        if leaflet.status != "draft" or said.rule not in QUALITY
    )
