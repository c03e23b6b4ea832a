"""What mail servers answer, and what it means for the desk.

In: a reply, code and words (RFC 5321, 4.2; enhanced status codes of RFC 3463), and what it is an answer to.  Out: a `Meaning`: whose
fault it is, and a sentence with a remedy.  Refuses nothing: what is not known could be either's.

The words of the server are not repeated: they quote addresses.  Nor are these, or links, looked at: a mailbox may be called anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from handouts.delivery.mail.kinds import KINDS, READ, Kind, Whose

Asked = Literal["connection", "sender", "recipient", "message"]  # what is answered: CONNECT, EHLO, AUTH; MAIL; RCPT; DATA and its end
STATUS = re.compile(r"(?:^|#)([245]\.\d{1,3}\.\d{1,3})\b")
STATUSES = re.compile(r"(?m)^[245]\.\d{1,3}\.\d{1,3}\s*")
NAMES = re.compile(r"<[^>]*>|\S*@\S*|https?://\S+")
ODD = re.compile(r"\S*[\d=_]\S*|[^\w\s]")  # numbers of queues, sessions and machines


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reply means.  key: the same for replies that say the same, whomever they are about."""

    whose: Whose
    said: str
    pause: int
    alone: bool
    key: str
    temporary: bool

    @property
    def stop(self) -> bool:
        """Whether the next letter would fare the same."""
        return self.whose in (Whose.CLINIC, Whose.PAUSE)


UNKNOWN = Kind(Whose.CLINIC, "the server's answer is not one of mail (RFC 5321); check host and port in mail.toml")


def meaning(code: int, words: bytes, asked: Asked = "message") -> Meaning:
    """What a reply that is no yes means."""
    text = words[:4000].decode("utf-8", "replace")
    status = found[1] if (found := STATUS.search(text)) else ""
    said = NAMES.sub(" ", STATUSES.sub("", text)).strip()
    kind = _placed(_kind(f"{code} {status}".rstrip(), said), code, asked)
    name = " ".join(str(part) for part in (code, status) if part)
    temporary = code < 500 or kind.whose in (Whose.MOMENT, Whose.PAUSE)
    sentence = kind.said if kind is UNKNOWN else f"{name}: {kind.said}"
    return Meaning(kind.whose, sentence, kind.pause, kind.alone, _key(name, said), temporary)


@lru_cache(256)
def _kind(status: str, words: str) -> Kind:
    """The first kind whose row fits."""
    return next((kind for code, said, kind in READ if code.search(status) and said.search(words)), UNKNOWN)


def _placed(kind: Kind, code: int, asked: Asked) -> Kind:
    """A kind that fits what was asked: nothing that is said of a connection or a sender is about a patient's address."""
    about = kind.whose in (Whose.COPY, Whose.EITHER, Whose.MOMENT)
    if asked == "connection" and about:
        return KINDS["closing" if code < 500 else "connection"]
    if asked == "sender" and about and kind is not KINDS["size"]:
        return KINDS["closing" if code < 500 else "sender"]
    return kind


def _key(name: str, words: str) -> str:
    return f"{name} {' '.join(ODD.sub(' ', words.casefold()).split())[:300]}"
