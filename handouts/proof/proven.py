"""What is known of a plate from its first copy, and whether a later copy is the same outside its slots.

In: a file and what should stand in it.  Out: a frozen `Proven`; then what has changed since, if anything has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from handouts.proof.letters import Font
from handouts.proof.reader import ENTRY, File
from handouts.proof.readings import Sweep

Pages = tuple[tuple[int, ...], ...]  # the content streams of each page
_TITLE = rb"^<</Title (<[0-9A-F]*>|\((?:[^()\\]|\\.)*\))"


class Frame(NamedTuple):
    """Where a plate's slots are: which streams and objects are a copy's own.

    contents: the content streams of each page; personal: those that are struck anew; kinds: what each object is that is the copy's
    own; table: the cross-reference entries of all the others; trailer: where the file begins.
    """

    contents: Pages
    personal: frozenset[int]
    kinds: Mapping[int, bytes]
    table: bytes
    trailer: Mapping[bytes, int]

    def page_of(self, ref: int) -> int:
        """The first page that a content stream stands on, from 1."""
        return next((number for number, refs in enumerate(self.contents, start=1) if ref in refs), 0)

    def is_shared(self, ref: int) -> bool:
        """Whether an object is one that all copies of the plate have."""
        return ref * ENTRY < len(self.table) and ref not in self.kinds


class Proven(NamedTuple):
    """What all copies of a plate share.

    prefix: the bytes before what is their own; masks: what stands around the text of each stream; around: what is said around values,
    in the foot of each page and in the body; still: of each stream, by the heights of its lines, what other text stands there; fonts,
    packed: the fonts and the object streams that are shared; looks: digests of its pages, see `looked`.
    """

    prefix: bytes
    frame: Frame
    masks: Mapping[int, bytes]
    around: tuple[tuple[str, ...] | Counter[str], ...]
    still: Mapping[int, Mapping[float, tuple[Sweep, ...]]]
    fonts: Mapping[int, Font]
    packed: Mapping[int, list[bytes]]
    looks: tuple[bytes, ...] = ()


def read_frame(file: File, static: int, pages: int) -> Frame:
    """The frame that a plate's first copy shows.  static: length in bytes of what all copies share; pages: of the document itself.

    Raises Unreadable.
    """
    contents = tuple(tuple(refs) for refs in file.contents()[:pages])
    own = [ref for ref in range(1, file.size) if _is_own(file, ref, static)]
    last = max((ref for ref in range(1, file.size) if not _is_own(file, ref, static)), default=0)
    kinds = {ref: kind_of(file.body(ref)) for ref in own if ref <= last}
    personal = frozenset(ref for refs in contents for ref in refs if ref in own)
    return Frame(contents, personal, kinds, _blanked(file, kinds, last + 1), file.trailer)


def _is_own(file: File, ref: int, static: int) -> bool:
    kind, at, _ = file.entry(ref)
    return kind == 1 and at >= static


def _blanked(file: File, own: Mapping[int, bytes], count: int) -> bytes:
    """The first cross-reference entries, those of a copy's own objects blank."""
    table = bytearray(file.table[: count * ENTRY])
    for ref in own:
        if ref < count:
            table[ref * ENTRY : (ref + 1) * ENTRY] = bytes(ENTRY)
    return bytes(table)


def kind_of(body: bytes) -> bytes:
    """What an object is, with everything that may differ from copy to copy left out."""
    if b"\nstream\r\n" in body[:400]:
        return b"stream"
    body = re.sub(rb"\(D:\d{14}\+00'00'\)", b"(D:)", body)
    body = re.sub(rb"/(Rect|QuadPoints)\[[^\]]*\]", b"", body)
    body = re.sub(rb"/X\w+ \d+ 0 R", b"", body)
    return re.sub(_TITLE + rb"/Parent", b"<</Title/Parent", body)


def title_of(body: bytes) -> bytes | None:
    """The title of a bookmark, as a string object."""
    match = re.match(_TITLE, body)
    return match[1] if match else None


def changes(file: File, proven: Proven) -> Iterator[str]:
    """What has changed outside the slots: the shared part, where its objects are said to be, and what else is there.

    Where one of these has changed nothing else is told: it would be told of the wrong object.  Raises Unreadable.
    """
    first = next((what for changed in CHANGES if (what := changed(file, proven))), "")
    kinds = {} if first else proven.frame.kinds
    yield from filter(None, [first])
    yield from (f"object {ref} is of another kind than was proven" for ref, kind in kinds.items() if kind != kind_of(file.body(ref)))


def _other_bytes(file: File, proven: Proven) -> str:
    return "" if file.data.startswith(proven.prefix) else "what all copies share has changed"


def _other_root(file: File, proven: Proven) -> str:
    return "" if file.trailer == proven.frame.trailer else "the file begins with another object"


def _other_table(file: File, proven: Proven) -> str:
    table = _blanked(file, proven.frame.kinds, len(proven.frame.table) // ENTRY)
    return "" if table == proven.frame.table else "an object is another than was proven"


def _other_objects(file: File, proven: Proven) -> str:
    """A copy's own objects follow what all copies share, one after the other, with nothing between."""
    own = [file.entry(ref) for ref in {*proven.frame.kinds, *range(len(proven.frame.table) // ENTRY, file.size)}]
    if any(kind != 1 or at < len(proven.prefix) for kind, at, _ in own):
        return "an object is not the copy's own"
    gap = _gap(file, len(proven.prefix), sorted(at for _, at, _ in own))
    return "" if gap is None else f"there is something at byte {gap} that is no object of the copy"


CHANGES = (_other_bytes, _other_root, _other_table, _other_objects)


def _gap(file: File, at: int, starts: list[int]) -> int | None:
    """Where a file has something between its objects, which begin at these bytes."""
    for start in starts:
        if start != at:
            return at
        at = file.end_of(start)
    return None
