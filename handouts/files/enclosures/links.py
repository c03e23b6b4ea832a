"""The links of a PDF that is open -> loose annotations (ISO 32000-1, 12.5.6.5).

In: a page.  Out: its links to addresses and to pages of the same file; a link to another file, or to nowhere, is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from handouts.files.enclosures.objects import Key, joined, value
from layouts.document.enclosures import LooseObject

Lead = tuple[Any, Any]  # a link, and where it leads


def links_of(page: Any, pages: Collection[Key], pdf: Any) -> list[Lead]:
    """The links of a page that lead somewhere, each with its address or destination."""
    out = []
    for link in page.get("/Annots", []):
        if str(link.get("/Subtype", "")) == "/Link" and link.is_indirect and (to := _leads(link, pages, pdf)) is not None:
            out.append((link, to))
    return out


def _leads(link: Any, pages: Collection[Key], pdf: Any) -> Any:
    """The action or the destination of a link; None if it leads nowhere that goes along."""
    action = link.get("/A", {})
    if str(action.get("/S", "")) == "/URI":
        return bytes(action.URI)
    place = link.get("/Dest", action.get("/D", None) if str(action.get("/S", "")) == "/GoTo" else None)
    place = _named(place, pdf) if place is not None else None
    inside = place is not None and len(place) and getattr(place[0], "objgen", None) in pages
    return place if inside else None


def _named(place: Any, pdf: Any) -> Any:
    """A destination, also one that is named (ISO 32000-1, 12.3.2.3)."""
    import pikepdf

    if isinstance(place, pikepdf.String):
        names = pdf.Root.get("/Names", {}).get("/Dests", None)
        place = None if names is None else pikepdf.NameTree(names).get(str(place))
    elif isinstance(place, pikepdf.Name):
        place = pdf.Root.get("/Dests", {}).get(str(place), None)
    if isinstance(place, pikepdf.Dictionary):
        place = place.get("/D", None)
    return place if isinstance(place, pikepdf.Array) else None


def loose_link(pages: Mapping[Key, int], lead: Lead) -> LooseObject:
    """A link without its page and its key, neither opened nor closed at its end."""
    return LooseObject(joined(_link_parts(*lead, pages)))


def _link_parts(link: Any, to: Any, pages: Mapping[Key, int]) -> Iterator[bytes | int]:
    yield b"<</Type/Annot/Subtype/Link/F 4"
    for key in ("/Rect", "/QuadPoints", "/Border", "/BS", "/C", "/H", "/Contents", "/Lang"):
        if key in link:
            yield f"{key} ".encode("ascii")
            yield from value(link[key], None)
    if isinstance(to, bytes):
        yield b"/A<</S/URI/URI <%s>>>" % to.hex().encode("ascii")
    else:
        yield b"/Dest["
        yield pages[to[0].objgen]
        yield b" "
        for part in list(to)[1:]:
            yield from value(part, None)
        yield b"]"
