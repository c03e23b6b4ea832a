"""What a template can name: the fields of a patient and an appointment, the words of the clinic and the leaflet.

In: a name such as `patient.firstname`.  Out: what to say where there is no such thing, and what there is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches

from handouts.clinics.clinic import Fasting
from handouts.records.appointment import Appointment, Patient

MADE = (r"\{%[-+]?\s*(?:set\s+([\w,\s]+?)\s*=|for\s+([\w,\s]+?)\s+in\b)")
PRINTED = "Merged values are written {{ patient.given_name }}, conditions {% if … %} … {% endif %}."
CLOSE = 0.7  # of two words, by difflib's measure
PATIENT = ("name", "title", "given_name", "family_name", "born", "age", "identifier", "language", "format", "email", "phone", "address")
APPOINTMENT = (
    "start", "duration_minutes", "type", "code", "location", "clinician", "instructions", "identifier", "leaflet", "patient", "side",
)  # fmt: skip
CLINIC = (
    "name", "phone", "emergency", "department", "address", "hours", "website", "email", "arrive_early", "bring", "fasting", "signature",
)  # fmt: skip
LEAFLET = ("title", "short_title", "version", "status", "reviewed", "review_due", "reviewer", "produced", "based_on")
FASTING = tuple(field.name for field in fields(Fasting))
FIELDS: dict[type, tuple[str, ...]] = {Patient: PATIENT, Appointment: APPOINTMENT, Fasting: FASTING}
OWNERS: dict[str, tuple[str, ...]] = {
    "patient": PATIENT, "appointment": APPOINTMENT, "clinic": CLINIC, "leaflet": LEAFLET, "appointment.patient": PATIENT,
    "clinic.fasting": FASTING,
}  # fmt: skip
NAMES = ("patient", "appointment", "clinic", "leaflet", "language")
MEANT = {  # what people call fields
    "firstname": "given_name", "first_name": "given_name", "forename": "given_name", "givenname": "given_name", "surname": "family_name",
    "lastname": "family_name", "last_name": "family_name", "familyname": "family_name", "dob": "born", "birthday": "born",
    "birthdate": "born", "date_of_birth": "born", "id": "identifier", "number": "identifier", "mrn": "identifier", "telephone": "phone",
    "date": "start", "time": "start", "when": "start", "where": "location", "place": "location", "doctor": "clinician",
    "laterality": "side", "duration": "duration_minutes", "note": "instructions", "notes": "instructions",
}  # fmt: skip


def known(word: str, names: Sequence[str], meant: Mapping[str, str]) -> str:
    """The names there are, and the one that somebody who wrote another word may have meant.  meant: what people write -> the name."""
    close = meant.get(word.lower()) or next(iter(get_close_matches(word, names, 1, CLOSE)), "")
    return f"{', '.join(names)}." + (f" Did you mean {close}?" if close in names else "")


def made_in(body: str) -> frozenset[str]:
    """The names that a template makes itself, by {% set %} and {% for %}."""
    return frozenset(name for match in re.finditer(MADE, body) for name in re.findall(r"\w+", match[1] or match[2]))


def unknown(made: frozenset[str]) -> Callable[[str], tuple[str, str] | None]:
    """A function that says of a name what is wrong with it, and what there is; None where nothing is.

    made: names that the template makes itself.
    """

    def said(name: str) -> tuple[str, str] | None:
        owner, _, field = name.rpartition(".")
        if owner in OWNERS and owner.split(".")[0] not in made and field not in OWNERS[owner]:
            return f"{owner} has no {field!r}", f"It has {known(field, OWNERS[owner], MEANT)}"
        if not owner and field not in (*NAMES, "_", "loop", "true", "false", "none", *made):
            return f"there is no {field!r}", f"There is {known(field, NAMES, {})}{_owned(field)}"
        return None

    return said


def _owned(field: str) -> str:
    """Whose field it may be."""
    meant = MEANT.get(field.lower(), field)
    owner = next((owner for owner in ("patient", "appointment", "clinic") if meant in OWNERS[owner]), "")
    return f" Did you mean {owner}.{meant}?" if owner else ""
