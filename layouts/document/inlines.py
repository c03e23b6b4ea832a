"""What stands in a line: frozen words, and the places of a copy's values and of page numbers.

In: nothing; these are plain values.  Out: what blocks hold.
A `Field` stands where a personal value goes: it names the value by its index and carries no text itself.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text that is the same in every copy.  isolated: its direction is its own, whatever stands around it (UAX #9, FSI)."""

    text: str
    strong: bool = False
    link: str | None = None
    language: str | None = None
    isolated: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """The place of the copy's value number `index`."""

    index: int
    strong: bool = False
    link: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The number of the page it stands on (page furniture only)."""

    strong: bool = False


@dataclass(frozen=True, slots=True)
class PageCount:
    """The number of pages of the copy (page furniture only)."""

    strong: bool = False


Inline: TypeAlias = TextRun | Field | PageNumber | PageCount
Inlines: TypeAlias = tuple[Inline, ...]


def holds_value(part: object) -> bool:
    """Whether a value stands in a block or an inline, or in any part of one."""
    if isinstance(part, tuple):
        return any(holds_value(each) for each in part)
    inside = fields(part) if is_dataclass(part) else ()
    return isinstance(part, Field) or any(holds_value(getattr(part, each.name)) for each in inside)
