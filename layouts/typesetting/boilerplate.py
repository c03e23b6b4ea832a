"""Boilerplate: the words around a slot's fields, which are the same in every copy, cut into chunks and set once.

    own words ─ once ─▶ head · chunks · tail        tail · value · head ─ each copy ─▶ chunks between

In: a slot's content, its style and voice; then the passages of each copy.  Out: the chunks that `chunks.chunks` makes of these, and lines
that have no value in them.  Refuses a character that no face has (`MissingGlyph`).

Where a line may end in left-to-right text of plain words is settled between spaces, so words that touch no value are cut as they are
anywhere else.  Whatever is not so goes the general way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from layouts.document.inlines import Field, Inlines
from layouts.errors import MissingGlyph
from layouts.styles import Style
from layouts.typesetting.chunks import Chunk, Passage, Voice, chunks
from layouts.typesetting.direction import is_plain
from layouts.typesetting.linebreak import is_simple
from layouts.typesetting.lines import Line, Setter, Used

_HEAD = re.compile(r"[^ \n]* *")
LEAST = 2  # words of boilerplate; fewer are not worth it


class _Shared(NamedTuple):
    """A passage: what touches the value before it, the chunks of what touches none, what touches the value after it."""

    head: tuple[Passage, ...]
    chunks: tuple[Chunk, ...]
    tail: tuple[Passage, ...]


class Boilerplate:
    """What a slot's copies share.  lines: those that were set of shared chunks alone, and the glyphs that they use."""

    def __init__(self, content: Inlines, own: Sequence[Sequence[Passage]], style: Style, voice: Voice) -> None:
        """own: the passages of each of its inlines, of a field none."""
        self.style, self.voice = style, voice
        last = len(content) - 1
        self.cuts = [
            None if voice.rtl or isinstance(inline, Field) else self._cut(passages, i == 0, i == last)
            for i, (inline, passages) in enumerate(zip(content, own, strict=True))
        ]
        self.shared = frozenset([id(chunk) for cut in self.cuts if cut for chunk in cut.chunks])
        self.lines: dict[tuple[int, ...], tuple[Line, Used]] = {}

    def _cut(self, passages: Sequence[Passage], first: bool, last: bool) -> _Shared | None:
        """A passage of plain words as its three parts; None for any other."""
        if len(passages) != 1 or not is_plain(passages[0].text):
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

    def chunks(self, passages: Sequence[Sequence[Passage]]) -> list[Chunk]:
        """The chunks of a copy's passages, those of each inline by themselves.  Raises MissingGlyph."""
        out: list[Chunk] = []
        between: list[Passage] = []
        for own, cut in zip(passages, self.cuts, strict=True):
            if cut is None:
                between += own
                continue
            between += cut.head
            if between and not _is_simple(between):
                return self._all(passages)
            out += chunks(between, self.style, self.voice) if between else ()
            out += cut.chunks
            between = [*cut.tail]
        if not out or not _is_simple(between):
            return self._all(passages)
        return out + chunks(between, self.style, self.voice) if between else out

    def _all(self, passages: Sequence[Sequence[Passage]]) -> list[Chunk]:
        return chunks([passage for each in passages for passage in each], self.style, self.voice)

    def set(self, line: Sequence[Chunk], measure: float, setter: Setter) -> Line:
        """A line of a copy's chunks, which `setter` sets.  measure: the slot's, in points."""
        key = tuple(map(id, line))
        found = self.lines.get(key)
        if found is None:
            if not self.shared.issuperset(key):
                return setter.line(line, measure)
            own = setter.anew()
            found = self.lines[key] = own.line(line, measure), own.used()[0]
        setter.note(found[1])
        return found[0]


def _is_simple(passages: Sequence[Passage]) -> bool:
    """Whether text runs one way, and may end a line as its words say, each by itself."""
    text = "".join([passage.text for passage in passages])
    return is_plain(text) and is_simple(text)


def _some(passage: Passage, text: str) -> tuple[Passage, ...]:
    return (passage._replace(text=text),) if text else ()
