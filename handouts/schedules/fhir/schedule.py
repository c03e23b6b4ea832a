"""FHIR R4: a Bundle in JSON, or NDJSON of resources.

In: Appointment, Patient, Practitioner, PractitionerRole and Location in any order.  Out: what becomes of each Appointment,
by the number of its entry (Bundle) or line (NDJSON).  Refuses a file that is no JSON or has no resources (`InputError`).
The mapping of each resource is in `resources` and `people`.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.schedules.cells.columnmap import NO_MAP, ColumnMap
from handouts.schedules.cells.fields import MappedFields
from handouts.schedules.fhir.people import listed, mapping
from handouts.schedules.fhir.places import EXAMPLE, Resources, elements, path_in
from handouts.schedules.fhir.resources import Actor, Index, actors_of, appointment_record, appointment_status, ended, slim
from handouts.schedules.listfile import ListFile, encoding, list_file
from handouts.schedules.rows import HOW_TOLD, MOST_ROWS, Outcome, Reject, Settled, note
from handouts.schedules.words import BOOKED

LARGEST_BUNDLE = 24 * 2**20  # bytes; Python needs about eight times as much for its objects
LONGEST_LINE = 2**20
LOOKED = {
    "appointment_id": "Appointment.identifier and Appointment.id", "start": "Appointment.start",
    "patient_id": "Patient.identifier and Patient.id", "given_name": "Patient.name.given",
    "family_name": "Patient.name.family", "date_of_birth": "Patient.birthDate",
}  # fmt: skip
Texts = dict[str, str]
Numbered = tuple[int, str, "dict[str, Any] | Problem"]


class FhirSchedule:
    """A list of appointments in FHIR."""

    format = "FHIR"

    def __init__(self, path: Path | ListFile, zone: ZoneInfo, column_map: ColumnMap | None = None) -> None:
        self.file, self.zone, self.map = list_file(path), zone, column_map or NO_MAP
        self.name = self.file.name
        self.warnings: list[str] = []
        self.fields = MappedFields[Resources](self.name, self.map, zone, path_in, EXAMPLE)
        self.strange: Counter[str] = Counter()
        if encoding(self.file) not in ("utf-8-sig", "utf-16"):
            raise InputError(f"{self.name}: is not UTF-8 text, which FHIR must be; export it again")
        self._bundle: list[Numbered] | None = None
        self.unit = "line" if self._is_ndjson() else "entry"
        if self.unit == "entry":
            self._bundle = list(self._entries())
        self._count = 0
        self._index = self._read_index()
        self.warnings += self.fields.lacking()
        self.noticed = len(self.warnings)

    def _is_ndjson(self) -> bool:
        """Whether the first line is a whole resource and more lines follow, or the name says so."""
        if self.name.lower().endswith(".ndjson"):
            return True
        lines = (line for line in self._lines() if line[1].strip())
        first, second = next(lines, None), next(lines, None)
        if first is None or second is None:
            return False
        found = _resource(_parse(first[1]))
        return found is not None and found["resourceType"] != "Bundle"

    def _lines(self) -> Iterator[tuple[int, str]]:
        with io.TextIOWrapper(self.file.open(), encoding=encoding(self.file)) as text:
            number = 0
            while line := text.readline(LONGEST_LINE):
                number += 1
                yield number, line
                while len(line) == LONGEST_LINE and line[-1] != "\n":
                    line = text.readline(LONGEST_LINE)

    def _resources(self) -> Iterator[Numbered]:
        """Number, full URL and resource of each entry or line."""
        if self._bundle is not None:
            yield from self._bundle
            return
        problem = Problem("line", "is not a resource in JSON", "one FHIR resource on each line")
        for number, line in self._lines():
            if line.strip():
                yield number, "", _resource(_parse(line)) or problem

    def _entries(self) -> Iterator[Numbered]:
        if self.file.size > LARGEST_BUNDLE:
            raise InputError(f"{self.name}: has more than {LARGEST_BUNDLE // 2**20} MB; export it as NDJSON or split it")
        problem = Problem("entry", "has no resource", "a FHIR resource with its resourceType")
        found = _parse(self.file.whole().decode(encoding(self.file)))
        for number, (url, resource) in enumerate(self._pairs(found), 1):
            yield number, url if isinstance(url, str) else "", _resource(resource) or problem

    def _pairs(self, found: object) -> list[tuple[object, object]]:
        """Full URL and resource of each entry of a Bundle, of a list of resources, or of one alone.  Raises InputError."""
        if isinstance(found, list):
            return [("", resource) for resource in found]
        whole = _resource(found)
        if whole is None:
            raise InputError(f"{self.name}: is not FHIR in JSON; expected a Bundle with Appointments and Patients, or NDJSON")
        if whole["resourceType"] != "Bundle":
            return [("", whole)]
        entries = whole.get("entry", [])
        if not isinstance(entries, list):
            raise InputError(f"{self.name}: the Bundle's entry is not a list; export it again as a FHIR R4 Bundle")
        return [(mapping(entry).get("fullUrl"), mapping(entry).get("resource")) for entry in entries]

    def _read_index(self) -> Index:
        """All that Appointments refer to; they are counted on the way."""
        index, others, more = Index(), 0, elements(self.map)
        for number, url, resource in self._resources():
            if number > MOST_ROWS:
                raise InputError(f"{self.name}: has more than {MOST_ROWS} entries; split it")
            if not isinstance(resource, Problem) and self.fields:
                self.fields.see((resource, *contained(resource)))
            if isinstance(resource, Problem) or resource["resourceType"] == "Appointment":
                self._count += 1
            elif kept := slim(resource, more):
                index.add(url, kept)
            else:
                others += 1
        if others:
            self.warnings.append(
                f"{self.name}: resources that are neither Appointment, Patient, Practitioner nor Location: {others}, not read"
            )
        if not self._count:
            raise InputError(f"{self.name}: has no Appointment; export the appointments together with their Patients")
        return index

    def __len__(self) -> int:
        """How many Appointments there are."""
        return self._count

    def __iter__(self) -> Iterator[Outcome]:
        """Each Appointment in turn, and each entry that is no resource."""
        settled = Settled(self.name, self.zone, self.unit, self.fields.looked(LOOKED))
        self.strange.clear()
        for number, url, resource in self._resources():
            if isinstance(resource, Problem):
                yield Reject(number, (resource,))
            elif resource["resourceType"] == "Appointment":
                yield self._read(settled, number, url, resource)
        settled.tell(self.warnings, self.noticed)

    def _read(self, settled: Settled, number: int, url: str, resource: dict[str, Any]) -> Outcome:
        problems: list[Problem] = []
        actors = tuple(actors_of(resource, url, self._index))
        texts = self.fields.texts((resource, *(actor.resource for actor in actors if actor.resource))) if self.fields else {}
        reasons = appointment_status(resource, self.map, self.strange, problems), self._state(texts, problems), ended(actors)
        reason = next(filter(None, reasons), "")
        if reason:
            return settled.skip(number, reason, self._record(resource, actors, texts, []))
        return settled.settle(number, self._record(resource, actors, texts, problems), tuple(problems))

    def _record(self, resource: dict[str, Any], actors: tuple[Actor, ...], texts: Texts, problems: list[Problem]) -> Texts:
        """The record, in the map's words.  texts: what stands in the map's places."""
        record = appointment_record(resource, actors, problems)
        record = self.fields.put(record, texts, problems) if texts else record
        return record if self.map.plain else self.map.told(record)

    def _state(self, texts: dict[str, str], problems: list[Problem]) -> str:
        """Why an Appointment gets nothing, by where the map says that it is said; '' for a booked one."""
        word = texts.pop("status", "")
        found = self.map.state(word)
        if found is None:
            note(self.strange, word)
            problems.append(Problem("status", "is not one of the known words", HOW_TOLD))
        return "" if found in (BOOKED, None) else found


def contained(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """The resources inside another."""
    return list(filter(None, map(_resource, listed(resource.get("contained")))))


def _resource(found: object) -> dict[str, Any] | None:
    """A resource of any kind; None for what is none."""
    return found if isinstance(found, dict) and isinstance(found.get("resourceType"), str) else None


def _parse(text: str) -> object:
    """What a JSON text says; None for what is none, is nested too deeply or has numbers that are none."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=lambda digits: int(digits) if len(digits) < 20 else digits)
    except (ValueError, RecursionError):
        return None


def _refuse(_: str) -> NoReturn:
    raise ValueError("no number of JSON")
