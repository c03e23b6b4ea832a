"""Other processes of this machine, which do work beside this one.

In: functions and what they are called with.  Out: futures.  Refuses nothing: where a process ends before its work, its futures do
(`BrokenProcessPool`).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from handouts.files.system import undisturbed


class Processes(ProcessPoolExecutor):
    """Processes that leave Ctrl-C to their parent, from their first moment on: they inherit that it is blocked.  They end with it.

    count: how many at most; ready: what each does first; used: some work was handed over.
    """

    used = False

    def __init__(self, count: int, ready: Callable[[], object] = int) -> None:
        super().__init__(count, mp_context=multiprocessing.get_context("spawn"), initializer=_at_work, initargs=(ready,))
        self.count = count

    def wake(self) -> list[Future[int]]:
        """Start all, which takes each as long as importing all that it needs; done when one is ready."""
        with undisturbed():
            return [super(Processes, self).submit(os.getpid) for _ in range(self.count)]

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task over; this may start a process."""
        self.used = True
        with undisturbed():
            return super().submit(fn, *args, **kwargs)

    def kill(self) -> None:
        """End the processes at once; they may be killed, for what they had half done is done again."""
        with undisturbed():  # by a second Ctrl-C
            children = list((self._processes or {}).values())  # and nobody else's: two lists may be made at once
            for child in children:
                child.kill()
            for child in children:
                child.join()
            self.shutdown(cancel_futures=True)


def _at_work(ready: Callable[[], object]) -> None:
    """A process begins; it ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ready()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
