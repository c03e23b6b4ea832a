"""The way to one printer: asking it, waiting for it, telling the desk what it waits for.

In: a queue and how long to wait.  Out: the printer as it is now; moments to ask again.  Raises what `client` raises.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from handouts.delivery.printing import words
from handouts.delivery.printing.client import HttpRefusal, IppRefusal, NoAnswer, Queue, Untrusted, address
from handouts.delivery.printing.printers import Printer, described
from handouts.errors import InputError

SHORTEST, LONGEST, GROWTH = 0.1, 2.0, 1.5  # seconds between two questions: the first pause, the last, and from one to the next
SILENT = (NoAnswer, HttpRefusal, IppRefusal)  # what may come instead of an answer


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds.

    stuck: for paper, a person, another job or a network, while nothing changes; lost: for a printer to say whether it has a job
    whose answer was lost; cancel: for a job to end that was cancelled; count: for the count to follow the end of a job.
    """

    stuck: float = 600.0
    lost: float = 30.0
    cancel: float = 30.0
    count: float = 3.0


@dataclass(slots=True)
class Watch:
    """Moments to look again, further and further apart, until nothing has stirred for so long (seconds)."""

    limit: float
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _pause: float = field(init=False, default=SHORTEST)
    _since: float = field(init=False, default=0.0)

    def __iter__(self) -> Iterator[None]:
        self.stir()
        while True:
            yield
            if self.clock() - self._since >= self.limit:
                return
            self.sleep(self._pause)
            self._pause = min(self._pause * GROWTH, LONGEST)

    def stir(self) -> None:
        """Something has changed: patience begins anew."""
        self._since, self._pause = self.clock(), SHORTEST


@dataclass(slots=True)
class PrinterLine:
    """One printer.

    called: as it was asked for; say: takes a sentence for the desk; printer: as it was when it last answered; said: what it was last
    told to be waited for; unanswered: the name of a job that is being submitted; device: whoever keeps the count, None if that cannot be
    asked: the printer itself, also where a queue stands before it.
    """

    queue: Queue
    called: str
    patience: Patience = Patience()
    say: Callable[[str], None] = lambda _sentence: None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    printer: Printer = field(init=False, default=Printer("", ""))
    said: str = field(init=False, default="")
    unanswered: str = field(init=False, default="")
    device: Queue | None = field(init=False, default=None)

    def look(self) -> Printer:
        """Ask the printer for itself."""
        self.printer = described(self.queue, self.called)
        return self.printer

    def meet(self) -> None:
        """Find who keeps the count.  Raises NoAnswer if that is a printer behind a queue of this computer, and is off."""
        self.device = self._behind() if self.queue.address.cups else self.queue
        try:
            if self.device is not None and self.device is not self.queue:
                self.device.attributes("printer-state")
        except (Untrusted, HttpRefusal, IppRefusal):
            self.device = None

    def _behind(self) -> Queue | None:
        """The printer behind a queue, if it speaks IPP.  A queue's own count is that of its filters, before anything is printed.

        The device of a queue of another computer is an address there, and may be somebody else here.
        """
        place, _, _ = self.printer.device.partition("?")
        if not (self.queue.address.local and place.startswith(("ipp://", "ipps://"))):
            return None
        try:
            at = address(place)
        except InputError:
            return None
        return None if at.cups else Queue(at, self.queue.certificate, self.queue.timeout, self.queue.who)

    def paper(self) -> tuple[str, ...]:
        """The paper that lies in the printer; nothing if it does not say.  A queue does not know: it answers with its driver's usual."""
        return described(self.device, self.called).media if self.device else ()

    def watch(self, limit: float) -> Watch:
        """Moments to ask again."""
        return Watch(limit, self.sleep, self.clock)

    def tell(self, what: str) -> None:
        """Tell the desk what is waited for; the same thing once."""
        if what != self.said:
            self.said = what
            self.say(f"{self.called} {what}; waiting")

    def trouble(self) -> str:
        """What keeps it from printing, as it last said: 'is out of paper: put paper in'; '' if nothing does."""
        found = words.troubles(self.printer.reasons)
        return " and ".join(found) or ("is stopped: look at its display" if self.printer.state == "stopped" else "")
