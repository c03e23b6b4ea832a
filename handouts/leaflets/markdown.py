"""Rendered Markdown -> blocks.

In: a skeleton (Markdown whose only strangers are placeholders) and what its placeholders stand for.  Out: blocks.
Refuses what a leaflet may not hold (`LeafletError`: file:line:column, the line, a caret, what to do).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from handouts.errors import LeafletError
from handouts.language.characters import LANGUAGE, PLACEHOLDER, STRANGER
from layouts.blocks import (
    Block,
    Box,
    Code,
    Columns,
    Facts,
    Figure,
    Heading,
    Inline,
    Inlines,
    Items,
    Logo,
    Paragraph,
    Picture,
    Table,
    TextRun,
)  # fmt: skip

BOXES = ("panel", "note", "important", "call-us", "mark")
STYLES = ("lead", "who", "when", "panel-label", "clinic", "department", "letterhead", "running", "foot", "foot-quiet", "phone", "mark-text")
ENTITY = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")


@dataclass(slots=True)
class Source:
    """What a skeleton is parsed with: where pictures are found, the clinic's logo, what placeholders stand for."""

    file: str
    text: str
    original: str
    find_picture: Callable[[str], bytes | None]
    inline: Callable[[str, bool, str | None, str | None], Inlines]
    logo: Picture | None = None

    def refuse(self, line: int, what: str, remedy: str, needle: str = "", nth: int = 0) -> LeafletError:
        """An error at a line of the skeleton, shown as the line of the file that it came from."""
        texts, originals = self.text.split("\n"), self.original.split("\n")
        rendered = texts[line] if line < len(texts) else ""
        like = re.compile(".*?".join(map(re.escape, PLACEHOLDER.split(rendered))))
        at = line
        if not (line < len(originals) and like.fullmatch(originals[line])):
            at = next((i for i, o in enumerate(originals) if like.fullmatch(o)), line)
        shown = originals[at] if at < len(originals) else rendered
        column = (
            [m.start() for m in re.finditer(re.escape(needle), shown)][nth] + 1
            if needle and shown.count(needle) > nth
            else len(shown) - len(shown.lstrip()) + 1
        )
        return LeafletError(self.file, at + 1, column, what, shown, remedy)


@lru_cache(1)
def _markdown() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin

    md = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["html_block", "html_inline", "code", "autolink"])
    setattr(md, "normalizeLink", lambda url: url)  # noqa: B010  a host in Punycode would hide a placeholder
    setattr(md, "validateLink", lambda url: True)  # noqa: B010  judged by `_href`, which can say where and why
    deflist_plugin(md)
    attrs_plugin(md, after=(), spans=True, allowed=["lang"])
    container_plugin(md, "box", validate=lambda params, *rest: True)
    return md


def parse(source: Source) -> tuple[Block, ...]:
    """The blocks of a rendered skeleton."""
    for entity in ENTITY.finditer(source.text):
        character = int(entity[1], 16) if entity[1] else int(entity[2])
        if character <= 0x10FFFF and STRANGER.match(chr(character)):
            line = source.text.count("\n", 0, entity.start())
            raise source.refuse(line, f"U+{character:04X} may not stand in a leaflet", "Delete the character.", entity[0])
    tokens = _markdown().parse(source.text)
    return tuple(_Reader(tokens, source).blocks(None))


@dataclass(slots=True)
class _Reader:
    """Walks markdown-it's flat list of tokens."""

    tokens: list[Any]
    source: Source
    at: int = 0

    def blocks(self, end: str | None) -> Iterator[Block]:
        """Blocks up to a closing token."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == end:
                return
            if token.type == "hr":
                line = token.map[0] if token.map else 0
                raise self.source.refuse(line, "a rule ('---') separates columns and nothing else", "Use a heading instead.")
            yield from self.block(token)

    def block(self, token: Any) -> Iterator[Block]:
        """The block that a token opens."""
        match token.type:
            case "heading_open":
                yield self.heading(token)
            case "paragraph_open":
                content = self.inlines()
                self.at += 1
                yield Paragraph(content)
            case "bullet_list_open":
                yield self.items("bullet_list_close", "bullet", 1)
            case "ordered_list_open":
                yield self.items("ordered_list_close", "number", int(token.attrs.get("start", 1)))
            case "dl_open":
                yield self.facts()
            case "table_open":
                yield self.table()
            case "container_box_open":
                yield from self.container(token)
            case "fence":
                raise self.source.refuse(token.map[0], "a leaflet has no code blocks", "Delete the ``` lines.")
            case "blockquote_open":
                raise self.source.refuse(token.map[0], "a leaflet has no quotations ('>')", "Use '::: note' … ':::'.")
            case _:
                raise self.source.refuse(
                    token.map[0] if token.map else 0, f"a leaflet has no {token.type!r}", "Write it as a paragraph or list."
                )

    def heading(self, token: Any) -> Heading:
        """`#` is a section (level 2, the title is 1), `##` a sub-section."""
        depth = len(token.markup) if token.markup.startswith("#") else {"=": 1, "-": 2}[token.markup[0]]
        if depth > 2:
            raise self.source.refuse(token.map[0], "headings go two levels deep ('#' and '##')", "Use '##', or a bold first sentence.")
        content = self.inlines()
        self.at += 1
        if not content:
            raise self.source.refuse(token.map[0], "an empty heading", "Write its words, or delete it.")
        return Heading(2 if depth == 1 else 3, content)

    def inlines(self) -> Inlines:
        """The inlines of the token at hand, an `inline`."""
        token = self.tokens[self.at]
        self.at += 1
        return tuple(_merged(list(self._inlines(token))))

    def _inlines(self, token: Any) -> Iterator[Inline]:
        strong = 0
        links: list[str] = []
        languages: list[str | None] = []
        row = column = 0
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                row, column = row + 1, 0
            match child.type:
                case "text" | "text_special":
                    yield from self.source.inline(
                        child.content, strong > 0, links[-1] if links else None, languages[-1] if languages else None
                    )
                case "softbreak":
                    yield TextRun(" ", strong > 0, links[-1] if links else None)
                case "hardbreak":
                    yield TextRun("\n", strong > 0)
                case "strong_open" | "em_open":
                    strong += 1
                case "strong_close" | "em_close":
                    strong -= 1
                case "link_open":
                    links.append(self._href(child.attrs.get("href", ""), token.map[0] + row, column))
                    column += 1
                case "image":
                    raise self.source.refuse(token.map[0] + row, "a picture stands in a block", "Use '::: picture FILE' … ':::'.", "![")
                case "link_close":
                    links.pop()
                case "span_open":
                    languages.append(child.attrs.get("lang"))
                    if not LANGUAGE.fullmatch(languages[-1] or ""):
                        raise self.source.refuse(token.map[0] + row, "a language is a tag such as ar", "Write [words]{lang=ar}.", "{lang")
                case "span_close":
                    languages.pop()
                case "code_inline":
                    yield from self.source.inline(child.content, strong > 0, None, None)
                case _:
                    raise self.source.refuse(token.map[0], f"a leaflet has no {child.type!r}", "Write it as plain text.")

    def _href(self, url: str, line: int, nth: int = 0) -> str:
        from urllib.parse import unquote

        if PLACEHOLDER.search(unquote(url)):
            raise self.source.refuse(line, "a merged value may not stand in an address", "Write the address in full.", "](", nth)
        if not re.fullmatch(r"(https://|mailto:|tel:)[\x21-\x7e]+", url):
            raise self.source.refuse(
                line, "an address a patient can open begins with https://, mailto: or tel:", "Write it in full.", "](", nth
            )
        return url

    def items(self, end: str, kind: Literal["bullet", "number"], start: int) -> Items:
        """A list; one whose items all begin with `[ ]` is a checklist."""
        items: list[tuple[Block, ...]] = []
        while self.tokens[self.at].type != end:
            self.at += 1  # list_item_open
            items.append(tuple(self.blocks("list_item_close")))
        self.at += 1
        boxed = [_unboxed(item) for item in items]
        if all(boxed) and boxed:
            return Items("check", tuple(b for b in boxed if b))
        return Items(kind, tuple(items), start)

    def facts(self) -> Facts:
        """A definition list: each term with its one definition."""
        rows: list[tuple[Inlines, Inlines]] = []
        label: Inlines = ()
        while self.tokens[self.at].type != "dl_close":
            token = self.tokens[self.at]
            self.at += 1
            if token.type == "dt_open":
                label = self.inlines()
                self.at += 1
            elif token.type == "dd_open":
                blocks = tuple(self.blocks("dd_close"))
                if len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
                    raise self.source.refuse(token.map[0], "a fact has one paragraph", "Write it on one line after ': '.")
                rows.append((label, blocks[0].content))
        self.at += 1
        return Facts(tuple(rows))

    def table(self) -> Table:
        """A table with its head row."""
        rows: list[tuple[Inlines, ...]] = []
        cells: list[Inlines] = []
        while self.tokens[self.at].type != "table_close":
            token = self.tokens[self.at]
            if token.type == "inline":
                cells.append(self.inlines())
                continue
            if token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
            self.at += 1
        self.at += 1
        return Table(rows[0], tuple(rows[1:]))

    def container(self, token: Any) -> Iterator[Block]:
        """`::: NAME rest` … `:::`."""
        name, _, rest = token.info.strip().partition(" ")
        rest = rest.strip()
        line = token.map[0]
        end = "container_box_close"
        if name in BOXES:
            yield Box(name, tuple(self.source.inline(rest, False, None, None)), tuple(self.blocks(end)))
        elif name in STYLES:
            for block in self.blocks(end):
                yield Paragraph(block.content, name) if isinstance(block, Paragraph) else block
        elif name == "heading":
            for block in self.blocks(end):
                if isinstance(block, Paragraph):
                    yield Heading(2, block.content, "panel-label")
        elif name == "columns":
            yield self.columns(rest, end)
        elif name == "logo":
            list(self.blocks(end))
            if self.source.logo:
                yield Logo(self.source.logo)
        elif name == "picture":
            yield self.picture(rest, line, end)
        elif name == "video":
            yield self.video(rest, line, end)
        else:
            if PLACEHOLDER.search(name):
                raise self.source.refuse(line, "a merged value may not name a block", "Write the name.")
            known = ", ".join((*BOXES[1:4], "lead", "picture FILE", "video ADDRESS"))
            raise self.source.refuse(line, f"unknown block '::: {name}'", f"Known blocks are {known}.", name)

    def columns(self, name: str, end: str) -> Columns:
        """Cells with rules between them."""
        cells: list[list[Block]] = [[]]
        while self.tokens[self.at].type != end:
            token = self.tokens[self.at]
            self.at += 1
            if token.type == "hr":
                cells.append([])
            else:
                cells[-1].extend(self.block(token))
        self.at += 1
        return Columns(name, tuple(map(tuple, cells)))

    def picture(self, file: str, line: int, end: str) -> Figure:
        """Alternative text, perhaps a caption, perhaps a list of labels `- id: words`."""
        blocks = list(self.blocks(end))
        texts = [b for b in blocks if isinstance(b, Paragraph)]
        lists = [b for b in blocks if isinstance(b, Items)]
        if not texts or len(texts) > 2 or len(lists) > 1 or len(texts) + len(lists) != len(blocks):
            remedy = "Say in one paragraph what the picture shows; a caption and a list of labels may follow."
            raise self.source.refuse(line, "a picture needs its description", remedy, "picture")
        alternative = self._plain(texts[0].content, line, "a picture's description")
        data = self.source.find_picture(file)
        if data is None:
            raise self.source.refuse(
                line, f"there is no picture {file!r}", "Put it beside the leaflet, or into the clinic's assets folder.", file
            )
        labels = []
        for item in lists[0].items if lists else ():
            words = self._plain(item[0].content, line, "a label") if isinstance(item[0], Paragraph) else ""
            key, colon, text = words.partition(":")
            if not colon:
                raise self.source.refuse(line, "a label is written '- id: words'", "Give the id that the drawing's text has.")
            labels.append((key.strip(), text.strip()))
        return Figure(Picture(file, data, tuple(labels)), alternative, texts[1].content if len(texts) > 1 else ())

    def video(self, url: str, line: int, end: str) -> Code:
        """A film: a sentence that says what it is, and its address as a QR code."""
        blocks = list(self.blocks(end))
        if len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
            raise self.source.refuse(line, "a video needs one sentence that says what it is", "Write it on the next line.", "video")
        url = self._href(url, line)
        return Code(url, self._plain(blocks[0].content, line, "what a code opens"), blocks[0].content)

    def _plain(self, content: Inlines, line: int, what: str) -> str:
        if any(not isinstance(inline, TextRun) for inline in content):
            raise self.source.refuse(line, f"a merged value may not stand in {what}", "Write it without the value.")
        return "".join(inline.text for inline in content if isinstance(inline, TextRun)).strip()


def _unboxed(item: tuple[Block, ...]) -> tuple[Block, ...] | None:
    """An item without its leading '[ ] ', None if it has none."""
    first = item[0] if item else None
    if not isinstance(first, Paragraph) or not first.content or not isinstance(first.content[0], TextRun):
        return None
    run = first.content[0]
    if not run.text.startswith("[ ] "):
        return None
    rest = replace(run, text=run.text[4:])
    return (Paragraph((rest, *first.content[1:]), first.style), *item[1:])


def _merged(inlines: list[Inline]) -> Iterator[Inline]:
    """Neighbouring runs of one kind as one."""
    held: TextRun | None = None
    for inline in inlines:
        if isinstance(inline, TextRun):
            if not inline.text:
                continue
            if held and replace(held, text="") == replace(inline, text="") and not inline.isolated:
                held = replace(held, text=held.text + inline.text)
                continue
            if held:
                yield held
            held = inline
        else:
            if held:
                yield held
            held = None
            yield inline
    if held:
        yield held
