"""How fast copies may leave: so many a minute, so many an hour.

In: the two limits.  Out: the pauses between copies.  Counts what left in the last minute and hour (a sliding window), so that a
limit of the other side is never met; Microsoft 365 takes 30 messages a minute.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE, HOUR = 60.0, 3600.0  # seconds


@dataclass(slots=True)
class Pace:
    """A limit on what leaves; 0 is no limit.  clock: seconds, going forward only."""

    per_minute: int = 0
    per_hour: int = 0
    clock: Callable[[], float] = time.monotonic
    _left: deque[float] = field(default_factory=deque, repr=False)

    def pause(self) -> float:
        """Seconds until the next copy may leave."""
        now = self.clock()
        return max(0.0, *(self._until(limit, span) - now for limit, span in ((self.per_minute, MINUTE), (self.per_hour, HOUR))))

    def count(self) -> None:
        """One copy leaves now."""
        self._left.append(self.clock())
        while len(self._left) > max(self.per_minute, self.per_hour, 1):
            self._left.popleft()

    def _until(self, limit: int, span: float) -> float:
        """When the copy that left `limit` copies ago is as old as the span."""
        return self._left[-limit] + span if limit and len(self._left) >= limit else 0.0
