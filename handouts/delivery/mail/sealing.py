"""A PDF is locked: AES-256, opened by a passphrase alone (ISO 32000-2, 7.6.4.4.10, revision 6).

In: the bytes of a copy, a passphrase.  Out: the same PDF, encrypted, its tags and metadata with it; still PDF/UA-1, and no longer called
PDF/A, which forbids encryption (ISO 19005-2, 6.1.3).  Refuses bytes that are no PDF (`OutputError`).

The passphrase opens it as it is written and without its hyphens: a PDF has room for two.  Every right is given with it: who can read the
letter may print, copy and have it read aloud.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from io import BytesIO

from handouts.errors import ClinicError, OutputError
from handouts.files.processes import Processes

MANY = 3  # PDFs: where there are so many another process that locks them is worth its start
BEGUN = 8  # PDFs that are locked beforehand, and held until they are wanted
NO_PROCESS = (RuntimeError, OSError, ImportError)  # it has ended (BrokenProcessPool); this system has none, or no more, or no thread for it
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


class Sealer:
    """Locks one PDF after another; where there are many, and who wants them says so in time, in another process beside what else is done.

    Most of the time that locking takes goes into deriving keys (ISO 32000-2, 7.6.4.3.4).
    """

    def __init__(self) -> None:
        self._sealed, self._alone = 0, (os.cpu_count() or 1) < 2
        self._beside: Processes | None = None
        self._awake: Future[int] | None = None
        self._begun: dict[tuple[bytes, str], Future[bytes]] = {}

    def begin(self, data: bytes, passphrase: str) -> None:
        """This PDF will be wanted soon, locked with this passphrase."""
        if self._alone or self._sealed < MANY or (data, passphrase) in self._begun:
            return
        try:
            if self._beside is None:
                self._beside = Processes(1)
                [self._awake] = self._beside.wake()
            elif self._awake and self._awake.done():
                while len(self._begun) >= BEGUN:  # the oldest is of a letter that did not leave, or not locked
                    del self._begun[next(iter(self._begun))]
                self._begun[data, passphrase] = self._beside.submit(sealed, data, passphrase)
        except NO_PROCESS:
            self._alone = True

    def sealed(self, data: bytes, passphrase: str) -> bytes:
        """The PDF, locked.  Raises what `sealed` does."""
        self._sealed += 1
        begun = self._begun.pop((data, passphrase), None)
        try:
            return begun.result() if begun else sealed(data, passphrase)
        except BrokenProcessPool:
            return sealed(data, passphrase)

    def close(self) -> None:
        """End the other process; what was begun and is not wanted any more is forgotten."""
        if self._beside:
            self._beside.kill()
        self._beside, self._awake, self._sealed = None, None, 0
        self._begun.clear()
