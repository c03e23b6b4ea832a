"""Leaflets as pages that anybody can read, find and print: HTML without anything from elsewhere.

In: editions, the clinic and its colour.  Out: files by their names.  A page needs no script and no server; where scripts run, the list
of leaflets can be searched, by an index that it carries itself.  Everything that a template prints is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import quote

from babel.core import Locale
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from handouts.authoring.heard import ShownPicture, Speaker, heard
from handouts.clinics.clinic import Clinic
from handouts.language.phrases import phrases
from handouts.leaflets.search import words_in
from handouts.publishing.codes import codes_of
from handouts.publishing.editions import GeneralEdition
from handouts.publishing.site.pictures import SitePicture, site_picture
from layouts.document.blocks import Picture, is_right_to_left

SHEET, SCRIPT, COLOURS, NEW, WITHDRAWN = "site.css", "search.js", "brand.css", "new.xml", "withdrawn.xml"
STATES = {
    "sample": "Sample text, not reviewed by a clinician.", "draft": "Draft. Not reviewed. Do not give to patients.",
    "withdrawn": "Withdrawn.",
}  # fmt: skip
STANDARD, LARGE = "standard", "large-print"


class OtherLanguage(NamedTuple):
    """A way to the same thing in another language.  name: what that calls itself."""

    href: str
    language: str
    name: str


class Listed(NamedTuple):
    """A leaflet in a list.  near: words of its title and head; far: of its text."""

    href: str
    language: str
    title: str
    summary: str
    state: str
    papers: tuple[tuple[str, str], ...]
    others: tuple[OtherLanguage, ...] = ()
    near: str = ""
    far: str = ""


@dataclass(frozen=True)
class Site:
    """What all pages share.

    papers: (key, layout) for which there is a PDF; feeds: whether there are any, and a list of leaflets; address: where it will stand, ''
    if nobody knows; at: what stands before names of files.
    """

    clinic: Clinic
    editions: tuple[GeneralEdition, ...]
    papers: frozenset[tuple[str, str]] = frozenset()
    feeds: bool = True
    address: str = ""
    at: str = ""
    _pictures: dict[Picture, SitePicture] = field(default_factory=dict)

    def picture(self, picture: Picture) -> SitePicture:
        """The file of a picture.  Raises PictureError."""
        if picture not in self._pictures:
            self._pictures[picture] = site_picture(picture)
        return self._pictures[picture]

    def shown(self, picture: Picture) -> ShownPicture:
        """A picture on a page.  Raises PictureError."""
        return self.picture(picture).drawn(self.at)

    @property
    def pictures(self) -> Iterable[SitePicture]:
        """The pictures of the pages that were made so far."""
        return self._pictures.values()

    @property
    def languages(self) -> list[str]:
        """The languages that there are leaflets in; the clinic's first, even where there is none."""
        others = sorted({edition.leaflet.language for edition in self.editions} - {self.clinic.language})
        return [self.clinic.language, *others]

    def of(self, identifier: str) -> list[GeneralEdition]:
        """The editions of a leaflet, in the order of their languages."""
        return [edition for edition in self.editions if edition.leaflet.identifier == identifier]

    def layouts(self, edition: GeneralEdition) -> list[str]:
        """The layouts in which there is a PDF of an edition, the standard one first."""
        return sorted((layout for key, layout in self.papers if key == edition.key), key=lambda layout: (layout != STANDARD, layout))


def site_pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """The pages of a site and all that they need, without PDFs and feeds: names and bytes.  Raises PictureError."""
    for edition in site.editions:
        yield f"{edition.key}.html", leaflet_page(site, edition).encode()
    for language in site.languages:
        yield index_name(site, language), _index(site, language).encode()
    yield from ((picture.name, picture.data) for picture in site.pictures)
    yield from ((name, shipped(name)) for name in (SHEET, SCRIPT))


def shipped(name: str) -> bytes:
    """A file that is the same on every site."""
    return files("handouts.publishing.site").joinpath(name).read_bytes()


def index_name(site: Site, language: str) -> str:
    """The file of the list of leaflets in a language.  It has one dot, and a leaflet's two: no leaflet is called like it."""
    return "index.html" if language == site.clinic.language else f"index-{language}.html"


def paper_name(key: str, layout: str) -> str:
    """The file of a PDF."""
    return f"{key}.pdf" if layout == STANDARD else f"{key}.{layout}.pdf"


def leaflet_page(site: Site, edition: GeneralEdition) -> str:
    """The page of a leaflet.  Raises PictureError."""
    leaflet, say = edition.leaflet, phrases(edition.leaflet.language)
    text = heard(edition.merged.document, Speaker(edition.merged.values, say, site.shown, 0))
    canonical = f"{site.address}{quote(edition.key)}.html" if site.address else ""
    return _rendered(
        site, "leaflet.html", leaflet.language, text=text, title=leaflet.title, summary=leaflet.summary, state=_state(edition),
        others=_others(site, edition), papers=_papers(site, edition), canonical=canonical,
    )  # fmt: skip


def _index(site: Site, language: str) -> str:
    say = phrases(language)
    own = [_listed(site, edition, words=True) for edition in site.editions if edition.leaflet.language == language]
    others = tuple(_other(index_name(site, other), other) for other in site.languages if other != language)
    name = index_name(site, language)
    return _rendered(
        site, "index.html", language, title=say("Leaflets"), leaflets=sorted(own, key=lambda one: list(words_in(one.title))), others=others,
        canonical=f"{site.address}{'' if name == 'index.html' else name}" if site.address else "",
    )  # fmt: skip


def answer_page(site: Site, language: str, found: Iterable[GeneralEdition]) -> str:
    """A list of leaflets, as the answer to a question."""
    return _rendered(site, "answer.html", language, title=phrases(language)("Leaflets"), leaflets=[_listed(site, one) for one in found])


def _listed(site: Site, edition: GeneralEdition, *, words: bool = False) -> Listed:
    leaflet = edition.leaflet
    codes = [code for _, code in codes_of(leaflet)]
    near = " ".join([leaflet.title, leaflet.subtitle, leaflet.short_title, *leaflet.keywords, *codes]) if words else ""
    far = " ".join([leaflet.summary, *leaflet.glossary, _spoken(edition)]) if words else ""
    return Listed(
        f"{site.at}{quote(edition.key)}.html", leaflet.language, leaflet.title, leaflet.summary, _state(edition), _papers(site, edition),
        _others(site, edition), _index_words(near), _index_words(far),
    )  # fmt: skip


def _index_words(text: str) -> str:
    return " ".join(dict.fromkeys(words_in(text)))


def _spoken(edition: GeneralEdition) -> str:
    """The words of an edition."""
    return heard(edition.merged.document, Speaker(edition.merged.values)).striptags()


def _papers(site: Site, edition: GeneralEdition) -> tuple[tuple[str, str], ...]:
    """Addresses of an edition's PDFs, and what each is called."""
    say = phrases(edition.leaflet.language)
    called = {layout: say("PDF in large print" if layout == LARGE else "PDF to print") for layout in site.layouts(edition)}
    return tuple((site.at + quote(paper_name(edition.key, layout)), text) for layout, text in called.items())


def _state(edition: GeneralEdition) -> str:
    """What a reader has to know of a leaflet that nobody has signed; '' for one that somebody has."""
    said = STATES.get(edition.leaflet.status, "")
    return phrases(edition.leaflet.language)(said) if said else ""


def _others(site: Site, edition: GeneralEdition) -> tuple[OtherLanguage, ...]:
    """The same leaflet in other languages."""
    others = (one for one in site.of(edition.leaflet.identifier) if one.key != edition.key)
    return tuple(_other(f"{site.at}{quote(one.key)}.html", one.leaflet.language) for one in others)


def _other(href: str, language: str) -> OtherLanguage:
    return OtherLanguage(href, language, own_name(language))


def own_name(language: str) -> str:
    """What a language calls itself: Deutsch; a variety with its country."""
    name = str(Locale.parse(language.replace("-", "_")).get_display_name() or language)
    return name[:1].upper() + name[1:]


def _rendered(site: Site, template: str, language: str, **words: Any) -> str:
    clinic = site.clinic.speaking(language)
    common: Mapping[str, Any] = {
        "_": phrases(language), "clinic": clinic, "language": language, "dir": _direction(language), "direction": _direction, "at": site.at,
        "feeds": site.feeds, "home": index_name(site, language) if language in site.languages else "index.html",
        "logo": site.shown(clinic.logo) if clinic.logo else None,
        "link": lambda text: getattr(text, "link", ""),
    }  # fmt: skip
    return _environment().get_template(template).render({**common, **words})


def _direction(language: str) -> str:
    return "rtl" if is_right_to_left(language) else "ltr"


@lru_cache(1)
def _environment() -> Environment:
    made = Environment(loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["told_apart"] = lambda text: Markup("<bdi>{}</bdi>").format(text)
    return made


def _template(name: str) -> str | None:
    path = files("handouts.publishing.site").joinpath(name)
    return path.read_text("utf-8") if path.is_file() else None
