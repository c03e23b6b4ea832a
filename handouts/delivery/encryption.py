"""What mail servers and printers have in common where they encrypt: too old a way, and a certificate that is about to end.

In: an error of ssl, an open connection.  Out: whether, and when.  Refuses nothing.
"""

from __future__ import annotations

import ssl
from datetime import UTC, date, datetime, timedelta

SOON = timedelta(days=30)  # so long beforehand a certificate that runs out is told of
OLD = (  # reasons of OpenSSL where the other side knows nothing that is still taken for encryption (RFC 8996: TLS 1.0 and 1.1)
    "UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "SSLV3_ALERT_HANDSHAKE_FAILURE", "TLSV1_ALERT_INSUFFICIENT_SECURITY",
    "DH_KEY_TOO_SMALL", "NO_PROTOCOLS_AVAILABLE", "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED",
)  # fmt: skip


def too_old(error: Exception) -> bool:
    """Whether the other side speaks only encryption that is broken."""
    return isinstance(error, ssl.SSLError) and error.reason in OLD


def ends_soon(sock: object) -> date | None:
    """The day on which the certificate of a connection ends, if that is soon; None if it is not, or was not verified."""
    found = sock.getpeercert() if isinstance(sock, ssl.SSLSocket) else None
    if not found or "notAfter" not in found:
        return None
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)
    return end.date() if end - datetime.now(UTC) < SOON else None
