"""A skeleton's text as the rules look at it: the lines that would be printed, what in them is markup on purpose blanked.

In: a skeleton's text, its nodes.  Out: a frozen `TextSheet`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from handouts.leaflets.nodes import Branch

ON_PURPOSE = re.compile(
    r"\\[!-/:-@\[-`{-~]"  # an escaped sign
    r"|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)"  # between backticks
    r"|(?<=\]\()[^\s()]*(?=[)\s])"  # an address
    r"|(?<=\])\{[^{}\n]*\}"  # a language; `inlines` judges it
)
TITLED = (
    "note", "important", "danger", "urgent", "call-us", "panel", "mark", "glossary", "questions", "medicines", "slip", "timeline",
    "contents",
)  # fmt: skip
TITLE = "title"
BREAKS = ("softbreak", "hardbreak")
CELLS = ("td", "th")


class Notice(NamedTuple):
    """What a rule found.  at: its offset in the skeleton."""

    at: int
    what: str
    remedy: str


class TextLine(NamedTuple):
    """A line of a paragraph, heading, term or cell.

    at: its place in the skeleton; first, last: of its block; bare: without what is markup on purpose; kind: of what it stands in.
    """

    text: str
    bare: str
    at: int
    first: bool
    last: bool
    kind: str


class Sign(NamedTuple):
    """A piece of a line as Markdown has read it.  kind: markdown-it's name of it; at: about where it stands."""

    kind: str
    text: str
    at: int


class TextSheet:
    """A skeleton's text.  line_of: the line of the file that a row (from 0) came from; language: a tag, '' if it does not matter."""

    def __init__(self, text: str, nodes: tuple[Branch, ...], line_of: Callable[[int], int], language: str = "") -> None:
        self.text, self.nodes, self.line_of, self.language = text, nodes, line_of, language

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins."""
        return (0, *(match.end() for match in re.finditer("\n", self.text)))

    @cached_property
    def raw(self) -> tuple[str, ...]:
        """Every line."""
        return tuple(self.text.split("\n"))

    @cached_property
    def lines(self) -> tuple[TextLine, ...]:
        """The lines that are printed, in their order."""
        found = [line for node, kind in self.inlines for line in self._lines(node, kind)]
        return tuple(sorted([*found, *self._titles()], key=lambda line: line.at))

    @cached_property
    def bare(self) -> str:
        """All of them, to see at a glance what is not among them."""
        return "\n".join(line.bare for line in self.lines)

    @cached_property
    def inlines(self) -> tuple[tuple[Branch, str], ...]:
        """Each node that holds words, and the kind of what it stands in."""
        return tuple(_inlines(self.nodes, ""))

    def nodes_of(self, *kinds: str) -> Iterator[Branch]:
        """Each node of some kinds, at whatever depth."""
        return _of(self.nodes, kinds)

    def signs(self) -> Iterator[Sign]:
        """Every piece of every line."""
        for node, _ in self.inlines:
            row = 0
            held = self.raw[node.line : node.line + node.token.content.count("\n") + 1]
            for branch in _flat(node.inside):
                row += branch.kind in BREAKS
                at = self.starts[node.line + row] + max(held[row].find(_shown(branch)), 0) if row < len(held) else 0
                yield Sign(branch.kind, branch.token.content, at)

    def _titles(self) -> Iterator[TextLine]:
        """The titles of boxes: in these nothing is markup."""
        for node in self.nodes_of("container_box"):
            title = node.token.info.strip().partition(" ")[2].strip()
            name = node.token.info.split()[:1]
            if title and name and name[0] in TITLED and node.line < len(self.raw):
                at = self.starts[node.line] + max(self.raw[node.line].rfind(title), 0)
                yield TextLine(title, title, at, True, True, TITLE)

    def _lines(self, node: Branch, kind: str) -> Iterator[TextLine]:
        texts = node.token.content.split("\n")
        for number, text in enumerate(texts):
            row = node.line + number
            if row >= len(self.raw):
                return
            at = self.starts[row] + max(self.raw[row].find(text), 0)
            yield TextLine(text, ON_PURPOSE.sub(spaces, text), at, number == 0, number == len(texts) - 1, kind)


def spaces(match: re.Match[str]) -> str:
    """As many spaces as a match has letters."""
    return " " * len(match[0])


def _shown(branch: Branch) -> str:
    """What a piece looks like in its line."""
    if branch.kind in ("em", "strong"):
        first = next((inner.token.content for inner in branch.inside if inner.token.content), "")
        return f"{branch.token.markup}{first}"
    return f"{branch.token.markup}{branch.token.content}" if branch.kind == "code_inline" else str(branch.token.content)


def _inlines(nodes: Iterable[Branch], around: str) -> Iterator[tuple[Branch, str]]:
    for node in nodes:
        if node.kind == "inline":
            yield node, around
        else:
            yield from _inlines(node.inside, node.kind)


def _of(nodes: Iterable[Branch], kinds: tuple[str, ...]) -> Iterator[Branch]:
    for node in nodes:
        if node.kind in kinds:
            yield node
        yield from _of(node.inside, kinds)


def _flat(nodes: Iterable[Branch]) -> Iterator[Branch]:
    for node in nodes:
        yield node
        yield from _flat(node.inside)


def neighbours(lines: Iterable[TextLine]) -> Iterator[tuple[TextLine | None, TextLine, TextLine | None]]:
    """Each line, between the printed lines before and after it."""
    held = list(lines)
    yield from zip([None, *held], held, [*held[1:], None], strict=False)
