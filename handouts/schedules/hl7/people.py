"""Patient, clinician and place of an HL7 v2 scheduling message.

In: a message.  Out: columns of the record, and what is wrong.  Notes (NTE) are not read: they are written for staff.
"""

from __future__ import annotations

import re

from handouts.errors import Problem
from handouts.schedules.cells.identity import is_foreign, suffixed
from handouts.schedules.hl7.messages import Message, Segment
from handouts.schedules.words import language

BORN = re.compile(r"(\d{4})(\d\d)(\d\d)\d*(?:\.\d+)?(?:[+-]\d{4})?", re.A)


def patient_record(message: Message, problems: list[Problem]) -> dict[str, str]:
    """The columns of PID."""
    patients = list(message.all("PID"))
    if len(patients) != 1:
        what = "has no PID segment" if not patients else "has more than one PID segment"
        problems.append(Problem("patient_id", what, "one patient for each appointment"))
        return {}
    patient = patients[0]
    title, given, family = _name(patient)
    return {
        "patient_id": _identifier(patient), "title": title, "given_name": given, "family_name": family,
        "date_of_birth": _born(patient, problems), "language": language(patient.get(15) or patient.get(15, 2)),
        "email": _email(patient), "phone": _phone(patient), **_address(patient),
    }  # fmt: skip


def identity(message: Message) -> tuple[str, str]:
    """Family name with the first given one, and date of birth, of PID: what is the same of one person in two messages."""
    patient = message.first("PID")
    _, given, family = _name(patient)
    born = BORN.fullmatch(patient.get(7))
    return " ".join((family, *given.split()[:1])).casefold().strip(), "".join(born.groups()) if born else ""


def _at(parts: list[str], number: int) -> str:
    return parts[number - 1] if number <= len(parts) else ""


def _identifier(patient: Segment) -> str:
    """PID-3 of type MR, else its first that is of the clinic; PID-2 in old messages."""
    found = [parts for parts in patient.repeats(3) if _at(parts, 1) and not is_foreign(_at(parts, 5), _at(parts, 4))]
    numbers = [parts for parts in found if _at(parts, 5).upper() == "MR"]
    return _at((numbers or found or [[]])[0], 1) or patient.get(2)


def _name(patient: Segment) -> tuple[str, str, str]:
    """Title, given names, family name with its suffix of PID-5: the legal name, else the first."""
    found = [parts for parts in patient.repeats(5) if any(parts)]
    legal = [parts for parts in found if _at(parts, 7).upper() == "L"]
    parts = (legal or found or [[]])[0]
    given = " ".join(filter(None, (_at(parts, 2), _at(parts, 3))))
    return _at(parts, 5), *suffixed(given, _at(parts, 1), _at(parts, 4))


def _born(patient: Segment, problems: list[Problem]) -> str:
    text = patient.get(7)
    found = BORN.fullmatch(text)
    if text and not found:
        problems.append(Problem("date_of_birth", "PID-7 is not a date", "a date such as 19510417"))
    return "-".join(found.groups()) if found else ""


def _points(patient: Segment) -> list[list[str]]:
    return [parts for number in (40, 13, 14) for parts in patient.repeats(number) if any(parts)]


def _email(patient: Segment) -> str:
    points = _points(patient)
    by_kind = (_at(parts, 4) for parts in points if _at(parts, 2).upper() == "NET" or _at(parts, 3).upper() in ("INTERNET", "X.400"))
    return next(filter(None, by_kind), "") or next(
        (part for parts in points for part in parts if re.fullmatch(r"[^@\s]+@[^@\s]+", part)), ""
    )


def _phone(patient: Segment) -> str:
    for parts in _points(patient):
        if _at(parts, 2).upper() == "NET" or _at(parts, 3).upper() in ("INTERNET", "FX", "BP"):
            continue
        number = _at(parts, 1) or _at(parts, 12)
        if not number and _at(parts, 7):
            country, area = _at(parts, 5), _at(parts, 6)
            number = f"{'+' * (country != '' and country[:1] != '+')}{country} {f'({area}) ' if area else ''}{_at(parts, 7)}".strip()
        if number and "@" not in number:
            return number
    return ""


def _address(patient: Segment) -> dict[str, str]:
    """PID-11: the home or mailing address, else the first."""
    found = [parts for parts in patient.repeats(11) if any(parts)]
    home = [parts for parts in found if _at(parts, 7).upper() in ("H", "M", "P", "L")]
    parts = (home or found or [[]])[0]
    city = ", ".join(filter(None, (_at(parts, 3), _at(parts, 4))))
    return {"address_1": _at(parts, 1), "address_2": _at(parts, 2), "city": city, "postcode": _at(parts, 5)}


def location(message: Message) -> str:
    """AIL-3, else PV1-3."""
    return next(filter(None, (place_of(message.first(name), number) for name, number in (("AIL", 3), ("PV1", 3)))), "")


def place_of(segment: Segment, number: int) -> str:
    """A place: its description, or facility, point of care, room; a point of care that is only a number is none for a patient."""
    parts = segment.repeats(number)[0]
    place, room = _at(parts, 1) if _is_word(_at(parts, 1)) else "", _at(parts, 2)
    words = filter(None, (_at(parts, 4), place, room if place or _is_word(room) else ""))
    return _at(parts, 9) or ", ".join(dict.fromkeys(words))


def _is_word(text: str) -> bool:
    """Whether a text has two letters beside each other: `2` and `4B` are keys of another system, `Suite 2` is a place."""
    return bool(re.search(r"[^\W\d_]{2}", text))


def clinician(message: Message) -> str:
    """AIP-3, else PV1-7."""
    return next(filter(None, (person_of(message.first(name), number) for name, number in (("AIP", 3), ("PV1", 7)))), "")


def person_of(segment: Segment, number: int) -> str:
    """Title, given and family name, and of one name alone none that looks like a login.

    XCN has the identifier first (HL7 v2.5, 2.A.88).  A family name with a digit in it, or in lower case without a given name, is a login.
    """
    for parts in segment.repeats(number):
        family, given = _at(parts, 2), _at(parts, 3)
        if family and not re.search(r"\d|@|\\", family) and (given or not family.islower()):
            return " ".join(filter(None, (_at(parts, 6), *suffixed(given, family, _at(parts, 5)))))
    return ""
