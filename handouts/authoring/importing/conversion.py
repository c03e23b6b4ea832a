"""Elements of HTML -> the blocks of a leaflet, in its own Markdown.

In: a foreign text.  Out: Markdown with marks where something is missing; the pictures that belong beside it.  Whatever a leaflet does not
have becomes what is nearest to it, and that is noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from handouts.authoring.importing.foreign import DraftBlock, ForeignText
from handouts.authoring.importing.inlines import BREAK, STRUCK, Bit, LineTone, element_bits, paragraphs, raised, written
from handouts.authoring.importing.lists import listed
from handouts.authoring.importing.omissions import OmissionList, shown, without_marks
from handouts.authoring.importing.pictures import PictureTray
from handouts.authoring.importing.tables import table

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    *HEADINGS, "p", "ul", "ol", "dl", "table", "figure", "blockquote", "pre", "hr", "div", "section", "article", "main", "header", "footer",
    "nav", "aside", "details", "summary", "center", "address", "fieldset", "form", "body", "li", "dt", "dd", "caption", "legend",
    "figcaption", "tr", "td", "th", "tbody", "thead", "tfoot", "hgroup", "search",
}  # fmt: skip
SILENT = {
    "script",
    "style",
    "template",
    "link",
    "meta",
    "title",
    "head",
    "base",
    "noscript",
    "colgroup",
    "col",
    "source",
    "track",
    "param",
    "wbr",
}
BOXES = {"checkbox": "☐ ", "hidden": ""}  # fields that are no words
GONE = {
    "iframe": "A film or page from elsewhere", "video": "A film", "audio": "A sound", "embed": "An embedded file",
    "object": "An embedded file", "svg": "A drawing", "canvas": "A drawing", "math": "A formula", "select": "A field to choose from",
    "textarea": "A field to fill in", "button": "A button", "input": "A field to fill in", "map": "A map of links", "nav": "A menu",
    "applet": "A program", "frame": "A page from elsewhere", "dialog": "A window", "progress": "A bar", "meter": "A bar",
    "marquee": "A moving text",
}  # fmt: skip


@dataclass
class Conversion:
    """Goes through a text's elements.  language: the draft's; waiting: pictures that come after the block they stand in."""

    source: ForeignText
    language: str
    tray: PictureTray
    waiting: list[DraftBlock] = field(default_factory=list)
    inside: int = 0  # of lists and tables

    @property
    def omissions(self) -> OmissionList:
        """What is noted."""
        return self.source.omissions

    def blocks(self, element: Any) -> list[DraftBlock]:
        """The blocks in an element, in their order."""
        out: list[DraftBlock] = []
        bits: list[Bit] = [Bit(element.text or "")]
        for child in element:
            if _is_block(child):
                out += self._paragraphs(bits)
                bits = []
                out += self._block(child)
            else:
                bits += self.bits(child, LineTone())
            bits.append(Bit(child.tail or ""))
        return out + self._paragraphs(bits)

    def _paragraphs(self, bits: list[Bit]) -> list[DraftBlock]:
        found = [DraftBlock("paragraph", text) for some in paragraphs(bits) if (text := written(some, self.omissions, self.language))]
        return found + self.pictures()

    def pictures(self) -> list[DraftBlock]:
        """The pictures that wait, where one may stand."""
        if self.inside:
            return []
        found, self.waiting = self.waiting, []
        return found

    def _block(self, element: Any) -> list[DraftBlock]:
        tag = element.tag
        if tag in HEADINGS:
            text = written(self.inner(element), self.omissions, self.language, broken=False)
            return [DraftBlock("heading", text, HEADINGS[tag]), *self.pictures()] if text else self.pictures()
        if tag in ("ul", "ol"):
            return listed(self, element)
        if tag == "table":
            return table(self, element)
        if tag == "hr":
            self.omissions.counted["a line across the page is left out"] += 1
            return []
        if gone := self._gone(element):
            return [DraftBlock("paragraph", gone.text)]
        return self._other(element)

    def _other(self, element: Any) -> list[DraftBlock]:
        """Blocks that hold others."""
        tag = element.tag
        if tag in ("dt", "summary", "legend", "caption"):
            text = written(
                [bit if bit.mark else Bit(bit.text, bit.tone._replace(strong=True)) for bit in self.inner(element)], self.omissions
            )
            return [DraftBlock("paragraph", text), *self.pictures()] if text else self.pictures()
        if tag == "figure":
            return self._figure(element)
        inside = self.blocks(element)
        if tag == "blockquote" and inside:
            mark = self.omissions.mark("A quotation is plain text now: a leaflet has none.")
            inside[0] = inside[0]._replace(text=inside[0].text + mark)
        return inside

    def _figure(self, element: Any) -> list[DraftBlock]:
        """Pictures with their caption; whatever else stands in a figure."""
        captions = element.findall("figcaption")
        images = [] if self.inside else list(element.iter("img"))
        if len(images) != 1 or len(captions) > 1:
            return self.blocks(element)
        for caption in captions:
            element.remove(caption)
        words = written(self.inner(captions[0]), self.omissions, self.language, broken=False) if captions else ""
        self.tray.caption = words
        found = self.blocks(element)
        if self.tray.caption:  # the picture could not be carried
            found.append(DraftBlock("paragraph", words))
        self.tray.caption = ""
        return found

    # -- inside a line

    def inner(self, element: Any, tone: LineTone = LineTone()) -> list[Bit]:  # noqa: B008  frozen
        """The bits of what stands in an element."""
        out = [Bit(element.text or "", tone)]
        for child in element:
            out += self.bits(child, tone)
            out.append(Bit(child.tail or "", tone))
        return out

    def bits(self, element: Any, tone: LineTone) -> list[Bit]:
        """The bits of an element inside a line."""
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT:
            return []
        if tag == "br":
            return [Bit(BREAK)]
        if tag == "left":
            return [Bit(self.omissions.mark(element.get("what")), mark=True)]
        if tag == "img":
            return self._image(element)
        if tag in ("sup", "sub"):
            return raised(element, tone, self.omissions)
        if gone := self._gone(element):
            return [gone]
        inner, before, after = element_bits(element, tone, self.omissions)
        parted = [Bit(BREAK)] if _is_block(element) else []  # a paragraph in a heading or a cell
        return [*parted, *before, *self.inner(element, inner), *after, *parted]

    def _image(self, element: Any) -> list[Bit]:
        text, wrong = self.tray.picture(element, self.source.picture)
        if text:
            self.waiting.append(DraftBlock("block", text))
        return [Bit(self.omissions.mark(wrong), mark=True)] if wrong else []

    def _gone(self, element: Any) -> Bit | None:
        """The mark of what a leaflet cannot hold; None if it is none of these."""
        tag, words = element.tag, element.text_content().strip()
        if tag == "input" and element.get("type") in BOXES:
            return Bit(BOXES[element.get("type")])
        if unseen := _unseen(element):
            return Bit(self.omissions.mark(f"{unseen} are left out: {shown(words)}."), mark=True) if words else Bit("")
        if tag not in GONE:
            return None
        return Bit(self.omissions.mark(_told(element, words)), mark=True)


def _unseen(element: Any) -> str:
    """What the words of an element are that a reader does not see, or is not to read; '' if they are like others."""
    style = element.get("style", "").replace(" ", "").lower()
    if element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style:
        return "Words that are not shown"
    return "Struck out words" if element.tag in STRUCK or "line-through" in style else ""


def _told(element: Any, words: str) -> str:
    """What is said of something that a leaflet cannot hold."""
    films = [source.get("src") for source in element.iter("source")]
    where = next((found for found in (*map(element.get, ("src", "data", "href")), *films) if found), "")
    said = " ".join(element.get(key, "") for key in ("value", "placeholder", "title", "aria-label", "alt")).strip()
    told = [shown(where, 200)] * bool(where) + [f"with the words {shown(words)}"] * bool(words) + [f"called {shown(said)}"] * bool(said)
    what = f"{GONE[element.tag]} is left out{':' if where else ',' * bool(told)}{' ' * bool(told)}{', '.join(told)}."
    return f"{what} Write '::: video https://…' for it." if element.tag in ("iframe", "video") and where.startswith("https://") else what


def _is_block(element: Any) -> bool:
    """Whether an element stands by itself, or holds one that does."""
    if not isinstance(element.tag, str) or element.tag in SILENT:
        return False
    return element.tag in BLOCKS or (element.tag not in GONE and any(inner.tag in BLOCKS for inner in element.iterdescendants()))


def joined(found: Iterable[DraftBlock]) -> str:
    """Blocks as one text; a block of marks alone goes to the one before it."""
    texts: list[str] = []
    early = ""
    for block in found:
        if without_marks(block.text).strip():
            texts.append(f"{block.text}{early}" if block.kind != "block" else f"{block.text}")
            early = early if block.kind == "block" else ""
        elif texts:
            texts[-1] += block.text.strip()
        else:
            early += block.text.strip()
    return "\n\n".join(texts) + early


def leading(found: Iterable[DraftBlock]) -> Iterator[DraftBlock]:
    """The blocks that have words."""
    return (block for block in found if without_marks(block.text).strip())
