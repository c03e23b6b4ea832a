"""Signing in at the provider of the mail, once, so that the program may send.

In: a clinic whose mail.toml has a sign-in.  Out: where the tokens are kept.  Refuses what `delivery.mail.consent` refuses.
"""

from __future__ import annotations

from dataclasses import dataclass

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.where import Where


@dataclass(frozen=True, slots=True)
class SignInForMail:
    """A clinic."""

    where: Where


@dataclass(frozen=True, slots=True)
class SignedIn:
    """For which mailbox somebody has signed in, and with whom."""

    login: str
    provider: str


def sign_in_for_mail(request: SignInForMail, attendant: Attendant = NOBODY) -> SignedIn:
    """Let a person sign in; the attendant is told what to open.  Raises DeliveryError, InputError, ClinicError, OutputError."""
    from handouts.delivery.mail.consent import sign_in
    from handouts.delivery.mail.settings import read_mail

    settings = read_mail(request.where.own("sends no mail").folder)
    sign_in(settings, attendant.call)
    assert settings.sign_in is not None
    return SignedIn(settings.login, settings.sign_in.provider.capitalize())
