"""A gate before a real printer: HTTPS, and a name and a password (Basic or Digest) before anything is passed on."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
import secrets
import ssl
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import trustme

from tests.handouts.delivery.secure import SecureServer

USER, PASSWORD, REALM = 'front "desk"', "Zyx:päss", "print, here"
HASHES = {"MD5": "md5", "MD5-sess": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256", "SHA-256-sess": "sha256"}


class Gate(SecureServer):
    """asks: Basic, or an algorithm of Digest, or '' for nothing; behind: the port of the printer.

    told: every Authorization; turned: how many were turned away; forget: after so many requests a number has grown old.
    """

    def __init__(self, folder: Path, behind: int, asks: str = "", *, forget: int = 1000, qop: bool = True, tls: ssl.SSLContext | None = None) -> None:
        self.behind, self.asks, self.forget, self.qop = behind, asks, forget, qop
        self.told, self.turned, self.nonces, self.documents = list[str](), 0, dict[str, int](), 0
        shown = trustme.CA().issue_cert("printer.example")  # a name of its own, as printers have
        self.certificate = folder / "printer.pem"
        self.certificate.write_bytes(shown.cert_chain_pems[0].bytes())
        if tls is None:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            shown.configure_cert(tls)
        super().__init__(_AtTheGate, tls)

    @property
    def uri(self) -> str:
        return f"ipps://localhost:{self.server_address[1]}/ipp/print"

    def challenge(self, *, stale: bool = False) -> list[str]:
        """What is asked for; a kind that nobody knows stands before it."""
        if self.asks == "Basic":
            return ["Negotiate", f'Basic realm="{REALM}", charset="UTF-8"']
        nonce = secrets.token_hex(8)
        self.nonces[nonce] = 0
        parts = [f'realm="{REALM}"', f'nonce="{nonce}"', 'opaque="o,p"', f"algorithm={self.asks}", *(['qop="auth-int, auth"'] if self.qop else [])]
        return [f"Digest {', '.join([*parts, *(['stale=true'] if stale else [])])}, Negotiate"]

    def lets_in(self, said: str, path: str) -> bool:
        """Whether this is the name and the password."""
        if self.asks == "Basic":
            return said == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        parts = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))', said)}
        nonce = parts.get("nonce", "")
        if nonce not in self.nonces or parts["username"] != USER.replace('"', '\\"') or parts["uri"] != path or parts["opaque"] != "o,p":
            return False
        self.nonces[nonce] += 1
        a1 = self.hashed(USER, REALM, PASSWORD)
        if self.asks.endswith("-sess"):
            a1 = self.hashed(a1, nonce, parts["cnonce"])
        if self.qop and int(parts["nc"], 16) != self.nonces[nonce]:
            return False
        between = (parts["nc"], parts["cnonce"], parts["qop"]) if self.qop else ()
        return parts["response"] == self.hashed(a1, nonce, *between, self.hashed("POST", path))

    def old(self, said: str) -> bool:
        found = re.search(r'nonce="(\w+)"', said)
        return bool(found) and self.nonces.get(found[1], 0) >= self.forget  # type: ignore[index]

    def hashed(self, *words: str) -> str:
        return hashlib.new(HASHES[self.asks], ":".join(words).encode()).hexdigest()


class _AtTheGate(BaseHTTPRequestHandler):
    server: Gate

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""

    def do_POST(self) -> None:
        gate, said = self.server, self.headers.get("Authorization", "").encode("latin-1").decode()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if said:
            gate.told.append(said)
        gate.documents += b"%PDF" in body
        stale = gate.old(said)
        if gate.asks and (stale or not gate.lets_in(said, self.path)):
            gate.turned += 1
            self.send_response(401)
            for header in gate.challenge(stale=stale):
                self.send_header("WWW-Authenticate", header)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        behind = http.client.HTTPConnection("localhost", gate.behind, timeout=10)
        behind.request("POST", self.path, body, {"Content-Type": "application/ipp"})
        answer = behind.getresponse()
        data = answer.read()
        behind.close()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
