"""Many copies in one file, for printing: what is the same in all of them stands in it once.

In: copies, one after another.  Out: a PDF/UA-1 and PDF/A-2a file, written as it goes to a stream that can be appended to.
Each patient has pages, structure, a bookmark and page labels of their own; static content, pictures and fonts are
shared.  Glyph ids are the source fonts', so one font a face serves every plate, and is written at the end.

Memory does not grow with the number of copies but for four bytes a copy: objects go out in groups, and the
cross-reference rows wait in a temporary file.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import weakref
import zlib
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from layouts.blocks import Document
from layouts.copies.assembly import HEADER, annotation, profile_stream
from layouts.copies.plate import Copy, Plate, information, rects_of
from layouts.pdf.archive import catalog_entries, packed_metadata
from layouts.pdf.objects import indirect, numbers, stream, text_string
from layouts.typesetting.faces import Face
from layouts.typesetting.subsets import font_objects, widths

GROUP = 16  # copies whose small objects share an object stream
ROW = 8  # bytes of a cross-reference row, W [1 5 2]
ALONE = [0]
INDICES = [i.to_bytes(2, "big") for i in range(65_536)]
_NUMBER = re.compile(rb"\b(\d+) 0 R|/StructParents? (\d+)")
_OWN, _KEY, _GROUP_NODE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a copy stands: its first page in the file (from 0), its pages, and the byte range of each stream of its own."""

    first_page: int
    pages: int
    streams: tuple[tuple[int, int], ...]


class _Mould:
    """The small objects of a plate's copies, with gaps for their numbers.  Numbers are padded, so that lengths never change."""

    def __init__(self, plate: Plate, shared: dict[int, int], globals_: dict[int, int]) -> None:
        packed = plate.packed
        elements = [ref for ref, body in packed.items() if body.startswith(b"<</Type/StructElem")]
        personal_links = {link.ref for link, _, _ in plate.personal_links}
        links = [link.ref for link in plate.links if link.ref not in personal_links]
        self.packed = [*plate.page_refs, *elements, *links]
        self.own = {ref: i for i, ref in enumerate([*self.packed, *sorted(personal_links), *(ref for ref, _ in plate.streams)])}
        self.document = self.own[plate.document_ref.ref]
        self.keys = len(plate.pages) + len(plate.links)
        fixed = {**globals_, **shared}
        bodies = []
        self.gaps: list[tuple[int, int]] = []
        for ref in self.packed:
            bodies.append(self._gapped(packed[ref], fixed, plate))
        self.body = b"\n".join(bodies) + b"\n"
        at, self.offsets = 0, []
        for body in bodies:
            self.offsets.append(at)
            at += len(body % ((0,) * body.count(b"%-9d"))) + 1
        self.length = at
        nums = packed[plate.parents].removeprefix(b"<</Nums[").removesuffix(b"]>>")
        self.parents_gaps: list[tuple[int, int]] = []
        self.parents = self._parents(nums)

    def _gapped(self, body: bytes, fixed: dict[int, int], plate: Plate) -> bytes:
        """A body as a template: own numbers are gaps, shared ones are filled in."""

        def gap(match: re.Match[bytes]) -> bytes:
            if match[2] is not None:
                self.gaps.append((_KEY, int(match[2])))
                return match[0][: -len(match[2])] + b"%-9d"
            ref = int(match[1])
            if ref == plate.tree:
                self.gaps.append((_GROUP_NODE, 0))
            elif ref in self.own:
                self.gaps.append((_OWN, self.own[ref]))
            else:
                return b"%d 0 R" % fixed[ref]
            return b"%-9d 0 R"

        return _NUMBER.sub(gap, body.replace(b"%", b"%%"))

    def _parents(self, nums: bytes) -> bytes:
        def gap(match: re.Match[bytes]) -> bytes:
            self.parents_gaps.append((_OWN, self.own[int(match[1])]))
            return b"%d 0 R"

        keyed = []
        for key, entry in enumerate(re.findall(rb"(?:^|\s)\d+ (\[[^\]]*\]|\d+ 0 R)", nums)):
            self.parents_gaps.append((_KEY, key))
            keyed.append(b"%d " + re.sub(rb"(\d+) 0 R", gap, entry))
        return b" ".join(keyed)


class Volume:
    """A combined file being written.  Use `add` for each copy and `finish` at the end."""

    def __init__(self, out: BinaryIO, title: str, profile: Path, *, duplex: bool = False) -> None:
        self.out, self.title, self.profile, self.duplex = out, title, profile, duplex
        self.at = 0
        self.copies = self.pages = self.keys = self.blanks = 0
        self._hash = hashlib.sha256()
        self._rows = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the volume
        weakref.finalize(self, self._rows.close)  # of a volume that is not finished, too
        self._pending = bytearray(ROW)  # rows of numbers that have been given out and are not in the file yet
        self._from = 0
        self._last = 0
        self._shared: dict[bytes, int] = {}
        self._moulds: dict[int, _Mould] = {}
        self._glyphs: dict[Face, frozenset[int]] = {}
        self._images: dict[str, int] = {}
        self._documents = array("I")
        self._groups: list[tuple[int, int, int, int, int]] = []  # objects: page node, pages, parent leaf, first key, last key
        self._labels: list[int] = []
        self._first: Copy | None = None
        self._write(HEADER)
        names = ("catalog", "info", "metadata", "pages", "structure", "parents", "outlines", "labels", "resources", "fonts", "profile")
        self._global = {name: self._new() for name in names}
        self._reserved = self._last + 1
        self._head = bytearray(self._reserved * ROW)
        self._pending.clear()
        self._from = self._reserved
        self._open_group()
        self._bookmark = self._promise()
        self._before = 0
        self._first_bookmark = self._bookmark[0]

    # -- numbers and rows

    def _new(self) -> int:
        self._last += 1
        return self._last

    def _write(self, data: bytes) -> None:
        self.out.write(data)
        self._hash.update(data)
        self.at += len(data)

    def _row(self, ref: int, row: bytes) -> None:
        if ref < self._reserved:
            self._head[ref * ROW : (ref + 1) * ROW] = row
            return
        place = (ref - self._from) * ROW
        if len(self._pending) < place + ROW:
            self._pending.extend(bytes(place + ROW - len(self._pending)))
        self._pending[place : place + ROW] = row

    def _put(self, ref: int, body: bytes) -> tuple[int, int]:
        """An object by itself; its byte range."""
        start = self.at
        self._row(ref, _direct(start))
        self._write(indirect(ref, body))
        return start, self.at

    # -- groups

    def _open_group(self) -> None:
        self._stream_ref, self._node, self._leaf = self._new(), self._new(), self._new()
        self._heads: list[tuple[int, list[int]]] = []  # number of the first of some objects, and where each begins
        self._bodies: list[bytes] = []
        self._size = self._count = self._in_group = 0
        self._kids: list[int] = []
        self._nums: list[bytes] = []
        self._label_nums: list[str] = []
        self._first_key, self._first_page = self.keys, self.pages

    def _promise(self) -> tuple[int, int]:
        """A number and a place in the open group for an object that is written later."""
        ref = self._new()
        self._row(ref, _packed(self._stream_ref, self._count))
        self._heads.append((ref, ALONE))
        self._bodies.append(b"")
        self._count += 1
        return ref, len(self._bodies) - 1

    def _keep(self, promise: tuple[int, int], body: bytes) -> None:
        self._bodies[promise[1]] = body + b"\n"

    def _pack(self, body: bytes, ref: int) -> None:
        self._row(ref, _packed(self._stream_ref, self._count))
        self._heads.append((ref, ALONE))
        self._bodies.append(body + b"\n")
        self._count += 1

    def _close_group(self) -> None:
        kids = " ".join(f"{ref} 0 R" for ref in self._kids)
        self._pack(f"<</Type/Pages/Parent {self._global['pages']} 0 R/Count {len(self._kids)}/Kids[{kids}]>>".encode("ascii"), self._node)
        last_key = max(self.keys - 1, self._first_key)
        self._pack(b"<</Limits[%d %d]/Nums[%s]>>" % (self._first_key, last_key, b" ".join(self._nums)), self._leaf)
        label = self._new()
        limits = f"{self._first_page} {max(self.pages - 1, self._first_page)}"
        self._pack(f"<</Limits[{limits}]/Nums[{' '.join(self._label_nums)}]>>".encode("ascii"), label)
        self._labels.append(label)
        self._groups.append((self._node, len(self._kids), self._leaf, self._first_key, last_key))
        heads, at = [], 0
        for (first, offsets), body in zip(self._heads, self._bodies, strict=True):
            heads += [b"%d %d" % (ref, at + offset) for ref, offset in enumerate(offsets, start=first)]
            at += len(body)
        head = b" ".join(heads) + b"\n"
        data = head + b"".join(self._bodies)
        self._put(self._stream_ref, stream(data, f"/Type/ObjStm/N {self._count}/First {len(head)}", level=1))
        self._spool()

    def _spool(self) -> None:
        self._pending.extend(bytes((self._last + 1 - self._from) * ROW - len(self._pending)))
        self._rows.write(self._pending)
        self._pending.clear()
        self._from = self._last + 1

    # -- copies

    def add(self, copy: Copy, bookmark: str, *, more: bool) -> Place:
        """Write a copy.  bookmark: the words of its outline entry; more: whether another copy follows."""
        self._first = self._first or copy
        plate = copy.plate
        mould = self._mould(plate)
        for set_type in copy.galleys:
            for face, glyphs in set_type.away:
                self._glyphs[face] = self._glyphs.get(face, frozenset()) | glyphs
        base = self._last + 1
        self._last += len(mould.own)
        first_page, base_key = self.pages, self.keys
        self._pack_copy(mould, base, base_key)
        for link, part, key in plate.personal_links:
            rects = rects_of(part, copy.galleys[part.slot.index], key)
            link_key = base_key + plate.link_keys[link.ref]
            self._pack(annotation(link, rects, link_key), base + mould.own[link.ref])
        places = tuple([self._put(base + mould.own[ref], body) for ref, body in copy.streams])
        self._kids += [base + i for i in range(copy.pages)]
        self._label(copy.pages)
        self.pages += copy.pages
        self.keys += mould.keys
        self._documents.append(base + mould.document)
        if self.duplex and self.pages % 2:
            self._blank()
        self.copies += 1
        self._in_group += 1
        self._next(bookmark, base, more)
        return Place(first_page, copy.pages, places)

    def _pack_copy(self, mould: _Mould, base: int, base_key: int) -> None:
        filled = [base + v if kind == _OWN else base_key + v if kind == _KEY else self._node for kind, v in mould.gaps]
        self._heads.append((base, mould.offsets))
        self._bodies.append(mould.body % tuple(filled))
        count, prefix = len(mould.packed), b"\x02" + self._stream_ref.to_bytes(5, "big")
        self._row(base + count - 1, bytes(ROW))
        start = (base - self._from) * ROW
        self._pending[start : start + count * ROW] = b"".join([prefix + index for index in INDICES[self._count : self._count + count]])
        self._count += count
        numbers_ = [base + v if kind == _OWN else base_key + v for kind, v in mould.parents_gaps]
        self._nums.append(mould.parents % tuple(numbers_))

    def _next(self, bookmark: str, page: int, more: bool) -> None:
        """The copy's bookmark, which leads to the next one's."""
        promise, prev = self._bookmark, self._before
        own = promise[0]
        rest = f"/Prev {prev} 0 R" if prev else ""
        if not more:
            self._keep(promise, self._outline(bookmark, page, rest))
            return
        if self._in_group < GROUP:
            self._bookmark = self._promise()
        else:
            following = self._last + 1 + 1 + 3  # the group's labels; then stream, page node and parent leaf of the next group
            self._keep(promise, self._outline(bookmark, page, f"{rest}/Next {following} 0 R"))
            self._close_group()
            self._open_group()
            self._bookmark = self._promise()
            assert self._bookmark[0] == following
            self._before = own
            return
        self._keep(promise, self._outline(bookmark, page, f"{rest}/Next {self._bookmark[0]} 0 R"))
        self._before = own

    def _outline(self, words: str, page: int, rest: str) -> bytes:
        return f"<</Title {text_string(words)}/Parent {self._global['outlines']} 0 R/Dest[{page} 0 R/Fit]{rest}>>".encode("ascii")

    def _label(self, pages: int) -> None:
        self._label_nums.append(f"{self.pages}<</S/D/P {text_string(f'{self.copies + 1}-')}>>")

    def _blank(self) -> None:
        """An empty back: nothing on it, so nothing to tag; outside 'page x of y'."""
        width, height = self._first.plate.theme.width, self._first.plate.theme.height  # type: ignore[union-attr]
        ref = self._new()
        self._pack(
            f"<</Type/Page/Parent {self._node} 0 R/MediaBox[0 0 {numbers(width, height)}]/Resources<<>>/Tabs/S>>".encode("ascii"), ref
        )
        self._kids.append(ref)
        self._label_nums.append(f"{self.pages}<</P {text_string(f'{self.copies + 1}-blank')}>>")
        self.pages += 1
        self.blanks += 1

    def _mould(self, plate: Plate) -> _Mould:
        known = self._moulds.get(plate.serial)
        if known is not None:
            return known
        shared: dict[int, int] = {}
        for ref, body in plate.shared.items():
            mine = self._shared.get(body)
            if mine is None:
                mine = self._shared[body] = self._new()
                body_ = body
                for old, new in shared.items():  # a soft mask stands before its picture
                    body_ = body_.replace(b"/SMask %d 0 R" % old, b"/SMask %d 0 R" % new)
                self._put(mine, body_)
            shared[ref] = mine
        for name, ref in plate.images.items():
            self._images[name] = shared[ref]
        for face, glyphs in plate.glyphs.items():
            self._glyphs[face] = self._glyphs.get(face, frozenset({0})) | glyphs
        globals_ = {plate.resources: self._global["resources"], plate.root: self._global["structure"]}
        mould = self._moulds[plate.serial] = _Mould(plate, shared, globals_)
        return mould

    # -- the end

    def finish(self, issued: str) -> int:
        """Write what all copies share and the cross-reference.  Returns the number of pages."""
        if self._first is None:
            raise ValueError("a volume holds at least one copy")
        self._close_group()
        first = self._first.plate.document
        document = Document(self.title, first.language, (), author=first.author)
        own = self._global
        self._put(own["info"], information(document, issued))
        self._put(own["metadata"], packed_metadata(document, issued))
        self._put(own["profile"], profile_stream(self.profile))
        nodes = " ".join(f"{node} 0 R" for node, *_ in self._groups)
        self._put(own["pages"], f"<</Type/Pages/Count {self.pages}/Kids[{nodes}]>>".encode("ascii"))
        leaves = " ".join(f"{leaf} 0 R" for _, _, leaf, _, _ in self._groups)
        self._put(own["parents"], f"<</Kids[{leaves}]>>".encode("ascii"))
        documents = " ".join(f"{ref} 0 R" for ref in self._documents)
        self._put(
            own["structure"],
            f"<</Type/StructTreeRoot/K[{documents}]/ParentTree {own['parents']} 0 R/ParentTreeNextKey {self.keys}>>".encode("ascii"),
        )
        last = self._bookmark[0]
        self._put(
            own["outlines"], f"<</Type/Outlines/First {self._first_bookmark} 0 R/Last {last} 0 R/Count {self.copies}>>".encode("ascii")
        )
        labels = " ".join(f"{ref} 0 R" for ref in self._labels)
        self._put(own["labels"], f"<</Kids[{labels}]>>".encode("ascii"))
        self._put(own["fonts"], self._fonts())
        images = "".join(f"/{name} {ref} 0 R" for name, ref in sorted(self._images.items()))
        xobjects = f"/XObject<<{images}>>" if images else ""
        self._put(own["resources"], f"<</Font {own['fonts']} 0 R{xobjects}>>".encode("ascii"))
        self._put(
            own["catalog"],
            (
                f"<</Type/Catalog/Version/1.7/Pages {own['pages']} 0 R/StructTreeRoot {own['structure']} 0 R/Outlines {own['outlines']} 0 R"
                f"/PageLabels {own['labels']} 0 R/Metadata {own['metadata']} 0 R{catalog_entries(first.language, own['profile'])}>>"
            ).encode("ascii"),
        )
        self._cross()
        return self.pages

    def _fonts(self) -> bytes:
        """One font a face, under the names that plates (F) and copies (X) use."""
        entries = []
        for face in sorted(self._glyphs, key=lambda f: f.tag):
            glyphs = self._glyphs[face]
            parts = font_objects(face, glyphs)
            program, unicode, descriptor, descendant, font = (self._new() for _ in range(5))
            self._put(program, parts.program)
            self._put(unicode, parts.unicode)
            self._put(descriptor, parts.descriptor(face, program))
            self._put(descendant, parts.descendant(descriptor, widths(face, glyphs)))
            self._put(font, parts.font(descendant, unicode))
            entries.append(f"/F{face.tag} {font} 0 R/X{face.tag} {font} 0 R")
        return f"<<{''.join(entries)}>>".encode("ascii")

    def _cross(self) -> None:
        """The cross-reference stream, deflated from the temporary file."""
        cross = self._new()
        self._row(cross, _direct(self.at))
        self._spool()
        self._head[:ROW] = bytes([0, 0, 0, 0, 0, 0, 255, 255])
        self._rows.seek(0)
        with self._rows, tempfile.TemporaryFile() as packed:
            deflate = zlib.compressobj(6)
            packed.write(deflate.compress(bytes(self._head)))
            while chunk := self._rows.read(1 << 20):
                packed.write(deflate.compress(chunk))
            packed.write(deflate.flush())
            length = packed.tell()
            packed.seek(0)
            start = self.at
            ident = self._hash.hexdigest()[:32].upper()
            own = self._global
            entries = (
                f"/Type/XRef/Size {cross + 1}/W[1 5 2]/Root {own['catalog']} 0 R/Info {own['info']} 0 R/ID[<{ident}><{ident}>]"
                f"/Filter/FlateDecode/Length {length}"
            )
            self._write(f"{cross} 0 obj\n<<{entries}>>\nstream\r\n".encode("ascii"))
            while chunk := packed.read(1 << 20):
                self._write(chunk)
            self._write(b"\r\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)


def _direct(at: int) -> bytes:
    return b"\x01" + at.to_bytes(5, "big") + b"\x00\x00"


def _packed(stream_ref: int, index: int) -> bytes:
    return b"\x02" + stream_ref.to_bytes(5, "big") + index.to_bytes(2, "big")
