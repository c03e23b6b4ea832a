"""Who sits at the desk, and what lies on it: kept on the server alone.

In: a person who was let in; the token of a cookie.  Out: `Session`s.  A token is kept as its digest; a session that nobody has used for a
while is locked, one that is old ends.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from handouts.actions.handing import HandedOut, Prepared, Wishes
from handouts.diary.staff import ROLES, Role

IDLE = 15 * 60  # seconds after which a session is locked
LONGEST = 12 * 3600  # seconds that a session lasts
MOST, DRAFTS, KEPT = 500, 8, 400  # sessions of a desk; drafts of a session, other things that it keeps
MADE = 400  # sessions made an hour, at most


@dataclass(slots=True)
class Draft:
    """Prepared copies that lie on the desk: whose, how they were wished for, and what became of them, once.  lock: of the deed."""

    entry: str
    wishes: Wishes
    prepared: Prepared = field(repr=False)
    done: HandedOut | None = None
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)


@dataclass(slots=True)
class Session:
    """Somebody at the desk.

    told: what just happened, shown once; checked: entries whose birth date was said; kept: see `keep`; asked: the list (name, bytes) whose
    columns are asked, under the name that it has meanwhile; at: the page they are on; language: that they read, '' for the clinic's.
    """

    who: str
    role: Role
    began: float
    seen: float
    locked: bool = False
    at: str = "/"
    language: str = ""
    told: list[str] = field(default_factory=list, repr=False)
    checked: set[str] = field(default_factory=set)
    drafts: OrderedDict[str, Draft] = field(default_factory=OrderedDict, repr=False)
    asked: dict[str, tuple[str, bytes]] = field(default_factory=dict, repr=False)
    kept: OrderedDict[str, object] = field(default_factory=OrderedDict, repr=False)

    def keep(self, thing: object) -> str:
        """Keep something under a name that says nothing of it, for an address or a form: whom somebody looks at, a deed to be done once."""
        name = secrets.token_urlsafe(9)
        self.kept[name] = thing
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return name

    def lay(self, draft: Draft) -> str:
        """Lay a draft on the desk; the oldest goes.  The name that it has there."""
        name = secrets.token_urlsafe(9)
        self.drafts[name] = draft
        while len(self.drafts) > DRAFTS:
            self.drafts.popitem(last=False)
        return name

    def ask(self, called: str, data: bytes) -> str:
        """Keep a list until its columns are told, instead of any before.  The name that it has meanwhile."""
        name = secrets.token_urlsafe(9)
        self.asked = {name: (called, data)}
        return name

    def may(self, role: Role) -> bool:
        """Whether somebody in this role, or in a higher one, sits here."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Sessions:
    """The sessions of a desk.  clock: seconds that only go on."""

    def __init__(self, idle: int = IDLE, clock: Callable[[], float] = time.monotonic) -> None:
        self.idle, self.clock = idle, clock
        self._there: OrderedDict[bytes, Session] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, who: str, role: Role, old: str = "") -> str:
        """Let somebody in.  The token of the new session: nobody has had it before.  old: the token that they came with, which ends.

        Who was there before is on the same page again.
        """
        token, now = secrets.token_urlsafe(32), self.clock()
        with self._lock:
            before = self._there.pop(_digest(old), None)
            self._there[_digest(token)] = Session(who, role, now, now, at=before.at if before and before.who == who else "/")
            while len(self._there) > MOST:
                self._there.popitem(last=False)
        return token

    def find(self, token: str) -> Session | None:
        """The session of a token, locked if nobody has used it for a while; None if there is none, or if it is over."""
        with self._lock:
            found = self._there.get(_digest(token))
            now = self.clock()
            if found is None or now - found.began > LONGEST:
                self._there.pop(_digest(token), None)
                return None
            if now - found.seen > self.idle:
                self._shut(found)
            found.seen = now
            return found

    def lock(self, token: str) -> None:
        """Lock a session: what lies on the desk is put away, who sits there is kept."""
        if found := self.find(token):
            self._shut(found)

    def end(self, token: str) -> None:
        """End a session."""
        with self._lock:
            self._there.pop(_digest(token), None)

    def _shut(self, session: Session) -> None:
        session.locked = True
        session.drafts.clear()
        session.asked.clear()
        session.told.clear()
        session.checked.clear()
        session.kept.clear()


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
