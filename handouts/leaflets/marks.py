"""The blocks of a leaflet with the marks of its language: every text is set by `typography`, and values stay as they are.

In: blocks, a language.  Out: the same blocks, set.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from handouts.language.typography import OBJECT, tied, typeset
from layouts.document.blocks import Picture
from layouts.document.inlines import Field, Inline, Inlines, PageCount, PageNumber, TextRun

INLINES = (TextRun, Field, PageNumber, PageCount)
B = TypeVar("B")


def marked(part: B, language: str) -> B:
    """A part of a document in which each text has the marks of its language."""
    return _marked(part, language)  # type: ignore[no-any-return]


def _marked(part: Any, language: str) -> Any:
    if isinstance(part, tuple):
        if part and all(isinstance(inline, INLINES) for inline in part):
            return _run(part, language)
        return tuple(_marked(inside, language) for inside in part)
    return _inside(part, language) if is_dataclass(part) and not isinstance(part, (Picture, *INLINES)) else part


def _inside(part: Any, language: str) -> Any:
    """A block, all of whose parts are set."""
    held = {entry.name: getattr(part, entry.name) for entry in fields(part)}
    changed = {name: _marked(value, language) for name, value in held.items() if isinstance(value, tuple) or is_dataclass(value)}
    return replace(part, **changed) if changed else part


def _run(content: Inlines, language: str) -> Inlines:
    """The inlines of a block.  Words in another language are set by themselves."""
    texts = [inline.text if isinstance(inline, TextRun) and _is_own(inline) else OBJECT for inline in content]
    return tuple(_set(inline, text, language) for inline, text in zip(content, typeset(texts, language), strict=True))


def _is_own(run: TextRun) -> bool:
    return not run.isolated and run.language is None


def _set(inline: Inline, text: str, language: str) -> Inline:
    """An inline with its words as they are set; a value as it is, but for what no line may part."""
    if not isinstance(inline, TextRun):
        return inline
    if inline.isolated:
        return replace(inline, text=tied(inline.text, inline.language or language))
    return replace(inline, text=text if inline.language is None else typeset([inline.text], inline.language)[0])
