"""A document as HTML: what a screen reader gets of its pages, in the order in which it gets it.

In: a document, the values of a copy.  Out: HTML whose every text is escaped.  Heads and feet are left out, as they are on paper: no screen
reader reads them.  A picture is its description, or stands there itself for a page that is looked at as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import singledispatch
from typing import NamedTuple

from markupsafe import Markup, escape

from layouts.document.blocks import (
    Block,
    Box,
    Cell,
    Chance,
    Code,
    Columns,
    Contents,
    CopyCode,
    Document,
    Exhibit,
    Exhibits,
    Facts,
    Figure,
    Heading,
    Items,
    KeptTogether,
    Logo,
    Medicine,
    Medicines,
    Paragraph,
    Picture,
    ReplySlip,
    Table,
    Timeline,
    Writing,
    blocks_of,
    words_of,
)
from layouts.document.inlines import Field, Inlines, TextRun
from layouts.document.tongues import Abreast, Foreign, Parallel

BELOW = 2  # levels of headings that the page around it has already
NOTHING = Markup("")


class ShownPicture(NamedTuple):
    """A picture for a page.  address: of its file; width, height: in pixels."""

    address: str
    width: int
    height: int


class Speaker(NamedTuple):
    """What a copy says in its gaps; and what the program says before a picture and a code, in the language of the page around.

    shows: gives the picture of a page that is looked at, None for one that is only heard; below: levels of headings that the page around
    has already.
    """

    values: Sequence[str]
    say: Callable[[str], str] = str
    shows: Callable[[Picture], ShownPicture] | None = None
    below: int = BELOW


def heard(document: Document, speaker: Speaker) -> Markup:
    """The document as HTML."""
    return _all(document.blocks, speaker)


def _all(blocks: Iterable[Block], speaker: Speaker) -> Markup:
    return Markup("\n").join(_said(block, speaker) for block in blocks)


@singledispatch
def _said(block: Block, speaker: Speaker) -> Markup:
    raise TypeError(f"a block without a voice: {type(block).__name__}")


@_said.register
def _(block: Heading, speaker: Speaker) -> Markup:
    return _heading(block.level, block.content, speaker)


@_said.register
def _(block: Paragraph, speaker: Speaker) -> Markup:
    return Markup('<p class="{}">{}</p>').format(block.style, _words(block.content, speaker))


@_said.register
def _(block: Items, speaker: Speaker) -> Markup:
    tag = "ol" if block.kind == "number" else "ul"
    start = Markup(' start="{}"').format(block.start) if block.start != 1 else NOTHING
    items = NOTHING.join(Markup("<li>{}</li>").format(_item(item, speaker)) for item in block.items)
    return Markup('<{0} class="{1}"{2}>{3}</{0}>').format(tag, block.kind, start, items)


def _item(blocks: tuple[Block, ...], speaker: Speaker) -> Markup:
    """What an item says; a single paragraph needs no paragraph of its own."""
    only = blocks[0] if len(blocks) == 1 else None
    return _words(only.content, speaker) if isinstance(only, Paragraph) else _all(blocks, speaker)


@_said.register
def _(block: Facts, speaker: Speaker) -> Markup:
    row = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
    rows = (row.format(_words(label, speaker), _words(value, speaker)) for label, value in block.rows)
    return Markup("<dl>{}</dl>").format(NOTHING.join(rows))


@_said.register
def _(block: Box, speaker: Speaker) -> Markup:
    title = Markup('<p class="title"><strong>{}</strong></p>').format(_words(block.title, speaker)) if block.title else NOTHING
    return Markup('<div class="box {}">{}{}</div>').format(block.kind, title, _all(block.blocks, speaker))


@_said.register
def _(block: Figure, speaker: Speaker) -> Markup:
    caption = Markup("<figcaption>{}</figcaption>").format(_words(block.caption, speaker)) if block.caption else NOTHING
    if speaker.shows:
        image = Markup('<img src="{}" width="{}" height="{}" alt="{}">').format(*speaker.shows(block.picture), block.alternative)
        return Markup("<figure>{}{}</figure>").format(image, caption)
    return Markup("<figure><p><b>{}</b> {}</p>{}</figure>").format(speaker.say("Picture:"), block.alternative, caption)


@_said.register
def _(block: Table, speaker: Speaker) -> Markup:
    head = NOTHING.join(Markup('<th scope="col">{}</th>').format(_words(cell, speaker)) for cell in block.head)
    rows = (NOTHING.join(Markup("<td>{}</td>").format(_cell(cell, speaker)) for cell in row) for row in block.rows)
    body = NOTHING.join(Markup("<tr>{}</tr>").format(row) for row in rows)
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)


def _cell(cell: Cell, speaker: Speaker) -> Markup:
    words = words_of(cell)
    return _all(blocks_of(cell), speaker) if words is None else _words(words, speaker)


@_said.register
def _(block: Parallel, speaker: Speaker) -> Markup:
    def row(tag: str, cells: tuple[Inlines, Inlines]) -> Markup:
        one = Markup('<{0} lang="{1}">{2}</{0}>')
        said = (one.format(tag, language, _words(cell, speaker)) for language, cell in zip(block.languages, cells, strict=True))
        return Markup("<tr>{}</tr>").format(NOTHING.join(said))

    body = NOTHING.join(row("td", cells) for cells in block.rows)
    return Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(row("th", block.head), body)


@_said.register
def _(block: Foreign, speaker: Speaker) -> Markup:
    return Markup('<div lang="{}" dir="auto">{}</div>').format(block.language, _all(block.blocks, speaker))


@_said.register
def _(block: Abreast, speaker: Speaker) -> Markup:
    both = (Foreign(language, blocks) for pair in block.pairs for language, blocks in zip(block.languages, pair, strict=True))
    return _all(both, speaker)


@_said.register
def _(block: Code, speaker: Speaker) -> Markup:
    link = Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(block.url)
    what = NOTHING if speaker.shows else Markup("<p><b>{}</b> {}</p>").format(speaker.say("Code to scan:"), block.alternative)
    return what + Markup("<p>{} {}</p>").format(_words(block.content, speaker), link)


@_said.register
def _(block: CopyCode, speaker: Speaker) -> Markup:
    what = Markup("<p><b>{}</b> {}</p>").format(speaker.say("Code to scan:"), block.alternative)
    return what + Markup("<p>{}</p>").format(_words(block.content, speaker))


@_said.register
def _(block: Medicines, speaker: Speaker) -> Markup:
    titles = (block.head[0], *(word for _, word in block.times), block.head[1])
    head = NOTHING.join(Markup('<th scope="col">{}</th>').format(title) for title in titles)
    body = NOTHING.join(_medicine(row, speaker) for row in block.rows)
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)


def _medicine(row: Medicine, speaker: Speaker) -> Markup:
    """A row: the name with what it is for, the amounts, what to do and until when."""
    name = Markup('<th scope="row">{} {}</th>').format(_words(row.name, speaker), _words(row.purpose, speaker))
    amounts = NOTHING.join(Markup("<td>{}</td>").format(amount) for amount in row.amounts)
    return Markup("<tr>{}{}<td><strong>{}</strong> {}</td></tr>").format(name, amounts, row.advice, _words(row.until, speaker))


@_said.register
def _(block: ReplySlip, speaker: Speaker) -> Markup:
    return Markup("<p>{}</p>\n{}").format(block.cut, _all((*block.blocks, *block.to), speaker))


@_said.register
def _(block: Writing, speaker: Speaker) -> Markup:
    return Markup('<p class="blank">{}</p>').format(_words(block.label, speaker)) if block.label else NOTHING


@_said.register
def _(block: Timeline, speaker: Speaker) -> Markup:
    said = ([event.day, event.time, event.content] for event in block.events)
    events = (Markup(" ").join(_words(words, speaker) for words in each if words) for each in said)
    return Markup('<ul class="timeline">{}</ul>').format(NOTHING.join(Markup("<li>{}</li>").format(event) for event in events))


@_said.register
def _(block: Contents, speaker: Speaker) -> Markup:
    if not block.lines:
        return NOTHING
    lines = NOTHING.join(Markup("<li>{}</li>").format(_words(line, speaker)) for line in block.lines)
    return _heading(2, block.title, speaker) + Markup('<ol class="contents">{}</ol>').format(lines)


@_said.register
def _(block: Exhibits, speaker: Speaker) -> Markup:
    items = NOTHING.join(Markup("<li>{}</li>").format(_exhibit(exhibit, speaker)) for exhibit in block.exhibits)
    return Markup('<ol class="pictures">{}</ol>').format(items)


def _exhibit(exhibit: Exhibit, speaker: Speaker) -> Markup:
    title = Markup('<p class="title"><strong>{}</strong></p>').format(_words(exhibit.title, speaker))
    return title + _all((exhibit.figure, *exhibit.blocks), speaker)


@_said.register
def _(block: Logo, speaker: Speaker) -> Markup:
    return NOTHING


@_said.register(KeptTogether)
@_said.register(Chance)
def _(block: KeptTogether | Chance, speaker: Speaker) -> Markup:
    return _all(block.blocks, speaker)


@_said.register
def _(block: Columns, speaker: Speaker) -> Markup:
    return _all((inside for cell in block.cells for inside in cell), speaker)


def _heading(level: int, content: Inlines, speaker: Speaker) -> Markup:
    return Markup("<h{0}>{1}</h{0}>").format(min(level + speaker.below, 6), _words(content, speaker))


def _words(content: Inlines, speaker: Speaker) -> Markup:
    return NOTHING.join(_run(run, speaker) for run in content if isinstance(run, TextRun | Field))


def _run(run: TextRun | Field, speaker: Speaker) -> Markup:
    """A run of text or a value, with what it is set apart by."""
    text = speaker.values[run.index] if isinstance(run, Field) else run.text
    out = escape(text)
    if isinstance(run, Field) or run.isolated:
        out = Markup("<bdi>{}</bdi>").format(out)
    if run.language:
        out = Markup('<span lang="{}">{}</span>').format(run.language, out)
    if run.link:
        out = Markup('<a href="{}" rel="noreferrer">{}</a>').format(run.link, out)
    return Markup("<strong>{}</strong>").format(out) if run.strong else out
