"""A process that kills itself at the n-th thing it does; for the workers of tests that kill at every step."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any


class Steps:
    """Counts steps, and ends the process by SIGKILL at the fatal one; 0 for none."""

    def __init__(self, fatal: int) -> None:
        self.fatal, self.count = fatal, 0

    def step(self) -> None:
        self.count += 1
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def between(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with a step before it and one after it."""

        def stepped(*args: Any, **named: Any) -> Any:
            self.step()
            made = function(*args, **named)
            self.step()
            return made

        return stepped
