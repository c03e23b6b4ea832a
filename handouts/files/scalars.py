"""One value of a file against one hint: a text, a number, true or false, a date.

In: the value, the hint taken apart.  Out: the value as the program has it.  Refuses (`Unfit`) what is no such value, in words for people.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from handouts.files.guess import hint as guess
from handouts.files.guess import meant
from handouts.files.hints import Hint, expected
from handouts.files.marks import Filled, Known, Longest, OneLine, OneOf, Reads
from handouts.files.reading import LONGEST_NAME
from handouts.files.written import LONGEST_SHOWN
from handouts.language.characters import STRANGER
from layouts.measures import Between, Fits, Names, ReadsFile, length


class Unfit(Exception):
    """A value that may not stand there: what it is, what is expected."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(what)


def there(value: object, quoted: bool = True) -> str:
    """What a value is, in words: `is 'A5'`, `is a list`; not quoted: texts may be secrets."""
    if isinstance(value, bool):
        return f"is {str(value).lower()}"
    if isinstance(value, (int, float)) and not quoted:
        return "is a number"
    if isinstance(value, (int, float)):
        return f"is {value}" if -(10**15) < value < 10**15 else "is a large number"
    if isinstance(value, str):
        return "is blank" if not value.strip() else f"is {value!r}" if quoted and len(value) <= LONGEST_SHOWN else "is a text"
    kinds: dict[type, str] = {list: "a list", dict: "a table", datetime: "a date with a time", date: "a date", time: "a time of day"}
    return "is " + next((words for kind, words in kinds.items() if isinstance(value, kind)), "empty")


class Called(NamedTuple):
    """Words of a kind that may be called otherwise.  words: what there is; meant: those that another word may mean."""

    words: Collection[str]
    meant: Callable[[str], Sequence[str]]


KnownWords = Collection[str] | Called | None


class Asked(NamedTuple):
    """What whoever asks knows of the file.  quoted: its values may be told; known: words of the kinds that `Known` names."""

    quoted: bool = True
    known: Mapping[str, KnownWords] = {}
    folder: Path | None = None


def text(value: str, one: Hint, asked: Asked) -> Any:
    """A text that the marks of a hint let pass, as they make it.  Raises Unfit."""
    _sound(value, one)
    what = there(value, asked.quoted) if asked.quoted or not value.strip() else "will not do"
    for mark in one.marks:
        if isinstance(mark, Fits) and not mark.test(value):
            raise Unfit(what, _wanted(one))
        if isinstance(mark, Known):
            value = _known(value, mark, asked)
        elif isinstance(mark, OneOf | Names):
            _word(value, mark, what, one, asked)
    file = one.mark(ReadsFile)
    return _file(value, file, asked.folder) if file and asked.folder else _made(value, one, what)


def _known(value: str, mark: Known, asked: Asked) -> str:
    """The word of a kind that is meant.  Raises Unfit if there is none, or several."""
    given = asked.known.get(mark.kind)
    words = given.words if isinstance(given, Called) else given
    if words is None or value in words:
        return value
    found = given.meant(value) if isinstance(given, Called) else ()
    if len(found) == 1:
        return found[0]
    if found:
        raise Unfit(f"{value[:LONGEST_SHOWN]!r} may be any of the {mark.kind}s {', '.join(found)}", "say which")
    raise Unfit(f"there is no {mark.kind} {value[:LONGEST_SHOWN]!r}", guess(value, sorted(words)))


def _word(value: str, mark: OneOf | Names, what: str, one: Hint, asked: Asked) -> None:
    """Refuses a word that is none of those there are."""
    words = mark[0]
    if value in words:
        return
    near = meant(value, words) if asked.quoted else ""
    if isinstance(mark, OneOf):
        raise Unfit(what, f"did you mean {near!r}? E{_wanted(one)[1:]}" if near else _wanted(one))
    if near:
        raise Unfit(what, guess(value, words))


def _made(value: str, one: Hint, what: str) -> Any:
    """A text as the hint's type, or as its function makes it."""
    reads = one.mark(Reads)
    try:
        return reads.read(value) if reads else value if one.type is str else one.type(value)
    except ValueError as error:
        raise Unfit(str(error) if reads and reads.told else what, _wanted(one)) from None


def _wanted(one: Hint) -> str:
    return f"expected {expected(Annotated[(one.type, *one.marks)] if one.marks else one.type)}"


def _sound(value: str, one: Hint) -> None:
    """Refuses characters that show nothing, line breaks, what is blank or too long, where that matters."""
    stranger = STRANGER.search(value)
    if stranger:
        raise Unfit(f"has U+{ord(stranger[0]):04X}, a character that shows nothing", "delete the character")
    if one.has(OneLine) and ("\n" in value or "\t" in value):
        raise Unfit("has a line break or a tabulator", "write it in one line")
    if one.has(Filled) and not value.strip():
        raise Unfit("is blank", _wanted(one))
    longest = one.mark(Longest)
    if longest and len(value) > longest.characters:
        raise Unfit(f"has {len(value)} characters", f"expected at most {longest.characters}")


def _file(value: str, mark: ReadsFile, folder: Path) -> Path:
    """The path of a file that is named.  Raises Unfit if there is none, or if it stands elsewhere than it may."""
    path = folder / value
    try:
        found = "\0" not in value and len(value.encode()) <= 16 * LONGEST_NAME and (path.is_file() or not mark.there)
        if found and mark.inside:
            found = folder.resolve() in path.resolve().parents
    except (OSError, ValueError):
        found = False
    if not found:
        name = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
        where = " in the clinic's folder" if mark.inside else ""
        raise Unfit(f"there is no file {name!r}{where}", "put it there, or correct its name")
    return path


def number(value: Any, one: Hint) -> Any:
    """A number, or a length in points, within its limits.  Raises Unfit."""
    if isinstance(value, str):
        try:
            value = length(value)
        except ValueError:
            raise Unfit(there(value), _wanted(one)) from None
    limits = one.mark(Between)
    sound = value == value and value not in (math.inf, -math.inf)
    if limits and sound:
        sound = (limits.low < value if limits.above else limits.low <= value) and value <= limits.high
    if not sound:
        raise Unfit(there(value), _wanted(one))
    return one.type(value)


SCALARS: dict[str, Callable[..., Any]] = {"flag": lambda value, _one: value, "date": lambda value, _one: value, "number": number}
