"""A bell that a thread rings and pages wait for: somebody has saved something.

In: rings, from any thread.  Out: turns of those who wait.  Who was busy while it rang hears it afterwards, once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from handouts.errors import Stopped


class Hearer:
    """Somebody who waits for a bell.  answered: the last ring that they have heard."""

    def __init__(self, bell: Bell) -> None:
        self.bell, self.answered = bell, bell.rung
        self.loop, self.woken = asyncio.get_running_loop(), asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Whether it rings, or has rung meanwhile, within so many seconds."""
        try:
            if self.bell.rung == self.answered:
                await asyncio.wait_for(self.woken.wait(), seconds)
        except TimeoutError:
            return False
        self.woken.clear()
        return self.bell.rung != self.answered

    def answer(self) -> None:
        """What has rung so far is heard."""
        self.answered = self.bell.rung

    def still(self) -> None:
        """Nothing while it has not rung anew.  Raises Stopped when it has: what is newer comes first."""
        if self.bell.rung != self.answered:
            raise Stopped("something newer was saved")


class Bell:
    """The bell.  rung: how often."""

    def __init__(self) -> None:
        self.rung = 0
        self._hearers: set[Hearer] = set()

    def ring(self) -> None:
        """Wake everybody."""
        self.rung += 1
        for hearer in tuple(self._hearers):
            hearer.loop.call_soon_threadsafe(hearer.woken.set)

    @contextmanager
    def heard(self) -> Iterator[Hearer]:
        """Somebody who hears it from now on."""
        hearer = Hearer(self)
        self._hearers.add(hearer)
        try:
            yield hearer
        finally:
            self._hearers.discard(hearer)
