"""Leaflets as a feed, for programs: Atom (RFC 4287), and the same in JSON, as MedlinePlus Connect writes it.

In: a `Feed`.  Out: bytes; plain data.  The JSON is what readers of HL7 Infobutton answers know: Atom's elements by name, each text as
`{"_value": …}`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721: what a mirror takes away
XML = "http://www.w3.org/XML/1998/namespace"
XHTML, PDF, ATOM_TYPE = "text/html", "application/pdf", "application/atom+xml"


class FeedLink(NamedTuple):
    """A link.  rel: alternate, self, enclosure …; kind: its media type; language: '' if that is nothing to say."""

    href: str
    rel: str = "alternate"
    kind: str = XHTML
    language: str = ""
    title: str = ""

    def attributes(self) -> dict[str, str]:
        """Atom's names for it."""
        said = {"href": self.href, "rel": self.rel, "type": self.kind, "hreflang": self.language, "title": self.title}
        return {name: text for name, text in said.items() if text}


class FeedItem(NamedTuple):
    """An entry.  identifier: an IRI that stays; published, updated: moments as RFC 3339 writes them; category: what it tells of."""

    identifier: str
    title: str
    language: str
    published: str
    updated: str
    summary: str
    links: tuple[FeedLink, ...]
    category: str = ""


class Feed(NamedTuple):
    """A feed.  categories: scheme and term; gone: identifiers of entries that were taken away, and when."""

    identifier: str
    title: str
    language: str
    updated: str
    author: str
    links: tuple[FeedLink, ...]
    items: tuple[FeedItem, ...]
    categories: tuple[tuple[str, str], ...] = ()
    gone: tuple[tuple[str, str], ...] = ()


def atom(feed: Feed) -> bytes:
    """A feed as an Atom document."""
    names = {None: ATOM} | ({"at": TOMBSTONES} if feed.gone else {})
    root = etree.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": feed.language}, nsmap=names)
    _texts(root, {"id": feed.identifier, "title": feed.title, "updated": feed.updated})
    _texts(etree.SubElement(root, f"{{{ATOM}}}author"), {"name": feed.author})
    for scheme, term in feed.categories:
        etree.SubElement(root, f"{{{ATOM}}}category", {"scheme": scheme, "term": term})
    _links(root, feed.links)
    for item in feed.items:
        _item(root, item)
    for reference, when in feed.gone:
        etree.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry", {"ref": reference, "when": when})
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written


def _item(root: Any, item: FeedItem) -> None:
    entry = etree.SubElement(root, f"{{{ATOM}}}entry", {f"{{{XML}}}lang": item.language})
    _texts(entry, {"id": item.identifier, "title": item.title, "published": item.published, "updated": item.updated})
    if item.category:
        etree.SubElement(entry, f"{{{ATOM}}}category", {"term": item.category})
    _links(entry, item.links)
    _texts(entry, {"summary": item.summary})


def _texts(above: Any, said: dict[str, str]) -> None:
    for name, text in said.items():
        if text:
            etree.SubElement(above, f"{{{ATOM}}}{name}").text = text


def _links(above: Any, links: Iterable[FeedLink]) -> None:
    for link in links:
        etree.SubElement(above, f"{{{ATOM}}}link", link.attributes())


def feed_json(feed: Feed) -> dict[str, object]:
    """The same as plain data."""
    return {"feed": {
        "base": "", "lang": feed.language, "xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "title": _text(feed.title), "id": _value(feed.identifier), "updated": _value(feed.updated),
        "author": {"name": _value(feed.author)},
        "category": [{"scheme": scheme, "term": term} for scheme, term in feed.categories],
        "link": [link.attributes() for link in feed.links],
        "entry": [_entry(item) for item in feed.items],
    }}  # fmt: skip


def _entry(item: FeedItem) -> dict[str, object]:
    return {
        "lang": item.language, "title": _text(item.title), "link": [link.attributes() for link in item.links],
        "id": _value(item.identifier),
        "published": _value(item.published), "updated": _value(item.updated), "summary": _text(item.summary),
    }  # fmt: skip


def _value(text: str) -> dict[str, str]:
    return {"_value": text}


def _text(text: str) -> dict[str, str]:
    return {"_value": text, "type": "text"}
