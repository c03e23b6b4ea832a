"""A text that was written elsewhere, as it was read: what all formats have in common.

In: nothing; these are plain values.  Out: what `conversion` makes a leaflet of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from handouts.authoring.importing.omissions import OmissionList


def no_picture(_address: str) -> bytes | None:
    """Of a text that brings no pictures along."""
    return None


@dataclass(frozen=True, slots=True)
class ForeignText:
    """root: its words, as elements of HTML; everything else as the file says it, '' or None where it does not.

    origin: where it comes from, for `sources`; picture: the bytes of a picture by its address, None if they are not there;
    omissions: what is noted already; certain: whether the title is the text's, and no other.
    """

    root: Any
    origin: str
    title: str = ""
    language: str = ""
    author: str = ""
    written: date | None = None
    about: str = ""
    keywords: tuple[str, ...] = ()
    picture: Callable[[str], bytes | None] = no_picture
    omissions: OmissionList = field(default_factory=OmissionList)
    certain: bool = False


class DraftBlock(NamedTuple):
    """A block of a leaflet in Markdown, with marks.  level: of a heading, as the source counts."""

    kind: Literal["heading", "paragraph", "list", "table", "block"]
    text: str
    level: int = 0
