"""The schema of a file of settings, read off a dataclass; what a person wrote, held against it.

In: `Written`, and a frozen dataclass.  Out: that dataclass.  Refuses what the hints do not allow, all of it at once (an error of the kind
that is asked for): each slip with file, line, column, what is there, what is expected, the keys there are, and the one that was probably
meant.

A field is a key, written with hyphens; a field without a default must be there.  A hint says what may stand there:

    str, Fixed, int, float, bool, date    a text without characters that show nothing, a (whole) number, true or false, a date
    Literal["A4", "Letter"]               one of these words
    tuple[X, ...]                         a list of X
    Mapping[K, X]                         a table of free keys, each of them a K
    a dataclass                           a table of its keys
    X | None, X | Y                       X; X or Y, told apart by their form
    Annotated[X, …]                       with the marks of `marks` and `layouts.measures`

A dataclass may have a method `faults`, which gives (keys, what, remedy) for what does not go together.  Nothing that is said names a
type of Python's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar, cast

from handouts.errors import ClinicError, HandoutsError, Slip
from handouts.files.guess import hint as guess
from handouts.files.hints import Hint, expected, fits, parted, rows
from handouts.files.marks import AsWritten, Filled, OneOf, Pairs, Through
from handouts.files.scalars import SCALARS, Asked, KnownWords, Unfit, text, there
from handouts.files.written import SPOILT, Keys, Written, named

T = TypeVar("T")
Fault = tuple[Keys, str, str]  # the keys that lead to a value, what is wrong with it, what to do
FAULTY: Any = object()  # in the place of a value that may not stand there


def build(
    kind: type[T],
    written: Written,
    error: type[HandoutsError] = ClinicError,
    *,
    given: Mapping[str, Any] | None = None,
    known: Mapping[str, KnownWords] | None = None,
    quoted: bool = True,
) -> T:
    """What is written, as a dataclass.

    given: fields that are no keys; known: words of the kinds that `Known` names; quoted: whether values may be told (one may be a secret).
    Raises `error` with every slip.
    """
    builder = _Builder(kind, written, Asked(quoted, known or {}, written.folder), frozenset(given or ()))
    made = builder.table(kind, written.data, (), given or {})
    if builder.slips:
        raise error.at(sorted(builder.slips, key=lambda slip: (slip.file != written.file, slip.line, slip.column)))
    return cast(T, made)


class _Builder:
    """Goes through what is written, along the hints, and notes what may not stand there."""

    def __init__(self, kind: type, written: Written, asked: Asked, given: frozenset[str]) -> None:
        self.kind, self.written, self.asked, self.given = kind, written, asked, given
        self.slips: list[Slip] = list(written.slips)

    def note(self, keys: Keys, what: str, remedy: str = "", *, at_key: bool = False) -> None:
        name = named(keys)
        self.slips.append(self.written.slip(keys, f"{name}: {what}" if name else what, remedy, at_key=at_key))

    def table(self, kind: type, value: Mapping[str, Any], keys: Keys, given: Mapping[str, Any]) -> Any:
        """A dataclass of a table.  given: its fields that are no keys."""
        known = {key: row for key, row in rows(kind).items() if row.field not in given}
        for key in value:
            if key not in known:
                self.note((*keys, key), "unknown key", self._instead(key, keys, known), at_key=True)
        made = dict(given)
        sound = True
        for key, row in known.items():
            found = value.get(key)
            if found is None:
                if row.required:
                    self.note((*keys, key), "missing", f"expected {expected(row.hint)}")
                sound = sound and not row.required
                continue
            made[row.field] = self.value(row.hint, found, (*keys, key))
            sound = sound and made[row.field] is not FAULTY
        if not sound:
            return FAULTY
        built = kind(**made)
        return built if self._agrees(built, keys) else FAULTY

    def _agrees(self, built: Any, keys: Keys) -> bool:
        """Whether the values of a table go together."""
        faults: Iterable[Fault] = built.faults() if hasattr(built, "faults") else ()
        noted = len(self.slips)
        for more, what, remedy in faults:
            self.note((*keys, *more), what, remedy)
        return len(self.slips) == noted

    def _instead(self, key: str, keys: Keys, known: Collection[str]) -> str:
        """What to write instead of a key that is none here; where it belongs, if it is one elsewhere."""
        root = {name: row for name, row in rows(self.kind).items() if row.field not in self.given}
        if keys and key in root:
            return "it belongs at the top of the file, above the first line with a table in brackets"
        for name, row in root.items() if not keys else ():
            one = parted(row.hint)
            if one.kind == "table" and key in rows(one.type):
                return f"it belongs in the table [{name}]"
        return guess(key, known)

    def value(self, hint: Any, value: Any, keys: Keys) -> Any:
        """A value that a hint allows; FAULTY, and what is wrong is noted."""
        one = parted(hint)
        if one.has(AsWritten) and not isinstance(value, (str, list, dict)):
            value = self.written.raw.get(keys, value)
        if value is SPOILT or not self._formed(one, hint, value, keys):
            return FAULTY
        if one.kind == "either":
            return self.value(next(part for part in one.parts if fits(part, value)), value, keys)
        return {"table": self._table, "list": self._list, "free": self._free}.get(one.kind, self._scalar)(one, value, keys)

    def _formed(self, one: Hint, hint: Any, value: Any, keys: Keys) -> bool:
        """Whether a value has the form that a hint asks for."""
        if not fits(hint, value):
            self.note(keys, there(value, self.asked.quoted), f"expected {expected(hint)}{self._quotes(one, value, keys)}")
        elif one.has(Filled) and value in ([], {}):
            self.note(keys, "is empty", f"expected {expected(hint)}")
        else:
            return True
        return False

    def _quotes(self, one: Hint, value: Any, keys: Keys) -> str:
        """A hint at quotes that are missing, or too many."""
        if one.kind == "text" and keys in self.written.raw:
            return "; put it in quotes"
        plain = isinstance(value, str) and value in ("true", "false") if one.kind == "flag" else str(value).isdecimal()
        return "; write it without quotes" if one.kind in ("number", "flag") and isinstance(value, str) and plain else ""

    def _table(self, one: Hint, value: Any, keys: Keys) -> Any:
        made, through = self.table(one.type, value, keys, {}), one.mark(Through)
        return through.make(made) if through and made is not FAULTY else made

    def _free(self, one: Hint, value: Any, keys: Keys) -> Any:
        """A table of free keys."""
        made = {self._key(one, key, keys): self.value(one.parts[1], item, (*keys, key)) for key, item in value.items()}
        if FAULTY in made or any(item is FAULTY for item in made.values()):
            return FAULTY
        return tuple(made.items()) if one.has(Pairs) else made

    def _list(self, one: Hint, value: Any, keys: Keys) -> Any:
        """A list; what stands alone is a list of one."""
        if isinstance(value, list):
            items = tuple(self.value(one.parts[0], item, (*keys, number)) for number, item in enumerate(value))
        else:
            items = (self.value(one.parts[0], value, keys),)
        return items if all(item is not FAULTY for item in items) else FAULTY

    def _key(self, one: Hint, key: str, keys: Keys) -> Any:
        """A free key that its hint allows."""
        names = parted(one.parts[0])
        words = names.mark(OneOf)
        if words and key not in words.words:
            self.note((*keys, key), "unknown key", guess(key, words.words), at_key=True)
            return FAULTY
        try:
            return text(key, names, self.asked)
        except Unfit as unfit:
            self.note((*keys, key), "unknown key", unfit.remedy, at_key=True)
            return FAULTY

    def _scalar(self, one: Hint, value: Any, keys: Keys) -> Any:
        try:
            if one.kind == "text":
                return text(value, one, self.asked)
            return SCALARS[one.kind](value, one)
        except Unfit as unfit:
            self.note(keys, unfit.what, unfit.remedy)
            return FAULTY
