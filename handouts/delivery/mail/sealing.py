"""A PDF is locked: AES-256, opened by a passphrase alone (ISO 32000-2, 7.6.4.4.10, revision 6).

In: the bytes of a copy, a passphrase.  Out: the same PDF, encrypted, its tags and metadata with it; still PDF/UA-1, and no longer called
PDF/A, which forbids encryption (ISO 19005-2, 6.1.3).  Refuses bytes that are no PDF (`OutputError`).

The passphrase opens it as it is written and without its hyphens: a PDF has room for two.  Every right is given with it: who can read the
letter may print, copy and have it read aloud.
"""

from __future__ import annotations

import re
from io import BytesIO

from handouts.errors import ClinicError, OutputError

CALLED_ARCHIVE = re.compile(rb'\s+pdfaid:(part|conformance)="[^"]*"')


def sealed(data: bytes, passphrase: str) -> bytes:
    """The PDF, locked.  Raises OutputError for what is no PDF, ClinicError where the package that locks is not installed."""
    try:
        import pikepdf
    except ImportError:
        raise ClinicError("locking attachments needs a package of its own: pip install 'handouts[mail]'") from None
    lock = pikepdf.Encryption(user=passphrase, owner=passphrase.replace("-", ""), R=6, allow=pikepdf.Permissions())
    out = BytesIO()
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            packet = pdf.Root.Metadata.read_bytes()
            pdf.Root.Metadata.write(CALLED_ARCHIVE.sub(b"", packet))
            pdf.save(out, encryption=lock, fix_metadata_version=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except (pikepdf.PdfError, AttributeError):
        raise OutputError("the copy is not a PDF that can be locked; make it again") from None
    return out.getvalue()
