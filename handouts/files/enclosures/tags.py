"""The structure of a PDF that is open -> loose elements, which can hang in the tree of any other file (ISO 32000-1, 14.7).

In: an open file, the places of its pages and links.  Out: elements with standard types, and whose each mark and link is.  A file that tags
its drawings from within, or nothing that it shows, counts as one without tags.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from handouts.files.enclosures.objects import Key, joined, value
from layouts.document.enclosures import WHOLE, LooseObject
from layouts.pdf.objects import name

KEPT = ("/Lang", "/Alt", "/E", "/ActualText", "/T", "/ID")
MOST_ELEMENTS = 20_000


class Tags(NamedTuple):
    """Elements, those at the top, the elements of each page's marks in the order of their numbers, and of each link."""

    elements: tuple[LooseObject, ...] = ()
    tops: tuple[int, ...] = ()
    marks: tuple[tuple[int | None, ...], ...] = ()
    owners: tuple[int | None, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.elements)


NONE = Tags()


class Untagged(Exception):
    """A structure that says nothing of use."""


def read_tags(pdf: Any, pages: Mapping[Key, int], links: Mapping[Key, int]) -> Tags:
    """The structure of a file; NONE if it has none.  pages, links: the place of each; elements come between them."""
    root = pdf.Root
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)) or "/StructTreeRoot" not in root:
        return NONE
    walk = _Walk(root.StructTreeRoot, pages, links)
    try:
        return walk.read()
    except Untagged:
        return NONE


class _Element(NamedTuple):
    place: int
    above: int
    item: Any
    kids: list[Any]


class _Walk:
    """Goes through a tree from the top, and notes what it meets."""

    def __init__(self, root: Any, pages: Mapping[Key, int], links: Mapping[Key, int]) -> None:
        self.root, self.pages, self.links = root, pages, links
        self.roles, self.classes = root.get("/RoleMap", {}), root.get("/ClassMap", {})
        self.first = len(pages)
        self.marks: list[dict[int, int]] = [{} for _ in pages]
        self.owners: dict[int, int] = {}
        self.known: dict[Key, int] = {}
        self.found: list[_Element] = []

    def read(self) -> Tags:
        """Everything.  Raises Untagged."""
        for item in _several(self.root.get("/K", None)):
            self._enter(item, WHOLE)
        for element in self.found:  # grows meanwhile: kids come after all that are as high as their parents
            self._open(element)
        if not any(self.marks):
            raise Untagged
        count = len(self.found)
        written = tuple(self._written(element, self.first + count) for element in self.found)
        marks = tuple(tuple(of.get(number) for number in range(max(of, default=-1) + 1)) for of in self.marks)
        tops = tuple(element.place for element in self.found if element.above == WHOLE)
        return Tags(written, tops, marks, tuple(self.owners.get(number) for number in range(len(self.links))))

    def _enter(self, item: Any, above: int) -> int | None:
        """The place of an element that is met.  None for one that is met again."""
        key = item.objgen
        if (key != (0, 0) and key in self.known) or len(self.found) >= MOST_ELEMENTS:
            raise Untagged
        place = self.first + len(self.found)
        self.known[key] = place
        self.found.append(_Element(place, above, item, []))
        return place

    def _open(self, element: _Element) -> None:
        """What stands in an element: others, marks, links."""
        page = self._page(element.item.get("/Pg", None))
        for kid in _several(element.item.get("/K", None)):
            if isinstance(kid, int):
                self._mark(element, page, kid)
                continue
            kind, at = str(kid.get("/Type", "")), self._page(kid.get("/Pg", None))
            if kind == "/MCR":
                if "/Stm" in kid:
                    raise Untagged
                self._mark(element, page if at is None else at, int(kid.MCID))
            elif kind == "/OBJR":
                self._link(element, page if at is None else at, kid.get("/Obj", None))
            else:
                element.kids.append(self._enter(kid, element.place))

    def _page(self, item: Any) -> int | None:
        return None if item is None else self.pages.get(item.objgen)

    def _mark(self, element: _Element, page: int | None, number: int) -> None:
        if page is None or not 0 <= number <= MOST_ELEMENTS:
            return
        self.marks[page][number] = element.place
        element.kids.append((page, number))

    def _link(self, element: _Element, page: int | None, item: Any) -> None:
        number = None if item is None else self.links.get(item.objgen)
        if number is not None and page is not None:
            self.owners[number] = element.place
            element.kids.append((page, None, number))

    def _written(self, element: _Element, links: int) -> LooseObject:
        """links: the place of the first link."""
        return LooseObject(joined(self._parts(element, links)))

    def _parts(self, element: _Element, links: int) -> Iterator[bytes | int]:
        item = element.item
        yield b"<</Type/StructElem/S%s/P " % name(self._role(item)).encode("ascii")
        yield element.above
        yield b" "
        for key in KEPT:
            if key in item:
                yield f"{key} ".encode("ascii")
                yield from value(item[key], None)
        yield from self._attributes(item)
        yield b"/K["
        for kid in element.kids:
            yield from _kid(kid, links)
        yield b"]>>"

    def _role(self, item: Any) -> str:
        """The standard type that an element's own stands for (14.7.3)."""
        said, seen = str(item.get("/S", "/Span")), set[str]()
        while said in self.roles and said not in seen:
            seen.add(said)
            said = str(self.roles[said])
        return said[1:]

    def _attributes(self, item: Any) -> Iterator[bytes | int]:
        """Its own attributes, and those of its classes (14.7.5); nothing of their revisions."""
        held = [self.classes[key] for key in map(str, _several(item.get("/C", None))) if key in self.classes]
        tables = [one for part in (item.get("/A", None), *held) for one in _several(part) if not isinstance(one, int)]
        if tables:
            yield b"/A["
            for table in tables:
                yield from value(table, None)
            yield b"]"


def _kid(kid: Any, links: int) -> Iterator[bytes | int]:
    """An element, a mark with its page, or a link with its page."""
    if isinstance(kid, int):
        yield kid
        yield b" "
    elif len(kid) == 2:
        yield b"<</Type/MCR/Pg "
        yield kid[0]
        yield b"/MCID %d>>" % kid[1]
    else:
        yield b"<</Type/OBJR/Obj "
        yield links + kid[2]
        yield b"/Pg "
        yield kid[0]
        yield b">>"


def _several(item: Any) -> list[Any]:
    """What stands alone or in an array."""
    import pikepdf

    if item is None:
        return []
    return list(item) if isinstance(item, pikepdf.Array) else [item]
