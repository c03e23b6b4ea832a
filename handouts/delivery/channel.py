"""The one shape of a channel: it takes a parcel and answers with a disposition (RFC 8098, 3.2.6).

In: a `Parcel`, one copy and its finished bytes.  Out: a `Disposition`.  Refuses, before anything has begun, while it cannot deliver at all
(`ChannelError`): the copies then wait as they were.

    identify   the name by which staff find the copy on the other side; known and recorded before anything leaves
    foresee    one copy that will come soon: what takes long, and depends on its bytes, may begin beside what is done now
    ready      nothing if the other side takes copies now; raises ChannelError if not
    prepare    one copy in the form in which it leaves, before its sending begins: whatever is wrong with it, nothing is in doubt by then
    deliver    one copy.  It answers `in doubt` whenever the other side may have taken it, and `failed` only if it certainly has not
    close      gives back what is held
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from handouts.errors import DeliveryError
from handouts.ledger.data import Copy

Outcome = Literal["sent", "failed", "in doubt"]


class ChannelError(DeliveryError):
    """A channel that can deliver nothing at the moment.  temporary: it may well work later by itself."""

    def __init__(self, text: str, *, temporary: bool = False) -> None:
        self.temporary = temporary
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One copy on its way.

    data: its PDF, or what `prepare` made of it; message: what `identify` said; attempt: 1 for the first; to: where it goes, for a channel
    that must be told; facts: what the ledger shall keep of it.
    """

    copy: Copy
    data: bytes = field(repr=False)
    message: str = ""
    attempt: int = 1
    to: str = field(default="", repr=False)
    facts: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Disposition:
    """What came of it.

    said: a sentence for the desk, with a remedy; never a patient's data.  answer: the other side's own words, and facts: whatever else the
    ledger shall keep (a job's number, pages printed); both may name the patient.  temporary: of a failure, worth another attempt
    later.  stop: the next copy would fare the same, so that none is tried.  held: of a stop, it is no fault of this copy, which waits as
    before.  pause: of a stop, so many seconds later it is worth asking again, and more slowly; 0 for as fast as before.  reason: the same
    for what goes wrong in the same way; '' if that says nothing of the next.  either: the copy's fault, or everybody's: the next
    recipient will show.
    """

    outcome: Outcome
    said: str = ""
    answer: str = field(default="", repr=False)
    facts: Mapping[str, object] = field(default_factory=dict, repr=False)
    temporary: bool = False
    stop: bool = False
    held: bool = False
    pause: int = 0
    reason: str = field(default="", repr=False)
    either: bool = False

    def as_json(self) -> dict[str, object]:
        """For the ledger."""
        return {"said": self.said, "answer": self.answer, **self.facts}


class Channel(Protocol):
    """A way to the patient."""

    @property
    def name(self) -> str:
        """What the ledger calls it: folder, print, mail."""

    def identify(self, copy: Copy, delivery: int) -> str:
        """The name of this delivery on the other side; the same whenever it is asked for."""

    def ready(self) -> None:
        """Nothing if the other side takes copies now.  Raises ChannelError."""

    def foresee(self, parcel: Parcel) -> None:
        """This copy is likely to be prepared soon.  Raises nothing: whether it leaves at all is decided when it is prepared."""

    def prepare(self, parcel: Parcel) -> Parcel | Disposition:
        """The parcel as it leaves; or that this copy does not.  Raises ChannelError if none could: all of them then wait."""

    def deliver(self, parcel: Parcel) -> Disposition:
        """Hand one copy over that was prepared.  Raises nothing that says less than a disposition."""

    def close(self) -> None:
        """Give back what is held."""
