"""Opens a struck copy again from its bytes.  Shares no code with what wrote it.

In: the bytes of a file, as they will leave.  Out: its cross-reference table and objects.  It knows the few forms that a copy is written in
and refuses every other (`Unreadable`): what it cannot read, it does not pass.  (ISO 32000-1, 7.5.)
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

ENTRY = 7  # bytes of a cross-reference entry, W [1 4 2]
_OBJECT = re.compile(rb"(\d+) 0 obj\n")
_STREAM = re.compile(rb"\d+ 0 obj\n<<([^\n]*?)/Filter/FlateDecode/Length (\d+)>>\nstream\r\n")
_CROSS = re.compile(
    rb"\d+ 0 obj\n<</Type/XRef/Size (?P<size>\d{1,6})/W\[1 4 2\][^\n]*?/Index\[[\d ]+\]/Prev (?P<before>\d+)/ID\[[^\n]*?\]"
    rb"/Length (?P<length>\d+)>>\nstream\r\n"
)
_ENDED = b"\r\nendstream\nendobj\nstartxref\n"
NUMBER = rb"-?\d+(?:\.\d+)?"
REFERENCE = re.compile(rb"/(\w+) (\d+) 0 R")


class Unreadable(Exception):
    """A file, object or operator in a form that a copy is not written in."""


class File:
    """A file with the cross-reference stream of what all copies share, and its own, which goes on from that.  Raises Unreadable for others.

    cross: where its own begins; table: an entry for each object, blank for one that there is not; trailer: where the file begins, and
    where the shared cross-reference does.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        match = re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", data[-40:])
        if not match:
            raise Unreadable("the file does not end in a cross-reference")
        self.cross = int(match[1])
        head, damaged = _CROSS.match(data, self.cross), Unreadable("the cross-reference is damaged")
        if not head:
            raise damaged
        before, own = int(head["before"]), data[head.end() : head.end() + int(head["length"])]
        shared, deflated = self._stream_at(before)
        self.size = int(head["size"])
        table = bytearray(self.size * ENTRY)
        if not (_entered(table, shared, _shared_rows(deflated)) and _entered(table, head[0], own)):
            raise damaged
        self.table = bytes(table)
        number = _OBJECT.match(data, before)
        if not number or self.entry(int(number[1]))[:2] != (1, before) or not data.startswith(_ENDED, head.end() + len(own)):
            raise damaged
        self.trailer = {name: int(ref) for name, ref in REFERENCE.findall(head[0])} | {b"Prev": before}
        self.packed: dict[int, list[bytes]] = {}  # the objects of each object stream that has been looked into

    def entry(self, ref: int) -> tuple[int, int, int]:
        """Kind, offset (or the object stream) and index of an object (7.5.8.3).  Raises Unreadable if there is none of that number."""
        row = self.table[ref * ENTRY : (ref + 1) * ENTRY]
        if len(row) != ENTRY:
            raise Unreadable(f"object {ref} is not in the file")
        return row[0], int.from_bytes(row[1:5], "big"), int.from_bytes(row[5:], "big")

    def body(self, ref: int) -> bytes:
        """An object without its frame; a stream's dictionary and deflated data.  Raises Unreadable if it is not where it should be."""
        kind, at, index = self.entry(ref)
        if kind == 2:
            return self._object_stream(at)[index]
        if kind != 1 or not self.data.startswith(b"%d 0 obj\n" % ref, at):
            raise Unreadable(f"object {ref} is not where the cross-reference says")
        end = self.data.find(b"\nendobj\n", at)
        return self.data[at + len(b"%d 0 obj\n" % ref) : end]

    def stream(self, ref: int) -> bytes:
        """The inflated data of a stream.  Raises Unreadable if it is none."""
        return inflated(self.deflated(ref))

    def deflated(self, ref: int) -> bytes:
        """The data of a stream as they stand in the file.  Raises Unreadable if it is none."""
        kind, at, _ = self.entry(ref)
        if kind != 1 or not self.data.startswith(b"%d 0 obj\n" % ref, at):
            raise Unreadable(f"stream {ref} is not where the cross-reference says")
        return self._stream_at(at)[1]

    def raw(self, ref: int) -> tuple[bytes, bytes | None]:
        """An object of an enclosure: its dictionary or value, and the data of a stream as they stand in the file, in whatever form.

        Raises Unreadable if it is not where it should be, or ends elsewhere than it says.
        """
        kind, at, _ = self.entry(ref)
        if kind == 2:
            return self.body(ref), None
        match = re.compile(rb"%d 0 obj\n(<<[^\n]*)/Length (\d+)>>\nstream\r\n" % ref).match(self.data, at)
        end = match.end() + int(match[2]) if match else 0
        if not match or self.data[end : end + 19] != b"\r\nendstream\nendobj\n":
            raise Unreadable(f"object {ref} is in another form than an enclosure's")
        return match[1], self.data[match.end() : end]

    def _stream_at(self, at: int) -> tuple[bytes, bytes]:
        """Dictionary and data of a stream."""
        match = _STREAM.match(self.data, at)
        if not match:
            raise Unreadable(f"there is no stream at byte {at}")
        end = match.end() + int(match[2])
        if self.data[end : end + 19] != b"\r\nendstream\nendobj\n":
            raise Unreadable(f"the stream at byte {at} has another length than it says")
        return match[1], self.data[match.end() : end]

    def end_of(self, at: int) -> int:
        """The byte after the object that begins at a byte.  Raises Unreadable if there is none."""
        if not _OBJECT.match(self.data, at):
            raise Unreadable(f"there is no object at byte {at}")
        match = _STREAM.match(self.data, at)
        if match:
            return match.end() + int(match[2]) + 19
        return self.data.index(b"\nendobj\n", at) + 8

    def _object_stream(self, ref: int) -> list[bytes]:
        if ref not in self.packed:
            header, deflated = self._stream_at(self.entry(ref)[1])
            data = inflated(deflated)
            first = re.search(rb"/First (\d+)", header)
            if not first:
                raise Unreadable(f"object stream {ref} is damaged")
            start = int(first[1])
            offsets = [int(n) for n in data[:start].split()[1::2]]
            self.packed[ref] = [data[start + a : start + b].rstrip(b"\n") for a, b in zip(offsets, [*offsets[1:], len(data)], strict=True)]
        return self.packed[ref]

    def pages(self) -> list[int]:
        """The objects of the pages, in their order.  Raises Unreadable if the page tree is damaged."""
        tree = self.body(int(dict(REFERENCE.findall(self.body(self.trailer[b"Root"])))[b"Pages"]))
        kids = re.search(rb"/Kids\[([^\]]*)\]", tree)
        if not kids:
            raise Unreadable("the page tree is damaged")
        return [int(page) for page in re.findall(rb"(\d+) 0 R", kids[1])]

    def contents(self) -> list[list[int]]:
        """The content streams of each page, in the order of the pages.  Raises Unreadable if the page tree is damaged."""
        out = []
        for page in self.pages():
            match = re.search(rb"/Contents\[([^\]]*)\]", self.body(page))
            if not match:
                raise Unreadable(f"page object {page} has no contents")
            out.append([int(ref) for ref in re.findall(rb"(\d+) 0 R", match[1])])
        return out

    def fonts(self) -> dict[bytes, int]:
        """Resource name -> font object: every page has the same.  Raises Unreadable if the pages have none."""
        ref = self.trailer[b"Root"]
        for step in (rb"/Pages (\d+) 0 R", rb"/Kids\[(\d+) 0 R", rb"/Resources (\d+) 0 R", rb"/Font (\d+) 0 R"):
            found = re.search(step, self.body(ref))
            if not found:
                raise Unreadable("the pages have no fonts")
            ref = int(found[1])
        return {name: int(font) for name, font in REFERENCE.findall(self.body(ref))}


def _entered(table: bytearray, header: bytes, rows: bytes) -> bool:
    """Put the rows of a cross-reference stream into the table, where its /Index says; whether each has its place."""
    index = re.search(rb"/Index\[(\d+ \d+(?: \d+ \d+)*)\]", header)
    numbers = [int(n) for n in index[1].split()] if index and b"/Type/XRef" in header and b"/W[1 4 2]" in header else []
    at = 0
    for first, count in zip(numbers[::2], numbers[1::2], strict=True):
        start, size = first * ENTRY, count * ENTRY
        if start + size > len(table) or at + size > len(rows):
            return False
        table[start : start + size] = rows[at : at + size]
        at += size
    return 0 < at == len(rows)


def inflated(data: bytes) -> bytes:
    """Deflated data as they were.  Raises Unreadable if they are damaged."""
    try:
        return zlib.decompress(data)
    except zlib.error:
        raise Unreadable("a stream cannot be inflated") from None


_shared_rows = lru_cache(256)(inflated)  # of a cross-reference, which all copies of a plate have


def string(token: bytes) -> str:
    """A text string object (7.9.2.2): hexadecimal UTF-16 or plain ASCII."""
    if token.startswith(b"<"):
        return bytes.fromhex(token[1:-1].decode()).decode("utf-16")
    return re.sub(rb"\\(.)", rb"\1", token[1:-1]).decode("ascii")
