"""Entries of the diary, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from handouts.records.appointment import Appointment


@dataclass(frozen=True, slots=True)
class DiaryList:
    """A list that was brought in.

    file: its name in the diary's folder; rows: that it had; entries: its appointments that can be used; map: what it is read by, a file of
    that folder, '' for what the clinic reads lists by.
    """

    id: int
    name: str
    file: str
    brought: datetime
    who: str
    rows: int
    entries: int
    first: date | None
    last: date | None
    map: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """That somebody has the handouts of a list made.  order: of printing; run: of the ledger, once it is complete."""

    list: int
    begun: datetime
    who: str
    order: str
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment on its day.  id: opaque, for addresses and forms; row: of its list."""

    id: str
    list: int
    row: int
    appointment: Appointment = field(repr=False)

    @property
    def day(self) -> date:
        """The day of the appointment, at the clinic."""
        return self.appointment.start.date()

    @property
    def key(self) -> tuple[str, str]:
        """Whose it is."""
        return key(self.appointment)


def key(appointment: Appointment) -> tuple[str, str]:
    """Whose an appointment is: patient and appointment, as the ledger names them."""
    return appointment.patient.identifier, appointment.identifier
