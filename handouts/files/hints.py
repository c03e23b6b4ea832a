"""The hints of a dataclass, taken apart; and in words, for whoever writes the file."""

from __future__ import annotations

import types
from collections.abc import Container
from collections.abc import Mapping as Table
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from handouts.files.marks import Filled, Key, Known, OneOf, OrOne, Pairs, Reads, Says, Through
from layouts.measures import Between, Fits, Points, ReadsFile

M = TypeVar("M")
NUMBERS = {int: "a whole number", float: "a number"}
PLAIN: dict[Any, str] = {str: "a text", bool: "true or false", date: "a date such as 2026-10-01", Path: "the name of a file", **NUMBERS}

KINDS: dict[Any, str] = {bool: "flag", int: "number", float: "number", date: "date"}
FORMS: dict[str, type] = {"flag": bool, "list": list, "table": dict, "free": dict, "date": date, "text": str}


class Hint(NamedTuple):
    """A hint: its type without marks, the marks, and what the type is made of.

    kind: text, number, flag, date, list, table, free (a table of free keys), either.
    """

    type: Any
    kind: str
    marks: tuple[Any, ...] = ()
    parts: tuple[Any, ...] = ()

    def mark(self, kind: type[M]) -> M | None:
        """The mark of a kind, if there is one."""
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)

    def has(self, kind: type) -> bool:
        """Whether there is a mark of a kind."""
        return self.mark(kind) is not None


class TableKey(NamedTuple):
    """A key of a table: the field it fills, what may stand there, whether it must."""

    field: str
    hint: Any
    required: bool


@lru_cache(None)
def rows(kind: Any) -> dict[str, TableKey]:
    """The keys of a dataclass."""
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for field in fields(kind):
        named = parted(hints[field.name]).mark(Key)
        required = field.default is MISSING and field.default_factory is MISSING
        found[named.name if named else field.name.replace("_", "-")] = TableKey(field.name, hints[field.name], required)
    return found


def tables(kind: Any, given: Container[str] = (), above: tuple[str, ...] = ()) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The keys of every table of a schema, by the way to it; `any` stands for a free key.  given: fields that are no keys."""
    known = {key: row for key, row in rows(kind).items() if row.field not in given}
    found = {above: tuple(known)}
    for key, row in known.items():
        one, way = parted(row.hint), (*above, key)
        while one.kind in ("free", "list"):
            one, way = parted(one.parts[-1]), (*way, "any")
        for part in map(parted, one.parts) if one.kind == "either" else (one,):
            if part.kind == "table":
                found |= tables(part.type, (), way)
    return found


@lru_cache(None)
def parted(hint: Any) -> Hint:
    """A hint, taken apart; `X | None` is X."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _marked(parted(parts[0]), parts[1:])
    if origin in (Union, types.UnionType):
        some = tuple(part for part in parts if part is not type(None))
        return parted(some[0]) if len(some) == 1 else Hint(hint, "either", (), some)
    if origin is Literal:
        return Hint(str, "text", (OneOf(tuple(map(str, parts))),))
    if origin is tuple:
        return Hint(tuple, "list", (), parts[:1])
    if origin in (Table, dict):
        return Hint(dict, "free", (), parts)
    return Hint(hint, "table" if is_dataclass(hint) else KINDS.get(hint, "text"))


def _marked(one: Hint, marks: tuple[Any, ...]) -> Hint:
    """A hint with marks, two of which say of what it is made."""
    if any(isinstance(mark, Pairs) for mark in marks):
        one = Hint(dict, "free", one.marks, get_args(one.parts[0]))
    through = next((mark for mark in marks if isinstance(mark, Through)), None)
    one = Hint(through.table, "table", one.marks) if through else one
    return Hint(one.type, one.kind, (*one.marks, *marks), one.parts)


def fits(hint: Any, value: object) -> bool:
    """Whether a value has the form of a hint: a text, a number, a list, a table."""
    one = parted(hint)
    if one.kind == "either":
        return any(fits(part, value) for part in one.parts)
    if one.has(OrOne) and not isinstance(value, list):
        return fits(one.parts[0], value)
    if one.has(Points) and isinstance(value, str):
        return True
    barred = (bool, datetime) if one.kind in ("number", "date") else ()  # to Python a flag is a number, a moment a day
    return isinstance(value, (int, float) if one.type is float else FORMS.get(one.kind, one.type)) and not isinstance(value, barred)


def expected(hint: Any) -> str:
    """What may stand there, in words."""
    one = parted(hint)
    for mark in sorted(one.marks, key=lambda mark: not isinstance(mark, Says)):
        if isinstance(mark, Says | Fits | Reads):
            return mark.expected
        if isinstance(mark, OneOf):
            return any_of(mark.words)
        if isinstance(mark, Known):
            return f"the name of a {mark.kind}"
    if one.kind == "either":
        return any_of([expected(part) for part in one.parts])
    if one.kind == "list":
        items = expected(one.parts[0])
        return f"{items}, or a list of such" if one.has(OrOne) else f"a list, each item of it {items}"
    if one.kind == "table":
        return f"a table with {', '.join(rows(one.type))}"
    return _number(one) if one.kind == "number" else "a table" if one.kind == "free" else _text(one)


def _text(one: Hint) -> str:
    words = next((words for kind, words in PLAIN.items() if issubclass(one.type, kind)), "a text")
    if one.has(ReadsFile):
        words = "the name of a file in the clinic's folder"
    return f"{words} that is not blank" if one.has(Filled) else words


def _number(one: Hint) -> str:
    limits = one.mark(Between)
    length = one.has(Points)
    words = "a length" if length else NUMBERS[one.type]
    if limits:
        low, high = (f"{end:,.10g}" for end in limits[:2])
        words += f" above {low} and at most {high}" if limits.above else f" from {low} to {high}"
    return f"{words} points, or with a unit such as '25mm'" if length else words


def any_of(words: Any) -> str:
    """'a', 'a or b', 'a, b or c'."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else str(last)
