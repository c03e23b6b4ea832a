"""Files of copies that count no more leave their folders.

In: copies of the ledger.  Out: nothing.  Only the very files that were made are taken away; what lies in a combined file stays there.
Refuses what the storage refuses (`OutputError`).
"""

from __future__ import annotations

from collections.abc import Iterable

from handouts.files.folder import Folder
from handouts.files.guard import Guard
from handouts.files.places import place
from handouts.files.store import Store, folder_at
from handouts.ledger.data import Copy
from handouts.ledger.ledger import Ledger


def take_away(copies: Iterable[Copy], ledger: Ledger) -> None:
    """Take the files of these copies out of their folders.  Raises OutputError."""
    folders: dict[int, Folder | Store | None] = {}
    guard = Guard(ledger=ledger.path)
    for copy in copies:
        if copy.run not in folders:
            options = ledger.run(copy.run).options
            folders[copy.run] = None if options.combined or not options.target else folder_at(place(options.target), guard)
        if folder := folders[copy.run]:
            folder.take_away(copy.struck.file, copy.struck.sha256)
