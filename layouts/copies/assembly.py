"""The static part of a file: what every copy of a plate shares, as bytes that are formatted and deflated once.

In: the pages of a composed document with their slots.  Out: `Assembly`: bytes, cross-reference entries, and what is left to fill in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from pathlib import Path

from layouts.blocks import Document
from layouts.pages.structure import structure_objects
from layouts.pages.tagged import END, Link, OutlineItem, Page, SlotPart, TaggedCanvas
from layouts.pdf.archive import catalog_entries
from layouts.pdf.objects import indirect, name, number, numbers, stream, text_string
from layouts.theme import Theme
from layouts.typesetting.faces import Face
from layouts.typesetting.fonts import Typecase
from layouts.typesetting.subsets import font_objects, widths
from layouts.typesetting.text import Galley

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
Stream = tuple[str | SlotPart, ...]
_SERIAL = count(1)
ENTRY = 7  # bytes of a cross-reference entry
SHORT = 1500  # static code between two slots that is written again with them: a stream of its own would take more room and time


class Numbers:
    """Hands out object numbers."""

    def __init__(self) -> None:
        self.last = 0

    def new(self) -> int:
        """The next free number."""
        self.last += 1
        return self.last


class Assembly:
    """Everything of a file that is the same in every copy; `streams`, `personal_links`, `personal_entries` are left to fill in."""

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
            ref = write_font(face, frozenset(glyphs[face]), self.take, self.direct, self.packed)
            entries.append(f"{name('F' + face.tag)} {ref} 0 R")
        return "".join(entries)

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
                self.packed[link.ref] = annotation(link, link.rects, self.link_keys[link.ref])

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
        self.personal_entries: list[tuple[int, OutlineItem, str]] = []
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
        places: dict[int, bytes] = {0: table_entry(0, 0, 65535)}
        self.direct[packed_ref] = object_stream(self.packed)
        for ref, body in self.direct.items():
            places[ref] = table_entry(1, at, 0)
            data = indirect(ref, body)
            out.append(data)
            at += len(data)
        for index, ref in enumerate(self.packed):
            places[ref] = table_entry(2, packed_ref, index)
        self.static = b"".join(out)
        self.digest = hashlib.sha256(self.static)
        self.last = self.take.last
        self.table = b"".join(places.get(ref, bytes(ENTRY)) for ref in range(self.last + 1))
        self.size = len(self.static) + sum(map(len, self.packed.values())) + 200 * len(places) + 60_000
        del self.direct


def write_font(face: Face, glyphs: frozenset[int], take: Numbers, direct: dict[int, bytes], packed: dict[int, bytes]) -> int:
    """The objects of a font with these glyphs; its number.  direct takes the streams, packed the rest."""
    parts = font_objects(face, glyphs)
    program, unicode, descriptor, descendant, font = (take.new() for _ in range(5))
    direct[program], direct[unicode] = parts.program, parts.unicode
    packed[descriptor] = parts.descriptor(face, program)
    packed[descendant] = parts.descendant(descriptor, widths(face, glyphs))
    packed[font] = parts.font(descendant, unicode)
    return font


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


def table_entry(kind: int, field_2: int, field_3: int) -> bytes:
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


@lru_cache(4)
def profile_stream(path: Path) -> bytes:
    """The output intent's profile as a stream object."""
    return stream(path.read_bytes(), "/N 3", level=9)
