"""What a document says in more than one language: frozen blocks, each part in a language and a direction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layouts.document.inlines import Inlines

if TYPE_CHECKING:
    from layouts.document.blocks import Block


@dataclass(frozen=True, slots=True)
class Parallel:
    """A text and its translation, row by row: two columns, each in its own language and direction; a head row."""

    languages: tuple[str, str]
    head: tuple[Inlines, Inlines]
    rows: tuple[tuple[Inlines, Inlines], ...]


@dataclass(frozen=True, slots=True)
class Foreign:
    """Blocks in another language than the document's."""

    language: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Abreast:
    """Blocks in two languages, side by side, pair by pair."""

    languages: tuple[str, str]
    pairs: tuple[tuple[tuple[Block, ...], tuple[Block, ...]], ...]
