"""By what the program logs in: a password, a token that somebody else fetches, or one that it fetches itself.

In: settings.  Out: the secret, when it is asked for; a token is held as long as it lasts, and fetched anew before it ends.  Refuses what
`secret` and `grants` refuse.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from handouts.delivery.mail.grants import granted
from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.mail.tokens import Token, token_in
from handouts.delivery.secret import fetched, one_line


@dataclass(slots=True)
class Login:
    """The login of settings."""

    settings: MailSettings
    _held: Token | None = field(default=None, repr=False)
    _new: bool = field(default=False, repr=False)
    _refused: str = field(default="", repr=False)

    @property
    def by_token(self) -> bool:
        """Whether a token is shown rather than a password (XOAUTH2)."""
        return bool(self.settings.token or self.settings.sign_in)

    def secret(self) -> str:
        """The password or the token; '' for a server that wants none.  Raises ChannelError, ClinicError."""
        settings = self.settings
        if not self.by_token:
            return fetched(settings.password, settings.owner, one_line) if settings.password else ""
        if self._held is not None and self._held.good(time.time()):
            self._new = False
            return self._held.value
        if settings.token:
            self._held, self._new = fetched(settings.token, settings.owner, token_in), True
        else:
            self._held, self._new = granted(settings, self._refused)
        return self._held.value

    def another(self) -> bool:
        """Whether, after a refusal, another token may be tried: the refused one was not fetched just now, and is not used again."""
        if self._held is None or self._new:
            return False
        self._refused, self._held = self._held.value, None
        return True
