"""The rules in their order: id, function, severity; `strays.toml` says what each asks and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from handouts.leaflets.strays import blocks, boxes, characters, inside, lists, tables
from handouts.leaflets.strays.sheet import Notice, TextSheet

ROWS: tuple[tuple[str, Callable[[TextSheet], Iterator[Notice]], Literal["error", "warning"]], ...] = (
    ("box", boxes.boxes, "error"),
    ("box-title", boxes.titles, "error"),
    ("colons", blocks.colons, "error"),
    ("heading", blocks.headings, "error"),
    ("underline", blocks.underlined, "error"),
    ("bullet", lists.bullets, "error"),
    ("tick-box", blocks.ticks, "error"),
    ("step", lists.numbers, "warning"),
    ("row-of-signs", blocks.rules, "error"),
    ("table", tables.unruled, "error"),
    ("table-cells", tables.ragged, "error"),
    ("table-short", tables.short, "warning"),
    ("table-list", tables.listed, "error"),
    ("tab", tables.tabs, "error"),
    ("brace", inside.braces, "error"),
    ("blank", inside.blanks, "error"),
    ("unwritten", inside.unwritten, "error"),
    ("html", inside.tags, "error"),
    ("entity", inside.entities, "error"),
    ("mark", inside.marks, "error"),
    ("backslash", inside.backslashes, "error"),
    ("footnote", inside.notes, "error"),
    ("star", inside.stars, "error"),
    ("raised", inside.scripts, "error"),
    ("link", inside.links, "error"),
    ("italics", inside.italics, "warning"),
    ("code", inside.code, "warning"),
    ("address", inside.addresses, "warning"),
    ("aside", inside.asides, "warning"),
    ("invisible", characters.invisible, "warning"),
    ("forms", characters.forms, "warning"),
    ("damaged", characters.damaged, "error"),
)


class Stray(NamedTuple):
    """What a rule found in a skeleton.  at: offset; rule: its id."""

    at: int
    rule: str
    severity: Literal["error", "warning"]
    what: str
    remedy: str


def strays(sheet: TextSheet, *, errors_only: bool = False) -> list[Stray]:
    """Everything that the rules find, in the order of the text."""
    found = [
        Stray(catch.at, rule, severity, catch.what, catch.remedy)
        for rule, look, severity in ROWS
        if severity == "error" or not errors_only
        for catch in look(sheet)
    ]
    return sorted(found, key=lambda stray: stray.at)


@lru_cache(1)
def reasons() -> dict[str, dict[str, str]]:
    """Of each rule: what it asks, whose word it is, why it matters."""
    import tomllib
    from importlib.resources import files

    return tomllib.loads((files(__package__) / "strays.toml").read_text("utf-8"))
