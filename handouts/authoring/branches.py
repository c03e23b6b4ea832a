"""A template -> its text in every branch, each with the places that it came from.

In: the text of a template.  Out: `Branch`es that together take both sides of every condition.  A condition that stands in several places is
true, or false, in all of them; a loop is gone through twice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from handouts.leaflets.tags import TemplateTag, tags

MOST = 64  # branches that are looked at
SPACE = re.compile(r"\s+")
NOT = re.compile(r"not\s+(?![^()]*\b(?:and|or)\b)")

Test = tuple[str, bool]  # a condition, and whether it is to hold


@dataclass(frozen=True, slots=True)
class Fork:
    """A condition with its sides: what each asks (None: nothing, it is the other side of all), and what stands in it.

    whole: all of it, and where it stands; loop: the tag of a loop, whose sides are a turn of it, and none.
    """

    sides: tuple[tuple[Test | None, tuple[Part, ...]], ...]
    whole: tuple[str, int]
    loop: TemplateTag | None = None

    @property
    def of_turns(self) -> bool:
        """Whether it asks which turn of a loop it is: that is left to the loop."""
        return any(asked is not None and "loop." in asked[0] for asked, _ in self.sides) and self.loop is None


Part = TemplateTag | Fork | tuple[str, int]  # a tag, a condition, or words and where they stand


@dataclass(slots=True)
class Track:
    """A text made of pieces of a template.  starts, places: where each piece begins, in it and in the template."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(self, words: str, place: int) -> None:
        """Add words that come from a place."""
        self.starts.append(len(self.text))
        self.places.append(place)
        self.text += words

    def place(self, offset: int) -> int:
        """Where in the template a character stands."""
        index = max(bisect_right(self.starts, offset) - 1, 0)
        return self.places[index] + offset - self.starts[index] if self.starts else 0


@dataclass(slots=True)
class Strand:
    """A template in one branch.  words: with a sign for each printed tag; source: without its conditions, to be rendered."""

    words: Track = field(default_factory=Track)
    source: Track = field(default_factory=Track)


def branches(body: str, printed: Callable[[TemplateTag], str]) -> list[Strand]:
    """The text of each branch.  printed: the one character that stands for a tag which prints."""
    parts = _parts(body)
    wanted = list(_sides(parts))
    out: list[Strand] = []
    seen: set[str] = set()
    taken: set[tuple[int, int]] = set()
    for choice, side, tests in [(None, 0, {}), *wanted]:
        if len(out) >= MOST or (choice is not None and (id(choice), side) in taken):
            continue
        strand = Strand()
        _walk(parts, dict(tests), strand, printed, taken)
        if strand.source.text not in seen:
            seen.add(strand.source.text)
            out.append(strand)
    return out


def _parts(body: str) -> tuple[Part, ...]:
    """A template as a tree.  What is opened and never closed ends with the text; what closes nothing is passed over."""
    return _read(_flat(body), (), body)[0]


def _flat(body: str) -> Iterator[TemplateTag | tuple[str, int]]:
    at = 0
    for tag in tags(body):
        yield body[at : tag.at], at
        yield tag
        at = tag.end
    yield body[at:], at


def _read(flat: Iterator[TemplateTag | tuple[str, int]], ends: tuple[str, ...], body: str) -> tuple[tuple[Part, ...], TemplateTag | None]:
    """Parts up to one of the ends, and that one."""
    out: list[Part] = []
    for part in flat:
        if not isinstance(part, TemplateTag):
            out.append(part)
        elif part.kind in ends:
            return tuple(out), part
        elif part.kind == "if":
            out.append(_choice(part, flat, body))
        elif part.kind == "for":
            inside, end = _read(flat, ("endfor", "else"), body)
            otherwise = _read(flat, ("endfor",), body)[0] if end and end.kind == "else" else ()
            out.append(Fork((((f"for {part.inside}", True), inside), (None, otherwise)), (part.text, part.at), part))
        elif part.kind in ("print", "broken", "set"):
            out.append(part)
    return tuple(out), None


def _choice(opening: TemplateTag, flat: Iterator[TemplateTag | tuple[str, int]], body: str) -> Fork:
    sides: list[tuple[Test | None, tuple[Part, ...]]] = []
    tag: TemplateTag | None = opening
    while tag is not None and tag.kind in ("if", "elif"):
        asked = _test(tag.inside)
        inside, tag = _read(flat, ("elif", "else", "endif"), body)
        sides.append((asked, inside))
    otherwise: tuple[Part, ...] = ()
    if tag is not None and tag.kind == "else":
        otherwise, tag = _read(flat, ("endif",), body)
    sides.append((None, otherwise))
    return Fork(tuple(sides), (body[opening.at : tag.end if tag else len(body)], opening.at))


def _test(said: str) -> Test:
    """A condition; `not x` is x that does not hold."""
    words, holds = SPACE.sub(" ", said).strip(), True
    while match := NOT.match(words):
        words, holds = words[match.end() :].strip(), not holds
    return words, holds


def _sides(parts: Iterable[Part], tests: dict[str, bool] | None = None) -> Iterator[tuple[Fork, int, dict[str, bool]]]:
    """Every side of every condition, with what must hold for it; sides that can never be taken are left out."""
    for part in parts:
        if not isinstance(part, Fork):
            continue
        held = dict(tests or {})
        for number, (asked, inside) in enumerate(part.sides):
            if asked is None or held.get(asked[0], asked[1]) == asked[1]:
                here = held | ({asked[0]: asked[1]} if asked else {})
                yield part, number, here
                yield from _sides(inside, here)
            if asked is not None:
                if held.get(asked[0], not asked[1]) == asked[1]:
                    break
                held[asked[0]] = not asked[1]


def _walk(
    parts: Iterable[Part], tests: dict[str, bool], strand: Strand, printed: Callable[[TemplateTag], str], taken: set[tuple[int, int]]
) -> None:
    """Write the text of the branch in which these conditions hold; of others, the first side that has not been taken before."""
    for part in parts:
        if isinstance(part, Fork):
            side = _taken(part, tests, taken)
            taken.add((id(part), side))
            if part.of_turns:
                strand.source.add(*part.whole)
                _walk(part.sides[side][1], tests, Strand(strand.words), printed, taken)
            elif part.loop and side == 0:
                _turn(part.loop, part.sides[0][1], tests, strand, printed, taken)
            else:
                _walk(part.sides[side][1], tests, strand, printed, taken)
        elif isinstance(part, TemplateTag):
            strand.source.add(part.text, part.at)
            if part.kind in ("print", "broken"):
                strand.words.add(printed(part), part.at)
        elif part[0]:
            strand.words.add(*part)
            strand.source.add(*part)


def _turn(
    loop: TemplateTag, inside: tuple[Part, ...], tests: dict[str, bool], strand: Strand, printed: Callable[[TemplateTag], str],
    taken: set[tuple[int, int]],
) -> None:  # fmt: skip
    """Write the first turn of a loop and its last; as it is to be rendered, once."""
    strand.source.add(loop.text, loop.at)
    first, last = {"loop.first": True, "loop.last": False}, {"loop.first": False, "loop.last": True}
    _walk(inside, tests | first, strand, printed, taken)
    strand.source.add("{% endfor %}", loop.at)
    again = Strand(strand.words)
    _walk(inside, tests | last, again, printed, taken)


def _taken(choice: Fork, tests: dict[str, bool], taken: set[tuple[int, int]]) -> int:
    """The side that is taken; what it asks is noted."""
    for number, (asked, _) in enumerate(choice.sides):
        if asked is None:
            return number
        if asked[0] not in tests:
            fresh = (id(choice), number) not in taken or all((id(choice), side) in taken for side in range(len(choice.sides)))
            tests[asked[0]] = asked[1] if fresh else not asked[1]
        if tests[asked[0]] == asked[1]:
            return number
    return len(choice.sides) - 1
