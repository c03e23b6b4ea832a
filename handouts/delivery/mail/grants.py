"""How an access token is had (RFC 6749): by the application itself, or by what a person left when signing in.

In: settings with a sign-in, what is kept of it.  Out: a `Token`; what is had is kept for the next command.  Refuses what the token server
refuses (`Denied`), and a sign-in that no person has done yet (`ChannelError`): nothing leaves, everything waits.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from handouts.delivery.channel import ChannelError
from handouts.delivery.mail.assertion import KIND, assertion
from handouts.delivery.mail.authority import SIGN_IN, Denied, asked
from handouts.delivery.mail.kept import Grant, keep, kept
from handouts.delivery.mail.registration import SignIn
from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.mail.tokens import Token, token_of
from handouts.delivery.secret import Owner, fetched, one_line
from handouts.errors import ClinicError, HandoutsError


def granted(settings: MailSettings, refused: str = "") -> tuple[Token, bool]:
    """A token that lasts, and whether it was given just now.  refused: one that the mail server did not take, though it should last.

    Raises ChannelError, ClinicError.
    """
    found = kept(settings)
    if found.access and found.access.good(time.time()) and found.access.value != refused:
        return found.access, False
    how = _how(settings)
    if not how.person:
        given = _given(how, {"grant_type": "client_credentials", "scope": how.asked, **identity(settings)})
        made = Grant(given)
    else:
        made = _refreshed(settings, found)
    assert made.access is not None
    with suppress(HandoutsError):  # what cannot be kept is fetched again
        keep(settings, made)
    return made.access, True


def identity(settings: MailSettings) -> dict[str, str]:
    """Which application asks, and how it shows that.  Raises ClinicError."""
    how, said = _how(settings), {"client_id": _how(settings).client}
    if how.certificate:
        return {**said, "client_assertion_type": KIND, "client_assertion": assertion(how)}
    if how.secret:
        return {**said, "client_secret": fetched(how.secret, Owner(settings.file, how.client, "the application"), one_line)}
    return said


def tokens_in(how: SignIn, said: Mapping[str, Any], before: Grant) -> Grant:
    """The tokens that a server gave.  Raises Denied for none."""
    try:
        given = token_of(said, how.token_url)
    except ClinicError as error:
        raise Denied(str(error)) from None
    refresh = said.get("refresh_token")
    return Grant(given, refresh if isinstance(refresh, str) and refresh else before.refresh)


def _refreshed(settings: MailSettings, found: Grant) -> Grant:
    """By what a person left; somebody else may have signed in, or used it up, meanwhile."""
    how = _how(settings)
    if not found.refresh:
        raise ChannelError(f"{settings.login}: nobody has signed in at {how.provider.capitalize()} for the mail yet; {SIGN_IN}")
    form = {"grant_type": "refresh_token", "refresh_token": found.refresh, "scope": how.asked, **identity(settings)}
    try:
        return tokens_in(how, asked(how, how.token_url, form), found)
    except Denied as error:
        newer = kept(settings)
        if error.error != "invalid_grant" or newer.refresh in ("", found.refresh):
            raise
        return newer if newer.access else tokens_in(how, asked(how, how.token_url, {**form, "refresh_token": newer.refresh}), newer)


def _given(how: SignIn, form: Mapping[str, str]) -> Token:
    made = tokens_in(how, asked(how, how.token_url, form), Grant()).access
    assert made is not None
    return made


def _how(settings: MailSettings) -> SignIn:
    assert settings.sign_in is not None
    return settings.sign_in
