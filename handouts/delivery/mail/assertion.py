"""A certificate in the place of a secret: the application signs who it is (RFC 7523, 2.2).

In: a file of a certificate and its key, whom it is for.  Out: a signed assertion, good for ten minutes.  Refuses a file that others may
read, that is none, or whose certificate has ended (`ClinicError`).
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from handouts.delivery.mail.registration import SignIn
from handouts.delivery.secret import unseen
from handouts.errors import ClinicError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

LIFE = 600  # seconds; learn.microsoft.com, "Microsoft identity platform application authentication certificate credentials"
KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MISSING = "signing in with a certificate needs a package of its own: pip install 'handouts[oauth]'"


def assertion(how: SignIn) -> str:
    """Says who asks, signed (RFC 7515, PS256).  Raises ClinicError."""
    certificate, key = _pair(how)
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    shown = certificate.fingerprint(hashes.SHA256())
    now = int(time.time())
    head = {"alg": "PS256", "typ": "JWT", "x5t#S256": _packed(shown)}
    claims = {
        "aud": how.token_url, "iss": how.client, "sub": how.client, "jti": str(uuid.uuid4()), "nbf": now, "iat": now, "exp": now + LIFE,
    }  # fmt: skip
    said = ".".join(_packed(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    digest = hashes.SHA256()
    signed = key.sign(said.encode(), padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    return f"{said}.{_packed(signed)}"


def ends(how: SignIn) -> datetime:
    """When the certificate ends.  Raises ClinicError."""
    return _pair(how)[0].not_valid_after_utc


def _pair(how: SignIn) -> tuple[Certificate, RSAPrivateKey]:
    """The certificate and its key."""
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        raise ClinicError(MISSING) from None
    assert how.certificate is not None
    data, file = unseen(how.certificate, "the application"), how.certificate
    try:
        certificate, key = x509.load_pem_x509_certificate(data), load_pem_private_key(data, None)
    except (ValueError, TypeError):
        raise ClinicError(f"{file}: is not a certificate and its key (PEM), the key without a password; see docs/email.md") from None
    if not isinstance(key, RSAPrivateKey) or certificate.public_key() != key.public_key():
        raise ClinicError(f"{file}: its key is not an RSA key, or not that of its certificate; put the two that belong together into it")
    if certificate.not_valid_after_utc < datetime.now(UTC):
        ended = certificate.not_valid_after_utc.date()
        raise ClinicError(f"{file}: its certificate ended on {ended}; make another, and upload it for the application")
    return certificate, key


def _packed(data: bytes) -> str:
    """Base64 for addresses, without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
