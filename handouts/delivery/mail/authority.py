"""A conversation with the server that gives tokens (RFC 6749), and what its refusals mean.

In: an address, a form.  Out: what it answers, as a mapping.  Refuses a server that is not who it says, and every answer that is no yes
(`Denied`, a `ChannelError`: nothing leaves, everything waits).  What is said names the kind of refusal and Microsoft's number, and nothing
else of the answer: no secret, no name.

Plain HTTP of the standard library instead of msal and google-auth: what is asked are two or three forms that RFC 6749 and RFC 8628 fix,
the same for both providers; those libraries bring a cache each, which keeps tokens in the open, and errors that quote what was answered.
"""

from __future__ import annotations

import json
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from handouts.delivery.channel import ChannelError
from handouts.delivery.encryption import too_old
from handouts.delivery.mail.registration import SignIn
from handouts.errors import ClinicError

PATIENCE = 30.0  # seconds for a whole answer
LARGEST = 256 * 1024  # bytes of one
SIGN_IN = "say `handouts mail sign-in`"
CHECK = "check secret or certificate under [sign-in] in mail.toml"
REFUSALS: dict[str, tuple[str, str]] = {  # Microsoft's number (AADSTS…), or the error of RFC 6749, 5.2 and RFC 8628, 3.5
    "7000222": ("the application's secret has run out", "make a new one in Entra ID, and write it where [sign-in] says"),
    "7000215": ("the application's secret is not the right one", "write its value, not its number, where [sign-in] says"),
    "700027": ("the certificate is not one that the application has", "upload it in Entra ID, or correct certificate in mail.toml"),
    "700016": ("the directory has no such application", "correct client and tenant under [sign-in] in mail.toml"),
    "90002": ("there is no such directory", "correct tenant under [sign-in] in mail.toml"),
    "900023": ("there is no such directory", "correct tenant under [sign-in] in mail.toml"),
    "65001": ("nobody has consented to what the application asks for", "let an administrator consent to it in Entra ID"),
    "7000218": ("the application is not one that a person signs in with", "allow public client flows for it, or name its secret"),
    "70011": ("what is asked for is not known", "correct or delete scope under [sign-in] in mail.toml"),
    "50034": ("the directory has no such account", f"{SIGN_IN} with one that may send"),
    "53003": ("a rule of the directory (Conditional Access) forbids it", "let its administrator allow the application from this network"),
    "50076": ("the directory wants a second factor", SIGN_IN),
    "invalid_client": ("the application's secret or certificate is refused", CHECK),
    "invalid_grant": ("the sign-in has run out, or was taken back", f"{SIGN_IN} once more"),
    "interaction_required": ("the directory wants a person to sign in again", SIGN_IN),
    "invalid_scope": ("what is asked for is not known", "correct or delete scope under [sign-in] in mail.toml"),
    "unauthorized_client": ("the application may not sign in this way", "see docs/email.md for how it is registered"),
    "access_denied": ("whoever was asked said no", f"{SIGN_IN} once more"),
    "authorization_declined": ("whoever was asked said no", f"{SIGN_IN} once more"),
    "expired_token": ("nobody signed in in time", f"{SIGN_IN} once more"),
    "bad_verification_code": ("nobody signed in in time", f"{SIGN_IN} once more"),
}  # fmt: skip
NETWORK = "look at the network, and that no firewall or proxy (HTTPS_PROXY) is between"
LATER = ("temporarily_unavailable", "server_error")


class Denied(ChannelError):
    """No token is given.  error: the word of RFC 6749 for it."""

    def __init__(self, text: str, error: str = "", *, temporary: bool = False) -> None:
        self.error = error
        super().__init__(text, temporary=temporary)


def asked(how: SignIn, url: str, form: Mapping[str, str]) -> Mapping[str, Any]:
    """What a server answers to a form.  Raises Denied, ClinicError."""
    at = urlsplit(url).hostname or url
    request = urllib.request.Request(url, urlencode(form).encode(), {"Accept": "application/json"})  # noqa: S310  is_server holds it to https
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=_trusted(how)), _Stays())
    until = time.monotonic() + PATIENCE
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return _read(answer, at, until)
    except urllib.error.HTTPError as error:
        with error:
            raise _denied(error, at, until) from None
    except urllib.error.URLError as error:
        raise _unreached(error.reason, at) from None
    except (OSError, HTTPException):
        raise Denied(f"{at}: does not answer; {NETWORK}", temporary=True) from None


class _Stays(urllib.request.HTTPRedirectHandler):
    """Follows nobody: a secret goes where the settings say, and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _trusted(how: SignIn) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(how.ca) if how.ca else None)
    except (OSError, ssl.SSLError):
        raise ClinicError(f"{how.ca}: is not a file of certificates (PEM); correct ca under [sign-in] in mail.toml") from None


def _read(answer: Any, at: str, until: float) -> Mapping[str, Any]:
    data = b""
    while more := answer.read1(LARGEST):
        data += more
        if len(data) > LARGEST or time.monotonic() > until:
            raise Denied(f"{at}: does not come to the end of its answer; {NETWORK}", temporary=True)
    try:
        said = json.loads(data)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Denied(f"{at}: answers what is no token; check authority and tenant under [sign-in], and that no proxy is between")
    return said


def _denied(error: urllib.error.HTTPError, at: str, until: float) -> Denied:
    """A refusal, in a sentence."""
    said: Mapping[str, Any] = {}
    with suppress(Denied, OSError, HTTPException):
        said = _read(error, at, until)
    word, number = _first(r"^[a-z_]{1,40}", said.get("error")), _first(r"(?<=AADSTS)\d{2,8}\b", said.get("error_description"))
    if error.code == 429 or error.code >= 500 or word in LATER:
        return Denied(f"{at}: gives no token at the moment ({error.code}); go on in a while", word, temporary=True)
    named = " ".join(part for part in (word, number and f"AADSTS{number}") if part) or f"HTTP {error.code}"
    unknown = ("gives no token", "look the number up at login.microsoftonline.com/error" if number else "see docs/email.md")
    what, remedy = REFUSALS.get(number) or REFUSALS.get(word) or unknown
    return Denied(f"{at}: {what} ({named}); {remedy}", word)


def _first(pattern: str, said: object) -> str:
    """What fits in something that was answered; '' if nothing does."""
    found = re.search(pattern, str(said or ""))
    return found[0] if found else ""


def _unreached(reason: object, at: str) -> Denied:
    if isinstance(reason, ssl.SSLCertVerificationError):
        remedy = "if a proxy of the house opens connections, name its authority as ca under [sign-in] in mail.toml"
        return Denied(f"{at}: its certificate is not good, and nothing was sent to it; {remedy}")
    if isinstance(reason, Exception) and too_old(reason):
        return Denied(f"{at}: encrypts in an old way only (TLS 1.1 or older), and nothing was sent to it; look at proxies on the way")
    return Denied(f"{at}: is not reached, and gives the tokens for the mail; {NETWORK}", temporary=True)
