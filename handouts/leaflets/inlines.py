"""Nodes inside a line -> inlines: a function for each kind of node.

In: the node of a paragraph's words, the skeleton it stands in.  Out: runs and fields.  Refuses what a line may not hold (`LeafletError`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import unquote

from handouts.language.characters import LANGUAGE, PLACEHOLDER
from handouts.language.scripts import RAISED, lifted
from handouts.leaflets.nodes import Branch
from handouts.leaflets.skeleton import PLAIN, Skeleton, Tone
from layouts.document.inlines import Inline, Inlines, TextRun

ADDRESS = re.compile(r"(https://|mailto:|tel:)[\x21-\x7e]+")
TICK = "[ ] "
BREAKS = ("softbreak", "hardbreak")


class Stretch(NamedTuple):
    """The words of a block: the node that holds them, and the skeleton they stand in."""

    node: Branch
    skeleton: Skeleton

    def read(self, nodes: Iterable[Branch], tone: Tone) -> Iterator[Inline]:
        """The inlines of some of its nodes.  Raises LeafletError for one that a line may not hold."""
        for node in nodes:
            maker = MAKERS.get(node.kind)
            if maker is None:
                raise self.skeleton.refuse(self.node.line, "a leaflet has no such sign", "Write it as plain text.")
            yield from maker(self, node, tone)

    def place(self, wanted: Branch) -> tuple[int, int]:
        """The line that a node stands in, and how many links stand before it there."""
        row = links = 0
        for child in self.node.token.children:
            if child is wanted.token:
                break
            row, links = (row + 1, 0) if child.type in BREAKS else (row, links + (child.type == "link_open"))
        return self.node.line + row, links


def read_inlines(node: Branch, skeleton: Skeleton) -> Inlines:
    """The inlines of a block whose words a node holds.  Raises LeafletError for what a line may not hold."""
    return tuple(_merged(Stretch(node, skeleton).read(node.inside, PLAIN)))


def unboxed(content: Inlines) -> Inlines | None:
    """Words without the box to tick ('[ ] ') that they begin with; None if they begin with none."""
    first = content[0] if content else None
    if not isinstance(first, TextRun) or not first.text.startswith(TICK):
        return None
    rest = first.text.removeprefix(TICK)
    return (*((replace(first, text=rest),) if rest else ()), *content[1:])


def plain_words(content: Inlines, skeleton: Skeleton, line: int, what: str) -> str:
    """The words of inlines that are the same in every copy.  what: names them.  Raises LeafletError if a value is among them."""
    runs = [inline for inline in content if isinstance(inline, TextRun)]
    if len(runs) < len(content):
        raise skeleton.refuse(line, f"a merged value may not stand in {what}", "Write it without the value.")
    return "".join(run.text for run in runs).strip()


def address(url: str, skeleton: Skeleton, line: int, nth: int = 0) -> str:
    """An address that a patient can open (RFC 3986).  Raises LeafletError, at the nth link of the line, for every other."""
    if PLACEHOLDER.search(unquote(url)):
        raise skeleton.refuse(line, "a merged value may not stand in an address", "Write the address in full.", "](", nth)
    if not ADDRESS.fullmatch(url):
        what = "an address a patient can open begins with https://, mailto: or tel:"
        raise skeleton.refuse(line, what, "Write it in full.", "](", nth)
    return url


# -- a function for each kind of node


def text(stretch: Stretch, node: Branch, tone: Tone) -> Iterable[Inline]:
    """Letters."""
    return stretch.skeleton.inline(node.token.content, tone)


def code(stretch: Stretch, node: Branch, tone: Tone) -> Iterable[Inline]:
    """Letters between backticks: a leaflet has no code, so they are words."""
    return stretch.skeleton.inline(node.token.content, Tone(tone.strong))


def soft_break(stretch: Stretch, node: Branch, tone: Tone) -> Iterable[Inline]:
    """A new line in the file is a space."""
    return (TextRun(" ", tone.strong, tone.link),)


def hard_break(stretch: Stretch, node: Branch, tone: Tone) -> Iterable[Inline]:
    """Two spaces at the end of a line, or a backslash: a new line on paper; who hears it hears words, and not one of two lines."""
    return (TextRun(" \n", tone.strong),)


def stress(stretch: Stretch, node: Branch, tone: Tone) -> Iterable[Inline]:
    """Stretch that stand out."""
    return stretch.read(node.inside, tone._replace(strong=True))


def link(stretch: Stretch, node: Branch, tone: Tone) -> Iterable[Inline]:
    """Stretch that open an address.  Raises LeafletError for a footnote, and an address that nobody can open."""
    line, nth = stretch.place(node)
    if node.inside and node.inside[0].token.content.startswith("^"):
        raise stretch.skeleton.refuse(line, "a leaflet has no footnotes", "Say it in the text, in brackets.", "[^")
    url = address(node.token.attrs.get("href", ""), stretch.skeleton, line, nth)
    return stretch.read(node.inside, tone._replace(link=url))


def span(stretch: Stretch, node: Branch, tone: Tone) -> Iterable[Inline]:
    """Stretch in another language.  Raises LeafletError if its tag is none."""
    language = node.token.attrs.get("lang") or ""
    if not LANGUAGE.fullmatch(language):
        line, _ = stretch.place(node)
        raise stretch.skeleton.refuse(line, "a language is a tag such as ar", "Write [words]{lang=ar}.", "{lang")
    return stretch.read(node.inside, tone._replace(language=language))


def cell_break(stretch: Stretch, node: Branch, tone: Tone) -> Iterable[Inline]:
    """`<br>` in a cell of a table: a new line on paper, and a space to whoever reads it out.  Elsewhere it is a stray."""
    return (TextRun(" \n", tone.strong),)


def raised(stretch: Stretch, node: Branch, tone: Tone) -> Iterable[Inline]:
    """Figures above or below the line, as characters of their own.  Raises LeafletError for what cannot stand there."""
    words = "".join(child.token.content for child in node.inside)
    if not (signs := lifted(words, node.kind)):
        mark, (line, _) = node.token.markup, stretch.place(node)
        where = "above" if node.kind == "sup" else "below"
        what = f"{PLACEHOLDER.sub('…', words)!r} cannot stand {where} the line"
        remedy = f"Write it in the line. There can stand {' '.join(RAISED[node.kind])}; for the sign itself write '\\{mark}'."
        raise stretch.skeleton.refuse(line, what, remedy, mark)
    return (TextRun(signs, *tone),)


def image(stretch: Stretch, node: Branch, tone: Tone) -> Iterable[Inline]:
    """Raises LeafletError: a picture stands in a block of its own."""
    raise stretch.skeleton.refuse(stretch.place(node)[0], "a picture stands in a block", "Use '::: picture FILE' … ':::'.", "![")


Maker = Callable[[Stretch, Branch, Tone], Iterable[Inline]]
MAKERS: dict[str, Maker] = {
    "text": text, "text_special": text, "code_inline": code, "softbreak": soft_break, "hardbreak": hard_break, "strong": stress,
    "em": stress, "link": link, "span": span, "image": image, "sub": raised, "sup": raised, "cell_break": cell_break,
}  # fmt: skip


def _merged(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Neighbouring runs of one kind as one; runs without letters go."""
    held: TextRun | None = None
    for inline in inlines:
        if isinstance(inline, TextRun) and not inline.text:
            continue
        if held and isinstance(inline, TextRun) and not inline.isolated and replace(held, text=inline.text) == inline:
            held = replace(held, text=held.text + inline.text)
            continue
        if held:
            yield held
        held = inline if isinstance(inline, TextRun) else None
        if held is None:
            yield inline
    if held:
        yield held
