"""Who could be taken for whom: patients of the same family name or birth date, with names two letters apart, or with one number.

In: an entry, and the others of its day.  Out: `LookAlike`s.  The same patient, who comes twice on a day, is not alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from handouts.diary.data import Entry
from handouts.diary.search import plain
from handouts.records.appointment import Patient

APART = 2  # letters
Why = Literal["name", "family name", "birth date", "number"]


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Somebody who could be taken for somebody else, and why: the likeliest reason."""

    entry: Entry
    why: Why


class Crowd:
    """The people of a day, so that each can be held against all others soon."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._names = [_names(entry.appointment.patient) for entry in entries]
        self._shared: dict[object, list[int]] = {}
        for place, entry in enumerate(entries):
            for shared in _shared(entry.appointment.patient):
                self._shared.setdefault(shared, []).append(place)

    def alike(self, entry: Entry) -> tuple[LookAlike, ...]:
        """Those who could be taken for this one, the likeliest first."""
        patient = entry.appointment.patient
        names = _names(patient)
        near = {place for _, _, place in extract_iter(names, self._names, scorer=OSA.distance, processor=None, score_cutoff=APART)}
        near.update(place for shared in _shared(patient) for place in self._shared.get(shared, ()))
        found: dict[tuple[str, str], LookAlike] = {}
        for place in sorted(near):
            other = self._entries[place]
            why = _why(patient, names, other.appointment.patient, self._names[place])
            if why:
                found.setdefault((other.appointment.patient.identifier, self._names[place]), LookAlike(other, why))
        return tuple(sorted(found.values(), key=lambda one: REASONS.index(one.why)))


def _shared(patient: Patient) -> tuple[tuple[str, object], ...]:
    """What is enough to be taken for each other: number, birth date, family name."""
    return ("number", patient.identifier), ("birth date", patient.born), ("family name", plain(patient.family_name))


REASONS: tuple[Why, ...] = ("number", "name", "birth date", "family name")


def _why(one: Patient, names: str, other: Patient, other_names: str) -> Why | None:
    """Why two people could be taken for each other; None if they could not, or are one."""
    same_number, same_birth = one.identifier == other.identifier, one.born == other.born
    if same_number and same_birth and names == other_names:
        return None
    if same_number:
        return "number"
    if OSA.distance(names, other_names, score_cutoff=APART) <= APART:
        return "name"
    if same_birth:
        return "birth date"
    return "family name" if plain(one.family_name) == plain(other.family_name) else None


def _names(patient: Patient) -> str:
    return f"{plain(patient.given_name)} {plain(patient.family_name)}"
