"""Access tokens as servers and programs write them: a line of text, or JSON with the time at which they end.

In: a text, or what a token server answers.  Out: a `Token`.  Refuses JSON without a token, and one that has ended (`ClinicError`); what is
said never quotes it.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handouts.delivery.secret import one_line
from handouts.errors import ClinicError

EARLY = 300.0  # seconds before its end at which a token is fetched anew, or half its life if that is less
VALUES = ("access_token", "accessToken", "token")  # RFC 6749, 5.1; `az account get-access-token`; `gcloud … --format=json`
LIVES = ("expires_in", "expiresIn")  # seconds from now
ENDS = ("expires_on", "expires_at", "expiresOn", "expiresAt", "expiry", "token_expiry")  # a moment


@dataclass(frozen=True, slots=True)
class Token:
    """An access token.  renew: the moment (seconds since 1970) from which another is fetched; 0 if nobody said when it ends."""

    value: str = field(repr=False)
    renew: float = 0.0

    def good(self, now: float) -> bool:
        """Whether it may be used without asking for another."""
        return now < self.renew


def token_of(said: Mapping[str, Any], where: str, now: float | None = None) -> Token:
    """The token in an answer.  Raises ClinicError if there is none, or it has ended."""
    now = time.time() if now is None else now
    value = next((said[name] for name in VALUES if isinstance(said.get(name), str)), "").strip()
    if not value:
        raise ClinicError(f"{where}: is JSON without an access_token; expected that and expires_in, or the token alone")
    one_line(value, where)
    life = _life(said, where, now)
    if life is None:
        return Token(value)
    if life <= 0:
        raise ClinicError(f"{where}: is a token that has ended; let it be fetched anew")
    return Token(value, now + life - min(EARLY, life / 2))


def token_in(text: str, where: str) -> Token:
    """The token in a text: JSON, or one line.  Raises ClinicError."""
    if not text.startswith("{"):
        return Token(one_line(text, where))
    try:
        said = json.loads(text)
    except ValueError:
        raise ClinicError(f"{where}: begins like JSON, and is none; expected the token, or JSON with access_token") from None
    return token_of(said, where)


def _life(said: Mapping[str, Any], where: str, now: float) -> float | None:
    """Seconds that a token lasts; None if it is not said.  Raises ClinicError for what is no time."""
    told = [name for name in (*LIVES, *ENDS) if said.get(name) not in (None, "")]
    if not told:
        return None
    try:
        life = float(said[told[0]]) if told[0] in LIVES else _moment(said[told[0]]) - now
    except (TypeError, ValueError, OverflowError, OSError):
        life = math.nan
    if not math.isfinite(life):
        raise ClinicError(f"{where}: does not say when its token ends in a way that is known; expected expires_in, in seconds")
    return life


def _moment(said: object) -> float:
    """Seconds since 1970, of such a number or of a date and time (ISO 8601); without a zone, of this machine.  Raises ValueError."""
    if isinstance(said, Mapping):  # gcloud: {"datetime": …}
        said = said.get("datetime", "")
    if isinstance(said, (int, float)) or re.fullmatch(r"\d+(\.\d+)?", str(said)):
        found = float(str(said))
        return found / 1000 if found > 1e11 else found  # Java's and JavaScript's milliseconds
    return datetime.fromisoformat(str(said)).timestamp()
