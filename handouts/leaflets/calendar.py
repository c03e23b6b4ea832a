"""The appointment as a code that a telephone puts into its calendar.

In: an appointment, a clinic.  Out: an event (RFC 5545, 3.6.1) as short as it can be, and the block that prints it.  It says when, for how
long and where, and no word on whose it is or what it is for: whoever picks the paper up can scan it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handouts.clinics.clinic import Clinic
from handouts.language.phrases import phrases
from handouts.records.appointment import Appointment
from layouts.document.blocks import Block, CopyCode
from layouts.document.inlines import TextRun

ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})  # RFC 5545, 3.3.11


def entry(appointment: Appointment, clinic: Clinic) -> str:
    """The event: beginning and, where it is known, end in UTC, the clinic's name and address."""
    start, minutes = appointment.start.astimezone(UTC), appointment.duration_minutes
    end = (f"DTEND:{_utc(start + timedelta(minutes=minutes))}",) if minutes else ()
    where = (f"LOCATION:{', '.join(clinic.address).translate(ESCAPED)}",) if clinic.address else ()
    said = ("BEGIN:VEVENT", f"SUMMARY:{clinic.name.translate(ESCAPED)}", f"DTSTART:{_utc(start)}", *end, *where, "END:VEVENT")
    return "\r\n".join(said)


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")


def scanned(index: int, language: str) -> tuple[Block, ...]:
    """The code of the event that is a copy's value of this number."""
    say = phrases(language)
    words = (TextRun(say("Scan this code to put your appointment into the calendar of your phone.")),)
    return (CopyCode(index, say("A code with the time and place of your appointment."), words, whole=True),)
