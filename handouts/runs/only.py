"""Some of a list: which of its rows somebody wants.

In: spans of numbers, a patient's identifier.  Out: whether an outcome is one of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from handouts.runs.sift import patient_of
from handouts.schedules.rows import Outcome


@dataclass(frozen=True, slots=True)
class Only:
    """Some of a list.  rows: spans of their numbers, none for all; patient: an identifier, '' for all."""

    rows: tuple[tuple[int, int], ...] = ()
    patient: str = field(default="", repr=False)

    def wants(self, outcome: Outcome) -> bool:
        """Whether a row is one of them."""
        if self.patient and self.patient != patient_of(outcome):
            return False
        return not self.rows or any(first <= outcome.row <= last for first, last in self.rows)
