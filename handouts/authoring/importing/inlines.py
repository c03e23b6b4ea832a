"""Elements inside a line -> bits of text, each with its tone; bits -> the words of a block in Markdown.

In: elements of HTML.  Out: bits, and Markdown of them that reads as these words: where it would not, the words stand without stress and
links, and that is noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

from handouts.authoring.importing.escapes import begun, escaped, plain
from handouts.authoring.importing.omissions import CLOSE, MARK, OPEN, OmissionList, shown, without_marks
from handouts.language.characters import LANGUAGE
from handouts.language.scripts import lifted
from handouts.leaflets.nodes import Branch, read_nodes

BREAK = "\n"
STRONG, SLANTED, STRUCK = {"b", "strong"}, {"i", "em", "cite", "dfn", "var"}, {"s", "del", "strike"}
SIGNS = re.compile(r"(https?:|mailto:|tel:)\S+", re.I)
TRAILING = re.compile(f" +(?=(?:{OPEN}[0-9]+{CLOSE})+$)")  # spaces before the marks at the end of a line
SAFE = "!#$%&'*+,-./:;=?@_~"


class LineTone(NamedTuple):
    """How words are set."""

    strong: bool = False
    link: str = ""
    language: str = ""


class Bit(NamedTuple):
    """A stretch of words, a mark, or a break."""

    text: str
    tone: LineTone = LineTone()
    mark: bool = False


def address(href: str, omissions: OmissionList, words: str) -> tuple[str, str]:
    """The address that a leaflet's link may lead to, and a mark for one that it may not, or that was changed."""
    href = href.strip()
    if href.startswith("#") or not href:
        return "", ""
    if not SIGNS.fullmatch(href):
        return "", omissions.mark(
            f"The link of {shown(words, 60)} leads to {shown(href, 100)}, which no patient can open: only its words are here."
        )
    written = quote(href, safe=SAFE)
    if written.lower().startswith("http:"):
        return f"https:{written[5:]}", omissions.mark(
            f"The link {shown(href, 100)} begins with http: and is written with https: here: try it."
        )
    scheme, _, rest = written.partition(":")
    return f"{scheme.lower()}:{rest}", ""


def element_bits(element: Any, tone: LineTone, omissions: OmissionList) -> tuple[LineTone, list[Bit], list[Bit]]:
    """The tone of what stands in an element, and bits before and after it."""
    tag = element.tag
    if tag in STRONG:
        return tone._replace(strong=True), [], []
    if tag in SLANTED:
        omissions.counted["words in italics are plain now"] += bool(element.text_content().strip())
    if tag == "u":
        omissions.counted["underlined words are plain now"] += bool(element.text_content().strip())
    before, after = [], []
    if tag == "a":
        url, mark = address(element.get("href", ""), omissions, element.text_content())
        tone = tone._replace(link=url)
        after = [Bit(mark, mark=True)] if mark else []
    if tag in ("abbr", "acronym") and element.get("title", "").strip():
        words = shown(element.text_content(), 60)
        what = f"{words} is explained as {shown(element.get('title'))} when a mouse is above it: say it in the text."
        after = [Bit(omissions.mark(what), mark=True)]
    if tag == "q":
        before, after = [Bit("“", tone)], [Bit("”", tone)]
    spoken = element.get("lang", "")
    if tag == "span" and LANGUAGE.fullmatch(spoken):
        tone = tone._replace(language=spoken)
    return tone, before, after


def raised(element: Any, tone: LineTone, omissions: OmissionList) -> list[Bit]:
    """Words above or below the line: by signs of their own where there are some."""
    text = element.text_content().strip()
    if signs := lifted(text, element.tag):
        return [Bit(signs, tone)]
    where = "above" if element.tag == "sup" else "below"
    return [Bit(text, tone), Bit(omissions.mark(f"{shown(text, 60)} stood {where} the line, and is in it now."), mark=True)] if text else []


# -- bits -> Markdown


def paragraphs(bits: Iterable[Bit]) -> Iterator[list[Bit]]:
    """Bits as paragraphs: two breaks part them."""
    held: list[Bit] = []
    breaks = 0
    for bit in bits:
        if bit.text == BREAK and not bit.mark:
            breaks += 1
            continue
        if not bit.mark and not bit.text.strip():
            if not breaks:
                held.append(bit)
            continue
        if breaks > 1:
            yield held
            held = []
        elif breaks:
            held.append(Bit(BREAK))
        breaks = 0
        held.append(bit)
    yield held


def written(bits: list[Bit], omissions: OmissionList, language: str = "", *, broken: bool = True) -> str:
    """A block's words in Markdown; '' if there are none.  language: of the text; broken: lines may end in it."""
    bits = [bit._replace(tone=bit.tone._replace(language="")) if bit.tone.language == language else bit for bit in bits]
    if not broken:
        bits = [bit._replace(text=" ") if bit.text == BREAK and not bit.mark else bit for bit in bits]
    words = _joined(bits, toned=False)
    text = _joined(bits, toned=True)
    if _read(text) == _said(bits):
        return text
    if any(bit.tone != LineTone() for bit in bits):
        text = words + omissions.mark("The stress or the links of this text could not be written; its words are all here.")
    return text


def _joined(bits: list[Bit], *, toned: bool) -> str:
    out = []
    for (tone, mark), some in groupby(_trimmed(bits), key=lambda bit: (bit.tone if toned else LineTone(), bit.mark)):
        text = "".join(bit.text for bit in some)
        out.append(text if mark else "\\\n".join(_toned(line, tone) for line in text.split(BREAK)))
    lines = "".join(out).split("\\\n")
    return begun("\\\n".join(TRAILING.sub("", line.strip(" ")) for line in lines))


def _trimmed(bits: list[Bit]) -> list[Bit]:
    """Bits with single spaces between them, and a tone for each stretch of words between two."""
    out: list[Bit] = []
    spaced = True
    for bit in bits:
        text = bit.text if bit.mark or bit.text == BREAK else plain(bit.text.replace(BREAK, " "))
        text = text.lstrip(" ") if spaced and not bit.mark else text
        if text:
            out.append(bit._replace(text=text))
            spaced = spaced if bit.mark else text.endswith((" ", BREAK))
    return out


def _toned(text: str, tone: LineTone) -> str:
    """Words with stress, link and language, the spaces around them outside."""
    inner = text.strip(" ")
    if not inner:
        return text
    start = text[: len(text) - len(text.lstrip(" "))]
    end = text[len(text.rstrip(" ")) :]
    said = escaped(inner)
    if tone.language:
        said = f"[{said}]{{lang={tone.language}}}"
    if tone.link:
        said = f"[{said}]({tone.link})"
    return f"{start}**{said}**{end}" if tone.strong and any(character.isalnum() for character in inner) else f"{start}{said}{end}"


def _said(bits: list[Bit]) -> list[str]:
    """The words of bits, to be compared."""
    return plain("".join(bit.text for bit in bits if not bit.mark)).split()


def _read(text: str) -> list[str]:
    """The words of Markdown as it is read; nothing if it is read as anything but one paragraph."""
    nodes = read_nodes(MARK.sub("", without_marks(text)))
    return "".join(_words(nodes[0].inside)).split() if len(nodes) == 1 and nodes[0].kind == "paragraph" else []


def _words(nodes: Iterable[Branch]) -> Iterator[str]:
    for node in nodes:
        if node.kind in ("softbreak", "hardbreak"):
            yield " "
        elif node.inside:
            yield from _words(node.inside)
        else:
            yield node.token.content
