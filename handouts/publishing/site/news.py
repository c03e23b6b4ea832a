"""What is new on a site, and what was withdrawn, as feeds that anybody can follow.

In: a site and its history.  Out: two Atom documents.  An entry keeps its id as long as the site stands; a leaflet that is withdrawn stands
in the second feed, and in the first as a tombstone, by which mirrors take it away.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from handouts.language.phrases import phrases
from handouts.publishing.editions import GeneralEdition
from handouts.publishing.feeds import ATOM_TYPE, PDF, Feed, FeedItem, FeedLink, atom
from handouts.publishing.history import GoneLeaflet, Publication, PublishedLeaflet
from handouts.publishing.site.pages import NEW, WITHDRAWN, Site, paper_name

BEFORE_ALL = "1970-01-01"  # of a feed without an entry


def site_feeds(site: Site, history: Publication) -> Iterator[tuple[str, bytes]]:
    """The feeds: names and bytes."""
    say, known = phrases(site.clinic.language), {one.key: one for one in history.leaflets}
    items = [_new(site, history, edition, known[edition.key]) for edition in site.editions]
    gone = tuple((history.identifier(one.key), moment(one.day)) for one in history.gone)
    yield NEW, atom(_feed(site, history, (NEW, say("What is new")), sorted(items, key=lambda item: item.updated, reverse=True), gone))
    yield WITHDRAWN, atom(_feed(site, history, (WITHDRAWN, say("What was withdrawn")), [_gone(history, one) for one in history.gone]))


def moment(day: str) -> str:
    """The moment that a day begins, as RFC 3339 writes it."""
    return f"{day}T00:00:00Z"


def _feed(
    site: Site, history: Publication, called: tuple[str, str], items: list[FeedItem], gone: tuple[tuple[str, str], ...] = ()
) -> Feed:  # fmt: skip
    name, title = called
    days = [item.updated for item in items] + [when for _, when in gone]
    links = FeedLink(f"{site.address}{name}", "self", ATOM_TYPE), FeedLink(site.address or "index.html")
    heading = f"{title} · {site.clinic.name}"
    updated, author = max(days, default=moment(BEFORE_ALL)), str(site.clinic.name)
    return Feed(history.identifier(name), heading, site.clinic.language, updated, author, links, tuple(items), gone=gone)


def _new(site: Site, history: Publication, edition: GeneralEdition, known: PublishedLeaflet) -> FeedItem:
    leaflet = edition.leaflet
    papers = [paper_name(edition.key, layout) for layout in site.layouts(edition)]
    links = (
        FeedLink(f"{site.address}{quote(edition.key)}.html", language=leaflet.language),
        *(FeedLink(f"{site.address}{quote(paper)}", "enclosure", PDF, leaflet.language) for paper in papers),
    )
    return FeedItem(
        history.identifier(edition.key), leaflet.title, leaflet.language, moment(known.first), moment(known.updated),
        leaflet.summary or leaflet.title, links,
    )  # fmt: skip


def _gone(history: Publication, one: GoneLeaflet) -> FeedItem:
    """An entry of its own: a reader that has seen the leaflet new sees it once more, withdrawn."""
    language = one.key.rpartition(".")[2]
    identifier, day = history.identifier(f"withdrawn {one.key}"), moment(one.day)
    return FeedItem(identifier, one.title, language, day, day, str(phrases(language)("Withdrawn.")), (), "withdrawn")
