"""A condition on the patient's age, as a rule has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from handouts.files.schema import Fault
from layouts.measures import Between

OLDEST = 150  # years
Years = Annotated[int, Between(0, OLDEST)]


@dataclass(frozen=True, slots=True)
class AgeTable:
    """`age = {min = 18, max = 64}`."""

    min: Years | None = None
    max: Years | None = None

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        if self.min is None and self.max is None:
            yield (), "is empty", "expected {min = 18, max = 64}, or one of the two"
        if (self.min or 0) > (OLDEST if self.max is None else self.max):
            yield ("min",), "is greater than max", "expected the younger age here"
