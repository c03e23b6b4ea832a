"""A FHIR R4 Appointment as a flat record, tolerantly.

In: resources as plain JSON, of which any part may be missing or of another shape.  Out: the columns of the record, and what
is wrong.  A reference is followed if it is contained, relative, absolute or urn:uuid; one that has only a display serves
for clinician and location, never for the patient.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from handouts.errors import Problem
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.cells.nodate import is_no_date
from handouts.schedules.fhir.people import coded, listed, mapping, name_columns, patient_record, text_of
from handouts.schedules.rows import note
from handouts.schedules.words import BOOKED, CANCELLED, DECLINED, DIED, IDLE, MERGED, NO_SHOW, NOT_BOOKED, OVER, WRONG, keyed

Resource = dict[str, Any]
KEPT = {
    "Patient": (
        "identifier", "name", "birthDate", "communication", "telecom", "address", "active", "link", "deceasedBoolean", "deceasedDateTime",
    ),
    "Practitioner": ("name",),
    "PractitionerRole": ("practitioner",),
    "Location": ("name", "description"),
}  # fmt: skip
STATUSES = {
    "booked": BOOKED, "arrived": BOOKED, "checked-in": BOOKED, "cancelled": CANCELLED, "noshow": NO_SHOW, "proposed": NOT_BOOKED,
    "pending": NOT_BOOKED, "waitlist": NOT_BOOKED, "fulfilled": OVER, "entered-in-error": WRONG,
}  # fmt: skip
TWICE = "stands twice"  # of a resource that is no one's, for it is two
DATE = re.compile(r"(19|20)\d\d", re.A)
DEATH = "deceasedBoolean or deceasedDateTime"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)", re.A)


def slim(resource: Resource, more: Mapping[str, Collection[str]]) -> Resource | None:
    """The parts of a resource that an Appointment may need, None for another kind.  more: further elements of each kind, for a map."""
    kind = resource["resourceType"]
    kept = KEPT.get(kind)
    return None if kept is None else {key: resource[key] for key in ("resourceType", "id", *kept, *more.get(kind, ())) if key in resource}


@dataclass(slots=True)
class Index:
    """Resources by what refers to them: their full URL, and type/id."""

    by_url: dict[str, Resource] = field(default_factory=dict)
    by_id: dict[str, list[tuple[str, Resource]]] = field(default_factory=dict)

    def add(self, url: str, resource: Resource) -> None:
        """Take a resource in."""
        if url:
            known = self.by_url.setdefault(url, resource)
            if known != resource:
                self.by_url[url] = _twice(resource)
        if isinstance(resource.get("id"), str):
            self.by_id.setdefault(f"{resource['resourceType']}/{resource['id']}", []).append((url, resource))

    def find(self, reference: str, base: str = "") -> Resource | None:
        """The resource of a relative or absolute reference, or a urn.  base: the full URL of what refers.

        An absolute reference to another server is not satisfied by a resource of the same id that says it is from elsewhere.
        """
        reference = reference.split("/_history/")[0]
        if reference in self.by_url:
            return self.by_url[reference]
        local = re.fullmatch(r"(?:(.*)/)?([A-Za-z]+/[A-Za-z0-9.-]{1,64})", reference)
        if not local:
            return None
        root = local[1] or (base.rsplit("/", 2)[0] if base.startswith("http") and base.count("/") > 3 else "")
        if root and f"{root}/{local[2]}" in self.by_url:
            return self.by_url[f"{root}/{local[2]}"]
        return _one([resource for url, resource in self.by_id.get(local[2], []) if not (local[1] and url.startswith("http"))])


def _one(found: Sequence[Resource]) -> Resource | None:
    """The one resource that several are, None if there is none."""
    if not found:
        return None
    return found[0] if all(resource == found[0] for resource in found) else _twice(found[0])


def _twice(resource: Resource) -> Resource:
    """What stands for two resources of one address with other content, neither of which is to be believed."""
    return {"resourceType": resource["resourceType"], TWICE: True}


@dataclass(frozen=True, slots=True)
class Actor:
    """One who takes part.  resource: None where the reference leads nowhere; kind: Patient, Location …; answer: accepted, declined …"""

    kind: str
    resource: Resource | None
    display: str
    answer: str = ""


def appointment_status(resource: Resource, column_map: ColumnMap, strange: Counter[str], problems: list[Problem]) -> str:
    """Why an Appointment gets nothing; '' for a booked one.  strange: counts the words that nobody knows."""
    said = text_of(resource.get("status"))
    meant = column_map.status.get(keyed(said)) or STATUSES.get(said)
    if meant is None:
        note(strange, said)
        expected = f"one of {', '.join(STATUSES)}; or name it under [status] in a map"
        problems.append(Problem("status", "is not a status of an Appointment", expected))
    if meant == BOOKED and (resource.get("cancelationReason") or resource.get("cancellationReason") or resource.get("cancellationDate")):
        problems.append(Problem("status", "is a booked one's, and beside it stands why or when it was cancelled", "one of the two"))
    return "" if meant in (None, BOOKED) else meant


def ended(actors: Sequence[Actor], problems: list[Problem]) -> str:
    """Why the patient gets nothing: has died, is another record by now (Patient.link), or has declined (participant.status).

    Two elements that do not agree of a death are a Problem.
    """
    for actor in actors:
        if actor.kind != "Patient":
            continue
        patient = actor.resource or {}
        dead = _died(patient)
        if dead:
            return DIED
        if dead is None:
            problems.append(Problem("patient_id", "does not say clearly whether the patient has died", DEATH))
        if any(text_of(mapping(link).get("type")) == "replaced-by" for link in listed(patient.get("link"))):
            return MERGED
        if patient.get("active") in (False, "false"):
            return IDLE  # Patient.active
        if actor.answer == "declined":
            return DECLINED
    return ""


def _died(patient: Mapping[str, Any]) -> bool | None:
    """Whether a patient has died; None if that is not clear.  A date that stands for none says nothing."""
    said, moment = patient.get("deceasedBoolean"), text_of(patient.get("deceasedDateTime"))
    if said is None and not moment:
        return False
    dead = {"true": True, "false": False, "none": False}.get(str(said).lower())
    if is_no_date(moment):
        moment = ""
    if dead is None or (moment and (not DATE.match(moment) or (said is not None and not dead))):
        return None
    return dead or bool(moment)


def appointment_record(resource: Resource, actors: Sequence[Actor], problems: list[Problem]) -> dict[str, str]:
    """The flat record of an Appointment and its Patient.  actors: who takes part."""
    start = _instant(resource.get("start"), problems)
    service = [*listed(resource.get("serviceType")), mapping(resource.get("appointmentType"))]
    record = {
        "appointment_id": _identifier(resource),
        "start": start,
        "duration_minutes": _duration(resource, start),
        "type": next(filter(None, (coded(concept)[0] for concept in service)), "") or text_of(resource.get("description")),
        "code": next(filter(None, (coded(concept)[1] for concept in service)), ""),
        "location": _first(actors, "Location"),
        "clinician": _first(actors, "Practitioner") or _first(actors, "PractitionerRole"),
        "instructions": text_of(resource.get("patientInstruction")),
    }
    return record | _patient(actors, problems)


def _patient(actors: Sequence[Actor], problems: list[Problem]) -> dict[str, str]:
    """The one Patient's fields; anything but one is a Problem of patient_id."""
    patients = [actor for actor in actors if actor.kind == "Patient"]
    found = [actor.resource for actor in patients if actor.resource is not None]
    if len(patients) == 1 and found:
        if TWICE in found[0]:
            problems.append(Problem("patient_id", "the Patient it refers to stands in the file twice with other content", "one of the two"))
            return {}
        return patient_record(found[0])
    what = {0: "no Patient takes part", 1: "the Patient it refers to is not in the file"}.get(
        len(patients), "more than one Patient takes part"
    )
    expected = "the Patient's resource in the same file" if len(patients) == 1 else "one Patient for each Appointment"
    problems.append(Problem("patient_id", what, expected))
    return {}


def actors_of(resource: Resource, url: str, index: Index) -> Iterator[Actor]:
    """All who take part, their references followed."""
    contained: dict[str, Resource] = {}
    for part in map(mapping, listed(resource.get("contained"))):
        if isinstance(part.get("id"), str) and contained.setdefault(f"#{part['id']}", part) != part:
            contained[f"#{part['id']}"] = {"resourceType": text_of(part.get("resourceType")), TWICE: True}
    for participant in map(mapping, listed(resource.get("participant"))):
        found = _follow(mapping(participant.get("actor")), url, index, contained)
        yield replace(found, answer=text_of(participant.get("status")))


def _follow(actor: Mapping[str, Any], url: str, index: Index, contained: Mapping[str, Resource]) -> Actor:
    reference, display = text_of(actor.get("reference")), text_of(actor.get("display"))
    found = contained.get(reference) if reference.startswith("#") else index.find(reference, url) if reference else None
    named = re.search(r"([A-Za-z]+)/[^/]+$", reference.split("/_history/")[0])
    kind = text_of(found.get("resourceType")) if found else text_of(actor.get("type")) or (named[1] if named else "")
    if found and kind == "PractitionerRole":
        inner = mapping(found.get("practitioner"))
        return _named(inner, url, index, contained) if inner else Actor(kind, found, display)
    return Actor(kind, found, display)


def _named(inner: Mapping[str, Any], url: str, index: Index, contained: Mapping[str, Resource]) -> Actor:
    """The Practitioner of a role; a role in a role is not followed."""
    reference = text_of(inner.get("reference"))
    found = contained.get(reference) if reference.startswith("#") else index.find(reference, url) if reference else None
    return Actor("Practitioner", found, text_of(inner.get("display")))


def _first(actors: Sequence[Actor], kind: str) -> str:
    """The name of the first who takes part of a kind: its resource's, or what is displayed."""
    for actor in actors:
        if actor.kind == kind:
            resource = actor.resource or {}
            name = name_columns(resource.get("name")) if kind == "Practitioner" else {}
            said = " ".join(filter(None, name.values())) or text_of(resource.get("name")) or text_of(resource.get("description"))
            if said or actor.display:
                return said or actor.display
    return ""


def _identifier(resource: Resource) -> str:
    for identifier in map(mapping, listed(resource.get("identifier"))):
        if value := text_of(identifier.get("value")):
            return value
    return text_of(resource.get("id"))


def _instant(value: object, problems: list[Problem]) -> str:
    text = text_of(value)
    if text and not INSTANT.fullmatch(text):
        problems.append(Problem("start", "is not a date and time with its offset from UTC", "an instant such as 2026-12-08T09:30:00-06:00"))
        return ""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


def _duration(resource: Resource, start: str) -> str:
    minutes = resource.get("minutesDuration")
    if isinstance(minutes, int) and not isinstance(minutes, bool):
        return str(minutes)
    ignored: list[Problem] = []
    end = _instant(resource.get("end"), ignored)
    try:
        span = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    except (ValueError, OverflowError):
        return ""
    whole = round(span.total_seconds() / 60)
    return str(whole) if whole else ""
