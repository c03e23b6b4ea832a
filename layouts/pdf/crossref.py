"""Object streams and cross-reference rows (ISO 32000-1, 7.5.7 and 7.5.8).

In: objects and where they stand.  Out: the bytes that lead a reader to them.  Rows are of kind (1 byte), offset or holder
(`width` bytes), generation or index (2 bytes): /W [1 width 2].
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import IO
from weakref import finalize

from layouts.pdf.objects import stream

MOST = 65_535  # objects in one object stream: an index has two bytes
CHUNK = 1 << 20  # bytes that are read from a temporary file at once


def free_row(width: int) -> bytes:
    """The row of object 0, the head of the list of free objects."""
    return bytes(1 + width) + b"\xff\xff"


def direct_row(at: int, width: int) -> bytes:
    """The row of an object that begins at byte `at` of the file."""
    return b"\x01" + at.to_bytes(width, "big") + b"\x00\x00"


def packed_row(holder: int, index: int, width: int) -> bytes:
    """The row of an object that is number `index` of the object stream `holder`."""
    return b"\x02" + holder.to_bytes(width, "big") + index.to_bytes(2, "big")


def trailer(last: int, width: int, catalog: int, info: int) -> str:
    """The trailer's entries, as a cross-reference stream has them that is object number `last`, the greatest there is."""
    return f"/Type/XRef/Size {last + 1}/W[1 {width} 2]/Root {catalog} 0 R/Info {info} 0 R"


def section(rows: Mapping[int, bytes]) -> tuple[str, bytes]:
    """What a cross-reference stream says of some objects: its /Index, the runs of their numbers, and its table (table 17)."""
    refs = sorted(rows)
    return _index(tuple(refs)), b"".join([rows[ref] for ref in refs])


@lru_cache(256)
def _index(refs: tuple[int, ...]) -> str:
    """The runs of ascending numbers; those of the copies of a plate recur."""
    starts = [i for i, ref in enumerate(refs) if not i or ref != refs[i - 1] + 1]
    runs = [f"{refs[i]} {end - i}" for i, end in zip(starts, [*starts[1:], len(refs)], strict=True)]
    return f"/Index[{' '.join(runs)}]"


def object_stream(objects: Mapping[int, bytes]) -> bytes:
    """The body of an object stream that holds these objects, in this order."""
    heads, at = [], 0
    for ref, body in objects.items():
        heads.append(b"%d %d" % (ref, at))
        at += len(body) + 1
    return headed_stream(b" ".join(heads), b"\n".join(objects.values()), len(objects), level=9)


def headed_stream(heads: bytes, bodies: bytes, count: int, *, level: int) -> bytes:
    """The body of an object stream.  heads: number and offset of each of `count` objects, the offsets in bytes from the first body."""
    return stream(heads + b"\n" + bodies, f"/Type/ObjStm/N {count}/First {len(heads) + 1}", level=level)


class CrossReference:
    """The rows of a file that grows.  The rows of the first objects stay in memory, all others go to a temporary file as they are known.

    Numbers are given out in order, and rows come in any order until `spool` writes those before a number away.
    """

    def __init__(self, width: int) -> None:
        self.width, self.size = width, 1 + width + 2
        self._kept = bytearray(self.size)
        self._kept[:] = free_row(width)
        self._pending = bytearray()  # rows of objects from `_from` on
        self._from = 1
        self._rows = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the table
        finalize(self, self._rows.close)  # of a file that is given up half-way too

    def keep(self, before: int) -> None:
        """Rows of objects before this number stay open to the end.  To be said first."""
        self._kept.extend(bytes((before - 1) * self.size))
        self._from = before

    def direct(self, ref: int, at: int) -> None:
        """Object `ref` begins at byte `at` of the file."""
        self._set(ref, direct_row(at, self.width))

    def packed(self, ref: int, holder: int, index: int) -> None:
        """Object `ref` is number `index` of an object stream."""
        self._set(ref, packed_row(holder, index, self.width))

    def packed_run(self, first: int, count: int, holder: int, index: int) -> None:
        """Objects from `first` on are numbers `index` and following of an object stream."""
        rows, indices = bytearray(packed_row(holder, 0, self.width) * count), struct.pack(f">{count}H", *range(index, index + count))
        rows[self.size - 2 :: self.size], rows[self.size - 1 :: self.size] = indices[::2], indices[1::2]
        self._set(first, bytes(rows))

    def _set(self, first: int, rows: bytes) -> None:
        kept = first < self._from
        into, start = (self._kept, first * self.size) if kept else (self._pending, (first - self._from) * self.size)
        if not kept and len(into) < start + len(rows):
            into.extend(bytes(start + len(rows) - len(into)))
        into[start : start + len(rows)] = rows

    def spool(self, before: int) -> None:
        """Write away the rows of all objects before a number, which is not less than the last such; they are settled."""
        end = (before - self._from) * self.size
        self._pending.extend(bytes(max(end - len(self._pending), 0)))
        self._rows.write(self._pending[:end])
        del self._pending[:end]
        self._from = before

    def deflated(self, into: IO[bytes]) -> int:
        """Write all rows that are spooled, deflated; returns how many bytes they take.  The table is closed by this."""
        deflate = zlib.compressobj(6)
        start = into.tell()
        with self._rows:
            for chunk in (bytes(self._kept), *self._spooled()):
                into.write(deflate.compress(chunk))
        into.write(deflate.flush())
        return into.tell() - start

    def _spooled(self) -> Iterator[bytes]:
        self._rows.seek(0)
        while chunk := self._rows.read(CHUNK):
            yield chunk
