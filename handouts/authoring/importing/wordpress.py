"""An export of WordPress (WXR: RSS with pages and posts) -> one of its pages as a foreign text.

In: bytes, which page is meant.  Out: `ForeignText`.  Refuses (`InputError`) what cannot be read, an export with several pages of which none
is named (all of them are listed), and a name that none has.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from handouts.authoring.importing.foreign import ForeignText
from handouts.authoring.importing.omissions import OmissionList, shown
from handouts.authoring.importing.shortcodes import named
from handouts.authoring.importing.webpage import beside, parsed, without_comments
from handouts.errors import InputError
from handouts.language.characters import STRANGER
from handouts.language.counting import several

TEXTS = ("page", "post")
OTHERS = frozenset(
    {"attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "wp_global_styles", "wp_navigation", "oembed_cache"}
)
LISTED = 40
BARRED = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
BOUND = "p|div|ul|ol|li|table|t[rdh]|thead|tbody|h[1-6]|blockquote|figure|figcaption|section|pre|hr|dl|d[td]"
AROUND = re.compile(rf"(</?(?:{BOUND})\b[^>]*>)[ \t]*\n+|\n+[ \t]*(?=</?(?:{BOUND})\b)", re.I)


class SitePage(NamedTuple):
    """A page of an export."""

    number: str
    name: str
    title: str
    kind: str
    status: str
    element: Any

    def __str__(self) -> str:
        return f"{self.number} ({self.title or 'without a title'}; {self.kind}, {self.status})"


def read_export(data: bytes, path: Path, wanted: str) -> ForeignText:
    """The page that is wanted: its number, its name in the address, or words of its title; '' for the only one.  Raises InputError."""
    called = path.name
    channel = _channel(data, called)
    page = _chosen([_page(item) for item in channel.iter("item")], wanted, called)
    omissions = OmissionList()
    text, strangers = STRANGER.subn(" ", _text(page.element, "encoded", "content"))
    if strangers:
        omissions.note(f"{several(strangers, 'character', 'are')} left out that show nothing.")
    root = parsed(f"<html><body>{spaced(text)}</body></html>", called).find("body")
    without_comments(root, omissions)
    named(root, omissions)
    _more(page.element, omissions)
    day = _text(page.element, "post_modified") or _text(page.element, "post_date")
    about = " ".join(_text(page.element, "encoded", "excerpt").split())
    words = tuple(
        one.text.strip() for one in page.element.findall("category") if one.get("domain") == "post_tag" and (one.text or "").strip()
    )
    origin = _text(page.element, "link") or called
    language, author, pictures = _text(channel, "language"), _text(page.element, "creator"), beside(path.parent)
    return ForeignText(root, origin, page.title, language, author, _day(day), about, words[:20], pictures, omissions, bool(page.title))


def _channel(data: bytes, called: str) -> Any:
    from lxml import etree

    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputError(f"{called}: has a document type in its XML, as no export of WordPress has; export the page again")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(BARRED.sub(b"", data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(
            f"{called}{f':{line}' if line else ''}: the export cannot be read: it is no XML there; export the page again"
        ) from None
    channel = root.find("channel")
    if channel is None:
        raise InputError(f"{called}: is XML, and no export of WordPress; in WordPress say Tools, Export")
    return channel


def _text(element: Any, name: str, room: str = "") -> str:
    """The words of the first part of a name, whatever the version of the export.  room: in its namespace."""
    for child in element:
        where, _, local = str(child.tag).rpartition("}")
        if local == name and room in where:
            return (child.text or "").strip()
    return ""


def _page(item: Any) -> SitePage:
    kind = _text(item, "post_type") or "page"
    return SitePage(_text(item, "post_id"), _text(item, "post_name"), _text(item, "title"), kind, _text(item, "status") or "publish", item)


def _chosen(pages: list[SitePage], wanted: str, called: str) -> SitePage:
    """The page that is meant.  Raises InputError, listing the pages that it may be, if there is none or several."""
    held = [page for page in pages if page.kind not in OTHERS and not page.kind.startswith("acf-")]
    if not held:
        raise InputError(f"{called}: holds no page and no post; in WordPress say Tools, Export, Pages")
    word = wanted.strip().casefold()
    found = _fitting(held, word) if word else held
    if len(found) == 1:
        return found[0]
    listing = f"{wanted!r} may be any of" if found else f"no page of it is {wanted!r}; it holds"
    what = listing if word else f"holds {several(len(held), 'page')}:"
    some = found or held
    listed = ", ".join(map(str, some[:LISTED])) + " …" * (len(some) > LISTED)
    raise InputError(f"{called}: {what} {listed}; say which with --item and its number")


def _fitting(held: list[SitePage], word: str) -> list[SitePage]:
    """The pages that a word names; otherwise those with it in their title."""
    exact = [page for page in held if word in (page.number, page.name.casefold(), page.title.casefold())]
    return exact or [page for page in held if word in page.title.casefold()]


def spaced(text: str) -> str:
    """The text of a page as WordPress shows it: where it has no paragraphs of its own, empty lines part them, and each line stays one."""
    if "<!-- wp:" in text or re.search(r"<p[\s>]", text):
        return text
    text = AROUND.sub(lambda match: match[1] or "", text.replace("\r\n", "\n").strip())
    return re.sub(r"\n\s*\n", "<br><br>", text).replace("\n", "<br>\n")


def _more(item: Any, omissions: OmissionList) -> None:
    """What an export says of a page besides its text."""
    comments = [child for child in item if str(child.tag).endswith("}comment")]
    for comment in comments:
        omissions.note(f"A reader's comment is left out: {shown(_text(comment, 'comment_content'), 200)}.")
    for meta in (child for child in item if str(child.tag).endswith("}postmeta")):
        key, value = _text(meta, "meta_key"), _text(meta, "meta_value")
        if value and not key.startswith("_"):
            omissions.note(f"The field {key!r} of the page is left out: {shown(value, 200)}.")


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        return None
