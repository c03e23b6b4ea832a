"""The order of printing, and the groups it makes.

In: appointments.  Out: what they are sorted by, and the name of the group that each belongs to, in the clinic's language.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from functools import lru_cache
from typing import Literal, NamedTuple

from handouts.clinics.clinic import Clinic
from handouts.language.dates import day
from handouts.records.appointment import Appointment

Order = Literal["list", "time", "clinic", "session", "clinician", "language", "postcode"]
NAMELESS = "—"
AREA = 2  # signs of a postcode that tell the area, by which mail is sorted


class Grouping(NamedTuple):
    """How stacks are made.  sort: what a desk would sort the stacks by first; names: of the group, in a language."""

    sort: Callable[[Appointment], tuple[str, ...]]
    names: Callable[[Appointment, str], tuple[str, ...]]


def key(appointment: Appointment, order: Order, clinic: Clinic) -> tuple[str, ...]:
    """What an appointment is sorted by: its group, then its time.  Equal keys stay as the list has them; () for the list's own order.

    All of one name stand together: the name itself is sorted by, for two tags may be one language, and an empty one is the clinic's.
    """
    if order == "list":
        return ()
    return *GROUPINGS[order].sort(appointment), group(appointment, order, clinic), appointment.start.isoformat()


def group(appointment: Appointment, order: Order, clinic: Clinic) -> str:
    """The name of an appointment's group, to be printed on a separator sheet; '' in the list's own order."""
    names = GROUPINGS[order].names(appointment, clinic.language)
    return "" if order == "list" else " · ".join(name for name in names if name) or NAMELESS


def _session(asked: Appointment) -> tuple[str, ...]:
    return asked.start.date().isoformat(), "morning" if asked.start.hour < 12 else "noon on"


def _session_names(asked: Appointment, language: str) -> tuple[str, ...]:
    return f"{day(asked.start, language)}, {_half(asked.start.hour, language)}", asked.location, asked.clinician


def _folded(postcode: str) -> str:
    """A postcode as it is sorted: without the spaces that some write and some do not."""
    return "".join(postcode.split()).upper()


@lru_cache(256)
def _half(hour: int, language: str) -> str:
    """AM or PM, as the language says it (CLDR, day periods)."""
    from babel.dates import format_time

    return str(format_time(time(hour), "a", locale=language.replace("-", "_")))


@lru_cache(256)
def _spoken(tag: str, language: str) -> str:
    """The name of a language in another."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name(language.replace("-", "_")) or tag
    except (UnknownLocaleError, ValueError):
        return tag


GROUPINGS: dict[Order, Grouping] = {
    "list": Grouping(lambda _: (), lambda _, __: ()),
    "time": Grouping(lambda asked: (asked.start.date().isoformat(),), lambda asked, language: (day(asked.start, language),)),
    "clinic": Grouping(lambda _: (), lambda asked, _: (asked.location,)),
    "session": Grouping(_session, _session_names),
    "clinician": Grouping(lambda _: (), lambda asked, _: (asked.clinician,)),
    "language": Grouping(lambda _: (), lambda asked, language: (_spoken(asked.patient.language or language, language),)),
    "postcode": Grouping(lambda asked: (_folded(asked.patient.postcode),), lambda asked, _: (asked.patient.postcode[:AREA].strip(),)),
}
ORDERS = tuple(GROUPINGS)
