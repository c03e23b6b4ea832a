"""The record of nobody, which a general edition is merged with: no field says anything, and the appointment is a moment without a day.

In: nothing.  Out: what a template reaches as `patient` and `appointment`.  Refuses to be reckoned with or said (`Nameless`).
"""

from __future__ import annotations

from typing import NoReturn

from jinja2 import Undefined, UndefinedError

from handouts.language.relative import Relative
from handouts.leaflets.fields import APPOINTMENT, PATIENT

NAMELESS = "\U0010fff2"  # stands where a template prints what only a patient has


class Nameless(UndefinedError):
    """A template wants to know what only a patient has."""


class Unsaid(Undefined):
    """A field of nobody's record: it is not there, like an empty field, and prints `NAMELESS`."""

    __slots__ = ()

    def __str__(self) -> NoReturn:
        """Raises Nameless: what becomes part of other words cannot be left out of them any more."""
        raise Nameless


NOBODY = Unsaid(exc=Nameless)
PERSON: dict[str, object] = dict.fromkeys(PATIENT, NOBODY)
RECORD: dict[str, object] = {
    "patient": PERSON,
    "appointment": dict.fromkeys((*APPOINTMENT, "age"), NOBODY) | {"start": Relative(), "patient": PERSON},
}
