"""The one text primitive: inlines -> shaped, ordered, broken lines.  The only way text gets on a page.

    content + values ─ passages ─▶ chunks ─▶ lines ─▶ Galley

In: inlines, the copy's values, a style, a measure.  Out: a `Galley`: lines of PDF text operators that stand at no
particular place yet.  Refuses a character that no face has (`MissingGlyph`), naming the value it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from layouts.blocks import Field, Inline, Inlines, PageCount, PageNumber
from layouts.errors import MissingGlyph
from layouts.pdf.objects import text_string
from layouts.theme import Style
from layouts.typesetting.chunks import OWN, Chunk, Part, Passage, Voice, chunks, clusters, reshaped
from layouts.typesetting.faces import Face
from layouts.typesetting.lines import Line, Setter
from layouts.typesetting.logotypes import Care

_DIGIT = re.compile(r"\d")
Shape = tuple[tuple[int, ...], ...]


class Galley(NamedTuple):
    """Set type that is not on a page yet.

    shape: what composition depends on, the keys of each line's spans; home: glyphs of faces that every plate of the language
    carries; away: glyphs that need a font of the copy's own; cut: words that are wider than the measure, and were broken for it.
    """

    lines: tuple[Line, ...]
    shape: Shape
    home: tuple[tuple[Face, frozenset[int]], ...]
    away: tuple[tuple[Face, frozenset[int]], ...]
    cut: tuple[str, ...] = ()


def galley(content: Inlines, values: Sequence[str], style: Style, measure: float, voice: Voice, *, personal: bool = False) -> Galley:
    """Set content in a style to a measure (points).

    personal: glyphs outside the alphabets that every plate carries are drawn from fonts of the copy's own.
    Raises MissingGlyph for a character that no face has, with the index of the value it stands in; TypeError for a page number, which
    `templates.paged` fills in beforehand.
    """
    passages = passages_of(content, values, voice.language)
    try:
        broken, cut = _broken(chunks(passages, style, voice), style, measure)
    except MissingGlyph as missing:
        raise _located(missing, content, passages) from None
    values_at = frozenset([i for i, inline in enumerate(content) if isinstance(inline, Field)]) if personal else frozenset()
    setter = Setter(content, style, voice.rtl, values_at)
    lines = tuple([setter.line(line, measure) for line in broken])
    shape = tuple([tuple([span.key for span in line.spans]) for line in lines])
    return Galley(lines, shape, setter.used(True), setter.used(False), cut)


def passages_of(content: Inlines, values: Sequence[str], language: str) -> list[Passage]:
    """Content as passages of text, with a copy's values.  Raises TypeError for a page number."""
    return [_passage(inline, i, values, language) for i, inline in enumerate(content)]


def _passage(inline: Inline, index: int, values: Sequence[str], language: str) -> Passage:
    if isinstance(inline, Field):
        value = values[inline.index]
        care = Care.MARKS if _DIGIT.search(value) else Care.WORDS
        return Passage(value, inline.strong, index, inline.language or language, True, care)
    if isinstance(inline, (PageNumber, PageCount)):
        raise TypeError("page numbers are resolved before text is set")
    key = index if inline.link or inline.language else OWN
    return Passage(inline.text, inline.strong, key, inline.language or language, inline.isolated)


def _located(missing: MissingGlyph, content: Inlines, passages: Sequence[Passage]) -> MissingGlyph:
    for inline, passage in zip(content, passages, strict=True):
        if isinstance(inline, Field) and missing.character in passage.text:
            return MissingGlyph(missing.character, inline.index)
    return missing


def _broken(chunks: list[Chunk], style: Style, measure: float) -> tuple[list[list[Chunk]], tuple[str, ...]]:
    """First fit.  A chunk wider than the measure is broken between clusters; the words of these, too."""
    lines: list[list[Chunk]] = []
    cut: list[str] = []
    line: list[Chunk] = []
    x = 0.0
    for chunk in chunks:
        if chunk.forced:
            lines.append(line)
            line, x = [], 0.0
            continue
        if x + chunk.width - chunk.space > measure + 0.001:
            stretches = [chunk]
            if chunk.width - chunk.space > measure + 0.001:
                stretches = _shattered(chunk, style, measure)
                cut.append("".join([part.text for part in chunk.parts]).strip())
            for stretch in stretches:
                if line and x + stretch.width - stretch.space > measure + 0.001:
                    lines.append(line)
                    line, x = [], 0.0
                line.append(stretch)
                x += stretch.width
            continue
        line.append(chunk)
        x += chunk.width
    if line or not lines:
        lines.append(line)
    return lines, tuple(cut)


def _shattered(chunk: Chunk, style: Style, measure: float) -> list[Chunk]:
    """A chunk in stretches that each fit the measure: whole clusters, measured once each."""
    out: list[Chunk] = []
    parts: list[Part] = []
    width = space = 0.0
    k = style.size / 1000
    for part in chunk.parts:
        face, run = part.face.origin, ""
        for cluster in clusters(part.text):
            advance = face.shape(cluster, bool(part.level & 1), None).width * k
            if (run or parts) and width + advance > measure and cluster != " ":
                if run:
                    parts.append(reshaped(part, run))
                out.append(Chunk(tuple(parts), width, space, False))
                parts, width, run = [], 0.0, ""
            run += cluster
            width += advance
            space = space + advance if cluster == " " else 0.0
        if run:
            parts.append(reshaped(part, run))
    out.append(Chunk(tuple(parts), width, chunk.space, False))
    return out


def actual_text(text: str) -> str:
    """The /ActualText entry of a marked-content property list."""
    return f"/ActualText{text_string(text)}"
