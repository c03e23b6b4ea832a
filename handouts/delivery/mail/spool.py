"""A folder of letters that would be sent, written to be looked at.

In: the folder, the ledger, which copies would be mailed now.  Out: the folder without letters of earlier looks that would not be sent any
more: what was replaced since, is void, or goes another way.  Whoever looks there must not take one of them for what leaves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from pathlib import Path

from handouts.delivery.mail.message import LETTER
from handouts.errors import InputError
from handouts.files.folder import Folder
from handouts.files.guard import Guard
from handouts.ledger.data import Copy
from handouts.ledger.ledger import Ledger

NAMED = re.compile(r"([a-z2-7]{12})\.eml")


def clear(out: Path, ledger: Ledger, guard: Guard, mailed: Collection[str], run: int) -> None:
    """Take away letters of copies that count no more, and of a run those that are not mailed.  Raises OutputError."""
    folder = Folder(out, guard)
    for path in sorted(out.glob("*.eml")):
        copy = _copy(path.name, ledger)
        if copy is None or copy.id in mailed or not LETTER.fits(path):
            continue
        if copy.replaced_by or copy.void or copy.run == run:
            folder.take_away(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _copy(name: str, ledger: Ledger) -> Copy | None:
    found = NAMED.fullmatch(name)
    try:
        return ledger.copy(found[1]) if found else None
    except InputError:
        return None
