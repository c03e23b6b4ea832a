"""Who did what at the desk, and when: kept for whoever answers for it.

In: the diary; who, a word for the deed, the entry, copies, run, list or leaflet that it was about.  Out: `Deed`s, the newest first.
Entries and copies stand as ids: what is kept here names no patient.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from handouts.diary.file import Diary
from handouts.ledger.file import spoken, understood

Done = Literal[
    "came in", "looked", "typed", "printed", "e-mailed", "kept", "settled", "sent again", "let leave", "withdrew", "brought in", "took out",
    "made", "corrected", "voided", "recalled", "called", "downloaded", "told a passphrase", "handed over", "stopped a hand-over",
    "wrote", "adopted", "signed",
]  # fmt: skip

DEEDS = """
    SELECT id, at, who, deed, entry, copies, about FROM deeds WHERE (? = '' OR who = ?) AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did.  entry: an appointment's id; copies: theirs; about: a run, list or leaflet, such as 'run 3'."""

    id: int
    at: datetime
    who: str
    deed: str
    entry: str
    copies: tuple[str, ...]
    about: str = ""


def note(diary: Diary, who: str, deed: Done, entry: str = "", copies: Iterable[str] = (), about: str = "") -> None:
    """Keep a deed.  Raises LedgerError."""
    now = datetime.now(UTC).replace(microsecond=0)
    with spoken(diary.path), diary.written():
        diary.connection.execute(
            "INSERT INTO deeds (at, who, deed, entry, copies, about) VALUES (?, ?, ?, ?, ?, ?)",
            (now.isoformat(), who, deed, entry, " ".join(copies), about),
        )


def deeds(diary: Diary, who: str = "", before: int = 0, most: int = 200) -> tuple[Deed, ...]:
    """The newest.  who: only this person's; before: only those older than the one of this id.  Raises LedgerError."""
    with understood(diary.path):
        return tuple(map(_deed, diary.connection.execute(DEEDS, (who, who, before, before, most))))


def _deed(row: tuple[int, str, str, str, str, str, str]) -> Deed:
    id, at, who, deed, entry, copies, about = row
    return Deed(id, datetime.fromisoformat(at), who, deed, entry, tuple(copies.split()), about)
