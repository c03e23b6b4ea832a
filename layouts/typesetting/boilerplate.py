"""Boilerplate: the words around a slot's fields, which are the same in every copy, cut into chunks and set once.

    own words ─ once ─▶ head · chunks · tail        tail · value · head ─ each new value ─▶ chunks between

In: a slot's content, its style and voice; then the values of each copy.  Out: the chunks that `chunks.chunks` makes of these, and lines
that have no value in them.  Refuses a character that no face has (`MissingGlyph`).

Where a line may end in left-to-right text of plain words is settled between spaces, so words that touch no value are cut as they are
anywhere else, and what lies between them depends on its own values alone: days and times recur.  Whatever is not so goes the general way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from layouts.document.inlines import Field, Inlines
from layouts.errors import MissingGlyph
from layouts.styles import Style
from layouts.typesetting.chunks import Chunk, Passage, Tongues, Voice, chunks, plainly, tongues_of
from layouts.typesetting.direction import is_plain
from layouts.typesetting.linebreak import is_simple, simple_breaks
from layouts.typesetting.lines import Line, Setter
from layouts.typesetting.subsets import Used, joined

_HEAD = re.compile(r"[^ \n]* *")
LEAST = 1  # words of boilerplate
KEPT = 256  # values, of each place
Said: TypeAlias = Callable[[int, Sequence[str]], Sequence[Passage]]  # the passages of the inline at an index, with a copy's values


class Cut(NamedTuple):
    """Passages as chunks, and the languages of those that are not in their block's, by their keys."""

    chunks: tuple[Chunk, ...]
    tongues: Tongues


class _Shared(NamedTuple):
    """A passage: what touches the value before it, the chunks of what touches none, what touches the value after it."""

    head: tuple[Passage, ...]
    chunks: tuple[Chunk, ...]
    tail: tuple[Passage, ...]


@dataclass(slots=True)
class _Between:
    """What stands between shared chunks: passages, and the indices of inlines whose passages differ from copy to copy.

    values: the indices of these inlines' values; known: what was made of it, by these values; None where that has to go the general way.
    """

    content: list[Passage | int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    known: dict[tuple[str, ...], Cut | None] = field(default_factory=dict)

    def passages(self, values: Sequence[str], said: Said) -> list[Passage]:
        """Its passages in a copy."""
        return [passage for part in self.content for passage in ((part,) if isinstance(part, Passage) else said(part, values))]


class Boilerplate:
    """What a slot's copies share.  lines: those that were set of shared chunks alone, and the glyphs that they use."""

    def __init__(self, content: Inlines, own: Sequence[Sequence[Passage]], style: Style, voice: Voice, said: Said) -> None:
        """own: the passages of each of its inlines, of a field none; said: those of any of them in a copy."""
        self.style, self.voice, self.said = style, voice, said
        self.parts: list[_Between | tuple[Chunk, ...]] = []
        self.whole = _Between([part for i, passages in enumerate(own) for part in (passages or (i,))])
        self._cut_all(content, own)
        self.shared = frozenset([id(chunk) for part in self.parts if isinstance(part, tuple) for chunk in part])
        self.lines: dict[tuple[int, ...], tuple[Line, Used]] = {}

    def _cut_all(self, content: Inlines, own: Sequence[Sequence[Passage]]) -> None:
        """Part the content into chunks that copies share and what stands between them."""
        between = _Between()
        for i, (inline, passages) in enumerate(zip(content, own, strict=True)):
            if isinstance(inline, Field):
                between.content.append(i)
                between.values.append(inline.index)
            elif self.voice.rtl or not (cut := self._cut(passages, i == 0, i == len(content) - 1)):
                between.content += passages
            else:
                between.content += cut.head
                self.parts += [*([between] if between.content else ()), cut.chunks]
                between = _Between([*cut.tail])
        self.parts += [between] if between.content else []

    def _cut(self, passages: Sequence[Passage], first: bool, last: bool) -> _Shared | None:
        """A passage of plain words as its three parts; None for any other."""
        if len(passages) != 1 or passages[0].tongue or not is_plain(passages[0].text):
            return None
        passage, text = passages[0], passages[0].text
        found = None if first else _HEAD.match(text)
        start = found.end() if found else 0
        end = len(text) if last else text.rfind(" ") + 1
        inner = text[start:end]
        if inner.count(" ") < LEAST or not is_simple(inner):
            return None
        try:
            made = tuple(chunks([passage._replace(text=inner)], self.style, self.voice))
        except MissingGlyph:
            return None  # the general way says where it stands
        return _Shared(_some(passage, text[:start]), made, _some(passage, text[end:]))

    def cut(self, values: Sequence[str]) -> Cut:
        """The chunks of a copy with these values, and its languages.  Raises MissingGlyph."""
        return (self._parted(values) if self.shared else None) or self._whole(values)

    def _whole(self, values: Sequence[str]) -> Cut:
        """What a copy says, made of all passages together."""
        passages = self.whole.passages(values, self.said)
        return Cut(tuple(chunks(passages, self.style, self.voice)), tongues_of(passages))

    def _parted(self, values: Sequence[str]) -> Cut | None:
        """What a copy says, from shared chunks and what stands between them; None where that cannot be parted."""
        out: tuple[Chunk, ...] = ()
        tongues: Tongues = ()
        for part in self.parts:
            if isinstance(part, tuple):
                out += part
                continue
            wanted = tuple([values[i] for i in part.values])
            if wanted not in part.known:
                if len(part.known) >= KEPT:
                    part.known.clear()
                part.known[wanted] = self._between(part, values)
            found = part.known[wanted]
            if found is None:
                return None
            out += found.chunks
            tongues += found.tongues
        return Cut(out, tongues)

    def _between(self, part: _Between, values: Sequence[str]) -> Cut | None:
        """What stands between shared chunks, if each of its words says by itself where a line may end."""
        passages = part.passages(values, self.said)
        whole = "".join([passage.text for passage in passages])
        ends = simple_breaks(whole) if is_plain(whole) else None
        return None if ends is None else Cut(tuple(plainly(passages, whole, ends, self.style, self.voice)), tongues_of(passages))

    def set(self, line: Sequence[Chunk], measure: float, setter: Setter) -> Line:
        """A line of a copy's chunks, which `setter` sets.  measure: the slot's, in points."""
        if not self.shared:
            return setter.line(line, measure)
        key = tuple(map(id, line))
        found = self.lines.get(key)
        if found is None:
            if not self.shared.issuperset(key):
                return setter.line(line, measure)
            own = setter.anew(setter.personal)
            found = self.lines[key] = own.line(line, measure), joined(own.used()[0])
        setter.note(found[1])
        return found[0]


def _some(passage: Passage, text: str) -> tuple[Passage, ...]:
    return (passage._replace(text=text),) if text else ()
