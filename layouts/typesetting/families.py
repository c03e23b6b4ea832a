"""Families of faces as data: a row for each of those that come along, and files of a clinic's own.

What such rows may say stands in the hints; whoever reads a file holds it against them (`handouts/files/schema.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from layouts.measures import Fits, ReadsFile


def is_range(text: str) -> bool:
    """Whether a text is a range of code points such as '20-7E'."""
    match = re.fullmatch(r"([0-9A-F]{2,6})-([0-9A-F]{2,6})", text, re.A)
    return match is not None and int(match[1], 16) <= int(match[2], 16) <= 0x10FFFF


def is_base(text: str) -> bool:
    """Whether a text is a language without its country, such as 'en'."""
    return re.fullmatch(r"[a-z]{2,3}", text, re.A) is not None


Base = Annotated[str, Fits(is_base, "a language without its country, such as en, ar or zh")]
CodeRange = Annotated[str, Fits(is_range, "a range of code points such as '20-7E'")]


@dataclass(frozen=True, slots=True)
class CarriedFamily:
    """A row of fonts.toml.  regular, bold: files beside the list; system: whole paths, of which the first that there is counts.

    leaves: characters that it leaves to other families, though it has them.
    """

    name: str
    regular: str = ""
    bold: str = ""
    languages: tuple[Base, ...] = ()
    alphabet: tuple[CodeRange, ...] = ()
    joining: bool = False
    ligatures: bool = True
    extra: Mapping[Base, str] = field(default_factory=dict)
    system: tuple[str, ...] = ()
    leaves: tuple[CodeRange, ...] = ()


@dataclass(frozen=True, slots=True)
class CarriedFamilies:
    """fonts.toml as it is written."""

    family: tuple[CarriedFamily, ...]


@dataclass(frozen=True, slots=True)
class OwnFamily:
    """A family of a clinic's own.  languages: what it stands before the carried families in; without bold, that is regular, thickened."""

    regular: Annotated[Path, ReadsFile()]
    bold: Annotated[Path | None, ReadsFile()] = None
    languages: tuple[Base, ...] = ()
