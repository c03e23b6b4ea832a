"""The order of printing, and the groups it makes.

In: appointments.  Out: what they are sorted by, and the name of the group that each belongs to, in the clinic's language.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from handouts.clinics.clinic import Clinic
from handouts.language.dates import day
from handouts.records.appointment import Appointment

Order = Literal["list", "time", "clinic", "session", "clinician", "language"]
ORDERS: tuple[Order, ...] = get_args(Order)
NAMELESS = "—"


def key(appointment: Appointment, order: Order) -> tuple[str, ...]:
    """What an appointment is sorted by: its group, then its time.  Equal keys stay as the list has them; () for the list's own order."""
    return () if order == "list" else (*_group(appointment, order), appointment.start.isoformat())


def group(appointment: Appointment, order: Order, clinic: Clinic) -> str:
    """The name of an appointment's group, to be printed on a separator sheet; '' in the list's own order."""
    if order == "list":
        return ""
    language, start = clinic.language, appointment.start
    names: tuple[str, ...]
    match order:
        case "time":
            names = (day(start, language),)
        case "clinic":
            names = (appointment.location,)
        case "session":
            names = f"{day(start, language)}, {_half(start, language)}", appointment.location, appointment.clinician
        case "clinician":
            names = (appointment.clinician,)
        case "language":
            names = (_spoken(appointment.patient.language or language, language),)
    return " · ".join(name for name in names if name) or NAMELESS


def _group(appointment: Appointment, order: Order) -> tuple[str, ...]:
    """The same for all of a group, and sorted as a desk would sort the stacks."""
    date = appointment.start.date().isoformat()
    half = "morning" if appointment.start.hour < 12 else "noon on"
    return {
        "list": (),
        "time": (date,),
        "clinic": (appointment.location,),
        "session": (date, half, appointment.location, appointment.clinician),
        "clinician": (appointment.clinician,),
        "language": (appointment.patient.language,),
    }[order]


def _half(start: datetime, language: str) -> str:
    """AM or PM, as the language says it (CLDR, day periods)."""
    from babel.dates import format_time

    return str(format_time(start, "a", locale=language.replace("-", "_")))


def _spoken(tag: str, language: str) -> str:
    """The name of a language in another."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name(language.replace("-", "_")) or tag
    except (UnknownLocaleError, ValueError):
        return tag
