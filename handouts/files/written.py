"""What somebody wrote in a file of settings: its values, and the place of each.

The places are found only when something is to be said about one of them, so that a file without a slip costs no more than reading it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from handouts.errors import Slip

Keys = tuple[str | int, ...]  # the way to a value: names of keys, numbers (from 0) of items


class Spot(NamedTuple):
    """Where a key and its value begin, as offsets in the text."""

    key: int
    value: int


SPOILT = object()  # a value that cannot be read; what is wrong with it is among the slips


@dataclass(frozen=True, slots=True)
class Written:
    """The values of a file.

    file: its name in what is said; folder: what it names is looked for there; spots: finds the places; raw: values as they are written,
    where reading changes them; slips: what is wrong already; shown: lines may be quoted; first: the line of the text in its file.
    """

    file: str
    text: str
    data: Mapping[str, Any]
    spots: Callable[[str], Mapping[Keys, Spot]]
    folder: Path | None = None
    raw: Mapping[Keys, str] = field(default_factory=dict)
    slips: tuple[Slip, ...] = ()
    shown: bool = False
    first: int = 1
    below: Written | None = None

    def over(self, below: Written) -> Written:
        """These values laid over others: tables are joined, all else is taken from above."""
        return replace(self, data=_laid_over(below.data, self.data), below=below, slips=(*self.slips, *below.slips))

    def slip(self, keys: Keys, what: str, remedy: str = "", *, at_key: bool = False) -> Slip:
        """What is wrong with a value, or with its key; that of the nearest table around it if it is not there."""
        found = self.spots(self.text)
        listed = any(isinstance(key, int) and keys[:i] in found for i, key in enumerate(keys))  # a list is replaced as a whole
        if self.below is not None and keys not in found and not listed and keys in self.below.spots(self.below.text):
            return self.below.slip(keys, what, remedy, at_key=at_key)
        while keys not in found and keys:
            keys = keys[:-1]
            at_key = True
        if not keys:  # of the file as a whole
            return Slip(self.file, self.first, 1, what, remedy)
        spot = found[keys]
        return self.slip_at(spot.key if at_key else spot.value, what, remedy)

    def slip_at(self, offset: int, what: str, remedy: str = "") -> Slip:
        """What is wrong at an offset of the text."""
        line, column = place(self.text, offset)
        source = self.text.split("\n")[line - 1] if self.shown else ""
        return Slip(self.file, line + self.first - 1, column, what, remedy, source)


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset; lines end where editors end them."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(below)
    for key, value in above.items():
        out[key] = _laid_over(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) else value
    return out


LONGEST_SHOWN = 60  # characters


def named(keys: Keys) -> str:
    """The name of a value for people: `brand.logo`, `rule 2: code`; items count from 1."""
    out = ""
    for key in keys:
        if isinstance(key, int):
            out += f" {key + 1}"
            continue
        key = key if len(key) <= LONGEST_SHOWN else f"{key[:LONGEST_SHOWN]}…"
        if out and out[-1].isdigit() and " " in out:
            out += f": {key}"
        else:
            out += f".{key}" if out else key
    return out
