"""A FHIR R4 Patient as columns of the record, tolerantly.

In: a Patient as plain JSON.  Out: identifier, name, date of birth, language, telecom and address.  Which of several is
taken: a name by its use (official, usual), an identifier by its type (MR) and use, an address and telecom by use and rank.
What is old, has ended or has not begun is left aside, and so is an identifier of another authority, such as a social security number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from handouts.records.names import parts_of
from handouts.schedules.cells.identity import is_foreign, suffixed
from handouts.schedules.cells.nodate import is_no_date
from handouts.schedules.words import language

NAME_USES = ("official", "usual", "", "temp", "nickname", "anonymous")
IDENTIFIER_USES = ("official", "usual", "", "secondary", "temp")
TELECOM_USES = ("mobile", "home", "", "work", "temp")
ADDRESS_USES = ("home", "", "temp", "work", "billing")
GONE = ("old", "maiden")


def mapping(value: object) -> dict[str, Any]:
    """An object of JSON, {} for anything else."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """A list of JSON; one object alone is a list of one."""
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def text_of(value: object) -> str:
    """A text or whole number of JSON, '' for anything else."""
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def coded(value: object) -> tuple[str, str]:
    """What a CodeableConcept says: its text or display, and its code."""
    concept = mapping(value)
    codings = [mapping(coding) for coding in listed(concept.get("coding"))]
    said = text_of(concept.get("text")) or next(filter(None, (text_of(coding.get("display")) for coding in codings)), "")
    return said, next(filter(None, (text_of(coding.get("code")) for coding in codings)), "")


def name_columns(value: object) -> dict[str, str]:
    """The columns of the best of several HumanNames: its parts, or its text cut where that is clear; {} if none says anything."""
    for name in _best(listed(value), NAME_USES):
        given, suffix = (_joined(name.get(part)) for part in ("given", "suffix"))
        given, family = suffixed(given, text_of(name.get("family")), suffix)
        if given or family:
            prefix = name.get("prefix")
            title = text_of(prefix[0]) if isinstance(prefix, list) and prefix else ""
            return {"title": title, "given_name": given, "family_name": family}
        if text := text_of(name.get("text")):
            return parts_of(text)
    return {}


def _joined(value: object) -> str:
    """The texts of a list, or one alone."""
    return " ".join(filter(None, map(text_of, value if isinstance(value, list) else [value])))


def patient_record(patient: Mapping[str, Any]) -> dict[str, str]:
    """The patient's columns."""
    return {
        "patient_id": _identifier(patient), **name_columns(patient.get("name")),
        "date_of_birth": text_of(patient.get("birthDate")), "language": _language(patient.get("communication")),
        "email": _telecom(patient.get("telecom"), "email"), "phone": _telecom(patient.get("telecom"), "phone", "sms"),
        **_address(patient.get("address")),
    }  # fmt: skip


def _best(items: Sequence[object], uses: tuple[str, ...]) -> list[dict[str, Any]]:
    """The items that are in use, the most fitting first, among equals by their rank and order."""
    if not items:  # as of most elements
        return []
    found = [mapping(item) for item in items]
    current = [i for i in found if text_of(i.get("use")) not in GONE and _is_current(mapping(i.get("period")))]

    if len(current) < 2:
        return current

    def worth(item: Mapping[str, Any]) -> tuple[int, int]:
        use, rank = text_of(item.get("use")), item.get("rank")
        return uses.index(use) if use in uses else len(uses), rank if isinstance(rank, int) else 2**31

    return sorted(current, key=worth)


def _is_current(period: Mapping[str, Any]) -> bool:
    """Whether today lies in a Period; dates may lack the day or the month."""
    if not period:
        return True
    today = datetime.now(UTC).date().isoformat()
    begins, ends = (text_of(period.get(side))[:10] for side in ("start", "end"))
    return not (begins > today[: len(begins)]) and (not ends or is_no_date(ends) or ends >= today[: len(ends)])


def _is_of_others(identifier: Mapping[str, Any]) -> bool:
    """Whether another authority than the clinic's gave an identifier."""
    kind = mapping(identifier.get("type"))
    codes = [text_of(mapping(coding).get("code")) for coding in listed(kind.get("coding"))]
    system = f"{text_of(identifier.get('system'))} {text_of(kind.get('text')) if not codes else ''}".strip()
    return any(is_foreign(code, system) for code in codes or [""])


def _identifier(patient: Mapping[str, Any]) -> str:
    found = _best(listed(patient.get("identifier")), IDENTIFIER_USES)
    best = [i for i in found if text_of(i.get("value")) and not _is_of_others(i)]
    record_numbers = [i for i in best if any(text_of(mapping(c).get("code")) == "MR" for c in listed(mapping(i.get("type")).get("coding")))]
    return next((text_of(i["value"]) for i in (*record_numbers, *best)), text_of(patient.get("id")))


def _language(value: object) -> str:
    spoken = sorted(map(mapping, listed(value)), key=lambda item: item.get("preferred") is not True)
    for item in spoken:
        said, code = coded(item.get("language"))
        if code or said:
            return language(code or said)
    return ""


def _telecom(value: object, *systems: str) -> str:
    points = (p for p in _best(listed(value), TELECOM_USES) if text_of(p.get("system")) in systems and text_of(p.get("value")))
    return next((text_of(p["value"]).removeprefix("mailto:").removeprefix("tel:") for p in points), "")


def _address(value: object) -> dict[str, str]:
    """The columns of the first Address that says anything (FHIR R4, Address): its parts, or the lines of its text."""
    return next(filter(None, map(_parts, _best(listed(value), ADDRESS_USES))), {})


def _parts(address: Mapping[str, Any]) -> dict[str, str]:
    found = address.get("line")
    lines = [line for line in map(text_of, found if isinstance(found, list) else [found]) if line]
    city = ", ".join(filter(None, (text_of(address.get("city")), text_of(address.get("state")))))
    if not lines and not city:
        lines = [line.strip() for line in text_of(address.get("text")).splitlines() if line.strip()]
    if not lines and not city:
        return {}
    postcode = text_of(address.get("postalCode"))
    return {"address_1": lines[0] if lines else "", "address_2": ", ".join(lines[1:]), "city": city, "postcode": postcode}
