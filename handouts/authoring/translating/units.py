"""A leaflet -> its text units: a block each, as it stands in the file; and a leaflet's text again, with other words in their places.

In: a leaflet, whose tags stand as they are written.  Out: `TextUnit`s, in their order.  What holds no letter outside its tags is no unit;
it stays as it is in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from handouts.leaflets.grid import SHOWN
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.nodes import Branch, read_nodes
from handouts.leaflets.strays.sheet import TITLED
from handouts.leaflets.tags import tags

HEAD = ("title", "summary", "keywords", "based-on")  # keys of the head that are read by people
TICK, LABEL = "[ ] ", re.compile(r"[\w.-]+:[ \t]*")
MOMENT = re.compile(r"(?:[^\sx*]\S*[ \t]+)?(?:\*\*)?x{4,}(?:\*\*)?[ \t]*[:：](?:\*\*)?[ \t]*")  # of a timeline, as it is masked
BEFORE = {  # what stands before the words of some blocks, by their box; and what these are then
    ("picture", "item"): (LABEL, "label"), ("timeline", "item"): (MOMENT, "item"), ("pictures", "paragraph"): (SHOWN, "picture"),
}  # fmt: skip
ASIDE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
KINDS = {"paragraph": "paragraph", "heading": "heading", "list_item": "item", "th": "cell", "td": "cell", "dt": "term", "dd": "fact"}
SOFT = re.compile(r"(?<!\\)(?<!  )\n")  # the end of a line that ends none on paper
DIGEST = 16  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A block.  kind: what it is; text: its words, as they stand in the file, without what makes the block of them; line: of the file.

    section: the heading that it stands under; place: where it stands in the body, None for a key of the head; indent: of its further lines.
    """

    kind: str
    text: str
    line: int
    section: str = ""
    place: tuple[int, int] | None = None
    indent: str = ""

    @property
    def digest(self) -> str:
        """By which its words are known again."""
        return sha256(self.text.encode()).hexdigest()[:DIGEST]

    @property
    def called(self) -> str:
        """What it is, for people."""
        return f"{self.kind}, {self.section}" if self.section and self.kind != "heading" else self.kind


def units_of(leaflet: Leaflet) -> tuple[TextUnit, ...]:
    """The units of a leaflet: of its head, then of its text."""
    said = {"title": leaflet.title, "summary": leaflet.summary, "keywords": ", ".join(leaflet.keywords), "based-on": leaflet.based_on}
    head = (TextUnit(key, said[key], _line(leaflet, key)) for key in HEAD if said[key].strip())
    return (*head, *_sectioned(_Body(leaflet.body).units()))


def _line(leaflet: Leaflet, key: str) -> int:
    """The line on which a key of the head stands; 1 where the file is not there."""
    with suppress(OSError, UnicodeDecodeError):
        for number, line in enumerate((leaflet.folder / leaflet.file).read_text("utf-8").split("\n"), 1):
            if line.startswith(f"{key}:"):
                return number
    return 1


def _sectioned(units: Iterable[TextUnit]) -> Iterator[TextUnit]:
    section = ""
    for unit in sorted(units, key=lambda unit: unit.place or (0, 0)):
        section = re.sub(r"[*\\]", "", unit.text) if unit.kind == "heading" else section
        yield replace(unit, section=section)


def rebuilt(body: str, said: Iterable[tuple[TextUnit, str]]) -> str:
    """A body with other words in the places of its units."""
    for unit, text in sorted(said, key=lambda pair: pair[0].place or (0, 0), reverse=True):
        if unit.place is not None:
            start, end = unit.place
            body = body[:start] + text.strip("\n").replace("\n", f"\n{unit.indent}") + body[end:]
    return body


def masked(body: str) -> str:
    """A body of the same length in which tags are letters, and lines of conditions alone are empty."""
    out = list(body)
    for tag in tags(body):
        sign = "x" if tag.kind in ("print", "broken") else "\1"
        out[tag.at : tag.end] = [character if character == "\n" and sign == "\1" else sign for character in body[tag.at : tag.end]]
    lines = "".join(out).split("\n")
    return "\n".join(" " * len(line) if "\1" in line and not line.strip("\1 \t") else line.replace("\1", "x") for line in lines)


class _Body:
    """A leaflet's text while its units are looked for."""

    def __init__(self, body: str) -> None:
        self.body, self.masked = body, masked(body)
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.masked))]

    def units(self) -> Iterator[TextUnit]:
        for node in read_nodes(self.masked):
            yield from self._node(node, "paragraph", "")

    def _node(self, node: Branch, kind: str, box: str) -> Iterator[TextUnit]:
        if node.kind == "inline":
            yield from self._words(node, kind, box)
            return
        if node.kind == "container_box":
            yield from self._box(node)
        elif node.kind == "tr":
            yield from self._row(node)
        else:
            for inner in node.inside:
                own = kind if inner.kind in ("paragraph", "inline") else KINDS.get(inner.kind, kind)
                yield from self._node(inner, "heading" if node.kind == "heading" else own, box)

    def _box(self, node: Branch) -> Iterator[TextUnit]:
        """The title of a box, and what stands in it; the description of a picture, and its caption."""
        box, _, title = node.token.info.strip().partition(" ")
        if box in TITLED and title.strip():
            at = self.masked.rfind(title.strip(), self.starts[node.line], self._end(node.line))
            yield from self._unit("title of a box", at, at + len(title.strip()), "")
        kinds = iter(("picture", "caption") if box == "picture" else ())
        for inner in node.inside:
            yield from self._node(inner, next(kinds, "paragraph") if inner.kind == "paragraph" else "paragraph", box)

    def _end(self, row: int) -> int:
        return self.starts[row + 1] - 1 if row + 1 < len(self.starts) else len(self.masked)

    def _row(self, node: Branch) -> Iterator[TextUnit]:
        """The cells of a row of a table."""
        start, end = self.starts[node.line], self._end(node.line)
        pipes = [start + match.start() for match in re.finditer(r"(?<!\\)\|", self.masked[start:end])]
        if not self.masked[start:end].lstrip().startswith("|"):
            pipes.insert(0, start - 1)
        for number, (left, right) in enumerate(zip(pipes, [*pipes[1:], end], strict=True)):
            if number < len(node.inside) and (text := self.masked[left + 1 : right]).strip():
                at = left + 1 + len(text) - len(text.lstrip())
                yield from self._unit("cell", at, at + len(text.strip()), "")

    def _words(self, node: Branch, kind: str, box: str) -> Iterator[TextUnit]:
        """The words of a block: where its first line begins, where its last ends."""
        lines = node.token.content.split("\n")
        row = node.line
        at = self.masked.find(lines[0], self.starts[row])
        last = row + len(lines) - 1
        end = self.masked.find(lines[-1], self.starts[last] if last > row else at) + len(lines[-1])
        indent = (
            _indent(self.masked[self.starts[row + 1] :]) if last > row else re.sub(r"\S", " ", self.masked[self.starts[row] : max(at, 0)])
        )
        if kind == "item" and self.masked.startswith(TICK, at):
            at += len(TICK)
        before, named = BEFORE.get((box, kind), (None, kind))
        if before and (match := before.match(self.masked, at)):
            kind, at = named, match.end()
        yield from self._unit(kind, at, end, indent)

    def _unit(self, kind: str, start: int, end: int, indent: str) -> Iterator[TextUnit]:
        if start < 0 or end <= start:
            return
        text = SOFT.sub(" ", re.sub(r"\n[ \t]+", "\n", self.body[start:end]))
        if any(character.isalpha() for character in ASIDE.sub("", text)):
            yield TextUnit(kind, text, self.body.count("\n", 0, start) + 1, "", (start, end), indent)


def _indent(text: str) -> str:
    """What a text's first line begins with."""
    return text[: len(text) - len(text.lstrip(" \t"))]


def head_values(unit: TextUnit, text: str) -> Any:
    """What a unit of the head is in the head: a text, or a list of words."""
    return tuple(filter(None, map(str.strip, re.split("[,،、]", text)))) if unit.kind == "keywords" else text
