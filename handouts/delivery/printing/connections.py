"""HTTP connections to a printer or print server: plain, encrypted, or by the socket of this computer.

In: where it is.  Out: a connection of the standard library.  Refuses a certificate that nobody trusts and that was not named
(`ssl.SSLCertVerificationError`, as soon as it connects), and a file that is no certificate (`InputError`).
"""

from __future__ import annotations

import http.client
import socket
import ssl
from pathlib import Path

from handouts.delivery.encryption import too_old
from handouts.errors import InputError

OR = "or name the certificate itself as certificate in printing.toml"
OWN = (
    "shows a certificate of its own, which nothing on this computer vouches for; save it from the printer's web page, and name it as "
    "certificate in printing.toml"
)  # fmt: skip
OTHER = (
    "shows another certificate than the one that was named; if it was renewed, save the new one from its web page; otherwise find out who "
    "answers there"
)  # fmt: skip
OLD = "encrypts in an old way only (TLS 1.1 or older), and nothing was sent; update the printer, or switch TLS 1.2 on on its web page"


class NotNamed(ssl.SSLCertVerificationError):
    """It shows another certificate than the one that was named."""


DISTRUST = {  # verify codes of OpenSSL (x509_vfy.h): what is so, what to do
    10: ("shows a certificate that is out of date, or this computer's clock is wrong", f"renew it on its web page, set the clock, {OR}"),
    62: ("shows a certificate for another name", f"write that name in the printer's address, {OR}"),
}


class Local(http.client.HTTPConnection):
    """HTTP over the socket of a local server."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self.unix = path

    def connect(self) -> None:
        """Connect."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.unix)


class Secure(http.client.HTTPSConnection):
    """HTTPS, always verified: by the computer's authorities, or by being the one certificate that was named.

    Printers make certificates of their own, for names of their own; such a one is trusted when it is the very file named.
    """

    def __init__(self, host: str, port: int, certificate: Path | None, timeout: float) -> None:
        self.pinned = None
        context = ssl.create_default_context()
        if certificate is not None:
            self.pinned = _pinned(certificate)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # compared byte for byte in `connect`
        super().__init__(host, port, timeout=timeout, context=context)

    def connect(self) -> None:
        """Connect.  Raises NotNamed, before anything is said."""
        super().connect()
        if self.pinned is not None and self.sock.getpeercert(binary_form=True) != self.pinned:
            self.close()
            raise NotNamed


def distrusted(error: Exception) -> str:
    """Why a connection that answers is not trusted, and what to do; '' for any other error."""
    if isinstance(error, NotNamed):
        return OTHER
    if isinstance(error, ssl.SSLCertVerificationError):
        return "; ".join(DISTRUST[error.verify_code]) if error.verify_code in DISTRUST else OWN
    return OLD if too_old(error) else ""


def _pinned(certificate: Path) -> bytes:
    try:
        return ssl.PEM_cert_to_DER_cert(certificate.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise InputError(f"{certificate}: is no certificate in PEM form: {error}; save the printer's own from its web page") from None
