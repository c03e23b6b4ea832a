"""Who may come in to the desk, by name.

In: the diary; a name, a role, the digest of a pass-phrase.  Out: `Member`s.  They stand in the diary because its file is for its owner
alone, is written whole or not at all by many at once, and is one file to keep.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from handouts.diary.file import Diary
from handouts.ledger.file import spoken, understood

Role = Literal["desk", "editor", "manager"]
ENROL = """
    INSERT INTO staff (name, role, phrase, added) VALUES (?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET role = excluded.role, phrase = excluded.phrase, added = excluded.added
"""
ROLES: tuple[Role, ...] = ("desk", "editor", "manager")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the staff.  phrase: argon2's digest of the pass-phrase, '' for who comes by a proxy alone; language: that they
    read the desk in, '' for the clinic's."""

    name: str
    role: Role
    added: datetime
    phrase: str = field(repr=False, default="")
    language: str = ""


def members(diary: Diary) -> tuple[Member, ...]:
    """All of them, by name.  Raises LedgerError."""
    with understood(diary.path):
        found = diary.connection.execute("SELECT name, role, added, phrase, language FROM staff ORDER BY name")
        return tuple(Member(name, role, datetime.fromisoformat(added), *rest) for name, role, added, *rest in found)


def enrol(diary: Diary, name: str, role: Role, phrase: str) -> Member:
    """Add somebody, or give somebody another role and pass-phrase.  Raises LedgerError."""
    now = datetime.now(UTC).replace(microsecond=0)
    with spoken(diary.path), diary.written():
        diary.connection.execute(ENROL, (name, role, phrase, now.isoformat()))
    return Member(name, role, now, phrase)


def dismiss(diary: Diary, name: str) -> bool:
    """Remove somebody; whether there was such a one.  Raises LedgerError."""
    with spoken(diary.path), diary.written():
        return diary.connection.execute("DELETE FROM staff WHERE name = ?", (name,)).rowcount > 0


def reads(diary: Diary, name: str, language: str) -> None:
    """Somebody reads the desk in this language; nothing of who is not of the staff.  Raises LedgerError."""
    with spoken(diary.path), diary.written():
        diary.connection.execute("UPDATE staff SET language = ? WHERE name = ?", (language, name))
