"""Name and password for a printer or print server: Basic and Digest (RFC 7617, RFC 7616).

In: a name, a way to its password, what a server asks for (`WWW-Authenticate`).  Out: the header that answers.  Refuses nothing: a kind
that is not known has no answer.  Whether the connection is one for passwords is looked at by `settings`.

The password is fetched when it is first asked for.  What was asked is remembered: the next request is sent with its answer, for a
document that is refused would travel twice.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

HASHES = {"SHA-256": "sha256", "SHA-512-256": "sha512_256", "MD5": "md5"}  # the better first (RFC 7616, 3.7); MD5 is what printers have
PART = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9-]*)(?=\s+[A-Za-z0-9_-]+\s*=|\s*(?:,|$))")


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a server asks for: a scheme in small letters, and its parts."""

    scheme: str
    parts: Mapping[str, str]

    @property
    def hash(self) -> str:
        """The name of Digest's hash, '' if it is not known."""
        return HASHES.get(self.parts.get("algorithm", "MD5").upper().removesuffix("-SESS"), "")

    @property
    def rank(self) -> int:
        """The best first: Digest by its hash, then Basic; what is not known has none."""
        if self.scheme == "basic":
            return len(HASHES)
        plain = "auth" in re.split(r"[\s,]+", self.parts.get("qop", "auth"))
        return list(HASHES.values()).index(self.hash) if self.scheme == "digest" and self.hash and plain else -1


@dataclass(slots=True)
class Credentials:
    """A name, and its password when it is asked for."""

    user: str
    password: Callable[[], str] = field(repr=False)
    _asked: Challenge | None = field(default=None, repr=False)
    _known: str | None = field(default=None, repr=False)
    _count: int = field(default=0, repr=False)

    def take(self, headers: Iterable[str]) -> bool:
        """Whether there is another answer to what a server asks than was given before: none was, or its number had only grown old."""
        best = min((one for one in challenges(headers) if one.rank >= 0), key=lambda one: one.rank, default=None)
        first, stale = self._asked is None, best is not None and best.parts.get("stale", "").lower() == "true"
        self._asked, self._count = best, 0
        return best is not None and (first or stale)

    def header(self, method: str, path: str) -> dict[str, bytes]:
        """What goes with a request; nothing before somebody has asked."""
        if self._asked is None:
            return {}
        if self._known is None:
            self._known = self.password()
        asked = self._asked
        said = self._basic(self._known) if asked.scheme == "basic" else self._digest(asked, self._known, method, path)
        return {"Authorization": said.encode()}

    def _basic(self, password: str) -> str:
        return "Basic " + b64encode(f"{self.user}:{password}".encode()).decode()

    def _digest(self, asked: Challenge, password: str, method: str, path: str) -> str:
        """RFC 7616, 3.4; without qop, as RFC 2069 had it."""
        parts, realm, nonce = asked.parts, asked.parts.get("realm", ""), asked.parts.get("nonce", "")
        self._count += 1
        count, ours = f"{self._count:08x}", secrets.token_hex(16)

        def digest(*words: str) -> str:
            return hashlib.new(asked.hash, ":".join(words).encode(), usedforsecurity=False).hexdigest()

        who = digest(self.user, realm, password)
        session = parts.get("algorithm", "").upper().endswith("-SESS")
        if session:
            who = digest(who, nonce, ours)
        what, more = digest(method, path), (count, ours, "auth") if "qop" in parts else ()
        said = {"username": self.user, "realm": realm, "nonce": nonce, "uri": path, "response": digest(who, nonce, *more, what)}
        said |= {"opaque": parts["opaque"]} if "opaque" in parts else {}
        said |= {"cnonce": ours} if more or session else {}
        bare = {"algorithm": parts["algorithm"]} if "algorithm" in parts else {}
        bare |= {"qop": "auth", "nc": count} if more else {}
        quoted = [f'{name}="{_escaped(value)}"' for name, value in said.items()]
        return "Digest " + ", ".join([*quoted, *(f"{name}={value}" for name, value in bare.items())])


def challenges(headers: Iterable[str]) -> list[Challenge]:
    """What headers ask for; one may hold several (RFC 9110, 11.6.1)."""
    found = []
    for header in headers:
        bare = re.sub(r'"(?:[^"\\]|\\.)*"', lambda text: '"' + "x" * (len(text[0]) - 2) + '"', header)  # no comma of a realm parts anything
        starts = [*SCHEME.finditer(bare)]
        for at, start in enumerate(starts):
            end = starts[at + 1].start() if at + 1 < len(starts) else len(header)
            parts = {part[1].lower(): _plain(part) for part in PART.finditer(header[start.end() : end])}
            found.append(Challenge(start[1].lower(), parts))
    return found


def _plain(part: re.Match[str]) -> str:
    return part[3] if part[2] is None else re.sub(r"\\(.)", r"\1", part[2])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
