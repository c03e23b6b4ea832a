"""The one text primitive: inlines -> shaped, ordered, broken lines.  The only way text gets on a page.

    content + values ─ passages ─▶ chunks ─▶ lines ─▶ Galley

In: inlines, the copy's values, a style, a measure.  Out: a `Galley`: lines of PDF text operators that stand at no
particular place yet.  Refuses a character that no face has (`MissingGlyph`), naming the value it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from layouts.document.inlines import Field, Inline, Inlines, PageCount, PageNumber, TextRun
from layouts.errors import MissingGlyph
from layouts.pdf.objects import text_string
from layouts.styles import Style
from layouts.typesetting.boilerplate import Boilerplate
from layouts.typesetting.breaking import broken
from layouts.typesetting.chunks import OWN, STRETCH, Passage, Tongues, Voice, chunks, inline_of, tongues_of
from layouts.typesetting.lines import Line, Setter
from layouts.typesetting.logotypes import Care
from layouts.typesetting.scripts import script_of, stretches
from layouts.typesetting.subsets import Drawn, Used, joined

_DIGIT = re.compile(r"\d")
Shape = tuple[tuple[int, ...], ...]


class Galley(NamedTuple):
    """Set type that is not on a page yet.

    shape: what composition depends on, the keys of each line's spans; drawn: glyphs of faces that every plate of the language
    carries; away: glyphs that need a font of the copy's own; cut: words that are wider than the measure, and were broken for it;
    tongues: the languages of spans that are not in their block's, by their keys, on which composition depends as well.
    """

    lines: tuple[Line, ...]
    shape: Shape
    drawn: Drawn
    away: Used
    cut: tuple[str, ...] = ()
    tongues: Tongues = ()

    @property
    def home(self) -> Used:
        """The glyphs of each face that every plate of the language carries."""
        return joined(self.drawn)


def galley(content: Inlines, values: Sequence[str], style: Style, measure: float, voice: Voice) -> Galley:
    """Set content in a style to a measure (points); glyphs of values, too, are of fonts that every copy carries.

    Raises MissingGlyph for a character that no face has, with the index of the value it stands in; TypeError for a page number, which
    `templates.paged` fills in beforehand.
    """
    passages = passages_of(content, values, voice)
    try:
        wrapped, cut = broken(chunks(passages, style, voice), style, measure, careful=True)
    except MissingGlyph as missing:
        raise _located(missing, content, passages) from None
    setter = Setter(content, style, voice.rtl, frozenset())
    return _galley([setter.line(line, measure) for line in wrapped], setter, cut, tongues_of(passages))


class Matter:
    """Content with fields, which is set for one copy after another.

    Glyphs of values outside the alphabets that every plate carries are drawn from fonts of the copy's own.
    """

    def __init__(self, content: Inlines, style: Style, measure: float, voice: Voice) -> None:
        """measure: in points.  Raises TypeError for a page number."""
        self.content, self.style, self.measure, self.voice = content, style, measure, voice
        own = [() if isinstance(inline, Field) else tuple(_passages(inline, i, (), voice)) for i, inline in enumerate(content)]
        self.fields = frozenset([i for i, inline in enumerate(content) if isinstance(inline, Field)])
        self.shared = Boilerplate(content, own, style, voice, lambda i, values: _passages(content[i], i, values, voice))
        self.setter = Setter(content, style, voice.rtl, self.fields)

    def galley(self, values: Sequence[str]) -> Galley:
        """The lines of a copy with these values.  Raises MissingGlyph as `galley` does."""
        try:
            made, tongues = self.shared.cut(values)
            wrapped, cut = broken(made, self.style, self.measure, careful=False)
        except MissingGlyph as missing:
            raise _located(missing, self.content, passages_of(self.content, values, self.voice)) from None
        setter = self.setter.anew(self.fields | _stretches_of(self.fields, tongues))
        return _galley([self.shared.set(line, self.measure, setter) for line in wrapped], setter, cut, tongues)


def _galley(lines: Sequence[Line], setter: Setter, cut: tuple[str, ...], tongues: Tongues) -> Galley:
    shape = tuple([tuple([span.key for span in line.spans]) for line in lines])
    return Galley(tuple(lines), shape, *setter.used(), cut, tongues)


def _stretches_of(inlines: frozenset[int], tongues: Tongues) -> frozenset[int]:
    """The keys of stretches that some inlines have."""
    return frozenset([key for key, _ in tongues if inline_of(key) in inlines]) if tongues else frozenset()


def passages_of(content: Inlines, values: Sequence[str], voice: Voice) -> list[Passage]:
    """Content as passages of text, with a copy's values, parted where words are in another script than the voice's.

    Raises TypeError for a page number.
    """
    return [passage for i, inline in enumerate(content) for passage in _passages(inline, i, values, voice)]


def _passages(inline: Inline, index: int, values: Sequence[str], voice: Voice) -> Sequence[Passage]:
    """The passages of one inline."""
    language = voice.language
    passage = _value(inline, index, values[inline.index], language) if isinstance(inline, Field) else _own(inline, index, language)
    if (passage.text.isascii() and script_of(language) == "Latn") or passage.language != language:
        return (passage,)
    return _by_language(passage, index, voice)


def _by_language(passage: Passage, index: int, voice: Voice) -> list[Passage]:
    """A passage, or its stretches where some are in another language."""
    out: list[Passage] = []
    at = 0
    for end, tongue in stretches(passage.text, voice.language, voice.near, passage.alone):
        key = index + STRETCH * (len(out) + 1) if tongue else passage.key
        out.append(passage._replace(text=passage.text[at:end], key=key, tongue=tongue, joined=at > 0))
        at = end
    return out or [passage]


def _value(inline: Field, index: int, value: str, language: str) -> Passage:
    care = Care.MARKS if _DIGIT.search(value) else Care.WORDS
    return Passage(value, inline.strong, index, inline.language or language, True, care)


def _own(inline: TextRun | PageNumber | PageCount, index: int, language: str) -> Passage:
    if not isinstance(inline, TextRun):
        raise TypeError("page numbers are resolved before text is set")
    key = index if inline.link or inline.language else OWN
    return Passage(inline.text, inline.strong, key, inline.language or language, inline.isolated, Care.MARKS)


def _located(missing: MissingGlyph, content: Inlines, passages: Sequence[Passage]) -> MissingGlyph:
    for passage in passages:
        inline = content[inline_of(passage.key)] if passage.key != OWN else None
        if isinstance(inline, Field) and missing.character in passage.text:
            return MissingGlyph(missing.character, inline.index)
    return missing


def actual_text(text: str) -> str:
    """The /ActualText entry of a marked-content property list."""
    return f"/ActualText{text_string(text)}"
