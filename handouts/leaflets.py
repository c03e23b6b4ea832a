"""A Markdown file with front matter -> Leaflet; and rendered Markdown -> blocks.

In: the text of a file.  Out: a frozen `Leaflet` with its compiled template; from a rendered skeleton, blocks.
Refuses what it does not know: `LeafletError` with file:line:column, the line, a caret and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from handouts.errors import LeafletError
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
    Run,
    Table,
)

STATUSES = ("sample", "draft", "reviewed", "withdrawn")
FRONT_MATTER = {
    "title": str, "language": str, "version": int, "status": str, "reviewed": date, "review-due": date, "author": str, "reviewer": str,
    "sources": list, "codes": dict, "keywords": list, "summary": str, "sensitive": bool,
}  # fmt: skip
REQUIRED = ("title", "language", "version", "status")
BOXES = ("panel", "note", "important", "call-us", "mark")
STYLES = ("lead", "who", "when", "panel-label", "clinic", "department", "letterhead", "running", "foot", "foot-quiet", "phone", "mark-text")
PLACEHOLDER = re.compile("[\U000f0000-\U0010fffd]")


@dataclass(frozen=True, slots=True)
class Leaflet:
    """The master that handouts are made from.  body: the file's text with the front matter blanked, so that lines agree."""

    identifier: str
    file: str
    title: str
    language: str
    version: int
    status: Literal["sample", "draft", "reviewed", "withdrawn"]
    body: str
    folder: Path
    reviewed: date | None = None
    review_due: date | None = None
    author: str = ""
    reviewer: str = ""
    summary: str = ""
    sensitive: bool = False
    sources: tuple[str, ...] = ()
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keywords: tuple[str, ...] = ()


def read_leaflet(path: Path) -> Leaflet:
    """Read a leaflet file, `ID.LANGUAGE.md`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LeafletError(path.name, 1, 1, f"is not UTF-8 text (byte {error.start})", remedy="Save it as UTF-8.") from None
    text = text.replace("\r\n", "\n")
    front, body = _parted(path.name, text)
    data = _front_matter(path.name, front)
    stranger = PLACEHOLDER.search(text) or re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff]", text)
    if stranger:
        line, column = _place(text, stranger.start())
        what = f"U+{ord(stranger[0]):04X} may not stand in a leaflet"
        raise LeafletError(path.name, line, column, what, text.splitlines()[line - 1], "Delete the character.")
    identifier = path.name.split(".")[0]
    return Leaflet(
        identifier, path.name, data["title"], data["language"], data["version"], data["status"], body, path.parent,
        reviewed=data.get("reviewed"), review_due=data.get("review-due"), author=data.get("author", ""), reviewer=data.get("reviewer", ""),
        summary=data.get("summary", ""), sensitive=data.get("sensitive", False), sources=tuple(map(str, data.get("sources", ()))),
        codes=tuple((k, tuple(map(str, v))) for k, v in data.get("codes", {}).items()), keywords=tuple(map(str, data.get("keywords", ()))),
    )  # fmt: skip


def _parted(file: str, text: str) -> tuple[str, str]:
    match = re.match(r"---\n(.*?\n)---[ \t]*(?:\n|\Z)", text, re.S)
    if not match:
        first = text.split("\n", 1)[0]
        raise LeafletError(
            file, 1, 1, "the file does not begin with front matter", first, "Begin with '---', keys such as 'title: …', and '---'."
        )
    return match[1], "\n" * match[0].count("\n") + text[match.end() :]


def _front_matter(file: str, front: str) -> dict[str, Any]:
    import yaml

    try:
        data = yaml.load(front, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  either is safe
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line, mark.column) if mark else (0, 0)
        lines = front.splitlines()
        source = lines[min(line, len(lines) - 1)] if lines else ""
        what = f"the front matter is not YAML: {getattr(error, 'problem', error)}"
        raise LeafletError(file, line + 2, column + 1, what, source, "Write it as 'key: value'; put text with a colon in quotes.") from None
    if not isinstance(data, dict):
        raise LeafletError(file, 2, 1, "the front matter is empty", remedy=f"Give at least {', '.join(REQUIRED)}.")
    lines = front.splitlines()

    def refuse(key: str, what: str, remedy: str) -> LeafletError:
        at = next((i for i, line in enumerate(lines) if line.startswith(f"{key}:")), 0)
        column = lines[at].find(":") + 3 if lines and lines[at].startswith(f"{key}:") else 1
        return LeafletError(file, at + 2, column, what, lines[at] if lines else "", remedy)

    for key, value in data.items():
        if key not in FRONT_MATTER:
            raise refuse(str(key), f"unknown key {key!r}", f"Known keys are {', '.join(FRONT_MATTER)}.")
        kind = FRONT_MATTER[key]
        if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            expected = {date: "a date such as 2026-10-01", int: "a whole number", str: "text", list: "a list"}.get(kind, kind.__name__)
            raise refuse(key, f"{key} is not {expected}", f"Write {key} as {expected}.")
    for key in REQUIRED:
        if data.get(key) in (None, ""):
            raise LeafletError(file, 2, 1, f"the front matter has no {key!r}", remedy=f"Add a line '{key}: …'.")
    if data["status"] not in STATUSES:
        raise refuse("status", f"unknown status {data['status']!r}", f"Known are {', '.join(STATUSES)}.")
    if data["status"] == "reviewed" and not (data.get("reviewed") and data.get("reviewer")):
        raise refuse("status", "a reviewed leaflet names who reviewed it, and when", "Add 'reviewer: …' and 'reviewed: YYYY-MM-DD'.")
    return {key: value for key, value in data.items() if value is not None}


def _place(text: str, offset: int) -> tuple[int, int]:
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset))


# -- Markdown -> blocks


@dataclass(slots=True)
class Source:
    """What a skeleton is parsed with: where pictures are found, the clinic's logo, what placeholders stand for."""

    file: str
    text: str
    original: str
    find_picture: Callable[[str], bytes | None]
    inline: Callable[[str, bool, str | None, str | None], Inlines]
    logo: Picture | None = None
    links: list[str] = field(default_factory=list)

    def refuse(self, line: int, what: str, remedy: str, needle: str = "") -> LeafletError:
        """An error at a line of the skeleton, shown as the line of the file that it came from."""
        rendered = self.text.splitlines()[line] if line < len(self.text.splitlines()) else ""
        originals = self.original.splitlines()
        at = (
            line
            if line < len(originals) and originals[line] == rendered
            else next((i for i, o in enumerate(originals) if o == rendered), line)
        )
        shown = originals[at] if at < len(originals) else rendered
        column = shown.find(needle) + 1 if needle and needle in shown else len(shown) - len(shown.lstrip()) + 1
        return LeafletError(self.file, at + 1, column, what, shown, remedy)


@lru_cache(1)
def _markdown() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin

    md = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["html_block", "html_inline", "code", "autolink", "image"])
    setattr(md, "validateLink", lambda url: True)  # noqa: B010  judged by `_href`, which can say where and why
    deflist_plugin(md)
    attrs_plugin(md, after=(), spans=True, allowed=["lang"])
    container_plugin(md, "box", validate=lambda params, *rest: True)
    return md


def parse(source: Source) -> tuple[Block, ...]:
    """The blocks of a rendered skeleton."""
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
        for child in token.children or ():
            match child.type:
                case "text" | "text_special":
                    yield from self.source.inline(
                        child.content, strong > 0, links[-1] if links else None, languages[-1] if languages else None
                    )
                case "softbreak":
                    yield Run(" ", strong > 0, links[-1] if links else None)
                case "hardbreak":
                    yield Run("\n", strong > 0)
                case "strong_open" | "em_open":
                    strong += 1
                case "strong_close" | "em_close":
                    strong -= 1
                case "link_open":
                    links.append(self._href(child.attrs.get("href", ""), token.map[0]))
                case "link_close":
                    links.pop()
                case "span_open":
                    languages.append(child.attrs.get("lang"))
                case "span_close":
                    languages.pop()
                case "code_inline":
                    yield from self.source.inline(child.content, strong > 0, None, None)
                case _:
                    raise self.source.refuse(token.map[0], f"a leaflet has no {child.type!r}", "Write it as plain text.")

    def _href(self, url: str, line: int) -> str:
        from urllib.parse import unquote

        if PLACEHOLDER.search(unquote(url)):
            raise self.source.refuse(line, "a merged value may not stand in an address", "Write the address in full.", "](")
        if not re.fullmatch(r"(https://|mailto:|tel:)[\x21-\x7e]+", url):
            raise self.source.refuse(line, "an address a patient can open begins with https://, mailto: or tel:", "Write it in full.", "](")
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
        if any(not isinstance(inline, Run) for inline in content):
            raise self.source.refuse(line, f"a merged value may not stand in {what}", "Write it without the value.")
        return "".join(inline.text for inline in content if isinstance(inline, Run)).strip()


def _unboxed(item: tuple[Block, ...]) -> tuple[Block, ...] | None:
    """An item without its leading '[ ] ', None if it has none."""
    first = item[0] if item else None
    if not isinstance(first, Paragraph) or not first.content or not isinstance(first.content[0], Run):
        return None
    run = first.content[0]
    if not run.text.startswith("[ ] "):
        return None
    rest = replace(run, text=run.text[4:])
    return (Paragraph((rest, *first.content[1:]), first.style), *item[1:])


def _merged(inlines: list[Inline]) -> Iterator[Inline]:
    """Neighbouring runs of one kind as one."""
    held: Run | None = None
    for inline in inlines:
        if isinstance(inline, Run):
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
