"""Durations: as a clinic writes them in its settings, and as a leaflet says them.

In: "6 hours".  Out: a `Duration`, by which a moment is moved, and its words in a language.  Refuses what is no whole number of a unit
(`ValueError`): a bare 6 may be hours to who writes it and minutes to who reads it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

from handouts.language.dates import printable

WRITTEN = re.compile(r"([1-9]\d{0,2}) (minute|hour|day|week)s?", re.A)


class Duration(NamedTuple):
    """How long something lasts.  unit: as timedelta calls it, such as hours."""

    number: int
    unit: str

    @property
    def steps(self) -> dict[str, float]:
        """What the filters `before` and `after` take."""
        return {self.unit: self.number}

    @property
    def real(self) -> timedelta:
        """How long it is, days counted as 24 hours."""
        return timedelta(**self.steps)

    def told(self, language: str) -> str:
        """6 hours, 6 horas (CLDR, by Babel)."""
        from babel.units import format_unit

        return printable(format_unit(self.number, f"duration-{self.unit[:-1]}", "long", locale=language.replace("-", "_")))


def read_duration(text: str) -> Duration:
    """The duration of a text such as "6 hours" or "90 minutes".  Raises ValueError if it is none."""
    found = WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError("is no duration")
    return Duration(int(found[1]), f"{found[2]}s")
