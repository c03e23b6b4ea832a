"""What keeps coming: when the same thing befalls one copy after the other, it is not the copies.

In: what came of each copy that was handed over.  Out: the same, or a stop in its place; and which copies before it were blamed for
nothing.  Refuses nothing.

    three in a row in doubt, or put off, for one reason        the rest waits: a gateway that closes after each message, a printer
                                                               that counts nothing
    two recipients in a row refused in the same words, which   both wait, and the rest
    may mean the address or the clinic
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from handouts.delivery.channel import Disposition

IN_A_ROW, RECIPIENTS = 3, 2
LONGEST = 3600  # seconds between two questions
DOUBTS = (
    "{} copies in a row are in doubt for one reason, and the rest waits; look into it, say what became of them with "
    "`handouts settle RUN --in-doubt`, and go on with the same command. Of the last it is said: {}"
)  # fmt: skip
PUT_OFF = "{} copies in a row were put off for one reason, and the rest waits; go on with the same command in a while: {}"
EVERYBODYS = (
    "two addresses in a row were refused in the same words, so that it is not the addresses; all wait, and nothing is wrong with them. "
    "Ask whoever runs the server, with what it answered (`handouts outbox COPY --answer`)"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Befallen:
    delivery: int
    to: str = field(repr=False)


@dataclass(slots=True)
class Breaker:
    """Remembers what came of the last copies, as long as it is the same.

    why: what is said of all of them, when that stops the rest; pauses: how often in a row the other side wanted fewer.
    """

    why: str = ""
    pauses: int = 0
    _reason: str = ""
    _row: list[_Befallen] = field(default_factory=list)

    def told(self, delivery: int, to: str, came: Disposition) -> Disposition:
        """What came of a copy, in the light of those before it."""
        reason = _reason(came)
        if reason != self._reason:
            self._reason, self._row = reason, []
        if reason:
            self._row.append(_Befallen(delivery, to))
        self.pauses = self.pauses + 1 if came.pause else 0 if came.outcome == "sent" else self.pauses
        return self._judged(came)

    def blamed(self) -> tuple[int, ...]:
        """The deliveries before the last that were called failed, and had no fault."""
        return tuple(one.delivery for one in self._row[:-1])

    def _judged(self, came: Disposition) -> Disposition:
        self.why = self._why(came)
        if came.pause:
            return replace(came, pause=min(came.pause * 2 ** max(self.pauses - 1, 0), LONGEST))
        return replace(came, stop=True, held=came.either) if self.why else came

    def _why(self, came: Disposition) -> str:
        if came.stop or not self._reason:
            return ""
        if came.either:
            return EVERYBODYS if len({one.to for one in self._row}) >= RECIPIENTS else ""
        many = len(self._row)
        return (DOUBTS if came.outcome == "in doubt" else PUT_OFF).format(many, came.said) if many >= IN_A_ROW else ""


def _reason(came: Disposition) -> str:
    """The same for what goes wrong in the same way; '' for what says nothing of the next copy."""
    if came.outcome == "in doubt":
        return f"in doubt {came.reason or re.sub(r'[0-9]+', '', came.said)}"
    return came.reason if came.outcome == "failed" and not came.stop else ""
