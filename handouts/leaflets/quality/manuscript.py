"""What is checked: a leaflet's blocks, what its front matter says, and what the clinic adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from layouts.document.blocks import Block

LeafletKind = Literal["procedure", "condition", "medicine", "test", "other"]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A leaflet as the rules see it.

    blocks: of the leaflet alone, without title, panel and frame, merged with a made-up patient, so that the clinic's words stand in them.
    source: the file's text, front matter and all, in which places are looked for; without it every remark is at 1:1.
    phone, hours, emergency: the clinic's, as they are printed; emergency is the number of its country.
    accepted: rules that a person has set aside for this leaflet, each with the reason.
    """

    file: str
    title: str
    language: str
    blocks: tuple[Block, ...]
    today: date
    source: str = ""
    kind: LeafletKind = "other"
    version: int | None = None
    produced: date | None = None
    review_due: date | None = None
    owner: str = ""
    sources: tuple[str, ...] = ()
    phone: str = ""
    hours: str = ""
    emergency: str = ""
    glossary: tuple[str, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)
    based_on: str = ""
