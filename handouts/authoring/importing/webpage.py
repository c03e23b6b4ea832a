"""A saved web page -> a foreign text.

In: bytes, the folder that its pictures were saved in.  Out: `ForeignText`: its main part; menus, heads and feet of the site are noted with
their words.  Scripts are never run, and nothing is asked of the network.  Refuses (`InputError`) what nests too deeply to be read.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from handouts.authoring.importing.foreign import ForeignText
from handouts.authoring.importing.omissions import OmissionList, shown
from handouts.authoring.importing.shortcodes import named
from handouts.errors import InputError
from handouts.language.characters import STRANGER
from handouts.language.counting import several

DEEPEST, MOST = 120, 200_000  # elements in one another, signs that begin one
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.I)
MAIN = (
    "//main", "//*[@role='main']", "//article", "//*[contains(concat(' ', @class, ' '), ' entry-content ')]", "//*[@id='content']",
    "//*[@id='main-content']",
)  # fmt: skip
OUTSIDE = ("nav", "header", "footer", "aside")
QUOTED = 400  # letters of what stands outside the main part
LARGEST = 25 * 2**20
DATES = ("article:modified_time", "article:published_time", "dcterms.modified", "date", "last-modified")


def read_page(data: bytes, path: Path) -> ForeignText:
    """What a saved page says.  Raises InputError."""
    called, omissions = path.name, OmissionList()
    text, strangers = STRANGER.subn(" ", decoded(data).replace("\0", " "))
    page = parsed(text, called)
    if strangers:
        omissions.note(f"{several(strangers, 'character', 'are')} left out that show nothing.")
    without_comments(page, omissions)
    scripts = sum(1 for script in page.iter("script") if script.get("type", "") not in ("application/ld+json", "application/json"))
    if scripts:
        omissions.note(f"{several(scripts, 'script', 'are')} left out: whatever scripts show is not here.")
    said = _said(page)
    title, language = page.findtext(".//title") or said["og:title"], page.get("lang") or said["og:locale"]
    links = [link.get("href", "") for link in page.iter("link") if "canonical" in link.get("rel", "")]
    origin = next(filter(None, [*links, said["og:url"]]), called)
    root = _main(page, omissions)
    named(root, omissions)
    keywords = tuple(filter(None, map(str.strip, said["keywords"].split(","))))[:20]
    pictures = beside(path.parent)
    return ForeignText(
        root, origin, title.strip(), language, said["author"], _day(said), said["description"], keywords, pictures, omissions
    )


def decoded(data: bytes) -> str:
    """The text of a page: by its mark of byte order, as UTF-8, or as it says itself."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    said = CHARSET.search(data[:4096])
    for encoding in ("utf-8", said[1].decode() if said else "cp1252", "cp1252"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def parsed(text: str, called: str) -> Any:
    """The root of a page.  Raises InputError for one that nests too deeply, or has far too many parts."""
    from lxml import etree, html

    if text.count("<") > MOST:
        raise InputError(f"{called}: has far more parts than a leaflet: it is a book; import a part of it")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace") or b"<p></p>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = html.document_fromstring(b"<html><body></body></html>")
    deep = any("depth" in said.message for said in parser.error_log) or _depth(root) > DEEPEST
    if deep:
        raise InputError(f"{called}: its parts stand in one another too deeply to be read; save the text alone, without the site around it")
    return root


def _depth(root: Any) -> int:
    deepest, open_ = 0, [(root, 1)]
    while open_:
        element, depth = open_.pop()
        deepest = max(deepest, depth)
        open_ += [(child, depth + 1) for child in element]
    return deepest


def without_comments(page: Any, omissions: OmissionList) -> None:
    """Take out comments, and note those that a person may have written."""
    from lxml import etree

    for comment in list(page.iter(etree.Comment, etree.ProcessingInstruction)):
        said = (comment.text or "").strip()
        if isinstance(comment, etree._Comment) and said and not re.match(r"/?wp:|\[if|<!\[endif|more\b|nextpage", said):
            omissions.note(f"A comment in the page's HTML is left out: {shown(said, 200)}.")
        comment.drop_tree()


def _main(page: Any, omissions: OmissionList) -> Any:
    """The main part of a page; what stands around it is noted."""
    from lxml import etree

    body = page.find("body") if page.find("body") is not None else page
    for gone in list(body.iter("script", "style", "template", "noscript")):
        gone.drop_tree()
    found = next((some[0] for path in MAIN if len(some := page.xpath(path)) == 1 and len(some[0].text_content().split()) > 5), None)
    if found is None:
        for part in [part for part in body.iter(*OUTSIDE) if part.getparent() is not None and not any(True for _ in part.iter("h1"))]:
            _outside(part, omissions)
        return body
    main = html_copy(found)
    marker = etree.Element("span")
    marker.tail = found.tail
    found.getparent().replace(found, marker)
    _outside(body, omissions, drop=False)
    return main


def html_copy(element: Any) -> Any:
    """A copy of an element, without what follows it."""
    from copy import deepcopy

    made = deepcopy(element)
    made.tail = None
    return made


def _outside(part: Any, omissions: OmissionList, *, drop: bool = True) -> None:
    words = " ".join(" ".join(_texts(part)).split())
    if words:
        omissions.note(f"What stands around the text ({len(words.split())} words) is left out: {shown(words, QUOTED)}.")
    if drop:
        part.drop_tree()


def _texts(part: Any) -> Iterator[str]:
    return (text for text in part.itertext() if isinstance(text, str))


def _said(page: Any) -> dict[str, str]:
    """What a page says of itself."""
    metas = ((meta.get("name") or meta.get("property") or "", meta.get("content", "")) for meta in page.iter("meta"))
    return defaultdict(str, {name.lower(): content.strip() for name, content in metas if name})


def _day(said: dict[str, str]) -> date | None:
    for key in DATES:
        try:
            return date.fromisoformat(said.get(key, "")[:10])
        except ValueError:
            continue
    return None


def beside(folder: Path) -> Callable[[str], bytes | None]:
    """The bytes of pictures that stand in a page itself, or were saved in its folder."""

    def find(address: str) -> bytes | None:
        if address.startswith("data:"):
            return _inside(address)
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            return None
        try:
            path = (folder / unquote(parts.path)).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file() and path.stat().st_size <= LARGEST:
                return path.read_bytes()
        except (OSError, ValueError):
            pass
        return None

    return find


def _inside(address: str) -> bytes | None:
    head, _, data = address.partition(",")
    try:
        return base64.b64decode(unquote(data), validate=False) if head.endswith(";base64") else unquote(data).encode()
    except (binascii.Error, ValueError):
        return None
