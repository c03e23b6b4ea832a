"""A file that is written from its beginning to its end: objects one after another, then the cross-reference.

In: bodies and their numbers.  Out: bytes in a stream that can only be appended to.  Nothing here knows what the objects say.
"""

from __future__ import annotations

import hashlib
import tempfile
from typing import BinaryIO

from layouts.pdf.crossref import CHUNK, CrossReference, trailer
from layouts.pdf.objects import indirect

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # ISO 32000-1, 7.5.2: four bytes above 127 tell that a file is binary
WIDTH = 5  # bytes of an offset in the cross-reference: files of up to a terabyte


class Numbers:
    """Hands out object numbers.  last: the last one that is taken."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def new(self) -> int:
        """The next free number."""
        self.last += 1
        return self.last


class Writer(Numbers):
    """Writes objects.  at: bytes written so far; table: where each object stands."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self.at, self.table = 0, CrossReference(WIDTH)
        self._out, self._hash = out, hashlib.sha256()
        self._write(HEADER)

    def run(self, count: int) -> int:
        """The first of so many numbers that follow each other."""
        first = self.last + 1
        self.last += count
        return first

    def put(self, ref: int, body: bytes) -> tuple[int, int]:
        """Write an object by itself; the bytes of the file that it takes, from and to."""
        start = self.at
        self.table.direct(ref, start)
        self._write(indirect(ref, body))
        return start, self.at

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self.at += len(data)

    def finish(self, catalog: int, info: int) -> None:
        """Write the cross-reference stream and the end.  The file's identifier is the digest of all before it (14.4)."""
        ident = self._hash.hexdigest()[:32].upper()
        cross, start = self.new(), self.at
        self.table.direct(cross, start)
        self.table.spool(cross + 1)
        with tempfile.TemporaryFile() as rows:
            length = self.table.deflated(rows)
            head = f"{trailer(cross, WIDTH, catalog, info)}/ID[<{ident}><{ident}>]/Filter/FlateDecode/Length {length}"
            self._write(f"{cross} 0 obj\n<<{head}>>\nstream\r\n".encode("ascii"))
            rows.seek(0)
            while chunk := rows.read(CHUNK):
                self._write(chunk)
        self._write(b"\r\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)
