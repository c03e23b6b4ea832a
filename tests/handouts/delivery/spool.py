"""The spool: stands in for any channel, for tests and for looking before sending.

In: parcels.  Out: a file each in a folder, named by the delivery; no patient's data in the name.  A script says how it answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from handouts.delivery.channel import Disposition, Parcel
from handouts.files.guard import Guard, OutputKind
from handouts.files.output import write_whole
from handouts.ledger.data import Copy

ANY = OutputKind("a parcel", lambda _path: True)
SENT = Disposition("sent", "lies in the spool")


def taken(_parcel: Parcel) -> Disposition:
    """The answer of a channel where nothing goes wrong."""
    return SENT


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder that takes the place of a channel.  answers: what each parcel is answered; what is not `failed` is written."""

    path: Path
    name: str = "spool"
    answers: Callable[[Parcel], Disposition] = taken

    def identify(self, copy: Copy, delivery: int) -> str:
        """A name of the copy and the delivery."""
        return f"{copy.id}.{delivery}"

    def ready(self) -> None:
        """A spool is always ready."""

    def foresee(self, parcel: Parcel) -> None:
        """Nothing takes long."""

    def prepare(self, parcel: Parcel) -> Parcel:
        """The copy as it is."""
        return parcel

    def deliver(self, parcel: Parcel) -> Disposition:
        """Write the copy, and answer."""
        receipt = self.answers(parcel)
        if receipt.outcome != "failed":
            write_whole(Guard().outlet(self.path / f"{parcel.message}.{parcel.attempt}.pdf", ANY), parcel.data)
        return receipt

    def close(self) -> None:
        """Nothing is held."""
