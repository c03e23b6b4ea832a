"""Who may come in to the desk, and whether somebody is who they say.

In: a name, a role, a pass-phrase.  Out: the staff; whoever came in, or nobody.  Refuses a name or a pass-phrase that will not do
(`InputError`).  Pass-phrases are kept as argon2 digests (argon2id, RFC 9106's second recommended set of parameters).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from handouts.actions.counter import Counter
from handouts.errors import InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from handouts.diary.deeds import Deed, Done
    from handouts.diary.staff import Member, Role

SHORTEST, LONGEST = 15, 200  # signs of a pass-phrase; the first by NIST SP 800-63B-4, 3.1.1.2
ADVICE = "take four or five words that do not belong together"
AT_ONCE = 2  # pass-phrases that are looked at together, 64 MB each
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class AddMember:
    """Somebody who may come in.  phrase: None for who comes by a proxy alone."""

    counter: Counter
    name: str
    role: Role
    phrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """Somebody who may not come in any more."""

    counter: Counter
    name: str


@dataclass(frozen=True, slots=True)
class AskDeeds:
    """What was done at the desk.  who: '' for everybody; before: the id of a deed, 0 for the newest."""

    counter: Counter
    who: str = ""
    before: int = 0
    most: int = 100


@dataclass(frozen=True, slots=True)
class Staff:
    """Who may come in, by name."""

    members: tuple[Member, ...]

    def as_json(self) -> list[dict[str, object]]:
        """For `--json`."""
        return [{"name": one.name, "role": one.role, "added": one.added.isoformat(), "phrase": bool(one.phrase)} for one in self.members]

    def find(self, name: str) -> Member | None:
        """Somebody of that name."""
        wanted = unified(name)
        return next((one for one in self.members if one.name == wanted), None)


def ask_staff(counter: Counter) -> Staff:
    """The staff.  Raises ClinicError, LedgerError."""
    from handouts.diary.staff import members

    with counter.diary(counter.read()) as diary:
        return Staff(members(diary))


def add_member(request: AddMember) -> Member:
    """Add somebody, or give somebody a new role and pass-phrase.  Raises InputError, ClinicError, LedgerError."""
    from handouts.diary.staff import enrol

    name = unified(request.name)
    if not re.fullmatch(r"\w[\w.@-]{0,39}", name):
        raise InputError("that name will not do; expected up to 40 letters, digits, dots and hyphens, without spaces, such as maria")
    digest = "" if request.phrase is None else _hasher().hash(_fit(request.phrase, name))
    with request.counter.diary(request.counter.read()) as diary:
        return enrol(diary, name, request.role, digest)


def remove_member(request: RemoveMember) -> str:
    """Remove somebody; whoever sits at a desk under that name is shown the door.  Raises InputError, ClinicError, LedgerError."""
    from handouts.diary.staff import dismiss, members
    from handouts.files.guess import hint

    name = unified(request.name)
    with request.counter.diary(request.counter.read()) as diary:
        if not dismiss(diary, name):
            raise InputError(f"there is nobody of the name {request.name!r}; {hint(name, [one.name for one in members(diary)])}")
    return name


def unified(name: str) -> str:
    """A name as it is kept: without letter case and spaces around it."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def recognised(counter: Counter, name: str, phrase: str) -> Member | None:
    """Who came in; None if name or pass-phrase is wrong, which takes the same time.  Raises ClinicError, LedgerError."""
    from argon2.exceptions import InvalidHashError, VerificationError

    found = ask_staff(counter).find(name)
    digest = found.phrase if found and found.phrase else _nobodys()
    with _turns:
        try:
            _hasher().verify(digest, _signs(phrase)[:LONGEST])
        except (VerificationError, InvalidHashError):
            return None
    return found if found and found.phrase else None


def reads_in(counter: Counter, name: str, language: str) -> None:
    """Keep that somebody of the staff reads the desk in a language.  Raises ClinicError, LedgerError."""
    from handouts.diary.staff import reads

    with counter.diary(counter.read()) as diary:
        reads(diary, name, language)


def record_deed(counter: Counter, who: str, deed: Done, entry: str = "", copies: Iterable[str] = (), about: str = "") -> None:
    """Keep who did what.  entry, copies: ids; about: a run, list or leaflet.  Raises ClinicError, LedgerError."""
    from handouts.diary.deeds import note

    with counter.diary(counter.read()) as diary:
        note(diary, who, deed, entry, copies, about)


def ask_deeds(request: AskDeeds) -> tuple[Deed, ...]:
    """Who did what, the newest first.  Raises ClinicError, LedgerError."""
    from handouts.diary.deeds import deeds

    with request.counter.diary(request.counter.read()) as diary:
        return deeds(diary, request.who, request.before, request.most)


def _fit(phrase: str, name: str) -> str:
    """The pass-phrase, if it will do.  Raises InputError."""
    signs = _signs(phrase)
    if not SHORTEST <= len(signs) <= LONGEST:
        raise InputError(f"the pass-phrase has {len(signs)} signs; expected {SHORTEST} to {LONGEST}: {ADVICE}")
    if len(set(signs)) < 6 or signs.casefold().replace(name, "") == "":
        raise InputError(f"the pass-phrase is guessed too soon: {ADVICE}")
    return signs


def _signs(phrase: str) -> str:
    """The same for whatever keyboard it was typed on (NIST SP 800-63B-4, 3.1.1.2: NFKC)."""
    return unicodedata.normalize("NFKC", phrase)


@lru_cache(1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher
    from argon2.profiles import RFC_9106_LOW_MEMORY

    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@lru_cache(1)
def _nobodys() -> str:
    """A digest that nobody's pass-phrase has, looked at for unknown names."""
    import secrets

    return _hasher().hash(secrets.token_urlsafe(32))
