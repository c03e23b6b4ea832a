"""What comes in to the desk and goes out of it, whatever the page.

In: requests (ASGI).  Out: the same, if they may be answered; answers with headers that let nothing be kept, framed, or loaded from
elsewhere.  Refused are hosts that are not the desk's (DNS rebinding), forms of other sites (OWASP, CSRF: Fetch Metadata), and bodies that
are too large.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = ("GET", "HEAD")
LARGEST = 80 * 2**20  # bytes of a body: a list of 100,000 rows
POLICY: Final = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "connect-src 'self'",
    "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
))  # fmt: skip
HEADERS: Final = {
    "content-security-policy": POLICY, "cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff",
    "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}  # fmt: skip
STATIC = "/static/"
STATIC_CACHE = "private, max-age=3600"


class TooLarge(Exception):
    """A body of more than `LARGEST` bytes."""


class Gate:
    """Stands before an application.  hosts: names that the desk goes by, in lower case, without a port."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app, self.hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal:
            await PlainTextResponse(refusal[1] + "\n", refusal[0])(scope, receive, _clad(send, scope["path"]))
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await _clad(send, scope["path"])(message)

        try:
            await self.app(scope, _bounded(receive), sending)
        except TooLarge:
            if not begun:
                await PlainTextResponse(TOO_LARGE + "\n", 413)(scope, receive, _clad(send, scope["path"]))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the sentence of a refusal; None if the request may go on."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or _name(host) not in self.hosts:
            return 421, "This desk does not go by that name. Open it by the address that it showed when it was started."
        if scope["method"] not in SAFE and not _own_form(headers, host):
            return 403, "This did not come from a page of the desk, so nothing was done. Open the desk again, and do it there."
        if headers.get("content-length", "0").isdecimal() and int(headers.get("content-length", "0")) > LARGEST:
            return 413, TOO_LARGE
        return None


TOO_LARGE = f"That is more than {LARGEST >> 20} MB. Bring in a smaller file, or part of the list."


def _own_form(headers: Headers, host: str) -> bool:
    """Whether an unsafe request comes from a page of the desk itself."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() == host.lower()


def _name(host: str) -> str:
    """A host without its port, in lower case; '' for what is none."""
    found = re.fullmatch(r"([\w.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", host.lower(), re.A)
    return found[1] if found else ""


def _bounded(receive: Receive) -> Receive:
    size = 0

    async def receiving() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST:
            raise TooLarge
        return message

    return receiving


def _clad(send: Send, path: str) -> Send:
    """Sends an answer with the headers that each has."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if path.startswith(STATIC):
                headers["cache-control"] = STATIC_CACHE
        await send(message)

    return sending
