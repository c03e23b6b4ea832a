"""A finished canvas -> a plate: every object that is the same in all copies gets its number and its bytes.

In: the pages of a composed document with their slots, the lines of its first copy.  Out: `Plate`.
Numbers go in this order: the file's own, pages, links, fonts, structure, resources and contents, outline, catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path

from layouts.copies.annotations import annotation
from layouts.copies.contents import Stream, cut, is_static
from layouts.copies.embedding import Carried, by_tag, embedded, resource, static_glyphs
from layouts.copies.enclosing import Enclosed, element_bodies, link_bodies, link_keys, numbered, page_bodies, page_keys, thing_bodies
from layouts.copies.outlines import family, item, outline
from layouts.copies.plate import WIDTH, Gaps, Hotspot, LooseEntry, LooseLink, Parts, Plate, Refs, Static
from layouts.document.blocks import Document
from layouts.document.enclosures import untagged
from layouts.errors import OverfullError
from layouts.pages.slots import SlotPart
from layouts.pages.structure import Grafts, structure_objects
from layouts.pages.tagged import OutlineItem, Page, TaggedCanvas
from layouts.pdf.archive import catalog_entries
from layouts.pdf.crossref import MOST, direct_row, free_row, object_stream, packed_row, section, trailer
from layouts.pdf.objects import indirect, name, number, numbers, stream
from layouts.pdf.writer import HEADER, Numbers
from layouts.theme import Theme
from layouts.typesetting.fonts import Typecase
from layouts.typesetting.text import Galley

_SERIAL = count(1)


@dataclass(slots=True)
class _Bodies:
    """A plate's objects as they get their numbers.  direct: streams; packed: the rest, which shares an object stream; shared: of the
    direct ones those that a volume holds once; struck: the streams that hold slots."""

    take: Numbers = field(default_factory=Numbers)
    direct: dict[int, bytes] = field(default_factory=dict)
    packed: dict[int, bytes] = field(default_factory=dict)
    shared: dict[int, bytes] = field(default_factory=dict)
    struck: dict[Stream, int] = field(default_factory=dict)

    def share(self, body: bytes) -> int:
        """A stream that a volume holds once; its number."""
        ref = self.take.new()
        self.direct[ref] = self.shared[ref] = body
        return ref

    def pack(self, ref: int, text: str) -> int:
        """An object of the object stream; its number."""
        self.packed[ref] = text.encode("ascii")
        return ref


def assembled(
    canvas: TaggedCanvas, galleys: Sequence[Galley], document: Document, theme: Theme, typecase: Typecase, profile: Path
) -> Plate:
    """The plate of a composed document.  galleys: of its slots; profile: the file of the output intent's colour profile.

    Raises OverfullError for a document of more parts than an object stream can hold.
    """
    bodies = _Bodies()
    new = bodies.take.new
    info, metadata, fonts_ref = new(), new(), new()
    page_refs = [new() for _ in canvas.pages]
    enclosed = numbered(document.enclosures, len(page_refs), bodies.take)
    leaves = (*page_refs, *(ref for each in enclosed for ref in each.pages))
    leads = [page_refs[place.side] for place in canvas.places] or list(leaves)  # of each page, however many stand on a sheet
    hotspots = _hotspots(canvas.pages, len(leaves), bodies)
    carried = static_glyphs(canvas, galleys, typecase, document.language)
    fonts = _fonts(carried, bodies)
    _static_links(hotspots, leads, bodies)
    structure, parents = structure_objects(canvas, page_refs, [o.link for o in hotspots], bodies.take, bodies.packed, _grafts(enclosed))
    tree, resources = new(), new()
    _enclose(enclosed, tree, canvas.root.ref, len(leaves) + len(hotspots), bodies)
    images = _images(canvas.pages, bodies)
    _resources(resources, fonts_ref, images, bodies)
    width, height = (canvas.imposed.width, canvas.imposed.height) if canvas.imposed else (theme.width, theme.height)
    for index, (page, ref) in enumerate(zip(canvas.pages, page_refs, strict=True)):
        _page(index, page, ref, f"/Parent {tree} 0 R/MediaBox[0 0 {numbers(width, height)}]/Resources {resources} 0 R", bodies)
    bodies.pack(tree, f"<</Type/Pages/Count {len(leaves)}/Kids[{_list(leaves)}]>>")
    outlines, entries = _outlines([*canvas.entries, *_titles(enclosed)], leads, bodies)
    catalog = new()
    refs = Refs(info, metadata, fonts_ref, structure, parents, tree, resources, catalog)
    _catalog(refs, outlines, document, profile, bodies)
    return Plate(
        next(_SERIAL),
        width,
        height,
        refs,
        Gaps(tuple((ref, items) for items, ref in bodies.struck.items()), _loose_links(canvas.pages, hotspots), entries, fonts),
        _static(bodies, refs),
        Parts(bodies.shared, bodies.packed, leaves, hotspots, images, carried, canvas.root.ref, enclosed),
        document,
        tuple(canvas.filled),
        tuple(canvas.cut),
        tuple(canvas.coarse.items()),
        tuple(canvas.places),
    )


def _list(refs: Sequence[int]) -> str:
    return " ".join([f"{ref} 0 R" for ref in refs])


def _hotspots(pages: Sequence[Page], first_key: int, bodies: _Bodies) -> tuple[Hotspot, ...]:
    """All links.  Pages have the first keys of the parent tree, links those from `first_key` on."""
    links = [link for page in pages for link in page.links]
    for link in links:
        link.ref = bodies.take.new()
    return tuple(Hotspot(link, link.ref, key) for key, link in enumerate(links, start=first_key))


def _fonts(carried: Carried, bodies: _Bodies) -> str:
    """The fonts of what a plate carries; their resources without their end, to which a copy adds its own."""
    entries = []
    for face, glyphs in by_tag(carried):
        font = embedded(face, glyphs, bodies.take)
        bodies.direct.update(font.streams)
        bodies.packed.update(font.dictionaries)
        entries.append(resource("F", face, font.ref))
    return "".join(entries)


def _loose_links(pages: Sequence[Page], hotspots: Sequence[Hotspot]) -> tuple[LooseLink, ...]:
    of = {hotspot.ref: hotspot for hotspot in hotspots}
    parts = [part for page in pages for part in page.code if isinstance(part, SlotPart)]
    return tuple(LooseLink(of[link.ref], part, key) for part in parts for key, link in part.links.items())


def _static_links(hotspots: Sequence[Hotspot], page_refs: Sequence[int], bodies: _Bodies) -> None:
    for hotspot in hotspots:
        if hotspot.link.rects is not None:
            place = _place(page_refs, *hotspot.link.lead) if hotspot.link.lead else ""
            bodies.packed[hotspot.ref] = annotation(hotspot.link, hotspot.link.rects, hotspot.key, place)


def _place(page_refs: Sequence[int], page: int, top: float) -> str:
    """A destination: a page and a height (ISO 32000-1, 12.3.2.2)."""
    return f"[{page_refs[page]} 0 R/XYZ null {number(top)} null]"


def _images(pages: Sequence[Page], bodies: _Bodies) -> dict[str, int]:
    """The pictures of all pages, each with its soft mask before it (ISO 32000-1, 11.6.5.3)."""
    refs = {}
    for image_name, image in sorted({n: image for page in pages for n, image in page.images.items()}.items()):
        ref = bodies.take.new()
        body = image.body
        if image.mask:
            body = body.replace(b"<<", b"<</SMask %d 0 R" % bodies.share(image.mask), 1)
        bodies.direct[ref] = bodies.shared[ref] = body
        refs[image_name] = ref
    return refs


def _resources(ref: int, fonts: int, images: Mapping[str, int], bodies: _Bodies) -> None:
    named = "".join(f"{name(image)} {at} 0 R" for image, at in images.items())
    bodies.pack(ref, f"<</Font {fonts} 0 R{f'/XObject<<{named}>>' if named else ''}>>")


def _page(index: int, page: Page, ref: int, common: str, bodies: _Bodies) -> None:
    contents = [_content(items, bodies) for items in cut(page.code)]
    annots = f"/Annots[{_list([link.ref for link in page.links])}]" if page.links else ""
    bodies.pack(ref, f"<</Type/Page{common}/StructParents {index}/Tabs/S{annots}/Contents[{_list(contents)}]>>")


def _content(items: Stream, bodies: _Bodies) -> int:
    """The number of a content stream; the same foot on every page is one."""
    if is_static(items):
        return bodies.share(_static_stream("\n".join(map(str, items)).encode("ascii")))
    if items not in bodies.struck:
        bodies.struck[items] = bodies.take.new()
    return bodies.struck[items]


@lru_cache(128)
def _static_stream(code: bytes) -> bytes:
    """Content that all copies of a plate share; most of it is that of other plates as well."""
    return stream(code, level=9)


def _grafts(enclosed: Sequence[Enclosed]) -> Grafts:
    """What enclosures add to the structure."""
    wholes = tuple(each.whole for each in enclosed if each.whole)
    pages, links = (tuple(key for each in enclosed for key in keys(each)) for keys in (page_keys, link_keys))
    return Grafts(wholes, pages, links)


def _enclose(enclosed: Sequence[Enclosed], tree: int, document: int, first_key: int, bodies: _Bodies) -> None:
    """The objects of enclosures.  first_key: of their links."""
    for each in enclosed:
        for made in (page_bodies(each, tree), element_bodies(each, document), link_bodies(each, first_key)):
            bodies.packed.update(made)
        first_key += len(each.keyed)
        for ref, body, streamed in thing_bodies(each.enclosure, each.things):
            (bodies.direct if streamed else bodies.packed)[ref] = body


def _titles(enclosed: Sequence[Enclosed]) -> list[OutlineItem]:
    """An entry of the outline for each enclosure."""
    return [OutlineItem(2, each.enclosure.title, None, each.first_page, each.enclosure.top) for each in enclosed]


def _outlines(items: Sequence[OutlineItem], page_refs: Sequence[int], bodies: _Bodies) -> tuple[int, tuple[LooseEntry, ...]]:
    """The outline of the headings, each with its element (ISO 32000-1, table 153); its root, and the items whose words a copy fills in."""
    root = bodies.take.new()
    refs = [bodies.take.new() for _ in items]
    top, *kin = family(root, refs, [entry.level for entry in items])
    loose = []
    for ref, entry, near in zip(refs, items, kin, strict=True):
        element = f"/SE {entry.node.ref} 0 R" if entry.node and entry.node.ref else ""
        rest = f"/Parent {near.parent} 0 R/Dest{_place(page_refs, entry.page, entry.top)}{element}{near.entries()}"
        if entry.slot is None:
            bodies.packed[ref] = item(entry.title, rest)
        else:
            loose.append(LooseEntry(ref, entry.slot, rest))
    bodies.packed[root] = outline(top.first, top.last, len(refs))
    return root, tuple(loose)


def _catalog(refs: Refs, outlines: int, document: Document, profile: Path, bodies: _Bodies) -> None:
    icc = bodies.take.new()
    bodies.direct[icc] = profile_stream(profile)
    bodies.pack(
        refs.catalog,
        f"<</Type/Catalog/Version/1.7/Pages {refs.pages} 0 R/StructTreeRoot {refs.structure} 0 R/Outlines {outlines} 0 R"
        f"/Metadata {refs.metadata} 0 R{catalog_entries(document.language, icc, tagged=not untagged(document.enclosures))}>>",
    )


def _static(bodies: _Bodies, refs: Refs) -> Static:
    """Everything static as bytes, and the cross-reference of its objects, which the copy's own goes on from (ISO 32000-1, 7.5.8)."""
    if len(bodies.packed) > MOST:
        raise OverfullError("a document of so many pages does not fit into one file; make two leaflets of it")
    holder = bodies.take.new()
    out, at = [HEADER], len(HEADER)
    rows = {0: free_row(WIDTH)}
    for ref, body in {**bodies.direct, holder: object_stream(bodies.packed)}.items():
        rows[ref] = direct_row(at, WIDTH)
        out.append(indirect(ref, body))
        at += len(out[-1])
    rows.update((ref, packed_row(holder, index, WIDTH)) for index, ref in enumerate(bodies.packed))
    cross = bodies.take.new()
    rows[cross] = direct_row(at, WIDTH)
    index, table = section(rows)
    out.append(indirect(cross, stream(table, trailer(cross, WIDTH, refs.catalog, refs.info) + index, level=9)))
    data = b"".join(out)
    return Static(data, hashlib.sha256(data), at, cross)


@lru_cache(4)
def profile_stream(path: Path) -> bytes:
    """The output intent's profile as a stream object (ISO 19005-2, 6.2.3)."""
    return stream(path.read_bytes(), "/N 3", level=9)
