"""Who was given what: for a recall, and for whoever is asked at the desk.

In: the ledger; a leaflet, or a patient's identifier.  Out: copies, oldest first.
"""

from __future__ import annotations

from datetime import datetime

from handouts.ledger.data import Copy, stamp
from handouts.ledger.ledger import Ledger

ORDER = "ORDER BY issued, copies.run, sequence"


def given_out(ledger: Ledger, leaflet: str, version: int | None = None, since: datetime | None = None) -> tuple[Copy, ...]:
    """Every copy of a leaflet, of one version or all, issued from a moment on."""
    conditions = {"leaflet = ?": leaflet, "version = ?": version, "issued >= ?": since and stamp(since)}
    asked = {condition: value for condition, value in conditions.items() if value is not None}
    return tuple(ledger.found(f"{' AND '.join(asked)} {ORDER}", *asked.values()))


def given_to(ledger: Ledger, patient: str) -> tuple[Copy, ...]:
    """Every copy that the patient of this identifier got."""
    return tuple(ledger.found(f"patient = ? {ORDER}", patient))
