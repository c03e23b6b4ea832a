"""The leaflets that a record system has asked for, as a page, as Atom, or as JSON.

In: a question, the editions that there are.  Out: the editions that fit it, one a leaflet, in its language or the nearest; bytes.  What an
answer says depends on the codes and the language alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from urllib.parse import quote

from handouts.language.phrases import has_words, phrases
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.search import search
from handouts.leaflets.shelf import nearest_tag
from handouts.publishing.codes import nearness
from handouts.publishing.editions import GeneralEdition
from handouts.publishing.feeds import PDF, Feed, FeedItem, FeedLink, atom, feed_json
from handouts.publishing.history import begun
from handouts.publishing.site.news import moment
from handouts.publishing.site.pages import Site, answer_page, paper_name
from handouts.publishing.systems.request import Form, KnowledgeRequest

TYPES: dict[Form, str] = {"html": "text/html", "atom": "application/atom+xml", "json": "application/json"}
UNDATED = date(1970, 1, 1)


def fitting(leaflets: Sequence[Leaflet], asked: KnowledgeRequest) -> list[str]:
    """The ids of the leaflets that fit a question, the nearest first: by codes, and by words where no code does."""
    near = {
        leaflet.identifier: max((nearness(leaflet, concept.system, concept.code) for concept in asked.concepts if concept.code), default=0)
        for leaflet in leaflets
    }
    by_code = sorted((identifier for identifier, signs in near.items() if signs), key=lambda identifier: -near[identifier])
    if by_code:
        return by_code
    words = [concept.words for concept in asked.concepts if concept.words]
    return list(dict.fromkeys(leaflet.identifier for said in words for leaflet in search(leaflets, said)))


def in_language(editions: Sequence[GeneralEdition], language: str, clinic_language: str) -> GeneralEdition:
    """The edition of a leaflet in a language, or the nearest there is."""
    by_tag = {edition.leaflet.language: edition for edition in editions}
    return by_tag[nearest_tag(by_tag, language or clinic_language, clinic_language)]


def answered(site: Site, asked: KnowledgeRequest, found: Sequence[GeneralEdition], address: str) -> bytes:
    """The answer.  address: of this question's place, before the names of files, for programs that read it elsewhere."""
    language = asked.language if asked.language and has_words(asked.language) else site.clinic.language
    if asked.form == "html":
        return answer_page(site, language, found).encode()
    feed = _feed(site, asked, found, address, language)
    return atom(feed) if asked.form == "atom" else json.dumps(feed_json(feed), ensure_ascii=False, indent=1).encode()


def _feed(site: Site, asked: KnowledgeRequest, found: Iterable[GeneralEdition], address: str, language: str) -> Feed:
    history = begun("site", str(site.clinic.name))
    items = tuple(_items(site, found, address, history.identifier))
    updated = max((item.updated for item in items), default=moment(UNDATED.isoformat()))
    title = f"{phrases(language)('Leaflets')} · {site.clinic.speaking(language).name}"
    identifier = history.identifier(json.dumps(asked.repeated))
    return Feed(identifier, title, language, updated, str(site.clinic.name), (), items, asked.repeated)


def _items(site: Site, found: Iterable[GeneralEdition], address: str, identifier: Callable[[str], str]) -> Iterator[FeedItem]:
    for edition in found:
        leaflet = edition.leaflet
        day = moment((leaflet.reviewed or leaflet.produced or UNDATED).isoformat())
        papers = (paper_name(edition.key, layout) for layout in site.layouts(edition))
        links = (
            FeedLink(f"{address}{quote(edition.key)}.html", language=leaflet.language, title=leaflet.title),
            *(FeedLink(f"{address}{quote(paper)}", "related", PDF, leaflet.language) for paper in papers),
        )
        summary = leaflet.summary or leaflet.title
        yield FeedItem(identifier(edition.key), leaflet.title, leaflet.language, day, day, summary, links, leaflet.status)

