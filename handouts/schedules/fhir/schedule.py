"""FHIR R4: a Bundle in JSON, or NDJSON of resources.

In: Appointment, Patient, Practitioner, PractitionerRole and Location in any order.  Out: what becomes of each Appointment, by the number
of its entry (Bundle) or line (NDJSON).  Of several versions of one Appointment the last counts (meta.lastUpdated), and what an entry
deletes is off.  A Bundle that is one page of several is told.  Refuses a file that is no JSON or has no resources (`InputError`).
The mapping of each resource is in `resources` and `people`.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.schedules.cells.columnmap import NO_MAP, ColumnMap
from handouts.schedules.cells.fields import MappedFields
from handouts.schedules.cells.latest import MOMENT, LastWritten, Written
from handouts.schedules.fhir.people import listed, mapping, text_of
from handouts.schedules.fhir.places import EXAMPLE, Resources, elements, path_in
from handouts.schedules.fhir.resources import Actor, Index, actors_of, appointment_record, appointment_status, ended, slim
from handouts.schedules.listfile import ListFile, encoding, list_file
from handouts.schedules.rows import HOW_TOLD, MOST_ROWS, Outcome, Reject, Settled, Skipped, note
from handouts.schedules.words import BOOKED

LARGEST_BUNDLE = 24 * 2**20  # bytes; Python needs about eight times as much for its objects
LONGEST_LINE = 2**20
LOOKED = {
    "appointment_id": "Appointment.identifier and Appointment.id", "start": "Appointment.start",
    "patient_id": "Patient.identifier and Patient.id", "given_name": "Patient.name.given",
    "family_name": "Patient.name.family", "date_of_birth": "Patient.birthDate",
}  # fmt: skip
DELETED, CLASH = "deleted", "several statuses"
ADDRESS = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/.*)?", re.A)
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
        self._deleted: set[str] = set()
        self._versions, self._clashes = LastWritten(), dict[str, str]()
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
        for number, entry in enumerate(self._list_of(found), 1):
            request, url = mapping(entry.get("request")), text_of(entry.get("fullUrl"))
            resource = _resource(entry.get("resource"))
            if text_of(request.get("method")).upper() == "DELETE":
                deleted = self._delete(resource, text_of(request.get("url")))
                if deleted is not None:
                    yield number, url, deleted
            else:
                yield number, url, resource or problem

    def _delete(self, resource: dict[str, Any] | None, address: str) -> dict[str, Any] | Problem | None:
        """Note what an entry deletes, and give what is left of it: an Appointment, or a Problem for one that nobody can find."""
        named = resource if resource and isinstance(resource.get("id"), str) else _addressed(address)
        if named is None:
            return Problem("entry", "deletes what it does not name", "a request with an address such as Appointment/1")
        self._deleted.add(f"{named['resourceType']}/{named['id']}")
        return resource or (named if named["resourceType"] == "Appointment" else None)

    def _list_of(self, found: object) -> list[dict[str, Any]]:
        """The entries of a Bundle, of a list of resources, or of one alone.  Raises InputError."""
        if isinstance(found, list):
            return [{"resource": resource} for resource in found]
        whole = _resource(found)
        if whole is None:
            raise InputError(f"{self.name}: is not FHIR in JSON; expected a Bundle with Appointments and Patients, or NDJSON")
        if whole["resourceType"] != "Bundle":
            return [{"resource": whole}]
        entries = whole.get("entry", [])
        if not isinstance(entries, list):
            raise InputError(f"{self.name}: the Bundle's entry is not a list; export it again as a FHIR R4 Bundle")
        found_here = list(map(mapping, entries))
        self._tell_pages(whole, found_here)
        return found_here

    def _tell_pages(self, bundle: dict[str, Any], entries: list[dict[str, Any]]) -> None:
        """Warn of a Bundle that has not all that was found: a link to a next page, or fewer matches than its total (FHIR R4, Bundle)."""
        modes = [text_of(mapping(entry.get("search")).get("mode")) for entry in entries]
        total, there = bundle.get("total"), [mode for mode in modes if mode not in ("include", "outcome")]
        linked = any(text_of(mapping(link).get("relation")) == "next" for link in listed(bundle.get("link")))
        missing = isinstance(total, int) and not isinstance(total, bool) and total > len(there)
        if linked or missing:
            what = f", has {len(there)} of {total} entries" if missing else ""
            self.warnings.append(f"{self.name}: is one page of several{what}: the others are not read; export all pages, or NDJSON")

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
                self._note_version(number, url, resource)
            elif kept := slim(resource, more):
                gone = bool(self._deleted) and f"{kept['resourceType']}/{kept.get('id')}" in self._deleted
                index.add(url, {**kept, "active": False} if gone else kept)
            else:
                others += 1
        if others:
            self.warnings.append(
                f"{self.name}: resources that are neither Appointment, Patient, Practitioner nor Location: {others}, not read"
            )
        if not self._count:
            raise InputError(f"{self.name}: has no Appointment; export the appointments together with their Patients")
        return index

    def _note_version(self, number: int, url: str, resource: dict[str, Any] | Problem) -> None:
        """Keep which version of an Appointment is the last, and of which there are several with another status."""
        if isinstance(resource, Problem) or not (key := _key(url, resource)):
            return
        self._versions.see(key, number, _updated(resource))
        said = text_of(resource.get("status"))
        if self._clashes.setdefault(key, said) != said:
            self._clashes[key] = CLASH

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
        key = _key(url, resource)
        if self._versions.is_told(key):
            last = self._versions.of(key, number)
            if last != number:
                return Skipped(number, f"superseded by {self.unit} {last}")
        elif self._clashes.get(key) == CLASH:
            what = f"is another in another {self.unit} of the same Appointment"
            problems.append(Problem("status", what, "meta.lastUpdated in both, or one of the two"))
        actors = tuple(actors_of(resource, url, self._index))
        texts = self.fields.texts((resource, *(actor.resource for actor in actors if actor.resource))) if self.fields else {}
        reason = DELETED if self._deleted and f"Appointment/{resource.get('id')}" in self._deleted else ""
        if not reason:
            stated = appointment_status(resource, self.map, self.strange, problems)
            reason = next(filter(None, (stated, self._state(texts, problems), ended(actors, problems))), "")
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


def _key(url: str, resource: dict[str, Any]) -> str:
    """What an Appointment is known by, '' for nothing."""
    return url.split("/_history/")[0] if url.startswith("http") else text_of(resource.get("id"))


def _updated(resource: dict[str, Any]) -> Written:
    """When a version was written (meta.lastUpdated)."""
    said = text_of(mapping(resource.get("meta")).get("lastUpdated"))
    if not said:
        return None
    try:
        moment = datetime.fromisoformat(said)
        begun = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return begun, begun + MOMENT


def _addressed(address: str) -> dict[str, Any] | None:
    """Kind and id of what an address names; None for a search."""
    found = ADDRESS.fullmatch(address)
    return {"resourceType": found[1], "id": found[2]} if found else None


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
