"""What takes long, in threads of its own: how far each is, and what came of it.

In: something to do, which takes an `Attendant`.  Out: a `Work`, that pages look at.  Nothing is begun twice under one name.  A server that
ends takes its threads along; what they recorded is safe, and the same work goes on with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from handouts.desk.words import mark
from handouts.errors import HandoutsError, Stopped

Name = tuple[str, int]  # what is done, with which list
DEFECT = mark("a defect of the program stopped it; what is recorded is safe: say it again, and tell whoever looks after the desk")
STOPPED = mark("it was stopped; what is recorded is safe")
NOTES = 200  # of a work that are kept


@dataclass(slots=True)
class Work:
    """Something that is being done; waits for it as an `Attendant` does.

    done, total: how far it is, rate: how many a second since it began here; came: what it came to; said: why it stopped, '' if it did not.
    """

    began: float = field(default_factory=time.monotonic)
    done: int = 0
    total: int = 0
    notes: list[str] = field(default_factory=list, repr=False)
    state: Literal["working", "done", "stopped"] = "working"
    came: Any = field(default=None, repr=False)
    said: str = ""
    stopping: bool = False
    _first: tuple[int, float] | None = None

    def progress(self, done: int, total: int) -> None:
        """So many of so many are done.  Raises Stopped if somebody has asked for that."""
        self.done, self.total = done, total
        self._first = self._first or (done, time.monotonic())
        if self.stopping and done < total:
            raise Stopped(STOPPED)

    def note(self, text: str, where: str = "") -> None:
        """Kept, for whoever looks."""
        if len(self.notes) < NOTES:
            self.notes.append(f"{where}: {text}" if where else text)

    def call(self, text: str) -> None:
        """Somebody has to do something: kept as well."""
        self.note(text)

    def choose(self, question: str, answers: tuple[str, ...], about: object) -> str | None:
        """Was asked before, by the page of the plan."""
        return None

    def confirm(self, question: str, about: object) -> bool | None:
        """Was asked before, by the page of the plan."""
        return None

    @property
    def rate(self) -> float:
        """How many a second; 0 while nobody can say."""
        if self._first is None or self.done <= self._first[0]:
            return 0.0
        return (self.done - self._first[0]) / max(time.monotonic() - self._first[1], 0.001)

    @property
    def left(self) -> int | None:
        """Seconds that are left, about; None while nobody can say."""
        return round((self.total - self.done) / self.rate) if self.rate else None


class Works:
    """What a desk has being done."""

    def __init__(self) -> None:
        self._works: dict[Name, Work] = {}
        self._lock = threading.Lock()

    def find(self, name: Name) -> Work | None:
        """The last work of a name."""
        return self._works.get(name)

    def busy(self, number: int) -> bool:
        """Whether anything is being done with a list."""
        return number in self.working()

    def working(self) -> frozenset[int]:
        """The lists that something is being done with."""
        return frozenset(number for (_, number), work in list(self._works.items()) if work.state == "working")

    def begin(self, name: Name, do: Callable[[Work], Any]) -> bool:
        """Have something done; False if it is being done already."""
        with self._lock:
            before = self._works.get(name)
            if before and before.state == "working":
                return False
            work = self._works[name] = Work()
        threading.Thread(target=_do, args=(work, do), name=f"{name[0]} {name[1]}", daemon=True).start()
        return True


def _do(work: Work, do: Callable[[Work], Any]) -> None:
    try:
        work.came = do(work)
    except HandoutsError as error:
        work.said, work.state = str(error), "stopped"
    except Exception:  # noqa: BLE001  its words may quote a list, and nobody else would hear of it
        work.said, work.state = DEFECT, "stopped"
    else:
        work.state = "done"
