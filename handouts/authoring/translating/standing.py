"""How far a translation has come: of each source block, whether it is translated, and whether it has changed since.

In: a leaflet, its translation.  Out: `TranslationStanding`.  A translation that was made elsewhere has no record; its blocks go with the
source's where both have the same kinds of blocks in the same order, and whether the source has changed is then not known.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from handouts.authoring.translating.record import read_record
from handouts.authoring.translating.units import HEAD, TextUnit, units_of
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.strays.inside import UNWRITTEN

State = Literal["translated", "changed", "missing"]
STATES: tuple[State, ...] = ("translated", "changed", "missing")


@dataclass(frozen=True, slots=True)
class StandingUnit:
    """A source block with its translation, '' if there is none.  changed: the source has, since."""

    unit: TextUnit
    text: str
    state: State

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"line": self.unit.line, "block": self.unit.called, "text": self.unit.text}


@dataclass(frozen=True, slots=True)
class TranslationStanding:
    """A translation.  known: whether it is known what it was made from; fits: whether its blocks go with the source's."""

    source: Leaflet
    target: str
    translation: Leaflet | None
    units: tuple[StandingUnit, ...]
    known: bool
    fits: bool = True

    def of(self, state: State) -> tuple[StandingUnit, ...]:
        """The blocks in a state."""
        return tuple(one for one in self.units if one.state == state)

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        source, there = self.source, self.translation
        about = {"leaflet": source.identifier, "from": source.language, "to": self.target, "status": there.status if there else None}
        counts = {"blocks": len(self.units), "translated": len(self.of("translated")), "percent": self.percent}
        parts: dict[str, object] = {state: [one.as_json() for one in self.of(state)] for state in STATES[1:]}
        return {**about, **counts, **parts, "recorded": self.known, "fits": self.fits}

    @property
    def percent(self) -> int:
        """How much is translated, and not of an earlier source: whole per cent, 100 only if all is."""
        return len(self.of("translated")) * 100 // len(self.units) if self.units else 100


def standing(source: Leaflet, target: str, translation: Leaflet | None) -> TranslationStanding:
    """How far a translation has come.  Raises LeafletError for a record that cannot be read."""
    units = units_of(source)
    if translation is None:
        return TranslationStanding(source, target, None, tuple(StandingUnit(unit, "", "missing") for unit in units), known=True)
    theirs = _texts(translation)
    record = read_record(translation)
    if record is None or len(record.blocks) != len(theirs) or record.source != source.language:
        return _by_kinds(source, units, translation, theirs)
    made = list(zip(record.blocks, [text for _, text in theirs], strict=True))
    return TranslationStanding(source, target, translation, tuple(_by_digest(units, made)), known=True)


def _texts(translation: Leaflet) -> list[tuple[str, str]]:
    """The blocks of a translation: what each is, and its words; '' for one that is still to be translated."""
    return [(unit.kind, "" if UNWRITTEN.search(unit.text) else unit.text) for unit in units_of(translation)]


def _by_kinds(source: Leaflet, units: tuple[TextUnit, ...], translation: Leaflet, theirs: list[tuple[str, str]]) -> TranslationStanding:
    """What was made elsewhere: keys of the head by their names; the text, if it has the same kinds of blocks in the same order."""
    head = dict(theirs) if theirs else {}
    body = [(kind, text) for kind, text in theirs if kind not in HEAD]
    ours = [unit.kind for unit in units if unit.place is not None]
    fits = ours == [kind for kind, _ in body]
    texts = iter(body if fits else [("", "")] * len(ours))
    found = []
    for unit in units:
        text = head.get(unit.kind, "") if unit.place is None else next(texts)[1]
        found.append(StandingUnit(unit, text, "translated" if text else "missing"))
    return TranslationStanding(source, translation.language, translation, tuple(found), known=False, fits=fits)


def _by_digest(units: tuple[TextUnit, ...], made: list[tuple[str, str]]) -> list[StandingUnit]:
    """Blocks with what was made of them; what has no source of its own any more goes to the changed block in its place."""
    of: dict[str, list[int]] = defaultdict(list)
    for number, (digest, _) in enumerate(made):
        of[digest].append(number)
    taken = [of[unit.digest].pop(0) if of[unit.digest] else None for unit in units]
    earlier = _earlier(units, made, {number for number in taken if number is not None})
    out = []
    for index, (unit, own) in enumerate(zip(units, taken, strict=True)):
        text = made[own][1] if own is not None else earlier.get(index, "")
        state: State = "missing" if not text else "translated" if own is not None else "changed"
        out.append(StandingUnit(unit, text, state))
    return out


def _earlier(units: tuple[TextUnit, ...], made: list[tuple[str, str]], taken: set[int]) -> dict[int, str]:
    """Of changed blocks, by number, the translation of what stood in their place."""
    steps = SequenceMatcher(None, [digest for digest, _ in made], [unit.digest for unit in units], autojunk=False).get_opcodes()
    found: dict[int, str] = {}
    for step, i, j, k, m in steps:
        if step == "replace":
            free = [number for number in range(i, j) if number not in taken]
            found |= {index: made[number][1] for number, index in zip(free, range(k, m), strict=False)}
    return found
