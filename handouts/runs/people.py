"""Who a list says its patients are: two people under one identifier are nobody's.

In: the appointments of a list, as they are read.  Out: the rows that name another person than other rows of the same identifier do, with
the numbers of these.  A shifted fill-down gives such lists, and no copy shows that it is wrong.

Another person is who has another date of birth, or neither the given nor the family name of the other; where
a name is whole, no word of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from handouts.errors import Problem
from handouts.records.appointment import Appointment
from handouts.schedules.rows import numbered

REMEDY = "one person for each identifier; look which row is wrong, correct the list and say the same again"


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a person from another, without telling who it is.  words: of a name that is whole."""

    row: int
    born: date
    given: bytes = field(repr=False)
    family: bytes = field(repr=False)
    words: frozenset[bytes] = field(default=frozenset(), repr=False)

    def another(self, other: Identity) -> bool:
        """Whether this is certainly somebody else."""
        if self.words or other.words:
            return self.born != other.born or self._parts.isdisjoint(other._parts)
        return self.born != other.born or (self.given != other.given and self.family != other.family)

    @property
    def _parts(self) -> frozenset[bytes]:
        return self.words or frozenset((self.given, self.family))


class People:
    """Everybody whom a list names."""

    def __init__(self) -> None:
        self._known: dict[bytes, list[Identity]] = {}

    def see(self, row: int, appointment: Appointment) -> None:
        """Another row of the list."""
        patient = appointment.patient
        given, family = patient.given_name, patient.family_name
        words = frozenset(map(_digest, given.split())) if patient.whole else frozenset()
        identity = Identity(row, patient.born, _digest(given), _digest(family), words)
        self._known.setdefault(_digest(patient.identifier), []).append(identity)

    def clashes(self, unit: str = "row") -> Mapping[int, Problem]:
        """The rows that cannot be used, and why.  unit: what rows are called."""
        found: dict[int, Problem] = {}
        for same in self._known.values():
            for one in same if len(same) > 1 else ():
                others = [other.row for other in same if one.another(other)]
                if others:
                    found[one.row] = Problem("patient_id", f"is also that of another person in {numbered(others, unit)}", REMEDY)
        return found


def _digest(text: str) -> bytes:
    """Equal for names that differ in letter case and form only."""
    return blake2b(unicodedata.normalize("NFKC", text).casefold().encode(), digest_size=8).digest()


def same_name(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two names differ in letter case and form at most."""
    return [_digest(part) for part in one] == [_digest(part) for part in other]
