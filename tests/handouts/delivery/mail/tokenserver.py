"""A token server of our own (RFC 6749, 8628, 7523, 7636) over HTTPS on loopback, and what a mail server needs to know its tokens.

It answers as Entra ID and Google do: their paths, their errors, their numbers.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import ssl
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from handouts.delivery.mail.registration import SignIn
from handouts.delivery.secret import Secret
from tests.handouts.delivery.mail.mailserver import GOOD, SENDER, Box, context
from tests.handouts.delivery.secure import SecureServer

CLIENT, TENANT, SECRET = "11111111-2222-3333-4444-555555555555", "clinic.example", "Zyxsecret~of~the~application"


@dataclass
class Authority:
    """What the token server knows, and how it answers.

    life: of its tokens, in seconds; script: refusals, (HTTP status, error, number), given before anything else; pending: what it answers
    before somebody has typed the code in; certificate: of the application; public: it has no secret; declines: whoever is asked says no;
    elsewhere: where it sends whoever asks; visits: how many pages were opened.
    """

    life: int = 3600
    script: deque[tuple[int, str, str]] = field(default_factory=deque)
    pending: deque[str] = field(default_factory=deque)
    certificate: x509.Certificate | None = None
    public: bool = False
    forms: list[dict[str, str]] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    refresh: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    declines: bool = False
    elsewhere: str = ""
    visits: int = 0

    def access(self) -> str:
        self.given.append(f"Zyxaccess-{len(self.given) + 1}-{time.monotonic_ns()}")
        return self.given[-1]

    def tokens(self, *, refresh: bool) -> dict[str, Any]:
        made: dict[str, Any] = {"token_type": "Bearer", "access_token": self.access(), "expires_in": self.life}
        if refresh:
            made["refresh_token"] = f"Zyxrefresh-{len(self.given)}"
            self.refresh.add(made["refresh_token"])
        return made

    def refused(self, error: str, number: str = "") -> tuple[int, dict[str, Any]]:
        told = f"AADSTS{number}: Zyxdescription of the client's secret. Trace ID: 1" if number else "Zyxdescription"
        return 401 if error == "invalid_client" else 400, {"error": error, "error_description": told}

    def known(self, form: dict[str, str], url: str) -> bool:
        """Whether the application has shown who it is."""
        if form.get("client_id") != CLIENT:
            return False
        if "client_assertion" in form:
            return self.certificate is not None and signed_by(self.certificate, form["client_assertion"], url)
        return self.public or form.get("client_secret") == SECRET

    def answer(self, path: str, form: dict[str, str], url: str) -> tuple[int, dict[str, Any]]:
        self.forms.append(form)
        if self.script:
            status, error, number = self.script.popleft()
            return status, self.refused(error, number)[1]
        if path.endswith("/devicecode"):
            return 200, {"user_code": "ABCD-1234", "device_code": "Zyxdevice", "verification_uri": "https://example.org/device", "expires_in": 900, "interval": 0}
        if not self.known(form, url):
            return self.refused("invalid_client", "7000215")
        return getattr(self, f"_{form['grant_type'].rpartition(':')[2]}")(form)  # type: ignore[no-any-return]

    def _client_credentials(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        assert form["scope"].endswith("/.default")
        return 200, self.tokens(refresh=False)

    def _device_code(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if form["device_code"] != "Zyxdevice":
            return self.refused("bad_verification_code")
        return self.refused(self.pending.popleft()) if self.pending else (200, self.tokens(refresh=True))

    def _refresh_token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Each is good once."""
        if form["refresh_token"] not in self.refresh:
            return self.refused("invalid_grant", "700082")
        self.refresh.remove(form["refresh_token"])
        return 200, self.tokens(refresh=True)

    def _authorization_code(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form["code"], {})
        shown = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if asked.get("code_challenge") != shown or asked.get("redirect_uri") != form["redirect_uri"]:
            return self.refused("invalid_grant")
        return 200, self.tokens(refresh=True)

    def page(self, query: dict[str, str]) -> str:
        """Where the browser is sent when its user has agreed, or said no."""
        assert query["access_type"] == "offline" and query["code_challenge_method"] == "S256" and query["login_hint"] == SENDER
        self.codes["Zyxcode"] = query
        answer = {"error": "access_denied"} if self.declines else {"code": "Zyxcode"}
        return f"{query['redirect_uri']}?{urlencode({**answer, 'state': query['state']})}"

    def secrets(self) -> tuple[str, ...]:
        """What nothing may tell."""
        return ("Zyx", *self.given)

    def mail(self, box: Box) -> None:
        """Let a mail server take the newest token that was given, and no other (XOAUTH2)."""

        async def auth_xoauth2(server: Any, args: list[str]) -> AuthResult:
            said = base64.b64decode(args[1])
            box.logins.append((SENDER, said))
            if self.given and said == f"user={SENDER}\1auth=Bearer {self.given[-1]}\1\1".encode():
                return AuthResult(success=True, auth_data="ok")
            await server.challenge_auth(b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}')
            return AuthResult(success=False, handled=False)

        box.auth_XOAUTH2 = auth_xoauth2  # type: ignore[attr-defined]


def signed_by(certificate: x509.Certificate, said: str, url: str) -> bool:
    """Whether an assertion is signed by a certificate's key, names it, and is for this address (RFC 7523, 3)."""
    head, claims, signature = said.split(".")
    shown, wanted = json.loads(_bytes(head)), json.loads(_bytes(claims))
    try:
        digest = hashes.SHA256()
        certificate.public_key().verify(  # type: ignore[union-attr, call-arg]
            _bytes(signature), f"{head}.{claims}".encode(), padding.PSS(padding.MGF1(digest), digest.digest_size), digest
        )
    except InvalidSignature:
        return False
    named = shown["alg"] == "PS256" and _bytes(shown["x5t#S256"]) == certificate.fingerprint(hashes.SHA256())
    return named and wanted["iss"] == wanted["sub"] == CLIENT and wanted["aud"] == url and wanted.get("nbf", 0) <= time.time() < wanted["exp"]


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def a_certificate(file: Path, days: int = 400) -> x509.Certificate:
    """A certificate of one's own with its key, in a file that only its owner may read, as Entra ID wants it."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "handouts")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(4711)
        .not_valid_before(now - datetime.timedelta(days=500)).not_valid_after(now + datetime.timedelta(days=days)).sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    file.chmod(0o600)
    return made


class TokenServer(SecureServer):
    """The server."""

    def __init__(self, authority: Authority, tls: ssl.SSLContext | None = None) -> None:
        self.authority = authority
        super().__init__(_Answering, tls or context())

    @property
    def url(self) -> str:
        return f"https://localhost:{self.server_address[1]}"

    def sign_in(self, folder: Path, provider: str = "microsoft", **fields: Any) -> SignIn:
        """A sign-in at this server; its secret lies in a file."""
        GOOD.cert_pem.write_to_path(str(folder / "ca.pem"))
        (folder / "secret").write_text(SECRET + "\n")
        (folder / "secret").chmod(0o600)
        values = {"tenant": TENANT if provider == "microsoft" else "", "authority": self.url, "ca": folder / "ca.pem", **fields}
        return SignIn(provider, CLIENT, **values)  # type: ignore[arg-type]


HELD = {"secret": Secret("file", ("secret",))}


class _Answering(BaseHTTPRequestHandler):
    server: TokenServer

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(size).decode()).items()}
        status, said = self.server.authority.answer(self.path, form, self.server.url + self.path)
        data = json.dumps(said).encode()
        self.send_response(302 if self.server.authority.elsewhere else status)
        if self.server.authority.elsewhere:
            self.send_header("Location", self.server.authority.elsewhere)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        self.server.authority.visits += 1
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.send_response(302)
        self.send_header("Location", self.server.authority.page(query))
        self.send_header("Content-Length", "0")
        self.end_headers()
