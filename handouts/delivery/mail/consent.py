"""A person signs in at the provider, once, and lets the program send mail.

In: settings with a sign-in that needs a person; a way to say what to open.  Out: nothing; the tokens are kept.  Refuses a sign-in that
needs nobody (`InputError`), a no, and nobody who comes (`Denied`).

Microsoft: a code that is typed in on any other machine (device flow, RFC 8628).  Google, whose device flow has no scope for mail: a page in
a browser of this machine, which comes back to a port of it (RFC 8252, 7.3, with PKCE, RFC 7636).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from handouts.delivery.mail.authority import SIGN_IN, Denied, asked
from handouts.delivery.mail.grants import identity, tokens_in
from handouts.delivery.mail.kept import Grant, keep
from handouts.delivery.mail.registration import SignIn
from handouts.delivery.mail.settings import MailSettings
from handouts.errors import InputError

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
INTERVAL, SLOWER = 5, 5  # seconds between two questions, and more of them when asked to slow down (RFC 8628, 3.2 and 3.5)
LONGEST = 900  # seconds that a person may take
WAITS = ("authorization_pending", "slow_down")
DONE = "You have signed in. This page can be closed."
NOT_DONE = "This is not the page that was asked for."
Say = Callable[[str], None]


def sign_in(settings: MailSettings, say: Say, sleep: Callable[[float], None] = time.sleep) -> None:
    """Let a person sign in, and keep what comes of it.  Raises Denied, InputError, ClinicError, OutputError."""
    how = settings.sign_in
    if how is None:
        raise InputError(f"{settings.file}: has no table [sign-in]; write one, see docs/email.md")
    if not how.person:
        raise InputError(f"{settings.file}: the application signs in by itself, with its secret or certificate; nobody has to")
    said = _by_code(settings, how, say, sleep) if how.provider == "microsoft" else _by_page(settings, how, say)
    made = tokens_in(how, said, Grant())
    if not made.refresh:
        raise Denied(f"{how.provider.capitalize()} gives no token that lasts; add offline_access to scope in mail.toml, or delete scope")
    keep(settings, made)


def _by_code(settings: MailSettings, how: SignIn, say: Say, sleep: Callable[[float], None]) -> Mapping[str, Any]:
    """What the token server gives, when somebody has typed the code in."""
    given = asked(how, how.device_url, {"client_id": how.client, "scope": how.asked})
    try:
        page = given.get("verification_uri") or given["verification_url"]
        code, device, life = str(given["user_code"]), str(given["device_code"]), float(given["expires_in"])
        pause = float(given.get("interval", INTERVAL))
    except (KeyError, ValueError, TypeError):
        raise Denied(f"{urlsplit(how.device_url).hostname}: gives no code to sign in with; check authority and tenant") from None
    say(f"open {page} in any browser, type in the code {code}, and sign in as {settings.login}, or as somebody who may send as it")
    until = time.monotonic() + min(life, LONGEST)
    form = {"grant_type": DEVICE, "device_code": device, **identity(settings)}
    while time.monotonic() < until:
        sleep(pause)
        try:
            return asked(how, how.token_url, form)
        except Denied as error:
            if error.error not in WAITS:
                raise
            pause += SLOWER if error.error == "slow_down" else 0
    raise Denied(f"nobody signed in in time; {SIGN_IN} once more", "expired_token")


def _by_page(settings: MailSettings, how: SignIn, say: Say) -> Mapping[str, Any]:
    """What the token server gives for what the browser brings."""
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    with _Listener(state) as listener:
        back = f"http://127.0.0.1:{listener.server_address[1]}/"
        query = {
            "client_id": how.client, "redirect_uri": back, "response_type": "code", "scope": how.asked, "state": state,
            "code_challenge": challenge, "code_challenge_method": "S256", "access_type": "offline", "prompt": "consent",
            "login_hint": settings.login,
        }  # fmt: skip
        say(f"open {how.page_url}?{urlencode(query)} in a browser of this machine, and sign in as {settings.login}")
        answer = listener.wait(LONGEST)
    if "code" not in answer:
        raise Denied(f"nobody signed in, or said no; {SIGN_IN} once more", answer.get("error", "expired_token"))
    form = {"grant_type": "authorization_code", "code": answer["code"], "code_verifier": verifier, "redirect_uri": back}
    return asked(how, how.token_url, {**form, **identity(settings)})


class _Listener(HTTPServer):
    """Waits on a port of this machine for the browser to come back.  state: what it must bring, so that no other page can send it."""

    timeout = 1.0

    def __init__(self, state: str) -> None:
        self.state, self.answer = state, dict[str, str]()
        super().__init__(("127.0.0.1", 0), _Page)

    def wait(self, seconds: float) -> dict[str, str]:
        """What the browser brought; nothing if it did not come in time."""
        until = time.monotonic() + seconds
        while not self.answer and time.monotonic() < until:
            self.handle_request()
        return self.answer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no news."""


class _Page(BaseHTTPRequestHandler):
    server: _Listener
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is told of addresses that hold a code."""

    def do_GET(self) -> None:
        """Take the answer, and say that it was taken."""
        said = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        good = secrets.compare_digest(said.get("state", "").encode(), self.server.state.encode()) and bool({"code", "error"} & set(said))
        text = (DONE if good else NOT_DONE).encode()
        self.send_response(200 if good else 404)
        for name, value in (("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text))), ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)
        if good:
            self.server.answer = said
