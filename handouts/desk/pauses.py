"""Pauses that grow with wrong pass-phrases, by name and for all names together.

In: a name that somebody comes by.  Out: seconds to wait; 0 if the pass-phrase may be looked at, which then counts as wrong until it is
said to be right: so many at once are no way around.  Names that nobody has are treated as all others.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

FREE, LONGEST = 3, 300.0  # wrong ones of a name before there is a pause; seconds of the longest
ALL_FREE, ALL_LONGEST = 20, 10.0  # the same for all names together
FORGOTTEN = 3600.0  # seconds after which nothing is held against a name
MOST = 5000  # names that are remembered


class Pauses:
    """The pauses of a desk.  clock: seconds that only go on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._names: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._all, self._last = 0, 0.0
        self._lock = threading.Lock()

    def wait(self, name: str) -> int:
        """Seconds until a pass-phrase of this name is looked at; 0: now, and it counts as wrong until `right`."""
        with self._lock:
            now = self.clock()
            wrong, last = self._names.get(name, (0, now))
            if now - last > FORGOTTEN:
                wrong = 0
            if now - self._last > FORGOTTEN:
                self._all = 0
            until = max(last + _pause(wrong, FREE, LONGEST), self._last + _pause(self._all, ALL_FREE, ALL_LONGEST))
            if until > now:
                return math.ceil(until - now)
            self._names[name] = wrong + 1, now
            self._names.move_to_end(name)
            while len(self._names) > MOST:
                self._names.popitem(last=False)
            self._all, self._last = self._all + 1, now
            return 0

    def right(self, name: str) -> None:
        """The pass-phrase was right: nothing is held against the name."""
        with self._lock:
            if self._names.pop(name, None):
                self._all = max(self._all - 1, 0)


def _pause(wrong: int, free: int, longest: float) -> float:
    """Seconds after so many wrong ones: none, then 1, 2, 4, …"""
    return min(2.0 ** min(wrong - free, 20), longest) if wrong >= free else 0.0
