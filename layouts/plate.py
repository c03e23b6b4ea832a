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
from functools import cached_property, lru_cache
from itertools import count
from pathlib import Path

from layouts.archive import catalog_entries, packed_metadata
from layouts.blocks import Document, Field
from layouts.fonts import Face, Typecase, font_objects, widths
from layouts.objects import date, indirect, name, number, numbers, stream, text_string
from layouts.pages import compose
from layouts.pieces import underline
from layouts.structure import structure_objects
from layouts.tagged import END, Entry, Link, Page, Slot, SlotPart, TaggedCanvas, lines_code
from layouts.text import Galley
from layouts.theme import Theme

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
Stream = tuple[str | SlotPart, ...]
_SERIAL = count(1)
ENTRY = 7  # bytes of a cross-reference entry
LEVEL = 4  # of deflating what is struck anew: half the time of level 6, for a hundredth of the size
SHORT = 1500  # static code between two slots that is written again with them: a stream of its own would take more room and time
Shape = tuple[tuple[tuple[int, ...], ...], ...]


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
        self._plates: OrderedDict[tuple[int, Shape], tuple[Forme, Plate]] = OrderedDict()

    def get(self, forme: Forme, shape: Shape) -> Plate | None:
        """The plate of a forme for copies of a shape."""
        found = self._plates.get((id(forme), shape))
        if found is None:
            return None
        self._plates.move_to_end((id(forme), shape))
        return found[1]

    def put(self, forme: Forme, shape: Shape, plate: Plate) -> None:
        """Keep a plate; the forme is kept with it, so that its identity stays its own."""
        self.composed += 1
        self._plates[id(forme), shape] = forme, plate
        self.size += plate.size
        while self.size > self.limit and len(self._plates) > 1:
            _, (_, old) = self._plates.popitem(last=False)
            self.size -= old.size


class Numbers:
    """Hands out object numbers."""

    def __init__(self) -> None:
        self.last = 0

    def new(self) -> int:
        """The next free number."""
        self.last += 1
        return self.last


class Plate:
    """The finished parts of a file, and what is left to fill in."""

    def __init__(
        self, canvas: TaggedCanvas, galleys: Sequence[Galley], document: Document, theme: Theme, typecase: Typecase, profile: Path
    ) -> None:
        self.document, self.pages = document, canvas.pages
        self.serial = next(_SERIAL)
        self.entries, self.document_ref = canvas.entries, canvas.root
        self.theme = theme
        self.take = Numbers()
        self.shared: dict[int, bytes] = {}  # static content streams and images, as a volume holds them too
        self.direct: dict[int, bytes] = {}  # static objects that stand by themselves: streams
        self.packed: dict[int, bytes] = {}  # static objects that go into the object stream
        self.info, self.metadata, self.fonts_ref = (self.take.new() for _ in range(3))
        self.streams: list[tuple[int, Stream]] = []
        self.page_refs = [self.take.new() for _ in canvas.pages]
        self.links = [link for page in canvas.pages for link in page.links]
        for link in self.links:
            link.ref = self.take.new()
        self.fonts = self._fonts(canvas, galleys, typecase)
        self._write_links()
        self.root, self.parents = structure_objects(canvas, self.page_refs, self.links, self.take, self.packed)
        tree = self._write_pages(theme)
        outlines = self._write_outlines()
        self.catalog = self.take.new()
        self.packed[self.catalog] = self._catalog(tree, self.root, outlines, profile)
        self._assemble()

    # -- static objects

    def _fonts(self, canvas: TaggedCanvas, galleys: Sequence[Galley], typecase: Typecase) -> str:
        """Font resources of the faces that the static text uses and of those that every plate of the language carries."""
        glyphs = {face: set(used) for face, used in canvas.glyphs.items()}
        for set_type in galleys:
            for face, used in set_type.home:
                glyphs.setdefault(face, {0}).update(used)
        stack = typecase.stack(self.document.language)
        weights = {slot.style.strong or any(i.strong for i in slot.content) for slot in canvas.slots}
        for family in stack.home:
            for strong in sorted(weights):
                face = family.face(strong)
                alphabet = face.alphabet(stack.language)
                if alphabet:
                    glyphs.setdefault(face, set()).update(alphabet)
        self.glyphs = {face: frozenset(used) for face, used in glyphs.items()}
        entries = []
        for face in sorted(glyphs, key=lambda f: f.tag):
            ref = self._write_font(face, frozenset(glyphs[face]), self.take, self.direct, self.packed)
            entries.append(f"{name('F' + face.tag)} {ref} 0 R")
        return "".join(entries)

    @staticmethod
    def _write_font(face: Face, glyphs: frozenset[int], take: Numbers, direct: dict[int, bytes], packed: dict[int, bytes]) -> int:
        parts = font_objects(face, glyphs)
        program, unicode, descriptor, descendant, font = (take.new() for _ in range(5))
        direct[program], direct[unicode] = parts.program, parts.unicode
        packed[descriptor] = parts.descriptor(face, program)
        packed[descendant] = parts.descendant(descriptor, widths(face, glyphs))
        packed[font] = parts.font(descendant, unicode)
        return font

    def _write_links(self) -> None:
        self.personal_links: list[tuple[Link, SlotPart, int]] = []
        for page in self.pages:
            for part in page.code:
                if isinstance(part, SlotPart):
                    self.personal_links += [(link, part, key) for key, link in part.links.items()]
        first_key = len(self.pages)
        self.link_keys = {link.ref: first_key + i for i, link in enumerate(self.links)}
        for link in self.links:
            if link.rects is not None:
                self.packed[link.ref] = self.annotation(link, link.rects, self.link_keys[link.ref])

    @staticmethod
    def annotation(link: Link, rects: Sequence[tuple[float, float, float, float]], key: int) -> bytes:
        """A link annotation with a description (ISO 14289-1, 7.18.5); QuadPoints where it runs over several lines."""
        left, bottom = min(r[0] for r in rects), min(r[1] for r in rects)
        right, top = max(r[0] + r[2] for r in rects), max(r[1] + r[3] for r in rects)
        quads = "".join(f" {numbers(x, y + h, x + w, y + h, x, y, x + w, y)}" for x, y, w, h in (rects if len(rects) > 1 else ()))
        return (
            f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[{numbers(left, bottom, right, top)}]"
            f"{f'/QuadPoints[{quads.strip()}]' if quads else ''}/StructParent {key}"
            f"/Contents {text_string(link.contents)}/A<</S/URI/URI {text_string(link.url)}>>>>"
        ).encode("ascii")

    def _write_pages(self, theme: Theme) -> int:
        self.tree, self.resources = tree, resources = self.take.new(), self.take.new()
        images = {n: image for page in self.pages for n, image in page.images.items()}
        refs = []
        for image_name, image in sorted(images.items()):
            ref = self.take.new()
            body = image.body
            if image.mask:
                mask = self.take.new()
                self.direct[mask] = self.shared[mask] = image.mask
                body = body.replace(b"<<", b"<</SMask %d 0 R" % mask, 1)
            self.direct[ref] = self.shared[ref] = body
            refs.append(f"{name(image_name)} {ref} 0 R")
        self.images = dict(zip(sorted(images), [int(r.split()[1]) for r in refs], strict=True))
        xobjects = f"/XObject<<{''.join(refs)}>>" if refs else ""
        self.packed[resources] = f"<</Font {self.fonts_ref} 0 R{xobjects}>>".encode("ascii")
        shared: dict[Stream, int] = {}
        for index, (page, ref) in enumerate(zip(self.pages, self.page_refs, strict=True)):
            contents = self._contents(page, shared)
            annotations = "".join(f"{link.ref} 0 R " for link in page.links).strip()
            self.packed[ref] = (
                f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {numbers(theme.width, theme.height)}]/Resources {resources} 0 R"
                f"/StructParents {index}/Tabs/S{f'/Annots[{annotations}]' if annotations else ''}"
                f"/Contents[{' '.join(f'{c} 0 R' for c in contents)}]>>"
            ).encode("ascii")
        kids = " ".join(f"{ref} 0 R" for ref in self.page_refs)
        self.packed[tree] = f"<</Type/Pages/Count {len(self.pages)}/Kids[{kids}]>>".encode("ascii")
        return tree

    def _contents(self, page: Page, shared: dict[Stream, int]) -> list[int]:
        """The page's content streams in the order of drawing; the same foot on every page is one stream."""
        refs: list[int] = []
        for items in _streams(page.code):
            if all(isinstance(item, str) for item in items):
                ref = self.take.new()
                self.direct[ref] = self.shared[ref] = stream("\n".join(map(str, items)).encode("ascii"), level=9)
            else:
                ref = shared.get(items) or self.take.new()
                if items not in shared:
                    shared[items] = ref
                    self.streams.append((ref, items))
            refs.append(ref)
        return refs

    def _write_outlines(self) -> int:
        """The outline: a tree of the headings (ISO 32000-1, 12.3.3)."""
        root = self.take.new()
        refs = [self.take.new() for _ in self.entries]
        parents: list[int] = []
        open_: list[tuple[int, int]] = []
        for ref, entry in zip(refs, self.entries, strict=True):
            while open_ and open_[-1][0] >= entry.level:
                open_.pop()
            parents.append(open_[-1][1] if open_ else root)
            open_.append((entry.level, ref))
        self.personal_entries: list[tuple[int, Entry, str]] = []
        for i, (ref, entry) in enumerate(zip(refs, self.entries, strict=True)):
            siblings = [r for r, p in zip(refs, parents, strict=True) if p == parents[i]]
            at = siblings.index(ref)
            own = [r for r, p in zip(refs, parents, strict=True) if p == ref]
            rest = (
                f"/Parent {parents[i]} 0 R/Dest[{self.page_refs[entry.page]} 0 R/XYZ null {number(entry.top)} null]"
                f"{f'/Prev {siblings[at - 1]} 0 R' if at else ''}{f'/Next {siblings[at + 1]} 0 R' if at + 1 < len(siblings) else ''}"
                f"{f'/First {own[0]} 0 R/Last {own[-1]} 0 R/Count {len(own)}' if own else ''}"
            )
            if entry.slot is None:
                self.packed[ref] = f"<</Title {text_string(entry.title)}{rest}>>".encode("ascii")
            else:
                self.personal_entries.append((ref, entry, rest))
        top = [r for r, p in zip(refs, parents, strict=True) if p == root]
        span = f"/First {top[0]} 0 R/Last {top[-1]} 0 R/Count {len(refs)}" if top else ""
        self.packed[root] = f"<</Type/Outlines{span}>>".encode("ascii")
        return root

    def _catalog(self, tree: int, structure: int, outlines: int, profile: Path) -> bytes:
        icc = self.take.new()
        self.direct[icc] = profile_stream(profile)
        return (
            f"<</Type/Catalog/Version/1.7/Pages {tree} 0 R/StructTreeRoot {structure} 0 R/Outlines {outlines} 0 R"
            f"/Metadata {self.metadata} 0 R{catalog_entries(self.document.language, icc)}>>"
        ).encode("ascii")

    def _assemble(self) -> None:
        """Everything static as bytes, with the cross-reference entries of its objects."""
        packed_ref = self.take.new()
        out, at = [HEADER], len(HEADER)
        places: dict[int, bytes] = {0: _entry(0, 0, 65535)}
        self.direct[packed_ref] = object_stream(self.packed)
        for ref, body in self.direct.items():
            places[ref] = _entry(1, at, 0)
            data = indirect(ref, body)
            out.append(data)
            at += len(data)
        for index, ref in enumerate(self.packed):
            places[ref] = _entry(2, packed_ref, index)
        self.static = b"".join(out)
        self.digest = hashlib.sha256(self.static)
        self.last = self.take.last
        self.table = b"".join(places.get(ref, bytes(ENTRY)) for ref in range(self.last + 1))
        self.size = len(self.static) + sum(map(len, self.packed.values())) + 200 * len(places) + 60_000
        del self.direct
        self._dated: dict[str, list[tuple[int, bytes]]] = {}

    # -- striking

    def joined(self, copy: Copy) -> bytes:
        """The bytes of one copy, whose slots take the lines that this plate was composed for."""
        made = list(copy.streams)
        take = Numbers()
        take.last = self.last
        made.append((self.fonts_ref, self._font_resources(copy.galleys, take, made)))
        for link, part, key in self.personal_links:
            made.append((link.ref, self.annotation(link, rects_of(part, copy.galleys[part.slot.index], key), self.link_keys[link.ref])))
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
            ref = self._write_font(face, away[face], take, bodies, bodies)
            made += bodies.items()
            extra.append(f"{name('X' + face.tag)} {ref} 0 R")
        return f"<<{self.fonts}{''.join(extra)}>>".encode("ascii")

    def _dates(self, issued: str) -> list[tuple[int, bytes]]:
        """Info and XMP, which say the same (ISO 19005-2, 6.6.3); a run has one moment of issue."""
        if issued not in self._dated:
            self._dated = {
                issued: [(self.info, information(self.document, issued)), (self.metadata, packed_metadata(self.document, issued))]
            }
        return self._dated[issued]

    def _joined(self, made: list[tuple[int, bytes]], take: Numbers) -> bytes:
        """The file: what is static, what was made for this copy, the cross-reference stream."""
        cross = take.new()
        table = bytearray(self.table)
        table.extend(bytes(ENTRY * (cross + 1 - len(table) // ENTRY)))
        out, at = [self.static], len(self.static)
        for ref, body in made:
            table[ref * ENTRY : (ref + 1) * ENTRY] = _entry(1, at, 0)
            data = indirect(ref, body)
            out.append(data)
            at += len(data)
        table[cross * ENTRY :] = _entry(1, at, 0)
        personal = self.digest.copy()
        personal.update(b"".join(out[1:]))
        ident = personal.hexdigest()[:32].upper()
        entries = f"/Type/XRef/Size {cross + 1}/W[1 4 2]/Root {self.catalog} 0 R/Info {self.info} 0 R/ID[<{ident}><{ident}>]"
        out.append(indirect(cross, stream(bytes(table), entries, level=4)))
        out.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(out)


def _streams(code: Sequence[str | SlotPart]) -> list[Stream]:
    """Code cut into streams: static ones, and ones that are struck anew, which take short static code between slots along."""
    groups: list[list[str | SlotPart]] = []
    for item in code:
        if groups and isinstance(item, str) == isinstance(groups[-1][-1], str) and not _starts_foot(item, groups[-1]):
            groups[-1].append(item)
        else:
            groups.append([item])
    out: list[list[str | SlotPart]] = []
    for group in groups:
        between = len(out) > 1 and isinstance(out[-1][0], str) and isinstance(group[0], SlotPart) and group[0].marks is not None
        if between and sum(len(str(item)) for item in out[-1]) < SHORT:
            static = out.pop()
            out[-1].extend([*static, *group])
        else:
            out.append(list(group))
    if len(out) > 1 and out[-1] == [END]:
        out.pop()
        out[-1].append(END)
    return [tuple(group) for group in out]


def _starts_foot(item: str | SlotPart, group: Sequence[str | SlotPart]) -> bool:
    last = group[-1]
    return isinstance(item, SlotPart) and isinstance(last, SlotPart) and item.marks is None and last.marks is not None


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


def _entry(kind: int, field_2: int, field_3: int) -> bytes:
    """A cross-reference stream entry (ISO 32000-1, 7.5.8.3), W [1 4 2]."""
    return kind.to_bytes(1, "big") + field_2.to_bytes(4, "big") + field_3.to_bytes(2, "big")


def object_stream(objects: dict[int, bytes]) -> bytes:
    """An object stream (ISO 32000-1, 7.5.7)."""
    heads, at = [], 0
    for ref, body in objects.items():
        heads.append(f"{ref} {at}")
        at += len(body) + 1
    head = " ".join(heads).encode("ascii") + b"\n"
    data = head + b"\n".join(objects.values())
    return stream(data, f"/Type/ObjStm/N {len(objects)}/First {len(head)}", level=9)


def information(document: Document, issued: str) -> bytes:
    """The document information dictionary."""
    author = f"/Author {text_string(document.author)}" if document.author else ""
    subject = f"/Subject {text_string(document.subject)}" if document.subject else ""
    return (
        f"<</Title {text_string(document.title)}{author}{subject}/Producer (Handouts)/CreationDate {date(issued)}/ModDate {date(issued)}>>"
    ).encode("ascii")


@lru_cache(4)
def profile_stream(path: Path) -> bytes:
    """The output intent's profile as a stream object."""
    return stream(path.read_bytes(), "/N 3", level=9)
