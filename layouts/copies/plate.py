"""A composed document with slots: lay out once, strike one copy after another.

    Document ─ compose ─▶ Plate (static bytes, slots) ─ strike(values) ─▶ bytes of one PDF

In: a document, a theme, a typecase; then the values of each copy.  Out: the finished bytes of a file that is PDF/UA-1 and
PDF/A-2a.  What composition depends on is the number of lines of each slot and how they are marked (`Galley.shape`); a
copy with another shape gets a plate of its own, so every copy goes the same way.

A copy depends on the document, theme, fonts and values and on the moment of issue, never on what was struck before it.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from layouts.blocks import Document, Field
from layouts.copies.assembly import ENTRY, Assembly, Numbers, Stream, annotation, table_entry, write_font
from layouts.pages.places import lines_code, underline
from layouts.pages.slots import Slot, SlotPart
from layouts.pages.templates import compose
from layouts.pdf.archive import packed_metadata
from layouts.pdf.objects import date, indirect, name, numbers, stream, text_string
from layouts.theme import Theme
from layouts.typesetting.faces import Face
from layouts.typesetting.fonts import Typecase
from layouts.typesetting.text import Galley, Shape

LEVEL = 4  # of deflating what is struck anew: half the time of level 6, for a hundredth of the size


class Copy:
    """One struck copy: what differs from its plate.  `data` joins the two into a file of its own."""

    def __init__(self, plate: Plate, galleys: Sequence[Galley], values: Sequence[str], issued: str, composed: bool) -> None:
        self.plate, self.galleys, self.values, self.issued, self.composed = plate, galleys, values, issued, composed
        self.streams = [(ref, stream(_code(items, galleys), level=LEVEL)) for ref, items in plate.streams]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.plate.pages)

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.plate.joined(self)

    @cached_property
    def sha256(self) -> str:
        """The digest of the file."""
        return hashlib.sha256(self.data).hexdigest()


class Forme:
    """A document locked up for printing: its slots, and the plates made of it so far."""

    def __init__(self, document: Document, theme: Theme, typecase: Typecase, cache: PlateCache, profile: Path) -> None:
        self.document, self.theme, self.typecase, self.cache, self.profile = document, theme, typecase, cache, profile
        self.slots: dict[object, Slot] = {}

    def strike(self, values: tuple[str, ...], issued: str) -> Copy:
        """One copy.  issued: the moment it is issued, ISO 8601 in UTC; it stands in the file's dates.

        Raises MissingGlyph for a character that no face has, OverfullError for what does not fit.
        """
        plate = None
        galleys = [slot.set(values) for slot in self.slots.values()]
        if self.slots:
            plate = self.cache.get(self, tuple([g.shape for g in galleys]))
        composed = plate is None
        if plate is None:
            canvas = compose(self.document, values, self.theme, self.typecase, self.slots)
            galleys = [slot.set(values) for slot in self.slots.values()]
            plate = Plate(canvas, galleys, self.document, self.theme, self.typecase, self.profile)
            self.cache.put(self, tuple(g.shape for g in galleys), plate)
        return Copy(plate, galleys, values, issued, composed)


class PlateCache:
    """Plates of all formes, the least recently used thrown away when they take more than `limit` bytes."""

    def __init__(self, limit: int = 256 * 2**20) -> None:
        self.limit, self.size, self.composed = limit, 0, 0
        self._plates: OrderedDict[tuple[int, tuple[Shape, ...]], tuple[Forme, Plate]] = OrderedDict()

    def get(self, forme: Forme, shape: tuple[Shape, ...]) -> Plate | None:
        """The plate of a forme for copies of a shape."""
        found = self._plates.get((id(forme), shape))
        if found is None:
            return None
        self._plates.move_to_end((id(forme), shape))
        return found[1]

    def put(self, forme: Forme, shape: tuple[Shape, ...], plate: Plate) -> None:
        """Keep a plate; the forme is kept with it, so that its identity stays its own."""
        self.composed += 1
        self._plates[id(forme), shape] = forme, plate
        self.size += plate.size
        while self.size > self.limit and len(self._plates) > 1:
            _, (_, old) = self._plates.popitem(last=False)
            self.size -= old.size


class Plate(Assembly):
    """A static part, and how the copies are made that fill it in."""

    _dated: tuple[str, list[tuple[int, bytes]]] = ("", [])

    def joined(self, copy: Copy) -> bytes:
        """The bytes of one copy, whose slots take the lines that this plate was composed for."""
        made = list(copy.streams)
        take = Numbers()
        take.last = self.last
        made.append((self.fonts_ref, self._font_resources(copy.galleys, take, made)))
        for link, part, key in self.personal_links:
            made.append((link.ref, annotation(link, rects_of(part, copy.galleys[part.slot.index], key), self.link_keys[link.ref])))
        for ref, entry, rest in self.personal_entries:
            assert entry.slot is not None
            title = "".join(copy.values[i.index] if isinstance(i, Field) else getattr(i, "text", "") for i in entry.slot.content)
            made.append((ref, f"<</Title {text_string(title)}{rest}>>".encode("ascii")))
        made += self._dates(copy.issued)
        return self._joined(made, take)

    def _font_resources(self, galleys: Sequence[Galley], take: Numbers, made: list[tuple[int, bytes]]) -> bytes:
        """The font resources, with fonts of the copy's own for what the plate does not carry."""
        away: dict[Face, frozenset[int]] = {}
        for galley in galleys:
            for face, glyphs in galley.away:
                away[face] = away.get(face, frozenset({0})) | glyphs
        extra = []
        for face in sorted(away, key=lambda f: f.tag):
            bodies: dict[int, bytes] = {}
            ref = write_font(face, away[face], take, bodies, bodies)
            made += bodies.items()
            extra.append(f"{name('X' + face.tag)} {ref} 0 R")
        return f"<<{self.fonts}{''.join(extra)}>>".encode("ascii")

    def _dates(self, issued: str) -> list[tuple[int, bytes]]:
        """Info and XMP, which say the same (ISO 19005-2, 6.6.3); a run has one moment of issue."""
        if self._dated[0] != issued:
            dated = [(self.info, information(self.document, issued)), (self.metadata, packed_metadata(self.document, issued))]
            self._dated = issued, dated
        return self._dated[1]

    def _joined(self, made: list[tuple[int, bytes]], take: Numbers) -> bytes:
        """The file: what is static, what was made for this copy, the cross-reference stream."""
        cross = take.new()
        table = bytearray(self.table)
        table.extend(bytes(ENTRY * (cross + 1 - len(table) // ENTRY)))
        out, at = [self.static], len(self.static)
        for ref, body in made:
            table[ref * ENTRY : (ref + 1) * ENTRY] = table_entry(1, at, 0)
            data = indirect(ref, body)
            out.append(data)
            at += len(data)
        table[cross * ENTRY :] = table_entry(1, at, 0)
        personal = self.digest.copy()
        personal.update(b"".join(out[1:]))
        ident = personal.hexdigest()[:32].upper()
        entries = f"/Type/XRef/Size {cross + 1}/W[1 4 2]/Root {self.catalog} 0 R/Info {self.info} 0 R/ID[<{ident}><{ident}>]"
        out.append(indirect(cross, stream(bytes(table), entries, level=4)))
        out.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(out)


def _code(items: Stream, galleys: Sequence[Galley]) -> bytes:
    return "\n".join([item if isinstance(item, str) else _part_code(item, galleys[item.slot.index]) for item in items]).encode("ascii")


def _part_code(part: SlotPart, set_type: Galley) -> str:
    code = lines_code(set_type.lines[part.first : part.last], part.place, part.marks)
    if not part.links:
        return code
    under = [numbers(*underline(rect, part.slot.style)) for key in part.links for rect in rects_of(part, set_type, key)]
    return "\n".join([code, *(f"/Artifact BMC {line} re f EMC" for line in under)])


def rects_of(part: SlotPart, set_type: Galley, key: int) -> list[tuple[float, float, float, float]]:
    """Where a link stands on the lines of a part."""
    leading = part.slot.style.leading
    return [
        (part.x + line.left + offset, part.top - (i + 1) * leading, width, leading)
        for i, line in enumerate(set_type.lines[part.first : part.last])
        for link, offset, width in line.links
        if link == key
    ]


def information(document: Document, issued: str) -> bytes:
    """The document information dictionary."""
    author = f"/Author {text_string(document.author)}" if document.author else ""
    subject = f"/Subject {text_string(document.subject)}" if document.subject else ""
    return (
        f"<</Title {text_string(document.title)}{author}{subject}/Producer (Handouts)/CreationDate {date(issued)}/ModDate {date(issued)}>>"
    ).encode("ascii")
