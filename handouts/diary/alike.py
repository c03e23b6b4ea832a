"""Who could be taken for whom: patients of the same family name or birth date, with names two letters apart, or with one number.

In: an entry, and the others of its day.  Out: `LookAlike`s.  The same patient, who comes twice on a day, is not alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

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
        self._people = [(entry, _names(entry.appointment.patient), plain(entry.appointment.patient.family_name)) for entry in entries]

    def alike(self, entry: Entry) -> tuple[LookAlike, ...]:
        """Those who could be taken for this one, the likeliest first."""
        patient = entry.appointment.patient
        names, family = _names(patient), plain(patient.family_name)
        found: dict[tuple[str, str], LookAlike] = {}
        for other, other_names, other_family in self._people:
            why = _why(patient, names, family, other.appointment.patient, other_names, other_family)
            if why:
                found.setdefault((other.appointment.patient.identifier, other_names), LookAlike(other, why))
        return tuple(sorted(found.values(), key=lambda one: REASONS.index(one.why)))


REASONS: tuple[Why, ...] = ("number", "name", "birth date", "family name")


def _why(one: Patient, names: str, family: str, other: Patient, other_names: str, other_family: str) -> Why | None:
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
    return "family name" if family == other_family else None


def _names(patient: Patient) -> str:
    return f"{plain(patient.given_name)} {plain(patient.family_name)}"


def alike(entry: Entry, others: Iterable[Entry]) -> tuple[LookAlike, ...]:
    """Those of the others who could be taken for this one."""
    return Crowd(tuple(others)).alike(entry)
