"""A translator's answers -> the words of each block, and everything that is to be said of them.

In: a leaflet, answers, the name of their file.  Out: `Taken`.  Refuses answers with a fault (`LeafletError`: every one, with its block and
its line): nothing of them is taken then.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from handouts.authoring.importing.omissions import shown
from handouts.authoring.translating.exchange import CameBack, UnitAnswer
from handouts.authoring.translating.faults import doubts, faults
from handouts.authoring.translating.units import TextUnit, units_of
from handouts.errors import LeafletError, Slip
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.tags import tags

QUOTED = re.compile(r"[\"'][^\"']*[^\W\d_]{2}[^\"']*[\"']")  # words between quotes


@dataclass(frozen=True, slots=True)
class Taken:
    """said: the blocks in their order, with their words, '' for none; remarks: on answers that were not taken, or are to be looked at."""

    said: tuple[tuple[TextUnit, str], ...]
    remarks: tuple[str, ...]


def take(source: Leaflet, came: CameBack, called: str) -> Taken:
    """The words of each block.  Raises LeafletError with every fault."""
    units = units_of(source)
    left = list(came.answers)
    found = _matched(units, left)
    slips: list[Slip] = []
    gone = [one for one in left if one.text.strip()]
    remarks = [f"{called}:{one.line}: {shown(one.source, 80)} is not in the leaflet any more: not taken" for one in gone]
    remarks += _beside(source)
    said = []
    for unit in units:
        text, wrong, more = _taken(unit, found.get(id(unit)), called)
        said.append((unit, text))
        slips += wrong
        remarks += more
    if slips:
        raise LeafletError.at(slips)
    return Taken(tuple(said), tuple(remarks))


def _beside(source: Leaflet) -> Iterator[str]:
    """Words in tags that stand in no block, and so are not handed out."""
    units = units_of(source)
    for tag in tags(source.body):
        inside = any(unit.place and unit.place[0] <= tag.at < unit.place[1] for unit in units)
        if tag.kind in ("set", "for") and not inside and QUOTED.search(tag.inside):
            line = source.body.count("\n", 0, tag.at) + 1
            yield f"{source.file}:{line}: the words in {shown(tag.text, 60)} are not handed out: translate them in the draft"


def _taken(unit: TextUnit, answer: UnitAnswer | None, called: str) -> tuple[str, list[Slip], list[str]]:
    """The words of a block, what is wrong with them, what is to be said of them."""
    text = answer.text.strip() if answer else ""
    if answer is None or not text:
        return "", [], []
    where = f"{called}:{answer.line}: {_named(unit)}"
    if answer.fuzzy:
        return "", [], [f"{where} is marked as not ready: not taken"]
    wrong = [Slip(called, answer.line, 1, f"{_named(unit)}: {what}", remedy) for what, remedy in faults(unit, text)]
    return text, wrong, [f"{where}: {what}" for what in doubts(unit, text)]


def _named(unit: TextUnit) -> str:
    return f"{shown(unit.text, 60)} ({unit.called}, line {unit.line})"


def _matched(units: tuple[TextUnit, ...], left: list[UnitAnswer]) -> dict[int, UnitAnswer]:
    """The answer to each unit, by its words, and its name where the same words stand several times.  left: loses what is matched."""
    by_words: dict[str, list[UnitAnswer]] = defaultdict(list)
    for answer in left:
        by_words[_plain(answer.source)].append(answer)
    seen: dict[str, int] = {}
    found: dict[int, UnitAnswer] = {}
    for unit in units:
        seen[unit.called] = seen.get(unit.called, 0) + 1
        name, some = f"{unit.called} ({seen[unit.called]})", by_words[_plain(unit.text)]
        if some:
            answer = next((one for one in some if one.name == name), some[0])
            found[id(unit)] = answer
            if len(some) > 1:
                some.remove(answer)
            if answer in left:
                left.remove(answer)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())
