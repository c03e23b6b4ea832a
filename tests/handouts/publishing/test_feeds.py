"""Feeds that other programs can read: Atom by its own schema's order of things, JSON with the same in it."""

from __future__ import annotations

from lxml import etree

from handouts.publishing.feeds import Feed, FeedItem, FeedLink, atom, feed_json

NS = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
ITEM = FeedItem("urn:uuid:1", "A <leaflet> & more", "ar", "2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z", "About it.", (FeedLink("a.html", language="ar"),))
FEED = Feed(
    "urn:uuid:0", "What is new", "en-US", "2026-10-02T00:00:00Z", "A clinic", (FeedLink("new.xml", "self", "application/atom+xml"),), (ITEM,),
    (("mainSearchCriteria.v.c", "M48.5"),), (("urn:uuid:2", "2026-10-02T00:00:00Z"),),
)  # fmt: skip


def test_atom_says_what_rfc_4287_wants() -> None:
    root = etree.fromstring(atom(FEED))
    for above in (root, root.find("a:entry", NS)):
        assert all(len(above.findall(f"a:{name}", NS)) == 1 for name in ("id", "title", "updated"))
    assert root.findtext("a:author/a:name", namespaces=NS) == "A clinic"
    assert root.findtext("a:entry/a:title", namespaces=NS) == ITEM.title
    assert root.find("a:entry/a:link", NS).attrib == {"href": "a.html", "rel": "alternate", "type": "text/html", "hreflang": "ar"}
    assert root.find("a:category", NS).attrib == {"scheme": "mainSearchCriteria.v.c", "term": "M48.5"}
    assert root.find("at:deleted-entry", NS).attrib == {"ref": "urn:uuid:2", "when": "2026-10-02T00:00:00Z"}
    assert atom(FEED) == atom(FEED) and b"at:" not in atom(FEED._replace(gone=()))


def test_json_has_it_where_readers_of_medlineplus_connect_look() -> None:
    feed = feed_json(FEED)["feed"]
    assert isinstance(feed, dict)
    entry = feed["entry"][0]
    assert (entry["title"]["_value"], entry["summary"]["_value"], entry["link"][0]["href"]) == (ITEM.title, "About it.", "a.html")
    assert feed["category"] == [{"scheme": "mainSearchCriteria.v.c", "term": "M48.5"}]
