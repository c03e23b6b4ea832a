"""How fast copies may leave: so many a minute, an hour, a day.

In: the limits, and how long ago copies left before.  Out: the pauses between copies.  Counts what left in the last minute, hour and day
(sliding windows), so that a limit of the other side is never met.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0  # seconds
USUAL = 60  # a minute, where nothing is known


@dataclass(slots=True)
class Pace:
    """A limit on what leaves; 0 is no limit.  clock: seconds, going forward only."""

    per_minute: int = 0
    per_hour: int = 0
    per_day: int = 0
    clock: Callable[[], float] = time.monotonic
    _left: deque[float] = field(default_factory=deque, repr=False)

    @property
    def span(self) -> float:
        """So many seconds back it matters what left."""
        return DAY if self.per_day else HOUR if self.per_hour else MINUTE if self.per_minute else 0.0

    def begin(self, ages: Iterable[float]) -> None:
        """What left before, so many seconds ago, oldest first."""
        now = self.clock()
        self._left.extend(now - age for age in ages)

    def pause(self) -> float:
        """Seconds until the next copy may leave."""
        now = self.clock()
        spans = ((self.per_minute, MINUTE), (self.per_hour, HOUR), (self.per_day, DAY))
        return max(0.0, *(self._until(limit, span) - now for limit, span in spans))

    def count(self) -> None:
        """One copy leaves now."""
        self._left.append(self.clock())
        while len(self._left) > max(self.per_minute, self.per_hour, self.per_day, 1000):
            self._left.popleft()

    def slow(self) -> int:
        """Half as many a minute as left in the last one, or may; how many that is."""
        now = self.clock()
        lately = sum(1 for moment in self._left if now - moment < MINUTE)
        self.per_minute = max(1, min((rate for rate in (lately, self.per_minute) if rate), default=USUAL) // 2)
        return self.per_minute

    def _until(self, limit: int, span: float) -> float:
        """When the copy that left `limit` copies ago is as old as the span."""
        return self._left[-limit] + span if limit and len(self._left) >= limit else 0.0
