"""Which file a single copy may be written over: an older one of the same patient's appointment and leaflet, and no other.

In: the ledger, whose the new copy is.  Out: the kind of file that may lie there.  A file is known by its digest: another patient's handout,
one that somebody has changed, and one that the ledger knows nothing of (any more) are none of them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from handouts.files.guard import OutputKind
from handouts.ledger.data import Recipient
from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger

DIGESTS = "SELECT sha256 FROM copies WHERE patient = ? AND appointment = ? AND leaflet = ?"
MADE_INTO = """
    SELECT copies.sha256 FROM runs CROSS JOIN copies ON copies.run = runs.id
    WHERE runs.rows = 1 AND json_extract(options, '$.target') = ? AND file = ?
"""


def made_into(ledger: Ledger, file: Path) -> frozenset[str]:
    """The digests of the single copies that were made into a file."""
    with understood(ledger.path):
        found = ledger.connection.execute(MADE_INTO, (str(file.resolve().parent), file.name))
        return frozenset(digest for (digest,) in found)


def older_copy(ledger: Ledger, whose: Recipient, leaflet: str) -> OutputKind:
    """The kind of file that holds an older copy of this appointment and leaflet, whether it still counts or not."""
    with understood(ledger.path):
        found = ledger.connection.execute(DIGESTS, (whose.patient, whose.appointment, leaflet))
        digests = frozenset(digest for (digest,) in found)

    def known(path: Path) -> bool:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() in digests

    return OutputKind("an older handout of this very appointment and leaflet", known)
